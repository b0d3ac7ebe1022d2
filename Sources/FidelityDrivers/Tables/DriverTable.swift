package import FidelityData

/// A tidy table of one role in memory: names as codes, numbers and dates (days since 1970-01-01) as doubles, NaN for
/// an empty cell.
///
/// Tables of the same role append, their names by label: parts of a file, or the files of several districts.
public struct DriverTable: Sendable {
  public let role: DriverRole
  /// The file that errors name.
  public let file: String
  public private(set) var rowCount: Int
  private var nameColumns: [String: NameColumn]
  private var numberColumns: [String: [Double]]

  /// - Parameters:
  ///   - names: the columns of names and words; columns of levels and clusters too.
  ///   - numbers: the columns of numbers, dates and flags.
  /// - Precondition: all columns have `rowCount` rows.
  public init(
    _ role: DriverRole, file: String, rowCount: Int, names: [String: NameColumn], numbers: [String: [Double]]
  ) {
    precondition(names.values.allSatisfy { $0.count == rowCount }, "columns of different length")
    precondition(numbers.values.allSatisfy { $0.count == rowCount }, "columns of different length")
    (self.role, self.file, self.rowCount) = (role, file, rowCount)
    (nameColumns, numberColumns) = (names, numbers)
  }

  /// Whether the table has a column, empty or not.
  public func has(_ column: String) -> Bool { nameColumns[column] != nil || numberColumns[column] != nil }

  /// A column of names; empty cells where the table does not have it.
  public func names(_ column: String) -> NameColumn { nameColumns[column] ?? .missing(rowCount) }

  /// A column of numbers, dates or flags; NaN where the table does not have it.
  public func numbers(_ column: String) -> [Double] {
    numberColumns[column] ?? Array(repeating: .nan, count: rowCount)
  }

  /// The columns of names that are not among the role's own: levels, clusters.
  public var extraNames: [String] {
    let own = Set(role.columns.map(\.name))
    return nameColumns.keys.filter { !own.contains($0) }.sorted()
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
      numberColumns[column] = numbers(column) + other.numbers(column)
    }
    rowCount += other.rowCount
  }

  /// Some of the rows, in their order, with codes for their own names alone.
  func rows(_ rows: [Int], _ scratch: inout [UInt32]) -> DriverTable {
    var names: [String: NameColumn] = [:]
    for (name, column) in nameColumns { names[name] = column.rows(rows, &scratch) }
    var numbers: [String: [Double]] = [:]
    for (name, column) in numberColumns { numbers[name] = rows.map { column[$0] } }
    return DriverTable(role, file: file, rowCount: rows.count, names: names, numbers: numbers)
  }

  /// Some of the rows, in their order.
  public func rows(_ rows: [Int]) -> DriverTable {
    var scratch: [UInt32] = []
    return self.rows(rows, &scratch)
  }

  /// What is wrong with a cell.
  /// - Parameter row: from 0.
  package func error(_ reason: String, row: Int, column: String, value: String? = nil, hint: String? = nil) -> DataError
  {
    DataError(
      .unusable(reason: reason), file: file, row: row + 1, column: column, value: value ?? shown(column, row),
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

  /// Units whose rows are put together by one thread at a time.
  private static let unitsOfPiece = 64

  /// The tables of each unit of a level (each building), by name: every table that has a column of the level gives its
  /// rows. Of the others, plans and criteria for all are whole (``DriverRole/isForAll``), the rest is left out. In the
  /// order of ``NameColumn/order``.
  public func split(by level: String) -> [(unit: String, tables: DriverTables)] {
    var labels = NameColumn()
    for role in roles { for label in tables[role]?.names(level).labels ?? [] { labels.append(label) } }
    var parts = [DriverTables](repeating: DriverTables(), count: labels.labels.count)
    for role in roles {
      guard let table = tables[role] else { continue }
      guard table.has(level) else {
        // What is said once for all belongs to every unit; a table of others than this unit's would mislead.
        if role.isForAll { for part in parts.indices { parts[part].tables[role] = table } }
        continue
      }
      let column = table.names(level)
      let places = column.codes(in: labels)
      var rows = [[Int]](repeating: [], count: parts.count)
      for row in 0..<table.rowCount where column.codes[row] != missingKey {
        rows[Int(places[Int(column.codes[row])])].append(row)
      }
      let size = Self.unitsOfPiece
      let rowsOfPart = rows
      let pieces = WorkerThreads.map((parts.count + size - 1) / size) { piece in
        var scratch: [UInt32] = []
        return rowsOfPart[piece * size..<min(rowsOfPart.count, (piece + 1) * size)].map { own in
          own.isEmpty ? nil : table.rows(own, &scratch)
        }
      }
      for (part, own) in pieces.joined().enumerated() { if let own { parts[part].tables[role] = own } }
    }
    return labels.order.map { (labels.labels[$0], parts[$0]) }
  }

  /// The tables with the rows of a stretch of time alone; roles without a date are whole.
  public func within(_ days: ClosedRange<Double>) -> DriverTables {
    var result = self
    for role in roles {
      guard let column = role.periodColumn, let table = tables[role] else { continue }
      let dates = table.numbers(column)
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
    result.numberColumns["start"] = starts.indices.map { row in
      let missed = ((days.lowerBound - starts[row]) / cadences[row]).rounded(.up)
      return missed > 0 ? starts[row] + missed * cadences[row] : starts[row]
    }
    let later = result.numbers("start")
    return result.rows(later.indices.filter { later[$0] <= min(ends[$0], days.upperBound) })
  }
}
