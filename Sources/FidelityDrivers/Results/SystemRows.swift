package import FidelityData
import FidelityProbability

/// The rows of a system under construction, made by the four estimators that all systems share.
///
/// | | estimate | error | limits |
/// |---|---|---|---|
/// | S, a share | x / n | sqrt(p (1 - p) / n) | Wilson's, exact on request; where a cluster is said, as R |
/// | R, ratio of totals | sum y / sum x | sqrt(G/(G - 1) sum (y - R x)^2) / sum x | t with G - 1; one group: none |
/// | R on request | the same | of ``RatioBootstrap`` | percentiles of its replicates |
/// | M, a mean | mean | s / sqrt(n) | t with n - 1 |
/// | K, a clock | ``ProductLimit`` | Greenwood | log(-log) |
///
/// Limits of quantities in 0...1 are cut there, which a note says.
/// Reference: Cochran (1977), Sampling Techniques, chapter 6.
public struct SystemRows: Sendable {
  public let system: DriverSystem
  public private(set) var rows: [DriverRow] = []
  package let options: DriverOptions
  /// The level of the unit that they are of; nil for the whole.
  package let unitLevel: String?
  /// Whether they are of a unit of a level: rows of single coachees, barriers or leaders are given of the whole alone.
  package var isOfUnit: Bool { unitLevel != nil }
  private var quantiles: StudentTQuantileTable

  public init(_ system: DriverSystem, _ options: DriverOptions) { self.init(system, options, unitLevel: nil) }

  package init(_ system: DriverSystem, _ options: DriverOptions, unitLevel: String?) {
    self.system = system
    self.options = options
    self.unitLevel = unitLevel
    quantiles = StudentTQuantileTable(level: options.level)
  }

  /// An empty row of a figure.
  package func row(_ figure: DriverFigure) -> DriverRow {
    var estimate = Estimate(figure.quantity)
    (estimate.term, estimate.form) = (figure.term, figure.form)
    var row = DriverRow(system, estimate)
    (row.unitKind, row.unit) = (figure.unitKind, figure.unit)
    return row
  }

  package mutating func append(_ row: consuming DriverRow) { rows.append(row) }

  /// Hands out the rows one by one, and forgets them.
  package mutating func drain(_ body: (DriverRow) -> Void) {
    for row in rows { body(row) }
    rows.removeAll(keepingCapacity: true)
  }

  package mutating func append(_ pieces: [[DriverRow]]) {
    rows.reserveCapacity(pieces.reduce(rows.count) { $0 + $1.count })
    for piece in pieces { rows += piece }
  }

  /// A number that has no error, since it is of a whole (a checklist, a count).
  package mutating func whole(
    _ figure: DriverFigure, _ value: Double, count: Int? = nil, status: Status = .ok, note: String? = nil
  ) {
    var row = row(figure)
    row.estimate.estimate = value
    row.estimate.unitCount = count
    row.estimate.status = status
    row.estimate.note = note
    append(row)
  }

  /// A figure that there is none of.
  package mutating func missing(_ figure: DriverFigure, _ status: Status, note: String? = nil) {
    whole(figure, .nan, status: status, note: note)
  }

  /// S: a share of some units, or R over their clusters.
  /// - Parameter empty: the status where there is no unit.
  package mutating func share(
    _ figure: DriverFigure, _ counts: ShareCounts, empty: Status = .nothingPlanned, note: String? = nil
  ) {
    guard counts.total > 0 else { return missing(figure, empty, note: note) }
    let note = counts.withoutCluster(note)
    if let clusters = counts.clusters {
      let parts = clusters.filter { $0.total > 0 }.map { (y: Double($0.count), x: Double($0.total)) }
      return ratio(figure, parts, isShare: true, empty: empty, note: note)
    }
    var row = row(figure)
    let (count, total) = (Double(counts.count), Double(counts.total))
    let share = count / total
    let method: ShareInterval = options.hasExactShares ? .exact : .wilson
    let limits = method.limits(count: counts.count, total: counts.total, level: options.level)
    row.estimate.estimate = share
    row.estimate.standardError = (share * (1 - share) / total).squareRoot()
    (row.estimate.lower, row.estimate.upper, row.estimate.level) = (limits.lower, limits.upper, options.level)
    row.estimate.unitCount = counts.total
    row.estimate.method = method.rawValue
    row.estimate.note = note
    append(row)
  }

