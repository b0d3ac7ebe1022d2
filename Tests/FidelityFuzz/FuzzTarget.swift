import FidelityData
import FidelityFiles
import FidelityInstruments
import FidelityReports
import FidelityStudies
public import FidelityTesting
import FidelityVerification
import Foundation

/// Something that must not be what a fuzzer finds.
public struct Finding: Error, CustomStringConvertible {
  public let description: String
}

/// What is fuzzed. A crash ends the process; everything else that should not be is a ``Finding``.
public enum FuzzTarget: String, CaseIterable, Sendable {
  case instrument, study, table, workbook, dataset, arguments

  /// Runs the cases of a seed until `isOver`, in a folder where the input at hand always lies as `case`.
  /// - Returns: the number of cases.
  public func run(
    seed: UInt64, in folder: TemporaryFolder, executable: String, until isOver: (Int) -> Bool
  ) throws -> Int {
    var mutator = Mutator(seed: seed, tokens: tokens)
    try SmallFiles.write(to: folder)
    let seeds = try self.seeds(folder)
    var count = 0
    while !isOver(count) {
      var bytes =
        self == .workbook
        ? DamagedWorkbook.bytes(&mutator) : mutator.mutate(mutator.pick(seeds), with: mutator.pick(seeds))
      if self == .table, mutator.pick([true, false, false]) {
        // Another encoding, whole or damaged once more.
        bytes = mutator.encode(bytes)
        if mutator.pick([true, false]) { bytes = mutator.mutate(bytes, with: mutator.pick(seeds)) }
      }
      _ = self == .arguments ? "" : try folder.write(bytes, to: "case")
      switch self {
      case .instrument: try instrument(bytes)
      case .study: try study(bytes, folder)
      case .table: try table(folder, mutator.pick(Self.textOptions))
      case .workbook: try table(folder, TableOptions())
      case .dataset: try dataset(bytes, folder)
      case .arguments: try CommandCase(&mutator).run(executable, in: folder)
      }
      count += 1
    }
    return count
  }

  private var tokens: [String] {
    switch self {
    case .table: Mutator.table
    case .workbook: Mutator.workbook
    case .dataset: Mutator.json
    default: Mutator.yaml
    }
  }

  private func seeds(_ folder: TemporaryFolder) throws -> [[UInt8]] {
    switch self {
    case .instrument: InstrumentCatalogue.ids.compactMap { InstrumentCatalogue.text($0).map { Array($0.utf8) } }
    case .study: (SmallFiles.studies + SmallFiles.studiesOfOptions).map { Array($0.utf8) }
    case .table:
      try ["r.csv", "t.csv", "t.parquet", "t.arrow", "c.csv", "encoded.parquet"].map { try folder.bytes(of: $0) }
    case .dataset: SmallFiles.expected.map { Array($0.utf8) }
    case .arguments, .workbook: [[]]
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
      guard study.data.files == [folder.file("t.csv")] || study.data.files == [folder.file("c.csv")], !isSlow else {
        return
      }
      let results = try StudyRunner(study).run()
      for result in results.tables { _ = DelimitedReport().bytes(result.table) }
    }
  }

  private func table(_ folder: TemporaryFolder, _ options: TableOptions) throws {
    try expecting([65, 66, 71]) { () throws(DataError) in _ = try TableDescription(folder.file("case")) }
    try expecting([64, 65, 66, 71]) { () throws(DataError) in
      _ = try TableDescription(folder.file("case"), options: options)
    }
    try expecting([64, 65, 66, 71]) { () throws(DataError) in
      var data = DataDescription(files: [folder.file("case")], roles: ["unit": ["unit"], "rater": ["rater"]])
      data.roles["value"] = ["value"]
      _ = try StudyRunner(Study(data: data, analyses: [.reliability(scale: .interval)])).run()
    }
    try expecting([64, 65, 66, 71]) { () throws(DataError) in
      let data = DataDescription(files: [folder.file("case")], time: .column("month"))
      _ = try StudyRunner(Study(data: data, analyses: [.trend(outcome: "score", group: ["site"])])).run()
    }
  }

  /// Ways in which text may be said to be written.
  private static let textOptions: [TableOptions] = TextEncoding.allCases.enumerated().map { index, encoding in
    var options = TableOptions(delimiter: index % 3 == 0 ? ";" : nil, usesDecimalComma: index % 2 == 0)
    options.encoding = encoding
    options.escape = [nil, .backslash, .doubled][index % 3]
    options.thousands = index % 2 == 0 ? .point : .space
    options.skippedLines = [nil, 0, 2, 1000][index % 4]
    options.headerRows = [nil, 0, 1, 3, 100][index % 5]
    return options
  }

  /// A damaged `expected.json` beside its tables, and a damaged table beside it.
  private func dataset(_ bytes: [UInt8], _ folder: TemporaryFolder) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    // Many resamples are no fault.
    guard !text.contains("resamples") || !text.contains("000") else { return }
    let place = "published/small/"
    for (file, content) in [("expected.json", bytes), ("data.csv", Array(SmallFiles.rounds.utf8))] {
      _ = try folder.write(content, to: place + file)
    }
    try expecting([64, 65, 66]) { () throws(DataError) in
      _ = try Verification(PublishedDatasets(folder: folder.file("published"))).table()
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
    try TableWriter.write(encoded, to: folder.file("encoded.parquet"), format: .parquet)
    _ = try folder.write(clustered, to: "c.csv")
    try FileManager.default.createDirectory(
      atPath: folder.file("published/small"), withIntermediateDirectories: true)
    _ = try folder.write(expected[0], to: "published/small/expected.json")
    _ = try folder.write(rounds, to: "published/small/data.csv")
    for (index, study) in studies.enumerated() { _ = try folder.write(study, to: "s\(index).yaml") }
  }

