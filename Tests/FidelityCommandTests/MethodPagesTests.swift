import FidelityTesting
import Foundation
import Testing

/// The examples of `docs/methods`, as they are printed there.
@Suite("Pages of methods", .serialized)
struct MethodPagesTests {
  private struct Example {
    var command = ""
    var lines: [String] = []
  }

  private static func text(_ page: String) throws -> String {
    try String(contentsOf: Datasets.projectFolder.appending(path: "docs/methods/\(page).md"), encoding: .utf8)
  }

  /// The commands after a `$` in blocks of code, each with the lines below it.
  private static func examples(_ page: String) throws -> [Example] {
    var (examples, isCode, continues, first) = ([Example](), false, false, 0)
    for line in try text(page).split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("```") {
        (isCode, continues, first) = (!isCode, false, examples.count)
      } else if isCode, line.hasPrefix("$ fidelity ") || continues {
        if !continues { examples.append(Example()) }
        continues = line.hasSuffix("\\")
        examples[examples.count - 1].command += (continues ? line.dropLast() : line[...]).drop { $0 == "$" }
      } else if isCode, examples.count > first {
        examples[examples.count - 1].lines.append(line)
      }
    }
    return examples
  }

  @Test(
    "Commands print what the page shows, up to an ellipsis",
    arguments: ["group-agreement", "intraclass-correlation", "regression", "variance-components"])
  func output(page: String) throws {
    try withTemporaryFolder { folder in
      let datasets = Datasets.projectFolder.appending(path: "datasets").path()
      try FileManager.default.createSymbolicLink(atPath: folder.file("datasets"), withDestinationPath: datasets)
      let examples = try Self.examples(page)
      #expect(!examples.isEmpty)
      for example in examples {
        let arguments = example.command.split(separator: " ").dropFirst().map(String.init)
        let run = try CommandRun(all: arguments + ["--format", "table"], in: folder, width: 120)
        let printed = (run.messages + run.output).split(separator: "\n").map(String.init)
        var wanted = example.lines
        let isWhole = wanted.last != "..."
        if !isWhole { wanted.removeLast() }
        #expect(run.status == 0 && wanted.count > 3 && (!isWhole || printed.count == wanted.count))
        #expect(Array(printed.prefix(wanted.count)) == wanted, "\(example.command)")
      }
    }
  }

  @Test("The index names every page")
  func index() throws {
    let index = try Self.text("README")
    let folder = Datasets.projectFolder.appending(path: "docs/methods").path()
    for page in try FileManager.default.contentsOfDirectory(atPath: folder) where page != "README.md" {
      #expect(index.contains("[\(page)](\(page))"), "\(page)")
    }
  }
}
