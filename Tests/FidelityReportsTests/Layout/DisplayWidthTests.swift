import FidelityReports
import Testing

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("Zürich", 6), ("Zu\u{308}rich", 6), ("日本語", 6), ("한국어", 6), ("\u{1112}\u{1161}\u{11ab}", 2),
    ("ａｂ", 4), ("ｱｲ", 2), ("a\u{300}\u{301}b", 2), ("a\u{200b}b", 2), ("😀", 2), ("👩‍👩‍👧", 2), ("👍🏽", 2), ("🇩🇪", 2),
    ("\u{2764}", 1), ("\u{2764}\u{fe0f}", 2), ("𠮷", 2), ("→±≥", 3), ("กำ", 2), ("नि", 2), ("العربية", 7), ("…", 1),
    ("　", 2),
  ])
  func `columns of a terminal`(text: String, width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test(arguments: [
    ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("日本語", 6, "日本語"), ("日本語", 5, "日本…"),
    ("日本語", 4, "日…"), ("日本語", 2, "…"), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"), ("", 1, ""),
  ])
  func `cut to a width`(text: String, width: Int, cut: String) {
    #expect(DisplayWidth.cut(text, to: width) == cut)
    #expect(DisplayWidth.of(DisplayWidth.cut(text, to: width)) <= width)
  }
}
