import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

@Suite struct WorkbookCellTests {
  struct Cell: Sendable, CustomTestStringConvertible {
    /// The cell's attributes and what it holds.
    let xml: String
    let text: String
    init(_ xml: String, _ text: String) { (self.xml, self.text) = (xml, text) }
    var testDescription: String { xml }
  }

  static let formats = [
    "14", "yyyy-mm-dd hh:mm", "h:mm", "[h]:mm:ss", "0%", "[Red]0.00", "\\d0", "&quot;day&quot; 0", "mmm", "18",
    "dd/mm/yyyy;@", "[$-409]d-mmm-yy", "General",
  ]

  static let numbers = [
    Cell("><v>3</v>", "3"), Cell(" t=\"n\"><v>-1.5</v>", "-1.5"), Cell("><v>1.0</v>", "1"), Cell("><v>007</v>", "7"),
    Cell("><v>0.30000000000000004</v>", "0.30000000000000004"), Cell("><v>0.10000000000000001</v>", "0.1"),
    Cell("><v>1E-3</v>", "0.001"), Cell("><v>1E+16</v>", "10000000000000000"),
    Cell("><v>2.5E+20</v>", "250000000000000000000"),
    Cell("><v>123456789012345</v>", "123456789012345"), Cell("><v>9007199254740993</v>", "9007199254740992"),
    Cell("><v> 4 </v>", "4"), Cell("><v>-0</v>", "0"), Cell("><v>0</v>", "0"), Cell("><v>.5</v>", "0.5"),
    Cell(" s=\"5\"><v>0.85</v>", "0.85"), Cell(" s=\"6\"><v>2</v>", "2"), Cell(" s=\"7\"><v>2</v>", "2"),
    Cell(" s=\"8\"><v>2</v>", "2"), Cell(" s=\"13\"><v>2</v>", "2"), Cell(" s=\"99\"><v>2</v>", "2"),
    Cell("><f>A1+1</f><v>7</v>", "7"), Cell("><f t=\"shared\" si=\"0\"/><v>8</v>", "8"),
    Cell(" t=\"str\"><f>A1</f><v>5</v>", "5"), Cell(" t=\"inlineStr\"><is><t> 6</t></is>", " 6"),
  ]

  static let dates = [
    Cell(" s=\"1\"><v>45352</v>", "2024-03-01"), Cell(" s=\"1\"><v>1</v>", "1900-01-01"),
    Cell(" s=\"1\"><v>59</v>", "1900-02-28"), Cell(" s=\"1\"><v>60</v>", "1900-02-29"),
    Cell(" s=\"1\"><v>61</v>", "1900-03-01"), Cell(" s=\"1\"><v>2958465</v>", "9999-12-31"),
    Cell(" s=\"1\"><v>2958466</v>", "2958466"), Cell(" s=\"1\"><v>-1</v>", "-1"),
    Cell(" s=\"2\"><v>45352.4375</v>", "2024-03-01T10:30:00"), Cell(" s=\"2\"><v>45352</v>", "2024-03-01"),
    Cell(" s=\"1\"><v>45352.4375</v>", "2024-03-01T10:30:00"), Cell(" s=\"2\"><v>45351.99999999999</v>", "2024-03-01"),
    Cell(" s=\"3\"><v>0.34375</v>", "08:15:00"), Cell(" s=\"4\"><v>1.5</v>", "36:00:00"),
    Cell(" s=\"9\"><v>45352</v>", "2024-03-01"), Cell(" s=\"10\"><v>0.5</v>", "12:00:00"),
    Cell(" s=\"11\"><v>45352</v>", "2024-03-01"), Cell(" s=\"12\"><v>45352</v>", "2024-03-01"),
    Cell(" s=\"2\"><v>45352.000005</v>", "2024-03-01T00:00:00.432"),
    Cell(" t=\"d\"><v>2024-03-01T00:00:00</v>", "2024-03-01"),
    Cell(" t=\"d\"><v>2024-03-01T10:30:00Z</v>", "2024-03-01T10:30:00"),
  ]

  static let sharedTexts = [
    "<t>plain</t>", "<r><t>ri</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">ch </t></r>",
    "<t>\u{6771}</t><rPh sb=\"0\" eb=\"1\"><t>xx</t></rPh>", "<t>a_x000D_\nb</t>", "<t>_x005F_x0041_</t>",
    "<t>\"q\", x</t>", "<t/>", "<t>&#233;&amp;</t>",
  ]

  static let texts = [
    Cell(" t=\"s\"><v>0</v>", "plain"), Cell(" t=\"s\"><v>1</v>", "rich "), Cell(" t=\"s\"><v>2</v>", "\u{6771}"),
    Cell(" t=\"s\"><v>3</v>", "a\r\nb"), Cell(" t=\"s\"><v>4</v>", "_x0041_"), Cell(" t=\"s\"><v>5</v>", "\"q\", x"),
    Cell(" t=\"s\"><v>6</v>", ""), Cell(" t=\"s\"><v>7</v>", "\u{e9}&"),
    Cell(" t=\"inlineStr\"><is><t>a &lt;b&gt; &amp;&quot;&apos;</t></is>", "a <b> &\"'"),
    Cell(" t=\"inlineStr\"><is><t>&#x41;</t></is>", "A"),
    Cell(" t=\"inlineStr\"><is><t>two\nlines</t></is>", "two\nlines"),
    Cell(" t=\"inlineStr\"><is><r><t>ri</t></r><r><t>ch</t></r></is>", "rich"),
    Cell(" t=\"inlineStr\"><is><t><![CDATA[</row>]]></t></is>", "</row>"),
    Cell(" t=\"str\"><f>A1</f><v>made</v>", "made"), Cell(" t=\"str\"><f>A1</f><v></v>", ""),
    Cell(" t=\"b\"><v>1</v>", "TRUE"), Cell(" t=\"b\"><v>0</v>", "FALSE"), Cell(" t=\"e\"><v>#N/A</v>", ""),
    Cell("/", ""), Cell(">", ""), Cell("><v/>", ""), Cell("><v></v>", ""), Cell(" s=\"1\">", ""),
    Cell(" cm=\"1\"><v>2</v>", "2"), Cell("><!-- no cell --><v>2</v>", "2"), Cell("><v>1<!-- -->2</v>", "12"),
  ]

