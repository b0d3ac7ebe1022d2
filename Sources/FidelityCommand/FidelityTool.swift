import ArgumentParser
import FidelityData
import FidelityReports
import FidelityStudies

/// The command `fidelity`: files in, tidy tables out.
struct FidelityTool: CommandWithExamples {
  static let examples = [
    CommandExample("What is in a file:", "describe datasets/raters-gold/data.csv"),
    CommandExample(
      "How well raters agree:",
      "reliability datasets/gwet-raw4raters/data.csv", "--unit unit --rater rater --value value --scale ordinal"),
    CommandExample(
      "Lesson observations of a district, simulated:",
      "simulate datasets/district-study/study.yaml --output ratings.csv"),
    CommandExample("Their scores by school:", "score ratings.csv --by site", CommandExample.instrument),
  ]

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
      RunCommand.self, ReportCommand.self, ChartCommand.self, InstrumentsCommand.self, SimulateCommand.self,
      SampleSizeCommand.self, VerifyCommand.self, ExplainCommand.self, SchemaCommand.self, ReferenceCommand.self,
    ])
}

@main
enum Main {
  static func main() {
    ProcessSetup.prepare()
    do {
      try SubcommandAdvice.check(CommandLine.arguments)
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

  /// Help and the version go to standard output, wrong usage to standard error.
  private static func end(_ error: any Error) -> Never {
    let status = FidelityTool.exitCode(for: error).rawValue
    let message = FidelityTool.fullMessage(for: error)
    if status == 0 { end(printing: message) }
    if !message.isEmpty {
      // Wrong usage repeats what was typed, which may be anything.
      let lines = ValueAdvice.completing(message).split(separator: "\n", omittingEmptySubsequences: false)
      for line in lines { Diagnostics.write(String(line)) }
    }
    ProcessSetup.end(status)
  }

  /// Ends with a text that was asked for: help with its examples, the version, a completion script.
  private static func end(printing message: String) -> Never {
    var text = message.isEmpty ? "" : message + "\n"
    if text.hasPrefix("OVERVIEW: ") {
      let examples = CommandPath.examples(CommandLine.arguments.dropFirst())
      if !examples.isEmpty { text += (text.hasSuffix("\n\n") ? "" : "\n") + examples }
    }
    do {
      try StandardOutput.write(text)
    } catch {
      Diagnostics.report(error)
      ProcessSetup.end(error.exitStatus)
    }
    ProcessSetup.end(0)
  }
}
