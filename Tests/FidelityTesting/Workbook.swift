/// An Excel workbook that a test makes of the XML of its sheets.
public struct Workbook: Sendable {
  public struct Sheet: Sendable {
    public var name: String
    /// The whole document.
    public var document: String
    /// `visible`, `hidden` or `veryHidden`.
    public var state = "visible"

    /// - Parameter rows: the XML of the rows.
    public init(_ name: String, rows: String, state: String = "visible") {
      self.init(name, document: Workbook.document(rows), state: state)
    }

    public init(_ name: String, document: String, state: String = "visible") {
      (self.name, self.document, self.state) = (name, document, state)
    }

    /// Cells as texts; "" is a cell that is left out.
    public init(_ name: String, _ cells: [[String]], state: String = "visible") {
      let rows = cells.enumerated().map { row, texts in
        let cells = texts.enumerated().filter { !$0.element.isEmpty }.map { column, text in
          let place = "r=\"\(Workbook.letters(column))\(row + 1)\""
          return Double(text) == nil
            ? "<c \(place) t=\"inlineStr\"><is><t>\(text)</t></is></c>" : "<c \(place)><v>\(text)</v></c>"
        }
        return "<row r=\"\(row + 1)\">\(cells.joined())</row>"
      }
      self.init(name, rows: rows.joined(), state: state)
    }
  }

  public var sheets: [Sheet]
  /// The XML of the shared texts, each in `si`.
  public var sharedTexts: [String] = []
  /// The format codes of the styles from 1 on; a number of two digits is a format by number.
  public var formats: [String] = []
  public var countsFrom1904 = false
  public var packing = ZipArchive.Packing.literals

  public init(_ sheets: [Sheet]) { self.sheets = sheets }

  public static func document(_ rows: String) -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet "
      + "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\(rows)</sheetData></worksheet>"
  }

  /// The letters of a column, A for 0.
  public static func letters(_ column: Int) -> String {
    (column >= 26 ? letters(column / 26 - 1) : "") + String(UnicodeScalar(UInt8(0x41 + column % 26)))
  }

  private static func relations(_ entries: [(kind: String, target: String)]) -> String {
    let type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    return "<Relationships>"
      + entries.enumerated().map { index, entry in
        "<Relationship Id=\"rId\(index + 1)\" Type=\"\(type)\(entry.kind)\" Target=\"\(entry.target)\"/>"
      }.joined() + "</Relationships>"
  }

  private var styles: String {
    let own = formats.enumerated().map { index, code in
      "<numFmt numFmtId=\"\(164 + index)\" formatCode=\"\(code)\"/>"
    }
    let cells = formats.enumerated().map { index, code in
      "<xf numFmtId=\"\(code.count == 2 && Int(code) != nil ? code : String(164 + index))\"/>"
    }
    return "<styleSheet><numFmts>\(own.joined())</numFmts><cellXfs><xf numFmtId=\"0\"/>\(cells.joined())</cellXfs>"
      + "</styleSheet>"
  }

  /// The names and the bytes of the parts.
  public var parts: [(name: String, text: String)] {
    let list = sheets.enumerated().map { index, sheet in
      "<sheet name=\"\(sheet.name)\" sheetId=\"\(index + 1)\" state=\"\(sheet.state)\" r:id=\"rId\(index + 1)\"/>"
    }
    let targets = sheets.indices.map { ("worksheet", "worksheets/sheet\($0 + 1).xml") }
    return [
      ("[Content_Types].xml", "<Types/>"),
      ("_rels/.rels", Self.relations([("officeDocument", "xl/workbook.xml")])),
      (
        "xl/workbook.xml",
        "<workbook xmlns:r=\"r\"><workbookPr date1904=\"\(countsFrom1904)\"/>"
          + "<sheets>\(list.joined())</sheets></workbook>"
      ),
      (
        "xl/_rels/workbook.xml.rels",
        Self.relations(targets + [("sharedStrings", "sharedStrings.xml"), ("styles", "/xl/styles.xml")])
      ),
      ("xl/styles.xml", styles),
      ("xl/sharedStrings.xml", "<sst>" + sharedTexts.map { "<si>\($0)</si>" }.joined() + "</sst>"),
    ]
      + sheets.enumerated().map { ("xl/worksheets/sheet\($0 + 1).xml", $1.document) }
  }

  public var bytes: [UInt8] {
    var archive = ZipArchive()
    for part in parts { archive.add(part.name, Array(part.text.utf8), packing) }
    return archive.bytes
  }
}
