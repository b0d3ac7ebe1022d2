public import FidelityData
import FidelityFiles
import FidelityInstruments
import FidelityReliability
package import FidelityReports
import FidelityTrends
import FidelitySystem

/// The folder that a study's run leaves: one CSV file per result table (and one in each further format that is asked
/// for), and `run.json`, which says from what and how.
///
/// Everything is written to temporary names first and then renamed, `run.json` last: a folder with `run.json` is
/// complete. A file that an earlier run has left, as its `run.json` says, is replaced, or removed where this run does
/// not make it; no other file is touched.
public struct ResultsFolder: Sendable {
  public let path: String
  /// CSV, and what tables are to be written as beside it.
  private let formats: [TableFormat]
  /// The file that holds all tables, where one is wanted.
  private let workbook: String?

  /// What the file with all tables is called.
  static let workbookName = "results.xlsx"

  public init(_ path: String) { self.init(path, also: []) }

  /// - Parameter formats: what tables are written as, beside CSV; a workbook is one file with all of them.
  package init(_ path: String, also formats: [TableFormat]) {
    self.path = path
    self.formats = [.csv] + formats.filter { $0 != .csv && $0 != .xlsx }
    workbook = formats.contains(.xlsx) ? Self.workbookName : nil
  }

  /// Checks, before any work is done, that the folder can be there and that no result would replace an input.
  /// - Throws: `usage`; `cannotCreate`, also where a file would be replaced that no earlier run has left.
  public func check(for study: Study, studyFile: String? = nil) throws(DataError) {
    guard !path.isEmpty else { throw DataError(.usage(reason: "the name of the results folder is empty")) }
    if let kind = PathKind(of: path), kind != .folder {
      throw DataError(.cannotCreate(reason: "there is a file of this name, and a folder is wanted"), file: path)
    }
    let inputs = study.inputFiles + [studyFile].compactMap(\.self)
    let gates = study.gates.isEmpty ? [] : [GateReport.tableName]
    let names = study.analyses.flatMap(\.tables) + gates
    for name in names.flatMap(files) + [workbook, EarlierRun.recordName].compactMap(\.self) {
      try OutputPlace.refuse(replacing: file(name), inputs: inputs)
    }
    let earlier = try EarlierRun(in: path)
    // An analysis always makes the first of its tables.
    for name in (study.analyses.compactMap(\.tables.first) + gates).flatMap(files) + [workbook].compactMap(\.self) {
      try earlier.refuseReplacing(name)
    }
  }

  /// Writes the results of a study.
  /// - Returns: the names of the files, in the order they were written.
  /// - Throws: `usage` where a result would replace an input; `cannotCreate`, `cannotWrite`; `malformed` for an input
  ///   that has changed since it was read. Nothing half-written stays behind.
  @discardableResult
  public func write(
    _ results: StudyResults, of study: Study, studyFile: String? = nil
  ) throws(DataError) -> [String] {
    try writeNoting(results, of: study, studyFile: studyFile).files
  }

  /// As ``write(_:of:studyFile:)``, with what the user should know of the folder.
  package func writeNoting(
    _ results: StudyResults, of study: Study, studyFile: String? = nil
  ) throws(DataError) -> (files: [String], notes: [String]) {
    try check(for: study, studyFile: studyFile)
    let inputs = try inputs(results, of: study, studyFile: studyFile)
    let earlier = try EarlierRun(in: path)
    let names = results.tables.flatMap { files($0.name) } + [workbook].compactMap(\.self)
    for name in names {
      try OutputPlace.refuse(replacing: file(name), inputs: inputs.map(\.file))
      try earlier.refuseReplacing(name)
    }
    let provenance = provenance(results, of: study, inputs, finished: Date())
    let record = Array(provenance.indentedText.utf8)
    let created = try createFolder()
    do {
      var staged: [any RowWriter] = []
      for table in results.tables { for format in formats { staged.append(try ended(table, format)) } }
      let book = try workbook.map { name throws(DataError) in
        try StudyWorkbook.ended(file(name), results, study, provenance)
      }
      let run = try AtomicFile(file(EarlierRun.recordName), bytes: record)
      // While the tables are being replaced, no run.json says that they belong together.
      try Interruption.held { () throws(DataError) in
        unsafe unlink(file(EarlierRun.recordName))
        for table in staged { try table.commit() }
        try book?.commit()
        earlier.removeLeftovers(except: names, inputs: inputs.map(\.file))
        try run.commit()
      }
    } catch {
      // Only empty folders are removed, the innermost first.
      for folder in created { unsafe rmdir(folder) }
      throw error
    }
    let strangers = EarlierRun.strangers(in: path, except: names, inputs: inputs.map(\.file))
    return (names + [EarlierRun.recordName], strangers.isEmpty ? [] : [note(strangers)])
  }

