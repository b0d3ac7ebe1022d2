import ArgumentParser
import FidelityData
import FidelityFiles
import FidelityReports
import FidelityStudies
import FidelitySystem

/// A format of result tables.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case table, csv, tsv, json, ndjson, markdown, parquet, arrow

  /// The format that a file's extension stands for, or nil.
  init?(fileExtension: String) {
    let name =
      BinaryTableFormat(fileExtension: fileExtension)?.rawValue ?? ReportFormat(fileExtension: fileExtension)?.rawValue
    guard let name, let format = OutputFormat(rawValue: name) else { return nil }
    self = format
  }

  var binary: BinaryTableFormat? { BinaryTableFormat(rawValue: rawValue) }
}

/// The options that say how and where results are printed.
struct OutputOptions: ParsableArguments {
  @Option(help: "The format (default: that of the output file's extension; table on a terminal, csv in a pipe).")
  var format: OutputFormat?

  @Option(name: [.short, .long], help: "Write to this file, whole or not at all; - is standard output.")
  var output: String?

  @Option(help: "Decimals in tables for people; files keep full precision.")
  var digits = 4

  @Flag(name: [.short, .long], help: "No progress bar and no warnings.")
  var quiet = false

  func validate() throws {
    guard (0...17).contains(digits) else { throw ValidationError("--digits takes a number from 0 to 17") }
    if let output, output.isEmpty { throw ValidationError("--output takes the name of a file") }
    if let file, format == nil, !Self.fileExtension(file).isEmpty, extensionFormat == nil {
      throw ValidationError("the extension of '\(file)' stands for no format; say one with --format")
    }
    if let binary = chosenFormat.binary, file == nil {
      throw ValidationError("\(binary.rawValue) needs --output FILE")
    }
  }

  /// The output file; nil for standard output.
  var file: String? { output == "-" ? nil : output }

  private static func fileExtension(_ path: String) -> String { URL(filePath: path).pathExtension }

  private var extensionFormat: OutputFormat? {
    file.flatMap { OutputFormat(fileExtension: Self.fileExtension($0)) }
  }

  var chosenFormat: OutputFormat {
    format ?? extensionFormat ?? (file == nil && isatty(STDOUT_FILENO) == 1 ? .table : .csv)
  }

  /// Checks, before any work is done, that the output can be written and is none of the inputs.
  func check(inputs: [String]) throws(DataError) {
    if let file { try OutputPlace.check(file: file, inputs: inputs) }
  }

  /// A binary output file, to be written piece by piece; nil for text.
  var stream: TableStream? {
    guard let binary = chosenFormat.binary, let file else { return nil }
    return TableStream(to: file, format: binary)
  }

  /// Prints a table, or writes it to the output file.
  func write(_ table: Table, provenance: JSONValue? = nil) throws(DataError) {
    let format = chosenFormat
    if let binary = format.binary, let file { return try TableWriter.write(table, to: file, format: binary) }
    let text = ReportFormat(rawValue: format.rawValue) ?? .csv
    let bytes = Report(format: text, digits: digits, provenance: provenance).bytes(table)
    if let file {
      try AtomicFile(file, bytes: bytes).commit()
    } else {
      try StandardOutput.write(bytes)
    }
  }
}

/// Standard output, whose failures are errors like those of a file.
enum StandardOutput {
  static func write(_ text: String) throws(DataError) { try write(Array(text.utf8)) }

  static func write(_ bytes: [UInt8]) throws(DataError) {
    let failure = DescriptorOutput.write(bytes, to: STDOUT_FILENO)
    guard failure == 0 else {
      throw DataError(.cannotWrite(reason: SystemFailure.reason(failure)), file: "standard output")
    }
  }
}
