import ArgumentParser
import FidelityData
import FidelityStudies

struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Fidelity scores of each administration, or their roll-up by groups.",
    discussion: """
      A wide table has a column per item, named like the items of the instrument, or by --wide PATTERN. A long table \
      has --item and --value, and --unit (and --rater) tell administrations apart. Items may be rated over several \
      segments: they are averaged first.
      """)

  @OptionGroup var data: DataOptions
  @Option(help: "A built-in instrument (see 'fidelity instruments list') or the file of a definition.")
  var instrument: String
  @Option(help: "Print the roll-up by these columns instead of every administration.")
  var by: [String] = []
  @Option(help: "Columns that tell administrations apart, where not every row is one.")
  var administration: [String] = []
  @OptionGroup var confidence: ConfidenceOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let request = ScoreRequest(
      by: by.split, administration: administration.split.isEmpty ? nil : administration.split, level: confidence.level)
    let study = Study(
      data: try data.description(hasItemColumns: true), instrument: instrument, analyses: [.score(request)])
    try SingleAnalysis.run(study, table: request.by.isEmpty ? "score" : "score-summary", output)
  }
}

/// The confidence level, which all analyses have.
struct ConfidenceOptions: ParsableArguments {
  @Option(help: "Confidence level of intervals.")
  var level = 0.95

  func validate() throws {
    guard level > 0, level < 1 else { throw ValidationError("--level takes a number between 0 and 1, as in 0.95") }
  }
}
