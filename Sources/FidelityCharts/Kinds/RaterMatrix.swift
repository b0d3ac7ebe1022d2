import FidelityData

/// Raters by raters: the agreement of each pair.
enum RaterMatrix {
  private static let rowLimit = 40
  private static let groupLimit = 6
  /// Below it a pair is marked.
  private static let threshold = 0.4

  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    guard let found = try EstimateRows(context.results["rater-pairs"]) else { return [] }
    let wanted = context.options.term.map { [$0] } ?? ["cohen-kappa", "percent-agreement"]
    guard let quantity = wanted.first(where: { found.quantities.contains($0) }) else { return [] }
    let weights = found.table.texts("weights") ?? found.terms.map { _ in "" }
    var rows = found.rows(quantity)
    // Of several weights the last, which are those that were asked for.
    let last = rows.last.map { weights[$0] } ?? ""
    rows = rows.filter { weights[$0] == last }
    var groups: [String] = []
    for row in rows where !groups.contains(found.label(row)) {
      groups.append(found.label(row))
      if groups.count == groupLimit { break }
    }
    let names = rows.compactMap { Self.pair(found.terms[$0], among: nil) }
    let known = Set(names.flatMap { [$0.0, $0.1] })
    var pictures: [Picture] = []
    for group in groups {
      let pairs = rows.filter { found.label($0) == group }.compactMap { row -> Pair? in
        guard let pair = Self.pair(found.terms[row], among: known) else { return nil }
        return Pair(first: pair.0, second: pair.1, value: found.estimates[row])
      }
      let texts = context.texts
      let name =
        last.isEmpty || last == "identity"
        ? texts.quantity(quantity)
        : texts("matrix-weights", ["quantity": texts.quantity(quantity), "weights": last])
      if !pairs.isEmpty { pictures.append(draw(pairs, name, group, found.table, &context)) }
    }
    return pictures
  }

  private struct Pair {
    let first: String
    let second: String
    let value: Double
  }

  /// The names of `A - B`. Where the sign stands within names too, the parts that other pairs have.
  private static func pair(_ term: String, among known: Set<String>?) -> (String, String)? {
    let parts = term.split(separator: " - ", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1 else { return nil }
    if parts.count == 2 { return (parts[0], parts[1]) }
    guard let known else { return nil }
    let splits = (1..<parts.count).map { place in
      (parts[..<place].joined(separator: " - "), parts[place...].joined(separator: " - "))
    }
    return splits.first { known.contains($0.0) || known.contains($0.1) } ?? splits[(splits.count - 1) / 2]
  }

  private static func draw(
    _ pairs: [Pair], _ quantity: String, _ group: String, _ table: ResultTable, _ context: inout ChartContext
  ) -> Picture {
    var names: [String] = []
    var places: [String: Int] = [:]
    for name in pairs.flatMap({ [$0.first, $0.second] }) where places[name] == nil {
      places[name] = names.count
      names.append(name)
    }
    var values = names.map { _ in [Double](repeating: .nan, count: names.count) }
    for pair in pairs {
      guard let first = places[pair.first], let second = places[pair.second] else { continue }
      values[first][second] = pair.value
      values[second][first] = pair.value
    }
    var kept = Array(names.indices)
    if kept.count > rowLimit {
      let means = values.map(Summary.mean).map { $0.isNaN ? .infinity : $0 }
      kept = Array(kept.sorted { (means[$0], $0) < (means[$1], $1) }.prefix(rowLimit)).sorted()
    }
    let shown = kept.map { row in kept.map { values[row][$0] } }
    let raters = kept.map { names[$0] }
    let texts = context.texts
    let low = texts.fixed(threshold, decimals: 2)
    var sheet = context.sheet(
      group.isEmpty ? texts("matrix-title") : texts("matrix-title-group", ["group": group]), part: group)
    var plot = MatrixPlot(
      rows: raters, columns: raters, values: shown,
      breaks: shown.joined().contains { $0 < 0 } ? [-1, 0, 0.2, 0.4, 0.6, 0.8, 1] : [0, 0.2, 0.4, 0.5, 0.6, 0.8, 1],
      rowName: texts("matrix-rows"), columnName: texts("matrix-columns", ["quantity": quantity]))
    plot.isMarked = { row, column in shown[row][column] < threshold }
    if shown.joined().contains(where: { $0 < threshold }) {
      plot.markName = texts("matrix-low", ["threshold": low])
    }
    plot.emptyName = texts("matrix-empty")
    plot.draw(on: &sheet)
    if kept.count < names.count {
      sheet.paragraph(
        texts("matrix-limit", ["n": texts.count(names.count), "shown": texts.count(kept.count)]), classes: "")
    }
    let defined = pairs.filter { $0.value.isFinite }.sorted {
      ($0.value, $0.first, $0.second) < ($1.value, $1.first, $1.second)
    }
    var finding = texts("matrix-none")
    if let least = defined.first, let most = defined.last {
      finding = texts(
        "matrix-finding",
        [
          "quantity": quantity, "low-value": texts.short(least.value), "low-first": least.first,
          "low-second": least.second, "high-value": texts.short(most.value), "high-first": most.first,
          "high-second": most.second, "n": texts.count(defined.count { $0.value < threshold }),
          "all": texts.count(defined.count), "threshold": low,
        ])
    }
    return sheet.picture(
      finding: finding,
      source: texts.source(
        table.fileName, texts("matrix-n", ["n": texts.count(names.count), "pairs": texts.count(pairs.count)])),
      table: PictureTable(
        header: [texts("matrix-rater")] + raters,
        rows: zip(raters, shown).map { [$0] + $1.map(texts.short) }))
  }
}
