package import FidelityData
package import FidelityFiles
import FidelityInstruments

/// A table that analyses read, with every name resolved: which columns a scan brings, and what each is for.
///
/// Its rows are those of the data, or administrations of the instrument with their scores (``administrations(of:)``).
package struct StudyTable {
  /// A column of a wide table that holds ratings.
  struct WideColumn {
    let name: String
    /// The values of the layout's variables.
    let values: [String]
  }

  let description: DataDescription
  let instrument: Instrument?
  /// The seed of everything random.
  let seed: UInt64
  /// The only result table that is wanted; nil for all.
  private let wantedTable: String?
  let files: [TableFile]
  /// The files of weights that analyses name.
  let matrices: MatrixFiles
  /// What an earlier scan has taught.
  let secondLook: SecondLook
  /// Whether the files can be read once more.
  var mayReadAgain: Bool { files.allSatisfy { $0.byteCount != nil } }
  /// The columns of ratings of a wide table; empty for a long one.
  let wideColumns: [WideColumn]
  private let layoutVariables: [String]
  /// What rows are made into before analyses take them; nil where they stand as they are.
  let shape: RowShape?
  /// Whether analyses count units by the weights of rows; else each unit is a row.
  let countsWeights: Bool
  /// The items of the instrument that no column of a wide table is of.
  let lackingItems: Set<Int>
  /// Which columns were taken for which items, and which items lack.
  let columnNotes: [String]
  /// The form of REDCap's exports; nil for other tables.
  let redcap: RedcapTable?
  /// Which rows are taken; nil for all.
  let filter: RowFilter?
  /// Whether ratings may be counted as they come: where they turn out not to come unit by unit, the files can be read
  /// once more.
  let mayCountUnits: Bool
  /// Whether rows are administrations with scores, and the variables of the layout that tell them apart.
  private let scoredVariables: [String]?
  /// The score that counts as the rating.
  private var ratedScore: String?
  private(set) var requests: [ColumnRequest] = []
  private var places: [ColumnRequest: Int] = [:]

  /// - Parameters:
  ///   - keyColumns: columns that analyses name as keys.
  ///   - collectsRatings: whether all ratings are collected, because some did not come unit by unit.
  ///   - countedRows: what all analyses make of rows that stand for several units, and of units that are rows.
  /// - Throws: `usage` for roles that contradict each other; what is wrong with the columns of a wide table.
  init(
    _ description: DataDescription, files: [TableFile], instrument: Instrument?, keyColumns: [String] = [],
    seed: UInt64 = 1, wantedTable: String? = nil, collectsRatings: Bool = false, countedRows: RowCounting = .repeated,
    matrices: MatrixFiles = MatrixFiles(), secondLook: SecondLook = SecondLook()
  ) throws(DataError) {
    self.matrices = matrices
    self.secondLook = secondLook
    self.instrument = instrument
    self.files = files
    self.seed = seed
    self.wantedTable = wantedTable
    scoredVariables = nil
    try description.checkRoles()
    for column in description.missing.columns where !files.contains(where: { $0.columnNames.contains(column) }) {
      throw DataError.unknownColumn(column, among: files[0].columnNames, file: files[0].path)
    }
    let condition = try ResolvedCondition(description, files[0])
    let keys = description.namedColumns.union(keyColumns).union(condition.keyColumns)
    let shape = try RowShape(description, files, keys: keys, numbersRows: countedRows != .refused)
    self.shape = shape
    self.description = shape?.described(description) ?? description
    let weighs = shape?.hasFrequencies == true && countedRows == .weighted && !collectsRatings
    self.countsWeights = weighs
    let redcap = RedcapTable(files[0].columnNames)
    self.redcap = redcap
    // A pipe is read once; which units fold into one shows when all are known. Repeated rows have no numbers in order.
    let foldsLabels = description.options.foldsLabels
    mayCountUnits =
      weighs
      || !collectsRatings && !foldsLabels && redcap == nil && shape?.hasFrequencies != true
        && files.allSatisfy { $0.byteCount != nil }
    if let columns = shape?.wideColumns {
      (wideColumns, layoutVariables) = (columns, columns.isEmpty ? [] : ["rater"])
      (lackingItems, columnNotes, filter) = ([], [], condition.filter)
      return
    }
    layoutVariables = description.layout.variables
    var columns: [WideColumn] = []
    switch description.layout {
    case .wide(let pattern):
      let found = try ItemColumns(
        pattern, files[0], instrument, keys: keys, declared: description.layoutValues)
      (lackingItems, columnNotes) = (found.lacking, found.notes)
      columns = try Self.taken(found.columns, pattern, description.layoutValues, files[0])
    case .columns(let list):
      columns = try Self.columns(list, files[0], instrument, keys: keys)
      (lackingItems, columnNotes) = (list.variable == "item" ? Self.lacking(columns, instrument) : [], [])
    case .long, .counts, .crossTable: (lackingItems, columnNotes) = ([], [])
    }
    wideColumns = columns.isEmpty ? [] : try condition.columns(of: columns, description.layout)
    let ratings = wideColumns.isEmpty ? description.roles["value"] ?? [] : wideColumns.map(\.name)
    filter = try condition.filter(
      description, files[0], ratings: redcap == nil ? [] : ratings,
      areTexts: !wideColumns.isEmpty
        && (description.redcapDictionary != nil || instrument?.items.contains { !$0.values.isEmpty } == true))
    try requestRecord()
  }

  /// The table of scores: a row for each administration of the instrument, with the variables that it has one value of.
  /// - Parameter administration: the variables that tell administrations apart; nil where every row is one.
  private init(administrationsOf table: StudyTable, _ administration: [String]?) {
    description = table.description
    instrument = table.instrument
    files = table.files
    matrices = table.matrices
    secondLook = table.secondLook
    seed = table.seed
    wantedTable = table.wantedTable
    redcap = nil
    // Scores do not come by unit.
    mayCountUnits = false
    (shape, countsWeights) = (nil, false)
    filter = table.filter
    (wideColumns, layoutVariables) = ([], table.layoutVariables)
    (lackingItems, columnNotes) = (table.lackingItems, [])
    scoredVariables = administration ?? []
  }

  /// - Throws: `usage` where there is no instrument, or where nothing says what an administration is.
  func administrations(of variables: [String]?) throws(DataError) -> StudyTable {
    guard let instrument else { throw Self.lacksInstrument }
    try refuseLeftOut(instrument)
    return StudyTable(administrationsOf: self, try ScorePlan.administration(variables, self))
  }

  static let lacksInstrument = DataError(
    .usage(reason: "scoring needs an instrument"),
    remedy: .options("say it with `instrument`, an ID or a FILE; 'fidelity instruments list' shows the built-in ones"))

  /// Whether rows are administrations with their scores.
  var hasScores: Bool { scoredVariables != nil }

  /// Has a score of the instrument count as the rating, in a table of scores.
  /// - Throws: `usage` where the instrument has no such scale.
  mutating func rate(_ score: String) throws(DataError) {
    guard let instrument, instrument.scaleIndex(score) != nil else {
      let scales = instrument?.scales.map(\.id) ?? []
      throw DataError(
        .usage(reason: "the instrument has no such scale"), value: score,
        hint: "its scales are \(scales.joined(separator: ", "))")
    }
    ratedScore = score
  }

  /// Whether somebody wants a result table.
  package func wants(_ table: String) -> Bool { wantedTable == nil || wantedTable == table }

  /// The items of an instrument that no column is of.
  private static func lacking(_ columns: [WideColumn], _ instrument: Instrument?) -> Set<Int> {
    guard let instrument else { return [] }
    return Set(instrument.items.indices).subtracting(columns.compactMap { instrument.itemIndex($0.values[0]) })
  }

  var isWide: Bool { !wideColumns.isEmpty }

  /// The columns of ratings: those of a wide table, or the one of the role `value`.
  /// - Throws: `usage` where nothing says which they are.
  package func ratingColumns() throws(DataError) -> [String] {
    if let ratedScore { return [ratedScore] }
    if isWide { return wideColumns.map(\.name) }
    guard let value = description.roles["value"]?.first else {
      throw DataError(
        .usage(reason: "the analysis needs to know which column holds the ratings"),
        remedy: .nameRatings)
    }
    return [value]
  }

  /// The place of a variable in the layout.
  func layoutVariable(_ name: String) -> Int? { isWide ? layoutVariables.firstIndex(of: name) : nil }

  /// The item of each column of ratings as a place in the instrument; nil where the columns' names do not say it.
  func instrumentItems() -> [Int?] {
    guard let place = layoutVariable("item") else { return Array(repeating: nil, count: max(1, wideColumns.count)) }
    return wideColumns.map { instrument?.itemIndex($0.values[place]) }
  }

  /// Has the scan bring a column; the place among its columns.
  package mutating func request(_ name: String, _ kind: ColumnRequest.Kind) throws(DataError) -> Int {
    let request = ColumnRequest(name, kind)
    if let place = places[request] { return place }
    if let shape, shape.isVirtual(name) {
      try shape.check(request, file: files[0].path)
    } else if !isComputed(name, kind) {
      for file in files { _ = try file.index(of: name) }
    }
    places[request] = requests.count
    requests.append(request)
    return requests.count - 1
  }

  /// Whether a column of a table of scores is no column of the data.
  private func isComputed(_ name: String, _ kind: ColumnRequest.Kind) -> Bool {
    guard let scoredVariables else { return false }
    return kind == .number ? score(name) != nil : scoredVariables.contains(name) && layoutVariables.contains(name)
  }

  /// The scale of the instrument that a name of the table of scores means; a name that is a column too means the
  /// column.
  func score(_ name: String) -> Int? {
    scoredVariables == nil || files[0].columnNames.contains(name) ? nil : instrument?.scaleIndex(name)
  }

  /// Whether a name is a score of the instrument, and no column.
  package func isScore(_ name: String) -> Bool {
    !files[0].columnNames.contains(name) && instrument?.scaleIndex(name) != nil
  }

  package mutating func requests(_ names: [String], _ kind: ColumnRequest.Kind) throws(DataError) -> [Int] {
    var places: [Int] = []
    for name in names { places.append(try request(name, kind)) }
    return places
  }

  /// Whether a column has words in the order of a scale.
  func isOrderedWords(_ column: String) throws(DataError) -> Bool {
    if let shape, shape.isVirtual(column) { return shape.isOrderedWords(column) }
    return try columnType(column).isOrderedWords
  }

  /// The weights of rows, where analyses count units by them.
  mutating func weights() throws(DataError) -> Int? {
    guard countsWeights, let shape else { return nil }
    return try request(shape.weight, .number)
  }

  /// What makes the rows that analyses take, once all have asked for their columns; nil where rows stand as they are.
  var shapeStage: ShapeStage? { shape.map { ShapeStage($0, requests, countsWeights: countsWeights) } }

  /// The type of a column as the first file has it.
  func columnType(_ name: String) throws(DataError) -> ColumnType {
    files[0].columnType(try files[0].index(of: name))
  }

  package func hasColumn(_ name: String) -> Bool { files[0].columnNames.contains(name) || score(name) != nil }

  /// The columns that the scan brings.
  var scanRequests: [ColumnRequest] { shapeStage?.requests ?? requests }
}

