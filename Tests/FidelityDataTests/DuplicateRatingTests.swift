import FidelityData
import Testing

@Suite struct DuplicateRatingTests {
  @Test func `names units and raters`() {
    let error = #expect(throws: DuplicateRating.self) {
      try RatingTable(
        units: ["lesson 4", "lesson 9", "lesson 4", "lesson 9", "lesson 4"],
        raters: ["Zoe", "Ben", "Zoe", "Ben", "Ben"], values: [1, 2, 3, 3, 1])
    }
    #expect(
      error?.description
        == "2 ratings repeat a unit and a rater: unit lesson 4, rater Zoe; unit lesson 9, rater Ben")
    #expect(error?.examples.map(\.unitName) == ["lesson 4", "lesson 9"])
    // Raters have codes in the order of their names.
    #expect(error?.examples.map(\.rater) == [1, 0])
    let text = #expect(throws: DuplicateRating.self) {
      try RatingTable(units: ["a", "a"], raters: ["x", "x"], labels: ["yes", "no"])
    }
    #expect("\(text.map { "\($0)" } ?? "")" == "1 rating repeats a unit and a rater: unit a, rater x")
  }

  @Test func `codes where names are not known, and no more than five`() {
    var collected = RatingCollector()
    for unit in 0..<7 as Range<UInt32> {
      for _ in 0..<2 { collected.append(group: 0, unit: unit, rater: 3, category: 0) }
    }
    var dictionary = CategoryDictionary(.numbers)
    _ = dictionary.code(of: 1)
    let error = #expect(throws: DuplicateRating.self) {
      try RatingTable(collected, groupCount: 1, unitCount: 7, dictionary: dictionary)
    }
    #expect(
      error?.description == "7 ratings repeat a unit and a rater: unit 0, rater 3; unit 1, rater 3; unit 2, rater 3; "
        + "unit 3, rater 3; unit 4, rater 3; ...")
  }

  @Test func `a status prints the word of the file`() {
    for status in Status.allCases { #expect("\(status)" == status.rawValue) }
  }
}
