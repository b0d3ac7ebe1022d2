import FidelityComponents
import FidelityData
import FidelityMeasurement
import FidelitySystem

/// Limits of agreement of raters who rate a unit several times.
///
/// Tables: `concordance`, the rows of each pair, then how well each rater repeats; `concordance-points`, a point for
/// each unit and pair.
struct ConcordanceReplicateState: AnalysisState {
  private let options: ConcordanceAnalysis
  private var ratings: CollectedReplicates
  private let wanted: (rows: Bool, points: Bool)

  init(_ options: ConcordanceAnalysis, replicate: String, _ table: inout StudyTable) throws(DataError) {
    self.options = options
    wanted = (table.wants(ConcordanceAnalysis.name), table.wants(ConcordanceAnalysis.pointsTable))
    ratings = try CollectedReplicates(
      ConcordanceAnalysis.name, by: options.by.names, replicate: replicate, isPositive: options.transform == .log,
      &table)
  }

  mutating func consume(_ rows: StudyRows) throws(DataError) { try ratings.consume(rows.batch) }

  mutating func merge(_ other: ConcordanceReplicateState, _ codes: [[UInt32]]) throws(DataError) {
    try ratings.merge(other.ratings, codes)
  }

  mutating func finish(_ context: StudyContext) throws(DataError) -> AnalysisOutcome {
    let arranged = try ratings.arrange(context)
    let reference = try options.reference.map { name throws(DataError) in
      try arranged.names.raterCode(name, context)
    }
    let rows = arranged.rows
    let options = options
    let groups = WorkerThreads.map(arranged.order.count) { ReplicatesOfGroup(rows, arranged.order[$0], options) }
    let count = groups.reduce(0) { $0 + RaterPairs.count($1.raters, reference) }
    guard count <= ConcordancePlan.mostPairs else { throw ConcordancePlan.tooManyPairs(context, hasReplicates: true) }
    let refusal = wanted.points ? ConcordancePlan.refusal(ofPictures: count) : nil
    if let refusal, options.points { throw ConcordancePlan.tooManyPictures(refusal, context) }
    let found = results(groups, reference, ranks: wanted.points && refusal == nil ? arranged.names.unitRanks : nil)
    var outcome = AnalysisOutcome(warnings: arranged.warnings)
    if let refusal { outcome.warnings.append("\(ConcordanceAnalysis.pointsTable): no rows: \(refusal)") }
    if wanted.rows {
      let result = found.table.table(groups: found.subjects.columns(arranged.groups, arranged.names))
      outcome.tables.append(StudyResultTable(ConcordanceAnalysis.name, result))
    }
    if wanted.points {
      let result = BlandAltmanPicture.table(
        found.pictures, found.subjects, arranged.groups, arranged.names, options.pairScale)
      outcome.tables.append(StudyResultTable(ConcordanceAnalysis.pointsTable, result))
    }
    return outcome
  }

  /// The rows of every pair and rater, group by group, and the pictures of pairs.
  /// - Parameter ranks: the place of each unit in the order of names; nil where nobody wants pictures.
  private func results(
    _ groups: [ReplicatesOfGroup], _ reference: UInt32?, ranks: [UInt32]?
  ) -> (table: EstimateTable, subjects: PairSubjects, pictures: [BlandAltmanPicture]) {
    let work = ConcordanceRows(options: options)
    var (table, subjects, pictures) = (EstimateTable(ConcordanceRows.columns), PairSubjects(), [BlandAltmanPicture]())
    for (place, group) in groups.enumerated() {
      let pairs = RaterPairs.all(group.raters, reference)
      let first = subjects.count
      let wantsRows = wanted.rows
      let found = WorkerThreads.map(pairs.count) { index in
        let pair = group.pair(pairs[index].0, pairs[index].1)
        return (
          rows: wantsRows ? work.rows(pair.readings, leftOut: pair.leftOut) : [],
          picture: ranks.map { BlandAltmanPicture(first + index, group.points(pair), ranks: $0) }
        )
      }
      for (pair, result) in zip(pairs, found) {
        subjects.append(group: place, group.raters[pair.0], group.raters[pair.1])
        for row in result.rows { table.append(row, group: subjects.count - 1) }
        if let picture = result.picture { pictures.append(picture) }
      }
      if pairs.isEmpty {
        subjects.append(group: place, group.raters.count == 1 ? group.raters[0] : nil)
        for row in work.rows(withoutPairOf: group.raters.count, hasReplicates: true) {
          table.append(row, group: subjects.count - 1)
        }
      }
      for rater in group.raters.indices {
        subjects.append(group: place, group.raters[rater])
        table.append(work.repeatability(group.readings(rater)), group: subjects.count - 1)
      }
    }
    return (table, subjects, pictures)
  }
}

