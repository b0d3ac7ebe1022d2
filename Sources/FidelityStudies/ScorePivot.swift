import FidelityData
import FidelityInstruments
import FidelityLinearAlgebra

/// Ratings gathered by administration and item, for tables whose rows are not administrations.
///
/// Memory O(administrations x items).
struct ScorePivot {
  struct Place: Equatable {
    let administration: Int
    let item: Int
  }

  private let itemCount: Int
  private var sums: [Double] = []
  private var counts: [Int32] = []
  private var firsts: [Double] = []
  private var lasts: [Double] = []
  /// The carried codes of each administration's first rating; conflicting ones become missing.
  private var carried: [[UInt32]]
  private var times: [Double] = []
  private var isSeen: [Bool] = []
  private var order: [Int] = []
  private var conflictCount = 0
  /// The first five places with a second rating, and how many surplus ratings there are.
  private(set) var duplicates: [Place] = []
  private(set) var duplicateCount = 0

  init(itemCount: Int, carriedCount: Int) {
    self.itemCount = itemCount
    carried = Array(repeating: [], count: carriedCount)
  }

  mutating func add(
    _ value: Double, item: Int, administration: Int, time: Double, carriedCode: (Int) -> UInt32
  ) {
    reserve(administration + 1)
    if !isSeen[administration] {
      isSeen[administration] = true
      order.append(administration)
      times[administration] = time
      for index in carried.indices { carried[index][administration] = carriedCode(index) }
    } else {
      for index in carried.indices {
        let known = carried[index][administration]
        if known != missingKey, known != carriedCode(index) {
          carried[index][administration] = missingKey
          conflictCount += 1
        }
      }
      if times[administration] != time, !times[administration].isNaN {
        times[administration] = .nan
        conflictCount += 1
      }
    }
    let cell = administration * itemCount + item
    if counts[cell] > 0 {
      duplicateCount += 1
      if duplicates.count < 5 { duplicates.append(Place(administration: administration, item: item)) }
    } else {
      firsts[cell] = value
    }
    lasts[cell] = value
    sums[cell] += value
    counts[cell] += 1
  }

  private mutating func reserve(_ administrations: Int) {
    guard administrations > isSeen.count else { return }
    let cells = (administrations - isSeen.count) * itemCount
    sums += repeatElement(0, count: cells)
    counts += repeatElement(0, count: cells)
    firsts += repeatElement(.nan, count: cells)
    lasts += repeatElement(.nan, count: cells)
    times += repeatElement(.nan, count: administrations - isSeen.count)
    for index in carried.indices { carried[index] += repeatElement(missingKey, count: administrations - isSeen.count) }
    isSeen += repeatElement(false, count: administrations - isSeen.count)
  }

  /// Scores all administrations in the order of their first rating; returns how many carried values were in conflict.
  func finish(_ scorer: InstrumentScorer, duplicates rule: DuplicateRule, into store: inout ScoreStore) -> Int {
    let size = 4096
    var start = 0
    while start < order.count {
      let rows = order[start..<min(start + size, order.count)]
      var values = Matrix(rowCount: rows.count, columnCount: itemCount)
      for (row, administration) in rows.enumerated() {
        for item in 0..<itemCount { values[row, item] = value(administration * itemCount + item, rule) }
      }
      store.append(
        scorer, values, rowCount: rows.count, times: rows.map { times[$0] },
        carried: carried.map { codes in rows.map { codes[$0] } }, firstRow: start + 1)
      start += size
    }
    return conflictCount
  }

  private func value(_ cell: Int, _ rule: DuplicateRule) -> Double {
    switch rule {
    case .first: firsts[cell]
    case .last: lasts[cell]
    case .mean, .error: counts[cell] == 0 ? .nan : sums[cell] / Double(counts[cell])
    }
  }
}
