import FidelityCharts
import FidelityTesting
import Foundation
import Testing

/// Every kind of picture against a kept one: the same elements with the same attributes, coordinates within a tenth.
@Suite("Pictures as they are kept")
struct GoldenTests {
  private static let folder = Datasets.projectFolder.appending(path: "Tests/FidelityChartsTests/Golden")
  /// Writes the pictures anew in place of comparing them.
  private static let writes = ProcessInfo.processInfo.environment["FIDELITY_WRITE_GOLDEN"] == "1"

  @Test("each kind", arguments: ChartKind.allCases)
  func kept(kind: ChartKind) throws {
    let pictures = try kind.pictures(of: SampleTables.district)
    #expect(!pictures.isEmpty)
    for picture in pictures {
      let url = Self.folder.appending(path: "\(picture.identifier).svg")
      if Self.writes {
        try (picture.inlineSVG.replacingOccurrences(of: "><", with: ">\n<") + "\n").write(
          to: url, atomically: true, encoding: .utf8)
        continue
      }
      let kept = try #require(SVGElement.parse(try String(contentsOf: url, encoding: .utf8)), "\(url.path)")
      let drawn = try #require(SVGElement.parse(picture.inlineSVG))
      if let difference = Self.difference(drawn, kept, path: picture.identifier) {
        Issue.record("\(difference); if that is meant: FIDELITY_WRITE_GOLDEN=1 swift test --filter GoldenTests")
      }
    }
  }

  @Test("no kept picture is without its kind")
  func noOthers() throws {
    let drawn = try ChartKind.allCases.flatMap { try $0.pictures(of: SampleTables.district) }
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(files) == Set(drawn.map { "\($0.identifier).svg" }))
    #expect(Set(drawn.map(\.identifier)).count == drawn.count)
  }

  @Test("the same table, the same bytes", arguments: ChartKind.allCases)
  func repeatable(kind: ChartKind) throws {
    #expect(
      try kind.pictures(of: SampleTables.district).map(\.svg) == kind.pictures(of: SampleTables.district).map(\.svg))
  }

  /// The first thing in which two elements differ.
  private static func difference(_ drawn: SVGElement, _ kept: SVGElement, path: String) -> String? {
    let place = "\(path)/\(drawn.name)"
    if drawn.name != kept.name { return "\(place): \(kept.name) is kept" }
    if Set(drawn.attributes.keys) != Set(kept.attributes.keys) { return "\(place): other attributes" }
    for (name, value) in drawn.attributes {
      if let difference = difference(value, kept.attributes[name] ?? "", "\(place)@\(name)") { return difference }
    }
    let text = drawn.text.trimmingCharacters(in: .whitespacesAndNewlines)
    if text != kept.text.trimmingCharacters(in: .whitespacesAndNewlines) { return "\(place): \"\(text)\"" }
    if drawn.children.count != kept.children.count { return "\(place): \(drawn.children.count) children" }
    for (index, pair) in zip(drawn.children, kept.children).enumerated() {
      if let difference = difference(pair.0, pair.1, path: "\(place)[\(index)]") { return difference }
    }
    return nil
  }

  /// Numbers within an attribute, such as those of a path, may differ by a tenth; all else not.
  private static func difference(_ drawn: String, _ kept: String, _ place: String) -> String? {
    let number = /-?[0-9]+(\.[0-9]+)?/
    let isSame =
      drawn.replacing(number, with: "#") == kept.replacing(number, with: "#")
      && zip(drawn.matches(of: number), kept.matches(of: number)).allSatisfy {
        abs((Double($0.output.0) ?? 0) - (Double($1.output.0) ?? 0)) < 0.15
      }
    return isSame ? nil : "\(place): \(drawn.prefix(120)), kept \(kept.prefix(120))"
  }
}
