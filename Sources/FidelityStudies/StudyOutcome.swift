public import FidelityData

/// A table of a study's results with the name of its file.
public struct StudyResultTable: Sendable, Equatable {
  public var name: String
  public var table: Table

  public init(_ name: String, _ table: Table) {
    self.name = name
    self.table = table
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
