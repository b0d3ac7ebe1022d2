import FidelityData

/// Issues by the level that raised or sent them and the level that took or resolved them.
enum EscalationChart {
  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    if let table = context.results["escalation-matrix"], let from = table.texts("from"), let to = table.texts("to") {
      let issues = try table.checkedNumbers("issues")
      let moves = from.indices.map { Move(from: from[$0], to: to[$0], issues: issues[$0]) }
      return draw(moves, Words.resolved, table, &context).map { [$0] } ?? []
    }
    guard let drivers = try DriverRows(context.results) else { return [] }
    let found = drivers.found
    let moves = drivers.whole("systems-interventions", "escalations").compactMap { row -> Move? in
      guard let place = found.terms[row].firstRange(of: " to ") else { return nil }
      let term = found.terms[row]
      return Move(
        from: String(term[..<place.lowerBound]), to: String(term[place.upperBound...]), issues: found.estimates[row])
    }
    return draw(moves, Words.sent, found.table, &context).map { [$0] } ?? []
  }

  /// What rows, columns and cells are called.
  private struct Words {
    let rows: String
    let columns: String
    let cells: String

    static let resolved = Words(
      rows: "levels that raised them", columns: "levels that resolved them", cells: "issues")
    static let sent = Words(
      rows: "levels that sent them", columns: "levels that they were sent to", cells: "moves of issues")
  }

  private struct Move {
    let from: String
    let to: String
    let issues: Double
  }

  private static func draw(
    _ moves: [Move], _ words: Words, _ table: ResultTable, _ context: inout ChartContext
  ) -> Picture? {
    guard !moves.isEmpty else { return nil }
    var (rows, columns) = ([String](), [String]())
    for move in moves {
      if !rows.contains(move.from) { rows.append(move.from) }
      if !columns.contains(move.to) { columns.append(move.to) }
    }
    // Levels stand in one order in both.
    columns = rows.filter(columns.contains) + columns.filter { !rows.contains($0) }
    var counts = rows.map { _ in [Double](repeating: .nan, count: columns.count) }
    for move in moves {
      guard let row = rows.firstIndex(of: move.from), let column = columns.firstIndex(of: move.to) else { continue }
      counts[row][column] = move.issues
    }
    let totals = counts.map { $0.filter(\.isFinite).reduce(0, +) }
    let shares = zip(counts, totals).map { row, total in row.map { total > 0 ? $0 / total : .nan } }
    var sheet = context.sheet("Issues by level")
    var plot = MatrixPlot(
      rows: rows, columns: columns, values: shares, breaks: [0, 0.2, 0.4, 0.6, 0.8, 1], rowName: words.rows,
      columnName: "\(words.columns); shade: share of the row")
    plot.cellText = { row, column in ChartNumber.short(counts[row][column]) }
    plot.emptyName = "none"
    plot.draw(on: &sheet)
    let most = moves.filter { $0.issues.isFinite }.max { $0.issues < $1.issues }
    let total = moves.reduce(0) { $0 + ($1.issues.isFinite ? $1.issues : 0) }
    return sheet.picture(
      finding: most.map {
        "Of \(ChartNumber.count(Int(total))) \(words.cells), \(ChartNumber.short($0.issues)) went from \($0.from) to "
          + "\($0.to), more than any other way."
      } ?? "No issue left its level.",
      source: "\(table.fileName) · n = \(ChartNumber.count(Int(total))) \(words.cells)",
      table: PictureTable(
        header: ["from"] + columns, rows: zip(rows, counts).map { [$0] + $1.map(ChartNumber.short) }))
  }
}
