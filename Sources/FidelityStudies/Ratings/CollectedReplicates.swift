import FidelityData
import FidelityFiles

/// The ratings of a scan where raters rate a unit several times: which unit, rater, replicate and group each is of.
///
/// A state of the scan: it takes batches, merges with the state of the rows that follow, and is arranged at the end.
struct CollectedReplicates: Sendable {
  private let analysis: String
  private let isPositive: Bool
  private var group: KeyCoder
  private var unit: KeyCoder
  private var rater: KeyCoder
  private var replicate: KeyCoder
  private let columnNames: [String]
  private let valueRequests: [Int]
  private var rows = Rows()
  private var check = PositiveCheck()

  /// The ratings in columns.
  struct Rows: Sendable {
    var groups: [UInt32] = []
    var units: [UInt32] = []
    var raters: [UInt32] = []
    var replicates: [UInt32] = []
    var values: [Double] = []
    var incompleteCount = 0
  }

  /// - Parameters:
  ///   - analysis: the analysis, in messages.
  ///   - replicate: the column that tells the ratings of one rater of one unit apart.
  ///   - isPositive: whether ratings of 0 or less are refused.
  init(
    _ analysis: String, by: [String], replicate column: String, isPositive: Bool = false, _ table: inout StudyTable
  ) throws(DataError) {
    self.analysis = analysis
    self.isPositive = isPositive
    group = try table.coder(by)
    unit = try table.requiredCoder("unit")
    rater = try table.requiredCoder("rater")
    replicate = try table.coder([column])
    columnNames = try table.ratingColumns()
    valueRequests = try table.requests(columnNames, .number)
  }

  mutating func consume(_ batch: Batch) throws(DataError) {
    let (groups, units) = (try group.rowCodes(batch), try unit.rowCodes(batch))
    let (raters, replicates) = (try rater.rowCodes(batch), try replicate.rowCodes(batch))
    for (column, request) in valueRequests.enumerated() {
      let (ofGroup, ofUnit) = (group.step(wideColumn: column), unit.step(wideColumn: column))
      let (ofRater, ofReplicate) = (rater.step(wideColumn: column), replicate.step(wideColumn: column))
      if isPositive { check.check(request, column: columnNames[column], batch) }
      let values = batch.numbers(request)
      for row in 0..<batch.rowCount where !values[row].isNaN {
        let (groupCode, unitCode) = (ofGroup(groups[row]), ofUnit(units[row]))
        let (raterCode, replicateCode) = (ofRater(raters[row]), ofReplicate(replicates[row]))
        guard max(groupCode, unitCode, raterCode, replicateCode) != missingKey else {
          rows.incompleteCount += 1
          continue
        }
        rows.groups.append(groupCode)
        rows.units.append(unitCode)
        rows.raters.append(raterCode)
        rows.replicates.append(replicateCode)
        rows.values.append(values[row])
      }
    }
  }

  mutating func merge(_ other: CollectedReplicates, _ codes: [[UInt32]]) throws(DataError) {
    let groups = try group.mergeRatingCodes(other.group, codes)
    let units = try unit.mergeRatingCodes(other.unit, codes)
    let raters = try rater.mergeRatingCodes(other.rater, codes)
    let replicates = try replicate.mergeRatingCodes(other.replicate, codes)
    rows.groups += other.rows.groups.map { groups[Int($0)] }
    rows.units += other.rows.units.map { units[Int($0)] }
    rows.raters += other.rows.raters.map { raters[Int($0)] }
    rows.replicates += other.rows.replicates.map { replicates[Int($0)] }
    rows.values += other.rows.values
    rows.incompleteCount += other.rows.incompleteCount
    check.merge(other.check)
  }
}

/// Replicates of a scan, arranged, with what their codes stand for.
struct ArrangedReplicates: Sendable {
  let rows: CollectedReplicates.Rows
  /// The groups that have any rating, in the order of results.
  let groups: [UInt32]
  /// The rows of each of ``groups``: by unit, then rater, then replicate.
  let order: [[Int]]
  let names: RatingNames
  let warnings: [String]
}

extension CollectedReplicates {
  /// Arranges what was collected, and forgets it. Raters get codes in the order of their names.
  /// - Throws: ratings that are refused, no rating at all, a rating that comes twice.
  mutating func arrange(_ context: StudyContext) throws(DataError) -> ArrangedReplicates {
    try check.finish()
    guard !rows.values.isEmpty else {
      throw DataError(.unusable(reason: "there is no rating"), file: context.firstFile)
    }
    let ranks = rater.ranks(context.dictionaries)
    var rows = self.rows
    self.rows = Rows()
    rows.raters = rows.raters.map { ranks[Int($0)] }
    let names = RatingNames(
      group: group, unit: unit, rater: rater,
      raters: rater.sorted((0..<UInt32(rater.count)).map { $0 }, context.dictionaries),
      dictionaries: context.dictionaries)
    let order = rows.values.indices.sorted { a, b in
      let left = (rows.groups[a], rows.units[a], rows.raters[a], rows.replicates[a], a)
      return left < (rows.groups[b], rows.units[b], rows.raters[b], rows.replicates[b], b)
    }
    try refuseDuplicates(rows, order, names, context)
    let groups = group.sorted(Set(rows.groups).sorted(), context.dictionaries, preferred: context.preferredOrder)
    let ofGroups = Dictionary(grouping: order) { rows.groups[$0] }
    var warnings: [String] = []
    if rows.incompleteCount > 0 {
      warnings.append(
        "\(analysis): \(rows.incompleteCount) ratings without unit, rater, replicate or group were left out")
    }
    return ArrangedReplicates(
      rows: rows, groups: groups, order: groups.map { ofGroups[$0] ?? [] }, names: names, warnings: warnings)
  }

  private func refuseDuplicates(
    _ rows: Rows, _ order: [Int], _ names: RatingNames, _ context: StudyContext
  ) throws(DataError) {
    var (examples, count) = ([String](), 0)
    for (a, b) in zip(order, order.dropFirst())
    where rows.groups[a] == rows.groups[b] && rows.units[a] == rows.units[b] && rows.raters[a] == rows.raters[b]
      && rows.replicates[a] == rows.replicates[b]
    {
      count += 1
      guard examples.count < 5 else { continue }
      let labels = [
        names.unitLabel(rows.units[b]), names.raterLabel(rows.raters[b]),
        replicate.label(rows.replicates[b], context.dictionaries),
      ]
      examples.append(labels.joined(separator: ", "))
    }
    guard count > 0 else { return }
    throw DataError(
      .duplicateRatings(examples: examples, count: count), file: context.firstFile,
      hint: "a unit has one rating of a rater and a replicate")
  }
}
