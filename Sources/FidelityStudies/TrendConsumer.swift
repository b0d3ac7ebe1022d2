import FidelityData
import FidelityFiles
import FidelityInstruments
import FidelityTrends

/// Follows a column over time through a scan.
struct TrendConsumer: StudyConsumer {
  private var group: KeyCoder?
  private var time: TimeReader
  private let outcome: Int
  private let covariates: [Int]
  private var state: TrendState

  static let lacksTime = DataError(
    .usage(reason: "a trend needs to know which column is the time"),
    remedy: .nameColumn(role: "time"))

  init(_ request: TrendRequest, _ table: inout StudyTable) throws(DataError) {
    guard let source = table.description.time else { throw Self.lacksTime }
    time = try TimeReader(source, &table)
    try Self.checkNames(request, time: time.name, table)
    group = request.group.isEmpty ? nil : try table.coder(request.group)
    if let group, group.usesLayout {
      let names = group.names.filter { table.layoutVariable($0) != nil }
      throw DataError(
        .usage(
          reason: "a trend of a column cannot be grouped by \(names.joined(separator: ", ")), "
            + "which stands in the names of other columns"))
    }
    outcome = try table.request(request.outcome, .number)
    covariates = try table.requests(request.covariates, .number)
    state = TrendState(request, predictor: time.name)
  }

  private static func checkNames(_ request: TrendRequest, time: String, _ table: StudyTable) throws(DataError) {
    if !table.hasColumn(request.outcome), let instrument = table.instrument {
      throw DataError(
        .usage(reason: "the outcome is neither a column nor a scale of \(instrument.id)"), value: request.outcome,
        hint: "its scales are \(instrument.scales.map(\.id).joined(separator: ", "))")
    }
    var known = [request.outcome]
    for name in [time] + request.covariates {
      if known.contains(name), table.hasColumn(name) {
        throw DataError(.usage(reason: "the column has two places in the trend"), column: name)
      }
      known.append(name)
    }
  }

  mutating func consume(_ batch: Batch, _ dictionaries: [KeyDictionary]) throws(DataError) {
    let x = try time.values(batch, dictionaries)
    let groups = try group?.rowCodes(batch)
    state.add(
      groups: groups, x: x, y: batch.numbers(outcome), covariates: covariates.map { batch.numbers($0) },
      isDate: time.isDate)
  }

  var isPartwise: Bool { time.isPartwise }

  mutating func merge(_ other: any StudyConsumer, _ codes: [[UInt32]]) throws(DataError) {
    guard let other = other as? TrendConsumer else { preconditionFailure("states of different analyses") }
    let groups = try other.group.map { theirs throws(DataError) in try group?.merge(theirs, codes) ?? [] }
    state.merge(other.state, groups: groups ?? [])
  }

  mutating func finish(_ context: StudyContext) throws(DataError) -> StudyOutcome {
    try state.finish(group, isDate: time.isDate, context)
  }
}

/// What a trend keeps of its rows, and its result. Scores that were computed first go the same way as columns.
struct TrendState: Sendable {
  private let request: TrendRequest
  private let predictor: String
  private var moments = GroupedMoments()
  /// Without groups, the rows themselves: outcome, time, covariates.
  private var pooled: [[Double]]
  private var firstTime = Double.infinity
  private var skippedCount = 0

  init(_ request: TrendRequest, predictor: String) {
    self.request = request
    self.predictor = predictor
    pooled = Array(repeating: [], count: 2 + request.covariates.count)
  }

  /// - Parameter isDate: whether times are days, which count from the first one.
  mutating func add(
    groups: Buffer<UInt32>?, x: Buffer<Double>, y: Buffer<Double>, covariates: [Buffer<Double>], isDate: Bool
  ) {
    if isDate {
      x.withSpan { x in
        for row in x.indices where x[row] < firstTime { firstTime = x[row] }
      }
    }
    if let groups {
      groups.withSpan { groups in x.withSpan { x in y.withSpan { y in moments.add(groups: groups, x: x, y: y) } } }
    } else {
      pool([y, x] + covariates)
    }
  }

  /// Takes what another state has seen in the rows that follow.
  /// - Parameter groups: the code here of each group there.
  mutating func merge(_ other: TrendState, groups: [UInt32]) {
    firstTime = min(firstTime, other.firstTime)
    skippedCount += other.skippedCount
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

  /// - Parameter isDate: whether times are days since 1970-01-01.
  func finish(
    _ group: KeyCoder?, isDate: Bool, _ context: StudyContext
  ) throws(DataError) -> StudyOutcome {
    var warnings: [String] = []
    let skipped = moments.skippedCount + skippedCount
    if skipped > 0 {
      warnings.append("trend: \(skipped) rows without outcome, time, group or covariate were left out")
    }
    let scale = timeScale(isDate: isDate)
    guard let group else {
      var result = EstimateTable()
      let notes = scale.note.map { [predictor: $0] } ?? [:]
      for row in try pooledFit(scale, context).estimates(level: request.level, notes: notes) { result.append(row) }
      return StudyOutcome(tables: [StudyResultTable("trend", result.table())], warnings: warnings)
    }
    let codes = (0..<UInt32(moments.groupCount)).map { $0 }
    let order = group.sorted(codes, context.dictionaries, preferred: context.preferredOrder)
    guard !order.isEmpty else { throw noRows(context) }
    let trend = GroupedTrend(
      predictor: predictor, level: request.level, origin: scale.origin, unit: scale.unit, note: scale.note)
    let pieces = trend.pieces(moments, order: order.map { Int($0) }, size: Self.groupsOfPiece)
    let columns = pieces.reduce(into: Set<String>()) { $0.formUnion($1.usedColumns) }
    let dictionaries = context.dictionaries
    let tables = WorkerThreads.map(pieces.count) { piece in
      let groups = order.dropFirst(piece * Self.groupsOfPiece).prefix(Self.groupsOfPiece)
      return pieces[piece].table(groups: group.columns(Array(groups), dictionaries), columns: columns)
    }
    return StudyOutcome(tables: [StudyResultTable("trend", pieces: tables)], warnings: warnings)
  }

  private static let groupsOfPiece = 1 << 12

  private func noRows(_ context: StudyContext) -> DataError {
    DataError(.unusable(reason: "no row has an outcome and a time"), file: context.firstFile, column: request.outcome)
  }

  private func pooledFit(
    _ scale: (origin: Double, unit: Double, note: String?), _ context: StudyContext
  ) throws(DataError) -> LeastSquares {
    guard !pooled[0].isEmpty else { throw noRows(context) }
    var predictors = [(predictor, pooled[1].map { ($0 - scale.origin) / scale.unit })]
    for (name, values) in zip(request.covariates, pooled.dropFirst(2)) { predictors.append((name, values)) }
    do {
      return try LeastSquares(outcome: pooled[0], predictors: predictors)
    } catch {
      throw DataError(.unusable(reason: "\(error)"), file: context.firstFile, column: request.outcome)
    }
  }

  /// Dates count from the first one (or the start of its school year) in the unit asked for; numbers stay as they are.
  private func timeScale(isDate: Bool) -> (origin: Double, unit: Double, note: String?) {
    guard isDate, firstTime.isFinite else { return (0, 1, nil) }
    let origin = request.unit.origin(firstDay: Int(firstTime))
    return (
      Double(origin), request.unit.days,
      "per \(request.unit.singular); time 0 is \(CalendarDate.text(ofDay: origin))"
    )
  }
}
