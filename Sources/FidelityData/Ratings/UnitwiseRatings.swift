/// Ratings that come unit by unit: counted as they come, and not collected.
///
/// A unit's ratings lie together in a file where its table has a column for each rater, or is sorted by unit. Then a
/// unit is known as soon as the next one begins, and only how many units of each group have which ratings is kept
/// (``PatternCounts``). ``UnitSequence`` sees to it that no unit comes twice; where one may, or where a rater rated one
/// twice and that is an error, this state ``hasFailed``, and the ratings must be collected from the beginning.
///
/// The first unit and the last stay open, since the rows before and after may be of them.
/// - Complexity: memory O(patterns), and what ``UnitSequence`` needs.
package struct UnitwiseRatings: Sendable {
  /// Which rating a cell is: the codes of its row and of its column make up that of its rater, and that of its group.
  package struct Layout: Sendable {
    /// Row code c and column k make c * factor + `summands[k]`.
    package struct Codes: Sendable {
      package let factor: UInt32
      package let summands: [UInt32]
      /// Whether rows have different codes.
      let isByRow: Bool

      package init(factor: UInt32, summands: [UInt32], isByRow: Bool) {
        self.factor = factor
        self.summands = summands
        self.isByRow = isByRow
      }
    }

    package let raters: Codes
    package let groups: Codes
    /// Which of the units of a row a column is of.
    package let units: [UInt32]
    /// Columns whose ratings in a row are of one unit of one group.
    let slots: [[Int]]

    package init(units: [UInt32], raters: Codes, groups: Codes) {
      self.units = units
      self.raters = raters
      self.groups = groups
      var slots: [[Int]] = []
      var known: [[UInt32]: Int] = [:]
      for column in units.indices {
        let place = [groups.summands[column], units[column]]
        if let slot = known[place] {
          slots[slot].append(column)
        } else {
          known[place] = slots.count
          slots.append([column])
        }
      }
      self.slots = slots
    }

    /// Whether the columns of a slot are of different raters, whom only the columns name.
    func hasRaterPerColumn(_ slot: [Int]) -> Bool {
      !raters.isByRow && Set(slot.map { raters.summands[$0] }).count == slot.count
    }
  }

  /// Some rows as codes.
  package struct Rows {
    let count: Int
    let units: [UnitColumn]
    /// Row codes.
    let raters: Buffer<UInt32>
    let groups: Buffer<UInt32>
    /// The categories of each column of ratings.
    let columns: [Buffer<UInt32>]
    /// How many codes of raters and of groups there are.
    let raterCount: Int
    let groupCount: Int

    package init(
      count: Int, units: [UnitColumn], raters: Buffer<UInt32>, groups: Buffer<UInt32>, columns: [Buffer<UInt32>],
      raterCount: Int, groupCount: Int
    ) {
      self.count = count
      self.units = units
      self.raters = raters
      self.groups = groups
      self.columns = columns
      self.raterCount = raterCount
      self.groupCount = groupCount
    }
  }

  private typealias Rating = RatingCollector.Rating

  private let layout: Layout
  private let rule: DuplicateRule
  private let minimumRatings: Int
  private let raterPerColumn: [Bool]
  private var sequence = UnitSequence()
  private var counts: PatternCounts
  /// The ratings of the first unit; nil before it has ended. Their unit is that of the column.
  private var first: [Rating]?
  /// The ratings of the last unit.
  private var last: [Rating] = []
  /// Whether there is a last unit.
  private var isOpen = false
  /// Ratings of units that have ended, which still must be arranged: each with its own number as the unit.
  private var unarranged: [Rating] = []
  private var unarrangedCount: UInt32 = 0
  private var hasDuplicates = false
  /// Ratings without rater or group.
  package private(set) var incompleteCount = 0

  /// - Parameters:
  ///   - needsRaters: whether it matters who gave which rating.
  ///   - minimumRatings: a rater counts who has a rating in a unit with so many.
  package init(_ layout: Layout, duplicates: DuplicateRule, needsRaters: Bool, minimumRatings: Int) {
    self.layout = layout
    rule = duplicates
    self.minimumRatings = minimumRatings
    raterPerColumn = layout.slots.map(layout.hasRaterPerColumn)
    counts = PatternCounts(needsRaters: needsRaters, minimumRatings: minimumRatings)
  }

  /// Whether there is any rating, after the end.
  package var hasRatings: Bool { counts.count > 0 }

  /// Whether the ratings must be collected.
  package var hasFailed: Bool { sequence.hasFailed || hasDuplicates }
}

// MARK: - Rows

