public import FidelityData

/// A table of a study's results with the name of its file.
public struct StudyResultTable: Sendable, Equatable {
  public var name: String
  /// The rows in pieces, as they were made: at least one, all with the same columns. Files are written piece by piece.
  package var pieces: [Table]

  public init(_ name: String, _ table: Table) { self.init(name, pieces: [table]) }

  package init(_ name: String, pieces: [Table]) {
    self.name = name
    self.pieces = pieces
  }

  /// All rows. O(rows) where they lie in pieces.
  public var table: Table { Table(joining: pieces) }

  public var rowCount: Int { pieces.reduce(0) { $0 + $1.rowCount } }

  /// Equal names and rows, whatever the pieces.
  public static func == (a: Self, b: Self) -> Bool { a.name == b.name && a.table == b.table }
}

/// Takes the rows of a result table, in their order and as soon as they are known, instead of the results in memory.
public struct RowReceiver {
  let table: String
  let take: (Table) throws(DataError) -> Void

  /// - Parameters:
  ///   - table: the name of the table, the first where there are several.
  ///   - take: called with one piece after the other, with the same columns; with one at least unless the run fails.
  public init(table: String, _ take: @escaping (Table) throws(DataError) -> Void) {
    self.table = table
    self.take = take
  }
}

/// An analysis on its way through the scan.
protocol StudyConsumer: Sendable {
  /// Takes the next rows. `dictionaries` are those of the scan's columns, as far as they have grown.
  mutating func consume(_ batch: Batch, _ dictionaries: [KeyDictionary]) throws(DataError)
  /// Whether states of parts of the data can be merged.
  var isPartwise: Bool { get }
  /// Takes what another state of this analysis has seen, in the rows that follow. Only where ``isPartwise``.
  /// - Parameter codes: for each column of the scan, the code here of each code there.
  mutating func merge(_ other: any StudyConsumer, _ codes: [[UInt32]]) throws(DataError)
  /// Hands out the rows of a table that nothing in the data to come can change, and lets go of them; nothing where it
  /// has no such rows.
  mutating func takeRows(of table: String, _ dictionaries: [KeyDictionary]) -> [Table]
  /// Ends the analysis; called once.
  mutating func finish(_ context: StudyContext) throws(DataError) -> StudyOutcome
}

extension StudyConsumer {
  var isPartwise: Bool { false }

  mutating func takeRows(of table: String, _ dictionaries: [KeyDictionary]) -> [Table] { [] }

  mutating func merge(_ other: any StudyConsumer, _ codes: [[UInt32]]) throws(DataError) {
    preconditionFailure("an analysis without states to merge")
  }
}

/// What one analysis has to say.
struct StudyOutcome {
  var tables: [StudyResultTable]
  var warnings: [String]
}

/// What every analysis may need to know when it finishes.
struct StudyContext {
  /// The dictionaries of the scan's key columns.
  let dictionaries: [KeyDictionary]
  let firstFile: String
  let duplicates: DuplicateRule
  /// The order of an instrument's items.
  let preferredOrder: [String: [String]]
}
