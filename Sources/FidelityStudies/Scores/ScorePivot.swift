import FidelityData
import FidelityInstruments
import FidelityLinearAlgebra

/// Ratings gathered by administration and item, for tables whose rows are not administrations.
///
/// The result does not depend on the order of the rows, but for the rules `first` and `last`. Memory O(administrations
/// x items), 12 bytes each.
struct ScorePivot: Sendable {
  struct Place: Equatable {
    let administration: Int
    let item: Int
  }

  /// Some administrations with all they have.
  struct Rows {
    let values: Matrix
    let count: Int
    /// `keys[variable][row]`
    let keys: [[UInt32]]
    let numbers: [[Double]]
  }

  /// Stand for a value that differs within an administration.
  private static let conflict = missingKey - 1
  private static let numberConflict = Double.infinity

  private let instrument: Instrument
  private let rule: DuplicateRule
  /// By administration and item: the rating that the rule keeps, or the sum of the ratings; NaN without any.
  private var values: [Double] = []
  private var counts: [Int32] = []
  /// What each administration carries: codes of variables, numbers.
  private var keys: [[UInt32]]
  private var numbers: [[Double]]
  private var isSeen: [Bool] = []
  /// How many administrations have differing values, for each variable and then for each number.
  private(set) var conflictCounts: [Int]
  /// The first five places with a second rating, and how many surplus ratings there are.
  private(set) var duplicates: [Place] = []
  private(set) var duplicateCount = 0

  init(_ instrument: Instrument, keyCount: Int, numberCount: Int, duplicates rule: DuplicateRule) {
    self.instrument = instrument
    self.rule = rule
    keys = Array(repeating: [], count: keyCount)
    numbers = Array(repeating: [], count: numberCount)
    conflictCounts = Array(repeating: 0, count: keyCount + numberCount)
  }

  /// The number of administrations that have a rating.
  var count: Int { isSeen.count { $0 } }

  /// Takes what a row says about an administration.
  mutating func note(administration: Int, key: (Int) -> UInt32, number: (Int) -> Double) {
    reserve(administration + 1)
    isSeen[administration] = true
    for index in keys.indices { note(key(index), variable: index, administration) }
    for index in numbers.indices { note(number(index), number: index, administration) }
  }

  private mutating func note(_ code: UInt32, variable index: Int, _ administration: Int) {
    let known = keys[index][administration]
    if known == missingKey {
      keys[index][administration] = code
    } else if known != code, code != missingKey, known != Self.conflict {
      keys[index][administration] = Self.conflict
      conflictCounts[index] += 1
    }
  }

  private mutating func note(_ number: Double, number index: Int, _ administration: Int) {
    let known = numbers[index][administration]
    if known.isNaN {
      numbers[index][administration] = number
    } else if known != number, !number.isNaN, known != Self.numberConflict {
      numbers[index][administration] = Self.numberConflict
      conflictCounts[keys.count + index] += 1
    }
  }

  /// Takes a rating; its administration has been noted.
  mutating func add(_ value: Double, item: Int, administration: Int) {
    let cell = administration * instrument.items.count + item
    if !values[cell].isNaN { noteDuplicate(Place(administration: administration, item: item)) }
    switch rule {
    case .first: if values[cell].isNaN { values[cell] = value }
    case .last: values[cell] = value
    case .mean, .error:
      // A mean is that of the ratings where the item applied.
      if instrument.items[item].notApplicable.contains(value) {
        if counts[cell] == 0 { values[cell] = value }
      } else {
        values[cell] = counts[cell] == 0 ? value : values[cell] + value
        counts[cell] += 1
      }
    }
  }

  private mutating func noteDuplicate(_ place: Place) {
    duplicateCount += 1
    if duplicates.count < 5 { duplicates.append(place) }
  }

