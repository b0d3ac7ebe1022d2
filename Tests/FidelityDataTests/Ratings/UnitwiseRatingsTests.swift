import FidelityData
import FidelityTesting
import Testing

/// Random ratings, counted as they come in batches and parts with codes of their own, against the same ratings
/// collected.
@Suite("Ratings counted unit by unit")
struct UnitwiseRatingsTests {
  @Test("The same units as in a table of collected ratings", arguments: 0..<240)
  func random(seed: Int) throws {
    let ratings = RandomRatings(seed: UInt64(seed))
    let found = ratings.counted()
    if ratings.rule == .error, ratings.hasDuplicates {
      #expect(found == nil, "duplicates went unseen")
      return
    }
    let units = try #require(found, "\(ratings.summary) failed")
    try ratings.expectSame(units)
  }

  @Test("Rows in any order are refused, or give the same", arguments: 0..<60)
  func scattered(seed: Int) throws {
    var ratings = RandomRatings(seed: UInt64(1_000 + seed))
    ratings.shuffle()
    if ratings.rule == .error, ratings.hasDuplicates { return }
    if let units = ratings.counted() { try ratings.expectSame(units) }
  }

  @Test("A unit that comes back in another part is seen, whatever its kind of name", arguments: UnitNames.allCases)
  func comesBack(names: UnitNames) throws {
    for order in [[1, 2, 3, 1], [1, 3, 2, 1], [5, 4, 3, 2, 1, 5], [2, 1, 3, 2]] {
      var ratings = RandomRatings(seed: 5)
      ratings.kind = .long(raters: 3, groups: 0)
      ratings.rule = .first
      ratings.names = names
      ratings.rows = order.map { RandomRatings.Row(unit: $0, rater: 0, group: 0, cells: [1]) }
      for cut in 1..<order.count {
        ratings.cuts = [cut]
        #expect(ratings.counted() == nil, "\(order) cut at \(cut)")
      }
    }
  }

  @Test("Units of each group in a stretch of their own, as in a table melted by item")
  func stretches() throws {
    var ratings = RandomRatings(seed: 9)
    ratings.kind = .long(raters: 2, groups: 3)
    ratings.rule = .error
    for names in [UnitNames.wholes, .numbered, .padded] {
      ratings.names = names
      ratings.rows = (0..<3).flatMap { group in
        (0..<20).flatMap { unit in
          (0..<2).map { RandomRatings.Row(unit: unit, rater: $0, group: group, cells: [unit % 4 + $0]) }
        }
      }
      for cuts in [[], [17], [40], [39, 41, 80]] {
        ratings.cuts = cuts
        try ratings.expectSame(try #require(ratings.counted(), "\(names) \(cuts)"))
      }
      // A group that comes back with an earlier unit.
      ratings.cuts = [30]
      ratings.rows.append(RandomRatings.Row(unit: 3, rater: 1, group: 0, cells: [1]))
      #expect(ratings.counted() == nil)
    }
  }

  @Test("Millions of units that ascend leave no trace; one that does not is seen")
  func manyUnits() {
    let layout = RandomRatings.layout(.wide(raters: 2, byRow: false))
    var dictionary = CategoryDictionary(.numbers)
    for value in 0..<3 { _ = dictionary.code(of: Double(value)) }
    var counted = UnitwiseRatings(layout, duplicates: .error, needsRaters: false, minimumRatings: 1)
    func take(_ units: [Int64]) {
      let zeros = Buffer(Array(repeating: UInt32(0), count: units.count))
      let columns = (0..<2).map { column in
        Buffer(units.map { UInt32(truncatingIfNeeded: ($0 + $0 % 2 * Int64(column)) % 3) })
      }
      counted.take(
        .init(
          count: units.count, units: [.wholes(Buffer(units))], raters: zeros, groups: zeros, columns: columns,
          raterCount: 2, groupCount: 1), &dictionary)
    }
    for start in stride(from: 0, to: 3_000_000, by: 50_000) { take((0..<50_000).map { Int64(start + $0) }) }
    #expect(!counted.hasFailed)
    var ended = counted
    ended.end(&dictionary)
    let units = ended.countedUnits(groupCount: 1, raters: [0, 1], categories: nil, dictionary)
    #expect(units.multiplicities?.reduce(0, +) == 3_000_000 && units.table.units.count <= 9)
    take([17])
    #expect(counted.hasFailed)
  }
}

/// How units are named.
enum UnitNames: CaseIterable { case wholes, numbered, padded, scrambled, pair }

/// A random table of ratings and what is asked of it.
struct RandomRatings {
  enum Kind {
    /// A rating a row, with its rater and its group; no groups where there are 0.
    case long(raters: Int, groups: Int)
    /// A column for each rater; rows are of groups.
    case wide(raters: Int, byRow: Bool)
    /// A column for each item and rater; items are groups.
    case items(Int, raters: Int)
    /// A column for each item; rows are of raters.
    case itemsByRater(Int, raters: Int)
    /// A column for each segment and rater; segments are units.
    case segments(Int, raters: Int)
  }

