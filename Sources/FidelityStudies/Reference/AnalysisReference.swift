/// The keys of analyses in Markdown, from their declarations.
package enum AnalysisReference {
  package static func markdown(_ analyses: [any Analysis.Type] = Analyses.all) -> String {
    analyses.map(section).joined(separator: "\n")
  }

  private static func section(_ analysis: any Analysis.Type) -> String {
    var text = "## \(analysis.name)\n\n\(analysis.summary)\n\n"
    if !analysis.discussion.isEmpty { text += analysis.discussion + "\n\n" }
    text += "Result tables: \(analysis.tables.map { "`\($0)`" }.joined(separator: ", ")).\n\n"
    text += "| flag and key | value | default | |\n| --- | --- | --- | --- |\n"
    for option in OptionDescription.all(of: analysis) {
      let cells = [
        "`\(option.name)`", value(option), option.isRequired ? "required" : `default`(option), option.help,
      ]
      text += "| " + cells.map(escaped).joined(separator: " | ") + " |\n"
    }
    if !analysis.examples.isEmpty {
      let commands = analysis.examples.map { example in
        "# \(example.purpose)\n" + example.commandLines.joined(separator: "\n")
      }
      text += "\n```sh\n" + commands.joined(separator: "\n\n") + "\n```\n"
    }
    for (key, name) in analysis.formerKeys.sorted(by: { $0.key < $1.key }) {
      text += "\nThe key `\(key)` of earlier versions is now `\(name)`.\n"
    }
    return text
  }

  private static func value(_ option: OptionDescription) -> String {
    switch option.kind {
    case .flag: "true or false"
    case .number: "number"
    case .extendedNumber: "number, -inf, inf"
    case .wholeNumber: "whole number"
    case .names: "names"
    case .choice: option.choices.joined(separator: ", ")
    case .text: "text"
    }
  }

  private static func `default`(_ option: OptionDescription) -> String {
    option.kind == .flag ? "false" : option.defaultValue ?? ""
  }

  private static func escaped(_ cell: String) -> String { cell.replacing("|", with: "\\|").replacing("\n", with: " ") }
}
