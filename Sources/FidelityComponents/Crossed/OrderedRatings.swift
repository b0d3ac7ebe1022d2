public import FidelityData

/// Ratings that come row by row, those of a unit one after the other: units crossed with raters in memory that does not
/// grow with the rows.
///
/// A unit is closed when the next one begins, and only its sums stay. The first and the last unit of a state are kept
/// open, for they may go on in the state before and after. Unit codes ascend (as a key dictionary gives them to units
/// that come in one piece each); a code that is lower than one before it means that a unit came back, and sets
/// ``isOrdered`` to false: such ratings are to be arranged first (``FidelityData/RatingTable``).
///
/// - Complexity: add O(ratings x m) at most, memory that of ``CrossedMoments`` and of the ratings of two units.
public struct OrderedRatings: MergeableState {
  private struct OpenUnit: Sendable {
    let unit: UInt32
    var raters: [UInt32]
    var values: [Double]
  }

  private var closed = CrossedMoments(raterCount: 0)
  private var first: OpenUnit?
  private var last: OpenUnit?
  /// The highest unit so far, with ratings or without.
  private var latest: UInt32?
  /// Whether no unit has come back after another.
  public private(set) var isOrdered = true
  /// Rows passed over because their unit, rater or value was missing.
  public private(set) var skippedCount = 0

  public init() {}

  /// Takes rows: unit, rater and value of each. Spans of different length trap.
  public mutating func add(units: Span<UInt32>, raters: Span<UInt32>, values: Span<Double>) {
    precondition(units.count == raters.count && units.count == values.count, "columns of different length")
    // A missing key is the highest number: with one among the raters, units go the careful way.
    var highest = UInt32(0)
    for row in raters.indices { highest = max(highest, raters[row]) }
    let isPlain = highest != missingKey
    if isPlain && units.count > 0 { closed.reserveRaters(Int(highest) + 1) }
    var row = 0
    while row < units.count {
      let unit = units[row]
      var end = row + 1
      while end < units.count && units[end] == unit { end += 1 }
      if unit == missingKey {
        skippedCount += end - row
      } else if isPlain, end < units.count, last != nil, latest.map({ $0 < unit }) ?? false {
        // A unit within the batch, after another: its rows are all here.
        if let last { Self.close(last, into: &closed) }
        last = nil
        row = addWithin(units, raters, values, from: row)
        continue
      } else {
        add(unit, raters.extracting(row..<end), values.extracting(row..<end))
      }
      row = end
    }
  }

  /// Closes units straight from the batch as long as they ascend and another follows; returns where the last begins.
  private mutating func addWithin(
    _ units: Span<UInt32>, _ raters: Span<UInt32>, _ values: Span<Double>, from start: Int
  ) -> Int {
    var row = start
    while true {
      let unit = units[row]
      var end = row + 1
      while end < units.count && units[end] == unit { end += 1 }
      // The last unit of the batch stays open, and one that does not ascend is judged by the careful way.
      if end == units.count || units[end] <= unit || units[end] == missingKey { return row }
      for place in row..<end where values[place].isNaN { skippedCount += 1 }
      closed.add(raters: raters.extracting(row..<end), values: values.extracting(row..<end))
      latest = unit
      row = end
    }
  }

  private mutating func add(_ unit: UInt32, _ raters: Span<UInt32>, _ values: Span<Double>) {
    var open = OpenUnit(unit: unit, raters: [], values: [])
    for place in values.indices {
      if raters[place] == missingKey || values[place].isNaN {
        skippedCount += 1
        continue
      }
      open.raters.append(raters[place])
      open.values.append(values[place])
    }
    take(open)
  }

  /// Takes ratings of a unit that follow those there are.
  private mutating func take(_ open: OpenUnit) {
    if let latest, open.unit < latest { isOrdered = false }
    latest = max(latest ?? open.unit, open.unit)
    if open.values.isEmpty { return }
    if last?.unit == open.unit {
      last?.raters += open.raters
      last?.values += open.values
    } else if last == nil && first?.unit == open.unit {
      first?.raters += open.raters
      first?.values += open.values
    } else if first == nil {
      first = open
    } else {
      if let last { Self.close(last, into: &closed) }
      last = open
    }
  }

