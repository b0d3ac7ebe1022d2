import ArgumentParser
import FidelityStudies
import FidelitySystem

/// The manual page fidelity(1), made from the same descriptions as `--help`.
enum ManualPage {
  static func text() -> String {
    let root = CommandRecord.root
    let paragraphs = (root.discussion ?? "").split(separator: "\n\n").map(String.init)
    let status = paragraphs.filter { $0.hasPrefix(Self.exitStatus) }
    var page = Roff()
    page.line(#".\" Made by 'fidelity reference man' from the descriptions of the command's options."#)
    page.line(".TH FIDELITY 1 \"\" \"fidelity \(FidelityVersion.current)\" \"User Commands\"")
    page.section("NAME")
    page.text("\(root.commandName) - \(root.abstract ?? "")")
    page.section("SYNOPSIS")
    page.line(".B fidelity")
    page.line(".I subcommand")
    page.line("[\\fIoptions\\fR] [\\fIdata\\fR ...]")
    page.section("DESCRIPTION")
    for paragraph in paragraphs where !paragraph.hasPrefix(Self.exitStatus) { page.paragraph(paragraph) }
    page.section("SUBCOMMANDS")
    for command in root.shownSubcommands { append(command, [root.commandName], to: &page) }
    page.section("EXIT STATUS")
    for paragraph in status { page.paragraph(String(paragraph.dropFirst(Self.exitStatus.count))) }
    page.section("ENVIRONMENT")
    for (name, meaning) in environment { page.item("\\fB\(Roff.escaped(name))\\fR", meaning) }
    page.section("EXAMPLES")
    page.paragraph("The folder datasets/ comes with the source.")
    let commands: [any ParsableCommand.Type] = [FidelityTool.self] + FidelityTool.configuration.subcommands
    for command in commands { appendExamples(command, to: &page) }
    return page.content
  }

  private static let exitStatus = "Exit status: "

  private static let environment = [
    ("COLUMNS", "How wide tables for people may be; else the width of the terminal."),
    ("NO_COLOR", "Where it says anything, messages have no colours. They have none in pipes and files either."),
    ("TERM", "Where it is dumb or says nothing, there are no colours and no progress bar."),
  ]

  private static func append(_ command: CommandRecord, _ parents: [String], to page: inout Roff) {
    let path = parents + [command.commandName]
    page.line(".SS \"\(Roff.escaped(path.joined(separator: " ")))\"")
    page.paragraph(command.abstract ?? "")
    for paragraph in (command.discussion ?? "").split(separator: "\n\n") { page.paragraph(String(paragraph)) }
    var heading: String?
    for argument in command.shownArguments {
      if let title = argument.sectionTitle, title != heading {
        page.paragraph("\(title):")
        heading = title
      }
      page.item(argument.synopsis, argument.meaning)
    }
    for subcommand in command.shownSubcommands { append(subcommand, path, to: &page) }
  }

  private static func appendExamples(_ command: any ParsableCommand.Type, to page: inout Roff) {
    guard let command = command as? any CommandWithExamples.Type else { return }
    for example in command.examples {
      page.paragraph(example.purpose)
      page.line(".EX")
      for line in example.commandLines { page.text(line) }
      page.line(".EE")
    }
  }
}

/// Text for the formatter of manual pages.
struct Roff {
  private(set) var content = ""

  mutating func line(_ line: String) { content += line + "\n" }

  mutating func section(_ name: String) { line(".SH \(name)") }

  mutating func paragraph(_ text: String) {
    if text.isEmpty { return }
    line(".PP")
    self.text(text)
  }

  /// A line of text, in which nothing is a request.
  mutating func text(_ text: String) { line(Self.escaped(text)) }

  /// A term, escaped already, and what it means.
  mutating func item(_ term: String, _ meaning: String) {
    line(".TP")
    line(term)
    text(meaning)
  }

  static func escaped(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\"", with: "\\(dq")
      .replacing("\n", with: " ")
    // A line that begins with one of these is a request.
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }
}

extension CommandRecord {
  /// The command `fidelity` with all that is below it.
  static var root: CommandRecord { CommandRecord(describing: FidelityTool._dumpHelp()) }

  var shownSubcommands: [CommandRecord] { subcommands.filter { $0.commandName != "help" } }

  /// Without what every command has.
  var shownArguments: [ArgumentRecord] {
    arguments.filter { $0.shouldDisplay && !["help", "version"].contains($0.preferredName?.name ?? "") }
  }
}

extension ArgumentRecord.Name {
  fileprivate var flag: String { (kind == "long" ? "--" : "-") + name }
}

extension ArgumentRecord {
  /// `--scale scale`, for the formatter.
  var synopsis: String {
    let value = "\\fI\(Roff.escaped(valueName ?? ""))\\fR"
    if kind == "positional" { return value + (isRepeating ? " ..." : "") }
    let flags = (names ?? []).map { "\\fB\(Roff.escaped($0.flag))\\fR" }.joined(separator: ", ")
    return kind == "flag" ? flags : "\(flags) \(value)"
  }

  /// What it is, which values it takes and which it has.
  var meaning: String {
    var details: [String] = []
    if let allValues, !allValues.isEmpty { details.append("values: " + allValues.joined(separator: ", ")) }
    if let defaultValue, kind != "flag" { details.append("default: " + defaultValue) }
    let text = abstract ?? ""
    return details.isEmpty ? text : "\(text) (\(details.joined(separator: "; ")))"
  }
}
