package import ArgumentParser
import FidelitySystem

/// One option of an analysis: what its declaration says, for readers of study files, the reference and the schema.
package struct OptionDescription: Sendable, Equatable {
  package enum Kind: String, Sendable { case flag, number, extendedNumber, wholeNumber, names, choice, text }

  /// The flag without its dashes, and the key of the study file.
  package let name: String
  package let kind: Kind
  package let isRequired: Bool
  /// Whether the value may be a mapping in a study file.
  package let isStructured: Bool
  /// All values, where they are few words.
  package let choices: [String]
  package let defaultValue: String?
  /// What `--help` says.
  package let help: String

  /// The options of an analysis in the order of their declaration.
  package static func all(of analysis: any Analysis.Type) -> [OptionDescription] {
    let types = OptionValue.types(of: analysis)
    return CommandRecord(describing: analysis._dumpHelp()).arguments.compactMap { record in
      guard let name = record.preferredName?.name, let type = types[name] else { return nil }
      return OptionDescription(name, type, record)
    }
  }

  private init(_ name: String, _ type: any Any.Type, _ record: ArgumentRecord) {
    self.name = name
    choices = record.allValues ?? []
    kind = Self.kind(type) ?? (choices.isEmpty ? .text : .choice)
    isRequired = record.kind == "option" && record.isOptional != true
    isStructured = Self.structured(type)
    defaultValue = record.defaultValue
    help = record.abstract ?? ""
  }

  private static func kind(_ type: any Any.Type) -> Kind? {
    switch type {
    case is Bool.Type: .flag
    case is Double.Type, is Double?.Type: .number
    case is ExtendedNumber.Type: .extendedNumber
    case is Int.Type, is Int?.Type, is UInt64.Type, is UInt64?.Type: .wholeNumber
    case is any NameListProperty.Type: .names
    default: nil
    }
  }

  private static func structured(_ type: any Any.Type) -> Bool {
    if type is any StructuredOption.Type { return true }
    guard let list = type as? any NameListProperty.Type else { return false }
    return list.element is any StructuredOption.Type
  }
}

/// An array of name lists, as options declare it.
private protocol NameListProperty {
  static var element: any NameList.Type { get }
}

extension Array: NameListProperty where Element: NameList {
  fileprivate static var element: any NameList.Type { Element.self }
}

/// The values of an analysis' options.
package enum OptionValue {
  /// The type of the value of each option, by name.
  static func types(of analysis: any Analysis.Type) -> [String: any Any.Type] {
    var types: [String: any Any.Type] = [:]
    for (label, value) in Mirror(reflecting: analysis.init()).children {
      if let label, let option = value as? any OptionProperty { types[name(label)] = type(of: option).valueType }
    }
    return types
  }

  /// The values as text, by the names of the options.
  package static func all(of analysis: any Analysis) -> [String: String] {
    var values: [String: String] = [:]
    for (label, value) in Mirror(reflecting: analysis).children {
      if let label, let option = value as? any OptionProperty { values[name(label)] = option.valueText }
    }
    return values
  }

  /// `_minimumUnits` is the option `minimum-units`.
  private static func name(_ label: String) -> String {
    label.drop { $0 == "_" }.map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }.joined()
  }
}

/// A property of an analysis that is an option.
private protocol OptionProperty {
  static var valueType: any Any.Type { get }
  var valueText: String { get }
}

extension Option: OptionProperty {
  fileprivate static var valueType: any Any.Type { Value.self }
  fileprivate var valueText: String {
    // Names are the same whether they come one by one or in one text.
    if let lists = wrappedValue as? [any NameList] { return String(reflecting: lists.flatMap(\.names)) }
    return String(reflecting: wrappedValue)
  }
}

extension Flag: OptionProperty {
  fileprivate static var valueType: any Any.Type { Value.self }
  fileprivate var valueText: String { String(reflecting: wrappedValue) }
}
