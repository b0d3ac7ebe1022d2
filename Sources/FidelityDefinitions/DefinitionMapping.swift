package import FidelityData

/// A mapping whose keys have been checked.
package struct DefinitionMapping: Sendable {
  package let node: DefinitionNode
  let what: String
  let values: [String: DefinitionNode]

  package subscript(key: String) -> DefinitionNode? { values[key] }

  /// The value of a key that must be there.
  package func required(_ key: String) throws(DataError) -> DefinitionNode {
    guard let value = values[key] else { throw node.error("\(what) lacks \"\(key)\"") }
    return value
  }

  /// The text of a key that may be absent.
  package func text(_ key: String, manyLines: Bool = false) throws(DataError) -> String? {
    try values[key]?.text("\"\(key)\"", manyLines: manyLines)
  }
}
