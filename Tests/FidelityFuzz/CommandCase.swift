import FidelityStudies
import FidelityTesting
import Foundation

/// A subcommand with options at random, over small real files.
struct CommandCase {
  private let arguments: [String]

  private static let files = [
    "r.csv", "t.csv", "t.parquet", "t.arrow", "c.csv", "s0.yaml", "s1.yaml", "s3.yaml", "none.csv", ".", "*.csv", "-",
  ]
  private static let columns = [
    "unit", "rater", "value", "site", "month", "score", "gold", "teacher", "x", "", "unit,rater", "item",
  ]
  private static let outputs = [
    "out.csv", "out.parquet", "out.arrow", "out.xlsx", "out.json", "-", "r.csv", "none/o.csv", "o.xls", "out",
  ]
  private static let numbers = [
    "0", "1", "-1", "3", "17", "18", "99999999999999999999", "nan", "0.95", "1e-300", "1e9", "",
  ]

  /// Values of options that are tried beside those that the declarations of analyses give.
  private static let chosenValues: [String: [String]] = [
    "--unit": columns, "--rater": columns, "--value": columns, "--item": columns, "--time": columns, "--by": columns,
    "--group": columns, "--outcome": columns, "--covariates": columns, "--administration": columns,
    "--output": outputs, "--truth": ["truth.csv", "none/t.csv", "out.csv"],
    "--digits": numbers, "--level": numbers, "--threads": ["1", "2", "7", "0", "1000000", "-3"], "--seed": numbers,
    "--rows": numbers, "--minimum-ratings": ["1", "2", "99", "0"],
    "--scale": ["nominal", "ordinal", "interval", "ratio", "x"],
    "--missing": ["9", "value=2", "=", ",", "9,99", "x=\u{0}y"],
    "--wide": ["{item}", "{rater}", "s{item}", "{", "{a}{b}", "{item}_S{segment:digits}"],
    "--interval": [
      "linearised", "jackknife", "jackknife:raters", "jackknife:both", "fleiss-cohen-everitt", "bootstrap:40",
      "bootstrap:1", "bootstrap:1e30", "x",
    ],
    "--resample": ["units", "raters", "both", "x"], "--bootstrap-limits": ["percentile", "basic", "bca", "x"],
    "--cluster": columns, "--population": numbers, "--compare": columns, "--influence": numbers,
    "--benchmark": ["landis-koch", "altman", "x"],
    "--icc": numbers, "--raters": numbers, "--kappa": numbers, "--null": numbers, "--power": numbers,
    "--half-width": numbers, "--standard-error": numbers,
    "--pilot-units": numbers, "--shares": ["0.5,0.5", "0.2,0.3,0.5", "1,0", "1", "nan,1"],
    "--second-shares": ["0.4,0.6", "0,1", "x"], "--metric": ["ordinal", "ratio", "x"],
    "--categories": ["1,2,3,4", "1", "4,3", ","],
    "--coefficients": [
      "all", "gwet-ac", "cohen-kappa,light", "krippendorff-alpha", "percent-agreement,percent-agreement",
      "light-kappa,scott-pi,bangdiwala-b", "category-kappa,category-agreement,van-oest-ir2",
      "prevalence-index,bias-index,kappa-maximum,kappa-ratio",
    ],
    "--weights": ["identity", "quadratic,linear", "x", "custom:t.csv", "custom-distance:r.csv", "custom:"],
    "--metrics": ["interval", "nominal,ratio", "quadratic-weights", "circular,bipolar", "custom-distance:none.csv"],
    "--instrument": ["tfi-2.1", "set-2.1", "tfi", "s0.yaml", "none.yaml", "."],
    "--gold": columns, "--gold-rater": ["a", "1", ""], "--tolerance": numbers, "--minimum-units": ["1", "9", "0"],
    "--certify": ["accuracy>=0.8", "within-1>=0.5,kappa>=0.2", "bias<=1", "x", ">=,"],
    "--using": ["estimate", "limit"],
    "--share-limits": ["wilson", "exact", "t"], "--adjust": ["holm", "benjamini-hochberg", "x"],
    "--duplicates": ["error", "mean", "first", "x"],
    "--format": ["table", "csv", "tsv", "json", "ndjson", "markdown", "parquet", "arrow", "xlsx", "x"],
    "--encoding": ["utf-8", "utf-16", "windows-1252", "big5", "x"], "--escape": ["doubled", "backslash", "x"],
    "--thousands": ["comma", "point", "x"], "--skip": numbers, "--header-rows": numbers,
    "--delimiter": [",", ";", "tab", "\"", "\u{e9}"], "--time-format": ["YYYY-MM-DD", "DDMMYYYY", "M"],
    "--unit-of-time": ["days", "months", "years", "x"],
    "--convention": ["irrcac-r", "kalpha", "sas", "spss", "irrcac-py", "irrcac-table", "x"],
    "--dataset": ["fleiss-1971", "nist-norris,sas-weighted-kappa-3x3", "none", ""],
    "--datasets": [".", "published", "none", "r.csv", ""],
  ]
  /// Every option that takes a value, those of all analyses included.
  private static let values: [String: [String]] = {
    var values = chosenValues
    for option in Analyses.all.flatMap({ OptionDescription.all(of: $0) }) where option.kind != .flag {
      let known: [String] =
        switch option.kind {
        case .choice: option.choices + ["x"]
        case .number, .extendedNumber, .wholeNumber: numbers
        case .names, .text, .flag: columns
        }
      values["--\(option.name)", default: []] += known
    }
    return values
  }()