  static func workbook(_ cell: Cell, prefix: String = "") -> Workbook {
    let end = cell.xml.hasSuffix("/") ? ">" : "</c>"
    let names = [("A", "k"), ("B", "v")].map { "<c r=\"\($0)1\" t=\"inlineStr\"><is><t>\($1)</t></is></c>" }
    var rows =
      "<row r=\"1\">\(names.joined())</row><row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"\(cell.xml)\(end)</row>"
    var document = Workbook.document(rows)
    if !prefix.isEmpty {
      rows = rows.replacing("</", with: "\u{1}").replacing("<", with: "<\(prefix):")
        .replacing("\u{1}", with: "</\(prefix):").replacing("<\(prefix):!", with: "<!")
      let (data, whole) = ("\(prefix):sheetData", "\(prefix):worksheet")
      document = "<\(whole) xmlns:\(prefix)=\"m\"><\(data)>\(rows)</\(data)></\(whole)>"
    }
    var workbook = Workbook([Workbook.Sheet("visits", document: document)])
    (workbook.formats, workbook.sharedTexts) = (formats, sharedTexts)
    return workbook
  }

  @Test(arguments: numbers + dates + texts)
  func `a cell as a key`(cell: Cell) throws {
    try withTemporaryFolder { folder in
      // Elements with a prefix are not read quickly; neither are those whose quick reader has to give up.
      for prefix in ["", "x"] where prefix.isEmpty || !cell.xml.contains("CDATA") {
        let path = try folder.write(Self.workbook(cell, prefix: prefix).bytes, to: "a.xlsx")
        let table = try readTable([path], keys: ["k", "v"])
        #expect(table.texts("v") == [cell.text.isEmpty ? nil : cell.text])
        #expect(table.texts("k") == ["1"])
      }
    }
  }

  @Test(arguments: numbers)
  func `a cell as a number`(cell: Cell) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(Self.workbook(cell).bytes, to: "a.xlsx")
      let number = try #require(Double(cell.text.filter { $0 != " " }))
      #expect(try readTable([path], numbers: ["v"])["v"] == .numbers([number]))
      // With a decimal comma, texts have one, and numbers are what they are.
      let options = TableOptions(usesDecimalComma: true)
      #expect(try readTable([path], numbers: ["v"], options: options)["v"] == .numbers([number]))
    }
  }

  @Test func `days are counted from 1904 where the workbook says so`() throws {
    try withTemporaryFolder { folder in
      for (serial, text) in [("0", "1904-01-01"), ("43890", "2024-03-01"), ("43890.5", "2024-03-01T12:00:00")] {
        var workbook = Self.workbook(Cell(" s=\"1\"><v>\(serial)</v>", text))
        workbook.countsFrom1904 = true
        let path = try folder.write(workbook.bytes, to: "a.xlsx")
        #expect(try readTable([path], keys: ["v"]).texts("v") == [text])
      }
    }
  }

  @Test(arguments: ["#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"])
  func `the error of a formula is one where it is read`(text: String) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(Self.workbook(Cell(" t=\"e\"><f>1/0</f><v>\(text)</v>", "")).bytes, to: "a.xlsx")
      for error in [readError(path, numbers: ["v"]), readError(path, keys: ["v"])] {
        #expect(error?.value == text)
        #expect(error?.row == 1)
        #expect(error?.exitStatus == 65)
      }
      #expect(readError(path, numbers: ["v"])?.cell == "visits!B2")
      #expect(try readTable([path], keys: ["k"]).rowCount == 1)
      for missing in [MissingCodes(byColumn: ["v": [text]]), MissingCodes(everywhere: [text])] {
        #expect(try readTable([path], keys: ["v"], missing: missing).texts("v") == [nil])
        #expect(try readTable([path], numbers: ["v"], missing: missing).numbers("v")?.first?.isNaN == true)
      }
    }
  }

  @Test(arguments: ["><f>A1</f>", "><f>A1</f><v/>", "><f>A1</f><v></v>", " t=\"e\"><f>A1</f><v/>"])
  func `a formula without its value is an error`(xml: String) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(Self.workbook(Cell(xml, "")).bytes, to: "a.xlsx")
      for error in [readError(path, numbers: ["v"]), readError(path, keys: ["v"])] {
        #expect(error?.problem == .unusable(reason: "the workbook holds this formula without its value"))
        #expect(error?.hint?.contains("save it") == true)
      }
      #expect(readError(path, numbers: ["v"])?.description.contains(": visits!B2: column \"v\": ") == true)
    }
  }
}
