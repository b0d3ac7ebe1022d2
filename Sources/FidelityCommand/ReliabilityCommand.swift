public import ArgumentParser
import FidelityData
import FidelityReliability
public import FidelityStudies

struct ReliabilityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reliability", abstract: "Agreement between raters: kappa-type coefficients and Krippendorff's alpha.",
    discussion: """
      Every coefficient comes with its standard error, interval and p value, or with a status that says why it is \
      undefined.
      """)

  @OptionGroup var data: DataOptions
  @Option(help: "Measurement level of the ratings.")
  var scale: ReliabilityRequest.Scale
  @Option(help: "all, or a list: \(AgreementCoefficient.names.joined(separator: ", ")).")
  var coefficients: [String] = []
  @Option(help: "Agreement weights: \(AgreementWeights.allCases.map(\.rawValue).joined(separator: ", ")).")
  var weights: [String] = []
  @Option(help: "Metrics of alpha: nominal, ordinal, interval, ratio, or WEIGHTS-weights.")
  var metrics: [String] = []
  @Option(help: "One analysis for each value of these columns; item is the item.")
  var by: [String] = []
  @Option(help: "Leave out units with fewer ratings.")
  var minimumRatings = 1
  @Option(
    parsing: .unconditionalSingleValue,
    help: "The categories of the scale, in order, a comma between them; values outside are errors.")
  var categories: [String] = []
  @Option(help: "An instrument whose items and ranges hold: built-in id or file.")
  var instrument: String?
  @OptionGroup var inference: InferenceOptions
  @OptionGroup var convention: ConventionOptions
  @Flag(help: "Say on standard error, for each coefficient, how its numbers come about and what other programs print.")
  var explain = false
  @OptionGroup var confidence: ConfidenceOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if minimumRatings < 1 { throw ValidationError("--minimum-ratings takes a number from 1 on") }
    let labels = categories.split
    if Set(labels).count < labels.count { throw ValidationError("--categories names a category twice") }
    try Self.check(names, "--coefficients", known: AgreementCoefficient.names)
    try Self.check(weights.split, "--weights", known: AgreementWeights.allCases.map(\.rawValue))
    try Self.check(metrics.split, "--metrics", known: AlphaMetric.names)
  }

  static func check(_ names: [String], _ option: String, known: [String]) throws {
    for name in names where !known.contains(name) {
      throw ValidationError("\(option): there is no '\(name)'; there are \(known.joined(separator: ", "))")
    }
  }

  private var names: [String] {
    let chosen = coefficients.split
    return chosen.isEmpty || chosen == ["all"] ? AgreementCoefficient.names : chosen
  }

  func run() throws {
    let study = Study(
      data: try data.description(hasItemColumns: instrument != nil), instrument: instrument,
      analyses: [.reliability(request)], seed: inference.seed)
    try SingleAnalysis.run(study, table: inference.table, output)
    if explain { explanations.forEach { Diagnostics.writeLines($0.text) } }
  }

  private var request: ReliabilityRequest {
    let weights = weights.split.compactMap { AgreementWeights(rawValue: $0) }
    let metrics = metrics.split.compactMap { AlphaMetric(name: $0) }
    var request = ReliabilityRequest(
      by: by.split, scale: scale,
      coefficients: ReliabilityRequest.coefficients(
        scale: scale, names: names, weights: weights.isEmpty ? nil : weights, metrics: metrics.isEmpty ? nil : metrics),
      interval: inference.agreementInterval, level: confidence.level, minimumRatings: minimumRatings,
      categories: DeclaredCategories(labels: categories.split), inference: inference.request)
    request.convention = convention.convention
    request.roundsLikeConvention = convention.asPrinted
    return request
  }

  private var explanations: [AgreementExplanation] {
    let request = request
    var analysis = AgreementAnalysis(
      request.coefficients, interval: request.interval, level: request.level, minimumRatings: request.minimumRatings,
      isOneSided: request.inference.isOneSided)
    analysis.convention = request.convention
    analysis.roundsLikeConvention = request.roundsLikeConvention
    return request.coefficients.map { AgreementExplanation($0, analysis) }
  }
}

extension ReliabilityRequest.Scale: ExpressibleByArgument {}
