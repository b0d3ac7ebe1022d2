import FidelityData
import Testing

@Suite struct DataErrorTests {
  struct Message: Sendable, CustomTestStringConvertible {
    let error: DataError
    let text: String
    let exitStatus: Int32
    init(_ error: DataError, _ text: String, _ exitStatus: Int32 = 65) {
      (self.error, self.text, self.exitStatus) = (error, text, exitStatus)
    }
    var testDescription: String { text }
  }

  static let messages = [
    Message(DataError(.noSuchFile, file: "a.csv"), "a.csv: there is no such file", 66),
    Message(DataError(.isDirectory, file: "a"), "a: this is a folder, not a file", 66),
    Message(DataError(.notReadable(reason: "Permission denied"), file: "a.csv"), "a.csv: Permission denied", 66),
    Message(DataError(.malformed(reason: "the file is empty"), file: "a.csv"), "a.csv: the file is empty"),
    Message(
      DataError(.ragged(expected: 3, found: 2), file: "a.csv", line: 5, row: 4),
      "a.csv:5: the row has 2 cells where the header has 3"),
    Message(
      DataError(.notANumber, file: "a.csv", line: 17, row: 16, column: "score", value: "4.5x"),
      "a.csv:17: column \"score\": \"4.5x\" is not a number"),
    Message(
      DataError(.notANumber, file: "a.parquet", row: 16, column: "score"),
      "a.parquet: row 16: column \"score\": the value is not a number"),
    Message(DataError(.notANumber, row: 16), "row 16: the value is not a number"),
    Message(DataError(.notADate(format: "DDMMYYYY"), value: "32"), "\"32\" is not a date of the form DDMMYYYY"),
    Message(DataError(.notFinite, column: "x", value: "inf"), "column \"x\": \"inf\" is not a finite number"),
    Message(
      DataError(.offScale(scale: "0, 1, 2"), file: "ratings.csv", line: 17, column: "score", value: "4.5"),
      "ratings.csv:17: column \"score\": \"4.5\" is not on the scale 0, 1, 2"),
    Message(
      DataError(.unknownColumn(similar: ["score", "store"]), file: "a.csv", column: "scor"),
      "a.csv: column \"scor\": there is no such column (there is \"score\", \"store\")"),
    Message(DataError(.unknownColumn(similar: []), column: "z"), "column \"z\": there is no such column"),
    Message(
      DataError(.duplicateColumn, file: "a.csv", column: "x"),
      "a.csv: column \"x\": the header names this column more than once"),
    Message(
      DataError(.duplicateRatings(examples: ["u1 by r1", "u2 by r1"], count: 7)),
      "7 ratings repeat a unit and a rater: u1 by r1; u2 by r1"),
    Message(DataError(.unusable(reason: "no rows")), "no rows"),
    Message(
      DataError(.definition(reason: "unknown key"), file: "i.yaml", line: 3, character: 5, value: "itmes"),
      "i.yaml:3:5: \"itmes\": unknown key"),
    Message(DataError(.definition(reason: "unknown key"), line: 3, character: 5), "line 3:5: unknown key"),
    Message(DataError(.definition(reason: "unknown key"), line: 3), "line 3: unknown key"),
    Message(DataError(.usage(reason: "two outputs")), "two outputs", 64),
    Message(
      DataError(.cannotCreate(reason: "No such file or directory"), file: "b"), "b: No such file or directory", 73),
    Message(DataError(.cannotWrite(reason: "No space left on device"), file: "b"), "b: No space left on device", 74),
  ]

  @Test(arguments: messages)
  func `messages and exit statuses`(message: Message) {
    #expect(message.error.description == message.text)
    #expect(message.error.exitStatus == message.exitStatus)
  }

