import ArgumentParser
import FidelityData
import FidelityReliability
import FidelityReports
import FidelityStudies

struct ExplainCommand: CommandWithExamples {
  static let examples = [
    CommandExample("Gwet's AC2:", "explain gwet-ac --weights quadratic"),
    CommandExample(
      "What the macro KALPHA does otherwise:",
      "explain krippendorff-alpha --metric ordinal --convention kalpha"),
  ]

  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "What a coefficient is, how its numbers come about, what other programs print.")

  @Argument(
    help: ArgumentHelp(
      "\(AgreementCoefficient.names.joined(separator: ", ")) (default: all).", valueName: "coefficient"))
  var names: [String] = []
  @Option(help: "Agreement weights.")
  var weights = "identity"
  @Option(help: "Metric of alpha.")
  var metric = "nominal"
  @Option(help: "Compute standard errors, limits and p values as this program does, where programs differ.")
  var convention = AgreementConvention.fidelity
  @Flag(help: "Round estimates, errors and limits as the program of --convention does.")
  var asPrinted = false

  private var coefficients: [AgreementCoefficient] {
    let weights = AgreementWeights.families.filter { $0.name == self.weights }
    let metrics = [AlphaMetric(name: metric)].compactMap(\.self)
    return (names.isEmpty ? AgreementCoefficient.names : names).flatMap {
      AgreementCoefficient.named($0, weights: weights, metrics: metrics)
    }
  }

  func validate() throws {
    do throws(OptionFault) {
      try OptionFault.check(names, "coefficient", "coefficient", among: AgreementCoefficient.names)
      try OptionFault.check([weights], "weights", "family of weights", among: AgreementWeights.families.map(\.name))
      try OptionFault.check([metric], "metric", "metric", among: AlphaMetric.names)
    } catch {
      throw ValidationError(error.commandText)
    }
  }

  func run() throws {
    var analysis = AgreementAnalysis(coefficients)
    analysis.convention = convention
    analysis.roundsLikeConvention = asPrinted
    let texts = coefficients.map { AgreementExplanation($0, analysis).text + "\n" }
    try StandardOutput.write(texts.joined(separator: "\n"))
  }
}
