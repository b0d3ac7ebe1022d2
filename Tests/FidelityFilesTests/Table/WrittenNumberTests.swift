import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

@Suite("Numbers as people write them")
struct WrittenNumberTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let text: String
    let value: Double?
    var comma = false
    var thousands: ThousandsMark?
    var testDescription: String { "\(text.debugDescription) \(comma) \(thousands?.rawValue ?? "")" }
  }

  @Test(
    "read where there is one meaning, refused otherwise; in regular text and in text with stray quotation marks",
    arguments: [
      Example(text: "+5", value: 5), Example(text: "\u{2212}5", value: -5), Example(text: "1e3", value: 1000),
      Example(text: "\u{a0}7\u{202f}", value: 7), Example(text: "+1.5E-2", value: 0.015),
      Example(text: ".5", value: 0.5),
      Example(text: "1 250", value: 1250), Example(text: "1\u{a0}250.5", value: 1250.5),
      Example(text: "-1\u{202f}250\u{202f}000", value: -1_250_000), Example(text: "1'250", value: 1250),
      Example(text: "1\u{2019}250.25", value: 1250.25), Example(text: "1,250.5", value: 1250.5),
      Example(text: "12,345,678", value: 12_345_678), Example(text: "1,250", value: nil),
      Example(text: "1.250", value: 1.25),
      Example(text: "1,250", value: 1250, thousands: .comma), Example(text: "1,25", value: nil, thousands: .comma),
      Example(text: "1 250", value: nil, thousands: .comma), Example(text: "0,250", value: nil, thousands: .comma),
      Example(text: "1250,500", value: nil, thousands: .comma), Example(text: "1.250", value: nil, comma: true),
      Example(text: "1.250", value: 1250, comma: true, thousands: .point),
      Example(text: "1.250,5", value: 1250.5, comma: true), Example(text: "1 250,5", value: 1250.5, comma: true),
      Example(text: "1.250.000", value: 1_250_000, comma: true), Example(text: "1,250.5", value: nil, comma: true),
      Example(text: "1.250,5", value: nil), Example(text: "1,250 000", value: nil), Example(text: "12 34", value: nil),
      Example(text: "1 2500", value: nil), Example(text: "85%", value: 0.85), Example(text: "85 %", value: 0.85),
      Example(text: "12.5%", value: 0.125), Example(text: "-7\u{a0}%", value: -0.07), Example(text: "%", value: nil),
      Example(text: "8%5", value: nil), Example(text: "+-5", value: nil), Example(text: "+ 5", value: nil),
      Example(text: "5 -", value: nil), Example(text: "$5", value: nil), Example(text: "1e", value: nil),
    ])
  func numbers(example: Example) throws {
    try withTemporaryFolder { folder in
      var options = TableOptions(delimiter: ";", usesDecimalComma: example.comma)
      options.thousands = example.thousands
      for key in ["x", "5\" pipe"] {
        let path = try folder.write("k;n\n\(key);\(example.text)\n\(key);\n", to: "a.csv")
        if let value = example.value {
          let table = try readTable([path], numbers: ["n"], options: options)
          let values = try #require(table.numbers("n"))
          #expect(values.count == 2 && values[0] == value && values[1].isNaN)
        } else {
          let error = readError(path, numbers: ["n"], options: options)
          #expect((error?.problem, error?.row, error?.line) == (.notANumber, 1, 2))
        }
      }
    }
  }

  @Test("what was read otherwise than it stands is said once")
  func notices() throws {
    try withTemporaryFolder { folder in
      let file = try TableFile(folder.write("p;t;n\n85%;1 000;1\n9%;2 000;2\n", to: "a.csv"))
      _ = try readTable([file], numbers: ["p", "t", "n"])
      #expect(file.notices.count == 2)
      #expect(file.notices.contains { $0.contains("\"p\"") && $0.contains("0.85") })
      #expect(file.notices.contains { $0.contains("\"t\"") && $0.contains("thousands") })
    }
  }

  @Test("percentages and plain numbers in one column are refused", arguments: [0, 300_000], [1, 3])
  func mixed(rowsBetween: Int, threads: Int) throws {
    try withTemporaryFolder { folder in
      let missing = String(repeating: "abcdefgh,\n", count: rowsBetween)
      let path = try folder.write("k,p\na,85%\n\(missing)b,85\n", to: "a.csv")
      var options = TableOptions()
      options.threads = threads
      let error = readError(path, numbers: ["p"], options: options)
      #expect(error?.problem == .notANumber && error?.column == "p" && error?.hint?.contains("percentage") == true)
      #expect([1, 2 + rowsBetween].contains(error?.row ?? 0))
    }
  }

  @Test("whole numbers beyond 2^53 are not rounded in groups either", arguments: ["x", "5\" pipe"])
  func rounded(key: String) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("k;n\n\(key);9 007 199 254 740 993\n", to: "a.csv")
      #expect(readError(path, numbers: ["n"])?.problem == .rounded)
    }
  }

  @Test("a mark between thousands that is the one before decimals", arguments: [false, true])
  func contradiction(comma: Bool) throws {
    try withTemporaryFolder { folder in
      var options = TableOptions(usesDecimalComma: comma)
      options.thousands = comma ? .comma : .point
      let path = try folder.write("a\n1\n", to: "a.csv")
      let error = #expect(throws: DataError.self) { try TableFile(path, options: options) }
      #expect(error?.exitStatus == 64)
    }
  }
}
