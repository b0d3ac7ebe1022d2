import FidelityTesting
import Foundation
import Testing

/// What the command says of itself, kept as files: `make reference` writes them anew.
@Suite("Help, reference and schemas are up to date", .serialized)
struct HelpTests {
  private static let folder = Datasets.projectFolder.appending(path: "Tests/FidelityCommandTests/Help")

  /// The subcommands that the command names.
  private static func subcommands() throws -> [String] {
    let lines = try CommandRun("--help").output.split(separator: "\n")
    let list = lines.drop { $0 != "SUBCOMMANDS:" }.dropFirst().prefix { $0.hasPrefix("  ") }
    return list.compactMap {
      $0.hasPrefix("   ") || $0.hasPrefix("  See ") ? nil : $0.split(separator: " ").first.map(String.init)
    }
  }

  @Test("the help of every subcommand, and no other is kept")
  func snapshots() throws {
    let names = try Self.subcommands()
    #expect(names.count >= 10)
    for name in names {
      let url = Self.folder.appending(path: "\(name).txt")
      let kept = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
      #expect(try CommandRun("help", name).output == kept, "the help of \(name) has changed: make reference")
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(files) == Set(names.map { "\($0).txt" }))
  }

  @Test(
    "the reference and the schemas are those of the declarations",
    arguments: [
      (["reference"], "reference.md"), (["schema", "study"], "study.schema.json"),
      (["schema", "instrument"], "instrument.schema.json"),
    ])
  func documents(arguments: [String], file: String) throws {
    let run = try CommandRun(all: arguments)
    #expect(run.status == 0)
    let kept = try String(contentsOf: Datasets.projectFolder.appending(path: "docs/\(file)"), encoding: .utf8)
    #expect(run.output == kept, "docs/\(file) is stale: make reference")
  }

  @Test("help and reference name every option", arguments: ["score", "reliability", "raters", "trend"])
  func options(analysis: String) throws {
    let help = try CommandRun("help", analysis).output
    let reference = try CommandRun("reference").output
    let section = try #require(reference.components(separatedBy: "\n## ").first { $0.hasPrefix(analysis + "\n") })
    let names = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.compactMap {
      $0.split(separator: "`").dropFirst().first.map(String.init)
    }
    #expect(names.count >= 3)
    for name in names { #expect(help.contains("--\(name)"), "\(name)") }
  }
}
