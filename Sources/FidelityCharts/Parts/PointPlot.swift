/// A plot with two axes: the frame, and what places numbers have in it.
struct PointPlot {
  var xScale: NiceScale
  var yScale: NiceScale
  /// Ticks of the horizontal axis that are no numbers, such as months; nil for those of the scale.
  var xTicks: [(value: Double, text: String)]?
  var xName: String
  var yName: String
  var height = 220.0
  private(set) var left = 0.0
  private(set) var right = 0.0
  private(set) var top = 0.0
  private(set) var bottom = 0.0

  init(x: NiceScale, y: NiceScale, xName: String, yName: String) {
    (xScale, yScale) = (x, y)
    (self.xName, self.yName) = (xName, yName)
  }

  func x(_ number: Double) -> Double {
    left + (min(max(number, xScale.lower), xScale.upper) - xScale.lower) / (xScale.upper - xScale.lower)
      * (right - left)
  }

  func y(_ number: Double) -> Double {
    bottom - (min(max(number, yScale.lower), yScale.upper) - yScale.lower) / (yScale.upper - yScale.lower)
      * (bottom - top)
  }

  /// Draws grid, axes, ticks and names; the plot stands at the lower edge of the sheet from then on.
  mutating func drawFrame(on sheet: inout Sheet, bands: [RowPlot.Band] = []) {
    let labels = yScale.ticks.map { yScale.text($0) }
    left = Sheet.margin + (labels.map { TextMeasure.width($0) }.max() ?? 0) + 8
    right = Sheet.width - Sheet.margin - 4
    sheet.paragraph(yName)
    top = sheet.bottom + 6
    bottom = top + height
    for band in bands where band.to > yScale.lower && band.from < yScale.upper {
      sheet.rectangle(left, y(band.to), right - left, y(band.from) - y(band.to), "n\(band.ground)")
    }
    sheet.path(
      yScale.ticks.map { "M\(Markup.place(left)) \(Markup.place(y($0)))H\(Markup.place(right))" }.joined(), "g")
    for (tick, label) in zip(yScale.ticks, labels) {
      sheet.text(label, x: left - 6, y: y(tick) + 4.5, .end, classes: "m")
    }
    let ticks = xTicks ?? xScale.ticks.map { ($0, xScale.text($0)) }
    sheet.path(
      "M\(Markup.place(left)) \(Markup.place(bottom))H\(Markup.place(right))"
        + ticks.map { "M\(Markup.place(x($0.value))) \(Markup.place(bottom))v4" }.joined(), "x")
    var end = -Double.infinity
    for tick in ticks {
      let half = TextMeasure.width(tick.text) / 2
      let place = min(max(x(tick.value), Sheet.margin + half), Sheet.width - Sheet.margin - half)
      if place - half < end + 8 { continue }
      end = place + half
      sheet.text(tick.text, x: place, y: bottom + 17, .middle, classes: "m")
    }
    sheet.bottom = bottom + 22
    for line in LabelText.lines(xName, width: Sheet.room) {
      sheet.bottom += Sheet.lineHeight
      sheet.text(line, x: Sheet.width - Sheet.margin - 4, y: sheet.bottom - 5, .end, classes: "m")
    }
  }

  /// The line through points, broken where one is undefined.
  func path(_ points: [(x: Double, y: Double)]) -> String {
    var data = ""
    var isOpen = false
    for point in points {
      guard point.x.isFinite, point.y.isFinite else {
        isOpen = false
        continue
      }
      data += "\(isOpen ? "L" : "M")\(Markup.place(x(point.x))) \(Markup.place(y(point.y)))"
      isOpen = true
    }
    return data
  }

  /// The areas between a lower and an upper line, one for each stretch without gaps.
  func ribbon(_ points: [(x: Double, lower: Double, upper: Double)]) -> String {
    var data = ""
    let stretches = points.split { !$0.lower.isFinite || !$0.upper.isFinite || !$0.x.isFinite }
    for stretch in stretches where stretch.count > 1 {
      let there = stretch.map { "\(Markup.place(x($0.x))) \(Markup.place(y($0.upper)))" }
      let back = stretch.reversed().map { "\(Markup.place(x($0.x))) \(Markup.place(y($0.lower)))" }
      data += "M" + (there + back).joined(separator: "L") + "z"
    }
    return data
  }

  /// A horizontal line with its name above it, at the right.
  func reference(_ value: Double, _ name: String, on sheet: inout Sheet, classes: String = "k") {
    guard value >= yScale.lower, value <= yScale.upper else { return }
    sheet.line(left, y(value), right, y(value), classes)
    let above = y(value) - 4 > top + 10
    sheet.text(
      LabelText.cut(name, to: right - left - 8), x: right - 2, y: above ? y(value) - 4 : y(value) + 14, .end)
  }
}
