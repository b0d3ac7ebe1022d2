import FidelityData
import FidelityInstruments
import FidelityLinearAlgebra

/// Ratings gathered by administration and item, for tables whose rows are not administrations.
///
/// The result does not depend on the order of the rows, but for the rules `first` and `last`. Memory O(administrations
/// x
/// items), 12 bytes each.
struct ScorePivot {
  struct Place: Equatable {
    let administration: Int
    let item: Int
  }

  /// Stands for a value that differs within an administration.
  private static let conflict = missingKey - 1

  private let instrument: Instrument
  private let rule: DuplicateRule
  /// By administration and item: the rating that the rule keeps, or the sum of the ratings; NaN without any.
  private var values: [Double] = []
  private var counts: [Int32] = []
  /// The carried codes of each administration, and its time (infinite where ratings differ in it).
  private var carried: [[UInt32]]
  private var times: [Double] = []
  private var isSeen: [Bool] = []
  /// How many administrations have differing values, for each carried variable; the last is time.
  private(set) var conflictCounts: [Int]
  /// The first five places with a second rating, and how many surplus ratings there are.
  private(set) var duplicates: [Place] = []
  private(set) var duplicateCount = 0

  init(_ instrument: Instrument, carriedCount: Int, duplicates rule: DuplicateRule) {
    self.instrument = instrument
    self.rule = rule
    carried = Array(repeating: [], count: carriedCount)
    conflictCounts = Array(repeating: 0, count: carriedCount + 1)
  }

  /// Takes what a row says about an administration.
  mutating func note(administration: Int, time: Double, carriedCode: (Int) -> UInt32) {
    reserve(administration + 1)
    isSeen[administration] = true
    for index in carried.indices {
      let (known, code) = (carried[index][administration], carriedCode(index))
      if known == missingKey {
        carried[index][administration] = code
      } else if known != code, code != missingKey, known != Self.conflict {
        carried[index][administration] = Self.conflict
        conflictCounts[index] += 1
      }
    }
    let known = times[administration]
    if known.isNaN {
      times[administration] = time
    } else if known != time, !time.isNaN, known != .infinity {
      times[administration] = .infinity
      conflictCounts[carried.count] += 1
    }
  }

  /// Takes a rating; its administration has been noted.
  mutating func add(_ value: Double, item: Int, administration: Int) {
    let cell = administration * instrument.items.count + item
    if !values[cell].isNaN {
      duplicateCount += 1
      if duplicates.count < 5 { duplicates.append(Place(administration: administration, item: item)) }
    }
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

  private mutating func reserve(_ administrations: Int) {
    let extra = administrations - isSeen.count
    guard extra > 0 else { return }
    let cells = extra * instrument.items.count
    values += repeatElement(.nan, count: cells)
    counts += repeatElement(0, count: cells)
    times += repeatElement(.nan, count: extra)
    for index in carried.indices { carried[index] += repeatElement(missingKey, count: extra) }
    isSeen += repeatElement(false, count: extra)
  }

  /// Scores all administrations that have a rating, in the order of their codes: that of their first row.
  func finish(_ scorer: InstrumentScorer, into store: inout ScoreStore) {
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
      let codes = carried.map { codes in rows.map { codes[$0] == Self.conflict ? missingKey : codes[$0] } }
      let timesOfRows = rows.map { times[$0].isInfinite ? Double.nan : times[$0] }
      store.append(scorer, matrix, rowCount: rows.count, times: timesOfRows, carried: codes, firstRow: start + 1)
    }
  }
}
