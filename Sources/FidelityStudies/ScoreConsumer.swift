import FidelityData
import FidelityFiles
import FidelityInstruments

/// Scores administrations through a scan, with the roll-ups and the trends that use the scores.
struct ScoreConsumer: StudyConsumer {
  private let plan: ScorePlan
  private let scorer: InstrumentScorer
  /// Whether the scores themselves are a result, beside their trends.
  private let showsScores: Bool
  private var time: TimeReader?
  /// One coder for each variable that results carry, then those of the roll-up and of each trend.
  private var coders: [KeyCoder]
  private var administration: KeyCoder?
  private var items: RatedItems
  private var rows: ScoreRows
  private var pivot: ScorePivot
  private var store: ScoreStore
  private var check = ValueCheck()
  private var incompleteCount = 0
  /// How many rows were handed out.
  private var takenCount = 0

  private var rollUpPlace: Int { plan.carried.count }

  init(
    _ request: ScoreRequest, trends: [TrendRequest], showsScores: Bool, _ table: inout StudyTable
  ) throws(DataError) {
    guard let instrument = table.instrument, let items = try RatedItems(&table) else {
      throw DataError(
        .usage(reason: "scoring needs an instrument"),
        hint: "say it with --instrument ID or FILE, or in the study file under instrument: ID or FILE; "
          + "'fidelity instruments list' shows the built-in ones")
    }
    self.items = items
    self.showsScores = showsScores
    scorer = InstrumentScorer(instrument)
    plan = try ScorePlan(request, trends: trends, instrument, &table)
    time = try table.description.time.map { source throws(DataError) in try TimeReader(source, &table) }
    if !trends.isEmpty, time == nil { throw TrendConsumer.lacksTime }
    administration = try plan.administration.map { variables throws(DataError) in try table.coder(variables) }
    var coders: [KeyCoder] = []
    for variable in plan.carried { coders.append(try table.coder(variables: [variable])) }
    coders.append(try table.coder(request.by))
    for trend in trends { coders.append(try table.coder(trend.group)) }
    self.coders = coders
    rows = ScoreRows(instrument, items: items.ofColumns, valueRequests: plan.valueRequests)
    pivot = ScorePivot(instrument, carriedCount: coders.count, duplicates: table.description.duplicates)
    store = ScoreStore(
      instrument, carriedCount: coders.count, rollUpPlace: plan.carried.count,
      rollsUp: !request.by.isEmpty)
  }

  mutating func consume(_ batch: Batch, _ dictionaries: [KeyDictionary]) throws(DataError) {
    let times = try time?.values(batch, dictionaries)
    var carried: [Buffer<UInt32>] = []
    for index in coders.indices { carried.append(try coders[index].rowCodes(batch)) }
    let itemsOfRows = items.ofRows(batch, dictionaries)
    checkValues(batch, itemsOfRows)
    if let administrations = try administration?.rowCodes(batch) {
      gather(batch, administrations, itemsOfRows, times, carried)
    } else {
      rows.fill(batch)
      store.append(
        scorer, rows.matrix, rowCount: batch.rowCount, times: times?.array, carried: carried.map(\.array),
        firstRow: batch.firstRow)
    }
  }

  /// Rows that are administrations are scored one without the other.
  var isPartwise: Bool { administration == nil && time?.isPartwise != false }

  mutating func merge(_ other: any StudyConsumer, _ codes: [[UInt32]]) throws(DataError) {
    guard let other = other as? ScoreConsumer else { preconditionFailure("states of different analyses") }
    var carried: [[UInt32]] = []
    for index in coders.indices { carried.append(try coders[index].merge(other.coders[index], codes)) }
    store.merge(other.store, carried: carried)
    check.merge(other.check)
  }

  private mutating func checkValues(_ batch: Batch, _ itemsOfRows: [Int?]) {
    for (column, request) in plan.valueRequests.enumerated() {
      let name = plan.columnNames[column]
      if items.request != nil {
        check.check(batch.numbers(request), plan.scales, items: itemsOfRows, column: name, batch)
      } else if let item = items.ofColumns[column] {
        check.check(request, plan.scales[item], column: name, batch)
      }
    }
  }

  /// Puts administrations together from rows.
  private mutating func gather(
    _ batch: Batch, _ administrations: Buffer<UInt32>, _ itemsOfRows: [Int?], _ times: Buffer<Double>?,
    _ carried: [Buffer<UInt32>]
  ) {
    guard let administration else { return }
    // The administration that each row was last noted with: most rows have one for all their columns.
    var noted = [UInt32](repeating: missingKey, count: batch.rowCount)
    for (column, request) in plan.valueRequests.enumerated() {
      let itemOfColumn = items.ofColumns[column]
      let step = administration.step(wideColumn: column)
      let steps = coders.map { $0.step(wideColumn: column) }
      batch.numbers(request).withSpan { values in
        administrations.withSpan { administrations in
          for row in values.indices where !values[row].isNaN {
            guard let item = itemOfColumn ?? (itemsOfRows.isEmpty ? nil : itemsOfRows[row]) else { continue }
            let code = step(administrations[row])
            guard code != missingKey else {
              incompleteCount += 1
              continue
            }
            if noted[row] != code {
              noted[row] = code
              pivot.note(administration: Int(code), time: times?[row] ?? .nan) { steps[$0](carried[$0][row]) }
            }
            pivot.add(values[row], item: item, administration: Int(code))
          }
        }
      }
    }
  }
}

// MARK: - Results

