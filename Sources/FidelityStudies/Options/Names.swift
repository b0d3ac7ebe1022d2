package import ArgumentParser
import FidelityData

/// An option that is a list of names.
package protocol NameList: ExpressibleByArgument {
  var names: [String] { get }
  init(_ names: [String])
}

/// Names with commas between them, as one value on a command line: `school,grade`.
///
/// A name that itself has a comma stands in quotation marks (`"Reading, grade 2",site`; a quotation mark within them is
/// doubled), blanks around a name count only within quotation marks, and commas within `{}` and `[]` belong to the
/// name. A study file lists names one by one.
package struct Names: NameList, Sendable, Hashable {
  package var names: [String]

  package init(_ names: [String]) { self.names = names }

  /// Nil for a text without a name: who gives the option means something by it.
  package init?(argument: String) {
    names = Self.split(argument)
    if names.isEmpty { return nil }
  }

  package var defaultValueDescription: String { names.map(Self.quoted).joined(separator: ",") }

  /// The names in a text; those that are empty are left out.
  package static func split(_ text: String) -> [String] {
    var names: [String] = []
    var name = ""
    var (isQuoted, wasQuoted, depth) = (false, false, 0)
    func end() {
      if !wasQuoted { name = LabelForm.trimmed(name) }
      if !name.isEmpty || wasQuoted { names.append(name) }
      (name, wasQuoted) = ("", false)
    }
    var rest = Substring(text)
    while let character = rest.popFirst() {
      switch character {
      case "\"" where isQuoted && rest.first == "\"":
        name.append(character)
        rest.removeFirst()
      case "\"" where isQuoted: isQuoted = false
      case "\"" where name.allSatisfy(\.isWhitespace) && !wasQuoted: (name, isQuoted, wasQuoted) = ("", true, true)
      case " " where wasQuoted && !isQuoted: break
      case "," where !isQuoted && depth == 0: end()
      default:
        if !isQuoted, "{[".contains(character) { depth += 1 }
        if !isQuoted, "}]".contains(character) { depth = max(0, depth - 1) }
        name.append(character)
      }
    }
    end()
    return names
  }

  /// A name as it stands in a list, in quotation marks where it needs them.
  package static func quoted(_ name: String) -> String {
    guard name.contains(where: { ",\"{[]}".contains($0) }) || name.isEmpty || LabelForm.trimmed(name) != name else {
      return name
    }
    return "\"" + name.replacing("\"", with: "\"\"") + "\""
  }
}

/// A list of names whose elements may be mappings in a study file: `{custom: weights.csv}` for `custom:weights.csv`.
package struct StructuredNames: NameList, StructuredOption, Sendable, Hashable {
  package var names: [String]

  package init(_ names: [String]) { self.names = names }

  package init?(argument: String) {
    names = Names.split(argument)
    if names.isEmpty { return nil }
  }
}

/// An option whose value may be a mapping in a study file, `{bootstrap: 1000}` for `bootstrap:1000`; other options may
/// stand beside it in the mapping.
package protocol StructuredOption {}

extension [Names] {
  /// The names of all occurrences of the option.
  package var names: [String] { flatMap(\.names) }

  package init(_ names: [String]) { self = names.isEmpty ? [] : [Names(names)] }
}

extension [StructuredNames] {
  /// The names of all occurrences of the option.
  package var names: [String] { flatMap(\.names) }

  package init(_ names: [String]) { self = names.isEmpty ? [] : [StructuredNames(names)] }
}
