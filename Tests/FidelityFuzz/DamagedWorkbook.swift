import FidelityTesting

/// Workbooks that are damaged: in the XML of one part before it is packed, or in the bytes of the archive.
enum DamagedWorkbook {
  static func bytes(_ mutator: inout Mutator) -> [UInt8] {
    let workbook = mutator.pick(seeds)
    let damaged = mutator.pick(Array(0..<8))
    var archive = ZipArchive()
    for (place, part) in workbook.parts.enumerated() {
      let bytes = Array(part.text.utf8)
      archive.add(part.name, place == damaged ? mutator.mutate(bytes, with: bytes) : bytes, workbook.packing)
    }
    return damaged < workbook.parts.count ? archive.bytes : mutator.mutate(archive.bytes, with: archive.bytes)
  }

  /// The same ratings with the cells as different programs write them.
  private static let seeds: [Workbook] = {
    var plain = Workbook([.init("ratings", cells), .init("codes", [["a"], ["1"]], state: "hidden")])
    plain.packing = .stored
    var shared = Workbook([.init("ratings", rows: rows)])
    shared.sharedTexts = [
      "<t>unit</t>", "<t>rater</t>", "<r><t>val</t></r><r><t>ue</t></r>", "<t>month</t>", "<t>A_x000D_</t>",
    ]
    shared.formats = ["14", "yyyy-mm-dd hh:mm", "0%"]
    let document = Workbook.document(rows)
    let prefixed = ["/", "row", "c ", "f>", "v>", "sheetData", "worksheet"].reduce(document) { text, name in
      text.replacing("<\(name)", with: name == "/" ? "</x:" : "<x:\(name)")
    }
    var other = shared
    other.sheets = [.init("ratings", document: prefixed)]
    return [plain, shared, other]
  }()

  private static let cells =
    [["unit", "rater", "value", "month"]]
    + (1...12).map { ["\($0 / 2 + 1)", "\($0 % 2 + 1)", "\($0 * 5 % 4)", "\($0)"] }

  private static let rows: String = {
    let header = (0..<4).map { "<c r=\"\(Workbook.letters($0))1\" t=\"s\"><v>\($0)</v></c>" }.joined()
    let rows = (2...12).map { row in
      "<row r=\"\(row)\" spans=\"1:4\"><c r=\"A\(row)\"><v>\(row / 2)</v></c><c r=\"B\(row)\" t=\"s\"><v>4</v></c>"
        + "<c r=\"C\(row)\" s=\"3\"><f>A1+1</f><v>\(row % 4)</v></c>"
        + "<c r=\"D\(row)\" s=\"\(row % 3)\"><v>\(45_000 + row)</v></c></row>"
    }
    return "<row r=\"1\">\(header)</row>\(rows.joined())"
  }()
}
