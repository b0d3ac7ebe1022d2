package import FidelityData
import FidelityDrivers

/// What the tables of a study hold, and which lines of the page will stay empty.
package struct DriverCheck {
  package let tables: Table
  package let lines: Table
  package let warnings: [String]

  package init(_ analysis: DriversAnalysis, _ study: StudyTables, seed: UInt64) throws(DataError) {
    let run = try DriverRun(analysis, study, seed: seed)
    warnings = run.warnings
    var (names, files, rows, units, first, last, gaps) = (
      [String](), [String?](), [Int](), [Int?](), [String?](), [String?](), [String?]()
    )
    for role in DriverRole.allCases where run.chosenSystems.contains(where: { $0.roles.contains(role) }) {
      let source = study.sources.first { $0.role == role }
      let table = run.driverTables[role]
      names.append(role.rawValue)
      files.append(source?.files.joined(separator: ", "))
      rows.append(table?.rowCount ?? 0)
      // Tables of records, plans and items are of no units.
      let key = table.flatMap { table in Self.unitColumns.first(where: table.has).map { table.names($0) } }
      units.append(key?.labels.count)
      let days = table.flatMap { table in role.periodColumn.map { table.column($0).filter { !$0.isNaN } } } ?? []
      first.append(days.min().map { CalendarDate.text(ofDay: Int($0)) })
      last.append(days.max().map { CalendarDate.text(ofDay: Int($0)) })
      gaps.append(table.map { Self.gaps($0) } ?? nil)
    }
    tables = Table(columns: [
      Table.Column("table", text: names), Table.Column("file", text: files), Table.Column("rows", .wholes(rows)),
      Table.Column("units", .integers(units)), Table.Column("first", text: first), Table.Column("last", text: last),
      Table.Column("empty", text: gaps),
    ])
    let page = run.lines
    lines = Table(columns: [
      Table.Column("system", text: page.map(\.system.rawValue)),
      Table.Column("figure", text: page.map(\.words)),
      Table.Column("status", text: page.map(\.row.estimate.status.rawValue)),
      Table.Column(
        "needs", text: page.map { $0.row.estimate.estimate.isNaN ? $0.row.estimate.note : nil }),
    ])
  }

  /// The columns that say who or what a row is of, rather than which record it is.
  private static let unitColumns = ["unit", "coachee", "participant", "leader", "team", "candidate", "issue"]

  /// Optional columns with empty cells, and how many of them.
  private static func gaps(_ table: DriverTable) -> String? {
    let parts = table.role.columns.filter(\.isOptional).compactMap { column -> String? in
      let empty: Int
      switch column.kind {
      case .name, .words: empty = table.names(column.name).codes.count { $0 == missingKey }
      case .number, .day, .flag: empty = table.column(column.name).count(where: \.isNaN)
      }
      return empty > 0 ? "\(column.name) \(empty)" : nil
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}

extension DriversAnalysis {
  /// The page as text.
  package func page(
    _ tables: StudyTables, title: String, seed: UInt64, width: Int
  ) throws(DataError) -> (text: String, warnings: [String]) {
    let run = try DriverRun(self, tables, seed: seed)
    return (DriverPage(run, title: title, width: width).text, run.warnings)
  }

  /// One of the result tables.
  package func table(
    _ name: String, of tables: StudyTables, seed: UInt64
  ) throws(DataError) -> (pieces: [Table], warnings: [String]) {
    let run = try DriverRun(self, tables, seed: seed)
    return (run.pieces(name), run.warnings)
  }
}

extension DriversAnalysis {
  /// The analysis of a study, or that of a command where the study has none.
  /// - Throws: `usage` where both say something.
  package static func chosen(
    by command: DriversAnalysis, in study: Study, file: String
  ) throws(DataError) -> DriversAnalysis {
    let own = study.analyses.lazy.compactMap { $0.analysis as? DriversAnalysis }.first
    guard let own, OptionValue.all(of: own) != OptionValue.all(of: DriversAnalysis.standard) else { return command }
    guard OptionValue.all(of: command) == OptionValue.all(of: DriversAnalysis.standard) else {
      throw DataError(
        .usage(reason: "the study says itself how its drivers are computed"), file: file,
        hint: "change its analysis \"drivers\", or take that out of the study")
    }
    return own
  }
}
