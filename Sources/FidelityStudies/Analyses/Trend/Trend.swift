public import ArgumentParser
package import FidelityData
public import FidelityTrends

/// An outcome over time: a line per group, or one model through all rows.
package struct Trend: Analysis {
  package static let name = "trend"
  package static let summary = "An outcome over time: a line per group, or one model through all rows."
  package static let discussion = """
    The outcome is a column, or a scale of the --instrument. Dates count in the --unit-of-time from the first date of \
    the data. A group that allows no line has a row whose status says why.
    """
  package static let examples: [CommandExample] = [
    CommandExample(
      "One line through all rows:", "trend datasets/pooled-trend-small/data.csv",
      "--outcome score --time time"),
    CommandExample(
      "A line for each school, as a Parquet file:",
      "trend datasets/pooled-trend-small/data.csv --outcome score", "--time time --group site --output lines.parquet"),
    .simulated,
    CommandExample(
      "The total score of each school over the months of the year:",
      "trend ratings.csv --outcome total --time date", CommandExample.instrument,
      "--time-format YYYY-MM-DD --group site"),
  ]
  package static let tables = ["trend"]
  package static let formerKeys = ["unit": "unit-of-time"]

  @Option(help: "The outcome: a column, or a scale of the instrument.")
  package var outcome: String
  @Option(help: "Columns whose combinations get a line each.")
  package var group: [Names] = []
  @Option(help: "Further predictors (without --group): columns, or scales of the instrument.")
  package var covariates: [Names] = []
  @Option(help: "Unit of dates (default: months); numbers have none.")
  package var unitOfTime: TimeUnit?
  @Option(help: "Confidence level of intervals.")
  package var level = 0.95

  package init() {}

  package func check() throws(OptionFault) {
    try OptionFault.check(level: level)
    if !group.names.isEmpty, !covariates.names.isEmpty {
      throw OptionFault("covariates", "group", reason: "covariates go with a pooled trend: leave out `group`")
    }
    var names: Set<String> = [outcome]
    for name in covariates.names where !names.insert(name).inserted {
      throw OptionFault("covariates", reason: "the column has two places in the trend", value: name)
    }
  }

  package func conventions(seed: UInt64) -> [String] {
    ["trend: ordinary least squares, t limits; dates count in \(dateUnit.rawValue)"]
  }

  /// The unit in which dates count.
  var dateUnit: TimeUnit { unitOfTime ?? .months }

  package var readsRatings: Bool { false }

  package func readsScores(_ table: StudyTable) -> Bool {
    ([outcome] + covariates.names).contains { table.isScore($0) }
  }

  package func state(_ table: inout StudyTable) throws(DataError) -> any AnalysisState { try TrendState(self, &table) }
}

extension TimeUnit: ExpressibleByArgument {}

extension AnalysisRequest {
  /// An outcome over time.
  /// - Parameters:
  ///   - outcome: a column, or a scale of the instrument.
  ///   - group: the variables whose combinations get a line each; none for one line through all rows.
  ///   - covariates: further predictors of a model without groups.
  ///   - unitOfTime: the unit of dates, months unless said; plain numbers take none.
  public static func trend(
    outcome: String, group: [String] = [], covariates: [String] = [], unitOfTime: TimeUnit? = nil,
    level: Double = 0.95
  ) -> AnalysisRequest {
    var trend = Trend()
    trend.outcome = outcome
    trend.group = [Names](group)
    trend.covariates = [Names](covariates)
    trend.unitOfTime = unitOfTime
    trend.level = level
    return AnalysisRequest(trend)
  }
}
