import FidelityData

/// Items by occasions: the mean of each item in each period.
enum ItemHeatMap {
  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    guard let table = context.results["item-means"], let items = table.texts("item") else { return [] }
    let texts = context.texts
    let estimates = try table.checkedNumbers("estimate")
    let labels = table.texts("label") ?? items.map { _ in "" }
    let times = table.texts("time") ?? items.map { _ in "" }
    let counts = try table.optionalNumbers("n_observations")
    guard !items.isEmpty else { return [] }
    var (rowNames, rowPlaces) = ([String](), [String: Int]())
    for (item, label) in zip(items, labels) where rowPlaces[item] == nil {
      rowPlaces[item] = rowNames.count
      rowNames.append(label.isEmpty || label == item ? item : "\(item) \(label)")
    }
    let columns = Set(times).sorted { left, right in
      guard let first = Double(left), let second = Double(right) else { return left < right }
      return first < second
    }
    let columnPlaces = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($0.element, $0.offset) })
    var values = rowNames.map { _ in [Double](repeating: .nan, count: columns.count) }
    for (index, item) in items.enumerated() {
      guard let row = rowPlaces[item], let column = columnPlaces[times[index]] else { continue }
      values[row][column] = estimates[index]
    }
    var note = ""
    var kept = Array(rowNames.indices)
    if kept.count > context.options.rowLimit {
      let means = values.map(Summary.mean)
      kept = kept.sorted {
        (means[$0].isNaN ? .infinity : means[$0], $0) < (means[$1].isNaN ? .infinity : means[$1], $1)
      }
      kept = kept.prefix(context.options.rowLimit).sorted()
      note = texts("items-limit", ["n": texts.count(rowNames.count), "shown": texts.count(kept.count)])
    }
    let shown = kept.map { values[$0] }
    var sheet = context.sheet(texts("items-title"))
    var plot = MatrixPlot(
      rows: kept.map { rowNames[$0] }, columns: columns.map { short($0, texts) }, values: shown,
      breaks: MatrixPlot.breaks(shown.joined()), rowName: texts("items-rows"), columnName: texts("items-dates"))
    if columns.allSatisfy({ CalendarDate.Format.iso.day($0) == nil }) { plot.columnName = texts("items-occasions") }
    plot.areOccasions = true
    let lowest = columns.indices.map { column in shown.map { $0[column] }.filter(\.isFinite).min() }
    plot.isMarked = { row, column in shown.count > 1 && shown[row][column] == lowest[column] }
    if shown.count > 1 { plot.markName = texts("items-lowest") }
    plot.draw(on: &sheet)
    if !note.isEmpty { sheet.paragraph(note, classes: "") }
    let total = counts.map(ChartNumber.whole).reduce(0, +)
    return [
      sheet.picture(
        finding: finding(rowNames, values, texts),
        source: texts.source(table.fileName, total > 0 ? texts("items-n", ["n": texts.count(total)]) : ""),
        table: PictureTable(
          header: [texts("items-item")] + columns.map { $0.isEmpty ? texts("items-mean") : $0 },
          rows: kept.map { [rowNames[$0]] + values[$0].map(texts.short) }))
    ]
  }

  /// `2024-09` of `2024-09-01`; other texts as they are.
  private static func short(_ time: String, _ texts: ChartTexts) -> String {
    if time.isEmpty { return texts("items-mean") }
    return CalendarDate.Format.iso.day(time) != nil && time.hasSuffix("-01") ? String(time.prefix(7)) : time
  }

  private static func finding(_ names: [String], _ values: [[Double]], _ texts: ChartTexts) -> String {
    let means = values.map(Summary.mean)
    let places = means.indices.filter { means[$0].isFinite }.sorted { (means[$0], $0) < (means[$1], $1) }
    guard let low = places.first, let high = places.last else { return texts("items-none") }
    if low == high { return texts("items-one", ["item": names[low], "value": texts.short(means[low])]) }
    return texts(
      "items-finding",
      [
        "low": names[low], "low-value": texts.short(means[low]), "high": names[high],
        "high-value": texts.short(means[high]),
      ])
  }
}
