/// Cells in rows and columns, shaded by their number in six classes.
struct MatrixPlot {
  var rows: [String]
  var columns: [String]
  /// By row; NaN where there is none.
  var values: [[Double]]
  /// The ends of the classes, lowest first: one more than there are classes, at most seven.
  var breaks: [Double]
  var decimals = 2
  /// Cells that are marked, by a triangle in the corner.
  var isMarked: (_ row: Int, _ column: Int) -> Bool = { _, _ in false }
  var markName: String?
  var rowName: String
  var columnName: String
  /// Whether the columns are times, of which some may go without a label.
  var areOccasions = false
  /// What an empty cell means; nil for no data.
  var emptyName: String?
  /// What stands in a cell; nil for the number.
  var cellText: ((_ row: Int, _ column: Int) -> String)?

  private static let labelRoom = 168.0

  /// Classes for numbers: with the cuts .5, .65 and .8 where all are shares, else of equal width.
  static func breaks(_ numbers: some Sequence<Double>) -> [Double] {
    let finite = numbers.filter(\.isFinite)
    if finite.allSatisfy({ $0 >= 0 && $0 <= 1 }) { return [0, 0.2, 0.4, 0.5, 0.65, 0.8, 1] }
    let scale = NiceScale(covering: finite, count: 5)
    var breaks = scale.ticks
    while breaks.count > 7 { breaks.remove(at: 1) }
    return breaks
  }

  private func level(_ number: Double) -> Int {
    var level = 0
    while level < breaks.count - 2, number >= breaks[level + 1] { level += 1 }
    // Fewer than six classes take the outer colours too.
    return breaks.count <= 2 ? 2 : level * 5 / (breaks.count - 2)
  }

  func draw(on sheet: inout Sheet) {
    let labelWidth = min(rows.map { TextMeasure.width($0) }.max() ?? 0, Self.labelRoom)
    let left = Sheet.margin + labelWidth + 10
    let width = (Sheet.width - Sheet.margin - left) / Double(max(columns.count, 1))
    let cell = min(width, 90)
    let height = cell >= 24 ? 22.0 : max(min(cell * 1.2, 22), 18)
    sheet.paragraph(sheet.texts("matrix-names", ["rows": rowName, "columns": columnName]))
    let key = drawColumnLabels(left: left, cell: cell, on: &sheet)
    let top = sheet.bottom + 2
    drawCells(left: left, top: top, cell: cell, height: height, on: &sheet)
    for (row, label) in rows.enumerated() {
      let shown = LabelText.cut(label, to: Self.labelRoom)
      sheet.named(shown == label ? nil : label) { sheet in
        sheet.text(shown, x: left - 8, y: top + Double(row) * height + height / 2 + 4.5, .end)
      }
    }
    sheet.bottom = top + Double(rows.count) * height + 2
    if let key { sheet.paragraph(key) }
    sheet.legend(legend(sheet.texts))
  }

  private func drawCells(left: Double, top: Double, cell: Double, height: Double, on sheet: inout Sheet) {
    var paths = [String](repeating: "", count: 6)
    var texts: [(x: Double, y: Double, text: String, level: Int)] = []
    var marks: [(x: Double, y: Double, level: Int)] = []
    for row in rows.indices {
      for column in columns.indices {
        let (x, y) = (left + Double(column) * cell, top + Double(row) * height)
        let value = values[row][column]
        guard value.isFinite else {
          sheet.hatch(x, y, cell - 1, height - 1)
          continue
        }
        let level = level(value)
        paths[level] += Sheet.frame(x, y, cell - 1, height - 1)
        let text = cellText?(row, column) ?? sheet.texts.fixed(value, decimals: decimals)
        if TextMeasure.width(text) + 4 <= cell - 1, height >= 18 {
          texts.append((x + (cell - 1) / 2, y + height / 2 + 4.5, text, level))
        }
        if isMarked(row, column) { marks.append((x, y, level)) }
      }
    }
    for (level, path) in paths.enumerated() { sheet.path(path, "s\(level)") }
    for (x, y, level) in marks {
      sheet.path("M\(Markup.place(x)) \(Markup.place(y))h6l-6 6z", "u\(level)")
    }
    for (x, y, text, level) in texts { sheet.text(text, x: x, y: y, .middle, classes: "u\(level)") }
  }

