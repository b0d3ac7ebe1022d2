import ArgumentParser
import FidelityData
import FidelityFiles
import FidelityReports
import FidelityStudies
import FidelitySystem

struct ConvertCommand: CommandWithExamples {
  static let examples = [
    CommandExample("CSV as an Excel workbook:", "convert datasets/raters-gold/data.csv ratings.xlsx"),
    CommandExample(
      "A column per rater:",
      "convert datasets/raters-gold/data.csv wide.parquet", "--to wide --names rater --values value"),
    CommandExample(
      "A row per rating again:",
      "convert wide.parquet long.csv", "--to long --columns A,B,C,D,E --names rater --values value"),
    CommandExample(
      "How many raters chose each category:",
      "convert datasets/raters-gold/data.csv counts.csv", "--to counts --unit unit --values value"),
  ]

  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Tables in another format (CSV, TSV, Parquet, Arrow, Excel, JSON) or layout.",
    usage: "fidelity convert [<options>] <in> ... <out>",
    discussion: """
      The last name is the output, whose extension says the format; - is standard output (say --format). Several \
      inputs follow each other. Texts stay as they are written ("007"), numbers keep all digits, an empty cell is a \
      missing one. Parquet, Arrow, Excel and JSON get columns of whole numbers, numbers, true and false, dates or \
      texts: what a typed file says, or what all cells of a text file are, which reads it twice. A number with a zero \
      or a plus sign before it, or with more digits than a number keeps, is a text. --decimal-comma, --thousands and \
      --time-format are taken as in an analysis, also from text to text.

      Formats and --to long take little memory, whatever the number of rows. --to wide and --to counts make the new \
      table in memory.
      """)

  enum Layout: String, ExpressibleByArgument, CaseIterable {
    case long, wide, counts
  }

  @OptionGroup(title: HelpHeadings.data) var data: FileOptions

  @Option(help: ArgumentHelp("Read these columns only, in this order.", valueName: "names"))
  var select: [Names] = []

  @Option(help: ArgumentHelp("These columns hold dates, written as --time-format says.", valueName: "names"))
  var time: [Names] = []

  @Option(
    help: "How dates are written: M/D/YYYY, DDMMYYYY, DD-MMM-YYYY, YYYY-MM, school-year, excel, excel-1904, unix.",
    transform: DataOptions.dateFormat)
  var timeFormat: CalendarDate.Format?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Take only rows that meet a condition (given twice: both), as in 'phase == \"baseline\" && score >= 2'.",
      valueName: "condition"),
    transform: DataOptions.condition)
  var conditions: [RowCondition] = []

  @Option(
    help: "The layout: a row per value (long), a column per name (wide), a column per value that counts it (counts).")
  var to: Layout?

  @Option(
    help: ArgumentHelp(
      "Columns whose names are of this form hold the values (long, counts), or will (wide), as in {item}_S{segment}.",
      valueName: "pattern"), transform: DataOptions.pattern)
  var wide: WidePattern?

  @Option(help: ArgumentHelp("These columns hold the values (long, counts).", valueName: "names"))
  var columns: [Names] = []

  @Option(
    help: ArgumentHelp("The columns of names: those of the result (long), or those read (wide).", valueName: "names"))
  var names: [Names] = []

  @Option(help: ArgumentHelp("The column of values: of the result (long), or read (wide, counts).", valueName: "name"))
  var values: String?

  @Option(help: "The columns that make a row of counts (default: all that hold no values).")
  var unit: [Names] = []

  @Option(help: "The format (default: that of the output's extension).")
  var format: ExactFormat?

  @Flag(
    help: "CSV and TSV: an apostrophe before texts that a spreadsheet would run as formulas (= + - @ at the beginning)."
  )
  var defuse = false

  @Flag(name: [.short, .long], help: "No progress bar, no warnings, no closing line.")
  var quiet = false

  func validate() throws {
    guard data.files.count >= 2 else { throw ValidationError("name the files to read, and then the one to write") }
    let format = try chosenFormat()
    if format.isForPeople { throw ValidationError("\(format.name) is for people and loses digits: use csv") }
    if format.needsFile, output == nil { throw ValidationError("\(format.name) needs the name of a file") }
    if time.isEmpty != (timeFormat == nil) { throw ValidationError("--time and --time-format go together") }
    if defuse, format != .csv, format != .tsv { throw ValidationError("--defuse goes with csv and tsv") }
    _ = try shape()
  }

  func run() throws {
    var inputs: [String] = []
    for path in data.files.dropLast() { inputs += try DataFiles.matching(path) }
    if let output { try OutputPlace.check(file: output, inputs: inputs) }
    let condition = conditions.dropFirst().reduce(conditions.first) { joined, next in joined?.and(next) }
    let conversion = TableConversion(
      files: inputs, options: data.options, missing: data.missingCodes, selected: select.isEmpty ? nil : select.names,
      where: condition, shape: try shape(), dates: dates)
    let place = output.map { TablePlace.file($0) } ?? .standardOutput
    let report = try conversion.run(
      to: place, try chosenFormat(), style: TableStyle(columns: .all, defusesFormulas: defuse))
    Diagnostics.warn(report.warnings, isQuiet: quiet)
    if !quiet, let output { Diagnostics.write("\(report.rowsRead) rows read, \(report.rowsWritten) in \(output)") }
  }
}