  private static func close(_ open: OpenUnit, into moments: inout CrossedMoments) {
    let highest = open.raters.reduce(0) { max($0, $1) }
    if Int(highest) >= moments.raterCount { moments.reserveRaters(Int(highest) + 1) }
    moments.add(raters: open.raters.span, values: open.values.span)
  }

  /// Takes the state of the rows that follow.
  public mutating func merge(_ other: OrderedRatings) {
    skippedCount += other.skippedCount
    isOrdered = isOrdered && other.isOrdered
    if let theirs = other.first {
      take(theirs)
      if other.last != nil || other.closed.observationCount > 0 {
        // What lies between their first and last unit follows the unit that is open now.
        if let last { Self.close(last, into: &closed) }
        closed.merge(other.closed)
        last = other.last
      }
    }
    if let theirs = other.latest { latest = max(latest ?? theirs, theirs) }
  }

  /// The sums of all units, the open ones too.
  public var moments: CrossedMoments {
    var result = closed
    for open in [first, last] {
      if let open { Self.close(open, into: &result) }
    }
    return result
  }
}

extension CrossedMoments {
  /// The sums of a group of arranged ratings. Raters are numbered among those of the group.
  /// - Precondition: the categories are numbers.
  /// - Complexity: O(ratings of the group), and that of ``add(raters:values:multiplicity:)``.
  public init(_ table: RatingTable, group: Int = 0) { self.init(CountedUnits(table: table), group: group) }

  /// The sums of a group of units, each of which may stand for several equal ones.
  package init(_ units: CountedUnits, group: Int) {
    let table = units.table
    let places = table.groupOffsets[group]..<table.groupOffsets[group + 1]
    let ratings = table.unitOffsets[places.lowerBound]..<table.unitOffsets[places.upperBound]
    let present = Self.distinct(table.raters.span.extracting(ratings))
    // Few raters are found faster one by one.
    let numbers = present.count > 16 ? Dictionary(uniqueKeysWithValues: zip(present, UInt32(0)...)) : nil
    var moments = CrossedMoments(raterCount: present.count)
    var own: [UInt32] = []
    units.forEachUnit(ofGroup: group) { raters, values, multiplicity in
      own.removeAll(keepingCapacity: true)
      for place in raters.indices {
        let rater = raters[place]
        own.append(numbers?[rater] ?? UInt32(present.firstIndex(of: rater) ?? 0))
      }
      moments.add(raters: own.span, values: values, multiplicity: multiplicity)
    }
    self = moments
  }

  /// The raters that occur, ascending.
  private static func distinct(_ raters: Span<UInt32>) -> [UInt32] {
    var found: [UInt32] = []
    for place in raters.indices where !found.contains(raters[place]) {
      if found.count == 16 { break }
      found.append(raters[place])
    }
    if found.count < 16 { return found.sorted() }
    var all = Set<UInt32>()
    for place in raters.indices { all.insert(raters[place]) }
    return all.sorted()
  }
}

extension CountedUnits {
  /// Calls `body` with the raters and the numbers of each unit of a group, and how many units it stands for.
  /// - Precondition: the categories are numbers.
  package func forEachUnit(
    ofGroup group: Int, _ body: (_ raters: Span<UInt32>, _ values: Span<Double>, _ multiplicity: Double) -> Void
  ) {
    precondition(table.dictionary.kind == .numbers, "ratings in words have no variance")
    let units = table.groupOffsets[group]..<table.groupOffsets[group + 1]
    let first = table.unitOffsets[units.lowerBound]
    let values = (first..<table.unitOffsets[units.upperBound]).map {
      table.dictionary.numbers[Int(table.categories[$0])]
    }
    let raters = table.raters.span
    for unit in units {
      let (start, end) = (table.unitOffsets[unit], table.unitOffsets[unit + 1])
      body(
        raters.extracting(start..<end), values.span.extracting(start - first..<end - first),
        multiplicities?[unit] ?? 1)
    }
  }
}
