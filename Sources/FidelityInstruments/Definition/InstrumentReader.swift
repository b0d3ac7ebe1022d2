import FidelityData
import FidelityDefinitions

/// Builds an instrument from the tree of its definition. Items come first, then scales, then criteria: each may name
/// only what the earlier ones defined.
struct InstrumentReader {
  static let itemLimit = 100_000
  static let scaleLimit = 10_000
  /// Items x scales: the size of the weight matrix that scoring multiplies by.
  static let cellLimit = 5_000_000

  static let keys = [
    "id", "title", "version", "source", "licence", "verified", "columns", "defaults", "items", "scales", "criteria",
  ]

  static func read(_ root: DefinitionNode) throws(DataError) -> Instrument {
    let top = try root.mapping("the instrument", keys: keys)
    let id = try top.required("id").identifier("the id of the instrument")
    let title = try top.text("title", manyLines: true)
    let defaults = try ItemDefaults(top["defaults"])
    let itemNodes = try top.required("items").list("\"items\"")
    let scaleNodes = try top.required("scales").list("\"scales\"")
    guard itemNodes.count <= itemLimit else { throw itemNodes[itemLimit].error("more than \(itemLimit) items") }
    guard scaleNodes.count <= scaleLimit else { throw scaleNodes[scaleLimit].error("more than \(scaleLimit) scales") }
    guard itemNodes.count * scaleNodes.count <= cellLimit else {
      throw scaleNodes[0].error("\(itemNodes.count) items by \(scaleNodes.count) scales are too many")
    }
    let items = try ItemReader.read(itemNodes, defaults: defaults)
    try refuseSharedColumns(items, itemNodes)
    let reader = try ScaleReader(scaleNodes, items: items, missing: defaults.missing)
    let criteria = try CriterionReader(items: items, scales: reader.scales).read(top["criteria"])
    return Instrument(
      id: id, title: title ?? id, version: try top.text("version"), source: try top.text("source", manyLines: true),
      licence: try top.text("licence", manyLines: true), verified: try top.text("verified", manyLines: true),
      items: items, scales: reader.scales, criteria: criteria, scaleOrder: reader.order,
      columnPatterns: try top["columns"].map { node throws(DataError) in try patterns(node) } ?? [])
  }

  /// Texts that name an item.
  private static func patterns(_ node: DefinitionNode) throws(DataError) -> [String] {
    let patterns = try node.texts("a pattern of columns")
    if let wrong = patterns.first(where: { !$0.contains("{item}") && !$0.contains("{label}") }) {
      throw node.error(
        "the pattern \"\(DefinitionNode.shown(wrong))\" names no item", hint: "write it as in \"TFI_{item}\"")
    }
    return patterns
  }

  /// A column is that of one item.
  private static func refuseSharedColumns(
    _ items: [Instrument.Item], _ nodes: [DefinitionNode]
  ) throws(DataError) {
    var owners = Dictionary(uniqueKeysWithValues: items.map { ($0.id, $0.id) })
    for (item, node) in zip(items, nodes) {
      for column in item.columns {
        if let owner = owners[column], owner != item.id {
          throw node.error(
            "the column \"\(DefinitionNode.shown(column))\" of item \(item.id) is one of item \(owner) too")
        }
        owners[column] = item.id
      }
    }
  }
}

/// What the section `defaults` says.
struct ItemDefaults {
  var range: DefinitionNode?
  var step: DefinitionNode?
  var weight = 1.0
  var notApplicable: DefinitionNode?
  var missing = Instrument.MissingPolicy.exclude
  var values: DefinitionNode?

  static let keys = ["range", "step", "weight", "not-applicable", "missing", "values"]