// MARK: - Variables

extension StudyTable {
  /// The variables that a name stands for: a part of the layout, the columns of a role, or a column.
  package func variables(_ name: String) -> [String] {
    layoutVariables.contains(name) ? [name] : description.roles[name] ?? [name]
  }

  /// A coder for names of variables and roles; one that comes twice counts once.
  package mutating func coder(_ names: [String]) throws(DataError) -> KeyCoder {
    var variables: [String] = []
    for variable in names.flatMap({ self.variables($0) }) where !variables.contains(variable) {
      variables.append(variable)
    }
    return try coder(variables: variables)
  }

  /// A coder for variables: parts of the layout, or columns, even where a role has the same name.
  mutating func coder(variables: [String]) throws(DataError) -> KeyCoder {
    var parts: [KeyCoder.Part] = []
    for name in variables {
      try refuseAveraged(name)
      if let variable = layoutVariable(name) {
        parts.append(.layout(variable: variable))
      } else {
        parts.append(.column(request: try request(name, .key)))
      }
    }
    return KeyCoder(names: variables, parts: parts, wideColumns: isWide ? wideColumns.map(\.values) : [[]])
  }

  /// A score is that of the whole administration: a part of the layout that it is averaged over tells nothing of it.
  private func refuseAveraged(_ name: String) throws(DataError) {
    guard let scoredVariables, layoutVariables.contains(name), !scoredVariables.contains(name) else { return }
    throw DataError(
      .usage(reason: "scores are averaged over \(name), so they cannot be grouped by it"),
      hint: "name \(name) in the administration to have it apart")
  }

