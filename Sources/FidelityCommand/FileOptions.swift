import ArgumentParser
import FidelityData
import FidelityFiles
import FidelityStudies

/// The options that say which files to read and how they are written.
struct FileOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "CSV, Excel (.xlsx), Parquet or Arrow files, or quoted patterns such as 'data/*.csv'; - is standard input.",
      valueName: "data"),
    completion: .file())
  var files: [String]

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Missing codes: 9,99 in numbers and ratings, or COLUMN=9 in one column (keys too); none: NA, N/A, ... are codes.",
      valueName: "codes"))
  var missing: [String] = []

  @OptionGroup var text: TextOptions

  @Option(help: "The sheet of a workbook, by name or number; else the first visible one with data.")
  var sheet: String?

  @Option(help: "The cells of a sheet: B3:H200, B:H, 3:200 or B3.")
  var cells: String?

  @Flag(help: "Labels that differ only in case or blanks are one: in keys and in ratings that are words.")
  var foldLabels = false

  @Option(help: "Threads that decode the files and compute (default: one per processor).")
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads takes a number from 1 to 1024") }
  }

  var options: TableOptions {
    var options = TableOptions(threads: threads)
    text.apply(to: &options)
    options.foldsLabels = foldLabels
    (options.sheet, options.cells) = (sheet, cells)
    return options
  }

  /// The files that the arguments stand for.
  func paths() throws(DataError) -> [String] {
    var paths: [String] = []
    for file in files { paths += try DataFiles.matching(file) }
    return paths
  }

  var missingCodes: MissingCodes {
    var everywhere: [String] = []
    var byColumn: [String: [String]] = [:]
    for entry in missing {
      if let equals = entry.firstIndex(of: "=") {
        byColumn[String(entry[..<equals]), default: []] += Self.codes(entry[entry.index(after: equals)...])
      } else {
        everywhere += Self.codes(entry[...])
      }
    }
    return MissingCodes(listed: everywhere, byColumn: byColumn)
  }

  private static func codes(_ text: Substring) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}
