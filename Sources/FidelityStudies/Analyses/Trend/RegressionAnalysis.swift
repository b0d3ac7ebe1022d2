import FidelityData
import FidelityProbability
import FidelitySystem
import FidelityTrends

/// The end of regressions: fits, errors and rows of every group.
struct RegressionAnalysis: Sendable {
  let trend: Trend
  let design: TrendDesign
  let columns: [DesignColumn]
  let cells: RegressionCells
  let scale: TrendScale
  let seed: UInt64
  private let tests: [RegressionReport.Test]
  private let combinations: [RegressionReport.Combination]
  private let notes: [String: String]
  /// The names of the terms, the intercept first where there is one.
  let terms: [String]
  /// The name of the method: `ols`, `wls cr2`.
  private let method: String
  /// The term whose slope verdicts are about.
  private let slopeTerm: String?
  /// Options that are asked for at every group, and are not looked up each time.
  let errorKind: CovarianceKind
  let like: TrendProgram?
  private let wild: Int?

  init(
    _ trend: Trend, _ design: TrendDesign, _ columns: [DesignColumn], _ cells: RegressionCells, _ scale: TrendScale,
    seed: UInt64, time: String?
  ) throws(DataError) {
    self.trend = trend
    self.design = design
    self.columns = columns
    self.cells = cells
    self.scale = scale
    self.seed = seed
    let fit = trend.weights == nil ? "ols" : "wls"
    (errorKind, like, wild) = (trend.errors, trend.like, trend.wild)
    method = errorKind == .ols ? fit : "\(fit) \(errorKind)"
    slopeTerm = trend.margin == nil ? nil : time
    terms = (design.terms.hasIntercept ? ["(Intercept)"] : []) + columns.map(\.name)
    var tests: [RegressionReport.Test] = []
    for set in trend.test {
      var places: [Int] = []
      for name in set.names {
        let own = design.places(of: name, among: terms, columns)
        guard !own.isEmpty else { throw Self.unknownTerm(name, terms) }
        places += own.filter { !places.contains($0) }
      }
      tests.append(RegressionReport.Test(name: set.names.joined(separator: ", "), places: places))
    }
    self.tests = tests
    var combinations: [RegressionReport.Combination] = []
    for text in trend.contrasts.names {
      guard let sum = TermSum(text) else {
        throw DataError(
          .usage(reason: "a contrast is a sum of terms with numbers, as in 'level + 12 * slope'"), value: text)
      }
      var weights = [Double](repeating: 0, count: terms.count)
      for part in sum.parts {
        guard let place = terms.firstIndex(of: part.term) else { throw Self.unknownTerm(part.term, terms) }
        weights[place] += part.weight
      }
      combinations.append(RegressionReport.Combination("contrast", name: text, weights: weights))
    }
    for text in trend.predict.names {
      guard let x = Double(text) else { continue }
      var weights = design.terms.hasIntercept ? [1.0] : []
      for column in columns {
        var product = 1.0
        for part in column.parts {
          if case .power(_, let power) = part { product *= pow(x, Double(power)) } else { product *= x }
        }
        weights.append(product)
      }
      let name = "\(time ?? "time") = \(text)"
      combinations.append(RegressionReport.Combination("predicted-mean", name: name, weights: weights))
      combinations.append(RegressionReport.Combination("predicted-value", name: name, weights: weights))
    }
    self.combinations = combinations
    notes = time.flatMap { time in scale.note.map { [time: $0] } } ?? [:]
  }

  private static func unknownTerm(_ name: String, _ terms: [String]) -> DataError {
    DataError(
      .usage(reason: "the trend has no such term"), value: name,
      hint: "its terms are \(terms.prefix(20).joined(separator: ", "))")
  }

  /// Rows of groups on their way to a table.
  struct RowsOfGroups {
    var table: EstimateTable
    /// Whose rows come next.
    var group = 0

    mutating func append(_ row: Estimate) { table.append(row, group: group) }
  }

