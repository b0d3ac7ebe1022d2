import FidelityData
import FidelityFiles
import FidelityTesting
import Foundation
import Testing

@Suite struct PhysicalLineTests {
  struct Layout: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    /// The line of each row, from row 1.
    let lines: [Int]
    init(_ name: String, _ text: String, _ lines: [Int]) {
      (testDescription, self.text, self.lines) = (name, text, lines)
    }
  }

  static let layouts = [
    Layout("plain", "a,b\n1,2\n3,4\n5,6\n", [2, 3, 4]),
    Layout("no last line end", "a,b\n1,2\n3,4", [2, 3]),
    Layout("CR LF", "a,b\r\n1,2\r\n3,4\r\n", [2, 3]),
    Layout("lone CR", "a,b\r1,2\r3,4\r", [2, 3]),
    Layout("blank lines", "\n\na,b\n\n1,2\n\r\n\n3,4\n", [5, 8]),
    Layout("quoted line breaks", "\"a\n\n\",b\n\"x\r\ny\",1\n\"\r\",2\nz,3\n", [4, 6, 8]),
    Layout("doubled quotes", "a,b\n\"say \"\"\n\"\"\",1\nx,2\n", [2, 4]),
    Layout("a quote inside a cell", "a,b\n5\" pipe,1\nx,2\ny \"z\",3\nw,4\n", [2, 3, 4, 5]),
    Layout("byte order mark", "\u{feff}\"a\n\",b\n1,2\n", [3]),
    Layout("blanks are no blank line", "a\n \n1\n", [2, 3]),
    Layout("empty cells", "a,b\n,\n,\n", [2, 3]),
    Layout("semicolons", "a;b\n\"x\";\"y\n\"\nz;1\n", [2, 4]),
  ]

  @Test(arguments: layouts)
  func `the line on which each row starts`(layout: Layout) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(layout.text, to: "a.csv")
      let file = try TableFile(path)
      let rows = Array(1...layout.lines.count)
      let expected = Dictionary(uniqueKeysWithValues: zip(rows, layout.lines))
      #expect(file.physicalLines(ofRows: rows) == expected)
      for row in rows { #expect(file.physicalLine(ofRow: row) == expected[row]) }
      #expect(file.physicalLine(ofRow: layout.lines.count + 1) == nil)
      #expect(file.physicalLines(ofRows: []) == [:])
      // The reader counts the same rows.
      #expect(try readTable([path], keys: [file.columnNames[0]]).rowCount == layout.lines.count)
    }
  }

  @Test func `far rows, past the pieces in which the file is read`() throws {
    try withTemporaryFolder { folder in
      let line = "\"" + String(repeating: "x", count: 61) + "\r\n\",1\r\n"
      let path = try folder.write("a,b\r\n" + String(repeating: line, count: 60_000), to: "a.csv")
      #expect(
        try TableFile(path).physicalLines(ofRows: [1, 30_000, 60_000]) == [1: 2, 30_000: 60_000, 60_000: 120_000])
    }
  }

  @Test func `no lines in a compressed or binary file`() throws {
    try withTemporaryFolder { folder in
      for (name, bytes) in try CompressedTables.all() {
        #expect(try TableFile(try folder.write(bytes, to: name)).physicalLine(ofRow: 1) == nil)
      }
      let path = folder.file("a.parquet")
      try TableWriter.write(.init(columns: [.init("a", .numbers([1]))]), to: path, format: .parquet)
      #expect(try TableFile(path).physicalLine(ofRow: 1) == nil)
    }
  }
}
