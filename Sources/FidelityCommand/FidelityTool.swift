import ArgumentParser
import FidelityData
import FidelityFiles
import FidelityLinearAlgebra
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
    // Products are small and many: one thread each, and so the same last bits on every machine.
    OpenBLASThreads.count = 1
    OpenBLASThreads.endIdleThreads()
    raiseFileLimit()
    TableFile.keepFreedMemory()
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

  /// All files of a study are open while it runs, and there may be thousands: takes what the system allows.
  private static func raiseFileLimit() {
    var limit = rlimit()
    guard unsafe getrlimit(fileLimit, &limit) == 0 else { return }
    limit.rlim_cur = min(limit.rlim_max, 65_536)
    _ = unsafe setrlimit(fileLimit, &limit)
  }

  #if os(Linux)
    private static let fileLimit = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #else
    private static let fileLimit = RLIMIT_NOFILE
  #endif
}
