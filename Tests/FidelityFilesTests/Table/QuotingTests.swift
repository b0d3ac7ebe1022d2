import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

/// What quotation marks may do in CSV: a cell that begins with one ends with the next that is no pair.
@Suite("Quotation marks in CSV")
struct QuotingTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let text: String
    let line: Int
    let row: Int?
    let column: String?
    var testDescription: String { text.debugDescription }
  }

  @Test(
    "text after a closing quotation mark has its place",
    arguments: [
      Fault(text: "t,y\n1,1\n2,\"2\"3\n3,5\n", line: 3, row: 2, column: "y"),
      Fault(text: "t,y\n1,1\n\"2\" ,3\n", line: 3, row: 2, column: "t"),
      Fault(text: "t,y\n\"a\nb\"c,3\n", line: 2, row: 1, column: "t"),
      Fault(text: "t,y\n\"a\nb\",\"3\"4\n", line: 3, row: 1, column: "y"),
      Fault(text: "t,y\n\n\n1,\"He said \\\"fine\\\", then\"\n", line: 4, row: 1, column: "y"),
      Fault(text: "t,\"y\"z\n1,1\n", line: 1, row: nil, column: nil),
      Fault(text: "sep=,\nt,y\n1,\"2\"3\n", line: 3, row: 1, column: "y"),
    ])
  func faults(fault: Fault) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(fault.text, to: "a.csv")
      var options = TableOptions()
      options.escape = .doubled
      let error = readError(path, keys: ["t"], options: options)
      #expect((error?.line, error?.row, error?.column) == (fault.line, fault.row, fault.column))
      #expect(error?.description.contains("text follows the quotation mark") == true, "\(error?.description ?? "")")
      #expect(error?.description.contains("backslash") == fault.text.contains("\\"))
      #expect(error?.exitStatus == 65)
    }
  }

  /// The cells of a table by the rule alone, nil where it breaks it: character by character.
  private static func cells(_ text: String) -> [[String]]? {
    var (rows, row, cell) = ([[String]](), [String](), "")
    enum Place { case start, plain, quoted, closed }
    var place = Place.start
    func isBlank() -> Bool { row.isEmpty && cell.isEmpty && place == .start }
    for character in text {
      switch (place, character) {
      case (.start, "\""): place = .quoted
      case (.quoted, "\""): place = .closed
      case (.quoted, _): cell.append(character)
      case (.closed, "\""):
        cell.append("\"")
        place = .quoted
      case (_, ","):
        row.append(cell)
        (cell, place) = ("", .start)
      case (_, "\n"):
        if !isBlank() { rows.append(row + [cell]) }
        (row, cell, place) = ([], "", .start)
      case (.closed, _): return nil
      default:
        cell.append(character)
        place = .plain
      }
    }
    if place == .quoted { return nil }
    if !isBlank() { rows.append(row + [cell]) }
    return rows.allSatisfy { $0.count == 2 } ? rows : nil
  }

  @Test("random cells are read by the rule, or refused", arguments: 0..<40)
  func random(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let pieces = ["a", "b", "\"", "\"", "\\", ",", ",", "\n", " ", "\"\"", "\",\"", "x,y\n"]
    var options = TableOptions(delimiter: ",")
    options.escape = .doubled
    try withTemporaryFolder { folder in
      var readable = 0
      for _ in 0..<50 {
        let length = Int.random(in: 1...14, using: &generator)
        let body = (0..<length).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
        let path = try folder.write("t,y\n" + body, to: "a.csv")
        guard let cells = Self.cells(body) else {
          #expect(
            readError(path, keys: ["t", "y"], options: options) != nil, "\(body.debugDescription)")
          continue
        }
        readable += 1
        let table = try readTable([path], keys: ["t", "y"], options: options)
        // What CSV has a reading for is read so, whatever else it might be.
        #expect(try readTable([path], keys: ["t", "y"], options: TableOptions(delimiter: ",")) == table)
        // The empty text is a missing key.
        for (column, name) in ["t", "y"].enumerated() {
          let expected = cells.map { $0[column].isEmpty ? nil : $0[column] }
          #expect(table.texts(name) == expected, "\(body.debugDescription)")
        }
      }
      #expect(readable > 0)
    }
  }
}
