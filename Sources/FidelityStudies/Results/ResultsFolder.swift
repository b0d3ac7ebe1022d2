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
/// complete.
public struct ResultsFolder: Sendable {
  public let path: String
  /// CSV, and what tables are to be written as beside it.
  private let formats: [TableFormat]

  public init(_ path: String) { self.init(path, also: []) }

  /// - Parameter formats: what tables are written as, beside CSV.
  package init(_ path: String, also formats: [TableFormat]) {
    self.path = path
    self.formats = [.csv] + formats.filter { $0 != .csv }
  }

  /// Checks, before any work is done, that the folder can be there and that no result would replace an input.
  /// - Throws: `usage`, `cannotCreate`.
  public func check(for study: Study, studyFile: String? = nil) throws(DataError) {
    guard !path.isEmpty else { throw DataError(.usage(reason: "the name of the results folder is empty")) }
    if let kind = PathKind(of: path), kind != .folder {
      throw DataError(.cannotCreate(reason: "there is a file of this name, and a folder is wanted"), file: path)
    }
    let inputs = study.inputFiles + [studyFile].compactMap(\.self)
    let names = study.analyses.flatMap { type(of: $0.analysis).tables }
    for name in names.flatMap(files) { try OutputPlace.refuse(replacing: file(name), inputs: inputs) }
  }

  /// Writes the results of a study.
  /// - Returns: the names of the files, in the order they were written.
  /// - Throws: `usage` where a result would replace an input; `cannotCreate`, `cannotWrite`; nothing half-written stays
  ///   behind.
  @discardableResult
  public func write(
    _ results: StudyResults, of study: Study, studyFile: String? = nil
  ) throws(DataError) -> [String] {
    try check(for: study, studyFile: studyFile)
    let inputs = try inputs(results, of: study, studyFile: studyFile)
    for name in results.tables.flatMap({ files($0.name) }) {
      try OutputPlace.refuse(replacing: file(name), inputs: inputs.map(\.file))
    }
    let record = Array(provenance(results, of: study, inputs).indentedText.utf8)
    let created = try createFolder()
    do {
      var staged: [any RowWriter] = []
      for table in results.tables { for format in formats { staged.append(try ended(table, format)) } }
      let run = try AtomicFile(file("run.json"), bytes: record)
      // While the tables are being replaced, no run.json says that they belong together.
      try Interruption.held { () throws(DataError) in
        unsafe unlink(file("run.json"))
        for table in staged { try table.commit() }
        try run.commit()
      }
    } catch {
      // Only empty folders are removed, the innermost first.
      for folder in created { unsafe rmdir(folder) }
      throw error
    }
    return results.tables.flatMap { files($0.name) } + ["run.json"]
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
  private struct Input {
    let file: String
    let size: Int
    let digest: String
  }

  /// The files that the results come from; a pipe has none.
  private func inputs(
    _ results: StudyResults, of study: Study, studyFile: String?
  ) throws(DataError) -> [Input] {
    var inputs: [Input] = []
    let definitions = [studyFile, results.instrument.flatMap { _ in study.instrument }].compactMap(\.self)
    for file in study.data.files + definitions + study.analysisFiles
    where file != "-" && PathKind(of: file) != nil {
      let size = PathKind.byteCount(ofFile: file) ?? 0
      inputs.append(Input(file: file, size: size, digest: try FileDigest.sha256(ofFile: file)))
    }
    return inputs
  }

  private func provenance(_ results: StudyResults, of study: Study, _ inputs: [Input]) -> JSONValue {
    .object([
      ("study", .string(study.name)),
      ("fidelity", .string(FidelityVersion.current)),
      ("arrow", .string(TableFile.libraryVersion)),
      ("finished", .string(Date().formatted(.iso8601))),
      (
        "inputs",
        .array(
          inputs.map {
            .object([("file", .string($0.file)), ("bytes", .integer($0.size)), ("sha256", .string($0.digest))])
          })
      ),
      ("instrument", results.instrument.map { .string($0.id) } ?? .null),
      ("rows", .integer(results.rowCount)),
      ("seed", Int(exactly: study.seed).map { .integer($0) } ?? .string(String(study.seed))),
      ("conventions", .array(conventions(study).map { .string($0) })),
      ("warnings", .array(results.warnings.map { .string($0) })),
      (
        "results",
        .array(
          results.tables.flatMap { table in
            files(table.name).map { .object([("file", .string($0)), ("rows", .integer(table.rowCount))]) }
          })
      ),
      ("seconds", .object([("scan", .number(results.scanSeconds)), ("finish", .number(results.finishSeconds))])),
    ])
  }

  private func conventions(_ study: Study) -> [String] {
    let texts = study.data.missing.undeclaredTexts.map { "\"\($0)\"" }.joined(separator: ", ")
    return study.conventions + ["missing: the texts \(texts) in numbers, \"\" in keys, and those declared"]
  }
}
