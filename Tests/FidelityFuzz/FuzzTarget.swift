import FidelityData
import FidelityFiles
import FidelityInstruments
import FidelityReports
import FidelityStudies
public import FidelityTesting
import Foundation

/// Something that must not be what a fuzzer finds.
public struct Finding: Error, CustomStringConvertible {
  public let description: String
}

/// What is fuzzed. A crash ends the process; everything else that should not be is a ``Finding``.
public enum FuzzTarget: String, CaseIterable, Sendable {
  case instrument, study, table, arguments

  /// Runs the cases of a seed until `isOver`, in a folder where the input at hand always lies as `case`.
  /// - Returns: the number of cases.
  public func run(
    seed: UInt64, in folder: TemporaryFolder, executable: String, until isOver: (Int) -> Bool
  ) throws -> Int {
    var mutator = Mutator(seed: seed, tokens: self == .table ? Mutator.table : Mutator.yaml)
    try SmallFiles.write(to: folder)
    let seeds = try self.seeds(folder)
    var count = 0
    while !isOver(count) {
      let bytes = mutator.mutate(mutator.pick(seeds), with: mutator.pick(seeds))
      _ = self == .arguments ? "" : try folder.write(bytes, to: "case")
      switch self {
      case .instrument: try instrument(bytes)
      case .study: try study(bytes, folder)
      case .table: try table(folder)
      case .arguments: try CommandCase(&mutator).run(executable, in: folder)
      }
      count += 1
    }
    return count
  }

  private func seeds(_ folder: TemporaryFolder) throws -> [[UInt8]] {
    switch self {
    case .instrument: InstrumentCatalogue.ids.compactMap { InstrumentCatalogue.text($0).map { Array($0.utf8) } }
    case .study: SmallFiles.studies.map { Array($0.utf8) }
    case .table: try ["r.csv", "t.csv", "t.parquet", "t.arrow"].map { try folder.bytes(of: $0) }
    case .arguments: [[]]
    }
  }

  private func instrument(_ bytes: [UInt8]) throws {
    try expecting([65]) { () throws(DataError) in
      _ = try Instrument(definition: String(decoding: bytes, as: UTF8.self), file: "case")
    }
  }

  private func study(_ bytes: [UInt8], _ folder: TemporaryFolder) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    try expecting([64, 65, 66]) { () throws(DataError) in
      _ = try Simulation(contentsOfStudy: folder.file("case"))
    }
    try expecting([64, 65, 66]) { () throws(DataError) in
      let study = try Study(yaml: text, file: folder.file("case"))
      // Other files are not ours to read, and millions of resamples are no fault.
      let isSlow = text.contains("bootstrap") && text.contains { "56789".contains($0) }
      guard study.data.files == [folder.file("t.csv")], !isSlow else { return }
      let results = try StudyRunner(study).run()
      for result in results.tables { _ = DelimitedReport().bytes(result.table) }
    }
  }

  private func table(_ folder: TemporaryFolder) throws {
    try expecting([65, 66, 71]) { () throws(DataError) in _ = try TableDescription(folder.file("case")) }
    try expecting([64, 65, 66, 71]) { () throws(DataError) in
      var data = DataDescription(files: [folder.file("case")], roles: ["unit": ["unit"], "rater": ["rater"]])
      data.roles["value"] = ["value"]
      _ = try StudyRunner(Study(data: data, analyses: [.reliability(ReliabilityRequest(scale: .interval))])).run()
    }
    try expecting([64, 65, 66, 71]) { () throws(DataError) in
      let data = DataDescription(files: [folder.file("case")], time: .column("month"))
      _ = try StudyRunner(Study(data: data, analyses: [.trend(TrendRequest(outcome: "score", group: ["site"]))])).run()
    }
  }

  /// Runs `body`, whose errors must have one of these statuses and one printable line.
  private func expecting(_ statuses: [Int32], _ body: () throws(DataError) -> Void) throws {
    do throws(DataError) {
      try body()
    } catch {
      let isPrintable = error.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
      guard statuses.contains(error.exitStatus), isPrintable else {
        throw Finding(description: "status \(error.exitStatus): \(error)")
      }
    }
  }
}

/// Small good files, from which the damaged ones come.
enum SmallFiles {
  static let ratings = "unit,rater,value\n1,A,1\n1,B,1\n2,A,2\n2,B,3\n3,A,4\n3,B,4\n4,A,2\n4,B,2\n"

  static func write(to folder: TemporaryFolder) throws {
    _ = try folder.write(ratings, to: "r.csv")
    let sites: [String?] = (0..<24).map { "S\($0 % 3)" }
    let months = (0..<24).map { Double($0 / 3) }
    let scores = (0..<24).map { $0 == 7 ? .nan : Double($0 * 5 % 7) }
    let table = Table(columns: [
      .init("site", text: sites), .init("month", .numbers(months)), .init("score", .numbers(scores)),
    ])
    _ = try folder.write(DelimitedReport().bytes(table), to: "t.csv")
    for format in BinaryTableFormat.allCases {
      try TableWriter.write(table, to: folder.file("t.\(format.rawValue)"), format: format)
    }
    for (index, study) in studies.enumerated() { _ = try folder.write(study, to: "s\(index).yaml") }
  }

  static let studies = [
    "study: a\nseed: 7\ndata:\n  files: t.csv\n  columns: {unit: month, rater: site, value: score, time: month}\n"
      + "  missing: {everywhere: [9], score: [8, NA]}\nanalyses:\n  - reliability:\n      scale: ordinal\n"
      + "      coefficients: [gwet-ac, krippendorff-alpha]\n      weights: [quadratic]\n      level: 0.9\n"
      + "  - trend: {outcome: score, group: site, unit: months}\n",
    "data: {files: t.csv, columns: {unit: month, rater: site, value: score}}\nanalyses:\n"
      + "  - reliability: {scale: nominal, by: [site], interval: {bootstrap: 40}, minimum-ratings: 2}\n"
      + "simulate:\n  sites: 2\n  teachers-per-site: 2\n  missing: 8%\n  start: 2024-09-16\n  truth: {mean: -0.4}\n",
  ]
}
