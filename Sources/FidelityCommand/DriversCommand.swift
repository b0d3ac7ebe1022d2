import ArgumentParser
import FidelityData
import FidelityReports
import FidelityStudies
import FidelitySystem

/// `fidelity drivers STUDY` prints the page; `init DIR` begins a study, `check STUDY` says what its tables hold.
struct DriversCommand: CommandWithExamples {
  static var examples: [CommandExample] { DriversAnalysis.examples }

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: DriversAnalysis.name, abstract: DriversAnalysis.summary, discussion: DriversAnalysis.discussion)
  }

  @Argument(
    help: ArgumentHelp(
      "A study file with tables, or its folder. Before it: check; or init and a new folder.", valueName: "study"))
  var words: [String]
  @Option(help: "Print a table in place of the page: drivers, drivers-page, drivers-questions or drivers-actions.")
  var table: String?
  @Option(help: "init: an example district with this seed beside the empty tables; 0 for none.")
  var example: UInt64 = 1
  @OptionGroup(title: HelpHeadings.computed) var analysis: DriversAnalysis
  @OptionGroup(title: HelpHeadings.computed) var random: SeedOption
  @OptionGroup(title: HelpHeadings.output) var output: OutputOptions

  private enum Task {
    case page(String)
    case check(String)
    case start(String)
  }

  private var task: Task? {
    switch (words.first, words.count) {
    case ("init", 2): .start(words[1])
    case ("check", 2): .check(words[1])
    case (.some(let study), 1) where study != "init" && study != "check": .page(study)
    default: nil
    }
  }

  func validate() throws {
    guard task != nil else {
      throw ValidationError("say a study file, or: init DIR, or: check STUDY")
    }
    let isOfPage = if case .page = task { true } else { false }
    if !isOfPage, table != nil || output.format != nil || output.output != nil || !output.columns.isEmpty {
      throw ValidationError("--table, --format, --output and --columns go with the figures of a study")
    }
    if let table, !DriversAnalysis.tables.contains(table) {
      throw ValidationError("--table is one of \(DriversAnalysis.tables.joined(separator: ", "))")
    }
    do throws(OptionFault) {
      try analysis.check()
    } catch {
      throw ValidationError(error.commandText)
    }
  }

  func run() throws {
    switch task {
    case .start(let folder): try start(folder)
    case .check(let path): try check(path)
    case .page(let path): try page(path)
    case nil: throw ValidationError("say a study file, or: init DIR, or: check STUDY")
    }
  }

  /// The study of a file or folder, and how its drivers are computed.
  private func study(_ path: String) throws(DataError) -> (study: Study, analysis: DriversAnalysis) {
    let file = PathKind(of: path) == .folder ? path + "/study.yaml" : path
    let study = try Study(contentsOfFile: file, seed: random.seed == 1 ? nil : random.seed)
    guard !study.tables.sources.isEmpty else {
      throw DataError(
        .definition(reason: "the study has no tables"), file: file,
        hint: "list them under tables:, each with its role and file; 'fidelity drivers init DIR' writes an example")
    }
    return (study, try DriversAnalysis.chosen(by: analysis, in: study, file: file))
  }

  private func page(_ path: String) throws {
    let (study, analysis) = try study(path)
    try output.check(inputs: study.inputFiles)
    let isTable = table != nil || output.format != nil || output.file != nil || !output.columns.isEmpty
    if isTable {
      let found = try analysis.table(table ?? DriversAnalysis.name, of: study.tables, seed: study.seed)
      Diagnostics.warn(found.warnings, isQuiet: output.quiet)
      return try output.write(found.pieces)
    }
    let page = try analysis.page(
      study.tables, title: study.name, seed: study.seed, width: TerminalWidth.ofOutput ?? 110)
    Diagnostics.warn(page.warnings, isQuiet: output.quiet)
    try StandardOutput.write(page.text)
  }

  private func check(_ path: String) throws {
    let (study, analysis) = try study(path)
    let check = try DriverCheck(analysis, study.tables, seed: study.seed)
    Diagnostics.warn(check.warnings, isQuiet: output.quiet)
    let style = TableStyle(digits: 2, width: TerminalWidth.ofOutput, columns: .all)
    try StandardOutput.write("Tables\n\n" + TextReport(style: style).text(check.tables))
    try StandardOutput.write("\nLines of the page\n\n" + TextReport(style: style).text(check.lines))
  }

  /// Writes the files of a new study; none that is there is touched.
  private func start(_ folder: String) throws {
    let templates = try DriverTemplates(systems: analysis.systems.names)
    var files = templates.files
    if example > 0 { files += DriverSimulation(seed: example).files.map { ("examples/" + $0.path, $0.text) } }
    try NewFiles(files.map { ("\(folder)/\($0.path)", $0.text) }).write()
    if !output.quiet {
      Diagnostics.write("\(files.count) files in \(folder)/: fill the tables, then 'fidelity drivers \(folder)'")
      if example > 0 { Diagnostics.write("an example: 'fidelity drivers \(folder)/examples'") }
    }
  }
}