  /// R: a ratio of totals over groups.
  /// - Parameters:
  ///   - parts: numerator and denominator of each group.
  ///   - isShare: whether it lies in 0...1.
  package mutating func ratio(
    _ figure: DriverFigure, _ parts: [(y: Double, x: Double)], isShare: Bool, empty: Status = .nothingPlanned,
    note: String? = nil
  ) {
    let (y, x) = parts.reduce((0, 0)) { ($0.0 + $1.y, $0.1 + $1.x) }
    guard x > 0 else { return missing(figure, empty, note: note) }
    let (ratio, groups) = (y / x, Double(parts.count))
    let squares = parts.reduce(0) { sum, part in
      let residual = part.y - ratio * part.x
      return sum + residual * residual
    }
    var row = row(figure)
    row.estimate.estimate = ratio
    row.estimate.unitCount = parts.count
    row.estimate.method = "ratio of totals"
    row.estimate.note = note
    if groups > 1, let resamples = options.resamples {
      take(RatioBootstrap(parts, resamples: resamples, seed: options.seed), &row)
      if isShare { cut(&row, 0...1) }
    } else if groups > 1 {
      take(
        (groups / (groups - 1) * squares).squareRoot() / x, degreesOfFreedom: groups - 1,
        rounding: 1e-15 * max(1, abs(ratio)), within: isShare ? 0...1 : nil, &row)
    } else {
      row.estimate.add(note: "one group: no error")
    }
    append(row)
  }

  /// M: a mean.
  package mutating func mean(
    _ figure: DriverFigure, _ values: [Double], within range: ClosedRange<Double>? = nil,
    empty: Status = .tooFewUnits, note: String? = nil
  ) {
    guard !values.isEmpty else { return missing(figure, empty, note: note) }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    var row = row(figure)
    row.estimate.estimate = mean
    row.estimate.unitCount = values.count
    row.estimate.note = note
    if count > 1 {
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let size = values.reduce(0) { max($0, abs($1)) }
      take(
        (squares / (count - 1) / count).squareRoot(), degreesOfFreedom: count - 1,
        rounding: 4 * Double.ulpOfOne * size, within: range, &row)
    } else {
      row.estimate.add(note: "one unit: no error")
    }
    append(row)
  }

  /// An error with its limits, and no test.
  package mutating func take(
    _ error: Double, degreesOfFreedom: Double, rounding: Double = 1e-15, within range: ClosedRange<Double>? = nil,
    _ row: inout DriverRow
  ) {
    let whole = ErrorInterval(
      estimate: row.estimate.estimate, standardError: error, .studentT(degreesOfFreedom: degreesOfFreedom),
      test: .none, zero: .noSpread(rounding: rounding), &quantiles)
    row.estimate.standardError = whole.isWithoutSpread ? 0 : error
    (row.estimate.lower, row.estimate.upper, row.estimate.level) = (whole.lower, whole.upper, whole.level)
    row.estimate.degreesOfFreedom = whole.degreesOfFreedom
    if whole.isWithoutSpread { row.estimate.status = .noSpread }
    if let range { cut(&row, range) }
  }

