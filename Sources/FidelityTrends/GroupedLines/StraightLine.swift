public import FidelityData
import FidelityProbability

/// The least-squares line y = a + b x of one group, with its uncertainty.
///
/// b = S_xy / S_xx, a = mean y - b mean x, sigma^2 = RSS / (n - 2), SE(b) = sigma / sqrt(S_xx), SE(a) = sigma sqrt(1/n
/// + mean(x)^2 / S_xx), R^2 = 1 - RSS / S_yy. NaN where undefined; ``status`` says why.
///
/// | group | what it gets | status |
/// |---|---|---|
/// | n < 2 | nothing | `too-few-observations` |
/// | x constant | nothing | `constant-predictor` |
/// | n = 2 | the line, no error | `too-few-observations` |
/// | all points on the line | the line, sigma and errors 0, no t | `exact-fit` |
/// | y constant | slope 0, R^2 undefined | `exact-fit` |
///
/// Validation: `datasets/pooled-trend-small`, `datasets/nist-norris`.
public struct StraightLine: Sendable, Equatable {
  public var count = 0
  public var intercept = Double.nan
  public var slope = Double.nan
  public var interceptError = Double.nan
  public var slopeError = Double.nan
  public var residualDeviation = Double.nan
  public var rSquared = Double.nan
  public var degreesOfFreedom = Double.nan
  public var status = Status.ok

  /// - Parameters:
  ///   - moments: the group's moments in the units of the data.
  ///   - origin: the x that is to count as 0.
  ///   - unit: the length of one unit of x in units of the data (30.4375 for months in days).
  package init(_ moments: GroupedMoments.Moments, origin: Double = 0, unit: Double = 1) {
    let n = moments.count
    count = Int(n)
    guard n >= 2 else {
      status = .tooFewObservations
      return
    }
    let spreadX = (moments.sumXX - moments.sumX * moments.sumX / n) / (unit * unit)
    let spreadY = max(0, moments.sumYY - moments.sumY * moments.sumY / n)
    let cross = (moments.sumXY - moments.sumX * moments.sumY / n) / unit
    // S_xx is a difference; what is left below a few roundings of its terms is no variation.
    guard spreadX * unit * unit > 1e-14 * moments.sumXX else {
      status = .constantPredictor
      return
    }
    let meanX = (moments.originX - origin + moments.sumX / n) / unit
    let meanY = moments.originY + moments.sumY / n
    slope = cross / spreadX
    intercept = meanY - slope * meanX
    let residual = max(0, spreadY - slope * cross)
    if spreadY > 0 { rSquared = 1 - residual / spreadY }
    guard n > 2 else {
      status = .tooFewObservations
      return
    }
    degreesOfFreedom = n - 2
    if residual <= 1e-14 * moments.sumYY {
      status = .exactFit
      (residualDeviation, slopeError, interceptError) = (0, 0, 0)
      if spreadY > 0 { rSquared = spreadY > 1e-14 * moments.sumYY ? 1 : .nan }
      return
    }
    residualDeviation = (residual / (n - 2)).squareRoot()
    slopeError = residualDeviation / spreadX.squareRoot()
    interceptError = residualDeviation * (1 / n + meanX * meanX / spreadX).squareRoot()
  }
}

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
    moments.groups.map { StraightLine($0, origin: origin, unit: unit) }
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
    for group in order.prefix(1_024) where group < moments.groups.count {
      let count = Int(moments.groups[group].count)
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
      let line =
        group < moments.groups.count
        ? StraightLine(moments.groups[group], origin: origin, unit: unit) : StraightLine(.init())
      append(line, group: index, &quantiles, to: &rows)
    }
    return rows
  }

  private func append(
    _ line: StraightLine, group: Int, _ quantiles: inout StudentTQuantileTable, to table: inout EstimateTable
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
      row.standardError = error
      row.setInterval(degreesOfFreedom: line.degreesOfFreedom, &quantiles)
      table.append(row, group: group)
    }
    for (quantity, value) in [("r-squared", line.rSquared), ("residual-sd", line.residualDeviation)] {
      var row = Estimate(quantity)
      row.method = "ols"
      row.estimate = value
      row.observationCount = line.count
      row.status = line.status
      if quantity == "residual-sd" { row.degreesOfFreedom = line.degreesOfFreedom }
      table.append(row, group: group)
    }
  }
}