/// The readings of one group, rater by rater.
private struct ReplicatesOfGroup: Sendable {
  let raters: [UInt32]
  private let options: ConcordanceAnalysis
  /// The units of the group by place, and the readings of each rater in the order of units and replicates.
  private let units: [UInt32]
  private let readings: [[Reading]]

  private struct Reading: Sendable {
    let unit: UInt32
    let replicate: UInt32
    let value: Double
  }

  /// - Parameter order: the rows of the group, unit by unit.
  init(_ rows: CollectedReplicates.Rows, _ order: [Int], _ options: ConcordanceAnalysis) {
    self.options = options
    raters = Set(order.map { rows.raters[$0] }).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(raters, 0...))
    var (units, readings) = ([UInt32](), raters.map { _ in [Reading]() })
    for row in order {
      if units.last != rows.units[row] { units.append(rows.units[row]) }
      readings[places[rows.raters[row]] ?? 0].append(
        Reading(unit: UInt32(units.count - 1), replicate: rows.replicates[row], value: rows.values[row]))
    }
    (self.units, self.readings) = (units, readings)
  }

  /// The readings of one rater by unit.
  func readings(_ rater: Int) -> OneWayMoments {
    let own = readings[rater]
    let (units, values) = (own.map(\.unit), own.map { options.pairScale == .log ? log($0.value) : $0.value })
    var moments = OneWayMoments()
    moments.add(groups: units.span, values: values.span)
    return moments
  }

  struct Pair {
    let readings: ReplicatedPairs
    /// Units of one of the two alone; readings where they are linked.
    let leftOut: Int
  }

  func pair(_ first: Int, _ second: Int) -> Pair {
    let (a, b) = (readings[first], readings[second])
    var pairs = ReplicatedPairs(scale: options.pairScale)
    guard options.linked else {
      pairs.add(units: a.map(\.unit), x: a.map(\.value))
      pairs.add(units: b.map(\.unit), y: b.map(\.value))
      return Pair(readings: pairs, leftOut: Set(a.map(\.unit)).symmetricDifference(b.map(\.unit)).count)
    }
    var (own, x, y) = ([UInt32](), [Double](), [Double]())
    var (left, right) = (0, 0)
    while left < a.count, right < b.count {
      let (key, other) = ((a[left].unit, a[left].replicate), (b[right].unit, b[right].replicate))
      if key == other {
        own.append(key.0)
        x.append(a[left].value)
        y.append(b[right].value)
      }
      if key <= other { left += 1 }
      if other <= key { right += 1 }
    }
    pairs.addPairs(units: own, x: x, y: y)
    return Pair(readings: pairs, leftOut: a.count + b.count - 2 * own.count)
  }

  /// A point for each unit that both measured.
  func points(_ pair: Pair) -> [(unit: UInt32, BlandAltmanPoint)] {
    pair.readings.points(options.linked ? .linked : .notLinked).enumerated().compactMap { place, point in
      point.mean.isNaN ? nil : (units[place], point)
    }
  }
}
