import CArrow
public import FidelityData
import FidelitySystem

/// A binary file format for tables.
public enum BinaryTableFormat: String, Sendable, CaseIterable {
  /// Parquet with snappy compression.
  case parquet
  /// Arrow IPC file (Feather 2).
  case arrow
}

/// Writes tables as Parquet or Arrow, whole or not at all.
public enum TableWriter {
  /// Text becomes a dictionary column (plain text in an Arrow file), numbers float64, whole numbers int64; missing
  /// values are null.
  /// - Throws: `cannotCreate`, `cannotWrite`; nothing half-written stays behind.
  public static func write(_ table: Table, to path: String, format: BinaryTableFormat) throws(DataError) {
    try write(pieces: [table], to: path, format: format)
  }

  /// Writes a table whose rows lie in pieces, at least one; all have the columns of the first.
  package static func write(pieces: [Table], to path: String, format: BinaryTableFormat) throws(DataError) {
    precondition(!pieces.isEmpty, "a table has a piece at least")
    var rest = pieces[...]
    try file(ArrowExport { rest.popFirst().map { .rows($0) } ?? .end }, path, format).commit()
  }

  /// A written file that has yet to take its name.
  static func file(
    _ export: ArrowExport, _ path: String, _ format: BinaryTableFormat
  ) throws(DataError) -> AtomicFile {
    // Renaming would put a file in its place.
    guard !AtomicFile.isDevice(path) else {
      throw DataError(.cannotCreate(reason: "Parquet and Arrow are written to files only"), file: path)
    }
    return try AtomicFile(path) { descriptor throws(DataError) in
      var stream = unsafe export.stream()
      var error = FAError()
      let kind: FAFormat = format == .parquet ? .parquet : .arrow
      let compression: FACompression = format == .parquet ? .snappy : .none
      let status = unsafe fa_write(descriptor, kind, compression, false, &stream, &error)
      guard status == .OK else { throw error.dataError(file: path) }
    }
  }
}
