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
  /// Where the names of lines stand.
  private var names: [LabelBoxes.Box] = []

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
    let labels = yScale.ticks.map { yScale.text($0, sheet.texts) }
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
    let ticks = xTicks ?? xScale.ticks.map { ($0, xScale.text($0, sheet.texts)) }
    sheet.path(
      "M\(Markup.place(left)) \(Markup.place(bottom))H\(Markup.place(right))"
        + ticks.map { "M\(Markup.place(x($0.value))) \(Markup.place(bottom))v4" }.joined(), "x")
    var end = -Double.infinity
    for tick in ticks {
      let half = TextMeasure.width(tick.text) / 2
      let place = min(max(x(tick.value), Sheet.margin + half), Sheet.width - Sheet.margin - half)
      if place - half < end + 8 { continue }
      end = place + half
      sheet.text(tick.text, x: place, y: bottom + 19, .middle, classes: "m")
    }
    sheet.bottom = bottom + 24
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

  /// A horizontal line with its name above or beneath it, at the right or the left; without the name where others
  /// leave it no room.
  mutating func reference(_ value: Double, _ name: String, on sheet: inout Sheet, classes: String = "k") {
    guard value >= yScale.lower, value <= yScale.upper else { return }
    sheet.line(left, y(value), right, y(value), classes)
    let shown = LabelText.cut(name, to: right - left - 8)
    let width = TextMeasure.width(shown)
    for (isLeft, baseline) in [
      (false, y(value) - 4), (false, y(value) + 14), (true, y(value) - 4), (true, y(value) + 14),
    ] {
      let start = isLeft ? left + 4 : right - 2 - width
      let box = LabelBoxes.Box(left: start, top: baseline - 11, right: start + width, bottom: baseline + 4)
      guard box.top >= top - 4, box.bottom <= bottom + 2, !names.contains(where: box.touches) else { continue }
      names.append(box)
      return sheet.text(shown, x: isLeft ? start : start + width, y: baseline, isLeft ? .start : .end)
    }
  }
}
