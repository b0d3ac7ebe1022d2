import CArrow
import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

@Suite("Which character stands between cells")
struct DelimiterTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let text: String
    let names: [String]
    var decimalComma = false
    var delimiter: Character?
    var testDescription: String { text.debugDescription }
  }

  @Test(
    "found out from the header, the rows and a line of Excel",
    arguments: [
      Example(
        text: "unit (id, own);rater;score (0, 1, 2)\n1;A;1\n2;B;2\n",
        names: ["unit (id, own)", "rater", "score (0, 1, 2)"]),
      // The rows are ragged with the delimiter of the header, but not all of them.
      Example(text: "a,b,c|d\n1,2,3|4\n1,2|3\n", names: ["a", "b", "c|d"]),
      Example(text: "a,b,c;d\n1,2;3\n4,5;6\n", names: ["a,b,c", "d"]),
      Example(text: "a,b;c\n", names: ["a", "b;c"]),
      Example(text: "\"a;b\";c,d,e\n1;2\n3;4\n", names: ["a;b", "c,d,e"]),
      Example(text: "school;mean, adjusted\n1;0,5\n", names: ["school", "mean, adjusted"], decimalComma: true),
      Example(text: "a,b\n\"1,5\",\"2,5\"\n", names: ["a", "b"], decimalComma: true),
      Example(text: "a,b,c\td\n1,5\t2,5\n", names: ["a,b,c", "d"], decimalComma: true),
      Example(text: "sep=;\na,b;c\n1;2\n", names: ["a,b", "c"]),
      Example(text: "SEP=|\r\na,b|c\r\n1|2\r\n", names: ["a,b", "c"]),
      Example(text: "\"sep=;\"\na;b\n1;2\n", names: ["a", "b"]),
      Example(text: "\u{feff}sep=\t\n\na\tb\n1\t2\n", names: ["a", "b"]),
      Example(text: "sep=;\na,b;c\n1,2;3\n", names: ["a", "b;c"], delimiter: ","),
      Example(text: "sep=,b\n1,2\n", names: ["sep=", "b"]),
      Example(text: "sep=\n1\n", names: ["sep="]),
      Example(text: "separator;b\n1;2\n", names: ["separator", "b"]),
    ])
  func delimiters(example: Example) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(example.text, to: "a.csv")
      let options = TableOptions(delimiter: example.delimiter, usesDecimalComma: example.decimalComma)
      #expect(try TableFile(path, options: options).columnNames == example.names)
    }
  }

  @Test(
    "the line of Excel is no row, and counts as a line", arguments: ["", "sep=;\n", "\"sep=;\"\r\n"], [3, 200_000])
  func lines(separator: String, rowCount: Int) throws {
    try withTemporaryFolder { folder in
      let rows = (1...rowCount).map { "\($0);\($0 == rowCount ? "x" : "2")\n" }.joined()
      let path = try folder.write(separator + "a;b\n" + rows, to: "a.csv")
      #expect(try readTable([path], keys: ["a", "b"]).rowCount == rowCount)
      let error = readError(path, numbers: ["b"])
      let first = separator.isEmpty ? 1 : 2
      #expect((error?.problem, error?.row, error?.line) == (.notANumber, rowCount, first + rowCount))
      #expect(try TableFile(path).physicalLine(ofRow: rowCount) == first + rowCount)
    }
  }

  @Test("options of text are refused where no file is text")
  func idleOptions() throws {
    try withTemporaryFolder { folder in
      let path = folder.path + "/a.arrow"
      try ArrowFixture([[.init("x", "l", [1] as [Int64?], null: 0)]]).write(to: path, format: .arrow)
      let text = try folder.write("x\n1\n", to: "a.csv")
      for options in [TableOptions(delimiter: ";"), TableOptions(usesDecimalComma: true)] {
        let file = try TableFile(path, options: options)
        let error = #expect(throws: DataError.self) { try options.check([file]) }
        #expect(error?.exitStatus == 64)
        try options.check([file, TableFile(text, options: options)])
      }
      try TableOptions().check([TableFile(path)])
    }
  }
}
