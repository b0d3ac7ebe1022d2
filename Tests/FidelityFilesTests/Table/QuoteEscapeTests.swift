import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

@Suite("Quotation marks after a backslash")
struct QuoteEscapeTests {
  private func keys(_ text: String, _ escape: QuoteEscape? = nil, key: String = "k") throws -> [String] {
    try withTemporaryFolder { folder in
      var options = TableOptions()
      options.escape = escape
      return try readTable([folder.write(text, to: "a.csv")], keys: [key], options: options).cells(key)
    }
  }

  @Test("found where CSV has no reading, and said")
  func found() throws {
    let text = "n,k\n1,\"plain\"\n2,\"He said \\\"fine\\\", then left\"\n3,\"C:\\\\dir\"\n4,\"\\\"\"\n"
    #expect(try keys(text) == ["plain", "He said \"fine\", then left", "C:\\dir", "\""])
    try withTemporaryFolder { folder in
      let file = try TableFile(folder.write(text, to: "a.csv"))
      #expect(file.notices.count == 1 && file.notices[0].contains("backslash"))
    }
  }

  @Test("never guessed where CSV has a reading, or neither is right")
  func regular() throws {
    #expect(try keys("n,k\n1,\"C:\\dir\\\"\n2,\"x\"\n") == ["C:\\dir\\", "x"])
    #expect(try keys("n,k\n1,a\\\"b\n") == ["a\\\"b"])
    #expect(throws: DataError.self) { try keys("n,k\n1,\"a\\\"b\",3\n") }
    #expect(throws: DataError.self) { try keys("n,k\n1,\"a\\\"b\"\n", .doubled) }
  }

  @Test("told: two marks are one too, a backslash before a line end goes, another stays")
  func told() throws {
    let text = "n,k\n1,\"a\"\"b\"\n2,\"c\\\nd\"\n3,\"e\\f\"\n4,g\\h\n5,\"\"\n"
    #expect(try keys(text, .backslash) == ["a\"b", "c\nd", "e\\f", "g\\h", ""])
    #expect(try keys("\u{feff}\"k\",n\n\"a\\\"\",1\n", .backslash) == ["a\""])
  }

  @Test("lines, and marks at the ends of the pieces in which the file is read")
  func far() throws {
    try withTemporaryFolder { folder in
      let line = "1,\"" + String(repeating: "\\\"", count: 30) + "\\\\\n\"\n"
      let path = try folder.write("n,k\n" + String(repeating: line, count: 60_000) + "x,\"y\"\n", to: "a.csv")
      let table = try readTable([path], keys: ["k"])
      #expect(Set(table.cells("k")) == [String(repeating: "\"", count: 30) + "\\\n", "y"])
      let error = readError(path, numbers: ["n"])
      #expect((error?.row, error?.line) == (60_001, 120_002))
      #expect(try TableFile(path).physicalLine(ofRow: 60_001) == 120_002)
    }
  }
}
