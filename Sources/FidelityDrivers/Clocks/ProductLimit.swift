import FidelityProbability
import FidelitySystem

/// How long things stay open: the product limit (Kaplan-Meier) of spells of which some are not over yet.
///
/// S(t) = product over days t_i <= t of (n_i - d_i) / n_i, with n_i the spells at risk (open just before t_i, those
/// censored on that day among them) and d_i the ends on it. Greenwood's error S sqrt(sum d / (n (n - d))); limits
/// S^exp(-+ z se / (S log S)) (log(-log)).
///
/// | data | figures |
/// |---|---|
/// | no spell | survival 1, no median |
/// | S is 0 or 1 | error 0, no limits |
/// | S stays above 1/2 | no median |
/// | a time beyond ``longest``, S > 0 | the last S: nothing is known there |
///
/// Spells are counts of ends and censorings by length: a mergeable state, in which their order leaves no trace.
/// References: Kaplan & Meier (1958), JASA 53, 457-481; Kalbfleisch & Prentice (2002), section 1.4. Validation: R's
/// survival 3.5-3 (`datasets/drivers-barriers`).
/// - Complexity: O(spells) to count, O(longest whole days up to 2,048 + other distinct lengths) for the rest.
public struct ProductLimit: Sendable, Hashable {
  /// Ends and censorings of a length, below 2^32 each: of many clocks, these are most of the memory.
  struct Counts: Sendable, Hashable {
    private var ended: UInt32 = 0
    private var open: UInt32 = 0

    init(ends: Int = 0, censored: Int = 0) { (ended, open) = (UInt32(ends), UInt32(censored)) }

    var ends: Int { Int(ended) }
    var censored: Int { Int(open) }

    mutating func add(_ other: Counts) {
      ended += other.ended
      open += other.open
    }
  }

  /// Whole days below this have a place of their own.
  private static let placeCount = 2_048

  /// By whole days, up to the longest below ``placeCount``.
  private var places: [Counts] = []
  /// Of all other lengths.
  private var others: [Double: Counts] = [:]
  /// Spells in all.
  public private(set) var count = 0
  /// Spells that ended.
  public private(set) var endCount = 0
  private var longestLength = 0.0

  public init() {}

  /// The longest spell, over or not; NaN without spells.
  public var longest: Double { count > 0 ? longestLength : .nan }

  @inlinable
  public init(_ spells: some Sequence<(days: Double, isOver: Bool)>) {
    self.init()
    for spell in spells { add(days: spell.days, isOver: spell.isOver) }
  }

  /// Takes a spell, or several that are alike.
  /// - Parameters:
  ///   - length: how long it was, or has been up to now.
  ///   - isOver: whether it ended; else it is censored.
  /// - Precondition: the length is finite and not negative, `times` is not negative; all that are alike are fewer than
  ///   2^32.
  public mutating func add(days length: Double, isOver: Bool, times: Int = 1) {
    precondition(length >= 0 && length.isFinite, "a spell has a length")
    precondition(times >= 0, "a spell is there or not")
    if times > 0 { add(Counts(ends: isOver ? times : 0, censored: isOver ? 0 : times), length) }
  }

  /// Takes spells with the days on which they began and ended; what is not over by the as-of date is open. One of
  /// negative or unknown length is none.
  /// - Parameter isCounted: whether the spell at a place counts.
  @inline(__always)
  mutating func add(from starts: [Double], to ends: [Double], asOf: Double, where isCounted: (Int) -> Bool) {
    for place in starts.indices where isCounted(place) {
      let isOver = ends[place] <= asOf
      let length = (isOver ? ends[place] : asOf) - starts[place]
      if length >= 0, length.isFinite { add(days: length, isOver: isOver) }
    }
  }

  /// Takes the spells of another state.
  public mutating func merge(_ other: ProductLimit) {
    for (days, counts) in other.places.enumerated() where counts.ends + counts.censored > 0 {
      add(counts, Double(days))
    }
    for (length, counts) in other.others { add(counts, length) }
  }

  private mutating func add(_ counts: Counts, _ length: Double) {
    let days = length < Double(Self.placeCount) ? Int(length) : Self.placeCount
    if Double(days) == length, days < Self.placeCount {
      if days >= places.count { places += repeatElement(Counts(), count: days + 1 - places.count) }
      places[days].add(counts)
    } else {
      others[length, default: Counts()].add(counts)
    }
    count += counts.ends + counts.censored
    endCount += counts.ends
    longestLength = max(longestLength, length)
  }

  /// The lengths that there are, in ascending order.
  var byLength: [(days: Double, counts: Counts)] {
    var result: [(days: Double, counts: Counts)] = []
    result.reserveCapacity(min(places.count, count) + others.count)
    forEachLength { result.append(($0, $1)) }
    return result
  }

  /// Calls `body` with each of ``byLength``.
  private func forEachLength(_ body: (Double, Counts) -> Void) {
    guard others.isEmpty else {
      var all = others.map { (days: $0.key, counts: $0.value) }
      for (days, counts) in places.enumerated() where counts.ends + counts.censored > 0 {
        all.append((Double(days), counts))
      }
      for (days, counts) in all.sorted(by: { $0.days < $1.days }) { body(days, counts) }
      return
    }
    for (days, counts) in places.enumerated() where counts.ends + counts.censored > 0 { body(Double(days), counts) }
  }

  /// A day on which spells ended.
  public struct Step: Sendable, Hashable {
    public let days: Double
    public let atRisk: Int
    public let ends: Int
    /// After the day.
    public let survival: Double
    /// The sum of d / (n (n - d)) up to the day; infinite where all ended.
    public let variance: Double
  }

  /// The days with ends, in their order.
  public var steps: [Step] {
    var steps: [Step] = []
    steps.reserveCapacity(min(endCount, places.count + others.count))
    var (atRisk, survival, variance) = (count, 1.0, 0.0)
    // Exact while nothing is censored: the fraction of whole numbers.
    var isWhole = true
    forEachLength { length, counts in
      if counts.ends > 0 {
        let (n, d) = (Double(atRisk), Double(counts.ends))
        survival = isWhole ? (n - d) / Double(count) : survival * ((n - d) / n)
        variance += d / (n * (n - d))
        steps.append(Step(days: length, atRisk: atRisk, ends: counts.ends, survival: survival, variance: variance))
      }
      if counts.censored > 0 { isWhole = false }
      atRisk -= counts.ends + counts.censored
    }
    return steps
  }
}

extension ProductLimit {
  /// The curve of these spells, from which several figures are read.
  public func curve(level: Double = 0.95) -> ProductLimitCurve { ProductLimitCurve(self, level: level) }

  /// The share still open after so many days.
  public func survival(at length: Double, level: Double = 0.95) -> ProductLimitCurve.Point {
    curve(level: level).survival(at: length)
  }

  /// The smallest time with a survival of at most one half; see ``ProductLimitCurve/median(takesMiddle:)``.
  public func median(level: Double = 0.95, takesMiddle: Bool = false) -> (
    estimate: Double, lower: Double, upper: Double
  ) {
    curve(level: level).median(takesMiddle: takesMiddle)
  }

  /// The mean of days, each at most `tau`; see ``ProductLimitCurve/restrictedMean(to:)``.
  public func restrictedMean(to tau: Double) -> (estimate: Double, standardError: Double) {
    curve().restrictedMean(to: tau)
  }
}
