import FidelityData
import FidelityFiles
import FidelityInstruments
import FidelityTrends

/// Regressions with covariates, weights, absorbed effects or clustered errors, per group or pooled.
///
/// Where terms are linear and errors follow from sums by cluster, rows are summed as they come, by cells: combinations
/// of group, cluster, absorbed effect and levels of factors. Else they are collected: 8 bytes a number, 4 bytes a cell.
struct RegressionState: AnalysisState {
  private let trend: Trend
  private let design: TrendDesign
  private var time: TrendTime?
  private let outcome: Int
  private let covariates: [Int]
  private let weights: Int?
  private let offset: Int?
  /// Group, clusters, absorbed effects and factors, in this order.
  private var entities: [KeyCoder]
  private let layout: RegressionCells.Layout
  private var cells: CompositeKeys?
  private var rows: RegressionData
  private var repeated: DependentRows
  private var codes: [UndeclaredCodes]
  private let seed: UInt64
  /// Who asks for a second look, where there may be one.
  private let secondLook: SecondLook?
  private let key: String
  private(set) var mustStartAgain = false
  private typealias Fitted = (analysis: RegressionAnalysis, results: RegressionAnalysis.Results)
  /// What the end of the scan has given, as long as no more rows come.
  private var fitted: Fitted?

  init(_ trend: Trend, _ table: inout StudyTable) throws(DataError) {
    self.trend = trend
    seed = table.seed
    key = trend.key
    let keepsRows = table.secondLook.wantsRows(key)
    secondLook = keepsRows || !table.mayReadAgain ? nil : table.secondLook
    if !trend.noTime {
      let needsTime =
        trend.serial != nil || trend.errors.needsOrder || trend.margin != nil || trend.polynomial != nil
        || trend.spline != nil || (trend.covariates.names.isEmpty && trend.categorical.names.isEmpty)
      if let source = table.description.time {
        time = try TrendTime(source, trend, &table)
      } else if needsTime {
        throw DataError(
          .usage(reason: "a trend needs to know which column is the time, or `covariates`"),
          remedy: .nameColumn(role: "time"))
      }
    }
    let design = try TrendDesign(trend, time: time?.name)
    self.design = design
    try TrendState.checkNames(trend, time: time?.name, table)
    outcome = try table.request(trend.outcome, .number)
    covariates = try table.requests(trend.covariates.names, .number)
    weights = try trend.weights.map { name throws(DataError) in try table.request(name, .number) }
    offset = try trend.offset.map { name throws(DataError) in try table.request(name, .number) }
    var entities: [KeyCoder] = []
    if !trend.group.names.isEmpty { entities.append(try table.coder(trend.group.names)) }
    let lists = [trend.cluster.names, trend.absorb.names, trend.categorical.names]
    for name in lists.flatMap(\.self) { entities.append(try table.coder([name])) }
    for entity in entities where entity.usesLayout {
      throw DataError(
        .usage(
          reason: "a trend of a column cannot be told apart by \(entity.names.joined(separator: ", ")), "
            + "which stands in the names of other columns"))
    }
    self.entities = entities
    layout = RegressionCells.Layout(
      hasGroup: !trend.group.names.isEmpty, clusters: lists[0], absorbed: lists[1], factors: lists[2])
    cells = entities.isEmpty ? nil : CompositeKeys(width: entities.count)
    rows = RegressionData(
      variableCount: design.variables.count, isWeighted: weights != nil, sums: !keepsRows && trend.sumsRows(design))
    codes = Array(repeating: UndeclaredCodes(), count: 1 + covariates.count)
    repeated = try DependentRows(
      ["site", "teacher", "unit"].filter { table.description.roles[$0]?.contains(where: table.isAveraged) == false },
      groupedBy: trend.group.names, isAllowedFor: !trend.cluster.names.isEmpty, &table)
  }

