import FidelityComponents
import FidelityData
import FidelityTesting
import Testing

@Suite("Ratings in order of units")
struct OrderedRatingsTests {
  /// Units of 1 to 4 ratings by some of 12 raters; the last raters come late.
  static func rows(_ unitCount: Int) -> (units: [UInt32], raters: [UInt32], values: [Double]) {
    var generator = SeededGenerator(seed: 13)
    var (units, raters, values): ([UInt32], [UInt32], [Double]) = ([], [], [])
    for unit in 0..<unitCount {
      let effect = 3 * generator.normal()
      let known = unit < unitCount / 2 ? 5 : 12
      let first = Int(generator.next() % UInt64(known))
      for step in 0...Int(generator.next() % 4) {
        units.append(UInt32(unit))
        raters.append(UInt32((first + step) % known))
        values.append(50 + effect + generator.normal())
      }
    }
    return (units, raters, values)
  }

  static func state(_ units: [UInt32], _ raters: [UInt32], _ values: [Double]) -> OrderedRatings {
    var state = OrderedRatings()
    state.add(units: units.span, raters: raters.span, values: values.span)
    return state
  }

  @Test("In pieces of any length, merged from the left or from the right", arguments: [1, 2, 3, 7, 40, 1_000])
  func pieces(length: Int) {
    let (units, raters, values) = Self.rows(60)
    let whole = Self.state(units, raters, values)
    let table = ComponentTable(codes: ["unit": units, "rater": raters], values: values)
    let pieces = stride(from: 0, to: units.count, by: length).map { start in
      let rows = start..<min(start + length, units.count)
      return Self.state(Array(units[rows]), Array(raters[rows]), Array(values[rows]))
    }
    var left = OrderedRatings()
    for piece in pieces { left.merge(piece) }
    var right = OrderedRatings()
    for piece in pieces.reversed() {
      var joined = piece
      joined.merge(right)
      right = joined
    }
    var batches = OrderedRatings()
    for start in stride(from: 0, to: units.count, by: length) {
      let rows = start..<min(start + length, units.count)
      batches.add(
        units: units.span.extracting(rows), raters: raters.span.extracting(rows), values: values.span.extracting(rows))
    }
    for state in [whole, left, right, batches] {
      #expect(state.isOrdered && state.moments.unitCount == 60 && state.skippedCount == 0)
      #expect(state.moments.observationCount == Double(units.count) && state.moments.raterCount == 12)
      CrossedMomentsTests.expectSame(table.crossed().fit(), state.moments.fit())
    }
  }

  @Test("A unit that comes back is noticed, in a batch and over a merge")
  func comesBack() {
    #expect(!Self.state([0, 1, 0], [0, 0, 1], [1, 2, 3]).isOrdered)
    #expect(!Self.state([0, 1, 2, 1], [0, 0, 1, 1], [1, 2, 3, 4]).isOrdered)
    var first = Self.state([0, 1], [0, 0], [1, 2])
    first.merge(Self.state([0], [1], [3]))
    #expect(!first.isOrdered)
    var third = Self.state([0, 1, 5], [0, 0, 0], [1, 2, 3])
    third.merge(Self.state([5, 6, 7], [1, 0, 0], [3, 4, 5]))
    #expect(third.isOrdered && third.moments.unitCount == 5)
    third.merge(Self.state([7, 3], [1, 0], [3, 4]))
    #expect(!third.isOrdered)
    #expect(!Self.state([0, 1, 2, 3, 4, 5, 2, 9], [0, 0, 0, 0, 0, 0, 0, 0], [1, 2, 3, 4, 5, 6, 7, 8]).isOrdered)
    // A unit without ratings counts as one that has been there.
    var fourth = Self.state([0, 1, 2, 3, 4, 5], [0, 0, 0, 0, 0, 0], [1, 2, 3, 4, 5, .nan])
    #expect(fourth.isOrdered)
    fourth.merge(Self.state([4, 6], [1, 0], [1, 2]))
    #expect(!fourth.isOrdered)
  }

  @Test("Missing units, raters and values are counted; nothing at all is nothing")
  func missing() {
    let state = Self.state([0, 0, 0, missingKey, 1], [0, 1, missingKey, 0, 0], [1, .nan, 2, 3, 4])
    #expect(state.skippedCount == 3 && state.moments.observationCount == 2 && state.moments.unitCount == 2)
    #expect(OrderedRatings().moments.fit().status == .tooFewObservations)
  }

  @Test("Raters of a table are numbered in their order, however many", arguments: [2, 15, 16, 17, 30])
  func numbered(raterCount: Int) throws {
    let count = 12
    let values = CrossedMomentsTests.ratings(count, raterCount, missing: 0.2).map { ($0 * 4).rounded() / 4 }
    var (units, raters, rated) = ([String](), [String](), [Double]())
    for place in values.indices.reversed() where !values[place].isNaN {
      units.append("u\(place % count)")
      // Names of one length ascend as numbers do.
      raters.append("r\(100 + place / count)")
      rated.append(values[place])
    }
    let table = try RatingTable(units: units, raters: raters, values: rated)
    let moments = CrossedMoments(table)
    #expect(moments.raterCount == raterCount)
    CrossedMomentsTests.expectSame(moments.fit(), CrossedMomentsTests.moments(values, raterCount).fit())
  }

  @Test("A rating table gives what its rows give, by group")
  func table() throws {
    let (units, raters, values) = Self.rows(40)
    let table = try RatingTable(
      units: units.map { "u\($0)" }, raters: raters.map { "r\($0)" }, values: values.map { ($0 * 4).rounded() / 4 },
      duplicates: .first)
    let rounded = Self.state(units, raters, values.map { ($0 * 4).rounded() / 4 })
    CrossedMomentsTests.expectSame(CrossedMoments(table).fit(), rounded.moments.fit())
  }
}
