import FidelityData
import FidelityReports
import FidelityTesting
import Testing

@Suite struct DelimitedReportTests {
  private static func text(_ table: Table, delimiter: Character = ",") -> String {
    String(decoding: DelimitedReport(delimiter: delimiter).bytes(table), as: UTF8.self)
  }

  @Test func `by hand`() {
    let table = Table(columns: [
      Table.Column("site, or \"place\"", text: ["x", "a,b", nil, "say \"hi\"", "two\nlines", "cr\r", " blank "]),
      Table.Column("mean", .numbers([1, 0.1, .nan, -2.5, 1e-300, 1e20, 0])),
      Table.Column("n", .integers([1, nil, .max, .min, 0, 7, 8])),
    ])
    #expect(
      Self.text(table) == """
        "site, or ""place""\",mean,n
        x,1,1
        "a,b",0.1,
        ,,9223372036854775807
        "say ""hi""\",-2.5,-9223372036854775808
        "two
        lines",1e-300,0
        "cr\r",1e+20,7
         blank ,0,8

        """)
  }

  @Test func `tabs need quotes in TSV, commas do not`() {
    let table = Table(columns: [Table.Column("a", text: ["x,y", "x\ty"]), Table.Column("b", text: ["", "z"])])
    #expect(Self.text(table, delimiter: "\t") == "a\tb\nx,y\t\n\"x\ty\"\tz\n")
  }

  @Test func `a cell that is all of its line is quoted where it is empty`() {
    let table = Table(columns: [Table.Column("a", .numbers([1, .nan, 2]))])
    #expect(Self.text(table) == "a\n1\n\"\"\n2\n")
    #expect(Self.text(Table(columns: [Table.Column("", text: [nil])])) == "\"\"\n\"\"\n")
  }

  @Test func `a header without rows`() {
    #expect(Self.text(Table(columns: [Table.Column("a", text: []), Table.Column("b", .numbers([]))])) == "a,b\n")
    #expect(Self.text(Table()) == "\n")
  }

  @Test(arguments: [",", "\t", ";", "|"] as [Character], [1 as UInt64, 2])
  func `cells come back by the rules of RFC 4180`(delimiter: Character, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let pieces = ["a", "\"", ",", ";", "\t", "|", "\n", "\r\n", "\r", " ", "\u{e9}", "\u{1f600}", "0", ""]
    func cell() -> String {
      (0..<Int.random(in: 1...5, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
    }
    let texts = (0..<3).map { _ in (0..<200).map { _ in cell() } }
    let table = Table(columns: texts.enumerated().map { Table.Column("c\($0)\(cell())", text: $1) })
    let bytes = DelimitedReport(delimiter: delimiter).bytes(table)
    let rows = Self.parse(bytes, delimiter: try #require(delimiter.asciiValue))
    #expect(rows.first == table.columns.map(\.name))
    #expect(rows.count == 201)
    #expect(Array(rows.dropFirst()) == (0..<200).map { row in texts.map { $0[row] } })
  }

  /// A plain reader of the grammar.
  private static func parse(_ bytes: [UInt8], delimiter: UInt8) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell: [UInt8] = []
    var index = 0
    func endCell() {
      row.append(String(decoding: cell, as: UTF8.self))
      cell = []
    }
    while index < bytes.count {
      if bytes[index] == 0x22, cell.isEmpty {
        index += 1
        while index < bytes.count {
          if bytes[index] == 0x22 {
            guard index + 1 < bytes.count, bytes[index + 1] == 0x22 else { break }
            index += 1
          }
          cell.append(bytes[index])
          index += 1
        }
      } else if bytes[index] == delimiter {
        endCell()
      } else if bytes[index] == 0x0a {
        endCell()
        rows.append(row)
        row = []
      } else {
        cell.append(bytes[index])
      }
      index += 1
    }
    return rows
  }

  @Test(
    "texts that a spreadsheet would run are defused, numbers and other texts are not",
    arguments: [Character(","), "\t"])
  func defused(delimiter: Character) {
    let texts = ["=1+1", "+a", "-cmd", "@x", "\ta", "\ra", "-5", "+1e3", "a=b", "", "'x", "=\"q\""]
    let table = Table(columns: [Table.Column("=n", text: texts), Table.Column("x", .numbers(texts.map { _ in -1 }))])
    let plain = String(decoding: DelimitedReport(delimiter: delimiter).bytes(table), as: UTF8.self)
    let report = DelimitedReport(delimiter: delimiter, defusesFormulas: true)
    let lines = String(decoding: report.bytes(table), as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(!plain.contains("'=1+1"))
    #expect(lines[0] == "'=n\(delimiter)x")
    #expect(lines[1] == "'=1+1\(delimiter)-1")
    let cells = lines.dropFirst().map { String($0.dropLast(3)) }
    #expect(cells.prefix(4) == ["'=1+1", "'+a", "'-cmd", "'@x"])
    #expect(cells.suffix(6) == ["-5", "+1e3", "a=b", "", "'x", "\"'=\"\"q\"\"\""])
    #expect(lines.joined().contains("'\ta"))
  }
}
