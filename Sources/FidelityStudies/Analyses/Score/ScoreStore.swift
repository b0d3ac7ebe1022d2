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
    /// The worst status of each row's scores, as ``statuses`` lists them.
    var statuses: [UInt8] = []
    var times: [Double] = []
    var carried: [[UInt32]]
    var rowNumbers: [Int] = []

    mutating func reserve(_ rows: Int, hasTimes: Bool) {
      for index in scores.indices { scores[index].reserveCapacity(rows) }
      for index in carried.indices { carried[index].reserveCapacity(rows) }
      answered.reserveCapacity(rows)
      statuses.reserveCapacity(rows)
      if hasTimes { times.reserveCapacity(rows) }
    }

    /// As many columns without a row.
    var emptied: Columns {
      Columns(
        scores: scores.map { _ in [] }, bands: bands.map { _ in [] }, criteria: criteria.map { _ in [] },
        carried: carried.map { _ in [] })
    }
  }

  /// Rows of a piece, for which there is room from its beginning: a column that grows is copied.
  private static let rowsOfPiece = 1 << 15

  private let instrument: Instrument
  /// What was taken from other stores, in order, and behind it what this one has scored itself.
  private var earlier: [Columns] = []
  private var columns: Columns
  private(set) var summary: ScoreSummary
  /// The roll-up by clusters within its groups; nil where administrations count as independent.
  private(set) var clusters: ScoreClusters?
  /// The ratings of the items, where they are wanted.
  private(set) var items: ItemSummary?
  private let rollUpPlace: Int
  private let rollsUp: Bool

  var rowCount: Int { earlier.reduce(columns.answered.count) { $0 + $1.answered.count } }
  /// Administrations of which some scale has no score.
  var incompleteCount: Int {
    earlier.reduce(columns.statuses.count { $0 != 0 }) { $0 + $1.statuses.count { $0 != 0 } }
  }
  /// `scores(scale)[row]`
  func scores(_ scale: Int) -> [Double] { joined { $0.scores[scale] } }
  var times: [Double] { joined(\.times) }
  /// The codes of a carried variable; behind these come those of the roll-up and of each trend.
  func carried(_ index: Int) -> [UInt32] { joined { $0.carried[index] } }

  /// - Parameters:
  ///   - rollUpPlace: which of the carried codes the roll-up groups by.
  ///   - rollsUp: whether there is one.
  ///   - countsItems: whether it has the items' ratings too.
  ///   - isClustered: whether the carried codes end with those of the clusters within its groups.
  init(
    _ instrument: Instrument, carriedCount: Int, rollUpPlace: Int, rollsUp: Bool, countsItems: Bool, isClustered: Bool
  ) {
    self.instrument = instrument
    self.rollUpPlace = rollUpPlace
    self.rollsUp = rollsUp
    columns = Columns(
      scores: instrument.scales.map { _ in [] }, bands: instrument.scales.map { _ in [] },
      criteria: instrument.criteria.map { _ in [] }, carried: Array(repeating: [], count: carriedCount))
    summary = ScoreSummary(instrument)
    items = countsItems ? ItemSummary(instrument) : nil
    clusters = isClustered ? ScoreClusters(instrument) : nil
  }

  /// Takes the scores of some rows.
  mutating func append(
    _ block: ScoreBlock, items ratings: Matrix?, times: [Double]?, carried codes: [[UInt32]], _ batch: Batch
  ) {
    let rowCount = block.rowCount
    if columns.answered.count + rowCount > Self.rowsOfPiece { endPiece() }
    if columns.answered.isEmpty { columns.reserve(Self.rowsOfPiece, hasTimes: times != nil) }
    for (index, scale) in instrument.scales.enumerated() {
      columns.scores[index] += block.scores[index]
      if !scale.bands.isEmpty { columns.bands[index] += block.bands[index] }
    }
    for criterion in instrument.criteria.indices { columns.criteria[criterion] += block.criteria[criterion] }
    let start = columns.answered.count
    columns.answered += block.answeredCounts
    columns.statuses += repeatElement(0, count: rowCount)
    for statuses in block.statuses {
      for row in 0..<rowCount where statuses[row] != ScoreStatus.ok.rawValue {
        let status: UInt8 = statuses[row] == ScoreStatus.itemsMissing.rawValue ? 1 : 2
        columns.statuses[start + row] = max(columns.statuses[start + row], status)
      }
    }
    // Rows that nothing else names are numbered.
    if rollUpPlace == 0 { columns.rowNumbers += batch.rowNumbers }
    if let times { columns.times += times }
    for index in columns.carried.indices { columns.carried[index] += codes[index] }
    guard rollsUp else { return }
    let groups =
      clusters?.accumulate(block, groups: codes[rollUpPlace], clusters: codes[rollUpPlace + 1]) ?? codes[rollUpPlace]
    summary.accumulate(block, groups: groups)
    if let ratings { items?.accumulate(ratings, rowCount: rowCount, groups: groups) }
  }

  /// Takes the rows of another store, which follow.
  ///
  /// They stay where they are until columns of results are made, so that no row is moved more than once.
  /// - Parameter codes: for each carried variable, the code here of each code there.
  mutating func merge(_ other: ScoreStore, carried codes: [[UInt32]]) {
    endPiece()
    for var theirs in other.earlier + [other.columns] {
      for index in theirs.carried.indices {
        let here = codes[index]
        for row in theirs.carried[index].indices where theirs.carried[index][row] != missingKey {
          theirs.carried[index][row] = here[Int(theirs.carried[index][row])]
        }
      }
      earlier.append(theirs)
    }
    guard rollsUp else { return }
    summary.merge(other.summary, groups: codes[rollUpPlace])
    if let theirs = other.items { items?.merge(theirs, groups: codes[rollUpPlace]) }
    if let theirs = other.clusters {
      clusters?.merge(theirs, groups: codes[rollUpPlace], clusters: codes[rollUpPlace + 1])
    }
  }

  /// The roll-up of all groups as one.
  var overall: (summary: ScoreSummary, clusters: ScoreClusters?) {
    let one = [UInt32](repeating: 0, count: summary.groupCount)
    var result = (summary: ScoreSummary(instrument), clusters: clusters.map { _ in ScoreClusters(instrument) })
    result.summary.merge(summary, groups: one)
    if let clusters { result.clusters?.merge(clusters, groups: one, clusters: Array(0..<UInt32(clusters.count))) }
    return result
  }

  /// The bands of the instrument's scales; nil where none has any.
  var bandTable: Table? { instrument.scales.contains { !$0.bands.isEmpty } ? instrument.bandTable : nil }

  /// Lets go of the rows; the roll-up stays.
  mutating func removeRows() {
    earlier = []
    columns = columns.emptied
  }

  private mutating func endPiece() {
    if columns.answered.isEmpty { return }
    earlier.append(columns)
    columns = columns.emptied
  }

  private func joined<Element>(_ values: (Columns) -> [Element]) -> [Element] {
    if earlier.isEmpty { return values(columns) }
    var result: [Element] = []
    result.reserveCapacity(rowCount)
    for part in earlier { result += values(part) }
    result += values(columns)
    return result
  }

  /// The parts of the rows, in order; one where there are none.
  private var parts: [Columns] { columns.answered.isEmpty && !earlier.isEmpty ? earlier : earlier + [columns] }

  /// One row per administration: the carried variables, time, then score, band and verdict of each scale and criterion;
  /// the rows in the pieces that they were made in.
  /// - Parameters:
  ///   - keys: the columns of the codes of each carried variable.
  ///   - time: the column of times, where there is one.
  func tables(_ keys: @Sendable ([[UInt32]]) -> [Table.Column], time: (@Sendable ([Double]) -> Table.Column)?)
    -> [Table]
  {
    let parts = parts
    return WorkerThreads.map(parts.count) { place in
      let part = parts[place]
      var result = keys(part.carried)
      if result.isEmpty { result = [Table.Column("row", .wholes(part.rowNumbers))] }
      if let time { result.append(time(part.times)) }
      for (index, scale) in instrument.scales.enumerated() {
        result.append(Table.Column(scale.id, .numbers(part.scores[index])))
        if scale.bands.isEmpty { continue }
        result.append(Self.choices("\(scale.id)_band", part.bands[index], labels: scale.bands.map(\.label)))
      }
      for (index, criterion) in instrument.criteria.enumerated() {
        result.append(Self.choices(criterion.id, part.criteria[index], labels: ["not met", "met"]))
      }
      result.append(Table.Column("n_answered", .wholes(part.answered.map { Int($0) })))
      // From the best to the worst: answers that lack say more of an administration than columns do.
      let labels = [Status.ok, .itemsMissing, .tooFewItems].map(\.rawValue)
      result.append(Table.Column("status", .text(codes: part.statuses.map { UInt32($0) }, labels: labels)))
      return Table(columns: result)
    }
  }

  private static func choices(_ name: String, _ choices: [UInt8], labels: [String]) -> Table.Column {
    let codes = choices.map { $0 == ScoreBlock.none ? missingKey : UInt32($0) }
    return Table.Column(name, .text(codes: codes, labels: labels))
  }
}
