import FidelityData
import FidelityFiles
import FidelityReports
import FidelityStudies

/// Runs a study of one analysis and prints one of its tables.
enum SingleAnalysis {
  static func run(_ study: Study, table name: String, _ output: OutputOptions) throws(DataError) {
    try output.check(inputs: study.inputFiles)
    // A file of rows is written while they are being made.
    let stream = output.stream
    let receiver = stream.map { stream in
      RowReceiver(table: name) { rows throws(DataError) in try stream.append(rows) }
    }
    let results = try results(of: study, isQuiet: output.quiet, receiver, only: name)
    Diagnostics.warn(results.warnings, isQuiet: output.quiet)
    if let stream { return try stream.finish() }
    guard let table = results.tables.first(where: { $0.name == name }) else {
      preconditionFailure("the analysis has no table \(name)")
    }
    let provenance = JSONValue.object([
      ("fidelity", .string(FidelityVersion.current)),
      ("inputs", .array(study.data.files.map { .string($0) })),
      ("rows", .integer(results.rowCount)),
      ("warnings", .array(results.warnings.map { .string($0) })),
    ])
    try output.write(table.table, provenance: provenance)
  }

  /// Runs a study with a progress bar.
  static func results(
    of study: Study, isQuiet: Bool, _ receiver: RowReceiver? = nil, only table: String? = nil
  ) throws(DataError) -> StudyResults {
    let bar = ProgressBar(isQuiet: isQuiet)
    defer { bar.finish() }
    return try StudyRunner(study).run(progress: bar.update, receiver: receiver, only: table)
  }
}
