import FidelityData
import FidelityDrivers

extension DriverRun {
  /// The result tables: all figures, the lines of the page, the questions, what waits for somebody; and the points of
  /// pictures, as far as there are any.
  var tables: [StudyResultTable] {
    let all = DriversAnalysis.tables.map { StudyResultTable($0, pieces: pieces($0)) }
    return all.filter { DriversAnalysis.figureTables.contains($0.name) || $0.rowCount > 0 }
  }

  /// A result table, all of figures in pieces.
  func pieces(_ name: String) -> [Table] {
    switch name {
    case "drivers-page": [pageTable]
    case "drivers-questions": [questionTable]
    case "drivers-actions": [actionTable]
    case DriversAnalysis.name: allRows
    default: pointTable(name).map { [$0] } ?? allRows
    }
  }

  private var allRows: [Table] {
    var tables = WorkerThreads.map(pieces.count) { [pieces] piece in
      var table = DriverRowTable(capacity: pieces[piece].count)
      for row in pieces[piece] { table.append(row, unitKind: row.unitKind, unit: row.unit) }
      return table.table
    }
    tables.insert(contentsOf: coachees.tables, at: coachees.place)
    let all = tables.filter { $0.rowCount > 0 } + levelTables
    if periodRows.isEmpty, !all.isEmpty { return all }
    var table = DriverRowTable(capacity: periodRows.count)
    for (period, row) in periodRows { table.append(row, period: period, unitKind: row.unitKind, unit: row.unit) }
    return all + [table.table]
  }

  /// A line of the page: what speaks for a system.
  struct Line {
    let system: DriverSystem
    let words: String
    let criterion: Double?
    let row: DriverRow
    /// The change since the period before, where there is one.
    let change: DriverRow?
  }

  /// A line a system, in the order of the framework.
  var lines: [Line] {
    let whole = whole.filter { $0.unit == nil }
    return chosenSystems.map { system in
      let found = DriverHeadlines.row(system, whole)
      let change = periodRows.last { period in
        period.row.system == system.system && period.row.estimate.quantity == "change"
          && period.row.estimate.term == found?.row.estimate.quantity
      }?.row
      var row = found?.row ?? DriverRow(system.system, Estimate(system.headlines.first?.quantity ?? ""))
      if found == nil {
        // Some table is missing: the first row that says so speaks.
        let missing = whole.first { $0.system == system.system && $0.estimate.status == .noTable }
        row.estimate.status = missing == nil ? .noEvents : .noTable
        row.estimate.note = missing?.estimate.note
      }
      let headline = found?.headline ?? system.headlines.first
      return Line(
        system: system.system, words: headline?.words ?? system.system.rawValue, criterion: headline?.criterion,
        row: row, change: change)
    }
  }

  private var pageTable: Table {
    let lines = lines
    func numbers(_ value: (Line) -> Double) -> Table.Values { .numbers(lines.map(value)) }
    return Table(columns: [
      Table.Column("system", text: lines.map(\.system.rawValue)),
      Table.Column("figure", text: lines.map(\.words)),
      Table.Column("quantity", text: lines.map(\.row.estimate.quantity)),
      Table.Column("estimate", numbers { $0.row.estimate.estimate }),
      Table.Column("lower", numbers { $0.row.estimate.lower }),
      Table.Column("upper", numbers { $0.row.estimate.upper }),
      Table.Column("criterion", numbers { $0.criterion ?? .nan }),
      Table.Column("change", numbers { $0.change?.estimate.estimate ?? .nan }),
      Table.Column("change_lower", numbers { $0.change?.estimate.lower ?? .nan }),
      Table.Column("change_upper", numbers { $0.change?.estimate.upper ?? .nan }),
      Table.Column("n_units", .integers(lines.map(\.row.estimate.unitCount))),
      Table.Column("status", text: lines.map(\.row.estimate.status.rawValue)),
      Table.Column("note", text: lines.map(\.row.estimate.note)),
    ])
  }

  private var questionTable: Table {
    let answers = answers
    return Table(columns: [
      Table.Column("number", .wholes(answers.map(\.number))),
      Table.Column("question", text: answers.map(\.question)),
      Table.Column("system", text: answers.map(\.row.system.rawValue)),
      Table.Column("quantity", text: answers.map(\.row.estimate.quantity)),
      Table.Column("term", text: answers.map(\.row.estimate.term)),
      Table.Column("form", text: answers.map(\.row.estimate.form)),
      Table.Column("estimate", .numbers(answers.map(\.row.estimate.estimate))),
      Table.Column("lower", .numbers(answers.map(\.row.estimate.lower))),
      Table.Column("upper", .numbers(answers.map(\.row.estimate.upper))),
      Table.Column("n_units", .integers(answers.map(\.row.estimate.unitCount))),
      Table.Column("answer", text: answers.map(\.verdict.rawValue)),
      Table.Column("status", text: answers.map(\.row.estimate.status.rawValue)),
      Table.Column("note", text: answers.map(\.row.estimate.note)),
    ])
  }

  private var actionTable: Table {
    let actions = actions
    return Table(columns: [
      Table.Column("kind", text: actions.map(\.kind.rawValue)),
      Table.Column("what", text: actions.map(\.what)),
      Table.Column("detail", text: actions.map(\.detail)),
      Table.Column("owner", text: actions.map(\.owner)),
      Table.Column("days", .numbers(actions.map(\.days))),
    ])
  }
}
