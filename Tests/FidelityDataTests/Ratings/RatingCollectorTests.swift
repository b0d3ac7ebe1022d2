import FidelityData
import Testing

@Suite struct RatingCollectorTests {
  @Test func `merging appends`() {
    var one = RatingCollector()
    one.append(group: 0, unit: 1, rater: 2, category: 3)
    var other = RatingCollector()
    other.append(group: 4, unit: 5, rater: 6, category: 7)
    other.append(group: 8, unit: 9, rater: 10, category: 11)
    one.merge(other)
    one.merge(RatingCollector())
    #expect(one.count == 3)
    #expect(one.ratings.map(\.group) == [0, 4, 8])
    #expect(one.ratings.map(\.unit) == [1, 5, 9])
    #expect(one.ratings.map(\.rater) == [2, 6, 10])
    #expect(one.ratings.map(\.category) == [3, 7, 11])
  }

  @Test func `recoded categories`() {
    var collector = RatingCollector()
    for category: UInt32 in [2, 0, 1, 2] { collector.append(group: 0, unit: 0, rater: category, category: category) }
    let recoded = collector.recoded([5, 6, 7])
    #expect(recoded.ratings.map(\.category) == [7, 5, 6, 7])
    #expect(recoded.ratings.map(\.rater) == collector.ratings.map(\.rater))
    #expect(recoded.count == 4)
  }

  @Test func `merging translates codes, part after part`() {
    func part(_ codes: [UInt32]) -> RatingCollector {
      var part = RatingCollector()
      for code in codes { part.append(group: code, unit: code, rater: code, category: code) }
      return part
    }
    var inner = part([0, 1])
    inner.merge(part([0, 1]), groups: [1, 0], units: [2, 3], raters: [5, 4], categories: [6, 7])
    var whole = part([2])
    whole.merge(
      inner, groups: [10, 11], units: [20, 21, 22, 23], raters: [30, 31, 32, 33, 34, 35],
      categories: [40, 41, 42, 43, 44, 45, 46, 47])
    whole.append(group: 9, unit: 9, rater: 9, category: 9)
    #expect(whole.count == 6)
    #expect(whole.ratings.map(\.group) == [2, 10, 11, 11, 10, 9])
    #expect(whole.ratings.map(\.unit) == [2, 20, 21, 22, 23, 9])
    #expect(whole.ratings.map(\.rater) == [2, 30, 31, 35, 34, 9])
    #expect(whole.ratings.map(\.category) == [2, 40, 41, 46, 47, 9])
  }

  @Test func `a missing key stays missing`() {
    var (whole, part) = (RatingCollector(), RatingCollector())
    part.append(group: missingKey, unit: 0, rater: 0, category: 0)
    part.append(group: 0, unit: missingKey, rater: 0, category: 0)
    whole.merge(part, groups: [3], units: [4], raters: [5], categories: [6])
    #expect(whole.ratings.map(\.group) == [missingKey, 3])
    #expect(whole.ratings.map(\.unit) == [4, missingKey])
  }
}
