import FidelitySystem

/// A command, or the options of an analysis, as the parser describes them (`--experimental-dump-help`).
package struct CommandRecord: Decodable {
  private struct Tool: Decodable { let command: CommandRecord }
  private enum CodingKeys: String, CodingKey { case commandName, abstract, discussion, arguments, subcommands }

  package let commandName: String
  package let abstract: String?
  package let discussion: String?
  package let arguments: [ArgumentRecord]
  package let subcommands: [CommandRecord]

  /// - Parameter text: what the parser says; traps on anything else.
  package init(describing text: String) {
    guard let tool = try? JSONDecoder().decode(Tool.self, from: Data(text.utf8)) else {
      preconditionFailure("the parser does not describe the command")
    }
    self = tool.command
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    commandName = try values.decode(String.self, forKey: .commandName)
    abstract = try values.decodeIfPresent(String.self, forKey: .abstract)
    discussion = try values.decodeIfPresent(String.self, forKey: .discussion)
    arguments = try values.decodeIfPresent([ArgumentRecord].self, forKey: .arguments) ?? []
    subcommands = try values.decodeIfPresent([CommandRecord].self, forKey: .subcommands) ?? []
  }
}

/// An argument as the parser describes it.
package struct ArgumentRecord: Decodable {
  package struct Name: Decodable {
    package let kind: String
    package let name: String
  }

  package let kind: String
  package let isOptional: Bool?
  package let shouldDisplay: Bool
  package let isRepeating: Bool
  package let names: [Name]?
  package let preferredName: Name?
  package let valueName: String?
  package let defaultValue: String?
  package let allValues: [String]?
  package let abstract: String?
  package let sectionTitle: String?
}
