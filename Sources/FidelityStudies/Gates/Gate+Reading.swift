import FidelityDefinitions
import FidelityData

extension Gate {
  /// The keys that name a column of result tables.
  static let columnKeys = ["quantity", "term", "form", "weights", "metric", "method"]
  static let keys = ["table"] + columnKeys + ["where", "using"] + Relation.allCases.map(\.rawValue)
  /// Other names of columns of limits.
  private static let limits = ["lower-limit": "lower", "upper-limit": "upper"]

  /// `{quantity: gwet-ac, weights: quadratic, at-least: 0.6, using: lower-limit}`
  init(_ node: DefinitionNode) throws(DataError) {
    let map = try node.mapping("a gate", keys: Self.keys)
    table = try map.text("table")
    selection = [:]
    for key in Self.columnKeys {
      if let value = map[key] { selection[key] = try value.texts("\"\(key)\"") }
    }
    if let others = map["where"] {
      guard case .mapping(let pairs) = others.content else {
        throw others.error("\"where\" of a gate is a mapping of columns to values, as in {item: greeting}")
      }
      for (key, value) in pairs {
        let column = try key.text("a column")
        if selection[column] != nil { throw key.error("the gate says \"\(column)\" twice") }
        selection[column] = try Self.wanted(value, of: column)
      }
    }
    guard table != nil || selection["quantity"] != nil else {
      throw node.error("a gate names a quantity, as in {quantity: gwet-ac, at-least: 0.6}, or a table")
    }
    let using = try map.text("using") ?? "estimate"
    column = Self.limits[using] ?? using
    let bounds = Relation.allCases.compactMap { relation in map[relation.rawValue].map { (relation, $0) } }
    guard bounds.count == 1 else {
      let place = bounds.count > 1 ? bounds[1].1 : node
      throw place.error("a gate has one bound: at-least, at-most, above or below")
    }
    relation = bounds[0].0
    bound = try bounds[0].1.number("\"\(relation.rawValue)\"")
  }

  /// The values that a column may have; an empty text stands for nothing in the cell.
  private static func wanted(_ node: DefinitionNode, of column: String) throws(DataError) -> [String] {
    func value(_ node: DefinitionNode) throws(DataError) -> String {
      if case .scalar("", isPlain: false) = node.content { return "" }
      return try node.text("the value of \"\(column)\"")
    }
    guard case .sequence = node.content else { return [try value(node)] }
    var values: [String] = []
    for element in try node.list("the value of \"\(column)\"") { values.append(try value(element)) }
    return values
  }
}
