package import FidelityData

/// A tidy table of one role in memory: names as codes, numbers and dates (days since 1970-01-01) as doubles, NaN for
/// an empty cell.
///
/// Tables of the same role append, their names by label: parts of a file, or the files of several districts.
public struct DriverTable: Sendable {
  public let role: DriverRole
  /// The file that it was read from; the first where there are several.
  public let file: String
  public private(set) var rowCount: Int
  /// Where the rows come from, for errors.
  private var origins: [Origin]
  private var nameColumns: [String: NameColumn]
  private var numberColumns: [String: NumberColumn]

  /// - Parameters:
  ///   - names: the columns of names and words; columns of levels and clusters too.
  ///   - numbers: the columns of numbers, dates and flags.
  /// - Precondition: all columns have `rowCount` rows.
  public init(
    _ role: DriverRole, file: String, rowCount: Int, names: [String: NameColumn], numbers: [String: [Double]]
  ) {
    self.init(role, file: file, rowCount: rowCount, names: names, columns: numbers.mapValues(NumberColumn.init))
  }

  package init(
    _ role: DriverRole, file: String, rowCount: Int, names: [String: NameColumn],
    columns numbers: [String: NumberColumn]
  ) {
    precondition(names.values.allSatisfy { $0.count == rowCount }, "columns of different length")
    precondition(numbers.values.allSatisfy { $0.count == rowCount }, "columns of different length")
    (self.role, self.file, self.rowCount) = (role, file, rowCount)
    (nameColumns, numberColumns) = (names, numbers)
    origins = [Origin(file: file, first: 0, numbers: nil)]
  }

  /// Whether the table has a column, empty or not.
  public func has(_ column: String) -> Bool { nameColumns[column] != nil || numberColumns[column] != nil }

  /// A column of names; empty cells where the table does not have it.
  public func names(_ column: String) -> NameColumn { nameColumns[column] ?? .missing(rowCount) }

  /// A column of numbers, dates or flags; NaN where the table does not have it.
  public func numbers(_ column: String) -> [Double] {
    numberColumns[column]?.array ?? Array(repeating: .nan, count: rowCount)
  }

  /// A column of numbers, dates or flags as it is kept, without a copy.
  public func column(_ column: String) -> NumberColumn { numberColumns[column] ?? .missing(rowCount) }

  /// The columns of names that are not among the role's own: levels, clusters.
  public var extraNames: [String] {
    let own = Set(role.columns.map(\.name))
    return nameColumns.keys.filter { !own.contains($0) }.sorted()
  }

  /// The columns of names, in the order of the role's own, then the others.
  package var namesOfNameColumns: [String] {
    role.columns.map(\.name).filter { nameColumns[$0] != nil } + extraNames
  }

  /// Takes a column of names that the table did not have: a level that another table knows.
  public mutating func join(_ column: String, _ names: NameColumn) {
    precondition(names.count == rowCount, "columns of different length")
    nameColumns[column] = names
  }

  /// Takes the rows of another table of the role, which follow.
  public mutating func append(_ other: DriverTable) {
    precondition(role == other.role, "tables of different roles")
    for column in Set(nameColumns.keys).union(other.nameColumns.keys) {
      var names = names(column)
      names.append(other.names(column))
      nameColumns[column] = names
    }
    for column in Set(numberColumns.keys).union(other.numberColumns.keys) {
      var numbers = self.column(column)
      numbers.append(other.column(column))
      numberColumns[column] = numbers
    }
    for var origin in other.origins {
      origin.first += rowCount
      origins.append(origin)
    }
    rowCount += other.rowCount
  }

  /// Rows of a file that follow one another here.
  private struct Origin: Sendable {
    let file: String
    /// The first of them.
    var first: Int
    /// The number of each in the file; nil where they are 1, 2, ...
    let numbers: [UInt32]?
  }

  /// The file that a row comes from, and its number there, from 1 on.
  package func origin(of row: Int) -> (file: String, row: Int) {
    let origin = origins.last { $0.first <= row } ?? origins[0]
    let place = row - origin.first
    return (origin.file, origin.numbers.map { Int($0[place]) } ?? place + 1)
  }

  /// Some of the rows of a table of one file, in their order; errors name them as the file has them.
  package func selected(_ rows: [Int]) -> DriverTable {
    precondition(origins.count == 1, "rows of several files")
    var table = self.rows(rows)
    table.origins = [Origin(file: file, first: 0, numbers: rows.map { UInt32(origin(of: $0).row) })]
    return table
  }

  /// Some of the rows, in their order, with codes for their own names alone.
  func rows(_ rows: ArraySlice<UInt32>, _ scratch: inout [UInt32]) -> DriverTable {
    DriverTable(
      role, file: file, rowCount: rows.count, names: nameColumns.mapValues { $0.rows(rows, &scratch) },
      columns: numberColumns.mapValues { $0.rows(rows) })
  }

