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
  @Option(help: "Agreement weights: \(AgreementWeights.families.map(\.name).joined(separator: ", ")).")
  var weights: [String] = []
  @Option(help: "Metrics of alpha: nominal, ordinal, interval, ratio, or WEIGHTS-weights.")
  var metrics: [String] = []
  @Option(help: "One analysis for each value of these columns; item is the item.")
  var by: [String] = []
  @Option(
    help: "linearised, or bootstrap:RESAMPLES (40 to 10000000).",
    transform: Self.interval)
  var interval = IntervalKind.linearised
  @Option(help: "Leave out units with fewer ratings.")
  var minimumRatings = 1
  @Option(
    parsing: .unconditionalSingleValue,
    help: "The categories of the scale, in order, a comma between them; values outside are errors.")
  var categories: [String] = []
  @Option(help: "An instrument whose items and ranges hold: built-in id or file.")
  var instrument: String?
  @Option(help: "Seed of the bootstrap.")
  var seed: UInt64 = 1
  @OptionGroup var confidence: ConfidenceOptions
  @OptionGroup var output: OutputOptions

  /// The interval before the seed is known.
  enum IntervalKind: Equatable, CustomStringConvertible {
    case linearised
    case bootstrap(resamples: Int)

    var description: String { self == .linearised ? "linearised" : "bootstrap" }
  }

  func validate() throws {
    if minimumRatings < 1 { throw ValidationError("--minimum-ratings takes a number from 1 on") }
    let labels = categories.split
    if Set(labels).count < labels.count { throw ValidationError("--categories names a category twice") }
    try Self.check(names, "--coefficients", known: AgreementCoefficient.names)
    try Self.check(weights.split, "--weights", known: AgreementWeights.families.map(\.name))
    try Self.check(metrics.split, "--metrics", known: AlphaMetric.names)
  }

  private static func check(_ names: [String], _ option: String, known: [String]) throws {
    for name in names where !known.contains(name) {
      throw ValidationError("\(option): there is no '\(name)'; there are \(known.joined(separator: ", "))")
    }
  }

  private static func interval(_ text: String) throws -> IntervalKind {
    if text == "linearised" || text == "analytic" { return .linearised }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "bootstrap", let resamples = Int(parts[1]),
      (40...10_000_000).contains(resamples)
    else { throw ValidationError("linearised, or bootstrap:RESAMPLES (40 to 10000000)") }
    return .bootstrap(resamples: resamples)
  }

  private var names: [String] {
    let chosen = coefficients.split
    return chosen.isEmpty || chosen == ["all"] ? AgreementCoefficient.names : chosen
  }

  func run() throws {
    let study = Study(
      data: try data.description(hasItemColumns: instrument != nil), instrument: instrument,
      analyses: [.reliability(request)], seed: seed)
    try SingleAnalysis.run(study, table: "reliability", output)
  }

  private var request: ReliabilityRequest {
    let weights = weights.split.compactMap { AgreementWeights(name: $0) }
    let metrics = metrics.split.compactMap { AlphaMetric(name: $0) }
    let interval: AgreementInterval =
      switch self.interval {
      case .linearised: .linearised
      case .bootstrap(let resamples): .bootstrap(resamples: resamples, seed: seed)
      }
    return ReliabilityRequest(
      by: by.split, scale: scale,
      coefficients: ReliabilityRequest.coefficients(
        scale: scale, names: names, weights: weights.isEmpty ? nil : weights, metrics: metrics.isEmpty ? nil : metrics),
      interval: interval, level: confidence.level, minimumRatings: minimumRatings,
      categories: DeclaredCategories(labels: categories.split))
  }
}

extension ReliabilityRequest.Scale: ExpressibleByArgument {}
