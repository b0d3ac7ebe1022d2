import FidelityData
import FidelityFiles
import FidelityTrends

/// Follows an outcome over time through a scan: moments per group, or the rows of a pooled model.
struct TrendConsumer {
  private let request: TrendRequest
  private var group: KeyCoder?
  private var time: TimeReader
  private let outcome: Int
  private let covariates: [Int]
  private var state: TrendState

  init(_ request: TrendRequest, _ table: inout StudyTable) throws(DataError) {
    self.request = request
    group = request.group.isEmpty ? nil : try table.coder(request.group)
    guard let source = table.description.time else {
      throw DataError(
        .usage(reason: "a trend needs to know which column is the time"),
        hint: "say it with --time COLUMN, or in the study file under data: columns: {time: COLUMN}")
    }
    time = try TimeReader(source, &table)
    outcome = try table.request(request.outcome, .number)
    var covariates: [Int] = []
    for name in request.covariates { covariates.append(try table.request(name, .number)) }
    self.covariates = covariates
    state = TrendState(request, predictor: time.name, isDate: time.isDate)
  }

  mutating func consume(
    _ batch: Batch, _ requests: [ColumnRequest], _ dictionaries: [KeyDictionary]
  ) throws(DataError) {
    let x = try time.values(batch, requests, dictionaries)
    let groups = group?.rowCodes(batch)
    state.add(groups: groups, x: x, y: batch.numbers(outcome), covariates: covariates.map { batch.numbers($0) })
  }

  func finish(_ context: StudyContext) throws(DataError) -> StudyOutcome {
    try state.finish(context.dictionaries, group, preferred: context.preferredOrder, file: context.firstFile)
  }
}

/// What a trend keeps of its rows, and its result. Scores that were computed first go the same way as columns.
struct TrendState {
  private let request: TrendRequest
  private let predictor: String
  private let isDate: Bool
  private var moments = GroupedMoments()
  private var pooled: [[Double]]
  private var firstDay = Double.infinity
  private var skippedCount = 0

  init(_ request: TrendRequest, predictor: String, isDate: Bool) {
    self.request = request
    self.predictor = predictor
    self.isDate = isDate
    pooled = Array(repeating: [], count: 2 + request.covariates.count)
  }

  mutating func add(groups: Buffer<UInt32>?, x: Buffer<Double>, y: Buffer<Double>, covariates: [Buffer<Double>]) {
    if isDate {
      x.withSpan { x in
        for row in x.indices where x[row] < firstDay { firstDay = x[row] }
      }
    }
    if let groups {
      groups.withSpan { groups in x.withSpan { x in y.withSpan { y in moments.add(groups: groups, x: x, y: y) } } }
      return
    }
    let columns = ([y, x] + covariates).map(\.array)
    for row in 0..<y.count {
      if columns.contains(where: { $0[row].isNaN }) {
        skippedCount += 1
      } else {
        for index in pooled.indices { pooled[index].append(columns[index][row]) }
      }
    }
  }

  func finish(
    _ dictionaries: [KeyDictionary], _ group: KeyCoder?, preferred: [String: [String]], file: String
  ) throws(DataError) -> StudyOutcome {
    var warnings: [String] = []
    let skipped = moments.skippedCount + skippedCount
    if skipped > 0 {
      warnings.append("trend: \(skipped) rows without outcome, time, group or covariate were left out")
    }
    let scale = timeScale
    var result = EstimateTable()
    guard let group else {
      let rows = try pooledFit(scale, file: file).estimates(level: request.level, notes: scale.note.map { [predictor: $0] } ?? [:])
      for row in rows { result.append(row) }
      return StudyOutcome(tables: [StudyResultTable("trend", result.table())], warnings: warnings)
    }
    let order = group.sorted((0..<UInt32(moments.groupCount)).map { $0 }, dictionaries, preferred: preferred)
    guard !order.isEmpty else { throw noRows(file) }
    let trend = GroupedTrend(
      predictor: predictor, level: request.level, origin: scale.origin, unit: scale.unit, note: scale.note)
    trend.append(moments, order: order.map { Int($0) }, to: &result)
    let table = result.table(groups: group.columns(order, dictionaries))
    return StudyOutcome(tables: [StudyResultTable("trend", table)], warnings: warnings)
  }

  private func noRows(_ file: String) -> DataError {
    DataError(.unusable(reason: "no row has an outcome and a time"), file: file, column: request.outcome)
  }

  private func pooledFit(_ scale: (origin: Double, unit: Double, note: String?), file: String) throws(DataError) -> LeastSquares {
    guard let outcome = pooled.first, !outcome.isEmpty else { throw noRows(file) }
    var predictors = [(predictor, pooled[1].map { ($0 - scale.origin) / scale.unit })]
    for (name, values) in zip(request.covariates, pooled.dropFirst(2)) { predictors.append((name, values)) }
    do {
      return try LeastSquares(outcome: outcome, predictors: predictors)
    } catch {
      throw DataError(.unusable(reason: "\(error)"), file: file, column: request.outcome)
    }
  }

  /// Dates count from the first one (or the start of its school year) in the unit asked for; numbers stay as they are.
  private var timeScale: (origin: Double, unit: Double, note: String?) {
    guard isDate, firstDay.isFinite else { return (0, 1, nil) }
    let origin = request.unit.origin(firstDay: Int(firstDay))
    return (
      Double(origin), request.unit.days,
      "per \(request.unit.singular); time 0 is \(CalendarDate.text(ofDay: origin))"
    )
  }
}
