import ArgumentParser
import FidelityData
import FidelityFiles
import FidelityStudies
import Foundation

/// The options that say what the data are; each has a field of the same meaning in a study file.
struct DataOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("CSV, Parquet or Arrow files; - is standard input.", valueName: "data"))
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "The table is wide: columns whose names are of this form hold the ratings, as in {item}_S{segment}.",
      valueName: "pattern"))
  var wide: String?

  @Option(help: "Columns that together name what was rated (a comma between them).")
  var unit: [String] = []

  @Option(help: "Columns that together name the rater.")
  var rater: [String] = []

  @Option(help: "Column that names the item (long tables).")
  var item: String?

  @Option(help: "Column that holds the rating (long tables).")
  var value: String?

  @Option(help: "Column of time: numbers or dates.")
  var time: String?

  @Option(help: "How dates are written, as in YYYY-MM-DD or DDMMYYYY.")
  var timeFormat: String?

  @Option(help: ArgumentHelp("Missing codes: 9,99 everywhere, or COLUMN=9 in one column.", valueName: "codes"))
  var missing: [String] = []

  @Option(help: "The character between cells; found out from the header if not said. 'tab' for a tabulator.")
  var delimiter: String?

  @Flag(help: "Numbers are written 3,14.")
  var decimalComma = false

  @Option(help: "Where a rater rated a unit twice: error, first, last or mean.")
  var duplicates: String = "error"

  @Option(help: "Threads that decode the files.")
  var threads: Int?

  func description(needsRatings: Bool, hasInstrument: Bool) throws -> DataDescription {
    var data = DataDescription(files: try files.flatMap(Self.expanded))
    data.options = TableOptions(usesDecimalComma: decimalComma, threads: threads)
    if let delimiter {
      let text = delimiter == "tab" ? "\t" : delimiter
      guard let character = text.first, text.count == 1, character.isASCII else {
        throw ValidationError("--delimiter takes one ASCII character, or tab")
      }
      data.options.delimiter = character
    }
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads takes a number from 1 to 1024") }
    guard let rule = DuplicateRule(rawValue: duplicates) else {
      throw ValidationError("--duplicates takes error, first, last or mean, not '\(duplicates)'")
    }
    data.duplicates = rule
    for (role, columns) in [("unit", unit.split), ("rater", rater.split)] where !columns.isEmpty {
      data.roles[role] = columns
    }
    if let item { data.roles["item"] = [item] }
    if let value { data.roles["value"] = [value] }
    data.time = try timeSource()
    data.missing = missingCodes
    if let wide {
      if value != nil { throw ValidationError("--wide and --value exclude each other: a table is wide or long") }
      data.layout = .wide(try WidePattern(wide))
    } else if needsRatings, value == nil, hasInstrument {
      data.layout = .wide(try WidePattern("{item}"))
    }
    return data
  }

  private func timeSource() throws -> DataDescription.TimeSource? {
    guard let time else {
      if timeFormat != nil { throw ValidationError("--time-format goes with --time") }
      return nil
    }
    guard let timeFormat else { return .column(time) }
    guard let format = CalendarDate.Format(timeFormat) else {
      throw ValidationError("--time-format names YYYY (or YY), MM and DD once each, as in DD/MM/YYYY")
    }
    return .date(column: time, format: format)
  }

  private var missingCodes: MissingCodes {
    var everywhere: [String] = []
    var byColumn: [String: [String]] = [:]
    for entry in missing {
      if let equals = entry.firstIndex(of: "=") {
        let codes = entry[entry.index(after: equals)...].split(separator: ",", omittingEmptySubsequences: false)
        byColumn[String(entry[..<equals]), default: []] += codes.map(String.init)
      } else {
        everywhere += entry.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    }
    return MissingCodes(everywhere: everywhere, byColumn: byColumn)
  }

  /// A path, or the files that a quoted glob stands for.
  private static func expanded(_ path: String) throws -> [String] {
    guard path.contains(where: { "*?[".contains($0) }), !FileManager.default.fileExists(atPath: path) else { return [path] }
    var result = unsafe glob_t()
    defer { unsafe globfree(&result) }
    guard unsafe glob(path, 0, nil, &result) == 0 else { throw DataError(.noSuchFile, file: path) }
    return unsafe (0..<Int(result.gl_pathc)).compactMap { unsafe result.gl_pathv[$0].map { unsafe String(cString: $0) } }
  }
}

extension [String] {
  /// Comma-separated lists, given once or several times, as one list.
  var split: [String] { flatMap { $0.split(separator: ",").map(String.init) } }
}
