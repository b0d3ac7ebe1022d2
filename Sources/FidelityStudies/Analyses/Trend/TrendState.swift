import FidelityData
import FidelityFiles
import FidelityInstruments
import FidelityTrends

/// Follows a column of numbers over time.
struct TrendState: AnalysisState {
  private let trend: Trend
  private var group: KeyCoder?
  private var time: TrendTime
  private let outcome: Int
  private let covariates: [Int]
  private var rows: TrendRows
  private var repeated: DependentRows
  /// Who asks for a second look, where there may be one.
  private let secondLook: SecondLook?
  private let key: String
  private(set) var mustStartAgain = false
  /// Groups whose sums had lost digits when so many rows had come.
  private var lossy = (groups: 0, rows: 0)

  init(_ trend: Trend, _ table: inout StudyTable) throws(DataError) {
    guard let source = table.description.time else {
      throw DataError(
        .usage(reason: "a trend needs to know which column is the time"),
        remedy: .nameColumn(role: "time"))
    }
    self.trend = trend
    time = try TrendTime(source, trend, &table)
    try Self.checkNames(trend, time: time.name, table)
    group = trend.group.names.isEmpty ? nil : try table.coder(trend.group.names)
    if let group, group.usesLayout {
      let names = group.names.filter { table.layoutVariable($0) != nil }
      throw DataError(
        .usage(
          reason: "a trend of a column cannot be grouped by \(names.joined(separator: ", ")), "
            + "which stands in the names of other columns"))
    }
    outcome = try table.request(trend.outcome, .number)
    covariates = try table.requests(trend.covariates.names, .number)
    rows = TrendRows(trend, predictor: time.name)
    repeated = try DependentRows(
      ["site", "teacher", "unit"].filter { table.description.roles[$0]?.contains(where: table.isAveraged) == false },
      groupedBy: trend.group.names, &table)
    secondLook = table.mayReadAgain ? table.secondLook : nil
    key = trend.key
  }

  static func checkNames(_ trend: Trend, time: String?, _ table: StudyTable) throws(DataError) {
    if !table.hasColumn(trend.outcome), let instrument = table.instrument {
      throw DataError(
        .usage(reason: "the outcome is neither a column nor a scale of \(instrument.id)"), value: trend.outcome,
        hint: "its scales are \(instrument.scales.map(\.id).joined(separator: ", "))")
    }
    if let time, table.hasColumn(time), ([trend.outcome] + trend.covariates.names).contains(time) {
      throw DataError(.usage(reason: "the column has two places in the trend"), column: time)
    }
  }

  mutating func consume(_ rows: StudyRows) throws(DataError) {
    let batch = rows.batch
    let x = try time.values(batch, rows.dictionaries)
    let groups = try group?.rowCodes(batch)
    try repeated.consume(batch)
    self.rows.add(
      groups: groups, x: x, y: batch.numbers(outcome), covariates: covariates.map { batch.numbers($0) })
  }

  mutating func merge(_ other: TrendState, _ codes: [[UInt32]]) throws(DataError) {
    try time.merge(other.time)
    let groups = try other.group.map { theirs throws(DataError) in try group?.merge(theirs, codes) ?? [] }
    rows.merge(other.rows, groups: groups ?? [])
    try repeated.merge(other.repeated, codes)
  }

  mutating func endScan(_ context: () -> StudyContext) {
    lossy = (rows.lossyCount, rows.count)
    guard lossy.groups > 0, let secondLook, rows.mayBeKept else { return }
    secondLook.keepRows(key)
    mustStartAgain = true
  }

  mutating func finish(_ context: StudyContext) throws(DataError) -> AnalysisOutcome {
    try time.checkUnit()
    var outcome = try rows.finish(group, time.scale(trend), context)
    outcome.warnings += time.warnings
    // Scores of gathered ratings come after the scan.
    outcome.warnings += trend.lossWarning(lossy.rows == rows.count ? lossy.groups : rows.lossyCount)
    let repetition = repeated.warning(
      Trend.name, count: rows.count, of: "rows", advice: DependentRows.clusterAdvice)
    if let repetition { outcome.warnings.append(repetition) }
    return outcome
  }
}
