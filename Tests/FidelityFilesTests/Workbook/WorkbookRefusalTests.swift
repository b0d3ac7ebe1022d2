import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

@Suite struct WorkbookRefusalTests {
  static let good = Workbook([.init("s", [["a"], ["1"]])])

  /// The workbook with a part replaced; "" leaves it out.
  static func replaced(_ name: String, _ text: String) -> [UInt8] {
    var archive = ZipArchive()
    for part in good.parts where part.name != name { archive.add(part.name, Array(part.text.utf8)) }
    if !text.isEmpty { archive.add(name, Array(text.utf8)) }
    return archive.bytes
  }

  static let sheet = "xl/worksheets/sheet1.xml"

  @Test(
    arguments: [
      (
        replaced(sheet, "<!DOCTYPE a [<!ENTITY b \"c\">]>" + Workbook.document("<row><c><v>&b;</v></c></row>")),
        "declares a document type"
      ),
      (replaced("xl/sharedStrings.xml", "<!DOCTYPE sst><sst/>"), "declares a document type"),
      (replaced(sheet, ""), "it lacks the sheet \"s\""),
      (replaced(sheet, String(Workbook.document("<row><c><v>1</v></c></row>").dropLast(20))), "is not XML"),
      (replaced(sheet, Workbook.document("<row><c><v>1</v></row>")), "is not XML"),
      (replaced(sheet, "<chartsheet/>"), "a part that should be a sheet is none"),
      (replaced(sheet, Workbook.document(String(repeating: "<a>", count: 200))), "elements inside each other"),
      (replaced(sheet, Workbook.document("<row r=\"2\"/><row r=\"1\"/>")), "the row stands after row 2"),
      (replaced(sheet, Workbook.document("<row r=\"1048577\"/>")), "more than 1,048,576 rows"),
      (replaced(sheet, Workbook.document("<row r=\"x\"/>")), "a row has the number x"),
      (replaced(sheet, Workbook.document("<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>")), "has the name XFE1"),
      (
        replaced(sheet, Workbook.document("<row r=\"1\"><c t=\"s\"><v>0</v></c></row>")),
        "text number 0, and there are 0"
      ),
      (replaced(sheet, Workbook.document("<row r=\"1\"><c t=\"z\"><v>0</v></c></row>")), "a cell is of the kind z"),
      (
        replaced(sheet, Workbook.document("<row r=\"1\"><c r=\"A1\"><v>0</v></c><c r=\"A1\"><v>0</v></c></row>")),
        "stands twice in its row"
      ),
      (replaced("xl/workbook.xml", "<workbook><sheets/></workbook>"), "no sheet of cells"),
      (replaced("xl/workbook.xml", "<other/>"), "its list of sheets is none"),
      (Array(good.bytes.dropLast(30)), "it ends too early"), (Array(good.bytes.prefix(40)), "it ends too early"),
      ([0x50, 0x4b, 3, 4], "it ends too early"),
    ] as [([UInt8], String)])
  func `a damaged workbook`(bytes: [UInt8], reason: String) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(bytes, to: "a.xlsx")
      let error = readError(path, numbers: ["a"])
      #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
      #expect(error?.exitStatus == 65)
    }
  }

  @Test func `a part whose bytes are not what was packed`() throws {
    try withTemporaryFolder { folder in
      var workbook = Self.good
      workbook.packing = .stored
      var bytes = workbook.bytes
      let place = try #require(bytes.indices.last { bytes[$0...].starts(with: Array("<v>1</v>".utf8)) })
      bytes[place + 3] = 0x32
      let error = readError(try folder.write(bytes, to: "a.xlsx"), numbers: ["a"])
      #expect(error?.description.contains("its part xl/worksheets/sheet1.xml cannot be unpacked") == true)
    }
  }

  @Test(arguments: [(1, nil, "is encrypted"), (0, 9, "packed by a method that is not read")] as [(Int, Int?, String)])
  func `parts that are not read`(flags: Int, method: Int?, reason: String) throws {
    try withTemporaryFolder { folder in
      var archive = ZipArchive()
      for part in Self.good.parts { archive.add(part.name, Array(part.text.utf8), flags: flags, method: method) }
      let error = readError(try folder.write(archive.bytes, to: "a.xlsx"), numbers: ["a"])
      #expect(error?.description.contains(reason) == true)
    }
  }

  @Test func `a sheet that unpacks without end`() throws {
    try withTemporaryFolder { folder in
      var archive = ZipArchive()
      for part in Self.good.parts where part.name != Self.sheet { archive.add(part.name, Array(part.text.utf8)) }
      archive.add(Self.sheet, [UInt8](repeating: 0x20, count: 20 << 20), .blanks)
      let error = readError(try folder.write(archive.bytes, to: "a.xlsx"), numbers: ["a"])
      #expect(error?.description.contains("more than 200 times its size") == true)
    }
  }

  @Test func `a text of more than a mebibyte`() throws {
    try withTemporaryFolder { folder in
      let long = String(repeating: "x", count: 1 << 20 + 1)
      var workbook = Workbook([.init("s", rows: "<row><c t=\"inlineStr\"><is><t>\(long)</t></is></c></row>")])
      let inline = try folder.write(workbook.bytes, to: "a.xlsx")
      #expect(readError(inline, keys: ["x"])?.description.contains("more than 1 MiB") == true)
      workbook = Self.good
      workbook.sharedTexts = ["<t>\(long)</t>"]
      let shared = try folder.write(workbook.bytes, to: "b.xlsx")
      #expect(readError(shared, keys: ["a"])?.description.contains("more than 1 MiB") == true)
    }
  }

  @Test(
    arguments: [
      (["xl/workbook.bin"], ".xlsb"), (["mimetype", "content.xml"], ".ods"), (["word/document.xml"], "Word"),
      (["Index/Document.iwa"], "Numbers"), (["data.csv"], "a zip archive, not a workbook"),
    ])
  func `archives that are no workbook`(parts: [String], reason: String) throws {
    try withTemporaryFolder { folder in
      var archive = ZipArchive()
      for part in parts { archive.add(part, [0x61]) }
      let error = readError(try folder.write(archive.bytes, to: "a.xlsx"), keys: ["a"])
      #expect(error?.description.contains(reason) == true)
      #expect(error?.exitStatus == 65)
    }
  }

  @Test func `workbooks of the old format, and encrypted ones`() throws {
    try withTemporaryFolder { folder in
      let old: [UInt8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] + [UInt8](repeating: 0, count: 600)
      let name: [UInt8] = "EncryptedPackage".utf8.flatMap { [$0, 0] as [UInt8] }
      #expect(readError(try folder.write(old, to: "a.xls"), keys: ["a"])?.description.contains("(.xls)") == true)
      let encrypted = try folder.write(old + name, to: "a.xlsx")
      #expect(readError(encrypted, keys: ["a"])?.description.contains("without a password") == true)
      let text = try folder.write("a,b\n1,2\n", to: "b.xlsx")
      #expect(readError(text, keys: ["a"])?.description.contains("not an Excel workbook") == true)
    }
  }
}
