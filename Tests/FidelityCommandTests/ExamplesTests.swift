import FidelityTesting
import Foundation
import Testing

/// The examples that help ends with, as a user copies them.
@Suite("Examples of help", .serialized)
struct ExamplesTests {
  private static let commands = [
    "", "describe", "score", "reliability", "raters", "icc", "concordance", "group-agreement", "trend", "run", "chart",
    "instruments", "simulate", "sample-size",
    "verify", "explain", "schema", "reference",
  ]

  /// The commands of a help text, each as one text for a shell.
  private static func examples(_ command: String) throws -> [String] {
    let help = try CommandRun(all: command.isEmpty ? ["--help"] : [command, "--help"]).output
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "EXAMPLES:"), "\(command)")
    var examples: [String] = []
    for line in lines[(start + 1)...] where line.hasPrefix("    ") {
      #expect(line.count <= 80, "\(line)")
      if line.hasPrefix("    fidelity ") { examples.append("") }
      examples[examples.count - 1] += line.drop { $0 == " " } + "\n"
    }
    return examples
  }

  @Test("they run where the data sets are", arguments: commands)
  func run(command: String) throws {
    try withTemporaryFolder { folder in
      let datasets = Datasets.projectFolder.appending(path: "datasets").path()
      try FileManager.default.createSymbolicLink(atPath: folder.file("datasets"), withDestinationPath: datasets)
      for name in ["study.yaml", "lesson-fidelity.yaml"] {
        try FileManager.default.copyItem(
          atPath: "\(datasets)/district-study/\(name)", toPath: folder.file(name))
      }
      let examples = try Self.examples(command)
      #expect(examples.count >= (command == "schema" ? 1 : 2))
      for example in examples {
        #expect(example.hasPrefix("fidelity"))
        let before = try folder.names
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-ec", example]
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.environment = ProcessInfo.processInfo.environment
        let path = URL(filePath: CommandRun.executable).deletingLastPathComponent().path()
        process.environment?["PATH"] = "\(path):/usr/bin:/bin"
        let (output, messages) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (output, messages)
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        let said = String(decoding: try messages.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(example): \(said)")
        // It prints something, or leaves a file that was not there.
        #expect(try !text.isEmpty || folder.names != before || folder.names.contains("ratings.csv"), "\(example)")
      }
    }
  }

  @Test(
    "options stand under headings", arguments: ["score", "reliability", "raters", "icc", "group-agreement", "trend"])
  func headings(command: String) throws {
    let lines = try CommandRun("help", command).output.split(separator: "\n").map(String.init)
    let headings = lines.filter { $0.hasSuffix(":") && $0 == $0.uppercased() && !$0.hasPrefix(" ") }
    #expect(headings == ["DATA:", "WHAT IS COMPUTED:", "OUTPUT:", "OPTIONS:", "EXAMPLES:"])
    let options = lines.drop { $0 != "OPTIONS:" }.dropFirst().prefix { $0 != "EXAMPLES:" }
    #expect(options.filter { $0.contains("--") }.count == 2, "only the version and help have no heading")
  }
}

@Suite("Words that are no subcommands, and values that are none", .serialized)
struct SuggestionTests {
  @Test("Help that is asked for first is the help of the command", arguments: ["--help", "-h"])
  func helpFirst(option: String) throws {
    for command in ["instruments", "describe"] {
      let run = try CommandRun(all: [option, command])
      #expect(run.status == 0 && run.output.contains("SUBCOMMANDS:"), "\(run.output + run.messages)")
    }
  }

