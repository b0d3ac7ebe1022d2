public import FidelityData

/// Takes the rows of one table in pieces and writes them in a format: what every format of tables is to the rest of the
/// program.
///
/// The table appears whole or not at all: under its name, or on standard output, by ``commit()``. A writer that is
/// given up leaves nothing behind.
public protocol RowWriter: AnyObject {
  /// Takes the rows that follow. There is one piece at least; all have the columns of the first, of the same kinds.
  /// - Throws: `cannotCreate`, `cannotWrite`; `usage` for chosen columns that the table has not.
  func append(_ rows: Table) throws(DataError)
  /// Ends the table. Several tables that belong together are all ended before the first is committed.
  /// - Parameter provenance: what formats with room for it say beside the rows; known only now, since warnings are.
  /// - Throws: `cannotCreate`, `cannotWrite`.
  func end(_ provenance: JSONValue?) throws(DataError)
  /// Lets the table appear. After ``end(_:)``.
  func commit() throws(DataError)
  /// The columns that a format for people left out of its short table.
  var hiddenColumns: [String] { get }
}

extension RowWriter {
  public var hiddenColumns: [String] { [] }

  /// Ends the table and lets it appear.
  public func finish(_ provenance: JSONValue? = nil) throws(DataError) {
    try end(provenance)
    try commit()
  }
}

/// Where a table goes.
public enum TablePlace: Sendable, Hashable {
  /// All of it at the end: a run that fails has printed nothing.
  case standardOutput
  case file(String)
}

/// What people want of a table. Formats for programs follow ``columns`` where they are named, and nothing else.
public struct TableStyle: Sendable {
  public enum Columns: Sendable, Equatable {
    /// Those that people read first, and as many as fit the width: see ``TableLayout``. All for programs.
    /// - Parameter preferred: the columns to choose from where the table is none of estimates; empty: all.
    case short(preferred: [String] = [])
    case all
    /// These, in this order.
    case named([String])
  }

  /// Decimals in formats for people, 0...17; the others keep full precision.
  public var digits: Int
  /// The characters that a line has room for; nil: as many as it takes. Only a short table is fitted to it.
  public var width: Int?
  public var columns: Columns
  /// Whether texts of CSV and TSV that a spreadsheet would run as formulas get an apostrophe before them.
  public var defusesFormulas: Bool

  public init(
    digits: Int = 4, width: Int? = nil, columns: Columns = .short(), defusesFormulas: Bool = false
  ) {
    self.digits = digits
    self.width = width
    self.columns = columns
    self.defusesFormulas = defusesFormulas
  }
}
