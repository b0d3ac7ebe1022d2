import FidelityData
import FidelityDefinitions
import FidelityInstruments
import FidelityProbability
import FidelityReliability

extension RatersRequest {
  private static let keys = [
    "by", "scale", "weights", "pairs", "margins", "gold", "gold-rater", "tolerance", "by-category", "certify", "using",
    "minimum-units", "share-interval", "adjust", "level", "categories",
  ]

  /// `- raters: {...}`
  init(_ node: DefinitionNode) throws(DataError) {
    if case .scalar("", isPlain: true) = node.content {
      self.init()
      return
    }
    let map = try node.mapping("an analysis of raters", keys: Self.keys)
    let scale = try map["scale"]?.choice("scale", of: ReliabilityRequest.Scale.self) ?? .nominal
    self.init(scale: scale)
    by = try map["by"]?.texts("\"by\"") ?? []
    if let node = map["weights"] {
      weights = []
      for name in try node.texts("one of the weights") {
        guard let chosen = AgreementWeights(name: name) else {
          throw node.error(
            "there is no \"\(DefinitionNode.shown(name))\" among the weights",
            hint: DefinitionNode.hint(name, among: AgreementWeights.families.map(\.name)))
        }
        weights.append(chosen)
      }
    }
    pairs = try map["pairs"]?.flag("\"pairs\"") ?? false
    margins = try map["margins"]?.flag("\"margins\"") ?? false
    try readGold(map, node)
    if let node = map["tolerance"] {
      let value = try node.number("the tolerance")
      guard value >= 0, value.isFinite else { throw node.error("the tolerance is a number from 0 on") }
      tolerance = value
    }
    byCategory = try map["by-category"]?.flag("\"by-category\"") ?? false
    shareInterval = try map["share-interval"]?.choice("interval of shares", of: ShareInterval.self) ?? .wilson
    adjustment = try map["adjust"]?.choice("adjustment", of: PValueAdjustment.self)
    level = try map["level"]?.level() ?? 0.95
    if let node = map["categories"] {
      let labels = try node.texts("a category")
      guard Set(labels).count == labels.count else { throw node.error("a category is named twice") }
      categories = DeclaredCategories(labels: labels)
    }
    if let contradiction { throw node.error(contradiction) }
  }

  private mutating func readGold(_ map: DefinitionMapping, _ node: DefinitionNode) throws(DataError) {
    switch (map["gold"], map["gold-rater"]) {
    case (nil, nil): break
    case (let column?, nil): gold = .column(try column.text("the column of the master codes"))
    case (nil, let rater?): gold = .rater(try rater.scalarText("the rater who is the gold standard"))
    default: throw node.error("master codes are in a column or with a rater: gold or gold-rater, not both")
    }
    guard let rule = map["certify"] else {
      if let part = map["using"] ?? map["minimum-units"] { throw part.error("this goes with \"certify\"") }
      return
    }
    let text = try rule.texts("a condition").joined(separator: ",")
    do {
      certification = try CertificationRule(text)
    } catch {
      throw rule.error("\(error)", hint: error.hint)
    }
    if let node = map["using"] {
      certification?.evidence = try node.choice("evidence", of: CertificationRule.Evidence.self)
    }
    if let node = map["minimum-units"] {
      certification?.minimumUnits = try node.wholeNumber("\"minimum-units\"", in: 1...1_000_000_000)
    }
  }
}
