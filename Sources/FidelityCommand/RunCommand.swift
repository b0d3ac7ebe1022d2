import ArgumentParser
import FidelityData
import FidelityReports
import FidelityStudies
import FidelitySystem

struct RunCommand: CommandWithExamples {
  static let examples = [
    CommandExample(
      "The data of the study that comes with the source, beside a copy of it:",
      "simulate datasets/district-study/study.yaml --output ratings.csv"),
    CommandExample(
      "All its analyses, printed too:",
      "run study.yaml --output results --show --rows 12 --digits 3"),
    CommandExample("The tables as Parquet files beside CSV:", "run study.yaml --output results --format parquet"),
    CommandExample("All tables in one Excel workbook:", "run study.yaml --output results --format xlsx"),
  ]

  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "All analyses of a study file in one scan, into a results folder.",
    discussion: """
      The folder holds one CSV file per result table (and one in the --format, if another; --format xlsx: one \
      workbook, results.xlsx, with a sheet for each table) and run.json: inputs with their SHA-256, versions, seed, \
      conventions, warnings, timings; and report.html where the study says report:. run.json is written after all \
      tables; a run that fails writes nothing. What an earlier run left there is replaced or removed; a file that its \
      run.json does not list is not.
      """)

  @Argument(help: "The study file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
  var study: String
  @Option(name: [.short, .long], help: "The results folder (default: the study's file name with -results).")
  var output: String?
  @Option(help: "Seed, in place of the study file's.")
  var seed: UInt64?
  @Option(help: "Write every table in this format too, beside CSV.")
  var format = ExactFormat(.csv)
  @Flag(help: "Print the result tables too.")
  var show = false
  @Flag(help: "All columns of printed tables, however wide.")
  var full = false
  @Option(help: "Decimals of printed tables.")
  var digits = 4
  @Option(help: "Rows of each printed table.")
  var rows = 20
  @Flag(name: [.short, .long], help: "No progress bar, no warnings, no closing line.")
  var quiet = false

  func validate() throws {
    guard (0...17).contains(digits) else { throw ValidationError("--digits takes a number from 0 to 17") }
    guard rows > 0 else { throw ValidationError("--rows takes a number from 1 on") }
    if format.format.isForPeople {
      throw ValidationError("a results folder holds full precision, which \(format.format.name) has not")
    }
  }

  func run() throws {
    let definition = try Study(contentsOfFile: study, seed: seed)
    guard !definition.analyses.isEmpty else {
      throw DataError(.definition(reason: "the study has no analyses"), file: study, hint: "list them under analyses:")
    }
    let path = output ?? URL(filePath: study).deletingPathExtension().relativePath + "-results"
    let folder = ResultsFolder(path, also: [format.format])
    try folder.check(for: definition, studyFile: study)
    let results: StudyResults
    do {
      results = try SingleAnalysis.results(of: StudyRunner(definition), isQuiet: quiet)
    } catch {
      throw error.inDefinition(study)
    }
    let page = path + "/" + ReportCommand.fileName
    if definition.report != nil { try ReportCommand.checkPlace(page) }
    var (files, notes) = try folder.writeNoting(results, of: definition, studyFile: study)
    if definition.report != nil {
      try ReportCommand.write(reportOf: [path], to: page)
      files.append(ReportCommand.fileName)
    } else if ReportCommand.isOurs(page) {
      notes.append("\(page) is of an earlier run: 'fidelity report \(path)' makes it anew")
    }
    Diagnostics.warn(results.warnings + notes, isQuiet: quiet)
    if show {
      for result in results.analysisTables {
        try StandardOutput.write("\n\(result.name)\n\n")
        try StandardOutput.write(TextReport(style: style, rowLimit: rows).text(result.table))
      }
    }
    if !quiet {
      let seconds = DecimalText.fixed(results.scanSeconds + results.finishSeconds, digits: 2)
      let rows = results.selectedRowCount.map { "\($0) of \(results.rowCount)" } ?? "\(results.rowCount)"
      Diagnostics.write("\(rows) rows in \(seconds) s -> \(path)/ (\(files.joined(separator: ", ")))")
    }
    try judge(results)
  }
}

extension RunCommand {
  /// How tables are printed.
  private var style: TableStyle {
    TableStyle(digits: digits, width: TerminalWidth.ofOutput, columns: full ? .all : .short())
  }

  /// Prints what came of the gates, and ends with 1 where one has failed.
  private func judge(_ results: StudyResults) throws {
    guard let passes = results.passesGates, let table = results.gates else { return }
    let verdicts = table.texts("result") ?? []
    let failed = verdicts.indices.filter { verdicts[$0] == "failed" }
    let shown = quiet ? table.rows(failed) : table
    if shown.rowCount > 0 {
      try StandardOutput.write("\ngates\n\n" + TextReport(style: style).text(shown))
    }
    guard !passes else { return }
    Diagnostics.write("\(failed.count) of \(table.rowCount) results fail a gate")
    throw ExitCode(1)
  }
}

extension DataError {
  /// What would be wrong usage on a command line is, in a study file, a wrong definition; and what a flag would mend, a
  /// key does.
  fileprivate func inDefinition(_ file: String) -> DataError {
    var error = self
    error.remedy = remedy.map { .words($0.studyFileText) }
    guard case .usage(let reason) = problem else { return error }
    error.problem = .definition(reason: reason)
    error.file = file
    return error
  }
}
