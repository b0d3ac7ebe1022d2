import FidelityData
import FidelityDefinitions

/// Reads the section `criteria`.
struct CriterionReader {
  let items: [Instrument.Item]
  let scales: [Instrument.Scale]
  private static let limit = 1_000
  static let keys = ["id", "label", "all"]

  func read(_ node: DefinitionNode?) throws(DataError) -> [Instrument.Criterion] {
    guard let node else { return [] }
    let nodes = try node.list("\"criteria\"")
    guard nodes.count <= Self.limit else { throw nodes[Self.limit].error("more than \(Self.limit) criteria") }
    var itemIds = Identifiers("an item")
    itemIds.add(items.map(\.id))
    var scaleIds = Identifiers("a scale")
    scaleIds.add(scales.map(\.id))
    var ids = Identifiers("a criterion")
    var criteria: [Instrument.Criterion] = []
    for node in nodes {
      let mapping = try node.mapping("a criterion", keys: Self.keys)
      let idNode = try mapping.required("id")
      let id = try ids.add(idNode)
      // Both name columns of the same result.
      guard !scaleIds.contains(id) else { throw idNode.error("the id \"\(id)\" is that of a scale") }
      var conditions: [Instrument.Condition] = []
      for node in try mapping.required("all").list("\"all\"") {
        conditions.append(try condition(node, itemIds, scaleIds))
      }
      criteria.append(Instrument.Criterion(id: id, label: try mapping.text("label"), conditions: conditions))
    }
    return criteria
  }

  private func condition(
    _ node: DefinitionNode, _ itemIds: Identifiers, _ scaleIds: Identifiers
  ) throws(DataError) -> Instrument.Condition {
    let mapping = try node.mapping("a condition", keys: ["scale", "item", "at-least", "at-most"])
    let subject: Instrument.Condition.Subject
    let unit: ScoreUnit
    switch (mapping["scale"], mapping["item"]) {
    case (let scaleNode?, nil):
      let index = try scaleIds.index(of: scaleNode)
      let scale = scales[index]
      subject = .scale(index)
      unit = ScoreUnit(
        name: "scale \(scale.id)", lower: scale.lower, upper: scale.upper, isProportion: scale.aggregate.isProportion)
    case (nil, let itemNode?):
      let index = try itemIds.index(of: itemNode)
      subject = .item(index)
      unit = ScoreUnit(
        name: "item \(items[index].id)", lower: items[index].lower, upper: items[index].upper, isProportion: false)
    case (nil, nil): throw node.error("a condition lacks \"scale\" or \"item\"")
    case (_?, let second?): throw second.error("a condition has both \"scale\" and \"item\"")
    }
    let atLeast = try mapping["at-least"].map { node throws(DataError) in try unit.threshold(node, "\"at-least\"") }
    let atMost = try mapping["at-most"].map { node throws(DataError) in try unit.threshold(node, "\"at-most\"") }
    guard atLeast != nil || atMost != nil else { throw node.error("a condition lacks \"at-least\" or \"at-most\"") }
    if let atLeast, let atMost, atLeast > atMost { throw node.error("\"at-least\" is more than \"at-most\"") }
    return Instrument.Condition(subject: subject, atLeast: atLeast, atMost: atMost)
  }
}
