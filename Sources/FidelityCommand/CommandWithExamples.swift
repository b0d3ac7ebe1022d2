import ArgumentParser
import FidelityStudies

/// A command whose help ends with commands to copy.
protocol CommandWithExamples: ParsableCommand {
  static var examples: [CommandExample] { get }
}

/// What stands over the options in the help of a command.
enum HelpHeadings {
  static let data = "Data"
  static let computed = "What is computed"
  static let output = "Output"
}

/// The command that some arguments are about.
enum CommandPath {
  /// The root, its subcommand, and so on, as far as the arguments before the first option name them;
  /// `help` itself counts for nothing.
  static func commands(_ arguments: some Sequence<String>) -> [any ParsableCommand.Type] {
    var path: [any ParsableCommand.Type] = [FidelityTool.self]
    for argument in arguments.prefix(while: { !$0.hasPrefix("-") }) where argument != "help" {
      let subcommands = path[path.count - 1].configuration.subcommands
      guard let next = subcommands.first(where: { $0._commandName == argument }) else { break }
      path.append(next)
    }
    return path
  }

  /// The examples of the command that arguments ask help of, as the end of its help.
  static func examples(_ arguments: some Sequence<String>) -> String {
    guard let command = commands(arguments).last as? any CommandWithExamples.Type else { return "" }
    return CommandExample.helpText(command.examples)
  }
}
