package import FidelityData

/// Selection: what was required of candidates, what those hired bring, and what training has to supply.
package enum SelectionDriver: DriverAnalysis {
  package static let system = DriverSystem.selection
  package static let roles: [DriverRole] = [.selectionRatings, .selectionCriteria, .selectionCandidates]
  package static let headlines = [
    DriverHeadline("prerequisites-met", term: "all", criterion: 1, "prerequisites that those hired meet")
  ]

  package static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError] {
    guard let ratings = tables[.selectionRatings] else { return [] }
    return unknown("criterion", of: ratings, in: tables[.selectionCriteria])
      + unknown("candidate", of: ratings, in: tables[.selectionCandidates])
  }

  /// Names of a column that the table about them does not have: the first row of each.
  private static func unknown(_ column: String, of ratings: DriverTable, in other: DriverTable?) -> [DataError] {
    guard let other else { return [] }
    let names = ratings.names(column)
    var isReported = names.codes(in: other.names(column)).map { $0 != missingKey }
    var errors: [DataError] = []
    for (row, code) in names.codes.enumerated() where code != missingKey && !isReported[Int(code)] {
      isReported[Int(code)] = true
      errors.append(
        ratings.error(
          "the \(column) has ratings but no row in \(other.file)", row: row, column: column,
          hint: "add a row for it to \(other.file), or correct the name"))
    }
    return errors
  }

  package static func compute(_ tables: DriverTables, _ options: DriverOptions, _ rows: inout SystemRows) {
    let all = DriverFigure("prerequisites-met", term: "all")
    guard let table = tables[.selectionRatings] else {
      return rows.missing(all, .noTable, note: "fill selection-ratings.csv")
    }
    let ratings = SelectionRatings(table)
    agreement(ratings, &rows)
    let missing = [DriverRole.selectionCriteria, .selectionCandidates].filter { tables[$0] == nil }
    if !missing.isEmpty {
      let files = missing.map { $0.rawValue + ".csv" }.joined(separator: " and ")
      rows.missing(all, .noTable, note: "fill \(files)")
    }
    guard let candidates = tables[.selectionCandidates] else { return }
    let people = SelectionCandidates(candidates, ratings, asOf: options.asOf)
    if let criteria = tables[.selectionCriteria] {
      let requirements = SelectionRequirements(criteria, ratings)
      prerequisites(requirements, ratings, people, &rows)
      trainingNeed(requirements, ratings, people, &rows)
    }
    correlation(ratings, people, &rows)
    rows.later(.selectionCandidates, candidates.laterCount("date", asOf: options.asOf))
  }
}

/// Who was hired, and how they did later, by the candidates of the ratings.
struct SelectionCandidates {
  let table: DriverTable
  /// For each candidate of the ratings the row here; nil where there is none.
  let row: [Int?]
  private let hired: [Double]
  private let fidelity: [Double]

  /// - Parameter asOf: who is decided on later is not known yet.
  init(_ table: DriverTable, _ ratings: SelectionRatings, asOf: Double) {
    self.table = table
    let names = table.names("candidate")
    let rows = NameRows(names)
    let dates = table.column("date")
    row = ratings.candidates.codes(in: names).map { code in
      rows.first(code).flatMap { dates[$0] > asOf ? nil : $0 }
    }
    (hired, fidelity) = (table.numbers("hired"), table.numbers("fidelity"))
  }

  /// The candidates who were hired, with their rows, in the order of their names.
  func hires(_ ratings: SelectionRatings) -> [(candidate: Int, row: Int)] {
    ratings.order.compactMap { candidate in
      row[candidate].flatMap { hired[$0] == 1 ? (candidate, $0) : nil }
    }
  }

  /// Fidelity after some time in the job; NaN where it is not known.
  func fidelity(row: Int) -> Double { fidelity[row] }
}
