import FidelityData
import FidelityFiles

/// What the rows of the data are made into before analyses take them, where a row is not a unit or an item with its
/// ratings as they stand.
///
/// Columns that the data do not have (the number of a row as its unit, the raters and categories of counts) are
/// virtual: analyses ask for them by name, and ``ShapeStage`` makes them.
struct RowShape: Sendable {
  enum Kind: Sendable {
    /// Ratings in columns, a row each as often as its frequency says.
    case ratings
    /// How many raters chose each category: as many ratings as were counted, of raters without names.
    case counts
    /// A cross table: a unit for each count of its cells.
    case crossTable(rows: String)
  }

  /// A column of counts, and its category.
  struct CountColumn: Sendable {
    let name: String
    let label: String
  }

  let kind: Kind
  /// The columns of counts, in the order of the categories.
  var countColumns: [CountColumn] = []
  /// The column that says how many units a row stands for.
  var frequency: String?
  /// The virtual columns, those that there are.
  var unit: String?
  var rater: String?
  var ratings: [String] = []
  /// How many units each row stands for, where analyses count them.
  let weight: String

  /// Whether rows stand for several units each.
  var hasFrequencies: Bool {
    if case .crossTable = kind { true } else { frequency != nil }
  }

  /// Whether nobody knows who gave which rating.
  var hasUnknownRaters: Bool {
    if case .counts = kind { true } else { false }
  }

  /// Whether rows are ratings as they stand, and only their numbers are made.
  var keepsRows: Bool {
    if case .ratings = kind { frequency == nil } else { false }
  }

  /// The categories as keys, in their order where they are words.
  var categories: KeyDictionary {
    var dictionary = KeyDictionary(labels: countColumns.map(\.label))
    if !hasNumbers { dictionary.take(levels: countColumns.map(\.label)) }
    return dictionary
  }

  /// Whether all categories are numbers.
  private var hasNumbers: Bool { countColumns.allSatisfy { Double($0.label) != nil } }

  /// Whether a column of ratings has words in the order of a scale.
  func isOrderedWords(_ column: String) -> Bool { ratings.contains(column) && !hasNumbers }

  /// The columns of ratings where there are no others than virtual ones: none of them is a rater's column where counts
  /// say no raters. Nil where ratings are columns of the data.
  var wideColumns: [StudyTable.WideColumn]? {
    switch kind {
    case .ratings: nil
    case .counts: []
    case .crossTable: ratings.map { StudyTable.WideColumn(name: $0, values: [$0]) }
    }
  }

  /// The data as analyses see them: with the roles of virtual columns.
  func described(_ description: DataDescription) -> DataDescription {
    var description = description
    if let unit { description.roles["unit"] = [unit] }
    if let rater { description.roles["rater"] = [rater] }
    if case .counts = kind { description.roles["value"] = ratings }
    return description
  }

  /// Whether a name is that of a virtual column.
  func isVirtual(_ name: String) -> Bool {
    name == unit || name == rater || ratings.contains(name) || name == weight
  }

  /// - Throws: `notANumber` where a virtual column cannot be what it is asked for.
  func check(_ request: ColumnRequest, file: String) throws(DataError) {
    guard request.kind == .number, ratings.contains(request.name) else { return }
    guard let word = countColumns.first(where: { Double($0.label) == nil }) else { return }
    throw DataError(
      .notANumber, file: file, column: word.name, value: word.label,
      remedy: .options("say the order of the categories with `categories`, lowest first, or choose another `scale`"))
  }
}

