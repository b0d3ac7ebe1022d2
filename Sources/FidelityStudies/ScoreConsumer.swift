import FidelityData
import FidelityFiles
import FidelityInstruments
import FidelityLinearAlgebra

/// Scores administrations through a scan, with the roll-ups and the trends that use the scores.
struct ScoreConsumer {
  private let scorer: InstrumentScorer
  private let plan: ScorePlan
  private var time: TimeReader?
  /// One coder for each variable that results carry, then those of the roll-up and of each trend.
  private var coders: [KeyCoder]
  private var administration: KeyCoder?
  private var pivot: ScorePivot
  private var store: ScoreStore
  private var check = ValueCheck()
  private var matrix = Matrix(rowCount: 0, columnCount: 0)
  private var itemTranslation: [Int?] = []
  private var incompleteRows = 0

  init(_ request: ScoreRequest, trends: [TrendRequest], _ table: inout StudyTable) throws(DataError) {
    guard let instrument = table.instrument else {
      throw DataError(
        .usage(reason: "scoring needs an instrument"),
        hint: "say it with --instrument ID or FILE; 'fidelity instruments list' shows the built-in ones")
    }
    scorer = InstrumentScorer(instrument)
    plan = try ScorePlan(request, trends: trends, instrument, &table)
    time = try table.description.time.map { source throws(DataError) in try TimeReader(source, &table) }
    if !trends.isEmpty, time == nil {
      throw DataError(
        .usage(reason: "a trend needs to know which column is the time"), hint: "say it with --time COLUMN")
    }
    administration = try plan.administration.map { variables throws(DataError) in try table.coder(variables) }
    var coders: [KeyCoder] = []
    for variable in plan.carried { coders.append(try table.coder([variable])) }
    coders.append(try table.coder(request.by))
    for trend in trends { coders.append(try table.coder(trend.group)) }
    self.coders = coders
    pivot = ScorePivot(itemCount: instrument.items.count, carriedCount: coders.count)
    store = ScoreStore(instrument, carriedCount: coders.count, rollUpPlace: plan.carried.count)
  }

  mutating func consume(
    _ batch: Batch, _ requests: [ColumnRequest], _ dictionaries: [KeyDictionary]
  ) throws(DataError) {
    let times = try time?.values(batch, requests, dictionaries)
    var rowCodes: [[UInt32]?] = []
    for index in coders.indices { rowCodes.append(coders[index].rowCodes(batch)?.array) }
    if administration == nil {
      scoreRows(batch, rowCodes, times)
    } else {
      pivotRows(batch, rowCodes, times, dictionaries)
    }
  }

  // MARK: - Every row is an administration

  private mutating func scoreRows(_ batch: Batch, _ rowCodes: [[UInt32]?], _ times: Buffer<Double>?) {
    let itemCount = scorer.instrument.items.count
    if matrix.rowCount < batch.rowCount {
      matrix = Matrix(rowCount: batch.rowCount, columnCount: itemCount)
    }
    let stride = matrix.rowCount
    for (column, request) in plan.valueRequests.enumerated() {
      batch.numbers(request).withSpan {
        if let item = plan.items[column] { check.check($0, plan.scales[item], column: plan.columnNames[column], batch) }
      }
    }
    for item in 0..<itemCount {
      let columns = plan.columnsOfItem[item].map { batch.numbers(plan.valueRequests[$0]) }
      matrix.withMutableElements { elements in
        if columns.count == 1 {
          columns[0].withSpan { values in
            for row in values.indices { elements[item * stride + row] = values[row] }
          }
        } else {
          Self.average(columns, into: &elements, from: item * stride, rows: batch.rowCount)
        }
      }
    }
    store.append(
      scorer, matrix, rowCount: batch.rowCount, times: times?.array,
      carried: coders.indices.map { index in
        rowCodes[index].map { codes in codes.map { coders[index].code(row: $0, wideColumn: 0) } }
          ?? Array(repeating: 0, count: batch.rowCount)
      }, firstRow: batch.firstRow)
  }

  /// The mean of the ratings of an item that a row has; NaN without any.
  private static func average(
    _ columns: [Buffer<Double>], into elements: inout MutableSpan<Double>, from start: Int, rows: Int
  ) {
    var counts = [Double](repeating: 0, count: rows)
    for row in 0..<rows { elements[start + row] = 0 }
    for column in columns {
      column.withSpan { values in
        for row in 0..<rows where !values[row].isNaN {
          elements[start + row] += values[row]
          counts[row] += 1
        }
      }
    }
    for row in 0..<rows { elements[start + row] = counts[row] == 0 ? .nan : elements[start + row] / counts[row] }
  }

  // MARK: - Administrations are put together from rows

