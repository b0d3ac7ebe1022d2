import ArgumentParser
import FidelityData
import FidelityInstruments
import FidelityReliability
import FidelityReports
import FidelityStudies
import FidelityTrends
import Foundation

/// Runs a study of one analysis and prints one of its tables.
enum SingleAnalysis {
  static func run(_ study: Study, table name: String, _ output: OutputOptions) throws {
    let bar = ProgressBar(isQuiet: output.quiet)
    let results: StudyResults
    do {
      results = try StudyRunner(study).run(progress: bar.update)
    } catch {
      bar.finish()
      throw error
    }
    bar.finish()
    Diagnostics.warn(results.warnings, isQuiet: output.quiet)
    guard let table = results[name] else { return }
    let provenance = JSONValue.object([
      ("fidelity", .string(FidelityVersion.current)),
      ("inputs", .array(study.data.files.map { .string($0) })),
      ("rows", .integer(results.rowCount)),
      ("warnings", .array(results.warnings.map { .string($0) })),
    ])
    try output.write(table, provenance: provenance)
  }
}

struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Fidelity scores of each administration, or their roll-up by groups.",
    discussion: """
      A wide table has a column per item, named like the items of the instrument, or by --wide PATTERN. A long table has --item and --value, and \
      --unit (and --rater) tell administrations apart. Items may be rated over several segments: they are averaged first.
      """)

  @OptionGroup var data: DataOptions
  @Option(help: "A built-in instrument (see 'fidelity instruments list') or the file of a definition.")
  var instrument: String
  @Option(help: "Print the roll-up by these columns instead of every administration.")
  var by: [String] = []
  @Option(help: "Columns that tell administrations apart, where not every row is one.")
  var administration: [String] = []
  @Option(help: "Confidence level of intervals.")
  var level = 0.95
  @OptionGroup var output: OutputOptions

  func validate() throws { try Self.checkLevel(level) }

  func run() throws {
    let request = ScoreRequest(
      by: by.split, administration: administration.isEmpty ? nil : administration.split, level: level)
    let study = Study(
      data: try data.description(needsRatings: true, hasInstrument: true), instrument: instrument,
      analyses: [.score(request)])
    try SingleAnalysis.run(study, table: by.isEmpty ? "score" : "score-summary", output)
  }
}

