public import FidelityData

import FidelitySystem

/// Variance components by restricted or maximum likelihood, with the record of how they were found.
///
/// The model is y = mean + sum of random terms + residual, all normal and independent; the likelihood is maximised over
/// the ratios of the components to the residual variance, in log(1 + size x ratio), where a variance of 0 is a point
/// like others: a component at it is exactly 0, and the fit has the status `singular-fit`. The estimates then stand;
/// the data show no more of that term than chance would.
///
/// ``criterion`` is -2 log likelihood with all its constants, that of lme4 (REML criterion, ML deviance).
/// The maximum is a local one, sought from where each term has the weight of one residual in the mean of a level.
///
/// References: Patterson & Thompson (1971), Biometrika 58, 545-554; Bates, Maechler, Bolker & Walker (2015), J. Stat.
/// Softw. 67(1), equation 42. Validation: lme4 1.1-31 on fifteen designs (`datasets/variance-components`).
public struct ComponentFit: Sendable {
  public let method: LikelihoodMethod
  /// The random terms, outermost first, then `residual`.
  public private(set) var components: [VarianceComponent]
  /// The estimated mean and its standard error.
  public private(set) var mean = Double.nan
  public private(set) var meanError = Double.nan
  /// -2 log likelihood.
  public private(set) var criterion = Double.nan
  public private(set) var record = OptimiserRecord()
  public private(set) var status: Status
  /// What the status means here, in a sentence.
  public private(set) var note: String?
  public let observationCount: Int
  /// The information about the components that are not 0, in the order of ``components``.
  public private(set) var information: ComponentInformation?
  let likelihood: (any ComponentLikelihood)?
  /// The ratios of the components to the residual variance.
  private(set) var ratios: [Double] = []

  /// A fit that the data do not allow.
  package init(
    without terms: [String], _ method: LikelihoodMethod, observationCount: Int, _ status: Status, note: String
  ) {
    self.method = method
    components = (terms + [Self.residual]).map { VarianceComponent($0, raw: .nan) }
    self.status = status
    self.note = note
    self.observationCount = observationCount
    likelihood = nil
  }

  package static let residual = "residual"

  /// Maximises a likelihood that has a maximum.
  package init(_ likelihood: any ComponentLikelihood, _ method: LikelihoodMethod) {
    self.method = method
    self.likelihood = likelihood
    observationCount = Int(likelihood.observationCount)
    components = []
    status = .ok
    let criterion = Criterion(likelihood: likelihood, method: method)
    let scale = RatioScale(sizes: likelihood.sizes)
    let start = likelihood.terms.map { _ in log(2.0) }
    let search = BoundedNewton(start: start, isBounded: start.map { _ in true }) { point in
      let value = criterion.profiled(scale.ratios(point))
      return (value.value, scale.slopes(value.slopes, at: point))
    }
    record = search.record
    ratios = scale.ratios(search.point)
    take(criterion, search.value)
  }

  private mutating func take(_ criterion: Criterion, _ value: Double) {
    let terms = criterion.likelihood.terms(at: ratios)
    let residual = terms.quadratic / criterion.degreesOfFreedom
    let names = criterion.likelihood.terms
    guard value.isFinite, residual.isFinite, residual > 0 else {
      components = (names + [Self.residual]).map { VarianceComponent($0, raw: .nan) }
      status = .outOfRange
      note = "the likelihood cannot be computed: the numbers are too large or too small for the arithmetic"
      return
    }
    self.criterion = value
    mean = terms.mean
    meanError = (residual / terms.meanInformation).squareRoot()
    information = ComponentInformation(criterion, ratios: ratios, terms: terms, residual: residual)
    let errors = information?.standardErrors ?? []
    components = (names + [Self.residual]).enumerated().map { place, name in
      let isResidual = place == names.count
      return VarianceComponent(
        name, raw: isResidual ? residual : residual * ratios[place],
        standardError: place < errors.count ? errors[place] : .nan,
        isAtBoundary: !isResidual && ratios[place] == 0)
    }
    describe()
  }

  private mutating func describe() {
    let atBoundary = components.filter(\.isAtBoundary).map(\.term)
    if !atBoundary.isEmpty {
      status = .singularFit
      let subject =
        atBoundary.count == 1 ? "the variance of \(atBoundary[0]) is" : "the variances of \(list(atBoundary)) are"
      note = "\(subject) 0: the data show no more of it than chance would"
    }
    if !record.isConverged {
      status = .notConverged
      note =
        "the optimiser stopped after \(record.iterationCount) steps where the criterion could still fall by "
        + "\(record.expectedDecrease)"
    }
  }

  private func list(_ names: [String]) -> String {
    names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }

  /// Adds a remark on the data.
  package mutating func add(note text: String) { note = note.map { "\($0); \(text)" } ?? text }

  /// The component of a term; traps where there is none of that name.
  public func component(_ term: String) -> VarianceComponent { components[place(of: term)] }

  func place(of term: String) -> Int {
    guard let place = components.firstIndex(where: { $0.term == term }) else {
      preconditionFailure("there is no term \(term)")
    }
    return place
  }

  /// A share of the variance: one component over a weighted sum of components. NaN where undefined.
  public func value(_ share: ComponentShare) -> Double {
    let total = share.weights.reduce(0) { $0 + $1.value * component($1.key).value }
    return component(share.term).value / total
  }

  /// The standard error of a share by the delta method from the observed information; NaN where a component is at its
  /// boundary.
  public func standardError(_ share: ComponentShare) -> Double {
    guard let information else { return .nan }
    let total = share.weights.reduce(0) { $0 + $1.value * component($1.key).value }
    let value = component(share.term).value / total
    let gradient = components.map { component in
      ((component.term == share.term ? 1 : 0) - value * (share.weights[component.term] ?? 0)) / total
    }
    return information.standardError(gradient)
  }
}

/// One variance component over a weighted sum of components: an intraclass correlation, say.
///
/// ```swift
/// let single = ComponentShare("unit", of: ["unit": 1, "rater": 1, "residual": 1])          // ICC(A,1)
/// let mean = ComponentShare("unit", of: ["unit": 1, "rater": 0.25, "residual": 0.25])       // ICC(A,4)
/// ```
public struct ComponentShare: Sendable, Hashable {
  public let term: String
  /// The weight of each term, >= 0; that of ``term`` is positive, and some other is.
  public let weights: [String: Double]

  public init(_ term: String, of weights: [String: Double]) {
    precondition(weights.values.allSatisfy { $0 >= 0 } && weights[term, default: 0] > 0, "weights are not negative")
    self.term = term
    self.weights = weights
  }
}

/// The coordinates of the optimiser: t = log(1 + size x ratio), 0 for a variance of 0.
///
/// In a balanced design t is the logarithm of a ratio of expected mean squares, in which the criterion is nearly a
/// parabola.
struct RatioScale {
  let sizes: [Double]

  func ratio(_ coordinate: Double, _ term: Int) -> Double { expm1(coordinate) / sizes[term] }
  func coordinate(_ ratio: Double, _ term: Int) -> Double { log1p(ratio * sizes[term]) }
  /// d ratio / d coordinate.
  func slope(_ coordinate: Double, _ term: Int) -> Double { exp(coordinate) / sizes[term] }

  func ratios(_ point: [Double]) -> [Double] { point.indices.map { ratio(point[$0], $0) } }
  func slopes(_ slopes: [Double], at point: [Double]) -> [Double] {
    point.indices.map { slopes[$0] * slope(point[$0], $0) }
  }
}
