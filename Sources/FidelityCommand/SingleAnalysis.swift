import FidelityData
import FidelityReports
import FidelityStudies

/// Runs a study of one analysis and prints one of its tables.
enum SingleAnalysis {
  /// - Parameter closing: a short table that people see below the other one.
  static func run(
    _ study: Study, table name: String, below closing: String?, _ output: OutputOptions
  ) throws(DataError) {
    try output.check(inputs: study.inputFiles)
    // Rows are written while others are being made.
    let writer = try output.writer()
    let receiver = RowReceiver(table: name) { rows throws(DataError) in try writer.append(rows) }
    let closing =
      output.file == nil && output.chosenFormat.name == TableFormat.table.name && output.columns.isEmpty ? closing : nil
    // No results folder tells what was read of a pipe.
    let runner = try StudyRunner(study, recordsPipes: false)
    let results = try results(of: runner, isQuiet: output.quiet, receiver, only: closing == nil ? name : nil)
    Diagnostics.warn(results.warnings, isQuiet: output.quiet)
    var provenance: [(name: String, value: JSONValue)] = [
      ("fidelity", .string(FidelityVersion.current)),
      ("inputs", .array(study.data.files.map { .string($0) })),
      ("rows", .integer(results.rowCount)),
    ]
    if let condition = study.data.condition { provenance.append(("condition", .string(condition.text))) }
    if let count = results.selectedRowCount { provenance.append(("rows_selected", .integer(count))) }
    provenance.append(("warnings", .array(results.warnings.map { .string($0) })))
    try output.finish(writer, .object(provenance))
    if let closing, let table = results[closing] {
      try StandardOutput.write("\n\(closing)\n\n" + TextReport(style: output.style()).text(table))
    }
  }

  /// Runs a study with a progress bar.
  static func results(
    of runner: StudyRunner, isQuiet: Bool, _ receiver: RowReceiver? = nil, only table: String? = nil
  ) throws(DataError) -> StudyResults {
    let bar = ProgressBar(isQuiet: isQuiet)
    defer { bar.finish() }
    return try runner.run(progress: bar.update, receiver: receiver, only: table)
  }
}
