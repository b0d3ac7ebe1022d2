import FidelityTesting
import Foundation
import Testing

/// The report of the demo against a kept outline: its headings, sentences and tables, numbers within a unit of their
/// last digit; and the picture of the README against both.
@Suite("The demo's report as it is kept")
struct ReportGoldenTests {
  private static let kept = Datasets.projectFolder.appending(path: "Tests/FidelityCommandTests/Golden/report.txt")
  private static let writes = ProcessInfo.processInfo.environment["FIDELITY_WRITE_GOLDEN"] == "1"

  /// The steps of `make demo`.
  private static func demo() throws -> String {
    var page = ""
    try withTemporaryFolder { folder in
      for name in ["study.yaml", "lesson-fidelity.yaml"] {
        let source = Datasets.projectFolder.appending(path: "datasets/district-study/\(name)")
        _ = try folder.write(try String(contentsOf: source, encoding: .utf8), to: name)
      }
      for arguments in [
        ["simulate", "study.yaml", "--output", "ratings.csv"], ["run", "study.yaml", "--output", "results", "--quiet"],
        ["drivers", "init", "drivers", "--example", "1", "--quiet"],
        ["run", "drivers/examples/study.yaml", "--output", "drivers-results", "--quiet"],
        ["report", "results", "drivers-results", "--output", "report.html"],
      ] {
        let run = try CommandRun(all: arguments, in: folder)
        try #require(run.status == 0, "\(arguments): \(run.messages)")
      }
      page = String(decoding: try folder.bytes(of: "report.html"), as: UTF8.self)
    }
    return page
  }

  /// A line for each heading, caption, row, paragraph and item of a list.
  private static func outline(_ page: String) -> [String] {
    let pattern = /(?s)<(h[1-6]|caption|tr|p|li|summary)\b([^>]*)>(.*?)<\/\1>/
    return page.matches(of: pattern).compactMap { match in
      let (name, attributes, inner) = (String(match.output.1), match.output.2, String(match.output.3))
      // When it was made, with which versions, and what depends on the machine's files.
      if attributes.contains("made") || inner.contains(/Fidelity [0-9]/) { return nil }
      let cells = inner.replacing(/<\/t[dh]>/, with: " | ")
      let text = plain(cells)
      return text.contains(/[0-9a-f]{64}/) || text.isEmpty ? nil : "\(name): \(text)"
    }
  }

  private static func plain(_ markup: String) -> String {
    markup.replacing(/<[^>]*>/, with: "").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      .replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&amp;", with: "&")
      .replacing(/\s+/, with: " ").trimmingCharacters(in: .whitespaces)
  }

  private static func isSame(_ made: String, _ kept: String) -> Bool {
    let number = /-?[0-9]+(\.[0-9]+)?/
    guard made.replacing(number, with: "#") == kept.replacing(number, with: "#") else { return false }
    return zip(made.matches(of: number), kept.matches(of: number)).allSatisfy { made, kept in
      let decimals = kept.output.1.map { $0.count - 1 } ?? 0
      let unit = decimals == 0 ? 0 : pow(10, -Double(decimals))
      return abs((Double(made.output.0) ?? 0) - (Double(kept.output.0) ?? 0)) <= 1.01 * unit
    }
  }

  @Test("headings, sentences, tables and numbers; the picture of the README says what the page says")
  func page() throws {
    let page = try Self.demo()
    let made = Self.outline(page)
    #expect(made.count > 300 && made.count { $0.hasPrefix("h2") } == 9)
    if Self.writes {
      try FileManager.default.createDirectory(
        at: Self.kept.deletingLastPathComponent(), withIntermediateDirectories: true)
      try (made.joined(separator: "\n") + "\n").write(to: Self.kept, atomically: true, encoding: .utf8)
    } else {
      let kept = try String(contentsOf: Self.kept, encoding: .utf8).split(separator: "\n").map(String.init)
      #expect(made.count == kept.count)
      for (made, kept) in zip(made, kept) where !Self.isSame(made, kept) {
        Issue.record(
          "\(made)\nis kept as\n\(kept)\nif meant: FIDELITY_WRITE_GOLDEN=1 swift test --filter ReportGoldenTests"
        )
        break
      }
    }
    let url = Datasets.projectFolder.appending(path: "docs/charts/report.svg")
    let picture = try String(contentsOf: url, encoding: .utf8)
    let lines = picture.matches(of: /<text [^>]*class="t">(.*?)<\/text>/).map { Self.plain(String($0.output.1)) }
    let finding = try #require(page.firstMatch(of: /(?s)<div class="finding">(.*?)<\/div>/)).output.1
    let said = lines.joined(separator: " ")
    #expect(
      Self.isSame(said, Self.plain(String(finding))),
      "docs/charts/report.svg is of another page: make pictures")
    for pattern in [
      /<desc id="picture-1-over-time-desc">(.*?)<\/desc>/, /<desc id="picture-2-driver-profile-desc">(.*?)<\/desc>/,
    ] {
      let drawn = try #require(picture.firstMatch(of: pattern)).output.1
      let there = try #require(page.firstMatch(of: pattern)).output.1
      #expect(Self.isSame(String(drawn), String(there)), "docs/charts/report.svg: make pictures")
    }
  }
}
