import FidelityData
import FidelityInstruments

/// The scores of a table of scores, and their roll-up.
struct ScoreState: AnalysisState {
  private static let tableName = "score"

  private let score: Score
  /// The variables that results carry.
  private let carried: [String]
  private var time: TimeReader?
  /// A coder for each variable that results carry, then that of the roll-up, then that of its clusters; last that of
  /// persons who are told apart by several variables.
  private var coders: [KeyCoder]
  private var store: ScoreStore
  private let wantsScores: Bool
  /// What pictures are drawn from; nil where a single table is wanted.
  private var points: ScorePoints?
  /// The coder of the persons whose work is scored (the role `teacher`), nil without points; their number by groups.
  private var personPlace: Int?
  private var persons = PersonCounts()
  private var repeated: DependentRows
  /// How many rows were handed out, and of how many some scale had no score.
  private var takenCount = 0
  private var takenIncompleteCount = 0

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
    let isClustered = !score.cluster.names.isEmpty
    if isClustered { coders.append(try table.coder(score.by.names + score.cluster.names)) }
    let wantsPoints = table.wants(Score.itemName) && table.wants(Self.tableName)
    let teachers = (table.description.roles["teacher"] ?? []).filter { !table.isAveraged($0) }
    if wantsPoints, let first = teachers.first {
      personPlace = teachers.count == 1 ? carried.firstIndex(of: first) : coders.count
      if personPlace == coders.count { coders.append(try table.coder(variables: teachers)) }
    }
    self.coders = coders
    wantsScores = table.wants(Self.tableName)
    rollsUp = !score.by.names.isEmpty || table.wants(Score.summaryName)
    store = ScoreStore(
      instrument, carriedCount: coders.count, rollUpPlace: carried.count, rollsUp: rollsUp,
      countsItems: rollsUp && score.itemMeans, isClustered: isClustered)
    points = wantsPoints ? ScorePoints(instrument, isClustered: isClustered) : nil
    repeated = try DependentRows(
      ["site", "teacher", "unit"].filter { role in
        // A part of a layout that scores are averaged over is no level.
        table.description.roles[role]?.contains(where: table.isAveraged) == false
      }, groupedBy: score.by.names, isAllowedFor: isClustered || !rollsUp, &table)
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
    try repeated.consume(rows.batch)
    let clusters = clusterCodes(codes)
    let people = personPlace.map { codes[$0] }
    if let people { persons.append(scores, groups: codes[rollUpPlace], persons: people) }
    points?.append(
      scores, items: rows.items, times: times?.array, isDate: time?.isDate ?? false, clusters: clusters,
      persons: people)
    store.append(scores, items: rows.items, times: times?.array, carried: codes, rows.batch)
  }

  /// The codes of clusters among those of all coders; nil where administrations are independent.
  private func clusterCodes(_ codes: [[UInt32]]) -> [UInt32]? {
    score.cluster.names.isEmpty ? nil : codes[rollUpPlace + 1]
  }

  mutating func merge(_ other: ScoreState, _ codes: [[UInt32]]) throws(DataError) {
    if let theirs = other.time { try time?.merge(theirs) }
    var carried: [[UInt32]] = []
    for index in coders.indices { carried.append(try coders[index].merge(other.coders[index], codes)) }
    store.merge(other.store, carried: carried)
    let clusters = clusterCodes(carried)
    let people = personPlace.map { carried[$0] }
    persons.merge(other.persons, groups: carried[rollUpPlace], persons: people)
    if let theirs = other.points { points?.merge(theirs, clusters: clusters, persons: people) }
    try repeated.merge(other.repeated, codes)
  }

  mutating func finish(_ context: StudyContext) throws(DataError) -> AnalysisOutcome {
    var outcome = AnalysisOutcome(warnings: warnings)
    if wantsScores, takenCount == 0 {
      outcome.tables.append(StudyResultTable(Self.tableName, pieces: scores(context.dictionaries)))
    }
    if rollsUp { outcome.tables.append(rollUp(context)) }
    if points != nil {
      outcome.tables += pointTables
      if personPlace != nil, !score.by.names.isEmpty { outcome.tables.append(personTable(context)) }
    }
    return outcome
  }

  /// The tables that pictures and reports are made of.
  private var pointTables: [StudyResultTable] {
    mutating get {
      var tables: [StudyResultTable] = []
      let rollUp = ScoreRollUp(level: score.level, shareLimits: score.shareLimits)
      if !score.by.names.isEmpty {
        let all = store.overall
        let order = all.summary.groupCount > 0 ? [0] : []
        tables.append(
          StudyResultTable(Score.overallName, rollUp.table(all.summary, clusters: all.clusters, order: order).table()))
      }
      tables += points?.tables(rollUp) ?? []
      if let bands = store.bandTable { tables.append(StudyResultTable(Score.bandName, bands)) }
      var (names, counts): ([String?], [Int]) = (carried, carried.indices.map { coders[$0].count })
      names += ["(administrations)", "(too-few-answers)"]
      counts += [takenCount + store.rowCount, takenIncompleteCount + store.incompleteCount]
      if personPlace != nil {
        names.append("(persons)")
        counts.append(persons.total)
      }
      tables.append(
        StudyResultTable(
          Score.countName,
          Table(columns: [Table.Column("variable", text: names), Table.Column("n", .wholes(counts))])))
      return tables
    }
  }

  /// Rows need not stay but for roll-ups by groups or clusters, which say how many of them have none.
  mutating func takeRows(of table: String, _ dictionaries: [KeyDictionary]) -> [Table] {
    guard table == Self.tableName, score.by.names.isEmpty, score.cluster.names.isEmpty, store.rowCount > 0 else {
      return []
    }
    takenCount += store.rowCount
    takenIncompleteCount += store.incompleteCount
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
    guard rollsUp else { return [] }
    var warnings: [String] = []
    let place = score.cluster.names.isEmpty ? rollUpPlace : rollUpPlace + 1
    let ungrouped = store.carried(place).count { $0 == missingKey }
    if ungrouped > 0 {
      let names = coders[place].names.joined(separator: ", ")
      warnings.append("score: \(ungrouped) administrations without \(names) are not in the roll-up")
    }
    let count = takenCount + store.rowCount - ungrouped
    if let warning = repeated.warning(
      Score.name, count: count, of: "administrations", advice: DependentRows.clusterAdvice)
    {
      warnings.append(warning)
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

  /// The groups of the roll-up in the order of results.
  private func order(_ context: StudyContext) -> [UInt32] {
    let present = (0..<UInt32(store.summary.groupCount)).filter { store.summary.rowCount(group: Int($0)) > 0 }
    return coders[rollUpPlace].sorted(present, context.dictionaries, preferred: context.preferredOrder)
  }

  private func personTable(_ context: StudyContext) -> StudyResultTable {
    let order = order(context)
    let counts = persons.byGroup(store.summary.groupCount)
    var table = Table(columns: coders[rollUpPlace].columns(order, context.dictionaries))
    table.append(Table.Column("n_persons", .wholes(order.map { counts[Int($0)] })))
    return StudyResultTable(Score.personName, table)
  }

  private func rollUp(_ context: StudyContext) -> StudyResultTable {
    let coder = coders[rollUpPlace]
    let order = order(context)
    let rollUp = ScoreRollUp(level: score.level, shareLimits: score.shareLimits)
    let table = rollUp.table(
      store.summary, clusters: store.clusters, items: store.items, order: order.map { Int($0) })
    return StudyResultTable(Score.summaryName, table.table(groups: coder.columns(order, context.dictionaries)))
  }
}
