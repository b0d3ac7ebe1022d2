public import FidelityData
public import FidelityProbability

/// What is asked about the raters of a table: each pair of them, each against the others, each against a gold standard.
///
/// ```swift
/// let raters = RaterAnalysis(weights: [.identity, .quadratic], tolerance: 1)
/// for row in raters.pairs(of: ratings) { print(row.subject, row.estimate.quantity, row.estimate.estimate) }
/// ```
///
/// Conventions: weights belong to the scale of the group (all categories that any rater used, and those declared), not
/// to that of a pair. Intervals are t intervals with n - 1 degrees of freedom over the n units of the comparison, p
/// values two-sided. Results are the same to the last bit in any order of the rows and on any number of threads.
public struct RaterAnalysis: Sendable, Hashable, Codable {
  /// The weights of percent agreement and kappa.
  public var weights: [AgreementWeights]
  /// The confidence level, 0...1.
  public var level: Double
  /// How far two numbers may lie apart and still agree; nil for exact agreement alone.
  public var tolerance: Double?
  /// The limits of shares (accuracy, sensitivity); nil for t limits.
  public var shareLimits: ShareInterval?
  /// Categories that count even where no rating uses them.
  public var declaredCategories: DeclaredCategories
  /// How p values of the same quantity are adjusted over the raters of a group; nil for not at all.
  public var adjustment: PValueAdjustment?

  /// Whether pairs have percent agreement under weights other than identity, which tells how near ratings come and no
  /// share of units.
  public var hasWeightedAgreement = true

  /// - Precondition: `tolerance` is not negative.
  public init(
    weights: [AgreementWeights] = [.identity], level: Double = 0.95, tolerance: Double? = nil,
    shareLimits: ShareInterval? = .wilson, declaredCategories: DeclaredCategories = .none,
    adjustment: PValueAdjustment? = nil
  ) {
    precondition(tolerance.map { $0 >= 0 } ?? true, "a tolerance is not negative")
    self.weights = weights
    self.level = level
    self.tolerance = tolerance
    self.shareLimits = shareLimits
    self.declaredCategories = declaredCategories
    self.adjustment = adjustment
  }

  /// The columns of the table of raters (`term` is a category, `form` whom or what a rater is held against) and of that
  /// of pairs (`term` names the pair, `form` the variant of a test).
  public static let columns: EstimateColumns = [
    .term, .form, .weights, .interval, .test, .unitCount, .raterCount, .method, .note,
  ]

  /// Whether two numbers agree within a tolerance. Decimals such as 0.1 are no binary fractions: what lies beyond by
  /// less than 1e-9 counts as within.
  static func isWithin(_ tolerance: Double, _ a: Double, _ b: Double) -> Bool { abs(a - b) <= tolerance + 1e-9 }

  func hasAgreement(_ weights: AgreementWeights) -> Bool { weights == .identity || hasWeightedAgreement }

  func ratings(_ place: RaterPlace, excluding rater: UInt32? = nil) -> RaterGroup {
    RaterGroup(
      place.table, group: place.group, declared: declaredCategories.inGroup(place.group, of: place.table),
      excluding: rater, order: place.order)
  }
}

/// A group of a rating table among others that are analysed together.
package struct RaterPlace: Sendable {
  let table: RatingTable
  let group: Int
  let order: CategoryOrder
  /// Whether this group may use all threads, or others are analysed beside it.
  let isAlone: Bool

  /// - Parameter order: that of the table's categories, where it is known.
  package init(_ table: RatingTable, group: Int, order: CategoryOrder? = nil, isAlone: Bool = true) {
    self.table = table
    self.group = group
    self.order = order ?? CategoryOrder(table.dictionary)
    self.isAlone = isAlone
  }

  /// What `body` makes of 0, ..., `count` - 1, in that order.
  func map<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
    isAlone ? WorkerThreads.map(count, body) : (0..<count).map(body)
  }
}

/// An estimate and whom it is about; raters by their codes in the rating table.
public struct RaterEstimate: Sendable, Equatable {
  public enum Subject: Sendable, Hashable {
    /// All raters of the group together.
    case all
    case rater(UInt32)
    case pair(UInt32, UInt32)
  }

  public let subject: Subject
  public var estimate: Estimate

  public init(_ subject: Subject, _ estimate: Estimate) {
    self.subject = subject
    self.estimate = estimate
  }
}

/// Rows of means over units, with t intervals.
struct RowMaker {
  private var quantiles: StudentTQuantileTable

  var level: Double { quantiles.level }

  init(level: Double) { quantiles = StudentTQuantileTable(level: level) }

  /// Fills a row with a value, its standard error, and what follows from them.
  /// - Parameters:
  ///   - range: the values that the quantity can have.
  ///   - isTested: whether it is tested against 0.
  mutating func fill(
    _ row: inout Estimate, _ found: ValueWithError, units: Int,
    within range: ClosedRange<Double> = -.infinity ... .infinity, isTested: Bool = true
  ) {
    row.unitCount = units
    row.estimate = found.value
    guard row.status == .ok, !found.value.isNaN else { return }
    guard found.value.isFinite, !found.standardError.isInfinite else {
      row.estimate = .nan
      row.status = .outOfRange
      return
    }
    guard units >= 2 else {
      row.add(note: "one unit: no standard error")
      return
    }
    row.take(
      standardError: found.standardError,
      ErrorInterval(
        estimate: found.value, standardError: found.standardError, .studentT(degreesOfFreedom: Double(units - 1)),
        within: range, test: isTested ? .twoSided : .none, zero: .noSpread(rounding: found.rounding), &quantiles))
    if row.status == .noSpread { row.add(note: Estimate.noSpreadNote("unit")) }
  }
}
