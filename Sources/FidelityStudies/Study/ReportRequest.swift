import FidelityData
import FidelityDefinitions
import FidelityReports

/// What the report of a study is to be, as its file says under `report:`.
public struct ReportRequest: Sendable, Equatable {
  /// The title, in place of the name of the study.
  public var title: String?
  /// A file of texts in another language.
  public var language: String?
  /// A file with a picture.
  public var logo: String?
  /// The sections of the page; nil for all.
  public var sections: [String]?
  /// Groups with fewer observations are not shown; nil for what reports do without being told.
  public var suppressBelow: Int?
  /// Whom it is for: `district` or `building`.
  public var audience: String?

  public init() {}

  package static let sectionNames = [
    "summary", "measured", "scores", "reliability", "sites", "drivers", "next", "method", "glossary",
  ]
  package static let audiences = ["district", "building"]
  static let keys = ["title", "language", "logo", "sections", "suppress-cells-below", "audience"]

  /// - Parameter folder: what paths are relative to.
  /// - Throws: `definition` with line and character.
  init(_ node: DefinitionNode, folder: String) throws(DataError) {
    // `report: true` is a report without wishes.
    if case .scalar = node.content {
      guard try node.flag("a report") else {
        throw node.error("a study without a report leaves out the key \"report\"")
      }
      return
    }
    let map = try node.mapping("a report", keys: Self.keys)
    title = try map.text("title")
    language = try map.text("language").map { DefinitionPath.resolve($0, relativeTo: folder) }
    logo = try map.text("logo").map { DefinitionPath.resolve($0, relativeTo: folder) }
    if let node = map["sections"] {
      var names: [String] = []
      for element in try node.list("\"sections\"") {
        names.append(try Self.choice(element, "section", Self.sectionNames))
      }
      sections = names
    }
    suppressBelow = try map["suppress-cells-below"]?.wholeNumber("\"suppress-cells-below\"", in: 0...1_000_000)
    audience = try map["audience"].map { node throws(DataError) in
      try Self.choice(node, "audience", Self.audiences)
    }
  }

  private static func choice(
    _ node: DefinitionNode, _ what: String, _ names: [String]
  ) throws(DataError) -> String {
    let name = try node.text("a \(what)")
    guard names.contains(name) else {
      throw node.error(
        "a report has no \(what) \"\(DefinitionNode.shown(name))\"", hint: DefinitionNode.hint(name, among: names))
    }
    return name
  }

  /// What `run.json` says of it, for whoever makes the page from the folder.
  var record: JSONValue {
    let texts: [(name: String, value: JSONValue)] = [
      ("title", title), ("language", language), ("logo", logo), ("audience", audience),
    ].compactMap { name, value in value.map { (name, .string($0)) } }
    let names = sections.map { [(name: "sections", value: JSONValue.array($0.map { .string($0) }))] } ?? []
    let least = suppressBelow.map { [(name: "suppress_below", value: JSONValue.integer($0))] } ?? []
    return .object(texts + names + least)
  }
}
