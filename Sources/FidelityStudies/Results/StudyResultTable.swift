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
