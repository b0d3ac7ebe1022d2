import FidelityCharts
import Testing

@Suite("Labels")
struct LabelTextTests {
  @Test("cut in the middle, never wider than the room", arguments: [20.0, 60, 168, 400])
  func cut(room: Double) {
    let name = "The Elementary School of the Upper Valley and of the River, No. 17"
    let cut = LabelText.cut(name, to: room)
    #expect(TextMeasure.width(cut) <= room)
    #expect(cut.contains("…"))
    if room > 60 { #expect(cut.hasPrefix("The") && cut.hasSuffix("7")) }
  }

  @Test("what fits stays as it is", arguments: ["", "S01", "上谷"])
  func whole(text: String) { #expect(LabelText.cut(text, to: 60) == text) }

  @Test("lines keep every word, and none is too wide")
  func lines() {
    let text = "Of 10,000 sites the curve shows all by rank and the rows beneath the ten highest and ten lowest"
    let lines = LabelText.lines(text, width: 120)
    #expect(lines.joined(separator: " ") == text)
    #expect(lines.allSatisfy { TextMeasure.width($0) <= 120 })
    #expect(LabelText.lines(String(repeating: "x", count: 80), width: 100).allSatisfy { TextMeasure.width($0) <= 100 })
    #expect(LabelText.lines("", width: 100).isEmpty)
  }

  @Test(
    "direction",
    arguments: [("בית 1", true), ("1 בית", true), ("مدرسة", true), ("School", false), ("12", false)])
  func direction(text: String, isRightToLeft: Bool) {
    #expect(TextMeasure.isRightToLeft(text) == isRightToLeft)
  }

  @Test("wide characters and marks count as they are shown")
  func widths() {
    #expect(TextMeasure.width("学校") > 2 * 12)
    #expect(TextMeasure.width("e\u{301}") < 1.3 * TextMeasure.width("e"))
    #expect(TextMeasure.width("👩🏽‍🏫") < 20)
  }

  @Test(
    "numbers as people read them",
    arguments: [
      (0.5, "0.50"), (12.34, "12.3"), (1234.5, "1234"), (-0.25, "\u{2212}0.25"), (0, "0"), (3, "3"), (.nan, "–"),
      (0.0123, "0.012"), (1e9, "1.0e09"),
    ] as [(Double, String)])
  func numbers(number: Double, text: String) { #expect(ChartNumber.short(number) == text) }

  @Test("thousands", arguments: [(1, "1"), (1_234, "1234"), (12_345, "12,345"), (1_000_000, "1,000,000"), (0, "0")])
  func counts(count: Int, text: String) { #expect(ChartNumber.count(count) == text) }
}