  @Test(
    "the message names the command to use",
    arguments: [
      ("relability", "'fidelity reliability'"), ("Trend", "'fidelity trend'"), ("ratters", "'fidelity raters'"),
      ("kappa", "--coefficients cohen-kappa"), ("kapa", "--coefficients cohen-kappa"),
      ("ac1", "--coefficients gwet-ac"), ("AC2", "--coefficients gwet-ac"), ("gwet-ac", "--coefficients gwet-ac"),
      ("alpha", "--coefficients krippendorff-alpha"), ("Krippendorff's alpha", "--coefficients krippendorff-alpha"),
      ("krippendorff", "--coefficients krippendorff-alpha"), ("cohen", "--coefficients cohen-kappa"),
      ("fleiss", "--coefficients fleiss-kappa"), ("intraclass", "'fidelity icc DATA"),
      ("bland-altman", "'fidelity concordance DATA"), ("lin", "'fidelity concordance DATA"),
      ("CCC", "'fidelity concordance DATA"), ("kendall", "'fidelity concordance DATA"),
      ("finn", "'fidelity concordance DATA"), ("concordence", "'fidelity concordance'"),
      ("rwg", "'fidelity group-agreement DATA"), ("rWG(J)", "'fidelity group-agreement DATA"),
      ("awg", "'fidelity group-agreement DATA"), ("within-group", "'fidelity group-agreement DATA"),
      ("average-deviation", "'fidelity group-agreement DATA"), ("group-agrement", "'fidelity group-agreement'"),
      ("agreement", "'fidelity reliability DATA'"), ("irr", "'fidelity reliability DATA'"),
      ("mean", "'fidelity score DATA"), ("slope", "'fidelity trend DATA'"), ("gold", "'fidelity raters DATA'"),
      ("version", "'fidelity --version'"), ("zzzzzzzz", "'fidelity --help'"), ("r.csv", "fidelity describe 'r.csv'"),
    ])
  func words(_ word: String, _ advice: String) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(CommandLineTests.ratings, to: "r.csv")
      for arguments in [[word], [word, "r.csv", "--unit", "unit"], ["help", word]] {
        let run = try CommandRun(all: arguments, in: folder)
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
        let lines = run.messages.split(separator: "\n")
        #expect(lines.count == 2, "\(run.messages)")
        #expect(lines.first == "error: there is no subcommand \(word)")
        #expect(lines.last?.hasPrefix("hint: ") == true && lines.last?.contains(advice) == true, "\(run.messages)")
      }
    }
  }

  @Test("every command that an advice names is there")
  func sound() throws {
    for word in ["kappa", "weighted-kappa", "pabak", "pi", "light", "conger", "bangdiwala", "percent", "van-oest"] {
      let hint = try CommandRun(word).messages.split(separator: "\n").last ?? ""
      let name = try #require(hint.firstRange(of: "--coefficients ").map { hint[$0.upperBound...] })
      let coefficient = String(name.prefix { $0.isLetter || $0.isNumber || $0 == "-" })
      #expect(try CommandRun("explain", coefficient).status == 0, "\(hint)")
    }
  }

  @Test(
    "below a subcommand too",
    arguments: [("lst", "'fidelity instruments list'"), ("tfi-2.1", "'fidelity instruments show tfi-2.1'")])
  func nested(_ word: String, _ advice: String) throws {
    let run = try CommandRun("instruments", word)
    #expect(run.status == 64 && run.messages.contains(advice), "\(run.messages)")
  }

  @Test(
    "values of options",
    arguments: [
      (["--scale", "ordnal"], "Did you mean 'ordinal'?"), (["--scale", "nominal", "--convention", "SPSS"], "'spss'"),
      (["--scale", "nominal", "--benchmark", "landis"], "'landis-koch'"),
      (["--scale", "nominal", "--format", "cvs"], "Did you mean 'csv'?"),
      (["--scale", "nominal", "--coefficients", "kapa"], "\"cohen-kappa\""),
      (["--scale", "nominal", "--coefficients", "ac1"], "\"gwet-ac\""),
      (["--scale", "nominal", "--coefficients", "all,alpa"], "\"krippendorff-alpha\""),
      (["--scale", "nominal", "--weights", "quadratc"], "\"quadratic\""),
      (["--scale", "nominal", "--coeficients", "all"], "'--coefficients'"),
    ])
  func values(_ options: [String], _ advice: String) throws {
    let run = try CommandRun(all: ["reliability", "r.csv", "--unit", "u", "--rater", "r", "--value", "v"] + options)
    #expect(run.status == 64)
    #expect(run.messages.contains(advice), "\(run.messages)")
  }
}
