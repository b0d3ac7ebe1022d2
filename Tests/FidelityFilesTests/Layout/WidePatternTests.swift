import FidelityData
import FidelityFiles
import Testing

@Suite struct WidePatternTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let pattern: String
    let name: String
    let values: [String]?
    init(_ pattern: String, _ name: String, _ values: [String]?) {
      (self.pattern, self.name, self.values) = (pattern, name, values)
    }
    var testDescription: String { "\(pattern) \(name)" }
  }

  static let cases = [
    Case("{item}_S{segment}", "CCM1RT_S3", ["CCM1RT", "3"]),
    Case("{item}_S{segment}", "a_S_Sb", ["a", "_Sb"]),
    Case("{item}_S{segment}", "_S3", nil),
    Case("{item}_S{segment}", "a_S", nil),
    Case("{item}_S{segment}", "a_s3", nil),
    Case("{item}_S{segment:digits}", "a_Sb_S12", ["a_Sb", "12"]),
    Case("{item}_S{segment:digits}", "a_S12x", nil),
    Case("{item}_S{segment:digits}", "a_S\u{663}", nil),
    Case("q{item}", "q7", ["7"]),
    Case("q{item}", "Q7", nil),
    Case("q{item}", "q", nil),
    Case("{item}", "anything at all", ["anything at all"]),
    Case("{item}", "", nil),
    Case("{rater}:{item}:{time:digits}", "A:b:c:3", ["A", "b:c", "3"]),
    Case("{rater}.{item}x", "a.bx.cx", ["a", "bx.c"]),
    Case("pre_{item}_post", "pre_\u{e9}_post", ["\u{e9}"]),
    Case("{item}\u{e9}{time}", "a\u{e9}1", ["a", "1"]),
    Case("x{item:digits}y", "x007y", ["007"]),
    Case("x{item:digits}y", "xy", nil),
    Case("{a}_{b}_{c}", "1_2_3_4", ["1", "2", "3_4"]),
    Case("{a:digits}_{b}_{c:digits}", "1_x_y_4", ["1", "x_y", "4"]),
  ]

  @Test(arguments: cases)
  func `names and their parts`(example: Case) throws {
    #expect(try WidePattern(example.pattern).match(example.name) == example.values)
  }

  @Test func `variables in their order`() throws {
    let pattern = try WidePattern("{item}_{rater:digits}-{time}")
    #expect(pattern.variables == ["item", "rater", "time"])
    #expect(pattern.text == "{item}_{rater:digits}-{time}")
    #expect(pattern == (try WidePattern("{item}_{rater:digits}-{time}")))
    #expect(pattern != (try WidePattern("{item}_{rater}-{time}")))
  }

  @Test(arguments: [
    ("", "the pattern names no variable"), ("plain", "the pattern names no variable"),
    ("{item", "the pattern has a { without }"), ("item}", "the pattern has a } without {"),
    ("{item}}", "the pattern has a } without {"), ("{}", "\"{}\" names no variable"),
    ("{:digits}", "\"{:digits}\" names no variable"), ("{a:b}x", "\"{a:b}\" names no variable"),
    ("{a:digits:b}", "\"{a:digits:b}\" names no variable"), ("{a{b}", "\"{a{b}\" names no variable"),
    ("{item}{time}", "two variables side by side cannot be told apart"),
    ("{item}_{item}", "the pattern names a variable twice"),
  ])
  func `patterns that are none`(text: String, reason: String) {
    let error = DataError(
      .definition(reason: reason), value: text, hint: "a pattern looks like {item}_S{segment}")
    #expect(throws: error) { try WidePattern(text) }
  }

  @Test func `a long name of many near matches is settled at once`() throws {
    let pattern = try WidePattern("{a}x{b}x{c}y")
    #expect(pattern.match(String(repeating: "x", count: 300)) == nil)
  }
}
