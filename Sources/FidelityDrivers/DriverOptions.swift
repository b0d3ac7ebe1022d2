/// What the systems of the drivers need to know beside their tables.
public struct DriverOptions: Sendable, Hashable {
  /// The end of every clock: days since 1970-01-01. What is not done by then is open.
  public var asOf: Double
  /// The confidence level of limits.
  public var level = 0.95
  /// Exact limits of shares instead of Wilson's.
  public var hasExactShares = false
  /// The levels of the organisation, the lowest first.
  public var levels = ["classroom", "building", "district", "state"]
  /// A column of groups (building) whose units are not independent: shares become ratios of totals over them.
  public var cluster: String?
  /// Resamples that the errors and limits of ratios of totals come from, their groups drawn anew; nil for the
  /// linearised error and t.
  public var resamples: Int?
  /// The days at which a clock's share still open is told.
  public var days: [Double] = [7, 14, 30, 60, 90]
  /// Where a restricted mean of days ends.
  public var tau = 90.0
  /// Whether a median that is exactly between two days is their middle, as R and SAS have it.
  public var hasMiddleMedian = false
  /// Days within which a record is in time.
  public var limit = 7.0
  /// Days within which a barrier should be resolved.
  public var within = 30.0
  /// The share of the points that is mastery of training.
  public var mastery = 0.8
  /// The composite that compensation is to reach.
  public var target = 0.8
  /// The power of the compensatory mean.
  public var p = 0.0
  /// From here on a cell of the matrix is covered, and a driver is no deficit.
  public var threshold = 0.8
  /// The score at which fidelity, or the outcome, meets its criterion.
  public var cut = 0.8
  /// The least score of drivers that nothing makes up for.
  public var critical: [String: Double] = [:]
  /// Weights of drivers; 1 where none is said.
  public var weights: [String: Double] = [:]
  /// The theoretical ranges of necessary condition analysis, by column; observed ones elsewhere.
  public var scope: [String: ClosedRange<Double>] = [:]
  /// The levels of the bottleneck table, percent of the range.
  public var bottleneckLevels: [Double] = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
  public var permutations = 10_000
  public var seed: UInt64 = 1
  /// Of the mean-min function.
  public var alpha = 1.0
  public var beta = 0.1
  /// The ends of the scale of leadership items.
  public var scale: ClosedRange<Double> = 1...5
  /// What a driver's score is to make up for: the loss in one driver by another.
  public var requiredCompensation: [CompensationQuestion] = []

  public init(asOf: Double) { self.asOf = asOf }
}

/// By how much one driver has to rise where another falls.
public struct CompensationQuestion: Sendable, Hashable {
  public var lossIn: String
  public var delta: Double
  public var by: String

  public init(lossIn: String, delta: Double, by: String) {
    (self.lossIn, self.delta, self.by) = (lossIn, delta, by)
  }
}