extension UnitwiseRatings {
  /// Takes the next rows.
  /// - Parameter dictionary: of the categories; means of duplicates are added.
  package mutating func take(_ rows: Rows, _ dictionary: inout CategoryDictionary) {
    if hasFailed || rows.count == 0 { return }
    let groups = layout.groups.isByRow ? rows.groups : nil
    guard let runs = sequence.take(rows.units, rowCount: rows.count, groups: groups) else { return }
    if !runs.continues { endUnit() }
    last += ratings(columns: layout.units.indices, rows, runs.rows(0))
    isOpen = true
    if runs.count > 1 {
      endUnit()
      isOpen = true
      counts.prepare(categoryCount: dictionary.count, raterCount: rows.raterCount)
      let whole = 1..<runs.count - 1
      for slot in layout.slots.indices where !whole.isEmpty { take(slot, rows, runs, whole) }
      last = ratings(columns: layout.units.indices, rows, runs.rows(runs.count - 1))
    }
    arrange(&dictionary)
  }

  /// Takes rows that each stand for some units of their own, all with the same ratings: nothing but patterns is kept,
  /// however many units there are. A rater who has two ratings in a row makes the state fail.
  /// - Parameter weights: how many units each row stands for, whole numbers.
  package mutating func take(_ rows: Rows, weights: Buffer<Double>, categoryCount: Int) {
    if hasFailed { return }
    counts.prepare(categoryCount: categoryCount, raterCount: rows.raterCount)
    for row in 0..<rows.count where weights[row] > 0 {
      let count = Int(weights[row])
      let before = incompleteCount
      let found = ratings(columns: layout.units.indices, rows, row..<row + 1).sorted { a, b in
        (a.group, a.unit, a.rater) < (b.group, b.unit, b.rater)
      }
      incompleteCount += (incompleteCount - before) * (count - 1)
      var start = 0
      while start < found.count {
        var end = start + 1
        while end < found.count, found[end].group == found[start].group, found[end].unit == found[start].unit {
          hasDuplicates = hasDuplicates || found[end].rater == found[end - 1].rater
          end += 1
        }
        let unit = found[start..<end]
        counts.add(unit.map(\.rater)[...], unit.map(\.category)[...], group: found[start].group, count: count)
        start = end
      }
    }
  }

  /// Takes the ratings that whole units have in one slot.
  private mutating func take(_ slot: Int, _ rows: Rows, _ runs: UnitRuns, _ whole: Range<Int>) {
    let columns = layout.slots[slot]
    // Without raters, who counts as one depends on the sizes of units.
    if let packing = counts.packing, packing.isLabelled || minimumRatings < 2 {
      if raterPerColumn[slot], runs.isByRow, columns.count <= packing.mostRatings, !hasMissingGroup(rows) {
        return takeRows(columns, rows, whole, packing)
      }
      if columns.count == 1 { return takeRuns(columns[0], rows, runs, whole, packing) }
    }
    for unit in whole { endUnit(ratings(columns: columns, rows, runs.rows(unit))) }
  }

  private func hasMissingGroup(_ rows: Rows) -> Bool {
    layout.groups.isByRow
      && rows.groups.withSpan { groups in
        var hits: UInt32 = 0
        for row in groups.indices { hits |= groups[row] == missingKey ? 1 : 0 }
        return hits > 0
      }
  }

  /// The ratings that some rows have in some columns, row by row.
  private mutating func ratings(columns: some Collection<Int>, _ rows: Rows, _ range: Range<Int>) -> [Rating] {
    var ratings: [Rating] = []
    for row in range {
      let (rater, group) = (rows.raters[row], rows.groups[row])
      for column in columns {
        let category = rows.columns[column][row]
        if category == missingKey { continue }
        if rater == missingKey || group == missingKey {
          incompleteCount += 1
          continue
        }
        ratings.append(
          Rating(
            group: layout.groups.code(group, column), unit: layout.units[column],
            rater: layout.raters.code(rater, column), category: category))
      }
    }
    return ratings
  }

  /// Units that are a row each, with a column for each of their raters.
  private mutating func takeRows(_ columns: [Int], _ rows: Rows, _ units: Range<Int>, _ packing: UnitPacking) {
    var keys = [UInt64](repeating: 0, count: units.count)
    for column in columns {
      let (values, shift) = (packing.values.span, packing.shifts[Int(layout.raters.summands[column])])
      var keys = keys.mutableSpan
      rows.columns[column].withSpan { codes in
        // A missing rating wraps to the first value, 0.
        for place in keys.indices { keys[place] &+= values[Int(codes[units.lowerBound + place] &+ 1)] &<< shift }
      }
    }
    var groups: [UInt32]?
    if layout.hasGroups(columns[0]) {
      groups = rows.groups.withSpan { codes in units.map { layout.groups.code(codes[$0], columns[0]) } }
    }
    counts.count(keys, groups: groups)
    if packing.isLabelled { return }
    for column in columns {
      let rater = layout.raters.summands[column]
      rows.columns[column].withSpan { codes in
        for place in 0..<units.count where codes[units.lowerBound + place] != missingKey {
          counts.use(group: groups?[place] ?? 0, rater: rater)
          // One row tells all where all rows are of one group.
          if !layout.groups.isByRow { break }
        }
      }
    }
  }

