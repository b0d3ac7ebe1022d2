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
}
