import FidelityData
import FidelityInstruments

/// The scores of a table of scores, and their roll-up.
struct ScoreState: AnalysisState {
  private static let tableName = "score"

  private let score: Score
  /// The variables that results carry.
  private let carried: [String]
  private var time: TimeReader?
  /// A coder for each variable that results carry, then that of the roll-up.
  private var coders: [KeyCoder]
  private var store: ScoreStore
  private let wantsScores: Bool
  /// How many rows were handed out.
  private var takenCount = 0

  private var rollUpPlace: Int { carried.count }
  /// By groups, or over all administrations where somebody wants to see it.
  private let rollsUp: Bool

  init(_ score: Score, _ table: inout StudyTable) throws(DataError) {
    guard let instrument = table.instrument else { throw StudyTable.lacksInstrument }
    self.score = score
    carried = Self.carried(score, table)
    time = try table.description.time.map { source throws(DataError) in try TimeReader(source, &table) }
    var coders: [KeyCoder] = []
    for variable in carried { coders.append(try table.coder(variables: [variable])) }
    coders.append(try table.coder(score.by.names))
    self.coders = coders
    wantsScores = table.wants(Self.tableName)
    rollsUp = !score.by.names.isEmpty || table.wants(Score.summaryName)
    store = ScoreStore(
      instrument, carriedCount: coders.count, rollUpPlace: carried.count, rollsUp: rollsUp,
      countsItems: rollsUp && score.itemMeans)
  }

  /// The administration's own variables, then the columns of all roles, then what the roll-up groups by.
  private static func carried(_ score: Score, _ table: StudyTable) -> [String] {
    let roles = table.description.roles
    let first = ["unit", "rater", "site", "teacher"]
    let others = roles.keys.filter { !(first + ["item", "value"]).contains($0) }.sorted()
    var result = table.administration
    result += (first + others).flatMap { roles[$0] ?? [] }.filter { !table.isAveraged($0) }
    result += score.by.names.flatMap { table.variables($0) }
    var seen: Set<String> = []
    return result.filter { seen.insert($0).inserted }
  }

  mutating func consume(_ rows: StudyRows) throws(DataError) {
    guard let scores = rows.scores else { preconditionFailure("scores of rows that are no administrations") }
    let times = try time?.values(rows.batch, rows.dictionaries)
    var codes: [[UInt32]] = []
    for index in coders.indices { codes.append(try coders[index].rowCodes(rows.batch).array) }
    store.append(scores, items: rows.items, times: times?.array, carried: codes, firstRow: rows.batch.firstRow)
  }

  mutating func merge(_ other: ScoreState, _ codes: [[UInt32]]) throws(DataError) {
    if let theirs = other.time { try time?.merge(theirs) }
    var carried: [[UInt32]] = []
    for index in coders.indices { carried.append(try coders[index].merge(other.coders[index], codes)) }
    store.merge(other.store, carried: carried)
  }

  mutating func finish(_ context: StudyContext) throws(DataError) -> AnalysisOutcome {
    var outcome = AnalysisOutcome(warnings: warnings)
    if wantsScores, takenCount == 0 {
      outcome.tables.append(StudyResultTable(Self.tableName, pieces: scores(context.dictionaries)))
    }
    if rollsUp { outcome.tables.append(rollUp(context)) }
    return outcome
  }

  /// Where the scores are all that is wanted of them, they need not stay.
  mutating func takeRows(of table: String, _ dictionaries: [KeyDictionary]) -> [Table] {
    guard table == Self.tableName, !rollsUp, store.rowCount > 0 else { return [] }
    takenCount += store.rowCount
    defer { store.removeRows() }
    return scores(dictionaries)
  }

  private func scores(_ dictionaries: [KeyDictionary]) -> [Table] {
    let (count, coders) = (carried.count, coders)
    let timeColumn = time.map { time in { @Sendable (values: [Double]) in Self.timeColumn(time, values) } }
    return store.tables(
      { carried in (0..<count).flatMap { coders[$0].columns(carried[$0], dictionaries) } }, time: timeColumn)
  }

  private var warnings: [String] {
    let ungrouped = rollsUp && !score.by.names.isEmpty ? store.carried(rollUpPlace).count { $0 == missingKey } : 0
    guard ungrouped > 0 else { return [] }
    let names = coders[rollUpPlace].names.joined(separator: ", ")
    return ["score: \(ungrouped) administrations without \(names) are not in the roll-up"]
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
    let rollUp = ScoreRollUp(level: score.level, shareLimits: score.shareLimits)
    let table = rollUp.table(store.summary, items: store.items, order: order.map { Int($0) })
    return StudyResultTable(Score.summaryName, table.table(groups: coder.columns(order, context.dictionaries)))
  }
}
