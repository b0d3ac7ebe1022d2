import FidelityData
import FidelityTesting
import Testing

@Suite struct RatingTableTests {
  /// One rating, with its value.
  private struct Rating: Hashable {
    let group: UInt32
    let unit: UInt32
    let rater: UInt32
    let value: Double
  }

  private struct Place: Hashable {
    let group: UInt32
    let unit: UInt32
    let rater: UInt32
  }

  private static let groupCount = 5
  private static let unitCount = 40

  private static func ratings(
    _ count: Int, repeats: Bool, using generator: inout SeededGenerator
  ) -> [Rating] {
    var seen: Set<Place> = []
    return (0..<count).compactMap { _ in
      let place = Place(
        group: .random(in: 0..<UInt32(groupCount - 1), using: &generator),
        unit: .random(in: 0..<UInt32(unitCount - 2), using: &generator), rater: .random(in: 0..<9, using: &generator))
      guard seen.insert(place).inserted || repeats else { return nil }
      let value = Double(Int.random(in: 1...5, using: &generator))
      return Rating(group: place.group, unit: place.unit, rater: place.rater, value: value)
    }
  }

  /// Every value gets its code here, so that codes do not depend on the order of the ratings.
  private static func dictionary() -> CategoryDictionary {
    var dictionary = CategoryDictionary(.numbers)
    for value in [4.0, 2, 5, 1, 3] { _ = dictionary.code(of: value) }
    return dictionary
  }

  private static func collected(_ ratings: some Sequence<Rating>) -> RatingCollector {
    var collector = RatingCollector()
    var dictionary = dictionary()
    for rating in ratings {
      collector.append(
        group: rating.group, unit: rating.unit, rater: rating.rater, category: dictionary.code(of: rating.value))
    }
    return collector
  }

  private static func table(
    _ collector: RatingCollector, _ rule: DuplicateRule = .error
  ) throws(DuplicateRating) -> RatingTable {
    try RatingTable(
      collector, groupCount: groupCount, unitCount: unitCount, dictionary: dictionary(), duplicates: rule)
  }

  /// The table as a list, in its order.
  private static func list(_ table: RatingTable) -> [Rating] {
    (0..<table.groupCount).flatMap { group in
      (table.groupOffsets[group]..<table.groupOffsets[group + 1]).flatMap { place in
        (table.unitOffsets[place]..<table.unitOffsets[place + 1]).map { rating in
          Rating(
            group: UInt32(group), unit: table.units[place], rater: table.raters[rating],
            value: table.dictionary.numbers[Int(table.categories[rating])])
        }
      }
    }
  }

  private static func sorted(_ ratings: [Rating]) -> [Rating] {
    ratings.sorted { ($0.group, $0.unit, $0.rater) < ($1.group, $1.unit, $1.rater) }
  }

  @Test(arguments: [0, 1, 30, 1_500], [1 as UInt64, 2, 3])
  func `ratings in any order make the same table`(count: Int, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let ratings = Self.ratings(count, repeats: false, using: &generator)
    let table = try Self.table(Self.collected(ratings))
    #expect(Self.list(table) == Self.sorted(ratings))
    #expect(table.ratingCount == ratings.count)
    #expect(table.units.count == Set(ratings.map { [$0.group, $0.unit] }).count)
    #expect(table.unitOffsets.count == table.units.count + 1)
    for _ in 0..<4 {
      let other = try Self.table(Self.collected(ratings.shuffled(using: &generator)))
      #expect(other.groupOffsets == table.groupOffsets)
      #expect(other.unitOffsets == table.unitOffsets)
      #expect(other.units == table.units)
      #expect(other.raters == table.raters)
      #expect(other.categories == table.categories)
    }
  }

  @Test(arguments: DuplicateRule.allCases, [1, 2, 7])
  func `the merge of the parts is the whole`(rule: DuplicateRule, partCount: Int) throws {
    var generator = SeededGenerator(seed: 5)
    let ratings = Self.ratings(900, repeats: rule != .error, using: &generator)
    var merged = RatingCollector()
    for part in 0..<partCount {
      let bounds = (ratings.count * part / partCount)..<(ratings.count * (part + 1) / partCount)
      merged.merge(Self.collected(ratings[bounds]))
    }
    let table = try Self.table(merged, rule)
    #expect(Self.list(table) == Self.list(try Self.table(Self.collected(ratings), rule)))
  }

  @Test(arguments: [DuplicateRule.first, .last, .mean], [1 as UInt64, 2])
  func `duplicates by each rule, against a dictionary of lists`(rule: DuplicateRule, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let ratings = Self.ratings(2_000, repeats: true, using: &generator)
    let lists = Dictionary(grouping: ratings) { Place(group: $0.group, unit: $0.unit, rater: $0.rater) }
    #expect(lists.count < ratings.count)
    let expected = lists.map { place, list in
      let values = list.map(\.value)
      let value =
        switch rule {
        case .first: values[0]
        case .last: values[values.count - 1]
        default: values.reduce(0, +) / Double(values.count)
        }
      return Rating(group: place.group, unit: place.unit, rater: place.rater, value: value)
    }
    #expect(Self.list(try Self.table(Self.collected(ratings), rule)) == Self.sorted(expected))
    if rule == .mean {
      let other = try Self.table(Self.collected(ratings.shuffled(using: &generator)), rule)
      #expect(Self.list(other) == Self.sorted(expected))
    }
  }

