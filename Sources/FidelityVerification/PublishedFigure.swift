import FidelityData

/// A number that a published figure may have; the raw value is its name in `expected.json` and in result tables.
public enum FigureField: String, Sendable, CaseIterable {
  case value
  case standardError = "standard_error"
  /// The limits of the interval, which `expected.json` gives as a pair.
  case lower, upper
  /// Of a test with two, those of the numerator.
  case degreesOfFreedom = "df"
  case denominatorDegreesOfFreedom = "df2"
  case statistic
  case pValue = "p_value"

  /// The name under which a tolerance of its own is given.
  fileprivate var toleranceName: String {
    switch self {
    case .lower, .upper: "interval"
    case .denominatorDegreesOfFreedom: "df"
    default: rawValue
    }
  }
}

/// One case of a dataset's `expected.json`: what a quantity should be, in which variant, and how exactly.
public struct PublishedFigure: Sendable {
  public let quantity: String
  /// The variant; numbers and truth values as text.
  public let options: [String: String]
  public let expected: [FigureField: Double]
  /// Absolute; holds for every field that ``tolerances`` does not name.
  public let tolerance: Double
  public let tolerances: [String: Double]
  /// `published`, or what computed the figure.
  public let origin: String

  /// The status that an undefined quantity should have; `undefined` where any will do.
  public var expectedStatus: String? {
    if options["undefined"] != nil { return "undefined" }
    return options["status"] == "ok" ? nil : options["status"]
  }

  public func tolerance(of field: FigureField) -> Double { tolerances[field.toleranceName] ?? tolerance }

  /// The options as `metric=nominal table=two-units.csv`, in the order of their names.
  public var optionText: String {
    options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }

  /// The same figure with another expected number.
  package func expecting(_ number: Double, of field: FigureField) -> PublishedFigure {
    PublishedFigure(
      quantity: quantity, options: options, expected: expected.merging([field: number]) { $1 }, tolerance: tolerance,
      tolerances: tolerances, origin: origin)
  }

  /// The same figure with another status expected.
  package func expecting(status: String) -> PublishedFigure {
    PublishedFigure(
      quantity: quantity, options: options.merging(["status": status]) { $1 }, expected: expected,
      tolerance: tolerance, tolerances: tolerances, origin: origin)
  }

  private init(
    quantity: String, options: [String: String], expected: [FigureField: Double], tolerance: Double,
    tolerances: [String: Double], origin: String
  ) {
    self.quantity = quantity
    self.options = options
    self.expected = expected
    self.tolerance = tolerance
    self.tolerances = tolerances
    self.origin = origin
  }

  /// - Throws: `malformed` with the place.
  init(_ node: JSONDocument.Node, in document: JSONDocument) throws(DataError) {
    let reader = FigureReader(document)
    let members = try reader.object(node, "a case")
    quantity = try reader.text(try reader.required("quantity", of: node))
    origin = try reader.text(try reader.required("from", of: node))
    tolerance = try reader.tolerance(try reader.required("tolerance", of: node))
    var tolerances: [String: Double] = [:]
    if let node = node["tolerances"] {
      for (name, value) in try reader.object(node, "tolerances") { tolerances[name] = try reader.tolerance(value) }
    }
    self.tolerances = tolerances
    var options: [String: String] = [:]
    if let node = node["options"] {
      for (name, value) in try reader.object(node, "options") { options[name] = try reader.option(value) }
    }
    self.options = options
    var expected: [FigureField: Double] = [:]
    for (name, value) in members {
      for (field, number) in try reader.numbers(name, value) { expected[field] = number }
    }
    self.expected = expected
    if expected.isEmpty, expectedStatus == nil { throw document.refusal("the case expects no number", at: node) }
  }
}

/// Reads the parts of a case.
struct FigureReader {
  private let document: JSONDocument

  init(_ document: JSONDocument) { self.document = document }

  func object(
    _ node: JSONDocument.Node, _ what: String
  ) throws(DataError) -> [(name: String, value: JSONDocument.Node)] {
    guard case .object(let members) = node.content else {
      throw document.refusal("\(what) should be an object { ... }", at: node)
    }
    return members
  }

  func array(_ node: JSONDocument.Node, _ what: String) throws(DataError) -> [JSONDocument.Node] {
    guard case .array(let elements) = node.content else {
      throw document.refusal("\(what) should be an array [ ... ]", at: node)
    }
    return elements
  }

  func required(_ name: String, of node: JSONDocument.Node) throws(DataError) -> JSONDocument.Node {
    guard let value = node[name] else { throw document.refusal("\"\(name)\" is missing here", at: node) }
    return value
  }

  func text(_ node: JSONDocument.Node) throws(DataError) -> String {
    guard case .string(let text) = node.content else { throw document.refusal("a text is expected here", at: node) }
    return text
  }

  func tolerance(_ node: JSONDocument.Node) throws(DataError) -> Double {
    let number = try number(node)
    guard number >= 0 else { throw document.refusal("a tolerance is not negative", at: node) }
    return number
  }

  func option(_ node: JSONDocument.Node) throws(DataError) -> String {
    switch node.content {
    case .string(let text), .number(_, let text): return text
    case .bool(let flag): return String(flag)
    case .array(let elements):
      var texts: [String] = []
      for element in elements { texts.append(try option(element)) }
      return texts.joined(separator: ", ")
    default: throw document.refusal("an option is a text, a number, true or false, or a list of them", at: node)
    }
  }

  /// The numbers of a member of a case; empty where it holds none.
  func numbers(_ name: String, _ node: JSONDocument.Node) throws(DataError) -> [(FigureField, Double)] {
    if case .null = node.content { return [] }
    switch name {
    case "interval": return try pair(node, .lower, .upper)
    case "df":
      if case .array = node.content { return try pair(node, .degreesOfFreedom, .denominatorDegreesOfFreedom) }
      return [(.degreesOfFreedom, try number(node))]
    case "value", "standard_error", "statistic", "p_value":
      guard let field = FigureField(rawValue: name) else { return [] }
      return [(field, try number(node))]
    default: return []
    }
  }

  private func number(_ node: JSONDocument.Node) throws(DataError) -> Double {
    guard case .number(let number, _) = node.content else {
      throw document.refusal("a number is expected here", at: node)
    }
    return number
  }

  /// Two numbers; null for one that the publication does not give.
  private func pair(
    _ node: JSONDocument.Node, _ first: FigureField, _ second: FigureField
  ) throws(DataError) -> [(FigureField, Double)] {
    let elements = try array(node, "a pair")
    guard elements.count == 2 else { throw document.refusal("two numbers are expected here", at: node) }
    var numbers: [(FigureField, Double)] = []
    for (field, element) in zip([first, second], elements) {
      if case .null = element.content { continue }
      numbers.append((field, try number(element)))
    }
    return numbers
  }
}