  /// The ratings again, in a file whose text is dictionaries.
  private static var encoded: Table {
    let rows = ratings.split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
    return Table(columns: [
      .init("unit", text: rows.map { $0[0] }), .init("rater", text: rows.map { $0[1] }),
      .init("value", .numbers(rows.map { Double($0[2]) ?? .nan })),
    ])
  }

  /// Two sites, clusters, gold standard.
  private static let clustered =
    "unit,rater,value,site,teacher,gold\n"
    + (0..<48).map { row in
      "\(row / 4),\(row % 2),\(1 + row * 5 % 7 % 3),\(row % 4 / 2),\(row / 12),\(1 + row / 4 % 3)\n"
    }.joined()

  static let rounds =
    "unit,rater,value,round,cluster\n"
    + (0..<48).map { row in "\(row / 4),\(row % 2),\(1 + row * 5 % 7 % 3),\(row % 4 / 2),\(row / 12)\n" }.joined()

  /// Documents of published figures, of every kind that is computed from the table of rounds.
  static let expected = [
    #"{"title": "t", "citation": "c", "cases": [{"quantity": "gwet-ac", "options": {"weights": "quadratic", "#
      + #""round": "0", "categories": "1|2|3", "method": "jackknife", "population": 40}, "value": 0.25, "#
      + #""interval": [0.1, null], "df": 3, "tolerance": 0.5, "tolerances": {"interval": 1e-3}, "#
      + #""from": "published"}]}"#,
    #"{"title": "t", "citation": "c", "cases": [{"quantity": "difference", "options": {"coefficient": "#
      + #""krippendorff-alpha", "metric": "ordinal"}, "value": 0, "tolerance": 2, "from": "x"}, {"#
      + #""quantity": "effect", "options": {"coefficient": "fleiss-kappa", "weights": "identity", "without": "unit", "#
      + #""which": "1", "round": "1"}, "value": -0.25, "tolerance": 1e-9, "from": "\u00e9\ud83d\ude00"}]}"#,
    #"{"title": "t", "citation": "c", "cases": [{"quantity": "krippendorff-alpha", "options": {"metric": "nominal", "#
      + #""convention": "kalpha", "resamples": 40, "seed": 3, "round": "1", "status": "no-variation"}, "value": null, "#
      + #""p_value": 0.5, "statistic": -1.5e-3, "df": [1, 2], "tolerance": 0, "from": ""}]}"#,
  ]

  /// A study for each option of each analysis, as their declarations have them.
  static let studiesOfOptions: [String] = Analyses.all.flatMap { analysis in
    let options = OptionDescription.all(of: analysis)
    func value(_ option: OptionDescription) -> String {
      switch option.kind {
      case .flag: "true"
      case .number: "0.5"
      case .wholeNumber: "40"
      case .extendedNumber: "-inf"
      case .choice: option.choices.last ?? ""
      case .names: "[site, value]"
      case .text: option.isStructured ? "{bootstrap: 40}" : "value"
      }
    }
    return options.map { option in
      let keys = options.filter { $0.isRequired || $0 == option }.map { "\($0.name): \(value($0))" }
      return "data: {files: c.csv, columns: {unit: unit, rater: rater, value: value, time: unit}}\n"
        + "analyses:\n  - \(analysis.name): {\(keys.joined(separator: ", "))}\n"
    }
  }

  static let studies = [
    "study: a\nseed: 7\ndata:\n  files: t.csv\n  columns: {unit: month, rater: site, value: score, time: month}\n"
      + "  missing: {everywhere: [9], score: [8, NA]}\nanalyses:\n  - reliability:\n      scale: ordinal\n"
      + "      coefficients: [gwet-ac, krippendorff-alpha]\n      weights: [quadratic]\n      level: 0.9\n"
      + "  - trend: {outcome: score, group: site, unit-of-time: months}\n",
    "data: {files: t.csv, columns: {unit: month, rater: site, value: score}}\nanalyses:\n"
      + "  - reliability: {scale: nominal, by: [site], interval: {bootstrap: 40}, minimum-ratings: 2}\n"
      + "simulate:\n  sites: 2\n  teachers-per-site: 2\n  missing: 8%\n  start: 2024-09-16\n  truth: {mean: -0.4}\n",
    "data: {files: c.csv, columns: {unit: unit, rater: rater, value: value}}\nanalyses:\n"
      + "  - reliability: {scale: nominal, by: [site], cluster: [teacher], population: 90, one-sided: true}\n"
      + "  - reliability: {scale: ordinal, compare: site, interval: {jackknife: units}, benchmark: altman}\n"
      + "  - reliability: {scale: interval, by: site, influence: 3, "
      + "interval: {bootstrap: 40, resample: both, limits: bca}}\n"
      + "  - reliability: {scale: nominal, by: site, convention: kalpha, as-printed: true, interval: jackknife}\n",
    "data: {files: c.csv, columns: {unit: [unit, site], rater: rater, value: value}}\nanalyses:\n"
      + "  - raters: {scale: ordinal, gold: gold, tolerance: 1, by-category: true, weights: [linear], adjust: holm}\n"
      + "  - raters: {by: site, gold-rater: 1, certify: [accuracy>=0.5, kappa>=0.2], using: limit, minimum-units: 3}\n"
      + "  - raters: {by: site, pairs: true, margins: true, share-limits: exact, categories: [1, 2, 3]}\n",
  ]
}
