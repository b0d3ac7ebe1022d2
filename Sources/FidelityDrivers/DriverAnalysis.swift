package import FidelityData

/// What is computed of one system from its tables.
package protocol DriverAnalysis: Sendable {
  static var system: DriverSystem { get }
  /// The tables it reads; without the first there are no figures.
  static var roles: [DriverRole] { get }
  /// The rows of these quantities stand on the page: the first that there is.
  static var headlines: [DriverHeadline] { get }
  /// What contradicts itself within the tables or between them: dates in the wrong order, minutes beyond a session's.
  static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError]
  /// All rows of a whole, from tables that have no errors.
  static func compute(_ tables: DriverTables, _ options: DriverOptions, _ rows: inout SystemRows)
}

/// Which row speaks for a system.
package struct DriverHeadline: Sendable, Hashable {
  package let quantity: String
  package let term: String?
  package let form: String?
  /// What it is compared with on the page; nil where there is no criterion.
  package let criterion: Double?
  /// What it is called on the page.
  package let words: String
  /// Whether any term will do, where the one named is not there: levels have the names that a study gives them.
  package var takesAnyTerm = false

  package init(
    _ quantity: String, term: String? = nil, form: String? = nil, criterion: Double? = nil, _ words: String
  ) {
    (self.quantity, self.term, self.form, self.criterion, self.words) = (quantity, term, form, criterion, words)
  }
}

extension DriverHeadline {
  /// The same, of whichever term there is.
  package var ofAnyTerm: DriverHeadline {
    var headline = self
    headline.takesAnyTerm = true
    return headline
  }
}

extension DriverAnalysis {
  /// All rows of a whole.
  /// - Parameter level: of the unit that the tables are those of, of whose parts there are no rows; nil for a whole.
  package static func rows(
    _ tables: DriverTables, _ options: DriverOptions, ofUnitOf level: String? = nil
  ) -> [DriverRow] {
    var rows = SystemRows(system, options, unitLevel: level)
    compute(tables, options, &rows)
    return rows.rows
  }

  package static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError] { [] }
}