  /// The variables that tell administrations apart, in a table of scores.
  var administration: [String] { scoredVariables?.flatMap { variables($0) } ?? [] }

  /// Whether a variable stands in the names of the data's columns, and so has no value of an administration.
  func isAveraged(_ name: String) -> Bool {
    layoutVariables.contains(name) && scoredVariables?.contains(name) == false
  }

  /// A coder for a role that an analysis cannot do without.
  package mutating func requiredCoder(_ role: String) throws(DataError) -> KeyCoder {
    _ = try requiredVariables(role)
    return try coder([role])
  }

  /// The variables of a role that an analysis cannot do without.
  func requiredVariables(_ role: String) throws(DataError) -> [String] {
    guard description.roles[role] != nil || layoutVariables.contains(role) else {
      throw DataError(
        .usage(reason: "the analysis needs to know which column is the \(role)"),
        remedy: .nameColumn(role: role))
    }
    var variables: [String] = []
    for variable in self.variables(role) where !variables.contains(variable) { variables.append(variable) }
    return variables
  }
}

extension DataDescription {
  /// The columns that hold keys or time, and so no ratings of a wide table.
  var namedColumns: Set<String> {
    let times: [String] =
      switch time {
      case .column(let column), .date(let column, _): [column]
      case .parts(let year, let month, let day): [year, month, day]
      case nil: []
      }
    return Set(roles.values.flatMap(\.self) + times)
  }

