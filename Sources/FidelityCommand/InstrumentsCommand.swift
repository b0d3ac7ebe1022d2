import ArgumentParser
import FidelityData
import FidelityInstruments
import FidelityReports
import FidelityStudies

struct InstrumentsCommand: CommandWithExamples {
  static let examples = [
    CommandExample("The built-in instruments:", "instruments list"),
    CommandExample("The items of one:", "instruments show tfi-2.1 --items"),
    CommandExample(
      "The definition itself, which a file may begin with:", "instruments show tfi-2.1 --yaml > mine.yaml"),
    CommandExample(
      "What is wrong with a definition:",
      "instruments check datasets/district-study/lesson-fidelity.yaml"),
  ]

  static let configuration = CommandConfiguration(
    commandName: "instruments", abstract: "Instrument definitions: list, show, check.",
    subcommands: [List.self, Show.self, Check.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The built-in instruments.")
    @OptionGroup(title: HelpHeadings.output) var output: OutputOptions

    func run() throws {
      let instruments = try InstrumentCatalogue.ids.map { try InstrumentCatalogue.instrument($0) }
      try output.write(
        Table(columns: [
          .init("id", text: instruments.map(\.id)),
          .init("title", text: instruments.map(\.title)),
          .init("version", text: instruments.map(\.version)),
          .init("items", .integers(instruments.map(\.items.count))),
          .init("scales", .integers(instruments.map(\.scales.count))),
          .init("licence", text: instruments.map { $0.licence?.split(separator: "\n").first.map(String.init) }),
        ]))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "One instrument: items, scales, source, what was verified.")
    @Argument(help: "A built-in id, or the file of a definition.")
    var instrument: String
    @Flag(help: "Print the definition itself (YAML), to copy and change.")
    var yaml = false
    @Flag(help: "Print the table of items only.")
    var items = false
    @Flag(help: "Print the table of scales only.")
    var scales = false
    @OptionGroup(title: HelpHeadings.output) var output: OutputOptions

    func run() throws {
      if yaml {
        return try StandardOutput.write(Instrument.text(named: instrument))
      }
      let instrument = try Instrument(named: instrument)
      if items || scales || output.format != nil || output.output != nil {
        return try output.write(scales ? instrument.scaleTable : instrument.itemTable)
      }
      var head = "\(instrument.title)\n"
      for (name, text) in [
        ("id", instrument.id), ("version", instrument.version), ("source", instrument.source),
        ("licence", instrument.licence), ("verified", instrument.verified),
      ] {
        if let text { head += "\(name): \(text)\n" }
      }
      let report = TextReport(style: output.style())
      let tables = [instrument.itemTable, instrument.scaleTable].map { "\n" + report.text($0) }
      try StandardOutput.write(head + tables.joined())
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Read a definition and say what is wrong with it.")
    @Argument(help: "The file of a definition.")
    var file: String

    func run() throws {
      let instrument = try Instrument(contentsOfFile: file)
      try StandardOutput.write(
        "\(file): \(instrument.id) is sound: \(instrument.items.count) items, \(instrument.scales.count) scales, "
          + "\(instrument.criteria.count) criteria\n")
    }
  }
}