  /// What a group has given.
  struct GroupResult: Sendable {
    /// Rows that are not in the table yet.
    var rows: [Estimate] = []
    var slope = SlopeEstimate(slope: .nan, standardError: .nan, degreesOfFreedom: .nan, status: .tooFewObservations)
    var singletonCount = 0
    var losesDigits = false
  }

  private static let groupsOfPiece = 1 << 10

  /// What all groups have given.
  struct Results: Sendable {
    fileprivate var pieces: [Piece] = []
    /// Groups whose figures from sums have fewer digits than their rows would give them.
    var lossyCount: Int { pieces.reduce(0) { $0 + $1.lossyCount } }
  }

  /// Fits every group.
  /// - Throws: what a group's data make impossible for all of them.
  func results(_ data: RegressionData) throws(DataError) -> Results {
    let members = GroupMembers(data, cells)
    let groups = cells.groups
    let spline = spline(data)
    let pieceCount = (groups.count + Self.groupsOfPiece - 1) / Self.groupsOfPiece
    let size = Self.groupsOfPiece
    let pieces = WorkerThreads.map(pieceCount) { piece -> Result<Piece, DataError> in
      let range = piece * size..<min(groups.count, (piece + 1) * size)
      return Result { () throws(DataError) in try self.piece(range, members, data, spline) }
    }
    var results = Results()
    for piece in pieces { results.pieces.append(try piece.get()) }
    return results
  }

  func finish(_ results: Results) -> (tables: [StudyResultTable], warnings: [String]) {
    let pieces = results.pieces
    let singletons = pieces.reduce(0) { $0 + $1.singletonCount }
    var warnings: [String] = []
    if singletons > 0 {
      warnings.append("trend: \(singletons) rows that are alone in a level of an absorbed effect were left out")
    }
    warnings += trend.lossWarning(results.lossyCount)
    var outcome = [StudyResultTable(Trend.name, pieces: pieces.map(\.table))]
    if trend.margin != nil {
      outcome.append(TrendDecisions(trend, pieces.flatMap(\.slopes), cells.groupColumns(cells.groups[...])).table)
    }
    return (outcome, warnings)
  }

  fileprivate struct Piece: Sendable {
    let table: Table
    let slopes: [SlopeEstimate]
    let singletonCount: Int
    let lossyCount: Int
  }

  private func piece(
    _ range: Range<Int>, _ members: GroupMembers, _ data: RegressionData, _ spline: NaturalSpline?
  ) throws(DataError) -> Piece {
    var quantiles = StudentTQuantileTable(level: trend.level)
    var rows = RowsOfGroups(table: EstimateTable(trend.isPlain ? GroupedTrend.columns : RegressionReport.columns))
    var slopes: [SlopeEstimate] = []
    var (singletons, lossy) = (0, 0)
    func take(_ result: GroupResult) {
      for row in result.rows { rows.append(row) }
      slopes.append(result.slope)
      singletons += result.singletonCount
      lossy += result.losesDigits ? 1 : 0
    }
    if let sums = data.sums {
      let reader = CellReader(sums, design, columns, cells, scale)
      var work = reader.work
      for (place, group) in range.enumerated() {
        rows.group = place
        if group + 1 < range.upperBound { reader.prefetch(members[group + 1]) }
        take(try summed(members[group], reader, &work, &quantiles, &rows))
      }
    } else {
      for (place, group) in range.enumerated() {
        rows.group = place
        take(try collected(members[group], data, spline, &quantiles))
      }
    }
    return Piece(
      table: rows.table.table(groups: cells.groupColumns(cells.groups[range])), slopes: slopes,
      singletonCount: singletons, lossyCount: lossy)
  }

  /// The spline of time with its knots at quantiles of all rows.
  private func spline(_ data: RegressionData) -> NaturalSpline? {
    guard let count = design.spline, data.sums == nil else { return nil }
    let times = stride(from: 0, to: data.values.count, by: data.width).map {
      (data.values[$0] - scale.origin) / scale.unit
    }
    guard let low = times.min(), let high = times.max(), low < high else { return nil }
    return NaturalSpline(times, degreesOfFreedom: count)
  }

