import FidelityComponents
import FidelityData
import FidelityFiles
import FidelityMeasurement

/// Reliability between and within raters who rate every unit several times.
///
/// Table `icc`: inter- and intra-rater correlations of random and fixed raters, variance components, errors of
/// measurement.
struct ReplicateState: AnalysisState {
  private let options: IntraclassAnalysis
  private var group: KeyCoder
  private var unit: KeyCoder
  private var rater: KeyCoder
  private var replicate: KeyCoder
  private let columnNames: [String]
  private let valueRequests: [Int]
  private var rows = Rows()

  /// The ratings in columns.
  private struct Rows: Sendable {
    var groups: [UInt32] = []
    var units: [UInt32] = []
    var raters: [UInt32] = []
    var replicates: [UInt32] = []
    var values: [Double] = []
    var incompleteCount = 0
  }

  init(_ options: IntraclassAnalysis, _ table: inout StudyTable) throws(DataError) {
    self.options = options
    guard let column = options.replicate else { preconditionFailure("replicates without a column") }
    group = try table.coder(options.by.names)
    unit = try table.requiredCoder("unit")
    rater = try table.requiredCoder("rater")
    replicate = try table.coder([column])
    columnNames = try table.ratingColumns()
    valueRequests = try table.requests(columnNames, .number)
  }

  mutating func consume(_ rows: StudyRows) throws(DataError) {
    let batch = rows.batch
    let (groups, units) = (try group.rowCodes(batch), try unit.rowCodes(batch))
    let (raters, replicates) = (try rater.rowCodes(batch), try replicate.rowCodes(batch))
    for (column, request) in valueRequests.enumerated() {
      let (ofGroup, ofUnit) = (group.step(wideColumn: column), unit.step(wideColumn: column))
      let (ofRater, ofReplicate) = (rater.step(wideColumn: column), replicate.step(wideColumn: column))
      let values = batch.numbers(request)
      for row in 0..<batch.rowCount where !values[row].isNaN {
        let (groupCode, unitCode) = (ofGroup(groups[row]), ofUnit(units[row]))
        let (raterCode, replicateCode) = (ofRater(raters[row]), ofReplicate(replicates[row]))
        guard max(groupCode, unitCode, raterCode, replicateCode) != missingKey else {
          self.rows.incompleteCount += 1
          continue
        }
        self.rows.groups.append(groupCode)
        self.rows.units.append(unitCode)
        self.rows.raters.append(raterCode)
        self.rows.replicates.append(replicateCode)
        self.rows.values.append(values[row])
      }
    }
  }

  mutating func merge(_ other: ReplicateState, _ codes: [[UInt32]]) throws(DataError) {
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
  }

  mutating func finish(_ context: StudyContext) throws(DataError) -> AnalysisOutcome {
    guard !rows.values.isEmpty else {
      throw DataError(.unusable(reason: "there is no rating"), file: context.firstFile)
    }
    let order = rows.values.indices.sorted { a, b in
      let left = (rows.groups[a], rows.units[a], rows.raters[a], rows.replicates[a], a)
      return left < (rows.groups[b], rows.units[b], rows.raters[b], rows.replicates[b], b)
    }
    try refuseDuplicates(order, context)
    let present = Set(rows.groups).sorted()
    let groups = group.sorted(present, context.dictionaries, preferred: context.preferredOrder)
    var table = EstimateTable(IntraclassState.columns)
    let ofGroups = Dictionary(grouping: order) { rows.groups[$0] }
    for (place, code) in groups.enumerated() {
      for row in estimates(ofGroups[code] ?? []) { table.append(row, group: place) }
    }
    var warnings: [String] = []
    if rows.incompleteCount > 0 {
      warnings.append("icc: \(rows.incompleteCount) ratings without unit, rater, replicate or group were left out")
    }
    let result = table.table(groups: group.columns(groups, context.dictionaries))
    return AnalysisOutcome(tables: [StudyResultTable(IntraclassAnalysis.name, result)], warnings: warnings)
  }

  private func refuseDuplicates(_ order: [Int], _ context: StudyContext) throws(DataError) {
    var (examples, count) = ([String](), 0)
    for (a, b) in zip(order, order.dropFirst())
    where rows.groups[a] == rows.groups[b] && rows.units[a] == rows.units[b] && rows.raters[a] == rows.raters[b]
      && rows.replicates[a] == rows.replicates[b]
    {
      count += 1
      guard examples.count < 5 else { continue }
      let labels = [
        unit.label(rows.units[b], context.dictionaries), rater.label(rows.raters[b], context.dictionaries),
        replicate.label(rows.replicates[b], context.dictionaries),
      ]
      examples.append(labels.joined(separator: ", "))
    }
    guard count > 0 else { return }
    throw DataError(
      .duplicateRatings(examples: examples, count: count), file: context.firstFile,
      hint: "a unit has one rating of a rater and a replicate")
  }

  /// - Parameter order: the rows of a group, unit by unit.
  private func estimates(_ order: [Int]) -> [Estimate] {
    let raters = Set(order.map { rows.raters[$0] }).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(raters, UInt32(0)...))
    var moments = ReplicatedMoments(raterCount: raters.count)
    var start = 0
    while start < order.count {
      let unit = rows.units[order[start]]
      let end = order[start...].firstIndex { rows.units[$0] != unit } ?? order.count
      let own = order[start..<end].map { places[rows.raters[$0]] ?? 0 }
      let values = order[start..<end].map { rows.values[$0] }
      moments.add(raters: own.span, values: values.span)
      start = end
    }
    return ReplicateRows(ReplicatedAnova(moments)).rows
  }
}

/// The rows of one group with replicates.
private struct ReplicateRows {
  private let anova: ReplicatedAnova

  init(_ anova: ReplicatedAnova) { self.anova = anova }

  var rows: [Estimate] {
    let reliability = ReplicatedReliability(anova)
    var rows: [Estimate] = []
    for raters in ReplicatedReliability.Raters.allCases {
      for replicates in [1, anova.replicateCount] {
        var between = row("icc-inter-rater", raters.rawValue, reliability.betweenRaters(raters, replicates: replicates))
        between.add(note: replicates == 1 ? "one rating" : "the mean of \(Int(replicates)) ratings")
        rows.append(between)
        if anova.replicateCount.isNaN || anova.replicateCount <= 1 { break }
      }
      rows.append(row("icc-intra-rater", raters.rawValue, reliability.withinRaters(raters)))
    }
    rows += IntraclassRows.components(anova.components, anova.status, method: "anova").map { component in
      var row = component
      if row.status != .ok { row.add(note: sentence) }
      return row
    }
    rows.append(row("sem", "inter-rater", reliability.errorBetweenRaters))
    rows.append(row("sem", "intra-rater", reliability.errorWithinRaters))
    return rows
  }

  private func row(_ quantity: String, _ form: String, _ value: Double) -> Estimate {
    var row = Estimate(quantity)
    row.form = form
    row.method = "anova"
    row.estimate = value.isFinite ? value : .nan
    (row.unitCount, row.raterCount) = (Int(exactly: anova.unitCount), Int(exactly: anova.raterCount))
    row.status = anova.status
    if row.status == .ok, row.estimate.isNaN { row.status = .noVariation }
    if anova.status != .ok { row.add(note: sentence) }
    return row
  }

  private var sentence: String {
    switch anova.status {
    case .unbalanced: "every rater rates every unit equally often, or there are no figures"
    case .tooFewObservations: "no rater rated a unit more than once"
    default: "\(anova.status.rawValue)"
    }
  }
}
