public import FidelityData
import FidelityFiles
import FidelityInstruments
import FidelityReliability
import FidelityReports
import FidelityTrends
import FidelitySystem

/// The folder that a study's run leaves: one CSV file per result table, and `run.json`, which says from what and how.
///
/// Everything is written to temporary names first and then renamed, `run.json` last: a folder with `run.json` is
/// complete.
public struct ResultsFolder: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// Checks, before any work is done, that the folder can be there and that no result would replace an input.
  /// - Throws: `usage`, `cannotCreate`.
  public func check(for study: Study, studyFile: String? = nil) throws(DataError) {
    guard !path.isEmpty else { throw DataError(.usage(reason: "the name of the results folder is empty")) }
    if let kind = PathKind(of: path), kind != .folder {
      throw DataError(.cannotCreate(reason: "there is a file of this name, and a folder is wanted"), file: path)
    }
    let inputs = study.inputFiles + [studyFile].compactMap(\.self)
    let names = [
      "score", "score-summary", "reliability", "reliability-comparison", "reliability-influence", "raters",
      "rater-pairs", "rater-certification", "trend",
    ]
    for name in names {
      try OutputPlace.refuse(replacing: file(name + ".csv"), inputs: inputs)
    }
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
    var files: [(name: String, bytes: [UInt8])] = results.tables.map {
      ($0.name + ".csv", DelimitedReport().bytes($0.table))
    }
    for file in files { try OutputPlace.refuse(replacing: self.file(file.name), inputs: inputs.map(\.file)) }
    files.append(("run.json", Array(provenance(results, of: study, inputs).indentedText.utf8)))
    let created = try createFolder()
    do {
      var staged: [AtomicFile] = []
      for file in files { staged.append(try AtomicFile(self.file(file.name), bytes: file.bytes)) }
      // While the tables are being replaced, no run.json says that they belong together.
      try Interruption.held { () throws(DataError) in
        unsafe unlink(file("run.json"))
        for file in staged { try file.commit() }
      }
    } catch {
      // Only empty folders are removed, the innermost first.
      for folder in created { unsafe rmdir(folder) }
      throw error
    }
    return files.map(\.name)
  }

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
    for file in study.data.files + definitions + study.matrixFiles
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
          results.tables.map {
            .object([("file", .string($0.name + ".csv")), ("rows", .integer($0.table.rowCount))])
          })
      ),
      ("seconds", .object([("scan", .number(results.scanSeconds)), ("finish", .number(results.finishSeconds))])),
    ])
  }

  /// The choices that could have been made otherwise, in words, each once.
  private func conventions(_ study: Study) -> [String] {
    let texts = MissingCodes.standardTexts.map { "\"\($0)\"" }.joined(separator: ", ")
    let lines =
      study.analyses.flatMap(Self.conventions) + [
        "missing: the texts \(texts) in numbers, \"\" in keys, and those declared"
      ]
    var seen: Set<String> = []
    return lines.filter { seen.insert($0).inserted }
  }

  private static func conventions(_ analysis: AnalysisRequest) -> [String] {
    switch analysis {
    case .reliability(let request):
      let interval = request.interval.convention(isClustered: !request.inference.cluster.isEmpty)
      let sides = request.inference.isOneSided ? "one-sided, above 0" : "two-sided against 0"
      return [
        "reliability: convention \(request.convention.rawValue) (\(request.convention.program))",
        "reliability: units with at least \(request.minimumRatings) rating(s); a unit rated once counts in category "
          + "shares, not in observed agreement (Gwet)",
        "reliability: \(interval)",
        "reliability: p values \(sides); ordinal alpha with Krippendorff's own metric",
      ]
    case .raters(let request): return request.conventions
    case .score:
      return ["score: proportions 0 to 1; a score within 1e-12 of a cut score has reached it"]
    case .trend(let request):
      return ["trend: ordinary least squares, t limits; dates count in \(request.unit.rawValue)"]
    }
  }
}
