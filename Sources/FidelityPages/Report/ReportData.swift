import FidelityCharts
import FidelityData
import FidelityReports

/// The tables of a report as a page may show them, with what is known of the study.
struct ReportData {
  /// What is withheld, and why.
  let withholding: Withholding
  /// What `run.json` says of each of them, where it says something.
  let records: [ReportRecord?]
  /// All tables of estimates that are shown.
  let estimates: [EstimateRows]

  /// The folders, without what is withheld.
  var results: [Results] { withholding.results }

  /// - Throws: what reading `run.json` throws; `notANumber` and the like for a table of estimates that was damaged.
  init(_ results: [Results], options: ReportOptions) throws(DataError) {
    var records: [ReportRecord?] = []
    for result in results { records.append(try ReportRecord(folder: result.folder)) }
    self.records = records
    var persons = Set(records.flatMap { Self.columns("teacher", $0?.columns) }).union(Self.personNames)
    // A district's page ranks no observers.
    if options.audience == .district {
      persons.formUnion(records.flatMap { Self.columns("rater", $0?.columns) } + Self.raterNames)
    }
    withholding = try Withholding(results, least: options.suppressBelow, persons: persons)
    var estimates: [EstimateRows] = []
    for table in withholding.results.flatMap(\.tables) {
      if let rows = try EstimateRows(table) { estimates.append(rows) }
    }
    self.estimates = estimates
  }

  private static func columns(_ role: String, _ columns: [String: [String]]?) -> [String] { columns?[role] ?? [] }

  /// Columns that hold persons, where nothing says which do.
  private static let personNames: Set<String> = [
    "teacher", "coachee", "coach", "student", "candidate", "participant", "leader", "person",
  ]
  /// Columns that hold observers, where nothing says which do.
  private static let raterNames = ["rater", "observer"]

  // MARK: - Finding tables by what they hold

  /// The first table of a name, or of that name with a number.
  func table(_ name: String) -> ResultTable? {
    for result in results { if let table = result.tables(named: name).first { return table } }
    return nil
  }

  /// The tables that have a quantity.
  func estimates(with quantity: String, grouped: Bool? = nil) -> [EstimateRows] {
    estimates.filter { table in
      (grouped == nil || grouped == !table.groupColumns.isEmpty) && table.quantities.contains(quantity)
    }
  }

  /// Scores over all administrations.
  var overall: EstimateRows? { estimates(with: "score-mean", grouped: false).first }

  /// Scores by groups.
  var grouped: EstimateRows? { estimates(with: "score-mean", grouped: true).first }

  /// The verdicts on trends.
  var decisions: ResultTable? { allDecisions.first }

  private var allDecisions: [ResultTable] {
    results.flatMap(\.tables).filter { $0.has("verdict") && $0.has("slope") }
  }

  // MARK: - What the page takes the first of

  /// The files of the tables that the page reads in one copy and the folders hold in several: all but the first, with
  /// the name of their study where they are of another.
  var otherScores: [String] {
    others(estimates(with: "score-mean", grouped: false).map(\.table)) + others(tables("scores-over-time"))
  }

  var otherGroups: [String] {
    others(estimates(with: "score-mean", grouped: true).map(\.table)) + others(allDecisions)
  }

  var otherDrivers: [String] {
    ["drivers-page", "drivers-questions", "drivers-actions"].flatMap { others(tables($0)) }
  }

  private func tables(_ name: String) -> [ResultTable] { results.flatMap { $0.tables(named: name) } }

  private func others(_ tables: [ResultTable]) -> [String] {
    tables.dropFirst().map { table in
      let owner = results.first { $0.tables.contains { $0.origin == table.origin } }
      return table.fileName + (owner?.provenance.map { " (\($0.study))" } ?? "")
    }
  }

  /// The scale that findings speak of: `total`, or the last of the scores.
  var mainScale: String? {
    guard let table = overall ?? grouped else { return nil }
    let scales = table.rows("score-mean").map { table.terms[$0] }
    return scales.contains("total") ? "total" : scales.last
  }

  /// The score from which on a scale speaks of fidelity; nil where the instrument names none.
  func cut(of scale: String) -> Double? {
    guard let table = table("score-bands"), let terms = table.texts("term"), let lower = table.numbers("lower"),
      let marks = table.texts("is_fidelity")
    else { return nil }
    return terms.indices.filter { terms[$0] == scale && marks[$0] == "true" && lower[$0].isFinite }.map { lower[$0] }
      .min()
  }

  /// The names of the bands of a scale that count as fidelity.
  func topBand(of scale: String) -> String? {
    guard let table = table("score-bands"), let terms = table.texts("term"), let bands = table.texts("band"),
      let marks = table.texts("is_fidelity"), let lower = table.numbers("lower")
    else { return nil }
    return terms.indices.filter { terms[$0] == scale && marks[$0] == "true" }.max { lower[$0] < lower[$1] }.map {
      bands[$0]
    }
  }
}
