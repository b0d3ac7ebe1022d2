import ArgumentParser
import FidelityData
import FidelityFiles
import FidelityStudies

/// The subcommand of an analysis: where the data are, the options of the analysis, where the result goes.
struct AnalysisCommand<A: Analysis>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: A.name, abstract: A.summary, discussion: A.discussion)
  }

  @OptionGroup var data: DataOptions
  @Option(help: "An instrument: built-in id (see 'fidelity instruments list') or the file of a definition.")
  var instrument: String?
  @OptionGroup var analysis: A
  @Option(help: "Seed of everything random.")
  var seed: UInt64 = 1
  @OptionGroup var output: OutputOptions

  func validate() throws {
    do throws(OptionFault) {
      try analysis.check()
    } catch {
      throw ValidationError(error.commandText)
    }
  }

  func run() throws {
    let study = Study(
      data: try data.description(hasItemColumns: instrument != nil), instrument: instrument,
      analyses: [AnalysisRequest(analysis)], seed: seed)
    try SingleAnalysis.run(study, table: analysis.printedTable, output)
    if let text = try analysis.explanation(seed: seed) { Diagnostics.writeLines(text) }
  }
}

extension Analyses {
  /// A subcommand for each of them.
  static var commands: [any ParsableCommand.Type] { all.map { command(of: $0) } }

  private static func command<A: Analysis>(of analysis: A.Type) -> any ParsableCommand.Type { AnalysisCommand<A>.self }
}
