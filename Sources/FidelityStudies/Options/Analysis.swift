package import ArgumentParser
public import FidelityData

/// An analysis of a study: its name, its options and how it begins. One folder below `Analyses/` holds all of it.
///
/// The options are the stored properties (`@Option`, `@Flag`), described once: flags of the subcommand, keys of the
/// study file, `--help`, the reference and the JSON Schema come from them.
package protocol Analysis: ParsableArguments, Sendable {
  /// The subcommand, the key in a study file, and the first result table.
  static var name: String { get }
  /// One line for lists of commands.
  static var summary: String { get }
  /// More, for `--help`.
  static var discussion: String { get }
  /// Commands for `--help`, one for each common task.
  static var examples: [CommandExample] { get }
  /// Every result table that the analysis may leave; names are unique over all analyses.
  static var tables: [String] { get }
  /// Keys of earlier versions of the study file, and what they are called now; they are read with a note.
  static var formerKeys: [String: String] { get }

  /// - Throws: what contradicts itself in the options, or is out of its range; the same for flags, keys and code.
  func check() throws(OptionFault)
  /// The table that the subcommand prints.
  var printedTable: String { get }
  /// A short table that the subcommand prints below the other one on a terminal. none
  var closingTable: String? { get }
  /// The choices that could have been made otherwise, in words.
  func conventions(seed: UInt64) -> [String]
  /// The files that options name.
  var inputFiles: [String] { get }
  /// The columns that options name as keys, and that therefore hold no ratings.
  var keyColumns: [String] { get }
  /// Whether the analysis reads the ratings of the data, all columns of them.
  var readsRatings: Bool { get }
  /// What the analysis makes of rows that stand for several units each, or count raters.
  var countedRows: RowCounting { get }
  /// Whether the options name a score of the instrument: then the analysis reads the table of scores.
  func readsScores(_ table: StudyTable) -> Bool
  /// The variables that tell administrations apart, where the analysis says it itself.
  var administrationVariables: [String]? { get }
  /// Takes paths in the options as relative to a folder.
  mutating func resolvePaths(relativeTo folder: String)
  /// How the numbers are computed, in words; nil unless `--explain` asks for it.
  func explanation(seed: UInt64) throws(DataError) -> String?
  /// Whether the analysis reads the tables of a study in place of its data.
  static var readsTables: Bool { get }
  /// What an analysis that reads tables makes of them; nil for the others.
  func outcome(
    of tables: StudyTables, seed: UInt64
  ) throws(DataError) -> (outcome: AnalysisOutcome, files: StudyTableFiles)?
  /// Names the columns that the analysis reads, and begins it.
  /// - Throws: what the table lacks.
  func state(_ table: inout StudyTable) throws(DataError) -> any AnalysisState
}

extension Analysis {
  package static var discussion: String { "" }
  package static var examples: [CommandExample] { [] }
  package static var formerKeys: [String: String] { [:] }
  package func check() throws(OptionFault) {}
  package var printedTable: String { Self.name }
  package var closingTable: String? { nil }
  package func conventions(seed: UInt64) -> [String] { [] }
  package var inputFiles: [String] { [] }
  package var keyColumns: [String] { [] }
  package var readsRatings: Bool { true }
  package var countedRows: RowCounting { .refused }
  package func readsScores(_ table: StudyTable) -> Bool { false }
  package var administrationVariables: [String]? { nil }
  package mutating func resolvePaths(relativeTo folder: String) {}
  package func explanation(seed: UInt64) throws(DataError) -> String? { nil }
  package static var readsTables: Bool { false }
  package func outcome(
    of tables: StudyTables, seed: UInt64
  ) throws(DataError) -> (outcome: AnalysisOutcome, files: StudyTableFiles)? { nil }
}

/// What an analysis makes of rows that stand for several units each.
package enum RowCounting: Int, Sendable, Comparable {
  /// It needs rows of its own.
  case refused
  /// Each unit is a row to it.
  case repeated
  /// It counts units by weight.
  case weighted

  package static func < (a: RowCounting, b: RowCounting) -> Bool { a.rawValue < b.rawValue }
}

/// An analysis of a study with its options, as it stands in a study file or is built in code:
/// `.trend(outcome: "total", group: ["site"])`.
public struct AnalysisRequest: Sendable, Equatable {
  package var analysis: any Analysis
  /// What the result tables are called in place of the analysis; nil: as the analysis.
  public var resultName: String?
  /// Which rows the analysis takes, of those that the study's data have; nil for all of them.
  public var condition: RowCondition?

  package init(_ analysis: any Analysis, resultName: String? = nil, where condition: RowCondition? = nil) {
    self.analysis = analysis
    self.resultName = resultName
    self.condition = condition
  }

  /// The same analysis with result tables of this name: `slopes`, or `slopes-pairs` for `rater-pairs`.
  public func named(_ name: String) -> AnalysisRequest {
    var request = self
    request.resultName = name
    return request
  }

  /// The same analysis of the rows that meet a condition.
  public func rows(where condition: RowCondition) -> AnalysisRequest {
    var request = self
    request.condition = condition
    return request
  }

  /// The name of the analysis, of its subcommand and of its first result table.
  public var name: String { type(of: analysis).name }

  public static func == (a: Self, b: Self) -> Bool {
    a.name == b.name && a.resultName == b.resultName && a.condition == b.condition
      && OptionValue.all(of: a.analysis) == OptionValue.all(of: b.analysis)
  }
}