extension ScoreConsumer {
  mutating func finish(_ context: StudyContext) throws(DataError) -> StudyOutcome {
    try check.finish()
    if let administration {
      try refuseDuplicates(administration, context)
      pivot.finish(scorer, into: &store)
    }
    let unknown = items.unknownNames(context.dictionaries)
    guard takenCount + store.rowCount > 0 else { throw nothingToScore(unknown, context) }
    var outcome = StudyOutcome(tables: [], warnings: warnings(unknown))
    if showsScores, store.rowCount > 0 {
      outcome.tables.append(StudyResultTable(Self.tableName, pieces: scores(context.dictionaries)))
    }
    if !plan.request.by.isEmpty { outcome.tables.append(rollUp(context)) }
    for (index, trend) in plan.trends.enumerated() {
      let result = try self.trend(trend, coder: rollUpPlace + 1 + index, context)
      outcome.tables += result.tables
      outcome.warnings += result.warnings
    }
    return outcome
  }

  private static let tableName = "score"

  /// Where the scores are all that is wanted of them, they need not stay.
  mutating func takeRows(of table: String, _ dictionaries: [KeyDictionary]) -> [Table] {
    guard table == Self.tableName, showsScores, plan.request.by.isEmpty, plan.trends.isEmpty, store.rowCount > 0 else {
      return []
    }
    takenCount += store.rowCount
    defer { store.removeRows() }
    return scores(dictionaries)
  }

  private func scores(_ dictionaries: [KeyDictionary]) -> [Table] {
    let (count, coders) = (plan.carried.count, coders)
    let timeColumn = time.map { time in { @Sendable (values: [Double]) in Self.timeColumn(time, values) } }
    return store.tables(
      { carried in (0..<count).flatMap { coders[$0].columns(carried[$0], dictionaries) } }, time: timeColumn)
  }

  private func refuseDuplicates(_ administration: KeyCoder, _ context: StudyContext) throws(DataError) {
    guard context.duplicates == .error, plan.refusesDuplicates, pivot.duplicateCount > 0 else { return }
    let examples = pivot.duplicates.map { place in
      "\(administration.label(UInt32(place.administration), context.dictionaries)), "
        + "item \(plan.instrument.items[place.item].id)"
    }
    throw DataError(
      .duplicateRatings(examples: examples, count: pivot.duplicateCount), file: context.firstFile,
      hint: "name the variables that tell administrations apart, or choose a rule with --duplicates first, last or mean"
    )
  }

  private func nothingToScore(_ unknown: [String], _ context: StudyContext) -> DataError {
    guard !unknown.isEmpty else {
      return DataError(
        .unusable(reason: "there is nothing to score: no row has a rating"), file: context.firstFile)
    }
    return DataError(
      .unusable(reason: "there is nothing to score: this and the other items are not in \(plan.instrument.id)"),
      file: context.firstFile, value: unknown[0],
      remedy: .listItems(instrument: plan.instrument.id))
  }

  private func warnings(_ unknown: [String]) -> [String] {
    var warnings: [String] = []
    if incompleteCount > 0 {
      warnings.append("score: \(incompleteCount) ratings without the variables of an administration were left out")
    }
    let names = plan.carried.enumerated().map { ($0.offset, $0.element) } + [(coders.count, time?.name ?? "time")]
    for (index, name) in names where pivot.conflictCounts[index] > 0 {
      warnings.append(
        "score: \(name) differs within \(pivot.conflictCounts[index]) administrations and was left empty there")
    }
    if !unknown.isEmpty {
      let shown = unknown.prefix(5).joined(separator: ", ") + (unknown.count > 5 ? ", ..." : "")
      warnings.append("score: \(unknown.count) items are not in \(plan.instrument.id) and were left out: \(shown)")
    }
    let ungrouped = plan.request.by.isEmpty ? 0 : store.carried(rollUpPlace).count { $0 == missingKey }
    if ungrouped > 0 {
      let names = coders[rollUpPlace].names.joined(separator: ", ")
      warnings.append("score: \(ungrouped) administrations without \(names) are not in the roll-up")
    }
    return warnings
  }

  private static func timeColumn(_ time: TimeReader, _ values: [Double]) -> Table.Column {
    guard time.isDate else { return Table.Column(time.name, .numbers(values)) }
    var known: [Double: UInt32] = [:]
    var labels: [String] = []
    let codes = values.map { day -> UInt32 in
      if day.isNaN { return missingKey }
      if let code = known[day] { return code }
      known[day] = UInt32(labels.count)
      labels.append(CalendarDate.text(ofDay: Int(day)))
      return UInt32(labels.count - 1)
    }
    return Table.Column(time.name, .text(codes: codes, labels: labels))
  }

  private func rollUp(_ context: StudyContext) -> StudyResultTable {
    let coder = coders[rollUpPlace]
    let present = (0..<UInt32(store.summary.groupCount)).filter { store.summary.rowCount(group: Int($0)) > 0 }
    let order = coder.sorted(present, context.dictionaries, preferred: context.preferredOrder)
    let table = ScoreRollUp(level: plan.request.level).table(store.summary, order: order.map { Int($0) })
    return StudyResultTable("score-summary", table.table(groups: coder.columns(order, context.dictionaries)))
  }

  private func trend(
    _ request: TrendRequest, coder index: Int, _ context: StudyContext
  ) throws(DataError) -> StudyOutcome {
    guard let time, let scale = plan.instrument.scaleIndex(request.outcome) else {
      return StudyOutcome(tables: [], warnings: [])
    }
    var state = TrendState(request, predictor: time.name)
    let groups = request.group.isEmpty ? nil : Buffer(store.carried(index))
    state.add(
      groups: groups, x: Buffer(store.times), y: Buffer(store.scores(scale)), covariates: [], isDate: time.isDate)
    return try state.finish(groups == nil ? nil : coders[index], isDate: time.isDate, context)
  }
}
