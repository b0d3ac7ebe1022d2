import ArgumentParser
import FidelityData
import FidelityStudies
import Foundation

/// The command `fidelity`: files in, tidy tables out.
struct FidelityTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fidelity",
    abstract: "Implementation fidelity: scores, inter-rater reliability and trends from rating data.",
    discussion: """
      Data files are CSV (also .gz, .zst, .bz2), Parquet or Arrow. Results go to standard output as a table on a \
      terminal and as CSV in a pipe; --output FILE takes the format from the extension. Messages go to standard error.

      Exit status: 0 done, 64 wrong usage, 65 the data are not usable, 66 no such input, 73 and 74 the output cannot \
      be written.
      """,
    version: FidelityVersion.current,
    subcommands: [
      DescribeCommand.self, ScoreCommand.self, ReliabilityCommand.self, TrendCommand.self, RunCommand.self,
      InstrumentsCommand.self, SimulateCommand.self,
    ])
}

@main
enum Main {
  static func main() {
    do {
      var command = try FidelityTool.parseAsRoot()
      try command.run()
    } catch let error as DataError {
      Diagnostics.report(error)
      exit(error.exitStatus)
    } catch {
      FidelityTool.exit(withError: error)
    }
  }
}
