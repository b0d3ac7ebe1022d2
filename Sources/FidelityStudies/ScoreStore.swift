import FidelityData
import FidelityInstruments
import FidelityLinearAlgebra

/// The scores of all administrations, in columns, and their roll-up.
struct ScoreStore: Sendable {
  private let instrument: Instrument
  private(set) var scores: [[Double]]
  private var bands: [[UInt8]]
  private var criteria: [[UInt8]]
  private var answered: [UInt32] = []
  private var isComplete: [Bool] = []
  private(set) var times: [Double] = []
  /// The codes of the carried variables, then those of the roll-up and of each trend.
  private(set) var carried: [[UInt32]]
  private(set) var summary: ScoreSummary
  private var rowNumbers: [Int?] = []
  private var block: ScoreBlock
  private let rollUpPlace: Int

  var rowCount: Int { answered.count }

  /// - Parameter rollUpPlace: which of the carried codes the roll-up groups by.
  init(_ instrument: Instrument, carriedCount: Int, rollUpPlace: Int) {
    self.instrument = instrument
    self.rollUpPlace = rollUpPlace
    scores = Array(repeating: [], count: instrument.scales.count)
    bands = scores.map { _ in [] }
    criteria = Array(repeating: [], count: instrument.criteria.count)
    carried = Array(repeating: [], count: carriedCount)
    summary = ScoreSummary(instrument)
    block = ScoreBlock(for: instrument)
  }

  /// Scores the first rows of a matrix and takes them in.
  mutating func append(
    _ scorer: InstrumentScorer, _ values: Matrix, rowCount: Int, times: [Double]?, carried codes: [[UInt32]],
    firstRow: Int
  ) {
    scorer.score(values, rowCount: rowCount, into: &block)
    for scale in scores.indices {
      scores[scale] += block.scores[scale]
      bands[scale] += block.bands[scale]
    }
    for criterion in criteria.indices { criteria[criterion] += block.criteria[criterion] }
    let start = answered.count
    answered += block.answeredCounts
    isComplete += repeatElement(true, count: rowCount)
    for statuses in block.statuses {
      for row in 0..<rowCount where statuses[row] != ScoreStatus.ok.rawValue { isComplete[start + row] = false }
    }
    // Rows that nothing else names are numbered.
    if rollUpPlace == 0 { rowNumbers += (firstRow..<firstRow + rowCount).map { $0 } }
    if let times { self.times += times }
    for index in carried.indices { carried[index] += codes[index] }
    summary.accumulate(block, groups: codes[rollUpPlace])
  }

  /// Takes the rows of another store, which follow.
  /// - Parameter codes: for each carried variable, the code here of each code there.
  mutating func merge(_ other: ScoreStore, carried codes: [[UInt32]]) {
    for index in scores.indices {
      scores[index] += other.scores[index]
      bands[index] += other.bands[index]
    }
    for index in criteria.indices { criteria[index] += other.criteria[index] }
    answered += other.answered
    isComplete += other.isComplete
    times += other.times
    rowNumbers += other.rowNumbers
    for index in carried.indices {
      carried[index] += other.carried[index].map { $0 == missingKey ? missingKey : codes[index][Int($0)] }
    }
    summary.merge(other.summary, groups: codes[rollUpPlace])
  }

  /// One row per administration: the carried variables, time, then score, band and verdict of each scale and criterion.
  func table(_ keys: [Table.Column], time: Table.Column?) -> Table {
    var columns = keys.isEmpty ? [Table.Column("row", .integers(rowNumbers))] : keys
    if let time { columns.append(time) }
    for (index, scale) in instrument.scales.enumerated() {
      columns.append(Table.Column(scale.id, .numbers(scores[index])))
      if !scale.bands.isEmpty {
        columns.append(Self.choices("\(scale.id)_band", bands[index], labels: scale.bands.map(\.label)))
      }
    }
    for (index, criterion) in instrument.criteria.enumerated() {
      columns.append(Self.choices(criterion.id, criteria[index], labels: ["not met", "met"]))
    }
    columns.append(Table.Column("n_answered", .integers(answered.map { Int($0) })))
    let labels = [Status.ok.rawValue, Status.tooFewItems.rawValue]
    columns.append(Table.Column("status", .text(codes: isComplete.map { $0 ? 0 : 1 }, labels: labels)))
    return Table(columns: columns)
  }

  private static func choices(_ name: String, _ choices: [UInt8], labels: [String]) -> Table.Column {
    let codes = choices.map { $0 == ScoreBlock.none ? missingKey : UInt32($0) }
    return Table.Column(name, .text(codes: codes, labels: labels))
  }
}
