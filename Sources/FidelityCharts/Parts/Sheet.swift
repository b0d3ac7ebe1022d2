/// A picture while it is drawn, from the top down: its title first, its source last.
struct Sheet {
  static let width = 480.0
  static let margin = 8.0
  /// From the margin to the margin.
  static let room = width - 2 * margin
  /// From one line of text to the next.
  static let lineHeight = 18.0

  enum Anchor {
    case start, middle, end
  }

  let title: String
  let kind: ChartKind
  let identifier: String
  let texts: ChartTexts
  private var markup = ""
  private var usesHatch = false
  /// The lower edge of what is drawn so far.
  var bottom = 0.0

  init(_ kind: ChartKind, identifier: String, title: String, _ texts: ChartTexts) {
    self.kind = kind
    self.identifier = identifier
    self.title = title
    self.texts = texts
    bottom = 4
    let lines = LabelText.lines(title, width: Self.room, size: TextMeasure.titleSize, isBold: true)
    for line in lines.prefix(4) {
      bottom += 20
      text(line, x: Self.margin, y: bottom - 5, classes: "h")
    }
  }

  // MARK: - Texts

  /// A text on one line; one that runs from right to left is set so, in the same place.
  mutating func text(_ text: String, x: Double, y: Double, _ anchor: Anchor = .start, classes: String = "") {
    if text.isEmpty { return }
    let isRightToLeft = TextMeasure.isRightToLeft(text)
    var names = classes.isEmpty ? [] : [classes]
    switch anchor {
    case .middle: names.append("p")
    case .end: if !isRightToLeft { names.append("q") }
    case .start: if isRightToLeft { names.append("q") }
    }
    markup += "<text x=\"\(Markup.place(x))\" y=\"\(Markup.place(y))\""
    if !names.isEmpty { markup += " class=\"\(names.joined(separator: " "))\"" }
    if isRightToLeft { markup += " direction=\"rtl\"" }
    markup += ">\(Markup.escaped(text))</text>"
  }

  /// A paragraph over the whole width.
  mutating func paragraph(_ text: String, classes: String = "m") {
    for line in LabelText.lines(text, width: Self.room) {
      bottom += Self.lineHeight
      self.text(line, x: Self.margin, y: bottom - 5, classes: classes)
    }
  }

  /// Texts over the places that they name, on as many lines as it takes for none to touch another.
  mutating func above(_ labels: [(x: Double, text: String, classes: String)], left: Double, right: Double) {
    guard !labels.isEmpty else { return }
    var ends: [Double] = []
    var placed: [(x: Double, lane: Int, label: (x: Double, text: String, classes: String))] = []
    for label in labels.sorted(by: { $0.x < $1.x }) {
      let shown = LabelText.cut(label.text, to: right - left)
      let half = TextMeasure.width(shown) / 2
      let x = min(max(label.x, left + half), right - half)
      let lane = ends.firstIndex { $0 + 8 <= x - half } ?? ends.count
      if lane == ends.count { ends.append(x + half) } else { ends[lane] = x + half }
      placed.append((x, lane, (label.x, shown, label.classes)))
    }
    let top = bottom
    bottom += Double(ends.count) * Self.lineHeight
    for (x, lane, label) in placed {
      text(label.text, x: x, y: top + Double(lane + 1) * Self.lineHeight - 5, .middle, classes: label.classes)
    }
  }

  // MARK: - Shapes

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ classes: String) {
    path("M\(Markup.place(x1)) \(Markup.place(y1))L\(Markup.place(x2)) \(Markup.place(y2))", classes)
  }

  mutating func path(_ data: String, _ classes: String) {
    if !data.isEmpty { markup += "<path d=\"\(data)\" class=\"\(classes)\"/>" }
  }

  mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ classes: String) {
    markup +=
      "<rect x=\"\(Markup.place(x))\" y=\"\(Markup.place(y))\" width=\"\(Markup.place(max(width, 0)))\" "
      + "height=\"\(Markup.place(max(height, 0)))\" class=\"\(classes)\"/>"
  }

  /// A rectangle of slanting lines: no data.
  mutating func hatch(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    usesHatch = true
    markup +=
      "<rect x=\"\(Markup.place(x))\" y=\"\(Markup.place(y))\" width=\"\(Markup.place(width))\" "
      + "height=\"\(Markup.place(height))\" fill=\"url(#\(identifier)-hatch)\"/>"
  }

  mutating func mark(_ shape: MarkShape, x: Double, y: Double, radius: Double = 4.5, _ classes: String) {
    if shape == .circle {
      markup +=
        "<circle cx=\"\(Markup.place(x))\" cy=\"\(Markup.place(y))\" r=\"\(Markup.place(radius))\" "
        + "class=\"\(classes)\"/>"
    } else {
      path(shape.path(x: x, y: y, radius: radius), classes)
    }
  }

  /// What `body` draws, as one thing whose full name appears when it is pointed at.
  mutating func named(_ name: String?, _ body: (inout Sheet) -> Void) {
    guard let name else { return body(&self) }
    markup += "<g><title>\(Markup.escaped(name))</title>"
    body(&self)
    markup += "</g>"
  }

  // MARK: - The end

  /// Signs with their meanings, as many on a line as fit.
  mutating func legend(_ entries: [LegendEntry]) {
    var x = Self.margin
    guard !entries.isEmpty else { return }
    bottom += 2 + Self.lineHeight
    for entry in entries {
      let shown = LabelText.cut(entry.text, to: Self.room - 24)
      let width = 22 + TextMeasure.width(shown)
      if x > Self.margin, x + width > Self.width - Self.margin {
        x = Self.margin
        bottom += Self.lineHeight
      }
      let middle = bottom - 9.5
      switch entry.sign {
      case .mark(let shape, let classes): mark(shape, x: x + 8, y: middle, classes)
      case .line(let classes): line(x, middle, x + 16, middle, classes)
      case .area(let classes):
        rectangle(x, middle - 6, 16, 12, classes)
        path(Self.frame(x, middle - 6, 16, 12), "x")
      case .hatch: hatch(x, middle - 6, 16, 12)
      }
      text(shown, x: x + 22, y: bottom - 5)
      x += width + 16
    }
  }

  static func frame(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> String {
    "M\(Markup.place(x)) \(Markup.place(y))h\(Markup.place(width))v\(Markup.place(height))h\(Markup.place(-width))z"
  }

  /// The picture, with its source line beneath.
  mutating func picture(finding: String, source: String, table: PictureTable) -> Picture {
    bottom += 2
    paragraph(texts("source", ["source": source]))
    bottom += 6
    let height = Int(bottom.rounded(.up))
    let hatch =
      usesHatch
      ? "<defs><pattern id=\"\(identifier)-hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
        + "<path d=\"M0 6L6 0\" class=\"g v\"/></pattern></defs>"
      : ""
    let svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Int(Self.width)) \(height)\" class=\"fc\" "
      + "direction=\"ltr\" id=\"\(identifier)\" role=\"img\" "
      + "aria-labelledby=\"\(identifier)-title \(identifier)-desc\">"
      + "<title id=\"\(identifier)-title\">\(Markup.escaped(title))</title>"
      + "<desc id=\"\(identifier)-desc\">\(Markup.escaped(finding))</desc>\(hatch)"
      + "<rect width=\"\(Int(Self.width))\" height=\"\(height)\" class=\"bg\"/>\(markup)</svg>"
    return Picture(
      kind: kind, identifier: identifier, title: title, finding: finding, source: source, inlineSVG: svg, table: table,
      width: Int(Self.width), height: height)
  }
}