  private mutating func pivotRows(
    _ batch: Batch, _ rowCodes: [[UInt32]?], _ times: Buffer<Double>?, _ dictionaries: [KeyDictionary]
  ) {
    let times = times?.array
    guard let administrations = administration?.rowCodes(batch)?.array ?? Optional(Array(repeating: 0, count: batch.rowCount))
    else { return }
    let items = plan.itemRequest.map { itemCodes(batch.keys($0), dictionaries[$0]) }
    for (column, request) in plan.valueRequests.enumerated() {
      let values = batch.numbers(request).array
      for row in values.indices where !values[row].isNaN {
        guard let item = plan.items[column] ?? items?[row] else { continue }
        if !plan.scales[item].contains(values[row]) {
          check.note(values[row], plan.scales[item], row: row, column: plan.columnNames[column], batch)
        }
        guard let code = administration?.code(row: administrations[row], wideColumn: column), code != missingKey else {
          incompleteRows += 1
          continue
        }
        pivot.add(values[row], item: item, administration: Int(code), time: times?[row] ?? .nan) { index in
          coders[index].code(row: rowCodes[index]?[row] ?? 0, wideColumn: column)
        }
      }
    }
  }

  /// The place in the instrument of each row's item; nil for an item that the instrument does not have.
  private mutating func itemCodes(_ keys: Buffer<UInt32>, _ dictionary: KeyDictionary) -> [Int?] {
    while itemTranslation.count < dictionary.count {
      itemTranslation.append(scorer.instrument.itemIndex(dictionary.labels[itemTranslation.count]))
    }
    return keys.array.map { $0 == missingKey ? nil : itemTranslation[Int($0)] }
  }

  // MARK: - Results

  mutating func finish(_ context: StudyContext) throws(DataError) -> StudyOutcome {
    try check.finish()
    var warnings: [String] = []
    if incompleteRows > 0 {
      warnings.append("score: \(incompleteRows) ratings without the variables of an administration were left out")
    }
    if let administration {
      try refuseDuplicates(administration, context)
      let conflicts = pivot.finish(scorer, duplicates: context.duplicates, into: &store)
      if conflicts > 0 {
        warnings.append("score: \(conflicts) values differ within an administration and were left empty")
      }
    }
    let unknown = plan.itemRequest.map { request in
      context.dictionaries[request].labels.filter { scorer.instrument.itemIndex($0) == nil }
    }
    if let unknown, !unknown.isEmpty {
      let shown = unknown.prefix(5).joined(separator: ", ") + (unknown.count > 5 ? ", ..." : "")
      warnings.append("score: \(unknown.count) items are not in \(scorer.instrument.id) and were left out: \(shown)")
    }
    guard store.rowCount > 0 else {
      throw DataError(.unusable(reason: "there is nothing to score: no row has a rating"), file: context.firstFile)
    }
    var outcome = StudyOutcome(tables: [], warnings: warnings)
    let carried = plan.carried.indices.flatMap { coders[$0].columns(store.carried[$0], context.dictionaries) }
    let times = time.map { Self.timeColumn($0, store.times) }
    outcome.tables.append(StudyResultTable("score", store.table(carried, time: times, numbersRows: carried.isEmpty)))
    if !plan.request.by.isEmpty { outcome.tables.append(summary(context)) }
    for (index, trend) in plan.trends.enumerated() {
      let result = try self.trend(trend, coder: plan.carried.count + 1 + index, context)
      outcome.tables += result.tables
      outcome.warnings += result.warnings
    }
    return outcome
  }

  private func refuseDuplicates(_ administration: KeyCoder, _ context: StudyContext) throws(DataError) {
    guard context.duplicates == .error, plan.refusesDuplicates, pivot.duplicateCount > 0 else { return }
    let examples = pivot.duplicates.map { place in
      "\(administration.label(UInt32(place.administration), context.dictionaries)), "
        + "item \(scorer.instrument.items[place.item].id)"
    }
    throw DataError(
      .duplicateRatings(examples: examples, count: pivot.duplicateCount), file: context.firstFile,
      hint: "name the variables that tell administrations apart, or choose a rule with --duplicates first, last or mean")
  }

  private static func timeColumn(_ time: TimeReader, _ values: [Double]) -> Table.Column {
    guard time.isDate else { return Table.Column(time.name, .numbers(values)) }
    return Table.Column(time.name, text: values.map { $0.isNaN ? nil : CalendarDate.text(ofDay: Int($0)) })
  }

  private func summary(_ context: StudyContext) -> StudyResultTable {
    let coder = coders[plan.carried.count]
    let order = coder.sorted(
      (0..<UInt32(store.summary.groupCount)).filter { store.summary.rowCount(group: Int($0)) > 0 }, context.dictionaries,
      preferred: context.preferredOrder)
    let table = ScoreRollUp(level: plan.request.level).table(store.summary, order: order.map { Int($0) })
    return StudyResultTable("score-summary", table.table(groups: coder.columns(order, context.dictionaries)))
  }

  private func trend(_ request: TrendRequest, coder index: Int, _ context: StudyContext) throws(DataError) -> StudyOutcome {
    guard let time, let scale = scorer.instrument.scaleIndex(request.outcome) else {
      return StudyOutcome(tables: [], warnings: [])
    }
    var state = TrendState(request, predictor: time.name, isDate: time.isDate)
    let groups = request.group.isEmpty ? nil : Buffer(store.carried[index])
    state.add(groups: groups, x: Buffer(store.times), y: Buffer(store.scores[scale]), covariates: [])
    return try state.finish(
      context.dictionaries, groups == nil ? nil : coders[index], preferred: context.preferredOrder, file: context.firstFile)
  }
}