  struct Row {
    var unit: Int
    var rater: Int?
    var group: Int?
    var cells: [Int?]
  }

  var kind: Kind
  var rule: DuplicateRule
  var names: UnitNames
  var rows: [Row]
  var cuts: [Int] = []
  private var batchSize: Int
  private let needsRaters: Bool
  private let minimumRatings: Int
  private var generator: SeededGenerator

  init(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    let raters = [2, 3, 5, 9, 25, 70][int(0...5)]
    kind =
      switch int(0...4) {
      case 0: .long(raters: raters, groups: int(0...2) * 3)
      case 1: .wide(raters: min(raters, 25), byRow: int(0...1) == 0)
      case 2: .items(int(1...4), raters: min(raters, 9))
      case 3: .itemsByRater(int(1...4), raters: raters)
      default: .segments(int(1...3), raters: min(raters, 9))
      }
    rule = [.error, .first, .last, .mean][int(0...3)]
    names = UnitNames.allCases[int(0...4)]
    needsRaters = int(0...1) == 0
    minimumRatings = int(1...3)
    batchSize = int(1...60)
    let categories = [2, 5, 7, 40][int(0...3)]
    let unitCount = int(1...80)
    let hasDuplicates = int(0...2) == 0
    let missing = int(2...12)
    var rows: [Row] = []
    func cell() -> Int? { int(0...missing) == 0 ? nil : int(0...categories - 1) }
    func key(_ limit: Int) -> Int? { limit == 0 ? 0 : int(0...40) == 0 ? nil : int(0...limit - 1) }
    for unit in 0..<unitCount {
      switch kind {
      case .long(let raters, let groups):
        let chosen = (0..<raters).shuffled(using: &generator).prefix(int(1...min(raters, 6)))
        for rater in chosen {
          let row = Row(unit: unit, rater: int(0...60) == 0 ? nil : rater, group: key(groups), cells: [cell()])
          rows.append(row)
          if hasDuplicates, int(0...5) == 0 {
            rows.append(Row(unit: unit, rater: rater, group: row.group, cells: [cell()]))
          }
        }
      case .wide(let raters, let byRow):
        let row = Row(unit: unit, rater: 0, group: byRow ? key(3) : 0, cells: (0..<raters).map { _ in cell() })
        rows.append(row)
        if hasDuplicates, int(0...5) == 0 { rows.append(row) }
      case .items(let items, let raters), .segments(let items, let raters):
        rows.append(Row(unit: unit, rater: 0, group: 0, cells: (0..<items * raters).map { _ in cell() }))
        if hasDuplicates, int(0...9) == 0 { rows.append(rows[rows.count - 1]) }
      case .itemsByRater(let items, let raters):
        for rater in (0..<raters).shuffled(using: &generator).prefix(int(1...min(raters, 5))) {
          rows.append(Row(unit: unit, rater: rater, group: 0, cells: (0..<items).map { _ in cell() }))
          if hasDuplicates, int(0...9) == 0 { rows.append(rows[rows.count - 1]) }
        }
      }
    }
    self.rows = rows
    let cutCount = int(0...4)
    cuts = (0..<cutCount).map { _ in int(0...rows.count) }.sorted()
    self.generator = generator
  }

  mutating func shuffle() { rows.shuffle(using: &generator) }

  var summary: String { "\(kind) \(rule) \(names), raters: \(needsRaters), at least \(minimumRatings)" }

