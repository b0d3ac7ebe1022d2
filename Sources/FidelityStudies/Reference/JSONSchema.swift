import FidelityReports

/// Pieces of a JSON Schema (draft 2020-12), for files that editors check while they are written.
package enum JSONSchema {
  package static let draft = "https://json-schema.org/draft/2020-12/schema"

  /// A schema of some types.
  static func type(_ names: String..., described description: String? = nil) -> JSONValue {
    let type: JSONValue = names.count == 1 ? .string(names[0]) : .array(names.map { .string($0) })
    return described(.object([("type", type)]), description)
  }

  /// Text as YAML writes it: a word in plain style may look like a number.
  static func text(_ description: String? = nil) -> JSONValue { type("string", "number", described: description) }

  static func flag(_ description: String? = nil) -> JSONValue { type("boolean", described: description) }

  static func number(
    from lower: Double? = nil, to upper: Double? = nil, _ description: String? = nil
  ) -> JSONValue {
    var members: [(name: String, value: JSONValue)] = [("type", .string("number"))]
    if let lower { members.append(("minimum", .number(lower))) }
    if let upper { members.append(("maximum", .number(upper))) }
    return described(.object(members), description)
  }

  static func wholeNumber(from lower: Int? = nil, _ description: String? = nil) -> JSONValue {
    var members: [(name: String, value: JSONValue)] = [("type", .string("integer"))]
    if let lower { members.append(("minimum", .integer(lower))) }
    return described(.object(members), description)
  }

  static func choice(_ names: [String], _ description: String? = nil) -> JSONValue {
    described(.object([("enum", .array(names.map { .string($0) }))]), description)
  }

  static func list(of element: JSONValue, _ description: String? = nil) -> JSONValue {
    described(
      .object([("type", .string("array")), ("items", element), ("minItems", .integer(1))]), description)
  }

  static func any(of schemas: [JSONValue], _ description: String? = nil) -> JSONValue {
    described(.object([("anyOf", .array(schemas))]), description)
  }

  /// One element, or a list of them.
  static func oneOrMore(_ element: JSONValue, _ description: String? = nil) -> JSONValue {
    any(of: [element, list(of: element)], description)
  }

  /// A mapping with these keys and no others.
  static func mapping(
    _ properties: [(name: String, value: JSONValue)], required: [String] = [], requiredEither: [String] = [],
    _ description: String? = nil
  ) -> JSONValue {
    var members: [(name: String, value: JSONValue)] = [
      ("type", .string("object")), ("properties", .object(properties)), ("additionalProperties", .bool(false)),
    ]
    if !required.isEmpty { members.append(("required", .array(required.map { .string($0) }))) }
    // One of some keys at least.
    if !requiredEither.isEmpty {
      let either = requiredEither.map { JSONValue.object([("required", .array([.string($0)]))]) }
      members.append(("anyOf", .array(either)))
    }
    return described(.object(members), description)
  }

  /// A mapping whose keys are names of any kind.
  static func names(of value: JSONValue, _ description: String? = nil) -> JSONValue {
    described(.object([("type", .string("object")), ("additionalProperties", value)]), description)
  }

  static func document(_ title: String, _ schema: JSONValue) -> JSONValue {
    guard case .object(let members) = schema else { preconditionFailure("a schema is an object") }
    return .object([("$schema", .string(draft)), ("title", .string(title))] + members)
  }

  private static func described(_ schema: JSONValue, _ description: String?) -> JSONValue {
    guard let description, !description.isEmpty, case .object(let members) = schema else { return schema }
    return .object([("description", .string(description))] + members)
  }
}
