import FidelityData
import FidelityTrends

/// What a trend keeps of its rows, and its result.
struct TrendRows: Sendable {
  private let trend: Trend
  private let predictor: String
  private var moments = GroupedMoments()
  /// Without groups, the rows themselves: outcome, time, covariates.
  private var pooled: [[Double]]
  private var skippedCount = 0
  private var seenCount = 0
  /// Numbers of the outcome and of the covariates that may stand for missing ones.
  private var codes: [UndeclaredCodes]

  init(_ trend: Trend, predictor: String) {
    self.trend = trend
    self.predictor = predictor
    pooled = Array(repeating: [], count: 2 + trend.covariates.names.count)
    codes = Array(repeating: UndeclaredCodes(), count: 1 + trend.covariates.names.count)
  }

  /// Up to so many numbers are kept where sums lose digits: 1 GiB.
  static let mostKept = 1 << 27

  /// Whether as many rows may be kept.
  var mayBeKept: Bool { 2 * count <= Self.mostKept }

  /// The groups whose lines fit so well that sums leave their errors too few digits.
  var lossyCount: Int {
    let lines = GroupedTrend(predictor: predictor)
    return (0..<moments.groupCount).count { lines.line(moments, group: $0).losesDigits }
  }

  /// The rows that lack nothing.
  var count: Int { seenCount - skippedCount - moments.skippedCount }

  mutating func add(groups: Buffer<UInt32>?, x: Buffer<Double>, y: Buffer<Double>, covariates: [Buffer<Double>]) {
    seenCount += y.count
    for (place, column) in ([y] + covariates).enumerated() { codes[place].look(column) }
    if let groups {
      groups.withSpan { groups in x.withSpan { x in y.withSpan { y in moments.add(groups: groups, x: x, y: y) } } }
    } else {
      pool([y, x] + covariates)
    }
  }

  /// Takes what another state has seen in the rows that follow.
  /// - Parameter groups: the code here of each group there.
  mutating func merge(_ other: TrendRows, groups: [UInt32]) {
    skippedCount += other.skippedCount
    seenCount += other.seenCount
    for place in codes.indices { codes[place].merge(other.codes[place]) }
    moments.merge(other.moments, groups: groups)
    for index in pooled.indices { pooled[index] += other.pooled[index] }
  }

  /// Keeps the rows that lack nothing.
  private mutating func pool(_ columns: [Buffer<Double>]) {
    var isComplete = [Bool](repeating: true, count: columns[0].count)
    for column in columns {
      column.withSpan { values in
        for row in values.indices where values[row].isNaN { isComplete[row] = false }
      }
    }
    for (index, column) in columns.enumerated() {
      column.withSpan { values in
        for row in values.indices where isComplete[row] { pooled[index].append(values[row]) }
      }
    }
    skippedCount += isComplete.count { !$0 }
  }

  func finish(_ group: KeyCoder?, _ scale: TrendScale, _ context: StudyContext) throws(DataError) -> AnalysisOutcome {
    var warnings: [String] = []
    let skipped = moments.skippedCount + skippedCount
    if skipped > 0 {
      warnings.append("trend: \(skipped) rows without outcome, time, group or covariate were left out")
    }
    warnings += trend.warnings(codes)
    guard let group else {
      var result = EstimateTable(LeastSquares.columns)
      let notes = scale.note.map { [predictor: $0] } ?? [:]
      for row in try pooledFit(scale, context).estimates(level: trend.level, notes: notes) { result.append(row) }
      return AnalysisOutcome(tables: [StudyResultTable("trend", result.table())], warnings: warnings)
    }
    let codes = (0..<UInt32(moments.groupCount)).map { $0 }
    let order = group.sorted(codes, context.dictionaries, preferred: context.preferredOrder)
    guard !order.isEmpty else { throw noRows(context) }
    let lines = GroupedTrend(
      predictor: predictor, level: trend.level, origin: scale.origin, unit: scale.unit, note: scale.note)
    let pieces = lines.pieces(moments, order: order.map { Int($0) }, size: Self.groupsOfPiece)
    let dictionaries = context.dictionaries
    let tables = WorkerThreads.map(pieces.count) { piece in
      let groups = order.dropFirst(piece * Self.groupsOfPiece).prefix(Self.groupsOfPiece)
      return pieces[piece].table(groups: group.columns(Array(groups), dictionaries))
    }
    return AnalysisOutcome(tables: [StudyResultTable("trend", pieces: tables)], warnings: warnings)
  }

  private static let groupsOfPiece = 1 << 12

  private func noRows(_ context: StudyContext) -> DataError {
    DataError(.unusable(reason: "no row has an outcome and a time"), file: context.firstFile, column: trend.outcome)
  }

  private func pooledFit(
    _ scale: TrendScale, _ context: StudyContext
  ) throws(DataError) -> LeastSquares {
    guard !pooled[0].isEmpty else { throw noRows(context) }
    var predictors = [(predictor, pooled[1].map { ($0 - scale.origin) / scale.unit })]
    for (name, values) in zip(trend.covariates.names, pooled.dropFirst(2)) { predictors.append((name, values)) }
    do {
      return try LeastSquares(outcome: pooled[0], predictors: predictors)
    } catch {
      throw DataError(.unusable(reason: "\(error)"), file: context.firstFile, column: trend.outcome)
    }
  }
}
