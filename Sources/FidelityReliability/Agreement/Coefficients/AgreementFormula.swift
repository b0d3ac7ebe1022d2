package import FidelityData

/// A coefficient with its parameters: what it is called, what it needs, and how it follows from the totals of a group.
///
/// Each coefficient is one type in a file of its own, and one line of ``AgreementCoefficient/formulas``; what is not
/// said otherwise has the defaults below. ``GwetAC`` is a model.
package protocol AgreementFormula: Sendable, Hashable {
  /// The name in result tables, options and study files; it never changes.
  static var name: String { get }
  /// What it is, in words.
  static var words: CoefficientWords { get }
  /// Whether it is computed where no coefficient is named: any number of raters has it. false
  static var isCommon: Bool { get }
  /// One for each of the weights, or of the metrics; one alone where neither enters.
  static func variants(weights: [AgreementWeights], metrics: [AlphaMetric]) -> [Self]

  /// The weights, for one that has some. nil
  var agreementWeights: AgreementWeights? { get }
  /// The metric of alpha. nil
  var alphaMetric: AlphaMetric? { get }
  /// The category it is about, or that there is a row for each. nil: it is about all together.
  var category: CategoryChoice? { get }
  /// The same, of one category.
  func of(category rank: Int) -> Self

  /// What it needs of the ratings and of the totals.
  var needs: AgreementNeeds { get }
  /// Whether it has derivatives, so that a linearised error exists. true
  var isSmooth: Bool { get }
  /// Whether asymmetric weights keep the order of the two raters; else both orders count the same. false
  var keepsOrder: Bool { get }
  /// The conventions of programs that have it. none
  var conventions: [AgreementConvention] { get }

  /// The coefficients to compute in its stead where there are more than two raters. none
  static var forMoreRaters: [String] { get }
  /// Why it cannot be computed in this group, beside what ``needs`` says; nil where it can.
  func obstacle(_ context: AgreementContext) -> Status?
  /// The value as a function of the totals; NaN where 0/0.
  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double
  /// Adds, to each place, the derivative of the functional that the linearised standard error differentiates (Gwet
  /// 2014, ch. 5) with respect to that total; called only where ``isSmooth`` and the value is a number.
  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double])
  /// The value under totals of raters with weights (``WeightedRaters``); nil for one that is no function of those.
  /// Where raters do not matter it is the value.
  func value(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, raterWeights: [Double]
  ) -> Double?
  /// Adds the values under `count` vectors of totals, `stride` apart from `start` on; NaN where 0/0 or where no unit
  /// has two ratings. A requirement, so that the loop is compiled for each coefficient.
  func appendValues(
    _ totals: Span<Double>, start: Int, stride: Int, count: Int, _ layout: AgreementFeatureLayout,
    _ context: AgreementContext, to values: inout [Double])

  /// What the value is made of, where it is made of two figures: see ``AgreementParts``. nil
  func parts(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> AgreementParts?
  /// The status where the value is 0/0. `noVariation`
  func undefinedStatus(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> Status
  /// What there is to say about a row. nothing
  func notes(
    _ estimate: Double, _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> [String]
  /// Roughly the steps from the totals to the value: ``AgreementAnalysis/stepCount(of:influence:)``.
  func stepCount(_ size: AgreementGroupSize) -> Double
}

extension AgreementFormula {
  package static var isCommon: Bool { false }
  package static var forMoreRaters: [String] { [] }
  package var agreementWeights: AgreementWeights? { nil }
  package var alphaMetric: AlphaMetric? { nil }
  package var category: CategoryChoice? { nil }
  package func of(category rank: Int) -> Self { self }
  package var isSmooth: Bool { true }
  package var keepsOrder: Bool { false }
  package var conventions: [AgreementConvention] { [] }

  package func obstacle(_ context: AgreementContext) -> Status? { nil }

  package func value(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, raterWeights: [Double]
  ) -> Double? {
    needs.raters ? nil : value(totals, layout, context)
  }

  package func appendValues(
    _ totals: Span<Double>, start: Int, stride: Int, count: Int, _ layout: AgreementFeatureLayout,
    _ context: AgreementContext, to values: inout [Double]
  ) {
    for index in 0..<count {
      let place = start + index * stride
      let own = totals.extracting(place..<place + layout.count)
      values.append(own[layout.pairedUnits] > 0 ? value(own, layout, context) : .nan)
    }
  }

  package func parts(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> AgreementParts? { nil }

  package func undefinedStatus(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> Status { .noVariation }

  package func notes(
    _ estimate: Double, _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> [String] { [] }

  package func stepCount(_ size: AgreementGroupSize) -> Double {
    if needs.crossTables { return size.crossTables }
    let product = size.product(agreementWeights)
    return needs.raters ? size.raters * product : product
  }

  func isEqual(to other: any AgreementFormula) -> Bool { (other as? Self) == self }

  /// ``variants(weights:metrics:)`` as coefficients.
  static func coefficients(weights: [AgreementWeights], metrics: [AlphaMetric]) -> [AgreementCoefficient] {
    variants(weights: weights, metrics: metrics).map { AgreementCoefficient($0) }
  }
}

/// A coefficient that has agreement weights and no other parameter.
package protocol WeightedFormula: AgreementFormula {
  var weights: AgreementWeights { get }
  init(weights: AgreementWeights)
}

extension WeightedFormula {
  package static func variants(weights: [AgreementWeights], metrics: [AlphaMetric]) -> [Self] {
    weights.map { Self(weights: $0) }
  }

  package var agreementWeights: AgreementWeights? { weights }
}

/// Cohen's kappa wherever there are two raters who rated every unit that counts: what has the asymptotic errors of
/// Fleiss, Cohen and Everitt.
protocol KappaOfTwoRaters: WeightedFormula {
  /// The weights with the first rater's category as the row.
  func matrix(_ context: AgreementContext) -> WeightMatrix
}
