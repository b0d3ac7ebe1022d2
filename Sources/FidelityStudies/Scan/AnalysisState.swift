package import FidelityData
package import FidelityInstruments
package import FidelityLinearAlgebra

/// Some rows of the table that an analysis reads.
package struct StudyRows {
  package let batch: Batch
  /// The dictionaries of the batch's key columns, as far as they have grown.
  package let dictionaries: [KeyDictionary]
  /// The scores of the rows, where they are administrations.
  package let scores: ScoreBlock?
  /// The ratings that the scores are made of, administrations by items; it may have more rows.
  package let items: Matrix?

  package init(
    _ batch: Batch, _ dictionaries: [KeyDictionary], scores: ScoreBlock? = nil, items: Matrix? = nil
  ) {
    self.batch = batch
    self.dictionaries = dictionaries
    self.scores = scores
    self.items = items
  }
}

/// What an analysis keeps of the rows that it has seen. Two states merge into one, and only finishing does algebra.
package protocol AnalysisState: Sendable {
  /// Takes the next rows.
  mutating func consume(_ rows: StudyRows) throws(DataError)
  /// Takes what another state of this analysis has seen, in rows that follow those of this one.
  /// - Parameter codes: for each column of the table, the code here of each code there.
  mutating func merge(_ other: Self, _ codes: [[UInt32]]) throws(DataError)
  /// Hands out the rows of a result table that nothing in the data to come can change, and lets go of them; nothing
  /// where it has no such rows.
  mutating func takeRows(of table: String, _ dictionaries: [KeyDictionary]) -> [Table]
  /// Whether the state holds nothing of use, because ratings did not come unit by unit: then the scan is made again
  /// with a table that has all ratings collected.
  var mustStartAgain: Bool { get }
  /// Tells the state that the data have no more rows; called once, after all of them are merged and before
  /// ``finish(_:)``. Scores of gathered ratings come after it.
  /// - Parameter context: makes what ``finish(_:)`` is given; names of many keys may take their time.
  mutating func endScan(_ context: () -> StudyContext)
  /// Ends the analysis; called once.
  mutating func finish(_ context: StudyContext) throws(DataError) -> AnalysisOutcome
}

extension AnalysisState {
  package mutating func takeRows(of table: String, _ dictionaries: [KeyDictionary]) -> [Table] { [] }

  package var mustStartAgain: Bool { false }

  package mutating func endScan(_ context: () -> StudyContext) {}

  /// The one place where the type of a state is not known.
  fileprivate mutating func merge(erased other: any AnalysisState, _ codes: [[UInt32]]) throws(DataError) {
    guard let other = other as? Self else { preconditionFailure("states of different analyses") }
    try merge(other, codes)
  }
}

/// The state of any analysis.
struct AnyAnalysisState: Sendable {
  private var state: any AnalysisState

  init(_ state: any AnalysisState) { self.state = state }

  mutating func consume(_ rows: StudyRows) throws(DataError) { try state.consume(rows) }

  mutating func merge(_ other: AnyAnalysisState, _ codes: [[UInt32]]) throws(DataError) {
    try state.merge(erased: other.state, codes)
  }

  mutating func takeRows(of table: String, _ dictionaries: [KeyDictionary]) -> [Table] {
    state.takeRows(of: table, dictionaries)
  }

  var mustStartAgain: Bool { state.mustStartAgain }

  mutating func endScan(_ context: () -> StudyContext) { state.endScan(context) }

  mutating func finish(_ context: StudyContext) throws(DataError) -> AnalysisOutcome { try state.finish(context) }
}

/// The result tables of an analysis, and what the user should know about them.
package struct AnalysisOutcome {
  package var tables: [StudyResultTable]
  package var warnings: [String]

  package init(tables: [StudyResultTable] = [], warnings: [String] = []) {
    self.tables = tables
    self.warnings = warnings
  }
}

/// What every analysis may need to know when it finishes.
package struct StudyContext {
  /// The dictionaries of the key columns of the analysis' table.
  package var dictionaries: [KeyDictionary]
  package let firstFile: String
  package let duplicates: DuplicateRule
  /// The order of an instrument's items.
  package let preferredOrder: [String: [String]]
}
