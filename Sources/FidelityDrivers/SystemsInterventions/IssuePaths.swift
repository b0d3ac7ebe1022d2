import FidelityData

/// The hops of each issue in their order, whatever the order of the rows.
///
/// Hops go by the day they were sent. Of several on one day, the next is one that starts at the level where the issue
/// is.
/// - Complexity: O(rows), plus the sorting of issues whose rows are out of order.
package struct IssuePaths {
  package let issues: NameColumn
  /// The place of each row's level among the options' levels; -1 for none of them.
  let from: [Int]
  let to: [Int]
  package let sent: [Double]
  /// Rows sent after the date.
  private(set) var laterCount = 0
  /// The rows issue by issue.
  private var rows: [Int]
  /// Where each issue's rows begin.
  private var starts: [Int]

  /// - Parameter asOf: hops sent later are left out, and those whose levels are unknown; nil for all.
  package init(_ table: DriverTable, levels: [String], asOf: Double?) {
    issues = table.names("issue")
    from = Self.ranks(table.names("from_level"), levels)
    to = Self.ranks(table.names("to_level"), levels)
    sent = table.numbers("sent")
    starts = Array(repeating: 0, count: issues.labels.count + 1)
    var kept = Array(repeating: false, count: table.rowCount)
    for row in 0..<table.rowCount where issues.codes[row] != missingKey {
      if let asOf {
        if sent[row] > asOf { laterCount += 1 }
        guard sent[row] <= asOf, from[row] >= 0, to[row] >= 0 else { continue }
      }
      kept[row] = true
      starts[Int(issues.codes[row]) + 1] += 1
    }
    for issue in issues.labels.indices { starts[issue + 1] += starts[issue] }
    rows = Array(repeating: 0, count: starts[issues.labels.count])
    var next = starts
    for row in 0..<table.rowCount where kept[row] {
      let issue = Int(issues.codes[row])
      rows[next[issue]] = row
      next[issue] += 1
    }
    for issue in issues.labels.indices { order(starts[issue]..<starts[issue + 1]) }
  }

  private static func ranks(_ column: NameColumn, _ levels: [String]) -> [Int] {
    let ranks = column.labels.map { levels.firstIndex(of: $0) ?? -1 }
    return column.codes.map { $0 == missingKey ? -1 : ranks[Int($0)] }
  }

  /// The rows of an issue, in the order of its way.
  package func hops(of issue: Int) -> ArraySlice<Int> { rows[starts[issue]..<starts[issue + 1]] }

  private mutating func order(_ range: Range<Int>) {
    let isOrdered = range.dropFirst().allSatisfy { sent[rows[$0 - 1]] < sent[rows[$0]] }
    if isOrdered { return }
    // Missing days last: they are none of a table that has been checked.
    func key(_ row: Int) -> (Double, Int, Int) { (sent[row].isNaN ? .infinity : sent[row], from[row], to[row]) }
    var rest = rows[range].sorted { key($0) < key($1) }
    var place = range.lowerBound
    var level: Int?
    while let first = rest.first {
      let day = rest.prefix { sent[$0] == sent[first] }
      let next = Self.next(Array(day), at: level, from, to)
      rows[place] = rest.remove(at: next)
      level = to[rows[place]]
      place += 1
    }
  }

  /// Which of the hops of a day comes first.
  private static func next(_ day: [Int], at level: Int?, _ from: [Int], _ to: [Int]) -> Int {
    if day.count < 2 { return 0 }
    guard let level else {
      // One whose level no other of them leads to.
      return day.indices.first { place in !day.contains { to[$0] == from[day[place]] } } ?? 0
    }
    let here = day.indices.filter { from[day[$0]] == level }
    // Rather one from whose end another goes on.
    return here.first { place in day.indices.contains { $0 != place && from[day[$0]] == to[day[place]] } }
      ?? here.first ?? 0
  }
}
