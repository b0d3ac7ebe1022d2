import FidelityData

/// Issues by the level that raised or sent them and the level that took or resolved them.
enum EscalationChart {
  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    if let table = context.results["escalation-matrix"], let from = table.texts("from"), let to = table.texts("to") {
      let issues = try table.checkedNumbers("issues")
      let moves = from.indices.map { Move(from: from[$0], to: to[$0], issues: issues[$0]) }
      return draw(moves, .resolved, table, &context).map { [$0] } ?? []
    }
    guard let drivers = try DriverRows(context.results) else { return [] }
    let found = drivers.found
    let moves = drivers.whole("systems-interventions", "escalations").compactMap { row -> Move? in
      guard let place = found.terms[row].firstRange(of: " to ") else { return nil }
      let term = found.terms[row]
      return Move(
        from: String(term[..<place.lowerBound]), to: String(term[place.upperBound...]), issues: found.estimates[row])
    }
    return draw(moves, .sent, found.table, &context).map { [$0] } ?? []
  }

  /// What is counted: issues by where they were resolved, or each time that one was sent on.
  private enum Counted {
    case resolved, sent

    var rows: String { self == .resolved ? "escalation-raised" : "escalation-from" }
    var columns: String { self == .resolved ? "escalation-resolved" : "escalation-to" }
    var n: String { self == .resolved ? "escalation-n-issues" : "escalation-n-moves" }
    var finding: String { self == .resolved ? "escalation-finding-issues" : "escalation-finding-moves" }
  }

  private struct Move {
    let from: String
    let to: String
    let issues: Double
  }

  private static func draw(
    _ moves: [Move], _ counted: Counted, _ table: ResultTable, _ context: inout ChartContext
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
    let texts = context.texts
    var sheet = context.sheet(texts("escalation-title"))
    var plot = MatrixPlot(
      rows: rows, columns: columns, values: shares, breaks: [0, 0.2, 0.4, 0.6, 0.8, 1], rowName: texts(counted.rows),
      columnName: texts(counted.columns))
    plot.cellText = { row, column in texts.short(counts[row][column]) }
    plot.emptyName = texts("escalation-empty")
    plot.draw(on: &sheet)
    let most = moves.filter { $0.issues.isFinite }.max { $0.issues < $1.issues }
    let total = texts.count(
      ChartNumber.whole(moves.reduce(0) { $0 + ($1.issues.isFinite ? $1.issues : 0) }))
    return sheet.picture(
      finding: most.map {
        texts(counted.finding, ["n": total, "most": texts.short($0.issues), "from": $0.from, "to": $0.to])
      } ?? texts("escalation-none"), source: texts.source(table.fileName, texts(counted.n, ["n": total])),
      table: PictureTable(
        header: [texts("escalation-head")] + columns,
        rows: zip(rows, counts).map { [$0] + $1.map(texts.short) }))
  }
}
