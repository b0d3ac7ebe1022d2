import FidelityData
import FidelityDefinitions
import FidelityInstruments
package import FidelityReliability
import FidelityTrends

extension AnalysisRequest {
  /// `- reliability: {...}`
  init(_ node: DefinitionNode, seed: UInt64, folder: String) throws(DataError) {
    let map = try node.mapping("an analysis", keys: ["score", "reliability", "raters", "trend"])
    if let raters = map["raters"] {
      guard map["score"] == nil, map["reliability"] == nil, map["trend"] == nil else { throw Self.notOne(node) }
      self = .raters(try RatersRequest(raters))
      return
    }
    switch (map["score"], map["reliability"], map["trend"]) {
    case (let score?, nil, nil): self = .score(try ScoreRequest(score))
    case (nil, let reliability?, nil):
      self = .reliability(try ReliabilityRequest(reliability, seed: seed, folder: folder))
    case (nil, nil, let trend?): self = .trend(try TrendRequest(trend))
    default: throw Self.notOne(node)
    }
  }

  private static func notOne(_ node: DefinitionNode) -> DataError {
    node.error("an analysis is one of score, reliability, raters and trend", hint: "begin each with a dash")
  }
}

extension ScoreRequest {
  fileprivate init(_ node: DefinitionNode) throws(DataError) {
    self.init()
    if case .scalar("", isPlain: true) = node.content { return }
    let map = try node.mapping("a score analysis", keys: ["by", "administration", "level"])
    by = try map["by"]?.texts("\"by\"") ?? []
    administration = try map["administration"]?.texts("\"administration\"")
    level = try map["level"]?.level() ?? 0.95
  }
}

extension TrendRequest {
  fileprivate init(_ node: DefinitionNode) throws(DataError) {
    let map = try node.mapping("a trend", keys: ["outcome", "group", "covariates", "unit", "level"])
    self.init(outcome: try map.required("outcome").text("the outcome"))
    group = try map["group"]?.texts("\"group\"") ?? []
    covariates = try map["covariates"]?.texts("\"covariates\"") ?? []
    unit = try map["unit"]?.choice("unit of time", of: TimeUnit.self) ?? .months
    level = try map["level"]?.level() ?? 0.95
    if let node = map["covariates"], !group.isEmpty {
      throw node.error("covariates go with a pooled trend: leave out \"group\"")
    }
  }
}

extension ReliabilityRequest {
  private static let keys =
    [
      "by", "scale", "coefficients", "weights", "metrics", "interval", "level", "minimum-ratings", "categories",
      "convention", "as-printed",
    ] + ReliabilityInference.keys

  fileprivate init(_ node: DefinitionNode, seed: UInt64, folder: String) throws(DataError) {
    let map = try node.mapping("a reliability analysis", keys: Self.keys)
    let scale = try map.required("scale").choice("scale", of: Scale.self)
    self.init(scale: scale)
    by = try map["by"]?.texts("\"by\"") ?? []
    var names = AgreementCoefficient.commonNames
    if let chosen = map["coefficients"], !chosen.isAll {
      names = try chosen.texts("a coefficient")
      for name in names where !AgreementCoefficient.names.contains(name) {
        throw chosen.error(
          "there is no coefficient \"\(DefinitionNode.shown(name))\"",
          hint: DefinitionNode.hint(name, among: AgreementCoefficient.names))
      }
    }
    var matrices = MatrixReader(folder: folder)
    let weights = try map["weights"].map { node throws(DataError) in try matrices.weights(node) }
    let metrics = try map["metrics"].map { node throws(DataError) in try matrices.metrics(node) }
    coefficients = Self.coefficients(scale: scale, names: names, weights: weights, metrics: metrics)
    matrixFiles = matrices.files
    if let node = map["interval"] { interval = try AgreementInterval(node, seed: seed) }
    level = try map["level"]?.level() ?? 0.95
    minimumRatings = try map["minimum-ratings"]?.wholeNumber("\"minimum-ratings\"", in: 1...1_000_000) ?? 1
    if let categories = map["categories"] { self.categories = try Self.categories(categories) }
    categories = try Self.categories(categories, of: coefficients)
    inference = try ReliabilityInference(map, interval)
    convention = try map["convention"]?.choice("convention", of: AgreementConvention.self) ?? .fidelity
    roundsLikeConvention = try map["as-printed"]?.flag("\"as-printed\"") ?? false
  }

  private static func categories(_ node: DefinitionNode) throws(DataError) -> DeclaredCategories {
    let labels = try node.texts("a category")
    guard Set(labels).count == labels.count else { throw node.error("a category is named twice") }
    return DeclaredCategories(labels: labels)
  }
}

extension DeclaredCategories {
  /// Categories in their order: numbers where all are numbers; none where there are none.
  package init(labels: [String]) {
    let numbers = labels.compactMap { Double($0) }.filter(\.isFinite)
    self = labels.isEmpty ? .none : numbers.count == labels.count ? .numbers(numbers) : .labels(labels)
  }
}

extension DefinitionNode {
  fileprivate var isAll: Bool { if case .scalar("all", _) = content { true } else { false } }
}