  /// The names of the columns over them, on one or two lines; where they have no room, some of them, if the columns are
  /// occasions, or numbers, whose key is returned.
  private func drawColumnLabels(left: Double, cell: Double, on sheet: inout Sheet) -> String? {
    for lanes in 1...2 {
      guard let places = places(columns, lanes, left: left, cell: cell) else { continue }
      drawLanes(columns, places, lanes, left: left, cell: cell, on: &sheet)
      return nil
    }
    if areOccasions {
      drawSome(columns, left: left, cell: cell, on: &sheet)
      return nil
    }
    let numbers = columns.indices.map { String($0 + 1) }
    drawSome(numbers, left: left, cell: cell, on: &sheet)
    if columns == rows { return sheet.texts("matrix-same-order") }
    return columns.count > 12
      ? sheet.texts("matrix-names-in-table") : zip(numbers, columns).map { "\($0) \($1)" }.joined(separator: ", ")
  }

  /// Where the middle of a label over a column stands, inside the picture.
  private func place(_ label: String, _ index: Int, left: Double, cell: Double) -> Double {
    let half = TextMeasure.width(label) / 2
    let middle = left + (Double(index) + 0.5) * cell - 0.5
    return max(min(middle, Sheet.width - Sheet.margin - half), Sheet.margin + half)
  }

  /// The places of all labels on so many lines; nil where two would touch.
  private func places(_ labels: [String], _ lanes: Int, left: Double, cell: Double) -> [Double]? {
    var ends = [Double](repeating: -.infinity, count: lanes)
    var places: [Double] = []
    for (index, label) in labels.enumerated() {
      let half = TextMeasure.width(label) / 2
      // A longer label would lie under the line that leads to its neighbour.
      if lanes > 1, half > cell { return nil }
      let x = place(label, index, left: left, cell: cell)
      if x - half < ends[index % lanes] + 6 { return nil }
      ends[index % lanes] = x + half
      places.append(x)
    }
    return places
  }

  private func drawLanes(
    _ labels: [String], _ places: [Double], _ lanes: Int, left: Double, cell: Double, on sheet: inout Sheet
  ) {
    let top = sheet.bottom
    sheet.bottom += Double(lanes) * Sheet.lineHeight
    for (index, label) in labels.enumerated() {
      let y = top + Double(index % lanes + 1) * Sheet.lineHeight - 4
      sheet.text(label, x: places[index], y: y, .middle, classes: "m")
      if index % lanes < lanes - 1 {
        let middle = left + (Double(index) + 0.5) * cell - 0.5
        sheet.line(middle, y + 4, middle, sheet.bottom, "g")
      }
    }
  }

  /// As many of the labels as have room on one line, from the first.
  private func drawSome(_ labels: [String], left: Double, cell: Double, on sheet: inout Sheet) {
    sheet.bottom += Sheet.lineHeight
    var end = -Double.infinity
    for (index, label) in labels.enumerated() {
      let half = TextMeasure.width(label) / 2
      let x = place(label, index, left: left, cell: cell)
      if x - half < end + 8 { continue }
      end = x + half
      sheet.text(label, x: x, y: sheet.bottom - 4, .middle, classes: "m")
    }
  }

  private func legend(_ texts: ChartTexts) -> [LegendEntry] {
    var entries: [LegendEntry] = []
    let flat = values.joined()
    for index in 0..<max(breaks.count - 1, 0) {
      let isLast = index == breaks.count - 2
      let values = ["from": texts.short(breaks[index]), "to": texts.short(breaks[index + 1])]
      let level = level(breaks[index])
      guard flat.contains(where: { $0.isFinite && self.level($0) == level }) else { continue }
      entries.append(LegendEntry(.area("s\(level)"), texts(isLast ? "matrix-last-class" : "matrix-class", values)))
    }
    if let markName { entries.append(LegendEntry(.mark(.corner, "u0"), markName)) }
    if flat.contains(where: { !$0.isFinite }) { entries.append(LegendEntry(.hatch, emptyName ?? texts("no-data"))) }
    return entries
  }
}
