import FidelityData

/// Tiles for the shares of data that are complete, in time, of all kinds and used in decisions.
enum DataHealthChart {
  private static let criterion = 0.8
  private static let quantities = [
    "data-health", "completeness", "timeliness", "all-three-types", "use-in-decisions", "access-share",
  ]

  static func pictures(_ context: inout ChartContext) throws(DataError) -> [Picture] {
    guard let drivers = try DriverRows(context.results) else { return [] }
    let (found, texts) = (drivers.found, context.texts)
    let shown = quantities.compactMap { quantity -> Tile? in
      let rows = drivers.whole("decision-support-data", quantity)
      guard let row = rows.first(where: { found.terms[$0] == "all" }) ?? rows.first else { return nil }
      return Tile(
        name: texts("health-\(quantity)"), value: found.estimates[row], lower: found.lowers[row],
        upper: found.uppers[row],
        count: drivers.counts[row], status: texts.word("status", found.statuses[row]))
    }
    guard !shown.isEmpty else { return [] }
    let cut = context.options.criterion ?? criterion
    let shownCut = texts.short(cut)
    var sheet = context.sheet(texts("health-title"))
    sheet.paragraph(texts("health-axis", ["cut": shownCut]))
    let (width, height, gap) = ((Sheet.room - 8) / 2, 86.0, 8.0)
    let top = sheet.bottom + 2
    for (index, tile) in shown.enumerated() {
      let x = Sheet.margin + Double(index % 2) * (width + gap)
      draw(tile, cut, x: x, y: top + Double(index / 2) * (height + gap), width: width, height: height, on: &sheet)
    }
    sheet.bottom = top + Double((shown.count + 1) / 2) * (height + gap)
    let below = shown.filter { $0.value < cut }
    sheet.legend(
      [
        LegendEntry(.mark(.circle, "a"), texts("health-enough", ["cut": shownCut])),
        LegendEntry(.mark(.triangleDown, "b"), texts("health-below")),
      ])
    let known = shown.filter { $0.value.isFinite }
    return [
      sheet.picture(
        finding: known.isEmpty
          ? texts("health-none")
          : texts(
            below.isEmpty ? "health-finding" : "health-finding-names",
            [
              "below": texts.count(below.count), "n": texts.count(known.count), "cut": shownCut,
              "names": texts.list(below.map(\.name), limit: 6),
            ]),
        source: found.table.fileName,
        table: PictureTable(
          header: [
            texts("health-share"), texts("head-estimate"), texts("head-lower"), texts("head-upper"),
            texts("health-n"),
          ],
          rows: shown.map { [$0.name] + [$0.value, $0.lower, $0.upper, $0.count].map(texts.short) }))
    ]
  }

  private struct Tile {
    let name: String
    let value: Double
    let lower: Double
    let upper: Double
    let count: Double
    let status: String
  }

  private static func draw(
    _ tile: Tile, _ cut: Double, x: Double, y: Double, width: Double, height: Double, on sheet: inout Sheet
  ) {
    sheet.path(Sheet.frame(x, y, width, height), "g")
    let lines = LabelText.lines(tile.name, width: width - 16)
    for (index, line) in lines.prefix(2).enumerated() {
      let isCut = index == 1 && lines.count > 2
      let shown = isCut ? LabelText.cut(line + "…", to: width - 16) : line
      sheet.text(shown, x: x + 8, y: y + 17 + Double(index) * 16, classes: "m")
    }
    guard tile.value.isFinite else {
      sheet.text(tile.status.isEmpty ? sheet.texts("no-data") : tile.status, x: x + 8, y: y + 58, classes: "o")
      return
    }
    let isBelow = tile.value < cut
    sheet.mark(isBelow ? .triangleDown : .circle, x: x + 14, y: y + 53, isBelow ? "b" : "a")
    sheet.text(sheet.texts.fixed(tile.value, decimals: 2), x: x + 26, y: y + 58, classes: "h")
    if tile.count.isFinite {
      sheet.text(
        sheet.texts("n", ["n": sheet.texts.short(tile.count)]), x: x + width - 8, y: y + 58, .end, classes: "m")
    }
    let (left, room) = (x + 8, width - 16)
    func place(_ number: Double) -> Double { left + min(max(number, 0), 1) * room }
    sheet.rectangle(left, y + height - 18, room, 8, "n1")
    sheet.rectangle(left, y + height - 18, place(tile.value) - left, 8, isBelow ? "b" : "a")
    if tile.lower.isFinite, tile.upper.isFinite {
      sheet.line(place(tile.lower), y + height - 14, place(tile.upper), y + height - 14, "x v")
    }
    sheet.line(place(cut), y + height - 22, place(cut), y + height - 6, "k")
  }
}
