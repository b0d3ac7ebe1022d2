public import FidelityData
import FidelityProbability

/// How the uncertainty of a coefficient is estimated.
public enum AgreementInterval: Sendable, Hashable, Codable {
  /// The linearised standard error over units with a t interval, n - 1 degrees of freedom, the upper limit cut at 1
  /// (Gwet 2014).
  case linearised
  /// Percentile interval over bootstrap resamples of the units; the standard error is the resamples' standard
  /// deviation.
  case bootstrap(resamples: Int, seed: UInt64)
}

/// The scale that raters were given, as far as it is said: categories count in q even where nobody used them.
public enum DeclaredCategories: Sendable, Hashable, Codable {
  case none
  case numbers([Double])
  /// Text categories in their order, which ranks them 1, 2, ....
  case labels([String])
}

/// An analysis of agreement: which coefficients, with which uncertainty, over which units.
///
/// Conventions: p values are two-sided against 0. A unit rated once counts in the category shares and in the standard
/// error of every coefficient but alpha, and observes no agreement (Gwet); `minimumRatings: 2` leaves such units out
/// altogether. A coefficient that is 0/0 has a status, never a number.
public struct AgreementAnalysis: Sendable, Hashable, Codable {
  public var coefficients: [AgreementCoefficient]
  public var interval: AgreementInterval
  /// The confidence level, 0...1.
  public var level: Double
  /// Units with fewer ratings are left out.
  public var minimumRatings: Int
  /// Categories that count in q even where nobody used them.
  public var declaredCategories: DeclaredCategories

  public init(
    _ coefficients: [AgreementCoefficient], interval: AgreementInterval = .linearised, level: Double = 0.95,
    minimumRatings: Int = 1, declaredCategories: DeclaredCategories = .none
  ) {
    self.coefficients = coefficients
    self.interval = interval
    self.level = level
    self.minimumRatings = minimumRatings
    self.declaredCategories = declaredCategories
  }

  /// The estimates of one group, one per coefficient in their order.
  /// - Parameter stream: a number of the group that does not depend on the order of the data; it keys the bootstrap.
  public func estimates(of table: RatingTable, group: Int = 0, stream: UInt64 = 0) -> [Estimate] {
    var workspace = AgreementWorkspace(self, table)
    return workspace.estimates(group: group, stream: stream)
  }

  /// Adds the rows of the groups in the order of `order`: row group index i is `order[i]`'s group. One workspace serves
  /// all.
  public func append(_ table: RatingTable, order: [Int], to result: inout EstimateTable) {
    var workspace = AgreementWorkspace(self, table)
    for (index, group) in order.enumerated() {
      for row in workspace.estimates(group: group, stream: UInt64(index)) { result.append(row, group: index) }
    }
  }
}

extension RatingTable {
  /// One coefficient of the first group, with its uncertainty.
  ///
  /// ```swift
  /// let ratings = try RatingTable(units: lesson, raters: observer, values: score)
  /// let alpha = ratings.estimate(.krippendorffAlpha(metric: .ordinal), interval: .bootstrap(resamples: 10_000, seed:
  /// 7))
  /// ```
  public func estimate(
    _ coefficient: AgreementCoefficient, interval: AgreementInterval = .linearised, level: Double = 0.95
  ) -> Estimate {
    AgreementAnalysis([coefficient], interval: interval, level: level).estimates(of: self)[0]
  }
}

/// The memory that the groups of one analysis share, and the steps for one group.
struct AgreementWorkspace {
  private let analysis: AgreementAnalysis
  private let table: RatingTable
  private let sortedCodes: [UInt32]
  private var builder = PatternBuilder()
  private var quantiles: StudentTQuantileTable
  private var used: [Bool]

  init(_ analysis: AgreementAnalysis, _ table: RatingTable) {
    self.analysis = analysis
    self.table = table
    sortedCodes = table.dictionary.sortedCodes
    quantiles = StudentTQuantileTable(level: analysis.level)
    used = Array(repeating: false, count: table.dictionary.count)
  }

  mutating func estimates(group: Int, stream: UInt64) -> [Estimate] {
    let units = table.groupOffsets[group]..<table.groupOffsets[group + 1]
    // Cohen's kappa knows only units that both raters rated; the others follow the analysis.
    let (cohen, others) = (analysis.coefficients.filter(\.isCohen), analysis.coefficients.filter { !$0.isCohen })
    var found: [AgreementCoefficient: Estimate] = [:]
    for (coefficients, minimum) in [(others, analysis.minimumRatings), (cohen, max(2, analysis.minimumRatings))]
    where !coefficients.isEmpty {
      let rows = estimates(coefficients, units: units, minimumRatings: minimum, stream: stream)
      for (coefficient, row) in zip(coefficients, rows) { found[coefficient] = row }
    }
    return analysis.coefficients.compactMap { found[$0] }
  }

  private mutating func estimates(
    _ coefficients: [AgreementCoefficient], units: Range<Int>, minimumRatings: Int, stream: UInt64
  ) -> [Estimate] {
    let scale = scale(units, minimumRatings)
    let needs = AgreementNeeds(coefficients)
    let patterns = builder.patterns(
      of: table, units: units, scale: scale, isLabelled: needs.raters, minimumRatings: minimumRatings)
    let context = AgreementContext(
      scale: scale, raterCount: patterns.raterCount, weights: Set(coefficients.compactMap(\.weights)))
    let features = AgreementFeatures(patterns, needs: needs, context: context)
    let sample = AgreementSample(patterns: patterns, features: features, context: context, isNumeric: scale.isNumeric)
    switch analysis.interval {
    case .linearised:
      return coefficients.map { sample.linearised($0, &quantiles) }
    case .bootstrap(let resamples, let seed):
      let bootstrap = AgreementBootstrap(resamples: resamples, seed: seed, stream: stream, level: analysis.level)
      return bootstrap.estimates(coefficients, of: sample)
    }
  }

  private mutating func scale(_ units: Range<Int>, _ minimumRatings: Int) -> CategoryScale {
    for code in used.indices { used[code] = false }
    for unit in units {
      let ratings = table.unitOffsets[unit]..<table.unitOffsets[unit + 1]
      if ratings.count >= minimumRatings {
        for rating in ratings { used[Int(table.categories[rating])] = true }
      }
    }
    return CategoryScale(
      used: used, sortedCodes: sortedCodes, dictionary: table.dictionary, declared: analysis.declaredCategories)
  }
}

extension AgreementCoefficient {
  var isCohen: Bool { if case .cohenKappa = self { true } else { false } }
}