  static func layout(_ kind: Kind) -> UnitwiseRatings.Layout {
    func codes(_ factor: Int, _ summands: [Int], byRow: Bool) -> UnitwiseRatings.Layout.Codes {
      .init(factor: UInt32(factor), summands: summands.map { UInt32($0) }, isByRow: byRow)
    }
    switch kind {
    case .long(_, let groups):
      return .init(units: [0], raters: codes(1, [0], byRow: true), groups: codes(1, [0], byRow: groups > 0))
    case .wide(let raters, let byRow):
      return .init(
        units: Array(repeating: 0, count: raters), raters: codes(raters, Array(0..<raters), byRow: false),
        groups: codes(1, Array(repeating: 0, count: raters), byRow: byRow))
    case .items(let items, let raters):
      let cells = Array(0..<items * raters)
      return .init(
        units: cells.map { _ in 0 }, raters: codes(raters, cells.map { $0 % raters }, byRow: false),
        groups: codes(items, cells.map { $0 / raters }, byRow: false))
    case .itemsByRater(let items, _):
      return .init(
        units: Array(repeating: 0, count: items), raters: codes(1, Array(repeating: 0, count: items), byRow: true),
        groups: codes(items, Array(0..<items), byRow: false))
    case .segments(let segments, let raters):
      let cells = Array(0..<segments * raters)
      return .init(
        units: cells.map { UInt32($0 / raters) }, raters: codes(raters, cells.map { $0 % raters }, byRow: false),
        groups: codes(1, cells.map { _ in 0 }, byRow: false))
    }
  }
}

// MARK: - Counting

extension RandomRatings {
  /// Codes of numbers in the order of meeting.
  private struct Codes {
    private(set) var values: [Int] = []

    mutating func code(_ value: Int?) -> UInt32 {
      guard let value else { return missingKey }
      if let code = values.firstIndex(of: value) { return UInt32(code) }
      values.append(value)
      return UInt32(values.count - 1)
    }
  }

  private struct Part {
    var ratings: UnitwiseRatings
    var raters = Codes()
    var groups = Codes()
    var dictionary = CategoryDictionary(.numbers)
  }

  private func label(_ unit: Int) -> String {
    switch names {
    case .wholes, .pair, .numbered: "u\(unit * 3)"
    case .padded: "u" + String(String(100_000 + unit * 3).dropFirst())
    case .scrambled: "u\((unit * 7_919 + 13) % 9_973)"
    }
  }

  private func part(_ range: Range<Int>) -> Part {
    let layout = Self.layout(kind)
    var part = Part(
      ratings: UnitwiseRatings(layout, duplicates: rule, needsRaters: needsRaters, minimumRatings: minimumRatings))
    var keys = KeyDictionary()
    for start in stride(from: range.lowerBound, to: range.upperBound, by: batchSize) {
      let batch = rows[start..<min(start + batchSize, range.upperBound)]
      let columns = batch[batch.startIndex].cells.indices.map { column in
        Buffer(batch.map { row in row.cells[column].map { part.dictionary.code(of: Double($0)) } ?? missingKey })
      }
      let units: [UnitColumn] =
        switch names {
        case .wholes: [.wholes(Buffer(batch.map { Int64($0.unit * 3 - 40) }))]
        case .pair:
          [.wholes(Buffer(batch.map { Int64($0.unit / 7) })), .wholes(Buffer(batch.map { Int64($0.unit % 7) }))]
        case .numbered, .padded, .scrambled:
          {
            let codes = batch.map { keys.code(of: label($0.unit)) }
            return [.keys(Buffer(codes), keys)]
          }()
        }
      let raters = Buffer(batch.map { part.raters.code($0.rater) })
      let groups = Buffer(batch.map { part.groups.code($0.group) })
      part.ratings.take(
        UnitwiseRatings.Rows(
          count: batch.count, units: units, raters: raters, groups: groups, columns: columns,
          raterCount: part.raters.values.count * raterFactor, groupCount: part.groups.values.count * groupFactor),
        &part.dictionary)
    }
    return part
  }

  private var raterFactor: Int {
    switch kind {
    case .long, .itemsByRater: 1
    case .wide(let raters, _), .items(_, let raters), .segments(_, let raters): raters
    }
  }

  private var groupFactor: Int {
    switch kind {
    case .long, .wide, .segments: 1
    case .items(let items, _), .itemsByRater(let items, _): items
    }
  }

