import FidelityData
import FidelityFiles
import FidelityReliability

/// Concordance of the raters of a scan.
///
/// Tables: `concordance`, one row per group, pair of raters and quantity, then those of all raters of the group;
/// `concordance-points`, the picture of each pair.
struct ConcordanceState: AnalysisState {
  private let options: ConcordanceAnalysis
  private var ratings: CollectedRatings
  private var check = PositiveCheck()
  private let columnNames: [String]
  private let valueRequests: [Int]
  private let wanted: (rows: Bool, points: Bool)

  init(_ options: ConcordanceAnalysis, _ table: inout StudyTable) throws(DataError) {
    self.options = options
    wanted = (table.wants(ConcordanceAnalysis.name), table.wants(ConcordanceAnalysis.pointsTable) && !options.overall)
    if let score = options.score { try table.rate(score) }
    var description = RatingsDescription(analysis: ConcordanceAnalysis.name, by: options.by.names, scale: .interval)
    if case .list(let categories) = options.scale { description.categories = .numbers(categories) }
    ratings = try CollectedRatings(description, &table)
    columnNames = try table.ratingColumns()
    valueRequests = options.transform == nil ? [] : try table.requests(columnNames, .number)
  }

  mutating func consume(_ rows: StudyRows) throws(DataError) {
    for (column, request) in valueRequests.enumerated() {
      check.check(request, column: columnNames[column], rows.batch)
    }
    try ratings.consume(rows.batch, rows.dictionaries)
  }

  mutating func merge(_ other: ConcordanceState, _ codes: [[UInt32]]) throws(DataError) {
    check.merge(other.check)
    try ratings.merge(other.ratings, codes)
  }

  mutating func finish(_ context: StudyContext) throws(DataError) -> AnalysisOutcome {
    try check.finish()
    let arranged = try ratings.arrange(context)
    var plan = ConcordancePlan(options, arranged)
    try plan.choosePairs(
      reference: options.reference.map { name throws(DataError) in try arranged.names.raterCode(name, context) },
      context)
    var outcome = AnalysisOutcome(warnings: arranged.warnings + plan.warnings)
    if wanted.rows {
      plan.rank()
      let table = plan.estimates().table(groups: plan.subjects.columns(arranged.groups, arranged.names))
      outcome.tables.append(StudyResultTable(ConcordanceAnalysis.name, table))
    }
    if wanted.points {
      let (table, warning) = try plan.points(isAskedFor: options.points, context)
      outcome.tables.append(StudyResultTable(ConcordanceAnalysis.pointsTable, table))
      if let warning { outcome.warnings.append(warning) }
    }
    return outcome
  }
}
