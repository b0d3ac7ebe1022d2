public import ArgumentParser
import FidelityData
import FidelityStudies
public import FidelityTrends

struct TrendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trend", abstract: "An outcome over time: a line per group, or one model through all rows.",
    discussion: """
      The outcome is a column, or a scale of the --instrument. Dates count in the --unit-of-time from the first date \
      of the data. A group that allows no line has a row whose status says why.
      """)

  @OptionGroup var data: DataOptions
  @Option(help: "The outcome: a column, or a scale of the instrument.")
  var outcome: String
  @Option(help: "Columns whose combinations get a line each.")
  var group: [String] = []
  @Option(help: "Further predictors (without --group).")
  var covariates: [String] = []
  @Option(help: "Unit of dates.")
  var unitOfTime = TimeUnit.months
  @Option(help: "An instrument whose scale is the outcome: built-in id or file.")
  var instrument: String?
  @OptionGroup var confidence: ConfidenceOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if !group.split.isEmpty, !covariates.split.isEmpty {
      throw ValidationError("--covariates go with one model through all rows: leave out --group")
    }
    if data.time == nil { throw ValidationError("a trend needs --time COLUMN") }
  }

  func run() throws {
    let request = TrendRequest(
      outcome: outcome, group: group.split, covariates: covariates.split, unit: unitOfTime, level: confidence.level)
    let study = Study(
      data: try data.description(hasItemColumns: instrument != nil), instrument: instrument, analyses: [.trend(request)]
    )
    try SingleAnalysis.run(study, table: "trend", output)
  }
}

extension TimeUnit: ExpressibleByArgument {}