  /// The counted units; nil where the ratings must be collected.
  func counted() -> Counted? {
    let bounds = [0] + cuts + [rows.count]
    var all: Part?
    for (start, end) in zip(bounds, bounds.dropFirst()) {
      let part = part(start..<end)
      guard var whole = all else {
        all = part
        continue
      }
      func flat(_ codes: [UInt32], _ factor: Int) -> [UInt32] {
        codes.flatMap { code in (0..<factor).map { code * UInt32(factor) + UInt32($0) } }
      }
      let raters = flat(part.raters.values.map { whole.raters.code($0) }, raterFactor)
      let groups = flat(part.groups.values.map { whole.groups.code($0) }, groupFactor)
      let categories = whole.dictionary.merge(part.dictionary)
      whole.ratings.merge(
        part.ratings, groups: groups, raters: raters, categories: categories, &whole.dictionary)
      all = whole
    }
    guard var whole = all else { return nil }
    whole.ratings.end(&whole.dictionary)
    if whole.ratings.hasFailed { return nil }
    let ranks = whole.raters.values.flatMap { rater in
      (0..<raterFactor).map { UInt32(rater * raterFactor + $0) }
    }
    let units = whole.ratings.countedUnits(
      groupCount: whole.groups.values.count * groupFactor, raters: ranks, categories: nil, whole.dictionary)
    return Counted(
      units, groups: whole.groups.values.flatMap { group in (0..<groupFactor).map { group * groupFactor + $0 } })
  }
}

/// How many units there are of each content.
struct Counted: Equatable {
  struct Unit: Hashable {
    var group: Int
    /// Rater by rater, or in ascending order where who gave them does not matter.
    var raters: [UInt32]
    var values: [Double]
  }

  var units: [Unit: Double] = [:]
  /// The raters of each group, where units do not tell.
  var raterCounts: [Int: Int]?

  /// - Parameter groups: the number of each group code.
  init(_ counted: CountedUnits, groups: [Int], isLabelled: Bool? = nil) {
    let table = counted.table
    let isLabelled = isLabelled ?? (counted.raterCounts == nil)
    for (group, number) in groups.enumerated() {
      for unit in table.groupOffsets[group]..<table.groupOffsets[group + 1] {
        let ratings = table.unitOffsets[unit]..<table.unitOffsets[unit + 1]
        let values = table.categories[ratings].map { table.dictionary.numbers[Int($0)] }
        let content = Unit(
          group: number, raters: isLabelled ? Array(table.raters[ratings]) : [],
          values: isLabelled ? values : values.sorted())
        units[content, default: 0] += counted.multiplicities?[unit] ?? 1
      }
    }
    if let counts = counted.raterCounts {
      raterCounts = Dictionary(zip(groups, counts)) { first, _ in first }.filter { $0.value > 0 }
    }
  }
}

// MARK: - Comparing

extension RandomRatings {
  private struct Rating {
    var group: Int
    var unit: Int
    var rater: Int
    var value: Int
  }

  /// Each complete rating, in the order of the data.
  private var all: [Rating] {
    let layout = Self.layout(kind)
    var ratings: [Rating] = []
    for row in rows {
      guard let rater = row.rater, let group = row.group else { continue }
      for (column, cell) in row.cells.enumerated() {
        guard let cell else { continue }
        ratings.append(
          Rating(
            group: group * groupFactor + Int(layout.groups.summands[column]),
            unit: row.unit * 8 + Int(layout.units[column]),
            rater: rater * raterFactor + Int(layout.raters.summands[column]), value: cell))
      }
    }
    return ratings
  }

  var hasDuplicates: Bool { Set(all.map { [$0.group, $0.unit, $0.rater] }).count < all.count }

  func expectSame(_ found: Counted) throws {
    var (collector, dictionary) = (RatingCollector(), CategoryDictionary(.numbers))
    for rating in all {
      collector.append(
        group: UInt32(rating.group), unit: UInt32(rating.unit), rater: UInt32(rating.rater),
        category: dictionary.code(of: Double(rating.value)))
    }
    let table = try RatingTable(
      collector, groupCount: (all.map(\.group).max() ?? -1) + 1, unitCount: 8 * 100, dictionary: dictionary,
      duplicates: rule)
    let isLabelled = found.raterCounts == nil
    #expect(isLabelled || !needsRaters)
    var expected = Counted(CountedUnits(table: table), groups: Array(0..<table.groupCount), isLabelled: isLabelled)
    if !isLabelled {
      var raterCounts: [Int: Int] = [:]
      for group in 0..<table.groupCount {
        var raters: Set<UInt32> = []
        for unit in table.groupOffsets[group]..<table.groupOffsets[group + 1] {
          let ratings = table.unitOffsets[unit]..<table.unitOffsets[unit + 1]
          if ratings.count >= minimumRatings { raters.formUnion(table.raters[ratings]) }
        }
        if !raters.isEmpty { raterCounts[group] = raters.count }
      }
      expected.raterCounts = raterCounts
    }
    let isSame = found == expected
    #expect(isSame, "\(summary)")
  }
}
