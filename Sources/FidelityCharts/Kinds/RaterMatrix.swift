import FidelityData

/// Raters by raters: the agreement of each pair.
enum RaterMatrix {
  private static let rowLimit = 40
  private static let groupLimit = 6

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
      let name = quantity + (last.isEmpty || last == "identity" ? "" : ", \(last) weights")
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
    var sheet = context.sheet("Agreement of pairs of raters" + (group.isEmpty ? "" : ": \(group)"), part: group)
    var plot = MatrixPlot(
      rows: raters, columns: raters, values: shown,
      breaks: shown.joined().contains { $0 < 0 } ? [-1, 0, 0.2, 0.4, 0.6, 0.8, 1] : [0, 0.2, 0.4, 0.5, 0.6, 0.8, 1],
      rowName: "raters", columnName: "raters; \(quantity)")
    plot.isMarked = { row, column in shown[row][column] < 0.4 }
    if shown.joined().contains(where: { $0 < 0.4 }) { plot.markName = "below 0.40" }
    plot.emptyName = "the same rater, or no units in common"
    plot.draw(on: &sheet)
    if kept.count < names.count {
      sheet.paragraph("Of \(names.count) raters, the \(kept.count) with the lowest mean agreement.", classes: "")
    }
    let defined = pairs.filter { $0.value.isFinite }.sorted {
      ($0.value, $0.first, $0.second) < ($1.value, $1.first, $1.second)
    }
    var finding = "No pair of raters has a value."
    if let low = defined.first, let high = defined.last {
      finding =
        "\(quantity) goes from \(ChartNumber.short(low.value)) (\(low.first) and \(low.second)) to "
        + "\(ChartNumber.short(high.value)) (\(high.first) and \(high.second)); "
        + "\(defined.count { $0.value < 0.4 }) of \(ChartNumber.count(defined.count, "pair")) lie below 0.40."
    }
    return sheet.picture(
      finding: finding,
      source: "\(table.fileName) · n = \(ChartNumber.count(names.count, "rater")), "
        + ChartNumber.count(pairs.count, "pair"),
      table: PictureTable(
        header: ["rater"] + raters,
        rows: zip(raters, shown).map { [$0] + $1.map(ChartNumber.short) }))
  }
}
