import FidelityData
import FidelityInstruments
import FidelityLinearAlgebra

/// The scores of all administrations, in columns, and their roll-up.
struct ScoreStore: Sendable {
  /// What rows give, column by column.
  private struct Columns: Sendable {
    var scores: [[Double]]
    /// Empty where a scale has no bands.
    var bands: [[UInt8]]
    var criteria: [[UInt8]]
    var answered: [UInt32] = []
    var isComplete: [Bool] = []
    var times: [Double] = []
    var carried: [[UInt32]]
    var rowNumbers: [Int?] = []
  }

  private let instrument: Instrument
  private var columns: Columns
  private(set) var summary: ScoreSummary
  private var block: ScoreBlock
  private let rollUpPlace: Int
  private let rollsUp: Bool

  var rowCount: Int { columns.answered.count }
  /// `scores[scale][row]`
  var scores: [[Double]] { columns.scores }
  var times: [Double] { columns.times }
  /// The codes of the carried variables, then those of the roll-up and of each trend.
  var carried: [[UInt32]] { columns.carried }

  /// - Parameters:
  ///   - rollUpPlace: which of the carried codes the roll-up groups by.
  ///   - rollsUp: whether there is one.
  init(_ instrument: Instrument, carriedCount: Int, rollUpPlace: Int, rollsUp: Bool) {
    self.instrument = instrument
    self.rollUpPlace = rollUpPlace
    self.rollsUp = rollsUp
    columns = Columns(
      scores: instrument.scales.map { _ in [] }, bands: instrument.scales.map { _ in [] },
      criteria: instrument.criteria.map { _ in [] }, carried: Array(repeating: [], count: carriedCount))
    summary = ScoreSummary(instrument)
    block = ScoreBlock(for: instrument)
  }

  /// Scores the first rows of a matrix and takes them in.
  mutating func append(
    _ scorer: InstrumentScorer, _ values: Matrix, rowCount: Int, times: [Double]?, carried codes: [[UInt32]],
    firstRow: Int
  ) {
    scorer.score(values, rowCount: rowCount, into: &block)
    for (index, scale) in instrument.scales.enumerated() {
      columns.scores[index] += block.scores[index]
      if !scale.bands.isEmpty { columns.bands[index] += block.bands[index] }
    }
    for criterion in instrument.criteria.indices { columns.criteria[criterion] += block.criteria[criterion] }
    let start = columns.answered.count
    columns.answered += block.answeredCounts
    columns.isComplete += repeatElement(true, count: rowCount)
    for statuses in block.statuses {
      for row in 0..<rowCount where statuses[row] != ScoreStatus.ok.rawValue { columns.isComplete[start + row] = false }
    }
    // Rows that nothing else names are numbered.
    if rollUpPlace == 0 { columns.rowNumbers += (firstRow..<firstRow + rowCount).map { $0 } }
    if let times { columns.times += times }
    for index in columns.carried.indices { columns.carried[index] += codes[index] }
    if rollsUp { summary.accumulate(block, groups: codes[rollUpPlace]) }
  }

  /// Takes the rows of another store, which follow.
  /// - Parameter codes: for each carried variable, the code here of each code there.
  mutating func merge(_ other: ScoreStore, carried codes: [[UInt32]]) {
    for index in columns.scores.indices {
      columns.scores[index] += other.columns.scores[index]
      columns.bands[index] += other.columns.bands[index]
    }
    for index in columns.criteria.indices { columns.criteria[index] += other.columns.criteria[index] }
    columns.answered += other.columns.answered
    columns.isComplete += other.columns.isComplete
    columns.times += other.columns.times
    columns.rowNumbers += other.columns.rowNumbers
    for index in columns.carried.indices {
      let here = codes[index]
      columns.carried[index] += other.columns.carried[index].map { $0 == missingKey ? missingKey : here[Int($0)] }
    }
    if rollsUp { summary.merge(other.summary, groups: codes[rollUpPlace]) }
  }

  /// One row per administration: the carried variables, time, then score, band and verdict of each scale and criterion.
  func table(_ keys: [Table.Column], time: Table.Column?) -> Table {
    var result = keys.isEmpty ? [Table.Column("row", .integers(columns.rowNumbers))] : keys
    if let time { result.append(time) }
    for (index, scale) in instrument.scales.enumerated() {
      result.append(Table.Column(scale.id, .numbers(columns.scores[index])))
      if !scale.bands.isEmpty {
        result.append(Self.choices("\(scale.id)_band", columns.bands[index], labels: scale.bands.map(\.label)))
      }
    }
    for (index, criterion) in instrument.criteria.enumerated() {
      result.append(Self.choices(criterion.id, columns.criteria[index], labels: ["not met", "met"]))
    }
    result.append(Table.Column("n_answered", .integers(columns.answered.map { Int($0) })))
    let labels = [Status.ok.rawValue, Status.tooFewItems.rawValue]
    result.append(Table.Column("status", .text(codes: columns.isComplete.map { $0 ? 0 : 1 }, labels: labels)))
    return Table(columns: result)
  }

  private static func choices(_ name: String, _ choices: [UInt8], labels: [String]) -> Table.Column {
    let codes = choices.map { $0 == ScoreBlock.none ? missingKey : UInt32($0) }
    return Table.Column(name, .text(codes: codes, labels: labels))
  }
}
