import FidelityData
import FidelityDefinitions
import FidelityInstruments
import FidelityReports
import FidelityStudies
import FidelityTesting
import Foundation
import Testing

@Suite("JSON Schemas of study and instrument files")
struct SchemaTests {
  private static let study = StudySchema.document()

  private static func value(_ yaml: String) throws -> JSONValue { JSONValue(try DefinitionNode(parsing: yaml)) }

  @Test("the shipped studies and instruments are valid")
  func shipped() throws {
    let folder = Datasets.projectFolder.appending(path: "datasets")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
    #expect(files.count >= 2)
    for file in files {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      let schema = text.contains("\nitems:") ? InstrumentSchema.document : Self.study
      let faults = SchemaCheck(schema).faults(try Self.value(text))
      #expect(faults.isEmpty, "\(file): \(faults)")
    }
    for id in InstrumentCatalogue.ids {
      let text = try #require(InstrumentCatalogue.text(id))
      #expect(SchemaCheck(InstrumentSchema.document).faults(try Self.value(text)).isEmpty, "\(id)")
    }
  }

  @Test(
    "what the reader takes is valid",
    arguments: [
      "analyses: [score: ]", "analyses: [score: {by: [a, b], level: 0.9}]",
      "analyses: [reliability: {scale: ordinal, interval: {bootstrap: 100, resample: units}, weights: [linear]}]",
      "analyses: [reliability: {scale: nominal, weights: {custom: w.csv}, coefficients: all}]",
      "analyses: [trend: {outcome: x, unit: months}]", "analyses: [raters: {gold-rater: 7, certify: [kappa>=0.5]}]",
      "seed: 3", "analyses: [raters: {pairs: true, margins: true}]",
    ])
  func valid(yaml: String) throws {
    let text =
      "data: {files: a.csv, missing: [9, NA], columns: {unit: [a, b], time: {column: d, format: YYYY-MM-DD}}}\n\(yaml)"
    _ = try Study(yaml: text)
    #expect(SchemaCheck(Self.study).faults(try Self.value(text)).isEmpty)
  }

  @Test(
    "what the reader refuses for its shape is invalid",
    arguments: [
      "data: {files: a}\nanalyses: [scoer: {}]", "data: {files: a}\nanalyses: [trend: {}]",
      "data: {files: a}\nanalyses: [trend: {outcome: x, outcom: y}]", "study: x", "data: {fils: a}",
      "data: {files: a}\nanalyses: [reliability: {scale: ordnal}]", "data: {files: a}\nseed: x",
      "data: {files: a}\nanalyses: [score: {level: [1]}]", "data: {files: a}\nanalyses: [raters: {pairs: 1}]",
      "data: {files: a, layout: tall}", "data: {files: a}\nanalyses: [score: {}, {score: {}, trend: {outcome: x}}]",
    ])
  func invalid(yaml: String) throws {
    #expect(throws: DataError.self) { try Study(yaml: yaml) }
    #expect(!SchemaCheck(Self.study).faults(try Self.value(yaml)).isEmpty)
  }

  @Test("every key of the schema of instruments is one that its reader knows, and the other way round")
  func instrumentKeys() throws {
    for (path, keys) in Instrument.definitionKeys {
      let schema = path.reduce(InstrumentSchema.document) { schema, step in schema[step] ?? schema }
      let names = schema["properties"]?.names ?? []
      #expect(Set(names) == Set(keys), "\(path)")
    }
  }
}

/// What of a JSON Schema does not hold for a value: the keywords that the schemas here use, and no others.
struct SchemaCheck {
  let schema: JSONValue

  init(_ schema: JSONValue) { self.schema = schema }

  func faults(_ value: JSONValue) -> [String] { Self.faults(value, schema, "") }

  private static func faults(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
    guard case .object(let members) = schema else { return ["\(place): the schema is none"] }
    return members.flatMap { name, rule in fault(value, name, rule, schema, place) }
  }