  init(_ node: DefinitionNode?) throws(DataError) {
    guard let node else { return }
    let mapping = try node.mapping("\"defaults\"", keys: Self.keys)
    range = mapping["range"]
    step = mapping["step"]
    notApplicable = mapping["not-applicable"]
    values = mapping["values"]
    if let weight = mapping["weight"] { self.weight = try weight.weight() }
    if let missing = mapping["missing"] { self.missing = try missing.missingPolicy() }
    // Said here, a wrong default is reported once and at its own place.
    if let range { _ = try range.itemRange() }
    if let step { _ = try step.itemStep() }
  }
}

/// The ids of one kind met so far.
struct Identifiers {
  private(set) var indices: [String: Int] = [:]
  let what: String

  init(_ what: String) { self.what = what }

  /// Takes the next id, which must be new.
  mutating func add(_ node: DefinitionNode) throws(DataError) -> String {
    let id = try node.identifier("the id of \(what)")
    guard indices.updateValue(indices.count, forKey: id) == nil else {
      throw node.error("the id \"\(id)\" stands more than once")
    }
    return id
  }

  /// Takes ids that are known to be good.
  mutating func add(_ ids: [String]) {
    for id in ids { indices[id] = indices.count }
  }

  func contains(_ id: String) -> Bool { indices[id] != nil }

  /// The index of an id that must be there.
  func index(of node: DefinitionNode) throws(DataError) -> Int {
    let id = try node.text("the id of \(what)")
    guard let index = indices[id] else {
      throw node.error(
        "there is no \(what.split(separator: " ").last ?? "id") \"\(DefinitionNode.shown(id))\"",
        hint: DefinitionNode.hint(id, among: indices.sorted { $0.value < $1.value }.map(\.key)))
    }
    return index
  }
}

extension DefinitionNode {
  func weight() throws(DataError) -> Double {
    let value = try number("a weight")
    guard value > 0 else { throw error("a weight is more than 0") }
    guard value >= 1e-9, value <= 1e9 else { throw error("a weight lies between 1e-9 and 1e9") }
    return value
  }

  func missingPolicy() throws(DataError) -> Instrument.MissingPolicy {
    guard case .mapping = content else {
      let name = try choice("missing policy", of: PolicyName.self)
      guard name != .prorate else {
        throw error("\"prorate\" needs a share", hint: "write {policy: prorate, at-least: 80%}")
      }
      return name.policy(atLeast: 0)
    }
    let mapping = try mapping("the missing policy", keys: ["policy", "at-least"])
    let name = try mapping.required("policy").choice("missing policy", of: PolicyName.self)
    guard name == .prorate else {
      if let share = mapping["at-least"] { throw share.error("\"at-least\" belongs to the policy prorate only") }
      return name.policy(atLeast: 0)
    }
    let node = try mapping.required("at-least")
    let share = try node.numberOrPercent("\"at-least\"").value
    guard share > 0, share <= 1 else {
      throw node.error("the share of answered items lies above 0 and up to 1", hint: "write 80% or 0.8")
    }
    return .prorate(atLeast: share)
  }

  fileprivate enum PolicyName: String, CaseIterable {
    case exclude, floor, ceiling, prorate, fail

    func policy(atLeast share: Double) -> Instrument.MissingPolicy {
      switch self {
      case .exclude: .exclude
      case .floor: .floor
      case .ceiling: .ceiling
      case .prorate: .prorate(atLeast: share)
      case .fail: .fail
      }
    }
  }
}

extension Instrument.MissingPolicy {
  /// The names of policies in definitions.
  package static var names: [String] { DefinitionNode.PolicyName.allCases.map(\.rawValue) }
}

extension Instrument {
  /// The keys that definitions may have, by the place of their mapping in the schema of definitions.
  package static var definitionKeys: [[String]: [String]] {
    [
      []: InstrumentReader.keys,
      ["properties", "defaults"]: ItemDefaults.keys,
      ["properties", "items", "items"]: ItemReader.keys,
      ["properties", "scales", "items"]: ScaleReader.keys,
      ["properties", "criteria", "items"]: CriterionReader.keys,
    ]
  }
}
