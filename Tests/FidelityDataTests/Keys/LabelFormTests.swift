import FidelityData
import FidelityTesting
import Testing

@Suite("Forms of labels")
struct LabelFormTests {
  private static let forms = ["yes", "Yes", "YES", " yes ", "yes\u{a0}", "\u{2003}yES"]

  @Test("case and blanks of every kind fold")
  func folded() {
    #expect(Set(Self.forms.map(LabelForm.folded)) == ["yes"])
    #expect(LabelForm.folded("Lesson\t 1") == "lesson 1")
    #expect(LabelForm.folded("\u{c9}COLE") == "\u{e9}cole")
    #expect(LabelForm.folded("a-b") != LabelForm.folded("a b"))
  }

  @Test("look-alikes are found, in order, and at most so many")
  func lookAlikes() {
    #expect(LabelForm.lookAlikes(["b", "a", "c1"]) == [])
    #expect(LabelForm.lookAlikes(["b", "A", "a", "B ", "x"]) == [["A", "a"], ["B ", "b"]])
    let many = (0..<20).flatMap { ["u\($0)", "U\($0)"] }
    #expect(LabelForm.lookAlikes(many).count == 5)
  }

  @Test("a dictionary that folds has one key for look-alikes, in whatever parts they come", arguments: 0..<20)
  func folds(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let labels = (0..<60).map { _ in
      (Self.forms + ["no", "No", "5", " 5", "caf\u{e9}", "CAFE\u{301}"]).randomElement(using: &generator) ?? ""
    }
    var whole = KeyDictionary(foldsLabels: true)
    let codes = labels.map { whole.code(of: $0) }
    for (label, code) in zip(labels, codes) { #expect(LabelForm.folded(whole.label(code)) == LabelForm.folded(label)) }
    #expect(whole.count == Set(labels.map(LabelForm.folded)).count)
    // Two parts, merged.
    let cut = Int.random(in: 0...60, using: &generator)
    var (first, second) = (KeyDictionary(foldsLabels: true), KeyDictionary(foldsLabels: true))
    let firstCodes = labels[..<cut].map { first.code(of: $0) }
    let secondCodes = labels[cut...].map { second.code(of: $0) }
    let translation = first.merge(second)
    #expect(firstCodes + secondCodes.map { translation[Int($0)] } == codes)
    #expect(first.labels == whole.labels)
    var plain = KeyDictionary()
    for label in labels { _ = plain.code(of: label) }
    // Both forms of one letter are one key without folding too.
    #expect(plain.count >= whole.count)
  }

  @Test("two Unicode forms of a key are noted, once each, through a merge too")
  func mergedForms() {
    let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
    var first = KeyDictionary()
    for text in [composed, decomposed, decomposed, "tea"] { _ = first.code(of: text) }
    #expect(first.mergedForms.count == 1)
    #expect(first.mergedForms.first.map { Array($0.first.utf8) } == Array(composed.utf8))
    #expect(first.mergedForms.first.map { Array($0.second.utf8) } == Array(decomposed.utf8))
    var (left, right) = (KeyDictionary(), KeyDictionary())
    _ = left.code(of: composed)
    _ = right.code(of: decomposed)
    #expect(left.mergedForms.isEmpty)
    #expect(left.merge(right) == [0])
    #expect(left.mergedForms.count == 1)
    #expect(LabelForm.codePoints(composed) == #"caf\u{00E9}"#)
  }

  @Test("levels of parts are an order where they agree")
  func levels() {
    func part(_ levels: [String]?, _ keys: [String]) -> KeyDictionary {
      var dictionary = KeyDictionary()
      if let levels { dictionary.take(levels: levels) }
      for key in keys { _ = dictionary.code(of: key) }
      return dictionary
    }
    func merged(_ parts: KeyDictionary...) -> KeyDictionary.Levels {
      var result = parts[0]
      for part in parts.dropFirst() { _ = result.merge(part) }
      return result.levels
    }
    let scale = ["low", "mid", "high"]
    #expect(merged(part(scale, ["mid"]), part(scale, ["low", "mid"])) == .inOrder(scale))
    // A part without a row has no say.
    #expect(merged(part(scale, ["mid"]), part(nil, [])) == .inOrder(scale))
    #expect(merged(part(nil, []), part(scale, ["mid"])) == .inOrder(scale))
    #expect(merged(part(scale, ["mid"]), part(scale.reversed(), ["low"])) == .contradictory)
    #expect(merged(part(scale, ["mid"]), part(nil, ["low"])) == .contradictory)
    #expect(merged(part(nil, ["low"]), part(scale, ["mid"])) == .contradictory)
    #expect(merged(part(nil, ["low"]), part(nil, ["mid"])) == .none)
  }
}