  private mutating func reserve(_ administrations: Int) {
    let extra = administrations - isSeen.count
    guard extra > 0 else { return }
    let cells = extra * instrument.items.count
    values += repeatElement(.nan, count: cells)
    counts += repeatElement(0, count: cells)
    for index in keys.indices { keys[index] += repeatElement(missingKey, count: extra) }
    for index in numbers.indices { numbers[index] += repeatElement(.nan, count: extra) }
    isSeen += repeatElement(false, count: extra)
  }

  /// All administrations that have a rating, some at a time, in the order of their codes: that of their first row.
  func finish(_ take: (Rows) throws(DataError) -> Void) throws(DataError) {
    let size = 4096
    let order = isSeen.indices.filter { isSeen[$0] }
    let itemCount = instrument.items.count
    var matrix = Matrix(rowCount: min(size, order.count), columnCount: itemCount)
    for start in stride(from: 0, to: order.count, by: size) {
      let rows = order[start..<min(start + size, order.count)]
      for (row, administration) in rows.enumerated() {
        for item in 0..<itemCount {
          let cell = administration * itemCount + item
          matrix[row, item] = counts[cell] > 1 ? values[cell] / Double(counts[cell]) : values[cell]
        }
      }
      let keys = keys.map { keys in rows.map { keys[$0] == Self.conflict ? missingKey : keys[$0] } }
      let numbers = numbers.map { numbers in rows.map { numbers[$0] == Self.numberConflict ? .nan : numbers[$0] } }
      try take(Rows(values: matrix, count: rows.count, keys: keys, numbers: numbers))
    }
  }
}

// MARK: - Merging

extension ScorePivot {
  /// Takes what another pivot has gathered, from rows that follow.
  /// - Parameters: the codes here of each code there, of administrations and of each variable.
  mutating func merge(_ other: ScorePivot, administrations: [UInt32], keys codes: [[UInt32]]) {
    let itemCount = instrument.items.count
    for administration in other.isSeen.indices where other.isSeen[administration] {
      let here = Int(administrations[administration])
      reserve(here + 1)
      isSeen[here] = true
      for index in keys.indices { mergeKey(index, here, other.keys[index][administration], codes[index]) }
      for index in numbers.indices { mergeNumber(index, here, other.numbers[index][administration]) }
      for item in 0..<itemCount {
        mergeCell(here, item, other, administration * itemCount + item)
      }
    }
    // Those within the rows that follow come after those that the two have together.
    duplicateCount += other.duplicateCount
    for place in other.duplicates where duplicates.count < 5 {
      duplicates.append(Place(administration: Int(administrations[place.administration]), item: place.item))
    }
  }

  /// A conflict counts once for an administration, wherever its rows lie.
  private mutating func mergeKey(_ index: Int, _ here: Int, _ theirs: UInt32, _ codes: [UInt32]) {
    if theirs == Self.conflict {
      if keys[index][here] != Self.conflict { conflictCounts[index] += 1 }
      keys[index][here] = Self.conflict
    } else if theirs != missingKey {
      note(codes[Int(theirs)], variable: index, here)
    }
  }

  private mutating func mergeNumber(_ index: Int, _ here: Int, _ theirs: Double) {
    if theirs == Self.numberConflict {
      if numbers[index][here] != Self.numberConflict { conflictCounts[keys.count + index] += 1 }
      numbers[index][here] = Self.numberConflict
    } else {
      note(theirs, number: index, here)
    }
  }

  private mutating func mergeCell(_ here: Int, _ item: Int, _ other: ScorePivot, _ cell: Int) {
    let theirs = other.values[cell]
    if theirs.isNaN { return }
    let own = here * instrument.items.count + item
    if !values[own].isNaN { noteDuplicate(Place(administration: here, item: item)) }
    switch rule {
    case .first: if values[own].isNaN { values[own] = theirs }
    case .last: values[own] = theirs
    case .mean, .error:
      if other.counts[cell] == 0 {
        if counts[own] == 0 { values[own] = theirs }
      } else {
        values[own] = counts[own] == 0 ? theirs : values[own] + theirs
        counts[own] += other.counts[cell]
      }
    }
  }
}