extension RowShape {
  /// The shape of a table; nil where rows are ratings as they stand and units have names.
  /// - Parameters:
  ///   - keys: columns that hold no counts.
  ///   - numbersRows: whether rows become units where raters have columns and nothing names the unit.
  /// - Throws: what contradicts itself, or what the table lacks.
  init?(
    _ description: DataDescription, _ files: [TableFile], keys: Set<String>, numbersRows: Bool
  ) throws(DataError) {
    let file = files[0]
    let names = file.columnNames
    func free(_ name: String) -> String {
      var name = name
      while names.contains(name) || description.roles[name] != nil { name += "_" }
      return name
    }
    weight = free("row weight")
    frequency = description.roles["frequency"]?.first
    let hasUnit = description.roles["unit"] != nil || description.layout.variables.contains("unit")
    switch description.layout {
    case .counts(let list):
      kind = .counts
      countColumns = try Self.counts(list, names, keys, file.path)
    case .wide(let pattern) where pattern.variables == ["category"]:
      kind = .counts
      countColumns = try Self.counts(ColumnList("category", [pattern.text]), names, keys, file.path)
      if let wanted = description.layoutValues["category"] {
        countColumns = countColumns.filter { wanted.contains($0.label) }
      }
    case .crossTable(let rows, let list):
      _ = try file.index(of: rows)
      kind = .crossTable(rows: rows)
      if let list {
        countColumns = try Self.counts(list, names, keys, file.path)
      } else {
        countColumns = names.filter { !keys.contains($0) && $0 != rows }.map { CountColumn(name: $0, label: $0) }
        try Self.refuseTotals(countColumns, file.path)
      }
      let first = rows.isEmpty ? "rows" : rows
      ratings = [first, free(first == "columns" ? "columns_" : "columns")]
    case .wide, .columns:
      let namesRaters = description.layout.variables.contains("rater")
      guard frequency != nil || numbersRows && namesRaters && !hasUnit else { return nil }
      if frequency != nil, !namesRaters {
        throw DataError(
          .usage(reason: "a frequency says how often a row's ratings come, and no column is a rater's"),
          remedy: .options("name the columns of the raters with `raters`"))
      }
      kind = .ratings
    case .long:
      guard frequency != nil else { return nil }
      throw DataError(
        .usage(reason: "a frequency says how often a row's ratings come, and this table has one rating a row"),
        remedy: .options("name the columns of the raters with `raters`"))
    }
    if hasUnknownRaters {
      (rater, ratings) = (free("rater"), [free("category")])
      if description.roles["rater"] != nil {
        throw DataError(
          .usage(reason: "counts of raters by category do not say who rated, so no column names the rater"))
      }
      if description.duplicates != .error {
        throw DataError(
          .usage(reason: "counts of raters by category do not say who rated, so nobody rated a unit twice"),
          remedy: .options("leave out `duplicates`, and give each unit one row"))
      }
    }
    try check(description, hasUnit: hasUnit, fileCount: files.count)
    if !hasUnit { unit = free("row") }
  }

  private func check(_ description: DataDescription, hasUnit: Bool, fileCount: Int) throws(DataError) {
    if let value = description.roles["value"]?.first {
      throw DataError(
        .usage(reason: "the ratings stand in several columns, so no single one is the value"), column: value)
    }
    switch kind {
    case .ratings: break
    case .counts where frequency == nil: break
    case .counts, .crossTable:
      if frequency != nil { throw DataError(.usage(reason: "the cells are counts already: leave out the frequency")) }
      if description.roles["rater"] != nil { throw DataError(.usage(reason: "a cross table names its raters itself")) }
    }
    if hasFrequencies, hasUnit {
      throw DataError(
        .usage(reason: "a row stands for several units here, so no column can name its unit"),
        remedy: .options("leave out `unit`"))
    }
    if !hasUnit, fileCount > 1 {
      throw DataError(
        .usage(reason: "rows are numbered within a file, and there are \(fileCount)"),
        remedy: .options("say which columns name what was rated, with `unit`"))
    }
  }

  private static func counts(
    _ list: ColumnList, _ names: [String], _ keys: Set<String>, _ file: String
  ) throws(DataError) -> [CountColumn] {
    let members = try list.members(among: names, keys: keys, file: file)
    if let member = members.first(where: { keys.contains($0.column) }) {
      throw DataError(
        .usage(reason: "the column holds counts, and is said to be a key too"), file: file, column: member.column)
    }
    return members.map { CountColumn(name: $0.column, label: $0.value) }
  }

  /// - Throws: `usage` for a column of totals, which is no category.
  private static func refuseTotals(_ columns: [CountColumn], _ file: String) throws(DataError) {
    for column in columns where ["total", "totals", "sum", "all"].contains(column.name.lowercased()) {
      throw DataError(
        .usage(reason: "a column of totals is no category"), file: file, column: column.name,
        remedy: .options("name the categories' columns with `counts`"))
    }
  }
}
