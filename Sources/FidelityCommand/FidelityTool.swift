import ArgumentParser
import FidelityData
import FidelityFiles
import FidelityStudies
import FidelitySystem

/// The command `fidelity`: files in, tidy tables out.
struct FidelityTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fidelity",
    abstract: "Implementation fidelity: scores, inter-rater reliability and trends from rating data.",
    discussion: """
      Data files are CSV (also .gz, .zst, .bz2), Parquet or Arrow. Results go to standard output as a table on a \
      terminal and as CSV in a pipe; --output FILE takes the format from the extension. Messages go to standard error.

      Exit status: 0 done, 1 a published figure is not met (verify), 64 wrong usage, 65 the data are not usable, 66 no \
      such input, 71 not enough memory, 73 and 74 the output cannot be written.
      """,
    version: FidelityVersion.current,
    subcommands: [DescribeCommand.self] + Analyses.commands + [
      RunCommand.self, InstrumentsCommand.self, SimulateCommand.self, SampleSizeCommand.self, VerifyCommand.self,
      ExplainCommand.self, SchemaCommand.self, ReferenceCommand.self,
    ])
}

@main
enum Main {
  static func main() {
    ProcessSetup.prepare()
    do {
      try refuseUnknownHelp(CommandLine.arguments)
      var command = try FidelityTool.parseAsRoot()
      try command.run()
    } catch let error as DataError {
      Diagnostics.report(error)
      ProcessSetup.end(error.exitStatus)
    } catch {
      end(error)
    }
    ProcessSetup.end(0)
  }

  /// Help about a subcommand that is not there is wrong usage, with the nearest name.
  private static func refuseUnknownHelp(_ arguments: [String]) throws(DataError) {
    guard arguments.count > 2, arguments[1] == "help", !arguments[2].hasPrefix("-") else { return }
    let names = FidelityTool.configuration.subcommands.map { $0._commandName } + ["help"]
    guard !names.contains(arguments[2]) else { return }
    let nearest = DataError.nearest(to: arguments[2], among: names)
    throw DataError(
      .usage(reason: "there is no subcommand \(DataError.printable(arguments[2], limit: 40))"),
      hint: nearest.isEmpty
        ? "'fidelity --help' lists them" : "did you mean \(nearest.joined(separator: " or "))?")
  }

  /// Help and the version go to standard output, wrong usage to standard error.
  private static func end(_ error: any Error) -> Never {
    let status = FidelityTool.exitCode(for: error).rawValue
    let message = FidelityTool.fullMessage(for: error)
    if !message.isEmpty {
      // Wrong usage repeats what was typed, which may be anything.
      let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
      let shown = lines.map { DataError.printable(String($0), limit: .max) }.joined(separator: "\n")
      let bytes = Array((shown + "\n").utf8)
      let failure = DescriptorOutput.write(bytes, to: status == 0 ? STDOUT_FILENO : STDERR_FILENO)
      if status == 0, failure != 0 {
        let error = DataError(.cannotWrite(reason: SystemFailure.reason(failure)), file: "standard output")
        Diagnostics.report(error)
        ProcessSetup.end(error.exitStatus)
      }
    }
    ProcessSetup.end(status)
  }
}
