import FidelityData
import FidelityReports
import Testing

/// Rows of several blocks are those of their cells, one by one.
@Suite struct TextRowsTests {
  private static let count = 700

  private static func text(_ row: Int) -> String? {
    switch row % 6 {
    case 0: nil
    case 1: "a,b \(row % 41)"
    case 2: ""
    case 3: "say \"\(row % 3)\""
    default: "x\(row)"
    }
  }

  private static func number(_ row: Int) -> Double {
    switch row % 9 {
    case 0: .nan
    case 1: .infinity
    case 2: -.infinity
    case 3: Double(row)
    default: Double(row).squareRoot() - 13
    }
  }

  private static func whole(_ row: Int) -> Int? { row % 4 == 0 ? nil : row * row - 9_000 }

  private static let table = Table(columns: [
    Table.Column("text", text: (0..<count).map(text)),
    Table.Column("number", .numbers((0..<count).map(number))),
    Table.Column("whole", .integers((0..<count).map(whole))),
    Table.Column("row", .wholes(Array(0..<count))),
  ])

  @Test func `as CSV`() {
    func cell(_ text: String?) -> String {
      let text = text ?? ""
      guard text.contains(where: { $0 == "," || $0 == "\"" }) else { return text }
      return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
    let lines = (0..<Self.count).map { row in
      "\(cell(Self.text(row))),\(NumberText.exact(Self.number(row))),\(Self.whole(row).map(String.init) ?? ""),\(row)\n"
    }
    #expect(
      String(decoding: DelimitedReport().bytes(Self.table), as: UTF8.self)
        == "text,number,whole,row\n" + lines.joined())
  }

  @Test func `as JSON lines, which have no infinity`() {
    let lines = (0..<Self.count).map { row in
      let number = Self.number(row).isFinite ? NumberText.exact(Self.number(row)) : "null"
      let text = Self.text(row).map { JSONValue.string($0).text } ?? "null"
      let whole = Self.whole(row).map(String.init) ?? "null"
      return "{\"text\":\(text),\"number\":\(number),\"whole\":\(whole),\"row\":\(row)}\n"
    }
    #expect(JSONLines().text(Self.table) == lines.joined())
  }

  @Test("one column with missing cells has no blank line, no column has no cell")
  func narrow() {
    let one = Table(columns: [Table.Column("n", .integers([1, nil, 3]))])
    #expect(String(decoding: DelimitedReport().bytes(one), as: UTF8.self) == "n\n1\n\"\"\n3\n")
    #expect(String(decoding: DelimitedReport().bytes(Table(columns: [])), as: UTF8.self) == "\n")
  }
}