  /// Roles of one column each, ratings that are no keys, and raters who can meet at a unit.
  fileprivate func checkRoles() throws(DataError) {
    for role in ["item", "value", "frequency"] where roles[role, default: []].count > 1 {
      throw DataError(.usage(reason: "the role \(role) takes one column, not \(roles[role, default: []].count)"))
    }
    if let value = roles["value"]?.first {
      for (role, columns) in roles.sorted(by: { $0.key < $1.key }) where role != "value" && columns.contains(value) {
        throw DataError(.usage(reason: "the column cannot be both the value and the \(role)"), column: value)
      }
    }
    if let role = layout.variables.first(where: { roles[$0] != nil }) {
      throw DataError(
        .usage(reason: "the \(role) stands in the names of columns (\(layout.text)), and is said to be a column too"))
    }
    if case .columns(let list) = layout, let value = roles["value"]?.first {
      throw DataError(
        .usage(reason: "each \(list.variable) has a column, so no single column is the value"), column: value)
    }
    if case .wide(let pattern) = layout {
      if let value = roles["value"]?.first {
        throw DataError(
          .usage(reason: "the table is wide (\(pattern.text)), so no single column is the value"), column: value)
      }
    }
    if let unit = roles["unit"], let rater = roles["rater"], Set(rater).isSubset(of: unit) {
      throw DataError(
        .usage(reason: "every column of the rater is part of the unit, so that no two raters share a unit"),
        hint: "the unit is what was rated, whoever rated it")
    }
  }
}
