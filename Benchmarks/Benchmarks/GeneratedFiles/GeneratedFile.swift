public import Fidelity
import FidelityFiles
import Foundation

/// A table in a file of a temporary folder, to be removed with ``remove()``.
public struct GeneratedFile: Sendable {
  public enum Format: String, Sendable, CaseIterable {
    case csv = "CSV"
    case parquet = "Parquet"
  }

  public let path: String
  private let folder: URL

  /// Writes a table.
  /// - Throws: where the temporary folder cannot be made or written.
  public init(_ table: Table, format: Format) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "fidelity-benchmarks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    switch format {
    case .csv:
      path = folder.appending(path: "table.csv").path
      try AtomicFile(path, bytes: Self.csv(table)).commit()
    case .parquet:
      path = folder.appending(path: "table.parquet").path
      try TableWriter.write(table, to: path, format: .parquet)
    }
  }

  /// Removes the file and its folder.
  public func remove() { try? FileManager.default.removeItem(at: folder) }

  /// The texts of generated tables need no quotation marks.
  private static func csv(_ table: Table) -> [UInt8] {
    var bytes = Array(table.columns.map(\.name).joined(separator: ",").utf8)
    bytes.append(0x0a)
    for row in 0..<table.rowCount {
      for (index, column) in table.columns.enumerated() {
        if index > 0 { bytes.append(0x2c) }
        switch column.values {
        case .text(let codes, let labels): if codes[row] != missingKey { bytes += labels[Int(codes[row])].utf8 }
        case .numbers(let numbers): if !numbers[row].isNaN { bytes += CategoryDictionary.label(numbers[row]).utf8 }
        case .integers(let integers): if let integer = integers[row] { bytes += String(integer).utf8 }
        case .wholes(let integers): bytes += String(integers[row]).utf8
        }
      }
      bytes.append(0x0a)
    }
    return bytes
  }
}
