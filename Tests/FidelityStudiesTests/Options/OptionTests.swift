import ArgumentParser
import FidelityData
import FidelityInstruments
import FidelityStudies
import Testing

/// An option of an analysis, by name, as an argument of a test.
struct NamedOption: CustomTestStringConvertible, Sendable {
  let analysis: any Analysis.Type
  let option: OptionDescription

  var testDescription: String { "\(analysis.name) --\(option.name)" }

  static let all: [NamedOption] = Analyses.all.flatMap { analysis in
    OptionDescription.all(of: analysis).map { NamedOption(analysis: analysis, option: $0) }
  }
}

@Suite("Every option of every analysis, as a flag and as a key")
struct OptionTests {
  /// Options that another one needs beside it, and values of those that are not any text.
  private static let beside: [String: String] = [
    "resample": "interval: bootstrap:50", "bootstrap-limits": "interval: bootstrap:50", "margins": "pairs: true",
    "by-category": "gold: x", "certify": "gold: x", "using": "gold: x, certify: kappa>=0.5",
    "minimum-units": "gold: x, certify: kappa>=0.5", "linked": "replicate: x", "trend.reference": "categorical: kind",
    "wild": "cluster: x", "margin": "group: x", "adjust": "group: x, margin: 0.5",
    "lower-is-better": "group: x, margin: 0.5", "raters.adjust": "",
  ]
  private static let texts: [String: String] = [
    "interval": "jackknife:raters", "influence": "3", "certify": "accuracy>=0.9", "coefficients": "gwet-ac",
    "weights": "linear", "metrics": "ratio", "level": "0.8", "tolerance": "0.5", "population": "77",
    "minimum-ratings": "2", "minimum-units": "2", "covariates": "xyz", "forms": "A1",
    "range": "[1,5]", "group-agreement.categories": "[1,2,3]", "null": "normal", "concordance.categories": "5",
    "categorical": "kind", "covariance": "hc3", "wild": "999", "trend.reference": "kind=a",
    "predict": "12", "systems": "coaching", "days": "3",
    "critical": "[coaching:0.5]", "drivers.weights": "[coaching:2]",
    "required-compensation": "[training:0.2:coaching]", "bottleneck-levels": "5", "scope": "[x:0:1]",
    "scale": "[0,4]", "drivers.bootstrap": "500",
  ]

  /// What a table says of an option, of this analysis or of any.
  private static func entry(_ table: [String: String], _ analysis: any Analysis.Type, _ option: String) -> String? {
    let own = table["\(analysis.name).\(option)"] ?? table[option]
    return own == "" ? nil : own
  }

  /// A value that is not the default.
  private static func value(_ option: OptionDescription, of analysis: any Analysis.Type) -> String {
    if option.kind != .choice, let text = entry(texts, analysis, option.name) { return text }
    switch option.kind {
    case .flag: return "true"
    case .number, .extendedNumber: return "0.25"
    case .wholeNumber: return "7"
    case .choice: return option.choices.last { $0 != option.defaultValue } ?? ""
    case .names, .text: return "abc"
    }
  }

  private static func analysis(_ type: any Analysis.Type, _ keys: String) throws(DataError) -> any Analysis {
    let required = OptionDescription.all(of: type).filter(\.isRequired).map { "\($0.name): \(value($0, of: type))" }
    let given = keys.split(separator: ", ").map { $0.split(separator: ":")[0] }
    let rest = required.filter { entry in !given.contains { entry.hasPrefix("\($0):") } }
    let list = (rest + [keys]).filter { !$0.isEmpty }.joined(separator: ", ")
    let study = try Study(yaml: "data: {files: a}\nanalyses: [\(type.name): {\(list)}]")
    return study.analyses[0].analysis
  }

  /// The same as arguments: every key of the study is a flag.
  private static func parsed(_ type: any Analysis.Type, _ keys: String) throws -> any Analysis {
    func parse<A: Analysis>(_ type: A.Type, _ arguments: [String]) throws -> A {
      let analysis = try A.parse(arguments)
      try analysis.check()
      return analysis
    }
    let required = OptionDescription.all(of: type).filter(\.isRequired).map { "\($0.name): \(value($0, of: type))" }
    let given = keys.split(separator: ", ").map { $0.split(separator: ":")[0] }
    let rest = required.filter { entry in !given.contains { entry.hasPrefix("\($0):") } }
    let arguments = (rest + keys.split(separator: ", ").map(String.init)).map { entry in
      let parts = entry.split(separator: ": ", maxSplits: 1)
      // A list has its brackets in a study file alone.
      let value = parts[1].drop { $0 == "[" }.prefix { $0 != "]" }
      return value == "true" ? "--\(parts[0])" : "--\(parts[0])=\(value)"
    }
    return try parse(type, arguments)
  }

