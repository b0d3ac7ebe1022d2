import ArgumentParser
import FidelityData
import FidelityFiles
import FidelityReports
import FidelityStudies
import Foundation

/// The options that say how and where results are printed.
struct OutputOptions: ParsableArguments {
  @Option(help: "table, csv, tsv, json, ndjson, markdown, parquet or arrow (default: table on a terminal, csv in a pipe).")
  var format: String?

  @Option(name: [.short, .long], help: "Write to this file; the extension gives the format.")
  var output: String?

  @Option(help: "Decimals in tables for people; files keep full precision.")
  var digits = 4

  @Flag(name: [.short, .long], help: "No progress bar and no warnings.")
  var quiet = false

  func validate() throws {
    guard (0...17).contains(digits) else { throw ValidationError("--digits takes a number from 0 to 17") }
    _ = try target()
  }

  private enum Target {
    case text(ReportFormat)
    case binary(BinaryTableFormat)
  }

  private func target() throws -> Target {
    let name = format ?? output.map { URL(filePath: $0).pathExtension } ?? ""
    if let format, ReportFormat(rawValue: format) == nil, BinaryTableFormat(fileExtension: format) == nil {
      throw ValidationError("there is no format '\(format)'; there are table, csv, tsv, json, ndjson, markdown, parquet, arrow")
    }
    if let binary = BinaryTableFormat(fileExtension: name) {
      if output == nil { throw ValidationError("--format \(name) needs --output FILE") }
      return .binary(binary)
    }
    if let text = ReportFormat(rawValue: name) ?? ReportFormat(fileExtension: name) { return .text(text) }
    return .text(output == nil && isatty(STDOUT_FILENO) == 1 ? .table : .csv)
  }

  /// Prints a table, or writes it to the output file.
  func write(_ table: Table, provenance: JSONValue? = nil) throws {
    switch try target() {
    case .binary(let format):
      guard let output else { return }
      try TableWriter.write(table, to: output, format: format)
    case .text(let format):
      let bytes = Report(format: format, digits: digits, provenance: provenance).bytes(table)
      if let output {
        try AtomicFile(output, bytes: bytes).commit()
      } else {
        try StandardOutput.write(bytes)
      }
    }
  }
}

/// Standard output, whose failures are errors like those of a file.
enum StandardOutput {
  static func write(_ text: String) throws { try write(Array(text.utf8)) }

  static func write(_ bytes: [UInt8]) throws(DataError) {
    let failure = DescriptorOutput.write(bytes, to: STDOUT_FILENO)
    guard failure == 0 else {
      throw DataError(.cannotWrite(reason: SystemFailure.reason(failure)), file: "standard output")
    }
  }
}