  private static let flags =
    Analyses.all.flatMap { OptionDescription.all(of: $0) }.filter { $0.kind == .flag }.map { "--\($0.name)" }
    + otherFlags

  private static let otherFlags = [
    "--quiet", "--decimal-comma", "--show", "--yaml", "--items", "--scales", "--failures-only", "--influence", "--help",
    "--version", "--",
  ]

  /// What each subcommand usually has.
  private static let starts: [[String]] = [
    ["describe", "t.csv"], ["run", "s0.yaml"], ["run", "s1.yaml"], ["simulate", "s1.yaml"],
    ["convert", "t.csv", "out.parquet"], ["convert", "r.csv", "out.xlsx"],
    ["reliability", "r.csv", "--unit", "unit", "--rater", "rater", "--value", "value", "--scale", "interval"],
    ["reliability", "t.parquet", "--unit", "month", "--rater", "site", "--value", "score", "--scale", "ordinal"],
    ["reliability", "c.csv", "--unit", "unit", "--rater", "rater", "--value", "value", "--scale", "nominal"],
    [
      "reliability", "c.csv", "--unit", "unit", "--rater", "rater", "--value", "value", "--scale", "ordinal",
      "--compare",
      "site",
    ],
    ["raters", "c.csv", "--unit", "unit", "--rater", "rater", "--value", "value", "--gold", "gold"],
    ["sample-size", "--kappa", "0.6", "--shares", "0.5,0.5", "--half-width", "0.1"],
    ["sample-size", "--icc", "0.7", "--raters", "3", "--null", "0.5"],
    ["group-agreement", "r.csv", "--group", "unit", "--rater", "rater", "--value", "value", "--range", "0,9"],
    ["sample-size", "--standard-error", "0.1", "--pilot-units", "20", "--half-width", "0.1"],
    ["verify", "--datasets", "published"], ["run", "s2.yaml"], ["run", "s3.yaml"],
    ["raters", "r.csv", "--unit", "unit", "--rater", "rater", "--value", "value"],
    ["raters", "t.arrow", "--unit", "month", "--rater", "site", "--value", "score", "--scale", "interval"],
    ["trend", "t.csv", "--outcome", "score", "--time", "month"],
    ["trend", "t.arrow", "--outcome", "score", "--time", "month", "--group", "site"],
    ["score", "t.csv", "--instrument", "tfi-2.1"], ["instruments", "list"], ["instruments", "show", "tfi-2.1"],
    ["instruments", "check", "s0.yaml"], ["schema"], ["schema", "instrument"], ["reference"],
    ["verify", "--dataset", "krippendorff-12x4"], ["explain", "gwet-ac"], ["help"],
    [],
  ]

  init(_ mutator: inout Mutator) {
    var arguments = mutator.pick(Self.starts)
    for _ in 0..<mutator.pick([0, 1, 2, 3, 6]) {
      switch Int.random(in: 0..<8, using: &mutator.generator) {
      case 0: if !arguments.isEmpty { arguments.remove(at: mutator.pick(Array(arguments.indices))) }
      case 1: arguments.append(mutator.pick(Self.files))
      case 2: arguments.append(mutator.pick(Self.flags))
      case 3: if arguments.count > 1 { arguments.swapAt(1, mutator.pick(Array(arguments.indices))) }
      default:
        let name = mutator.pick(Self.values.keys.sorted())
        arguments += [name, mutator.pick(Self.values[name] ?? [""])]
      }
    }
    // A NUL ends an argument before the command sees it.
    self.arguments = arguments.map { $0.replacing("\u{0}", with: "\u{1}") }
  }

  /// - Throws: a ``Finding`` for a status that is not documented, a run of more than 30 seconds, or files left by a
  ///   failure.
  func run(_ executable: String, in folder: TemporaryFolder) throws {
    _ = try folder.write(arguments.joined(separator: "\n"), to: "case")
    let before = try folder.names
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let end = Date().addingTimeInterval(30)
    while process.isRunning, Date() < end { usleep(500) }
    if process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      throw Finding(description: "no end after 30 s: \(arguments)")
    }
    process.waitUntilExit()
    let status = process.terminationStatus
    guard process.terminationReason == .exit, [0, 1, 64, 65, 66, 71, 73, 74].contains(status),
      status != 1 || arguments.first == "verify"
    else {
      throw Finding(description: "ended with \(status): \(arguments)")
    }
    let made = try folder.names.filter { !before.contains($0) }
    // What a simulation knows of the truth is written before its ratings.
    guard status <= 1 || made.isEmpty else { throw Finding(description: "\(status), and left \(made): \(arguments)") }
    for name in made { try FileManager.default.removeItem(atPath: folder.file(name)) }
  }
}