  private func note(_ strangers: [String]) -> String {
    let shown = strangers.prefix(5).joined(separator: ", ") + (strangers.count > 5 ? ", ..." : "")
    return "\(path)/ also holds \(shown), which this run did not make"
  }

  /// A table that is written and has yet to appear.
  private func ended(_ table: StudyResultTable, _ format: TableFormat) throws(DataError) -> any RowWriter {
    let writer = try format.writer(to: .file(file(name(table.name, format))))
    for piece in table.pieces { try writer.append(piece) }
    try writer.end(nil)
    return writer
  }

  /// The names of the files of a table.
  private func files(_ table: String) -> [String] { formats.map { name(table, $0) } }

  private func name(_ table: String, _ format: TableFormat) -> String { "\(table).\(format.extensions[0])" }

  private func file(_ name: String) -> String { path + "/" + name }

  /// Makes the folder and those above it; returns the new ones, the innermost first.
  private func createFolder() throws(DataError) -> [String] {
    var missing: [String] = []
    var folder = URL(filePath: path)
    while !FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)), missing.count < 256 {
      missing.append(folder.path(percentEncoded: false))
      folder.deleteLastPathComponent()
    }
    for folder in missing.reversed() {
      guard unsafe mkdir(folder, 0o777) == 0 || errno == EEXIST else {
        throw DataError(.cannotCreate(reason: SystemFailure.reason(errno)), file: folder)
      }
    }
    return missing
  }
}

// MARK: - Provenance

extension ResultsFolder {
  /// What the results come from, as it was read.
  private func inputs(
    _ results: StudyResults, of study: Study, studyFile: String?
  ) throws(DataError) -> [InputRecord] {
    var source = study.source
    // A study that was made of text.
    if source == nil, let studyFile { source = try FileDigest.record(ofFile: studyFile) }
    return try results.inputs?.records(study: source) ?? [source].compactMap(\.self)
  }

  private func provenance(
    _ results: StudyResults, of study: Study, _ inputs: [InputRecord], finished: Date
  ) -> JSONValue {
    var selection: [(name: String, value: JSONValue)] = []
    if let condition = study.data.condition { selection.append(("condition", .string(condition.text))) }
    if let count = results.selectedRowCount { selection.append(("rows_selected", .integer(count))) }
    if let passes = results.passesGates { selection.append(("gates_passed", .bool(passes))) }
    return .object(
      [
        ("study", .string(study.name)),
        ("fidelity", .string(FidelityVersion.current)),
        ("arrow", .string(TableFile.libraryVersion)),
        ("finished", .string(finished.formatted(.iso8601))),
        (
          "inputs",
          .array(
            inputs.map {
              .object([("file", .string($0.file)), ("bytes", .integer($0.byteCount)), ("sha256", .string($0.sha256))])
            })
        ),
        ("instrument", results.instrument.map { .string($0.id) } ?? .null),
        ("instrument_details", results.instrument.map(Self.details) ?? .null),
        (
          "columns",
          .object(
            study.data.roles.sorted { $0.key < $1.key }.map { role in
              (role.key, .array(role.value.map { .string($0) }))
            })
        ),
        ("rows", .integer(results.rowCount)),
      ] + selection + (study.report.map { [("report", $0.record)] } ?? []) + [
        ("seed", Int(exactly: study.seed).map { .integer($0) } ?? .string(String(study.seed))),
        ("conventions", .array(conventions(study).map { .string($0) })),
        ("warnings", .array(results.warnings.map { .string($0) })),
        (
          "results",
          .array(
            results.tables.flatMap { table in
              files(table.name).map { .object([("file", .string($0)), ("rows", .integer(table.rowCount))]) }
            }
              + [workbook].compactMap(\.self).map { name in
                let count = results.tables.reduce(0) { $0 + $1.rowCount }
                return .object([("file", .string(name)), ("rows", .integer(count))])
              })
        ),
        ("seconds", .object([("scan", .number(results.scanSeconds)), ("finish", .number(results.finishSeconds))])),
      ])
  }

  /// What a report says of an instrument.
  private static func details(_ instrument: Instrument) -> JSONValue {
    .object([
      ("title", .string(instrument.title)),
      ("version", instrument.version.map { .string($0) } ?? .null),
      ("items", .integer(instrument.items.count)),
      ("scales", .array(instrument.scales.map { .string($0.id) })),
    ])
  }

  private func conventions(_ study: Study) -> [String] {
    let texts = study.data.missing.undeclaredTexts.map { "\"\($0)\"" }.joined(separator: ", ")
    return study.conventions + ["missing: the texts \(texts) in numbers, \"\" in keys, and those declared"]
  }
}
