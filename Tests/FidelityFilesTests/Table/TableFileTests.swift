import FidelityData
import FidelityFiles
import FidelityTesting
import Foundation
import Testing

@Suite struct TableFileTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let text: String
    let names: [String]
    let name: String
    init(_ text: String, _ names: [String], as name: String = "a.csv") {
      (self.text, self.names, self.name) = (text, names, name)
    }
    var testDescription: String { "\(name) \(text.debugDescription)" }
  }

  static let headers = [
    Example("a,b\n1,2\n", ["a", "b"]),
    Example("a;b;c\n1;2;3\n", ["a", "b", "c"]),
    Example("a\tb\n1\t2\n", ["a", "b"]),
    Example("a|b\n1|2\n", ["a", "b"]),
    Example("a,b;c\td|e,f\n", ["a", "b;c\td|e", "f"]),
    Example("\"a;b;c\",d\n", ["a;b;c", "d"]),
    Example("a,b\tc\n", ["a,b", "c"], as: "a.tsv"),
    Example("single\n1\n", ["single"]),
    Example("a,b", ["a", "b"]),
    Example("a,b\r\n1,2\r\n", ["a", "b"]),
    Example("a,b\r1,2\r", ["a", "b"]),
    Example("\u{feff}a,b\n", ["a", "b"]),
    Example("\u{feff}\"a\",b\n", ["a", "b"]),
    Example("\n\r\n\na,b\n", ["a", "b"]),
    Example("\"say \"\"hi\"\"\",\"two\nlines\",\" c \", d \n", ["say \"hi\"", "two\nlines", "c", "d"]),
    Example("a,,a\n", ["a", "", "a"]),
    Example("\"\"\n1\n", [""]),
    Example("\u{e9}\u{1f600},b\n", ["\u{e9}\u{1f600}", "b"]),
  ]

  @Test(arguments: headers)
  func `names of the columns`(header: Example) throws {
    try withTemporaryFolder { folder in
      let file = try TableFile(folder.write(header.text, to: header.name))
      #expect(file.columnNames == header.names)
      #expect(file.isText)
      #expect(file.rowCount == nil)
      #expect(file.byteCount == header.text.utf8.count)
    }
  }

  @Test func `a delimiter that is given`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("a,b;c\n1,2;3\n", to: "a.csv")
      #expect(try TableFile(path, options: TableOptions(delimiter: ";")).columnNames == ["a,b", "c"])
      #expect(try TableFile(path, options: TableOptions(delimiter: "b")).columnNames == ["a,", ";c"])
      #expect(try TableFile(path, options: TableOptions(delimiter: "\t")).columnNames == ["a,b;c"])
    }
  }

  @Test(arguments: ["\u{e9}", "\"", "\n", "\r", "\r\n", "\0"] as [Character])
  func `what cannot be a delimiter`(delimiter: Character) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("a,b\n", to: "a.csv")
      let error = #expect(throws: DataError.self) { try TableFile(path, options: TableOptions(delimiter: delimiter)) }
      #expect(error?.exitStatus == 64)
    }
  }

  @Test(arguments: [("", "a.csv"), ("\n\n\r\n", "a.csv"), ("\u{feff}", "a.csv"), ("", "a.parquet"), ("", "a.arrow")])
  func `an empty file`(text: String, name: String) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(text, to: name)
      let error = DataError(
        .malformed(reason: "the file is empty"), file: path, hint: "a table starts with a header line")
      #expect(throws: error) { try TableFile(path) }
    }
  }

  @Test(arguments: ["a.csv", "none/a.csv", "a.parquet", "file/a.csv"])
  func `a file that is missing`(name: String) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write("x", to: "file")
      let path = folder.file(name)
      #expect(throws: DataError(.noSuchFile, file: path)) { try TableFile(path) }
    }
  }

  @Test func `a folder`() throws {
    try withTemporaryFolder { folder in
      #expect(throws: DataError(.isDirectory, file: folder.path)) { try TableFile(folder.path) }
    }
  }

  @Test(
    arguments: [
      ("a.parquet", Array("a,b\n1,2\n".utf8)), ("a.arrow", Array("a,b\n1,2\n".utf8)),
      ("a.feather", Array("a,b\n".utf8)),
      ("a.csv", [0x50, 0x4b, 0x03, 0x04, 0x14]), ("a.csv", [0xff, 0xfe, 0, 0xd8]), ("a.csv", Array("PAR1".utf8)),
      ("a.csv", Array("ARROW1\0\0".utf8)), ("a.csv", [0x1f, 0x8b, 0x08]), ("a.csv", [0xff, 0xff, 0xff, 0xff, 9, 9]),
      ("a.csv", [0x28, 0xb5, 0x2f, 0xfd, 0x20]),
    ] as [(String, [UInt8])])
  func `not the format that it claims to be`(name: String, bytes: [UInt8]) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(bytes, to: name)
      let error = #expect(throws: DataError.self) { try TableFile(path) }
      #expect(error?.exitStatus == 65)
      #expect(error?.file == path)
    }
  }

  @Test(
    arguments: [([0x61, 0xff, 0x1, 0x2c, 0x62, 0x0a], "not UTF-8"), ([0x61, 0, 0x2c, 0x62, 0x0a], "NUL byte")]
      as [([UInt8], String)])
  func `a header that is not UTF-8`(bytes: [UInt8], part: String) throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: DataError.self) { try TableFile(folder.write([0x0a] + bytes, to: "a.csv")) }
      #expect(error?.line == 2)
      #expect(error?.row == nil)
      #expect(error?.description.contains(part) == true)
    }
  }

  @Test func `the place of a column`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("unit,score,rater,score,SCORE\n", to: "a.csv")
      let file = try TableFile(path)
      #expect(try file.index(of: "rater") == 2)
      #expect(try file.index(of: "SCORE") == 4)
      #expect(throws: DataError(.duplicateColumn, file: path, column: "score", hint: "rename one of them")) {
        try file.index(of: "score")
      }
      #expect(throws: DataError(.unknownColumn(similar: ["rater"]), file: path, column: "Rater")) {
        try file.index(of: "Rater")
      }
      #expect(throws: DataError.unknownColumn("observer", among: file.columnNames, file: path)) {
        try file.index(of: "observer")
      }
    }
  }

  @Test func `types as the first rows look`() throws {
    try withTemporaryFolder { folder in
      let text = "i,d,t,n,b,day,e\n1,1.5,x,,true,2024-02-29,\n2,3,y,,false,2024-03-01,4\n"
      let file = try TableFile(try folder.write(text, to: "a.csv"))
      let types = (0..<7).map { file.columnType($0) }
      let integer = ColumnType.integer(bits: 64, isSigned: true)
      #expect(types == [integer, .real(bits: 64), .text, .empty, .boolean, .date, integer])
      #expect(file.columnType(7) == .unknown)
      // The first block does not parse.
      let ragged = try TableFile(try folder.write("a,b\n1,2,3\n", to: "b.csv"))
      #expect(ragged.columnType(0) == .unknown)
    }
  }

  @Test func `bytes are counted as they are read`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("a\n" + String(repeating: "1\n", count: 1_000), to: "a.csv")
      let file = try TableFile(path)
      var scan = try TableScan([file], [ColumnRequest("a", .number)])
      while try scan.next() != nil {}
      #expect(file.bytesDone == 2_002)
      #expect(scan.rowCount == 1_000)
    }
  }

  @Test func `a pipe is read once, and has no lines`() throws {
    try withTemporaryFolder { folder in
      let path = folder.file("pipe.csv")
      #expect(unsafe mkfifo(path, 0o600) == 0)
      let writer = Thread {
        guard let handle = FileHandle(forWritingAtPath: path) else { return }
        try? handle.write(contentsOf: Data("a,b\nx,1\ny,inf\n".utf8))
        try? handle.close()
      }
      writer.start()
      let file = try TableFile(path)
      #expect(file.byteCount == nil)
      var scan = try TableScan([file], [ColumnRequest("b", .number)])
      let error = #expect(throws: DataError.self) { while try scan.next() != nil {} }
      #expect(error?.problem == .notFinite)
      #expect(error?.row == 2)
      #expect(error?.line == nil)
    }
  }

  @Test func `the library has a version`() {
    #expect(TableFile.libraryVersion.split(separator: ".").count == 3)
  }
}