  /// The error and limits of a ratio from its groups drawn anew.
  private func take(_ bootstrap: RatioBootstrap, _ row: inout DriverRow) {
    let interval = BootstrapInterval(
      .percentile, level: options.level, estimate: row.estimate.estimate, replicates: bootstrap.replicates)
    row.estimate.method = "ratio of totals, bootstrap over groups, percentile"
    guard let error = interval.standardError, let lower = interval.lower, let upper = interval.upper else {
      row.estimate.status = .tooFewObservations
      row.estimate.add(note: "too few resamples have the ratio: no limits")
      return
    }
    if error <= 1e-15 * max(1, abs(row.estimate.estimate)) {
      (row.estimate.standardError, row.estimate.status) = (0, .noSpread)
      return
    }
    row.estimate.standardError = error
    (row.estimate.lower, row.estimate.upper, row.estimate.level) = (lower, upper, options.level)
    row.estimate.add(note: "\(bootstrap.replicates.count) resamples, seed \(options.seed)")
    if interval.undefinedCount > 0 { row.estimate.add(note: "\(interval.undefinedCount) of them without the ratio") }
    if bootstrap.groupCount < RatioBootstrap.few { row.estimate.add(note: "few groups: such limits are too narrow") }
  }

  /// Cuts limits to the range that a quantity has.
  package func cut(_ row: inout DriverRow, _ range: ClosedRange<Double>) {
    guard row.estimate.lower < range.lowerBound || row.estimate.upper > range.upperBound else { return }
    row.estimate.lower = max(row.estimate.lower, range.lowerBound)
    row.estimate.upper = min(row.estimate.upper, range.upperBound)
    row.estimate.add(note: "limits cut to \(Int(range.lowerBound))...\(Int(range.upperBound))")
  }

  /// K: the rows of a clock: the share still open at each of the options' days, the median, the restricted mean.
  package mutating func clock(
    _ clock: ProductLimit, term: String? = nil, unitKind: String? = nil, unit: String? = nil
  ) {
    func figure(_ quantity: String) -> DriverFigure {
      DriverFigure(quantity, term: term, unitKind: unitKind, unit: unit)
    }
    guard clock.count > 0 else {
      missing(figure("median-days"), .noEvents)
      return
    }
    let curve = clock.curve(level: options.level)
    for days in options.days { append(survival(curve, clock.count, days, figure("survival"))) }
    append(median(curve, clock.count, figure("median-days")))
    var row = row(figure("restricted-mean-days"))
    let mean = curve.restrictedMean(to: options.tau)
    (row.estimate.estimate, row.estimate.standardError) = (mean.estimate, mean.standardError)
    row.estimate.unitCount = clock.count
    row.estimate.note = "to \(CategoryDictionary.label(options.tau)) days"
    row.days = options.tau
    if curve.isUnknown(after: options.tau) { row.estimate.add(note: Self.beyond) }
    append(row)
  }

  /// The share still open after so many days.
  package func survival(_ clock: ProductLimit, _ days: Double, _ figure: DriverFigure) -> DriverRow {
    survival(clock.curve(level: options.level), clock.count, days, figure)
  }

  private func survival(
    _ curve: ProductLimitCurve, _ count: Int, _ days: Double, _ figure: DriverFigure
  ) -> DriverRow {
    var row = row(figure)
    row.days = days
    let point = curve.survival(at: days)
    row.estimate.estimate = point.estimate
    row.estimate.standardError = point.standardError
    (row.estimate.lower, row.estimate.upper) = (point.lower, point.upper)
    if !point.lower.isNaN { row.estimate.level = options.level }
    row.estimate.unitCount = count
    row.estimate.method = "product limit, log(-log) limits"
    if curve.isUnknown(after: days) { row.estimate.note = Self.beyond }
    return row
  }

  private static let beyond = "no spell is that long yet: the last share stands"

  /// The median of a clock.
  package func median(_ clock: ProductLimit, _ figure: DriverFigure) -> DriverRow {
    median(clock.curve(level: options.level), clock.count, figure)
  }

  private func median(_ curve: ProductLimitCurve, _ count: Int, _ figure: DriverFigure) -> DriverRow {
    var row = row(figure)
    let median = curve.median(takesMiddle: options.hasMiddleMedian)
    row.estimate.estimate = median.estimate
    (row.estimate.lower, row.estimate.upper) = (median.lower, median.upper)
    if !median.lower.isNaN || !median.upper.isNaN { row.estimate.level = options.level }
    row.estimate.unitCount = count
    row.estimate.method = "product limit, log(-log) limits"
    if median.estimate.isNaN { row.estimate.status = .notReached }
    if !median.estimate.isNaN, median.upper.isNaN { row.estimate.note = "upper limit not reached" }
    return row
  }
}

