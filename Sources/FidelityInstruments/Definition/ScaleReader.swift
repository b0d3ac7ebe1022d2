import FidelityData
import FidelityDefinitions

/// Reads the section `scales`: first the ids, since a scale may name one that stands below it, then the parts, then
/// what
/// follows from them in dependency order.
struct ScaleReader {
  private(set) var scales: [Instrument.Scale] = []
  /// Every scale after its parts.
  private(set) var order: [Int] = []

  static let keys = ["id", "label", "items", "scales", "aggregate", "missing", "bands"]

  /// A scale that has been read, but whose reach is not yet known.
  private struct Draft {
    var mapping: DefinitionMapping
    var id: String
    var label: String?
    var parts: Instrument.Parts
    /// Where each part is named.
    var partNodes: [DefinitionNode]
    var aggregate: Instrument.Aggregate
    var missing: Instrument.MissingPolicy

    /// The scales it is made of.
    var scaleParts: [Int] {
      guard case .scales(let parts) = parts else { return [] }
      return parts.map(\.index)
    }
  }

  init(
    _ nodes: [DefinitionNode], items: [Instrument.Item], missing: Instrument.MissingPolicy
  ) throws(DataError) {
    var itemIds = Identifiers("an item")
    itemIds.add(items.map(\.id))
    var scaleIds = Identifiers("a scale")
    var mappings: [(DefinitionMapping, String)] = []
    for node in nodes {
      let mapping = try node.mapping("a scale", keys: Self.keys)
      mappings.append((mapping, try scaleIds.add(try mapping.required("id"))))
    }
    var drafts: [Draft] = []
    for (mapping, id) in mappings {
      drafts.append(try Self.draft(mapping, id: id, items: items, itemIds: itemIds, scaleIds: scaleIds, missing))
    }
    order = try Self.order(drafts)
    var finished: [Int: Instrument.Scale] = [:]
    for index in order { finished[index] = try Self.finish(drafts[index], items: items, finished) }
    scales = drafts.indices.compactMap { finished[$0] }
  }

  private static func draft(
    _ mapping: DefinitionMapping, id: String, items: [Instrument.Item], itemIds: Identifiers, scaleIds: Identifiers,
    _ usualPolicy: Instrument.MissingPolicy
  ) throws(DataError) -> Draft {
    let aggregate = try mapping.required("aggregate").choice("aggregate", of: Instrument.Aggregate.self)
    let parts: Instrument.Parts
    var partNodes: [DefinitionNode] = []
    switch (mapping["items"], mapping["scales"]) {
    case (let list?, nil):
      let members = try self.parts(list, "\"items\"", itemIds, allowsWeights: true, nodes: &partNodes)
      parts = .items(members.map { Instrument.Part(index: $0.index, weight: $0.weight ?? items[$0.index].weight) })
    case (nil, let list?):
      let allowsWeights = aggregate != .pooledPercent
      let members = try self.parts(list, "\"scales\"", scaleIds, allowsWeights: allowsWeights, nodes: &partNodes)
      parts = .scales(members.map { Instrument.Part(index: $0.index, weight: $0.weight ?? 1) })
    case (nil, nil): throw mapping.node.error("scale \(id) lacks \"items\" or \"scales\"")
    case (_?, let second?): throw second.error("scale \(id) has both \"items\" and \"scales\"")
    }
    return Draft(
      mapping: mapping, id: id, label: try mapping.text("label"), parts: parts, partNodes: partNodes,
      aggregate: aggregate,
      missing: try mapping["missing"].map { node throws(DataError) in try node.missingPolicy() } ?? usualPolicy)
  }

  /// A list of ids or of `{id: , weight: }`.
  private static func parts(
    _ node: DefinitionNode, _ what: String, _ ids: Identifiers, allowsWeights: Bool, nodes: inout [DefinitionNode]
  ) throws(DataError) -> [(index: Int, weight: Double?)] {
    var members: [(index: Int, weight: Double?)] = []
    var seen: Set<Int> = []
    for element in try node.list(what) {
      var idNode = element
      var weight: Double?
      if case .mapping = element.content {
        let mapping = try element.mapping("a part of a scale", keys: ["id", "weight"])
        idNode = try mapping.required("id")
        if let weightNode = mapping["weight"] {
          guard allowsWeights else { throw weightNode.error("scales that are pooled have no weights: their items do") }
          weight = try weightNode.weight()
        }
      }
      let index = try ids.index(of: idNode)
      guard seen.insert(index).inserted else { throw idNode.error("\(what) names the same id twice") }
      members.append((index, weight))
      nodes.append(idNode)
    }
    return members
  }

  /// The scales in an order in which each comes after its parts, otherwise as they stand (Kahn 1962).
  private static func order(_ drafts: [Draft]) throws(DataError) -> [Int] {
    var open = drafts.map { $0.scaleParts.count }
    var users = Array(repeating: [Int](), count: drafts.count)
    for (index, draft) in drafts.enumerated() {
      for part in draft.scaleParts { users[part].append(index) }
    }
    var order = drafts.indices.filter { open[$0] == 0 }
    var next = 0
    while next < order.count {
      for user in users[order[next]] {
        open[user] -= 1
        if open[user] == 0 { order.append(user) }
      }
      next += 1
    }
    guard let start = open.firstIndex(where: { $0 > 0 }) else { return order }
    // Every scale that is left has a part that is left, so following those must come back to where it was.
    var path = [start]
    while let last = path.last {
      guard let position = drafts[last].scaleParts.firstIndex(where: { open[$0] > 0 }) else { break }
      let part = drafts[last].scaleParts[position]
      if let first = path.firstIndex(of: part) {
        let names = (path[first...] + [part]).prefix(8).map { drafts[$0].id }.joined(separator: " -> ")
        throw drafts[last].partNodes[position].error("a scale is made of itself: \(names)")
      }
      path.append(part)
    }
    return order
  }

  private static func finish(
    _ draft: Draft, items: [Instrument.Item], _ finished: [Int: Instrument.Scale]
  ) throws(DataError) -> Instrument.Scale {
    var lower = 0.0
    var upper = 0.0
    var total = 0.0
    let members: [Int]
    switch draft.parts {
    case .items(let parts):
      members = parts.map(\.index).sorted()
      for part in parts {
        lower += part.weight * items[part.index].scoredLower
        upper += part.weight * items[part.index].scoredUpper
        total += part.weight
      }
    case .scales(let parts):
      var isMember = Array(repeating: false, count: items.count)
      for part in parts {
        guard let scale = finished[part.index] else { preconditionFailure("a scale is finished before its part") }
        for item in scale.items { isMember[item] = true }
        lower += part.weight * scale.lower
        upper += part.weight * scale.upper
        total += part.weight
      }
      members = items.indices.filter { isMember[$0] }
    }
    switch draft.aggregate {
    case .sum: break
    case .mean: (lower, upper) = (lower / total, upper / total)
    case .pooledPercent, .meanOfPercents: (lower, upper) = (0, 1)
    }
    let unit = ScoreUnit(
      name: "scale \(draft.id)", lower: lower, upper: upper, isProportion: draft.aggregate.isProportion)
    return Instrument.Scale(
      id: draft.id, label: draft.label, parts: draft.parts, aggregate: draft.aggregate, missing: draft.missing,
      bands: try draft.mapping["bands"].map { node throws(DataError) in try BandReader.read(node, unit: unit) } ?? [],
      lower: lower, upper: upper, items: members)
  }
}