  mutating func consume(_ rows: StudyRows) throws(DataError) {
    fitted = nil
    let batch = rows.batch
    let covariates = covariates.map { batch.numbers($0) }
    let outcome = batch.numbers(outcome)
    for (place, column) in ([outcome] + covariates).enumerated() { codes[place].look(column) }
    let columns = [try time?.values(batch, rows.dictionaries)].compactMap(\.self) + covariates
    var parts: [Buffer<UInt32>] = []
    for place in entities.indices { parts.append(try entities[place].rowCodes(batch)) }
    try repeated.consume(batch)
    let weights = weights.map { batch.numbers($0) }
    if let weights, let row = (0..<weights.count).first(where: { weights[$0] < 0 }) {
      throw DataError(
        .unusable(reason: "a weight is negative"), file: batch.source, row: batch.rowNumber(row),
        column: trend.weights, value: CategoryDictionary.label(weights[row]))
    }
    self.rows.add(
      cells: cells?.encode(parts), columns: columns, outcome: outcome, offset: offset.map { batch.numbers($0) },
      weights: weights)
  }

  mutating func merge(_ other: RegressionState, _ codes: [[UInt32]]) throws(DataError) {
    if let theirs = other.time { try time?.merge(theirs) }
    var parts: [[UInt32]] = []
    for place in entities.indices { parts.append(try entities[place].merge(other.entities[place], codes)) }
    let translation = other.cells.map { cells?.merge($0, codes: parts) ?? [] } ?? [0]
    rows.merge(other.rows, cells: translation)
    for place in self.codes.indices { self.codes[place].merge(other.codes[place]) }
    try repeated.merge(other.repeated, codes)
  }

  /// Fits the groups from sums. Where some figure has fewer digits than rows would give it, the data are read once
  /// more; else the fits are those that ``finish(_:)`` needs.
  mutating func endScan(_ context: () -> StudyContext) {
    guard let secondLook, rows.sums != nil, rows.rowCount > 0, rows.rowCount * rows.width <= TrendRows.mostKept,
      let fitted = try? fit(context())
    else { return }
    if fitted.results.lossyCount > 0 {
      secondLook.keepRows(key)
      mustStartAgain = true
    } else {
      self.fitted = fitted
    }
  }

  private func fit(_ context: StudyContext) throws(DataError) -> Fitted {
    let resolved = RegressionCells(layout, entities, cells, rows, context)
    let analysis = try RegressionAnalysis(
      trend, design, try design.columns(resolved.levels), resolved, time?.scale(trend) ?? TrendScale(), seed: seed,
      time: time?.name)
    return (analysis, try analysis.results(rows))
  }

  mutating func finish(_ context: StudyContext) throws(DataError) -> AnalysisOutcome {
    try time?.checkUnit()
    guard rows.rowCount > 0 else {
      throw DataError(
        .unusable(reason: "no row has an outcome and all predictors"), file: context.firstFile, column: trend.outcome)
    }
    var warnings = warnings
    if let warning = repeated.warning(Trend.name, count: rows.rowCount, of: "rows", advice: DependentRows.clusterAdvice)
    {
      warnings.append(warning)
    }
    let own: Fitted
    if let fitted { own = fitted } else { own = try fit(context) }
    fitted = nil
    let finished = own.analysis.finish(own.results)
    return AnalysisOutcome(tables: finished.tables, warnings: warnings + finished.warnings)
  }

  /// What was left out, and numbers that may stand for missing ones.
  private var warnings: [String] {
    var warnings: [String] = []
    if rows.skippedCount > 0 {
      warnings.append(
        "trend: \(rows.skippedCount) rows that lack a number, a group, a cluster or a level were left out")
    }
    if rows.weightlessCount > 0 { warnings.append("trend: \(rows.weightlessCount) rows of weight 0 were left out") }
    return warnings + trend.warnings(codes) + (time?.warnings ?? [])
  }
}

extension Trend {
  /// What tells this trend from others of a study.
  var key: String {
    OptionValue.all(of: self).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ";")
  }

  /// Whether everything follows from sums by cells.
  func sumsRows(_ design: TrendDesign) -> Bool {
    if !design.terms.isLinear || absorb.names.count > 1 || serial != nil { return false }
    switch errors {
    case .ols: return true
    case .leverage, .neweyWest: return false
    case .cluster(let correction): return weights == nil || correction != .cr2
    }
  }
}