  /// Units of some rows each, with a rating a row.
  private mutating func takeRuns(
    _ column: Int, _ rows: Rows, _ runs: UnitRuns, _ units: Range<Int>, _ packing: UnitPacking
  ) {
    var taker = RunTaker(layout, column, packing, groupCount: rows.groupCount)
    rows.columns[column].withSpan { codes in
      rows.raters.withSpan { raters in
        rows.groups.withSpan { groups in
          if taker.hasGroups {
            taker.take(runs, units, codes, raters, groups)
          } else {
            taker.take(runs, units, codes, raters)
          }
        }
      }
    }
    counts.count(taker.keys, groups: taker.hasGroups ? taker.groups : nil)
    for use in taker.uses.all { counts.use(group: use.first, rater: use.second) }
    incompleteCount += taker.incompleteCount
    for unit in taker.left { endUnit(ratings(columns: [column], rows, runs.rows(unit))) }
  }
}

extension UnitwiseRatings.Layout {
  /// Whether the ratings of a column are not all of group 0.
  func hasGroups(_ column: Int) -> Bool { groups.isByRow || groups.summands[column] > 0 }
}

extension UnitwiseRatings.Layout.Codes {
  /// The code of a rating in a column of a row with a code.
  @inline(__always)
  func code(_ row: UInt32, _ column: Int) -> UInt32 { row * factor + summands[column] }
}

// MARK: - Units one by one

extension UnitwiseRatings {
  /// Ends the open unit, if there is one.
  private mutating func endUnit() {
    guard isOpen else { return }
    isOpen = false
    if first == nil { first = last } else { endUnit(last) }
    last = []
  }

  /// Has the ratings of a unit arranged: the units of its columns apart, each in the order of the data.
  private mutating func endUnit(_ ratings: [Rating]) {
    var places = Array(ratings.indices)
    if !ratings.allSatisfy({ $0.group == ratings[0].group && $0.unit == ratings[0].unit }) {
      places.sort { a, b in
        (ratings[a].group, ratings[a].unit, a) < (ratings[b].group, ratings[b].unit, b)
      }
    }
    var last: Rating?
    for place in places {
      let rating = ratings[place]
      if last.map({ $0.group != rating.group || $0.unit != rating.unit }) ?? true { unarrangedCount += 1 }
      last = rating
      unarranged.append(
        Rating(group: rating.group, unit: unarrangedCount, rater: rating.rater, category: rating.category))
    }
  }

  /// Counts the units that have ended, each with one rating of a rater.
  private mutating func arrange(_ dictionary: inout CategoryDictionary) {
    guard !unarranged.isEmpty else { return }
    var part = ArrangedPart(rule, dictionary)
    part.append(unarranged.span)
    unarranged.removeAll(keepingCapacity: true)
    unarrangedCount = 0
    hasDuplicates = hasDuplicates || part.surplus > 0 && rule == .error
    dictionary = part.dictionary
    part.forEachUnit { group, raters, categories in counts.add(raters, categories, group: group) }
  }
}

// MARK: - Merging

extension UnitwiseRatings {
  /// Takes the ratings of the rows that follow.
  /// - Parameters: the code here of each code there.
  package mutating func merge(
    _ other: UnitwiseRatings, groups: [UInt32], raters: [UInt32], categories: [UInt32],
    _ dictionary: inout CategoryDictionary
  ) {
    hasDuplicates = hasDuplicates || other.hasDuplicates
    let continues = sequence.continues(in: other.sequence)
    let factor = layout.groups.factor
    let rowGroups = stride(from: 0, to: layout.groups.isByRow ? groups.count : 0, by: Int(factor)).map {
      groups[$0] / factor
    }
    sequence.merge(other.sequence, groups: rowGroups)
    if hasFailed { return }
    incompleteCount += other.incompleteCount
    counts.merge(other.counts, groups: groups, raters: raters, categories: categories)
    guard other.isOpen else { return }
    func here(_ ratings: [Rating]) -> [Rating] {
      ratings.map { rating in
        Rating(
          group: groups[Int(rating.group)], unit: rating.unit, rater: raters[Int(rating.rater)],
          category: categories[Int(rating.category)])
      }
    }
    if !continues { endUnit() }
    isOpen = true
    if let first = other.first {
      last += here(first)
      endUnit()
      isOpen = true
    }
    last += here(other.last)
    arrange(&dictionary)
  }

  /// Ends the last unit: no more rows come.
  package mutating func end(_ dictionary: inout CategoryDictionary) {
    endUnit()
    if let first { endUnit(first) }
    first = []
    arrange(&dictionary)
  }

  /// The units, after the end.
  /// - Parameters:
  ///   - raters: what each rater's code becomes.
  ///   - categories: what each category's code becomes, in `dictionary`; nil where it stays.
  package func countedUnits(
    groupCount: Int, raters: [UInt32], categories: [UInt32]?, _ dictionary: CategoryDictionary
  ) -> CountedUnits {
    counts.countedUnits(groupCount: groupCount, raters: raters, categories: categories, dictionary)
  }
}