  /// The rows of some runs, with codes for their own names alone, and the name that all of them have in another column.
  func rows(_ runs: [RowRun], _ column: String, _ name: String, _ scratch: inout [UInt32]) -> DriverTable {
    let count = runs.reduce(0) { $0 + Int($1.count) }
    var names = nameColumns.mapValues { $0.rows(runs, count: count, &scratch) }
    names[column] = NameColumn(distinct: [name], codes: Array(repeating: 0, count: count))
    return DriverTable(
      role, file: file, rowCount: count, names: names,
      columns: numberColumns.mapValues { $0.rows(runs, count: count) })
  }

  /// The table without a column of names.
  func without(_ column: String) -> DriverTable {
    var table = self
    table.nameColumns[column] = nil
    return table
  }

  /// Some of the rows, in their order.
  public func rows(_ rows: [Int]) -> DriverTable {
    var scratch: [UInt32] = []
    return self.rows(rows.map { UInt32($0) }[...], &scratch)
  }

  /// Puts the rows of each stretch of the table in another order.
  mutating func rearrange(_ order: [[UInt32]]) {
    // Of the dictionaries' own keys, a copy: a second owner would have all columns copied.
    for name in Array(nameColumns.keys) { nameColumns[name]?.rearrange(order) }
    for name in Array(numberColumns.keys) { numberColumns[name]?.rearrange(order) }
  }

  /// What is wrong with a cell.
  /// - Parameter row: from 0.
  package func error(_ reason: String, row: Int, column: String, value: String? = nil, hint: String? = nil) -> DataError
  {
    let place = origin(of: row)
    return DataError(
      .unusable(reason: reason), file: place.file, row: place.row, column: column, value: value ?? shown(column, row),
      hint: hint)
  }

  /// A cell as its file has it.
  package func shown(_ column: String, _ row: Int) -> String? {
    if let names = nameColumns[column] { return names[row] }
    guard let value = numberColumns[column]?[row], !value.isNaN else { return nil }
    let isDay = role.columns.contains { $0.name == column && $0.kind == .day }
    return isDay ? CalendarDate.text(ofDay: Int(value)) : CategoryDictionary.label(value)
  }
}

/// The tables of a district, one of each role at most.
public struct DriverTables: Sendable {
  private var tables: [DriverRole: DriverTable] = [:]

  public init(_ tables: [DriverTable] = []) { for table in tables { self[table.role] = table } }

  /// The table of a role; nil where there is none. One without rows counts as none.
  public subscript(role: DriverRole) -> DriverTable? {
    get { tables[role].flatMap { $0.rowCount > 0 ? $0 : nil } }
    set { tables[role] = newValue }
  }

  public var roles: [DriverRole] { DriverRole.allCases.filter { self[$0] != nil } }

  /// The tables of each unit of a level (each building), by name: every table that has a column of the level gives its
  /// rows. Of the others, plans and criteria for all are whole (``DriverRole/isForAll``), the rest is left out. In the
  /// order of ``NameColumn/order``.
  public func split(by level: String) -> [(unit: String, tables: DriverTables)] {
    let split = DriverTableSplit(self, by: level)
    return WorkerThreads.map(split.pieceCount) { piece in
      var scratch: [UInt32] = []
      return split.piece(piece, &scratch)
    }.flatMap(\.self)
  }

  /// Whether there is a table of the role whose rows have the date of a period.
  package func isDated(_ role: DriverRole) -> Bool { role.periodColumn.map { self[role]?.has($0) ?? false } ?? false }

  /// The tables with the rows of a stretch of time alone; tables without a date are whole, but for meetings of teams,
  /// which would stand for barriers of a time that has none.
  public func within(_ days: ClosedRange<Double>) -> DriverTables {
    var result = self
    for role in roles {
      guard let column = role.periodColumn, let table = tables[role] else { continue }
      guard table.has(column) else {
        if role == .loops { result.tables[role] = nil }
        continue
      }
      let dates = table.column(column)
      result.tables[role] = table.rows(dates.indices.filter { days.contains(dates[$0]) })
    }
    if let plan = tables[.coachingPlan] { result.tables[.coachingPlan] = plan.cycles(within: days) }
    return result
  }
}

extension DriverTable {
  /// A plan of coaching from its first whole cycle of a stretch of time on.
  fileprivate func cycles(within days: ClosedRange<Double>) -> DriverTable {
    let (starts, ends, cadences) = (numbers("start"), numbers("end"), numbers("cadence_days"))
    var result = self
    result.numberColumns["start"] = NumberColumn(
      starts.indices.map { row in
        let missed = ((days.lowerBound - starts[row]) / cadences[row]).rounded(.up)
        return missed > 0 ? starts[row] + missed * cadences[row] : starts[row]
      })
    let later = result.numbers("start")
    return result.rows(later.indices.filter { later[$0] <= min(ends[$0], days.upperBound) })
  }
}
