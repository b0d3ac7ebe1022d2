import ArgumentParser
import FidelityData
import FidelityFiles
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
    .simulated,
    CommandExample(
      "A definition to start from, made of a table:", "instruments draft ratings.csv --id lessons --output draft.yaml"),
  ]

  static let configuration = CommandConfiguration(
    commandName: "instruments", abstract: "Instrument definitions: list, show, check, draft.",
    subcommands: [List.self, Show.self, Check.self, Draft.self], defaultSubcommand: List.self)

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

  struct Draft: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A definition to start from, made of the columns of a table that look like ratings.",
      discussion: "What a person must decide stands beside a comment that begins with CHECK.")
    @OptionGroup(title: HelpHeadings.data) var data: FileOptions
    @Option(help: "The id of the instrument.")
    var id = "draft"
    @Option(
      help: ArgumentHelp("The data dictionary of a REDCap project (CSV): labels and choices.", valueName: "file"),
      completion: .file())
    var redcapDictionary: String?
    @Option(name: .shortAndLong, help: "The file to write; standard output if not said.", completion: .file())
    var output: String?

    func run() throws {
      let paths = try data.paths()
      guard paths.count == 1 else {
        throw DataError(.usage(reason: "a draft is made of one file, not \(paths.count)"))
      }
      if let output, let other = ([redcapDictionary].compactMap(\.self) + paths).first(where: { $0 == output }) {
        throw DataError(.usage(reason: "the draft would take the place of \(other)"))
      }
      let dictionary = try redcapDictionary.map { path in try RedcapDictionary(TableFile(path)) }
      let draft = try InstrumentDraft(
        TableFile(paths[0], options: data.options), id: id, options: data.options, missing: data.missingCodes,
        dictionary: dictionary)
      // What is written is sound.
      let instrument = try Instrument(definition: draft.text, file: output ?? "the draft")
      guard let output else { return try StandardOutput.write(draft.text) }
      try TextFile.write(draft.text, to: output)
      Diagnostics.write(
        "\(output): \(instrument.items.count) items, \(instrument.scales.count) scales; look at the lines with CHECK")
    }
  }
}
