import ArgumentParser
import FidelityData
import FidelityFiles
import FidelityStudies

/// The smallest analysis that there is: how many values a column has, by groups. CONTRIBUTING shows it.
struct Count: Analysis {
  static let name = "count"
  static let summary = "How many values a column has."
  static let tables = ["count"]

  @Option(help: "The column.")
  var column: String
  @Option(help: "Count for each value of these columns.")
  var by: [Names] = []
  @Option(help: "Leave out groups with fewer values.")
  var atLeast = 0

  func check() throws(OptionFault) { try OptionFault.check(atLeast, "at-least", in: 0...1_000_000) }

  func state(_ table: inout StudyTable) throws(DataError) -> any AnalysisState { try CountState(self, &table) }

  func readsScores(_ table: StudyTable) -> Bool { table.isScore(column) }
}

/// A count for each group.
struct CountState: AnalysisState {
  private let count: Count
  private let column: Int
  private var group: KeyCoder
  private var counts: [Int] = []

  init(_ count: Count, _ table: inout StudyTable) throws(DataError) {
    self.count = count
    column = try table.request(count.column, .number)
    group = try table.coder(count.by.names)
  }

  mutating func consume(_ rows: StudyRows) throws(DataError) {
    let groups = try group.rowCodes(rows.batch)
    let values = rows.batch.numbers(column)
    for row in 0..<rows.batch.rowCount where !values[row].isNaN && groups[row] != missingKey {
      add(1, group: groups[row])
    }
  }

  mutating func merge(_ other: CountState, _ codes: [[UInt32]]) throws(DataError) {
    let groups = try group.merge(other.group, codes)
    for (group, count) in other.counts.enumerated() { add(count, group: groups[group]) }
  }

  private mutating func add(_ count: Int, group: UInt32) {
    while counts.count <= Int(group) { counts.append(0) }
    counts[Int(group)] += count
  }

  mutating func finish(_ context: StudyContext) throws(DataError) -> AnalysisOutcome {
    let groups = group.sorted(
      counts.indices.filter { counts[$0] >= max(1, count.atLeast) }.map { UInt32($0) }, context.dictionaries)
    let columns = group.columns(groups, context.dictionaries)
    return AnalysisOutcome(
      tables: [
        StudyResultTable(
          Count.name, Table(columns: columns + [Table.Column("n", .wholes(groups.map { counts[Int($0)] }))]))
      ])
  }
}
