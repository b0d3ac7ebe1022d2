import FidelityReports
import Testing

@Suite struct SheetNamesTests {
  @Test(arguments: [
    (["score", "score", "SCORE"], ["score", "score (2)", "SCORE (3)"]), (["a/b:c*[d]?\\e"], ["a_b_c__d___e"]),
    (["'x'"], ["x"]), ([""], ["Sheet"]), (["History"], ["Sheet"]), (["a\u{1}b"], ["a_b"]),
    (
      [String(repeating: "n", count: 40), String(repeating: "n", count: 31)],
      [String(repeating: "n", count: 31), String(repeating: "n", count: 27) + " (2)"]
    ),
    ([String(repeating: "\u{1f600}", count: 20)], [String(repeating: "\u{1f600}", count: 15)]),
  ])
  func `names are legal and unlike`(wanted: [String], given: [String]) {
    var names = SheetNames()
    #expect(wanted.map { names.name(near: $0) } == given)
  }
}