  private static func fault(
    _ value: JSONValue, _ keyword: String, _ rule: JSONValue, _ schema: JSONValue, _ place: String
  ) -> [String] {
    func unless(_ holds: Bool) -> [String] { holds ? [] : ["\(place): \(keyword) \(rule.text) against \(value.text)"] }
    switch (keyword, rule, value) {
    case ("$schema", _, _), ("title", _, _), ("description", _, _): return []
    case ("type", .string(let name), _): return unless(value.isOfType(name))
    case ("type", .array(let names), _): return unless(names.contains { value.isOfType($0.string ?? "") })
    case ("enum", .array(let values), _): return unless(values.contains(value))
    case ("anyOf", .array(let schemas), _):
      let found = schemas.map { faults(value, $0, place) }
      return found.contains { $0.isEmpty } ? [] : found.flatMap(\.self)
    case ("properties", _, .object(let members)):
      return members.flatMap { name, value in rule[name].map { faults(value, $0, "\(place)/\(name)") } ?? [] }
    case ("additionalProperties", _, .object(let members)):
      let known = schema["properties"]?.names ?? []
      let others = members.filter { !known.contains($0.name) }
      if rule == .bool(false) { return others.map { "\(place): \($0.name) is not known" } }
      return others.flatMap { faults($0.value, rule, "\(place)/\($0.name)") }
    case ("required", .array(let names), .object): return unless(names.allSatisfy { value[$0.string ?? ""] != nil })
    case ("items", _, .array(let elements)): return elements.flatMap { faults($0, rule, "\(place)[]") }
    case ("minItems", .integer(let least), .array(let elements)): return unless(elements.count >= least)
    case ("maxItems", .integer(let most), .array(let elements)): return unless(elements.count <= most)
    case ("minProperties", .integer(let least), .object(let members)): return unless(members.count >= least)
    case ("minimum", _, _): return unless((value.double ?? .infinity) >= (rule.double ?? 0))
    case ("maximum", _, _): return unless((value.double ?? -.infinity) <= (rule.double ?? 0))
    case ("properties", _, _), ("additionalProperties", _, _), ("required", _, _), ("items", _, _),
      ("minItems", _, _), ("maxItems", _, _), ("minProperties", _, _):
      return []
    default: return ["\(place): the keyword \(keyword) is not known here"]
    }
  }
}

extension JSONValue {
  /// A definition as JSON: what stands plain and looks like a number, true, false or nothing is such.
  init(_ node: DefinitionNode) {
    switch node.content {
    case .scalar("", isPlain: true): self = .null
    case .scalar("true", isPlain: true): self = .bool(true)
    case .scalar("false", isPlain: true): self = .bool(false)
    case .scalar(let text, let isPlain):
      self =
        isPlain ? Int(text).map { .integer($0) } ?? Double(text).map { .number($0) } ?? .string(text) : .string(text)
    case .sequence(let elements): self = .array(elements.map(JSONValue.init))
    case .mapping(let pairs):
      self = .object(
        pairs.map { pair in
          if case .scalar(let name, _) = pair.key.content { (name, JSONValue(pair.value)) } else { ("", .null) }
        })
    }
  }

  subscript(name: String) -> JSONValue? {
    if case .object(let members) = self { members.first { $0.name == name }?.value } else { nil }
  }

  var names: [String] { if case .object(let members) = self { members.map(\.name) } else { [] } }
  var string: String? { if case .string(let text) = self { text } else { nil } }

  var double: Double? {
    switch self {
    case .number(let number): number
    case .integer(let number): Double(number)
    default: nil
    }
  }

  func isOfType(_ name: String) -> Bool {
    switch (name, self) {
    case ("null", .null), ("boolean", .bool), ("number", .number), ("number", .integer), ("integer", .integer),
      ("string", .string), ("array", .array), ("object", .object):
      true
    default: false
    }
  }
}
