package import ArgumentParser
package import FidelityData
public import FidelityProbability

/// Fidelity scores of each administration of the instrument, and their roll-up by groups.
package struct Score: Analysis {
  package static let name = "score"
  package static let summary = "Fidelity scores of each administration, or their roll-up by groups."
  package static let discussion = """
    A wide table has a column per item, named like the items of the instrument, or by --wide PATTERN. A long table has \
    --item and --value, and --unit (and --rater) tell administrations apart. Items may be rated over several segments: \
    they are averaged first.
    """
  package static let examples: [CommandExample] = [
    .simulated,
    CommandExample(
      "The scores of every visit and rater:",
      "score ratings.csv --unit teacher,date --rater rater", CommandExample.instrument),
    CommandExample(
      "Means, bands and criteria of each school, as a file:",
      "score ratings.csv --by site --output schools.csv", CommandExample.instrument),
    CommandExample(
      "The same over all schools, with the mean of each item:",
      "score ratings.csv --overall --item-means", CommandExample.instrument),
  ]
  package static let tables = ["score", summaryName, overallName, timeName, itemName, bandName, countName, personName]
  /// The roll-up: by groups, or over all administrations.
  static let summaryName = "score-summary"
  /// The roll-up over all administrations of the groups, where there are groups.
  static let overallName = "score-overall"
  /// The means of scales by periods.
  static let timeName = "scores-over-time"
  /// The means of items, by periods where the data have time.
  static let itemName = "item-means"
  /// The bands of scales.
  static let bandName = "score-bands"
  /// How many administrations, and how many sites, raters and others.
  static let countName = "score-counts"
  /// How many distinct persons the groups of the roll-up have: what a page withholds by.
  static let personName = "score-persons"

  @Option(help: "Roll scores up by these columns (the command then prints the roll-up).")
  package var by: [Names] = []
  @Flag(help: "Roll scores up over all administrations (the command then prints the roll-up).")
  package var overall = false
  @Flag(help: "Means and standard deviations of the ratings of each item, in the roll-up.")
  package var itemMeans = false
  @Option(help: "Columns that tell administrations apart, where not every row is one.")
  package var administration: [Names] = []
  @Option(
    help: ArgumentHelp(
      "Columns that together name the cluster of an administration, as a teacher or a site: errors of the roll-up are "
        + "those of clusters."))
  package var cluster: [Names] = []
  @Option(help: "Limits of the shares of bands and criteria.")
  package var shareLimits = ShareLimits.wilson
  @Option(help: "Confidence level of intervals.")
  package var level = 0.95

  package init() {}

  package func check() throws(OptionFault) {
    try OptionFault.check(level: level)
    if overall, !by.names.isEmpty {
      throw OptionFault("overall", "by", reason: "`overall` goes without `by`, which rolls scores up by groups")
    }
    if !cluster.names.isEmpty, Set(cluster.names).isSubset(of: by.names) {
      throw OptionFault("cluster", "by", reason: "every group of the roll-up would be one cluster")
    }
  }

  package var printedTable: String { by.names.isEmpty && !overall && !itemMeans ? "score" : Self.summaryName }

  package var closingTable: String? { printedTable == Self.summaryName ? nil : Self.summaryName }

  package func conventions(seed: UInt64) -> [String] {
    var conventions = ["score: proportions 0 to 1; a score within 1e-12 of a cut score has reached it"]
    conventions.append(
      cluster.names.isEmpty
        ? "score: errors of roll-ups treat administrations as independent"
        : "score: errors of roll-ups are those of clusters (\(cluster.names.joined(separator: ", ")))")
    return conventions
  }

  package func readsScores(_ table: StudyTable) -> Bool { true }

  package var administrationVariables: [String]? { administration.names.isEmpty ? nil : administration.names }

  package func state(_ table: inout StudyTable) throws(DataError) -> any AnalysisState { try ScoreState(self, &table) }
}

extension AnalysisRequest {
  /// Scores of an instrument.
  /// - Parameters:
  ///   - by: the variables of roll-ups; none for one over all administrations.
  ///   - overall: whether a command prints the roll-up over all administrations.
  ///   - itemMeans: whether roll-ups have means and standard deviations of the items' ratings too.
  ///   - administration: the variables that tell administrations apart; nil: every row of a wide table is one, and unit
  ///     and rater tell them apart in a long one. Ratings of an item within an administration are averaged where there
  ///     are more variables than these.
  ///   - cluster: the variables that together name the cluster of an administration; none for administrations that are
  ///     independent.
  ///   - shareLimits: the limits of shares of bands and criteria; nil for t limits.
  ///   - level: the confidence level of intervals.
  public static func score(
    by: [String] = [], overall: Bool = false, itemMeans: Bool = false, administration: [String]? = nil,
    cluster: [String] = [], shareLimits: ShareInterval? = .wilson, level: Double = 0.95
  ) -> AnalysisRequest {
    var score = Score()
    score.by = [Names](by)
    score.overall = overall
    score.itemMeans = itemMeans
    score.administration = [Names](administration ?? [])
    score.cluster = [Names](cluster)
    score.shareLimits = ShareLimits(shareLimits)
    score.level = level
    return AnalysisRequest(score)
  }
}
