import FidelityData

/// What came of the gates of a study: the table `gates`, a row for each result that a gate looked at.
struct GateReport {
  static let tableName = "gates"

  private struct Row {
    let gate: Int
    let rule: Gate
    var table: String?
    var group: String?
    var texts: [String: String?] = [:]
    var value = Double.nan
    var passes = false
    var note: String?
  }

  private var rows: [Row] = []

  init(_ gates: [Gate], _ results: [StudyResultTable]) {
    for (index, gate) in gates.enumerated() { rows += Self.rows(gate, number: index + 1, results) }
  }

  var passes: Bool { rows.allSatisfy(\.passes) }

  /// One row for each result that a gate looked at, with the status of the result.
  var table: Table {
    func texts(_ name: String) -> Table.Column { Table.Column(name, text: rows.map { $0.texts[name] ?? nil }) }
    return Table(
      columns: [
        Table.Column("gate", .wholes(rows.map(\.gate))),
        Table.Column("result", text: rows.map { $0.passes ? "passed" : "failed" }),
        Table.Column("table", text: rows.map(\.table)),
        Table.Column("group", text: rows.map(\.group)),
      ] + Gate.columnKeys.map(texts) + [
        Table.Column("using", text: rows.map(\.rule.column)),
        Table.Column("value", .numbers(rows.map(\.value))),
        Table.Column("relation", text: rows.map(\.rule.relation.rawValue)),
        Table.Column("bound", .numbers(rows.map(\.rule.bound))),
        texts("status"),
        Table.Column("note", text: rows.map(\.note)),
      ])
  }

  private static func rows(_ gate: Gate, number: Int, _ results: [StudyResultTable]) -> [Row] {
    var rows: [Row] = []
    for result in results where gate.table == nil || result.name == gate.table {
      let table = result.table
      let selected = gate.places(in: table)
      guard !selected.isEmpty, let values = table.numbers(gate.column) else { continue }
      // A column of one wanted value tells nothing.
      let named = gate.selection.filter { $0.value.count == 1 }.keys
      let groups = GroupNames(table, besides: Set(named).union([gate.column]).union(Gate.columnKeys))
      let texts = (Gate.columnKeys + ["status"]).compactMap { name in table.texts(name).map { (name, $0) } }
      for place in selected {
        var row = Row(gate: number, rule: gate, table: result.name, group: groups.name(place), value: values[place])
        for (name, column) in texts { row.texts[name] = column[place] }
        row.passes = gate.relation.holds(values[place], gate.bound)
        if values[place].isNaN {
          row.note = "there is no \(gate.column)" + (row.texts["status"]?.map { ": \($0)" } ?? "")
        }
        rows.append(row)
      }
    }
    guard rows.isEmpty else {
      return rows
        + gate.unmetValues(results).map { column, value in
          var row = Row(gate: number, rule: gate, table: gate.table)
          row.texts[column] = value
          row.note = "no row has \(value) in \(column)"
          return row
        }
    }
    var row = Row(gate: number, rule: gate, table: gate.table)
    for (column, values) in gate.selection { row.texts[column] = values.joined(separator: ", ") }
    row.note = gate.reasonOfNothing(results)
    return [row]
  }
}

/// The names of the groups that rows of a table belong to: `site = A, item = 3`.
private struct GroupNames {
  private let columns: [(name: String, texts: [String?])]

  /// The columns of the data stand left of `quantity`; in a table without it, whatever is text, or whole numbers.
  init(_ table: Table, besides named: Set<String>) {
    let end = table.columns.firstIndex { $0.name == "quantity" }
    columns = table.columns[..<(end ?? table.columns.count)].compactMap { column in
      guard !named.contains(column.name) else { return nil }
      switch column.values {
      case .text: return table.texts(column.name).map { (column.name, $0) }
      case .integers(let numbers): return (column.name, numbers.map { $0.map(String.init) })
      case .wholes(let numbers): return (column.name, numbers.map(String.init))
      case .numbers: return nil
      }
    }
  }

  func name(_ row: Int) -> String? {
    let parts = columns.compactMap { column in column.texts[row].map { "\(column.name) = \($0)" } }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}

extension Gate {
  /// The rows of a table that the gate looks at; none where the table lacks a column.
  fileprivate func places(in table: Table) -> [Int] {
    var places = Array(0..<table.rowCount)
    for (column, wanted) in selection {
      guard let texts = table.cellTexts(column) else { return [] }
      // The empty text selects the rows that have nothing there: those of the whole.
      places.removeAll { row in !wanted.contains(texts[row] ?? "") }
    }
    return places
  }

  /// The values of the selection that no row has: a name that is mistyped, or that has gone, fails the gate.
  fileprivate func unmetValues(_ results: [StudyResultTable]) -> [(column: String, value: String)] {
    let tables = results.filter { table == nil || $0.name == table }.map(\.table)
    return selection.sorted { $0.key < $1.key }.flatMap { column, wanted in
      let known = Set(tables.flatMap { $0.cellTexts(column) ?? [] }.compactMap(\.self))
      return wanted.filter { !$0.isEmpty && !known.contains($0) }.map { (column, $0) }
    }
  }

  /// Why a gate looks at no row.
  fileprivate func reasonOfNothing(_ results: [StudyResultTable]) -> String {
    let tables = results.filter { table == nil || $0.name == table }
    guard !tables.isEmpty else {
      return "there is no table \(table ?? ""); there is \(results.map(\.name).joined(separator: ", "))"
    }
    for (column, wanted) in selection.sorted(by: { $0.key < $1.key }) {
      let cells = tables.compactMap { $0.table.cellTexts(column) }
      guard !cells.isEmpty else { return "no table has a column \(column)" }
      let known = Set(cells.flatMap { $0.compactMap(\.self) })
      for value in wanted where !value.isEmpty && !known.contains(value) {
        let nearest = DataError.nearest(to: value, among: known.sorted())
        let names = nearest.isEmpty ? known.sorted().prefix(8).map(\.self) : nearest
        return "no row has \(value) in \(column)" + (names.isEmpty ? "" : "; there is \(names.joined(separator: ", "))")
      }
    }
    if !tables.contains(where: { $0.table.numbers(column) != nil }) { return "no table has numbers in \(column)" }
    return "no row has all of it"
  }
}

extension Table {
  /// What the cells of a column of texts or whole numbers say; nil where there is no such column.
  fileprivate func cellTexts(_ name: String) -> [String?]? {
    switch self[name] {
    case .text: texts(name)
    case .integers(let numbers): numbers.map { $0.map(String.init) }
    case .wholes(let numbers): numbers.map(String.init)
    case .numbers, nil: nil
    }
  }
}