/// How many of some units have what is asked for, over all and by cluster.
package struct ShareCounts: Sendable, Hashable {
  package struct Count: Sendable, Hashable {
    package var count = 0
    package var total = 0
  }

  package private(set) var count = 0
  package private(set) var total = 0
  /// Nil where units are independent.
  package private(set) var clusters: [Count]?
  private let codes: [UInt32]?
  /// The clusters that have a name.
  private let namedCount: Int
  /// The column of clusters that is said and that the table does not have; nil for none.
  private let lacking: String?

  /// - Parameters:
  ///   - clusters: the cluster of each row; nil where units are independent.
  ///   - lacking: the column of clusters that is said and that there is not: rows say so.
  package init(clusters: NameColumn? = nil, lacking: String? = nil) {
    self.lacking = clusters == nil ? lacking : nil
    codes = clusters?.codes
    namedCount = clusters?.labels.count ?? 0
    self.clusters = clusters.map { Array(repeating: Count(), count: $0.labels.count) }
  }

  /// - Parameter row: of the table that the clusters are a column of. A row without a cluster counts as one of its own.
  package mutating func add(_ isHit: Bool, row: Int) {
    count += isHit ? 1 : 0
    total += 1
    guard let codes else { return }
    let code = codes[row]
    if code == missingKey {
      clusters?.append(Count(count: isHit ? 1 : 0, total: 1))
    } else {
      clusters?[Int(code)].count += isHit ? 1 : 0
      clusters?[Int(code)].total += 1
    }
  }
}

extension ShareCounts {
  /// Whether units come in clusters.
  var isClustered: Bool { codes != nil }

  /// A note, with a word on the clusters that are said and not there.
  func withoutCluster(_ note: String?) -> String? { MissingClusters.note(lacking, note) }

  /// Takes some units at once.
  /// - Precondition: units do not come in clusters.
  mutating func add(_ hits: Int, of units: Int) {
    precondition(!isClustered, "units of clusters are taken one by one")
    count += hits
    total += units
  }

  /// Takes rows that follow one another.
  /// - Parameter isHit: whether a row has what is asked for; nil where it does not count.
  @inline(__always)
  mutating func add(_ rows: Range<Int>, _ isHit: (Int) -> Bool?) {
    guard codes == nil else {
      for row in rows { if let isHit = isHit(row) { add(isHit, row: row) } }
      return
    }
    var (hits, all) = (0, 0)
    for row in rows {
      guard let isHit = isHit(row) else { continue }
      hits &+= isHit ? 1 : 0
      all &+= 1
    }
    count += hits
    total += all
  }

  /// Takes the counts of other rows of the same table.
  package mutating func merge(_ other: ShareCounts) {
    count += other.count
    total += other.total
    guard let own = clusters, let others = other.clusters else { return }
    // Those of named clusters stand first, in the same order; each row without one follows.
    let named = namedCount
    var result = own
    for place in 0..<named {
      result[place].count += others[place].count
      result[place].total += others[place].total
    }
    clusters = result + others[named...]
  }

  /// Takes counts of other rows, place by place.
  static func merge(_ counts: inout [ShareCounts], _ others: [ShareCounts]) {
    for place in counts.indices { counts[place].merge(others[place]) }
  }
}

extension DriverTable {
  /// Counts for shares of rows of this table.
  package func counts(_ options: DriverOptions) -> ShareCounts {
    ShareCounts(clusters: clusters(options), lacking: options.cluster)
  }

  /// The clusters of the rows; nil where none are said, or the table does not have them.
  func clusters(_ options: DriverOptions) -> NameColumn? { options.cluster.flatMap { has($0) ? names($0) : nil } }
}
