/// A command to copy, on data that come with the source.
package struct CommandExample: Sendable {
  /// What it does.
  package let purpose: String
  /// Its arguments in lines, as they stand after `fidelity` in a shell.
  package let lines: [String]

  package init(_ purpose: String, _ lines: String...) {
    self.purpose = purpose
    self.lines = lines
  }

  /// The command in lines, each but the last with the mark of one that goes on.
  package var commandLines: [String] {
    lines.indices.map { place in
      (place == 0 ? "fidelity " : "  ") + lines[place] + (place < lines.count - 1 ? " \\" : "")
    }
  }

  /// Some examples as a section of `--help`.
  package static func helpText(_ examples: [CommandExample]) -> String {
    let blocks = examples.map { example in
      "  \(example.purpose)\n" + example.commandLines.map { "    \($0)\n" }.joined()
    }
    return blocks.isEmpty ? "" : "EXAMPLES:\n" + blocks.joined(separator: "\n")
  }

  /// Data that the examples of several commands begin with.
  package static let simulated = CommandExample(
    "A district's year of lesson observations, simulated, for the examples below:",
    "simulate datasets/district-study/study.yaml --output ratings.csv")
  /// The instrument of ``simulated``.
  package static let instrument = "--instrument datasets/district-study/lesson-fidelity.yaml"
}
