import FidelityData
import FidelityFiles

extension TableFormat {
  /// Apache Parquet, compressed with snappy.
  public static let parquet = TableFormat(
    "parquet", extensions: ["parquet", "pq"], .file { path, _ in ArrowTableWriter(path, .parquet) })
  /// An Arrow IPC file (Feather 2).
  public static let arrow = TableFormat(
    "arrow", extensions: ["arrow", "feather", "ipc"], .file { path, _ in ArrowTableWriter(path, .arrow) })
}

/// Rows for a ``FidelityFiles/TableStream``, which encodes and writes them on a thread of its own. Neither format has
/// room for provenance yet.
private final class ArrowTableWriter: RowWriter {
  private let stream: TableStream

  init(_ path: String, _ format: BinaryTableFormat) { stream = TableStream(to: path, format: format) }

  func append(_ rows: Table) throws(DataError) { try stream.append(rows) }

  func end(_ provenance: JSONValue?) throws(DataError) { try stream.end() }

  func commit() throws(DataError) { try stream.commit() }
}