  @Test(arguments: [
    ("plain", "plain"), ("caf\u{e9} \u{1f600}", "caf\u{e9} \u{1f600}"), ("a\nb\tc\rd", #"a\nb\tc\rd"#),
    ("\u{1b}[31mred", #"\u{1B}[31mred"#), ("\0", #"\0"#), ("\u{7f}", #"\u{7F}"#), ("\u{9b}2J", #"\u{009B}2J"#),
    ("", ""),
    ("a\u{202e}b\u{2069}", #"a\u{202E}b\u{2069}"#), ("\u{1f468}\u{200d}\u{1f469}", "\u{1f468}\u{200d}\u{1f469}"),
    ("\r\n", #"\r\n"#), ("quote \" and \\", "quote \" and \\"),
  ])
  func `control characters are shown, not sent to the terminal`(text: String, shown: String) {
    #expect(DataError.printable(text) == shown)
  }

  @Test(arguments: [(120, 120), (121, 123), (5_000, 123)])
  func `long text is cut`(length: Int, expected: Int) {
    #expect(DataError.printable(String(repeating: "x", count: length)).count == expected)
    #expect(DataError.printable(String(repeating: "x", count: length), limit: .max).count == length)
  }

  @Test func `every part of a message is cleared of control characters`() {
    let bad = "\u{1b}]0;\u{7}\n"
    let shown = #"\u{1B}]0;\u{07}\n"#
    let errors = [
      DataError(.malformed(reason: bad), file: bad, line: 1, column: bad, value: bad),
      DataError(.unknownColumn(similar: [bad])), DataError(.duplicateRatings(examples: [bad], count: 1)),
      DataError(.offScale(scale: bad)), DataError(.notADate(format: bad)),
    ]
    for error in errors {
      #expect(error.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f })
    }
    #expect(errors[0].description == "\(shown):1: column \"\(shown)\": \"\(shown)\": \(shown)")
  }

  struct Neighbours: Sendable {
    let name: String
    let among: [String]
    let nearest: [String]
  }

  static let neighbours = [
    Neighbours(name: "scor", among: ["unit", "score", "rater"], nearest: ["score"]),
    Neighbours(name: "Score", among: ["score", "SCORE", "x"], nearest: ["SCORE", "score"]),
    Neighbours(name: "score", among: [" score ", "s core", "scored"], nearest: [" score ", "s core", "scored"]),
    Neighbours(
      name: "teacher_id", among: ["teacherid", "teacher id", "teachr_id", "teach"],
      nearest: [
        "teacher id", "teacherid", "teachr_id",
      ]),
    Neighbours(name: "observer", among: ["a", "rater"], nearest: []),
    Neighbours(
      name: "item12", among: ["item1", "item2", "item12b", "item13"], nearest: ["item1", "item12b", "item13"]),
    Neighbours(name: "csv", among: ["cvs", "tsv", "json"], nearest: ["cvs", "tsv"]),
    Neighbours(name: "x", among: [], nearest: []),
  ]

  @Test(arguments: neighbours)
  func `nearest names`(neighbours: Neighbours) {
    #expect(DataError.nearest(to: neighbours.name, among: neighbours.among) == neighbours.nearest)
  }

  static let parts = [
    Neighbours(
      name: "kapa", among: ["gwet-ac", "cohen-kappa", "light-kappa"], nearest: ["cohen-kappa", "light-kappa"]),
    Neighbours(name: "ac1", among: ["gwet-ac", "cohen-kappa"], nearest: ["gwet-ac"]),
    Neighbours(name: "gwet", among: ["gwet-ac", "gwt"], nearest: ["gwt"]),
    Neighbours(name: "xyz", among: ["gwet-ac"], nearest: []),
    Neighbours(name: "a", among: (1...20).map { "a-\($0 * 100)" }, nearest: (1...10).map { "a-\($0 * 100)" }),
  ]

  @Test(arguments: parts)
  func `names with a part that is near, where none is near as a whole`(neighbours: Neighbours) {
    #expect(DataError.nearest(toWordOf: neighbours.name, among: neighbours.among) == neighbours.nearest)
  }

  @Test func `an unknown column comes with a hint`() {
    let near = DataError.unknownColumn("scor", among: ["score"], file: "a.csv")
    #expect(near == DataError(.unknownColumn(similar: ["score"]), file: "a.csv", column: "scor"))
    let far = DataError.unknownColumn("scor", among: ["unit"], file: nil)
    #expect(far.remedy == .listColumns)
    #expect(far.problem == .unknownColumn(similar: []))
  }
}