  private static func keys(_ named: NamedOption, _ value: String) -> String {
    [entry(beside, named.analysis, named.option.name), "\(named.option.name): \(value)"].compactMap(\.self).joined(
      separator: ", ")
  }

  @Test("a flag and a key give equal values, and another than the default", arguments: NamedOption.all)
  func equal(_ named: NamedOption) throws {
    let keys = Self.keys(named, Self.value(named.option, of: named.analysis))
    let (fromFile, fromFlags) = (try Self.analysis(named.analysis, keys), try Self.parsed(named.analysis, keys))
    #expect(OptionValue.all(of: fromFile) == OptionValue.all(of: fromFlags))
    let beside = Self.entry(Self.beside, named.analysis, named.option.name) ?? ""
    let before = OptionValue.all(of: try Self.analysis(named.analysis, beside))
    if !named.option.isRequired {
      #expect(OptionValue.all(of: fromFile)[named.option.name] != before[named.option.name])
    }
  }

  @Test("every declared property is described", arguments: Analyses.all.map { $0.name })
  func described(name: String) throws {
    let analysis = try #require(Analyses.all.first { $0.name == name })
    let names = OptionDescription.all(of: analysis).map(\.name)
    #expect(Set(names) == Set(Mirror(reflecting: analysis.init()).children.compactMap(\.label).map(Self.flag)))
    #expect(names.count == Set(names).count && !names.isEmpty)
    for option in OptionDescription.all(of: analysis) { #expect(!option.help.isEmpty, "\(option.name)") }
  }

  private static func flag(_ label: String) -> String {
    label.dropFirst().map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }.joined()
  }

  @Test("an unknown key and an unknown flag are errors", arguments: Analyses.all.map { $0.name })
  func unknown(name: String) throws {
    let analysis = try #require(Analyses.all.first { $0.name == name })
    let error = #expect(throws: DataError.self) { try Self.analysis(analysis, "no-such-option: 1") }
    #expect(error?.line == 2 && error?.description.contains("has no key \"no-such-option\"") == true)
    #expect(throws: (any Error).self) { try Self.parsed(analysis, "no-such-option: 1") }
  }

  @Test("a bad value is an error in both, at the value", arguments: NamedOption.all.filter { bad($0.option) != nil })
  func badValue(_ named: NamedOption) throws {
    let keys = Self.keys(named, try #require(Self.bad(named.option)))
    let error = #expect(throws: DataError.self) { try Self.analysis(named.analysis, keys) }
    #expect(error?.line == 2 && error?.character != nil && error?.exitStatus == 65, "\(error?.description ?? "")")
    if named.option.kind != .flag {
      #expect(throws: (any Error).self) { try Self.parsed(named.analysis, keys) }
    }
  }

  /// A value that the option cannot have; nil where any text may be right.
  private static func bad(_ option: OptionDescription) -> String? {
    switch option.kind {
    case .flag: return "maybe"
    case .number: return option.name == "level" ? "1" : "-1"
    // Any number may be a power.
    case .extendedNumber: return "high"
    case .wholeNumber: return "0"
    case .choice: return "no-such-choice"
    case .names, .text: break
    }
    // The weights of rows are a column.
    if option.name == "weights", option.kind == .text { return nil }
    return ["interval", "influence", "certify", "coefficients", "weights", "metrics"].contains(option.name)
      ? "no-such-word" : nil
  }

  @Test("names of analyses and of their tables are unique")
  func uniqueNames() {
    let tables = Analyses.all.flatMap { $0.tables }
    #expect(Set(tables).count == tables.count)
    #expect(Analyses.all.allSatisfy { $0.tables.first == $0.name })
  }

  @Test(
    "a list without a name is refused", arguments: NamedOption.all.filter { $0.option.kind == .names }, ["", " , "])
  func emptyLists(named: NamedOption, text: String) {
    func refusal<A: Analysis>(_ type: A.Type) -> String {
      do {
        _ = try A.parse(["--\(named.option.name)", text])
        return "none"
      } catch {
        return A.message(for: error)
      }
    }
    let message = refusal(named.analysis)
    #expect(message.contains("is invalid for '--\(named.option.name)"), "\(message)")
  }
}
