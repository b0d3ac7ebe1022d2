public import ArgumentParser
import FidelityData
public import FidelityReports
import FidelityStudies
import FidelitySystem

extension TableFormat: ExpressibleByArgument {
  public init?(argument: String) { self.init(named: argument) }

  public static var allValueStrings: [String] { all.map(\.name) }

  public var defaultValueDescription: String { name }
}

/// A format that keeps all digits. The names of the others are read too, so that a command can say why it refuses them.
struct ExactFormat: ExpressibleByArgument {
  let format: TableFormat

  init(_ format: TableFormat) { self.format = format }

  init?(argument: String) {
    guard let format = TableFormat(argument: argument) else { return nil }
    self.format = format
  }

  static var allValueStrings: [String] { TableFormat.all.filter { !$0.isForPeople }.map(\.name) }

  var defaultValueDescription: String { format.name }
}

/// The options that say how and where results are printed.
struct OutputOptions: ParsableArguments {
  @Option(help: "The format (default: that of the output file's extension; table on a terminal, csv in a pipe).")
  var format: TableFormat?

  @Option(
    name: [.short, .long], help: "Write to this file, whole or not at all; - is standard output.",
    completion: .file())
  var output: String?

  @Option(help: "Decimals in tables for people; files keep full precision.")
  var digits = 4

  @Option(help: ArgumentHelp("These columns of the result only, in this order.", valueName: "names"))
  var columns: [String] = []

  @Flag(help: "All columns in tables for people, however wide.")
  var full = false

  @Flag(
    help: "CSV and TSV: an apostrophe before texts that a spreadsheet would run as formulas (= + - @ at the beginning)."
  )
  var defuse = false

  @Flag(name: [.short, .long], help: "No progress bar and no warnings.")
  var quiet = false

  func validate() throws {
    guard (0...17).contains(digits) else { throw ValidationError("--digits takes a number from 0 to 17") }
    if let output, output.isEmpty { throw ValidationError("--output takes the name of a file") }
    if let file, format == nil, !Self.fileExtension(file).isEmpty, extensionFormat == nil {
      throw ValidationError("the extension of '\(file)' stands for no format; say one with --format")
    }
    if chosenFormat.needsFile, file == nil { throw ValidationError("\(chosenFormat.name) needs --output FILE") }
    if defuse, chosenFormat != .csv, chosenFormat != .tsv { throw ValidationError("--defuse goes with csv and tsv") }
    if full, !columns.isEmpty { throw ValidationError("--full and --columns exclude each other") }
    if !columns.isEmpty, columnNames.isEmpty { throw ValidationError("--columns takes names of columns") }
    if Set(columnNames).count < columnNames.count { throw ValidationError("--columns names a column twice") }
  }

  private var columnNames: [String] { columns.flatMap(Names.split) }

  /// The output file; nil for standard output.
  var file: String? { output == "-" ? nil : output }

  private static func fileExtension(_ path: String) -> String { URL(filePath: path).pathExtension }

  private var extensionFormat: TableFormat? {
    file.flatMap { TableFormat(fileExtension: Self.fileExtension($0)) }
  }

  var chosenFormat: TableFormat {
    format ?? extensionFormat ?? (file == nil && isatty(STDOUT_FILENO) == 1 ? .table : .csv)
  }

  /// Checks, before any work is done, that the output can be written and is none of the inputs.
  func check(inputs: [String]) throws(DataError) {
    if let file { try OutputPlace.check(file: file, inputs: inputs) }
  }

  /// - Parameter preferred: the columns of the short table, where it is none of estimates; empty: all.
  func style(preferred: [String] = []) -> TableStyle {
    let chosen: TableStyle.Columns =
      if full { .all } else if columns.isEmpty { .short(preferred: preferred) } else { .named(columnNames) }
    return TableStyle(
      digits: digits, width: file == nil ? TerminalWidth.ofOutput : nil, columns: chosen, defusesFormulas: defuse)
  }

  /// Takes the rows of the result and writes them to the output file, or prints them at their end.
  func writer(preferred: [String] = []) throws(DataError) -> any RowWriter {
    let place = file.map { TablePlace.file($0) } ?? .standardOutput
    return try chosenFormat.writer(to: place, style: style(preferred: preferred))
  }

  /// Ends a table that was written and lets it appear.
  func finish(_ writer: any RowWriter, _ provenance: JSONValue?) throws(DataError) {
    try writer.finish(provenance)
    tellHidden(writer)
  }

  /// Says how many columns a table for people has left out.
  func tellHidden(_ writer: any RowWriter) {
    let hidden = writer.hiddenColumns.count
    if hidden > 0, !quiet, isatty(STDOUT_FILENO) == 1 {
      Diagnostics.write("\(hidden) more column\(hidden == 1 ? "" : "s"): --full shows all, --columns NAMES some")
    }
  }

  /// Prints a table, or writes it to the output file.
  func write(_ table: Table, preferred: [String] = [], provenance: JSONValue? = nil) throws(DataError) {
    try write([table], preferred: preferred, provenance: provenance)
  }

  /// Prints a table that lies in pieces, or writes it to the output file.
  func write(_ pieces: [Table], preferred: [String] = [], provenance: JSONValue? = nil) throws(DataError) {
    let writer = try writer(preferred: preferred)
    for piece in pieces { try writer.append(piece) }
    try finish(writer, provenance)
  }
}
