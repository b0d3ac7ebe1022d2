import FidelityInstruments
package import FidelityReports

/// The JSON Schema of instrument definitions. What the schema cannot say (scales made of themselves, cut scores outside
/// their scale) the reader of definitions says.
package enum InstrumentSchema {
  package static var document: JSONValue {
    let text = JSONSchema.text()
    return JSONSchema.document(
      "Fidelity instrument",
      JSONSchema.mapping(
        [
          ("id", text), ("title", text), ("version", text), ("source", text), ("licence", text), ("verified", text),
          ("columns", JSONSchema.any(of: [text, JSONSchema.list(of: text)])),
          (
            "defaults",
            JSONSchema.mapping(rating + [("missing", missing)], "What holds for all items that do not say it.")
          ),
          ("items", JSONSchema.list(of: item)),
          ("scales", JSONSchema.list(of: scale)),
          ("criteria", JSONSchema.list(of: criterion)),
        ], required: ["id", "items", "scales"]))
  }

  /// One name, or several.
  private static var columns: JSONValue {
    JSONSchema.any(of: [JSONSchema.text(), JSONSchema.list(of: JSONSchema.text())], "Names that its column may have.")
  }

  /// How an item is rated.
  private static var rating: [(name: String, value: JSONValue)] {
    let number = JSONSchema.number()
    let range: JSONValue = .object([
      ("type", .string("array")), ("items", number), ("minItems", .integer(2)), ("maxItems", .integer(2)),
    ])
    return [
      ("range", range),
      ("step", JSONSchema.any(of: [number, JSONSchema.choice(["any"])])),
      ("weight", number),
      ("not-applicable", JSONSchema.list(of: number, "Codes that stand for: the item does not apply.")),
      ("values", JSONSchema.names(of: JSONSchema.number(), "What answers that are words stand for.")),
    ]
  }

  private static var item: JSONValue {
    JSONSchema.mapping(
      [
        ("id", JSONSchema.text()), ("label", JSONSchema.text()), ("reverse", JSONSchema.flag()), ("columns", columns),
        (
          "recode",
          JSONSchema.names(
            of: JSONSchema.number(), "What answers count in scores, as {6: 1, 7: 1, other: 0}: rated values, or other.")
        ),
      ]
        + rating,
      required: ["id"])
  }

  private static var scale: JSONValue {
    let id = JSONSchema.text()
    let part = JSONSchema.any(
      of: [id, JSONSchema.mapping([("id", id), ("weight", JSONSchema.number())], required: ["id"])])
    let band = JSONSchema.mapping([("label", id), ("at-least", cut)], required: ["label"])
    return JSONSchema.mapping(
      [
        ("id", id), ("label", id),
        ("items", JSONSchema.list(of: part)), ("scales", JSONSchema.list(of: part)),
        ("aggregate", JSONSchema.choice(Instrument.Aggregate.allCases.map(\.rawValue))),
        ("missing", missing), ("bands", JSONSchema.list(of: band)),
      ], required: ["id", "aggregate"])
  }

  private static var missing: JSONValue {
    let policies = Instrument.MissingPolicy.names
    return JSONSchema.any(
      of: [
        JSONSchema.choice(policies),
        JSONSchema.mapping([("policy", JSONSchema.choice(policies)), ("at-least", cut)], required: ["policy"]),
      ], "What a score does where answers are missing.")
  }

  private static var criterion: JSONValue {
    let condition = JSONSchema.mapping([
      ("scale", JSONSchema.text()), ("item", JSONSchema.text()), ("at-least", cut), ("at-most", cut),
    ])
    return JSONSchema.mapping(
      [("id", JSONSchema.text()), ("label", JSONSchema.text()), ("all", JSONSchema.list(of: condition))],
      required: ["id", "all"])
  }

  /// A number, or a percentage such as 70%.
  private static var cut: JSONValue { JSONSchema.type("number", "string") }
}
