import ArgumentParser
import FidelityData
import FidelityReports
import FidelityStudies
import FidelityVerification

struct VerifyCommand: CommandWithExamples {
  static let examples = [
    CommandExample("Every published figure that is not met:", "verify --failures-only"),
    CommandExample("The figures of one publication:", "verify --dataset fleiss-1971"),
  ]

  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Recompute published examples, and say which figures are met.",
    discussion: """
      The program carries published data with the figures they should give. Each figure is computed here and now and \
      compared to the last digit that was printed; a row says expected, computed, their difference, the tolerance, and \
      pass, fail or not-computed with the reason. Exit status 1: a figure is not met.
      """)

  @Option(help: "Only these datasets (a comma between them).")
  var dataset: [String] = []
  @Option(help: "A folder of datasets, in place of those that the program carries.")
  var datasets: String?
  @Flag(help: "Print the figures that are not met, and no others.")
  var failuresOnly = false
  @OptionGroup(title: HelpHeadings.output) var output: OutputOptions

  func run() throws {
    var published = PublishedDatasets.carried
    if let datasets { published = try PublishedDatasets(folder: datasets) }
    try output.check(inputs: published.files)
    let slugs = dataset.split
    let verification = try Verification(published, slugs: slugs.isEmpty ? nil : slugs)
    let provenance = JSONValue.object([
      ("fidelity", .string(FidelityVersion.current)),
      ("datasets", .string(datasets ?? "those that the program carries")),
      ("summary", .string(verification.summary)),
    ])
    try output.write(
      verification.table(failuresOnly: failuresOnly),
      preferred: ["dataset", "quantity", "options", "field", "expected", "computed", "result"], provenance: provenance)
    if !output.quiet { Diagnostics.write(verification.summary) }
    if verification.count(.fail) > 0 { throw ExitCode(1) }
  }
}
