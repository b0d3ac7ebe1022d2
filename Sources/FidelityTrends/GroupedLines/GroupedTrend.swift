public import FidelityData
import FidelityProbability

/// A straight line per group: how an outcome moves over time at each site.
///
/// The result has, for every group, the rows `regression-coefficient` (terms `(Intercept)` and the predictor),
/// `r-squared` and `residual-sd`; a group that allows no line has the same rows with its status, and never fails the
/// run.
public struct GroupedTrend: Sendable, Hashable, Codable {
  /// The predictor's name in the result.
  public var predictor: String
  /// The confidence level of the intervals, 0...1.
  public var level: Double
  /// The x that counts as 0.
  public var origin: Double
  /// The length of one unit of x in units of the data.
  public var unit: Double
  /// A remark for the predictor's rows: unit and origin of time, say.
  public var note: String?

  public init(predictor: String, level: Double = 0.95, origin: Double = 0, unit: Double = 1, note: String? = nil) {
    self.predictor = predictor
    self.level = level
    self.origin = origin
    self.unit = unit
    self.note = note
  }

  /// The columns of its result table.
  public static let columns: EstimateColumns = [.term, .interval, .test, .observationCount, .method, .note]

  /// The line of each group. O(groups).
  public func lines(_ moments: GroupedMoments) -> [StraightLine] {
    (0..<moments.groupCount).map { line(moments, group: $0) }
  }

  /// The line of one group; that of no observations for a group that is not there.
  public func line(_ moments: GroupedMoments, group: Int) -> StraightLine {
    StraightLine(moments.moments(of: group), origin: origin, unit: unit)
  }

  /// The rows of one group: intercept and slope with errors, limits and tests, then `r-squared` and `residual-sd`.
  ///
  /// ```swift
  /// let slope = GroupedTrend(predictor: "year").estimates(moments, group: 3)[1]
  /// print(slope.estimate, slope.lower, slope.upper, slope.pValue)
  /// ```
  public func estimates(_ moments: GroupedMoments, group: Int) -> [Estimate] {
    var quantiles = StudentTQuantileTable(level: level)
    return estimates(moments, group, &quantiles)
  }

  /// The rows of every group under its name, in the order of the group codes.
  /// - Parameter names: the name of each group code, as ``FidelityData/KeyDictionary/labels`` has them.
  /// - Complexity: O(groups).
  public func estimates(_ moments: GroupedMoments, names: [String]) -> [(group: String, estimates: [Estimate])] {
    precondition(names.count >= moments.groupCount, "groups without a name")
    var quantiles = StudentTQuantileTable(level: level)
    return names.indices.map { (names[$0], estimates(moments, $0, &quantiles)) }
  }

  private func estimates(
    _ moments: GroupedMoments, _ group: Int, _ quantiles: inout StudentTQuantileTable
  ) -> [Estimate] {
    var rows: [Estimate] = []
    forEachRow(of: line(moments, group: group), &quantiles) { rows.append($0) }
    return rows
  }

  /// Adds the rows of the groups in the order of `order`: row group index i is `order[i]`'s group. Many groups are
  /// shared among threads.
  public func append(_ moments: GroupedMoments, order: [Int], to table: inout EstimateTable) {
    table.reserveCapacity(table.rowCount + order.count * 4)
    let quantiles = quantiles(moments, order)
    // A few pieces at a time: rows do not lie there twice, and the memory of the last round serves the next.
    let size = 1_024
    let most = 4 * WorkerThreads.count * size
    for start in stride(from: 0, to: order.count, by: most) {
      let places = order[start..<min(start + most, order.count)]
      let pieces = WorkerThreads.map((places.count + size - 1) / size) { piece in
        rows(moments, places.dropFirst(piece * size).prefix(size), quantiles)
      }
      for (piece, rows) in pieces.enumerated() { table.append(rows, groupShift: start + piece * size) }
    }
  }

  /// The rows of the groups in pieces of `size` of them, in the order of `order`; each has group indices from 0.
  package func pieces(_ moments: GroupedMoments, order: [Int], size: Int) -> [EstimateTable] {
    let quantiles = quantiles(moments, order)
    return WorkerThreads.map((order.count + size - 1) / size) { piece in
      rows(moments, order.dropFirst(piece * size).prefix(size), quantiles)
    }
  }

  /// The quantiles that many groups share; a number of observations that few have is left to its group.
  private func quantiles(_ moments: GroupedMoments, _ order: [Int]) -> StudentTQuantileTable {
    var result = StudentTQuantileTable(level: level)
    for group in order.prefix(1_024) {
      let count = moments.observationCount(group)
      if count > 2 { _ = result.criticalValue(degreesOfFreedom: count - 2) }
    }
    return result
  }

  /// The rows of some groups, with indices from 0.
  private func rows(
    _ moments: GroupedMoments, _ order: ArraySlice<Int>, _ known: StudentTQuantileTable
  ) -> EstimateTable {
    var rows = EstimateTable(Self.columns)
    rows.reserveCapacity(order.count * 4)
    var quantiles = known
    for (index, group) in order.enumerated() {
      let line = line(moments, group: group)
      forEachRow(of: line, &quantiles) { rows.append($0, group: index) }
    }
    return rows
  }

  /// The rows of a line.
  private func forEachRow(
    of line: StraightLine, _ quantiles: inout StudentTQuantileTable, _ body: (Estimate) -> Void
  ) {
    var row = Estimate("regression-coefficient")
    row.method = "ols"
    row.observationCount = line.count
    row.status = line.status
    for (term, value, error) in [
      ("(Intercept)", line.intercept, line.interceptError), (predictor, line.slope, line.slopeError),
    ] {
      row.term = term
      row.note = term == predictor ? note : nil
      row.estimate = value
      row.take(
        standardError: error,
        ErrorInterval(
          estimate: value, standardError: error, .studentT(degreesOfFreedom: line.degreesOfFreedom), zero: .isExact,
          &quantiles))
      body(row)
    }
    for (quantity, value) in [("r-squared", line.rSquared), ("residual-sd", line.residualDeviation)] {
      var row = Estimate(quantity)
      row.method = "ols"
      row.estimate = value
      row.observationCount = line.count
      row.status = line.status
      if quantity == "residual-sd" { row.degreesOfFreedom = line.degreesOfFreedom }
      body(row)
    }
  }
}
