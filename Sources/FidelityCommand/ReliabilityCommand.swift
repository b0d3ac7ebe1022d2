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
  @Option(
    help: """
      all (which any number of raters has: \(AgreementCoefficient.commonNames.joined(separator: ", "))), or a list of \
      these and \(Self.otherNames.joined(separator: ", ")).
      """)
  var coefficients: [String] = []
  @Option(
    help: """
      Agreement weights: \(AgreementWeights.families.map(\.name).joined(separator: ", ")), or a matrix, custom:FILE or \
      custom-distance:FILE (categories in the header and in the first column).
      """)
  var weights: [String] = []
  @Option(help: "Metrics of alpha: nominal, ordinal, interval, ratio, circular, bipolar, WEIGHTS-weights, or a matrix.")
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
    try Self.check(
      weights.split.filter { Self.matrix($0) == nil }, "--weights", known: AgreementWeights.families.map(\.name))
    try Self.check(metrics.split.filter { Self.matrix($0) == nil }, "--metrics", known: AlphaMetric.names)
  }

  static func check(_ names: [String], _ option: String, known: [String]) throws {
    for name in names where !known.contains(name) {
      throw ValidationError("\(option): there is no '\(name)'; there are \(known.joined(separator: ", "))")
    }
  }

  private static let otherNames = AgreementCoefficient.names.filter { !AgreementCoefficient.commonNames.contains($0) }

  private var names: [String] {
    let chosen = coefficients.split
    return chosen.isEmpty || chosen == ["all"] ? AgreementCoefficient.commonNames : chosen
  }

  /// The kind and the file of `custom:FILE` and `custom-distance:FILE`.
  private static func matrix(_ text: String) -> (kind: CustomWeights.Kind, file: String)? {
    for kind in CustomWeights.Kind.allCases {
      let prefix = kind.rawValue + ":"
      if text.hasPrefix(prefix), text.count > prefix.count { return (kind, String(text.dropFirst(prefix.count))) }
    }
    return nil
  }

  private static func matrices(_ texts: [String]) throws(DataError) -> [String: CustomWeights] {
    var matrices: [String: CustomWeights] = [:]
    for text in texts where matrices[text] == nil {
      if let (kind, file) = matrix(text) { matrices[text] = try CustomWeights(contentsOfFile: file, kind) }
    }
    return matrices
  }

  func run() throws {
    let study = Study(
      data: try data.description(hasItemColumns: instrument != nil), instrument: instrument,
      analyses: [.reliability(try request())], seed: inference.seed)
    try SingleAnalysis.run(study, table: inference.table, output)
    if explain { try explanations().forEach { Diagnostics.writeLines($0.text) } }
  }

  private func request() throws(DataError) -> ReliabilityRequest {
    let matrices = try Self.matrices(weights.split + metrics.split)
    let weights = weights.split.compactMap { name in
      matrices[name].map { .custom($0) } ?? AgreementWeights(name: name)
    }
    let metrics = metrics.split.compactMap { name in
      matrices[name].map { .weights(.custom($0)) } ?? AlphaMetric(name: name)
    }
    let coefficients = ReliabilityRequest.coefficients(
      scale: scale, names: names, weights: weights.isEmpty ? nil : weights, metrics: metrics.isEmpty ? nil : metrics)
    var request = ReliabilityRequest(
      by: by.split, scale: scale, coefficients: coefficients, interval: inference.agreementInterval,
      level: confidence.level, minimumRatings: minimumRatings,
      categories: try ReliabilityRequest.categories(DeclaredCategories(labels: categories.split), of: coefficients),
      inference: inference.request)
    request.matrixFiles = matrices.keys.compactMap { Self.matrix($0)?.file }.sorted()
    request.convention = convention.convention
    request.roundsLikeConvention = convention.asPrinted
    return request
  }

  private func explanations() throws(DataError) -> [AgreementExplanation] {
    let request = try request()
    var analysis = AgreementAnalysis(
      request.coefficients, interval: request.interval, level: request.level, minimumRatings: request.minimumRatings,
      isOneSided: request.inference.isOneSided)
    analysis.convention = request.convention
    analysis.roundsLikeConvention = request.roundsLikeConvention
    return request.coefficients.map { AgreementExplanation($0, analysis) }
  }
}

extension ReliabilityRequest.Scale: ExpressibleByArgument {}