extension ConvertCommand {
  /// The file to write; nil for standard output.
  private var output: String? { data.files.last.flatMap { $0 == "-" ? nil : $0 } }

  private var dates: [String: CalendarDate.Format] {
    guard let timeFormat else { return [:] }
    return Dictionary(time.names.map { ($0, timeFormat) }, uniquingKeysWith: { first, _ in first })
  }

  private func chosenFormat() throws -> TableFormat {
    if let format { return format.format }
    guard let output else { return .csv }
    if let format = TableFormat(fileExtension: URL(filePath: output).pathExtension) { return format }
    throw ValidationError("the extension of '\(output)' stands for no format; say one with --format")
  }

  private func shape() throws -> TableConversion.Shape {
    for (name, list) in [("columns", columns), ("select", select)] where Set(list.names).count < list.names.count {
      throw ValidationError("--\(name) names a column twice")
    }
    if wide != nil, !columns.isEmpty { throw ValidationError("--wide and --columns exclude each other") }
    if to != .counts, !unit.isEmpty { throw ValidationError("--unit goes with --to counts") }
    let gathered = wide.map { GatheredColumns.pattern($0) } ?? (columns.isEmpty ? nil : .named(columns.names))
    switch to {
    case nil:
      guard gathered == nil, names.isEmpty, values == nil else {
        throw ValidationError("--wide, --columns, --names and --values go with --to long, wide or counts")
      }
      return .unchanged
    case .long:
      guard let gathered else { throw ValidationError("--to long needs --columns NAMES or --wide PATTERN") }
      return .long(gathered, names: names.isEmpty ? nil : names.names, values: values ?? "value")
    case .wide:
      guard columns.isEmpty else { throw ValidationError("--columns goes with --to long and counts") }
      let variables = names.isEmpty ? wide?.variables : names.names
      guard let variables, let values else { throw ValidationError("--to wide needs --names NAMES and --values NAME") }
      if let wide, wide.variables.count != variables.count {
        throw ValidationError("--wide has \(wide.variables.count) variables, --names \(variables.count)")
      }
      return .wide(names: variables, values: values, pattern: wide)
    case .counts:
      guard names.isEmpty else { throw ValidationError("--names goes with --to long and wide") }
      guard gathered == nil || values == nil else {
        throw ValidationError("--values excludes --columns and --wide in --to counts")
      }
      if let gathered { return .counts(gathered, unit: unit.names) }
      guard let values, !unit.isEmpty else {
        throw ValidationError("--to counts needs --unit NAMES and --values NAME, or --columns NAMES")
      }
      return .counts(.named([values]), unit: unit.names)
    }
  }
}
