public import FidelityData
import FidelityFiles
import FidelityInstruments
import FidelityReliability
import FidelityReports
import FidelityTrends
import Foundation

/// The folder that a study's run leaves: one CSV file per result table, and `run.json`, which says from what and how.
///
/// Everything is written to temporary names first and then renamed, `run.json` last: a folder with `run.json` is complete.
public struct ResultsFolder: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// Writes the results of a study.
  /// - Returns: the names of the files, in the order they were written.
  /// - Throws: `cannotCreate`, `cannotWrite`; nothing half-written stays behind.
  @discardableResult
  public func write(_ results: StudyResults, of study: Study, studyFile: String? = nil) throws(DataError) -> [String] {
    var isFolder: ObjCBool = false
    if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
      throw DataError(.cannotCreate(reason: "there is a file of this name, and a folder is wanted"), file: path)
    }
    let provenance = try provenance(results, of: study, studyFile: studyFile)
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw DataError(.cannotCreate(reason: "the folder cannot be created"), file: path)
    }
    var files: [(name: String, bytes: [UInt8])] = results.tables.map {
      ($0.name + ".csv", DelimitedReport().bytes($0.table))
    }
    files.append(("run.json", Array(provenance.indentedText.utf8)))
    var staged: [AtomicFile] = []
    for file in files { staged.append(try AtomicFile(path + "/" + file.name, bytes: file.bytes)) }
    for file in staged { try file.commit() }
    return files.map(\.name)
  }

  private func provenance(
    _ results: StudyResults, of study: Study, studyFile: String?
  ) throws(DataError) -> JSONValue {
    var inputs: [JSONValue] = []
    let definitions = [studyFile, results.instrument.flatMap { _ in study.instrument }].compactMap(\.self)
    for file in study.data.files + definitions where file != "-" && FileManager.default.fileExists(atPath: file) {
      let size = (try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int) ?? 0
      inputs.append(
        .object([
          ("file", .string(file)), ("bytes", .integer(size)), ("sha256", .string(try FileDigest.sha256(ofFile: file))),
        ]))
    }
    return .object([
      ("study", .string(study.name)),
      ("fidelity", .string(FidelityVersion.current)),
      ("arrow", .string(TableFile.libraryVersion)),
      ("finished", .string(Date().formatted(.iso8601))),
      ("inputs", .array(inputs)),
      ("instrument", results.instrument.map { .string($0.id) } ?? .null),
      ("rows", .integer(results.rowCount)),
      ("seed", .integer(Int(clamping: study.seed))),
      ("conventions", .array(conventions(study).map { .string($0) })),
      ("warnings", .array(results.warnings.map { .string($0) })),
      ("results", .array(
        results.tables.map {
          .object([("file", .string($0.name + ".csv")), ("rows", .integer($0.table.rowCount))])
        })),
      ("seconds", .object([("scan", .number(results.scanSeconds)), ("finish", .number(results.finishSeconds))])),
    ])
  }

  /// The choices that could have been made otherwise, in words.
  private func conventions(_ study: Study) -> [String] {
    var lines: [String] = []
    for analysis in study.analyses {
      switch analysis {
      case .reliability(let request):
        lines.append(
          "reliability: units with at least \(request.minimumRatings) rating(s); a unit rated once counts in category shares, "
            + "not in observed agreement (Gwet)")
        switch request.interval {
        case .linearised:
          lines.append("reliability: linearised standard errors over units, t limits with n - 1 degrees of freedom, upper limit cut at 1")
        case .bootstrap(let resamples, let seed):
          lines.append("reliability: percentile bootstrap over units, \(resamples) resamples, seed \(seed)")
        }
        lines.append("reliability: p values two-sided against 0; ordinal alpha with Krippendorff's own metric")
      case .score:
        lines.append("score: proportions 0 to 1; a score within 1e-12 of a cut score has reached it")
      case .trend(let request):
        lines.append("trend: ordinary least squares, t limits; dates count in \(request.unit.rawValue)")
      }
    }
    lines.append("missing: the texts \(MissingCodes.standardTexts.map { "\"\($0)\"" }.joined(separator: ", ")) in numbers, \"\" in keys, and those declared")
    return lines
  }
}