struct ReliabilityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reliability", abstract: "Agreement between raters: kappa-type coefficients and Krippendorff's alpha.",
    discussion: "Every coefficient comes with its standard error, interval and p value, or with a status that says why it is undefined.")

  @OptionGroup var data: DataOptions
  @Option(help: "Measurement level of the ratings: nominal, ordinal, interval or ratio.")
  var scale: String
  @Option(help: "all, or a list: \(AgreementCoefficient.names.joined(separator: ", ")).")
  var coefficients: [String] = []
  @Option(help: "Agreement weights: \(AgreementWeights.allCases.map(\.rawValue).joined(separator: ", ")).")
  var weights: [String] = []
  @Option(help: "Metrics of alpha: nominal, ordinal, interval, ratio, or WEIGHTS-weights.")
  var metrics: [String] = []
  @Option(help: "One analysis for each value of these columns; item is the item.")
  var by: [String] = []
  @Option(help: "linearised, or bootstrap:RESAMPLES.")
  var interval = "linearised"
  @Option(help: "Confidence level of intervals.")
  var level = 0.95
  @Option(help: "Leave out units with fewer ratings.")
  var minimumRatings = 1
  @Option(help: "The categories of the scale, in order, a comma between them; values outside are errors.")
  var categories: [String] = []
  @Option(help: "An instrument whose items and ranges hold: built-in id or file.")
  var instrument: String?
  @Option(help: "Seed of the bootstrap.")
  var seed: UInt64 = 1
  @OptionGroup var output: OutputOptions

  func validate() throws {
    try Self.checkLevel(level)
    if minimumRatings < 1 { throw ValidationError("--minimum-ratings takes a number from 1 on") }
  }

  func run() throws {
    let study = Study(
      data: try data.description(needsRatings: true, hasInstrument: instrument != nil), instrument: instrument,
      analyses: [.reliability(try request())], seed: seed)
    try SingleAnalysis.run(study, table: "reliability", output)
  }

  private func request() throws -> ReliabilityRequest {
    guard let scale = ReliabilityRequest.Scale(rawValue: scale) else {
      throw ValidationError("--scale takes nominal, ordinal, interval or ratio, not '\(self.scale)'")
    }
    let chosen = coefficients.split
    let names = chosen.isEmpty || chosen == ["all"] ? AgreementCoefficient.names : chosen
    let weights = try weights.split.map { name in
      guard let weights = AgreementWeights(rawValue: name) else { throw ValidationError("there are no weights '\(name)'") }
      return weights
    }
    let metrics = try metrics.split.map { name in
      guard let metric = AlphaMetric(name: name) else { throw ValidationError("there is no metric '\(name)'") }
      return metric
    }
    for name in names where !AgreementCoefficient.names.contains(name) {
      throw ValidationError(
        "there is no coefficient '\(name)'; there are \(AgreementCoefficient.names.joined(separator: ", "))")
    }
    return ReliabilityRequest(
      by: by.split, scale: scale,
      coefficients: ReliabilityRequest.coefficients(
        scale: scale, names: names, weights: weights.isEmpty ? nil : weights, metrics: metrics.isEmpty ? nil : metrics),
      interval: try intervalKind(), level: level, minimumRatings: minimumRatings, categories: try declared())
  }

  private func intervalKind() throws -> AgreementInterval {
    if interval == "linearised" || interval == "analytic" { return .linearised }
    let parts = interval.split(separator: ":")
    guard parts.first == "bootstrap", parts.count == 2, let resamples = Int(parts[1]), (40...10_000_000).contains(resamples) else {
      throw ValidationError("--interval takes linearised or bootstrap:RESAMPLES (40 to 10000000), not '\(interval)'")
    }
    return .bootstrap(resamples: resamples, seed: seed)
  }

  private func declared() throws -> DeclaredCategories {
    let labels = categories.split
    if labels.isEmpty { return .none }
    if Set(labels).count < labels.count { throw ValidationError("--categories names a category twice") }
    let numbers = labels.compactMap { Double($0) }.filter(\.isFinite)
    return numbers.count == labels.count ? .numbers(numbers) : .labels(labels)
  }
}

struct TrendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trend", abstract: "An outcome over time: a line per group, or one model through all rows.",
    discussion: """
      The outcome is a column, or a scale of the --instrument. Dates count in the --unit from the first date of the data. A group that allows no \
      line has a row whose status says why.
      """)

  @OptionGroup var data: DataOptions
  @Option(help: "The outcome: a column, or a scale of the instrument.")
  var outcome: String
  @Option(help: "Columns whose combinations get a line each.")
  var group: [String] = []
  @Option(help: "Further predictors (without --group).")
  var covariates: [String] = []
  @Option(help: "Unit of dates: \(TimeUnit.allCases.map(\.rawValue).joined(separator: ", ")).")
  var unitOfTime = "months"
  @Option(help: "An instrument whose scale is the outcome: built-in id or file.")
  var instrument: String?
  @Option(help: "Confidence level of intervals.")
  var level = 0.95
  @OptionGroup var output: OutputOptions

  func validate() throws {
    try Self.checkLevel(level)
    if !group.isEmpty, !covariates.isEmpty { throw ValidationError("--covariates go with one model through all rows: leave out --group") }
    if data.time == nil { throw ValidationError("a trend needs --time COLUMN") }
  }

  func run() throws {
    guard let unit = TimeUnit(rawValue: unitOfTime) else {
      throw ValidationError("--unit-of-time takes \(TimeUnit.allCases.map(\.rawValue).joined(separator: ", ")), not '\(unitOfTime)'")
    }
    let request = TrendRequest(outcome: outcome, group: group.split, covariates: covariates.split, unit: unit, level: level)
    let study = Study(
      data: try data.description(needsRatings: instrument != nil, hasInstrument: instrument != nil), instrument: instrument,
      analyses: [.trend(request)])
    try SingleAnalysis.run(study, table: "trend", output)
  }
}

extension ParsableCommand {
  static func checkLevel(_ level: Double) throws {
    guard level > 0, level < 1 else { throw ValidationError("--level takes a number between 0 and 1, as in 0.95") }
  }
}
