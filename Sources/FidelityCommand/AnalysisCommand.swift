import ArgumentParser
import FidelityData
import FidelityFiles
import FidelityStudies

/// The subcommand of an analysis: where the data are, the options of the analysis, where the result goes.
struct AnalysisCommand<A: Analysis>: CommandWithExamples {
  static var examples: [CommandExample] { A.examples }

  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: A.name, abstract: A.summary, discussion: A.discussion)
  }

  @OptionGroup(title: HelpHeadings.data) var data: DataOptions
  @OptionGroup(title: HelpHeadings.data) var instrument: InstrumentOption
  @OptionGroup(title: HelpHeadings.computed) var analysis: A
  @OptionGroup(title: HelpHeadings.computed) var random: SeedOption
  @OptionGroup(title: HelpHeadings.output) var output: OutputOptions

  func validate() throws {
    do throws(OptionFault) {
      try analysis.check()
    } catch {
      throw ValidationError(error.commandText)
    }
  }

  func run() throws {
    let study = Study(
      data: try data.description(hasItemColumns: instrument.instrument != nil), instrument: instrument.instrument,
      analyses: [AnalysisRequest(analysis)], seed: random.seed)
    try SingleAnalysis.run(study, table: analysis.printedTable, below: analysis.closingTable, output)
    if let text = try analysis.explanation(seed: random.seed) { Diagnostics.writeLines(text) }
  }
}

struct InstrumentOption: ParsableArguments {
  @Option(help: "An instrument: built-in id (see 'fidelity instruments list') or the file of a definition.")
  var instrument: String?
}

struct SeedOption: ParsableArguments {
  @Option(help: "Seed of everything random.")
  var seed: UInt64 = 1
}

extension Analyses {
  /// A subcommand for each of them.
  static var commands: [any ParsableCommand.Type] {
    all.map { $0 == DriversAnalysis.self ? DriversCommand.self : command(of: $0) }
  }

  private static func command<A: Analysis>(of analysis: A.Type) -> any ParsableCommand.Type { AnalysisCommand<A>.self }
}