  // MARK: - The rows of a fitted group

  /// Clusters of one or two columns, with what a fit needs of them.
  struct Clusters {
    /// The clusters, or the cells of two ways.
    var sums: ClusterSums
    /// For two ways, the cluster of each cell.
    var first: [Int] = []
    var second: [Int] = []
    /// Parameters that count in the factors.
    var parameterCount: Double
    /// Where it is known already.
    var covariance: ClusteredCovariance?
  }

  func report(_ fit: RegressionSummary, _ errors: ContrastErrors, _ clusters: Clusters?) -> RegressionReport {
    var report = RegressionReport(method: method, errors: errors)
    (report.tests, report.combinations, report.notes) = (tests, combinations, notes)
    guard let clusters else { return report }
    let names = cells.layout.clusters
    if names.count == 2 {
      report.clusters = [
        (names[0], (clusters.first.max() ?? -1) + 1), (names[1], (clusters.second.max() ?? -1) + 1),
      ]
    } else {
      report.clusters = [(names[0], clusters.covariance?.clusterCount ?? clusters.sums.clusterCount)]
    }
    if let wild {
      report.wild = (WildClusterBootstrap(resamples: wild, seed: seed), clusters.sums)
      report.method += " wild"
    }
    return report
  }

  /// The errors of a fit.
  func errors(_ fit: RegressionSummary, _ clusters: Clusters?, _ note: inout String?) -> ContrastErrors {
    guard case .cluster(let correction) = errorKind, let clusters else { return fit.equalErrors }
    let n = Double(fit.observationCount)
    if cells.layout.clusters.count == 2 {
      let both = TwoWayClusters(
        clusters.sums, first: clusters.first, second: clusters.second, correction, rowCount: n,
        parameterCount: clusters.parameterCount, usesSmallest: like == .stata || like == .fixest)
      if both.isRepaired { note = "the difference of two covariances was not positive and was repaired" }
      let least = Double(min(both.clusterCounts.0, both.clusterCounts.1))
      return .matrix(
        both.matrix, degreesOfFreedom: like == .sandwich ? fit.residualDegreesOfFreedom : least - 1)
    }
    let covariance =
      clusters.covariance
      ?? ClusteredCovariance(clusters.sums, correction, rowCount: n, parameterCount: clusters.parameterCount)
    if correction == .cr2 || like == .clubSandwich { return .clusters(covariance) }
    let freedom = like == .sandwich ? fit.residualDegreesOfFreedom : Double(covariance.clusterCount) - 1
    return .matrix(covariance.matrix, degreesOfFreedom: freedom)
  }

  /// The rows of a fit, in an array.
  func result(
    _ fit: RegressionSummary, _ errors: ContrastErrors, _ clusters: Clusters?, note: String?,
    _ quantiles: inout StudentTQuantileTable
  ) -> GroupResult {
    var rows: [Estimate] = []
    var result = result(fit, errors, clusters, note: note, &quantiles) { rows.append($0) }
    result.rows = rows
    return result
  }

  /// The rows of a fit, one by one.
  func result(
    _ fit: RegressionSummary, _ errors: ContrastErrors, _ clusters: Clusters?, note: String?,
    _ quantiles: inout StudentTQuantileTable, _ body: (Estimate) -> Void
  ) -> GroupResult {
    var report = report(fit, errors, clusters)
    report.note = note
    var result = GroupResult()
    var isFound = slopeTerm == nil
    report.forEachEstimate(fit, &quantiles) { row in
      if !isFound, row.quantity == "regression-coefficient", row.term == slopeTerm {
        isFound = true
        result.slope = SlopeEstimate(
          slope: row.estimate, standardError: row.standardError, degreesOfFreedom: row.degreesOfFreedom,
          status: row.status)
      }
      body(row)
    }
    return result
  }
}