  @Test func `duplicates are refused with the first five places`() {
    var collector = RatingCollector()
    for unit: UInt32 in [7, 6, 5, 4, 3, 2, 1] {
      for rater: UInt32 in [1, 0, 1] { collector.append(group: 0, unit: unit, rater: rater, category: 0) }
    }
    collector.append(group: 0, unit: 1, rater: 1, category: 0)
    let error = #expect(throws: DuplicateRating.self) { try Self.table(collector) }
    #expect(error?.count == 8)
    #expect(error?.examples.map { [$0.group, $0.unit, $0.rater] } == (1...5).map { [0, $0, 1] })
  }

  @Test func `few duplicates are all named`() {
    var collector = RatingCollector()
    for rater: UInt32 in [0, 3, 3, 2, 0] { collector.append(group: 2, unit: 9, rater: rater, category: rater) }
    let error = #expect(throws: DuplicateRating.self) { try Self.table(collector) }
    #expect(error?.count == 2)
    #expect(error?.examples.map { [$0.group, $0.unit, $0.rater] } == [[2, 9, 0], [2, 9, 3]])
  }

  @Test func `the same unit in two groups is no duplicate`() throws {
    var collector = RatingCollector()
    collector.append(group: 1, unit: 3, rater: 0, category: 1)
    collector.append(group: 0, unit: 3, rater: 0, category: 0)
    let table = try Self.table(collector)
    #expect(table.groupOffsets == [0, 1, 2, 2, 2, 2])
    #expect(table.categories == [0, 1])
  }

  @Test func `a rating without group or unit has no place`() throws {
    var collector = RatingCollector()
    collector.append(group: missingKey, unit: 3, rater: 0, category: 1)
    collector.append(group: 0, unit: missingKey, rater: 0, category: 1)
    collector.append(group: 0, unit: 3, rater: 0, category: 1)
    #expect(try Self.table(collector).ratingCount == 1)
  }

  @Test func `from arrays of names and numbers`() throws {
    let table = try RatingTable(
      units: ["u", "v", "u", "w", "v"], raters: ["a", "a", "b", "a", "b"], values: [1, 2, 1, .nan, 2.5])
    #expect(table.groupCount == 1)
    #expect(table.units == [0, 1])
    #expect(table.raters == [0, 1, 0, 1])
    #expect(table.categories.map { table.dictionary.numbers[Int($0)] } == [1, 1, 2, 2.5])
    #expect(throws: DuplicateRating.self) {
      try RatingTable(units: ["u", "u"], raters: ["a", "a"], values: [1, 1])
    }
    let mean = try RatingTable(units: ["u", "u"], raters: ["a", "a"], values: [1, 4], duplicates: .mean)
    #expect(mean.dictionary.numbers[Int(mean.categories[0])] == 2.5)
  }

  @Test func `from arrays of names and labels`() throws {
    let table = try RatingTable(
      units: ["u", "u", "v", "v"], raters: ["a", "b", "a", "b"], labels: ["yes", "no", nil, "no"])
    #expect(table.units == [0, 1])
    #expect(table.raters == [0, 1, 1])
    #expect(table.categories.map { table.dictionary.labels[Int($0)] } == ["yes", "no", "no"])
  }

  @Test func `nothing rated`() throws {
    let table = try RatingTable(units: ["u"], raters: ["a"], values: [.nan])
    #expect(table.groupOffsets == [0, 0])
    #expect(table.unitOffsets == [0])
    #expect(table.ratingCount == 0)
  }

  /// Many ratings by groups and units that are few or many, in order or not, in many parts.
  @Test(
    .serialized,
    arguments: [(1, 9_000), (40, 70), (9_000, 1), (300, 5_000_000), (70_000, 70_000)], [false, true])
  func `many ratings, against a sort of them all`(size: (groups: Int, units: Int), isSorted: Bool) throws {
    var generator = SeededGenerator(seed: 17)
    var list = (0..<120_000).map { _ in
      [
        UInt32.random(in: 0..<UInt32(size.groups), using: &generator),
        UInt32.random(in: 0..<UInt32(size.units), using: &generator), UInt32.random(in: 0..<50, using: &generator),
        UInt32.random(in: 0..<5, using: &generator),
      ]
    }
    if isSorted { list.sort { $0[0] != $1[0] ? $0[0] < $1[0] : $0[1] < $1[1] } }
    // By place; the first of those at one place counts.
    let order = list.indices.sorted { a, b in
      for key in 0..<3 where list[a][key] != list[b][key] { return list[a][key] < list[b][key] }
      return a < b
    }
    var expected: [[UInt32]] = []
    for index in order where expected.last?.prefix(3) != list[index].prefix(3) { expected.append(list[index]) }
    var collector = RatingCollector()
    for start in stride(from: 0, to: list.count, by: 7_001) {
      var part = RatingCollector()
      for row in list[start..<min(start + 7_001, list.count)] {
        part.append(group: row[0], unit: row[1], rater: 49 - row[2], category: row[3])
      }
      collector.merge(part)
    }
    collector.recodeRaters((0..<50).map { 49 - $0 })
    let before = WorkerThreads.count
    defer { WorkerThreads.count = before }
    for threads in [1, 3] {
      WorkerThreads.count = threads
      let table = try RatingTable(
        collector, groupCount: size.groups, unitCount: size.units, dictionary: Self.dictionary(), duplicates: .first)
      let found = (0..<table.groupCount).flatMap { group in
        (table.groupOffsets[group]..<table.groupOffsets[group + 1]).flatMap { unit in
          (table.unitOffsets[unit]..<table.unitOffsets[unit + 1]).map { rating in
            [UInt32(group), table.units[unit], table.raters[rating], table.categories[rating]]
          }
        }
      }
      let isSame = found == expected
      #expect(isSame)
      let units = table.units.indices.dropFirst().allSatisfy { table.unitOffsets[$0] < table.unitOffsets[$0 + 1] }
      #expect(units && table.groupOffsets.last == table.units.count)
    }
  }
}
