/// Rows with names, one beneath the other, each with a mark and its interval on a common axis, or a bar from zero.
struct RowPlot {
  struct Row {
    var label: String
    var estimate: Double
    var lower = Double.nan
    var upper = Double.nan
    var shape = MarkShape.circle
    var tone = Tone.blue
    /// What stands at the right; the number where it is empty.
    var value = ""
    /// What is said where the estimate is undefined.
    var status = ""
    /// An outlined bar in place of a filled one.
    var isOpen = false
  }

  struct Band {
    let from: Double
    let to: Double
    let name: String
    /// 0 for the lowest; the ground's class.
    let ground: Int
  }

  var rows: [Row]
  var axisName: String
  /// Numbers that the axis covers beside those of the rows.
  var covered: [Double] = []
  var isBars = false
  /// Lines across all rows.
  var references: [(value: Double, name: String)] = []
  var bands: [Band] = []
  /// A number to reach for each row, NaN for none: a triangle over its bar.
  var targets: [Double] = []
  var decimals: Int?
  /// The widest column of names.
  private static let labelRoom = 168.0
  private static let stackedLimit = 30

  private var isStacked: Bool {
    let widest = rows.map { TextMeasure.width($0.label) }.max() ?? 0
    return widest > Self.labelRoom && rows.count <= Self.stackedLimit
  }

  private func value(_ row: Row, _ texts: ChartTexts) -> String {
    if !row.value.isEmpty { return row.value }
    guard row.estimate.isFinite else { return "–" }
    return decimals.map { texts.fixed(row.estimate, decimals: $0) } ?? texts.short(row.estimate)
  }

  func draw(on sheet: inout Sheet) {
    let isStacked = isStacked
    let labelWidth = min(rows.map { TextMeasure.width($0.label) }.max() ?? 0, Self.labelRoom)
    let valueWidth = rows.map { TextMeasure.width(value($0, sheet.texts)) }.max() ?? 0
    let left = Sheet.margin + (isStacked ? 24 : labelWidth + 14)
    let right = Sheet.width - Sheet.margin - valueWidth - 14
    let numbers = rows.flatMap { [$0.estimate, $0.lower, $0.upper] } + covered + targets + references.map(\.value)
    let scale = NiceScale.fitting(numbers + (isBars ? [0] : []), length: right - left, sheet.texts)
    let span = scale.upper - scale.lower
    func x(_ number: Double) -> Double {
      left + (min(max(number, scale.lower), scale.upper) - scale.lower) / span * (right - left)
    }
    sheet.paragraph(axisName)
    let bandLabels = bands.compactMap { band -> (x: Double, text: String, classes: String)? in
      guard band.to > scale.lower, band.from < scale.upper else { return nil }
      return ((x(band.from) + x(band.to)) / 2, band.name, "m")
    }
    sheet.above(bandLabels, left: left - 6, right: Sheet.width - Sheet.margin)
    sheet.above(
      references.map {
        (x($0.value), sheet.texts("reference-at", ["name": $0.name, "value": sheet.texts.short($0.value)]), "")
      }, left: left - 6,
      right: Sheet.width - Sheet.margin)
    let height = isStacked ? 36.0 : 18.0
    let top = sheet.bottom + 4
    let bottom = top + Double(rows.count) * height + 4
    for band in bands where band.to > scale.lower && band.from < scale.upper {
      sheet.rectangle(x(band.from), top, x(band.to) - x(band.from), bottom - top, "n\(band.ground)")
    }
    sheet.path(
      scale.ticks.map { "M\(Markup.place(x($0))) \(Markup.place(top))V\(Markup.place(bottom))" }.joined(), "g")
    for band in bands.dropFirst() where band.from > scale.lower && band.from < scale.upper {
      sheet.line(x(band.from), top, x(band.from), bottom, "j")
    }
    if isBars || scale.lower < 0 && scale.upper > 0 { sheet.line(x(0), top, x(0), bottom, "x") }
    for reference in references { sheet.line(x(reference.value), top, x(reference.value), bottom, "k") }
    for (index, row) in rows.enumerated() {
      let start = top + 2 + Double(index) * height
      let y = start + (isStacked ? 26 : 9)
      let room = isStacked ? Sheet.room : Self.labelRoom
      let shown = LabelText.cut(row.label, to: room)
      sheet.named(shown == row.label ? nil : row.label) { sheet in
        if isStacked {
          // The lines of the grid do not run through the name.
          sheet.rectangle(Sheet.margin - 2, start + 2, TextMeasure.width(shown) + 6, 15, "bg")
          sheet.text(shown, x: Sheet.margin, y: start + 13)
        } else {
          sheet.text(shown, x: left - 12, y: y + 4.5, .end)
        }
        draw(row, y: y, left: left, on: &sheet, x: x)
        if index < targets.count, targets[index].isFinite {
          sheet.mark(.triangleDown, x: x(targets[index]), y: y - 7, radius: 3.5, "m")
        }
      }
      sheet.text(value(row, sheet.texts), x: Sheet.width - Sheet.margin, y: y + 4.5, .end)
    }
    sheet.bottom = bottom
    drawTicks(scale, on: &sheet, x: x)
  }

  private func draw(_ row: Row, y: Double, left: Double, on sheet: inout Sheet, x: (Double) -> Double) {
    guard row.estimate.isFinite else {
      sheet.text(
        row.status.isEmpty ? sheet.texts("no-data") : sheet.texts.word("status", row.status), x: left + 4, y: y + 4.5,
        classes: "m")
      return
    }
    let tone = row.tone.rawValue
    if isBars {
      let (from, to) = (min(x(0), x(row.estimate)), max(x(0), x(row.estimate)))
      if row.isOpen {
        sheet.rectangle(from + 1, y - 5, to - from - 2, 10, "w\(tone)")
      } else {
        sheet.rectangle(from, y - 6, to - from, 12, tone)
      }
    }
    if row.lower.isFinite, row.upper.isFinite {
      let (from, to) = (x(row.lower), x(row.upper))
      let places = (Markup.place(from), Markup.place(to), Markup.place(y - 3), Markup.place(y))
      sheet.path(
        "M\(places.0) \(places.2)v6M\(places.1) \(places.2)v6M\(places.0) \(places.3)H\(places.1)",
        isBars ? "x v" : "l\(tone) v")
    }
    if !isBars {
      sheet.mark(row.shape, x: x(row.estimate), y: y, tone)
    } else if row.shape != .circle {
      sheet.mark(row.shape, x: x(row.estimate), y: y, "w\(tone)")
    }
  }

  private func drawTicks(_ scale: NiceScale, on sheet: inout Sheet, x: (Double) -> Double) {
    for tick in scale.ticks {
      sheet.text(scale.text(tick, sheet.texts), x: x(tick), y: sheet.bottom + 14, .middle, classes: "m")
    }
    sheet.bottom += Sheet.lineHeight
  }
}
