import FidelityData
import FidelityDefinitions
public import FidelityReports

/// What the report of a study is to be, as its file says under `report:`.
public typealias ReportRequest = FidelityReports.ReportRequest

extension FidelityReports.ReportRequest {
  private static let keys = ["title", "language", "logo", "sections", "suppress-cells-below", "audience"]

  /// - Parameter folder: what paths are relative to.
  /// - Throws: `definition` with line and character.
  init(_ node: DefinitionNode, folder: String) throws(DataError) {
    self.init()
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
      var sections: [Section] = []
      for element in try node.list("\"sections\"") { sections.append(try Self.choice(element, "section")) }
      self.sections = sections
    }
    suppressBelow = try map["suppress-cells-below"]?.wholeNumber("\"suppress-cells-below\"", in: 0...1_000_000)
    if let node = map["audience"] { audience = try Self.choice(node, "audience") }
  }

  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ node: DefinitionNode, _ what: String
  ) throws(DataError) -> Choice {
    let name = try node.text("a \(what)")
    guard let choice = Choice(rawValue: name) else {
      throw node.error(
        "a report has no \(what) \"\(DefinitionNode.shown(name))\"",
        hint: DefinitionNode.hint(name, among: Choice.allCases.map(\.rawValue)))
    }
    return choice
  }
}
