import CArrow
import CArrowStreams
import FidelityData
import FidelityFiles
import Testing

/// A stream of Arrow C++, as another program hands it over; it is released with this object unless it was taken over.
@safe
final class ForeignStream {
  private let stream: UnsafeMutablePointer<ArrowArrayStream>

  private init(_ make: (UnsafeMutableRawPointer) -> Bool) throws {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: ArrowArrayStream())
    try #require(unsafe make(UnsafeMutableRawPointer(stream)))
  }

  /// One column `x`, a batch for each of the JSON arrays.
  convenience init(_ type: String, _ batches: [String]) throws {
    try unsafe self.init { out in unsafe as_values(type, batches.joined(separator: "\n"), out) }
  }

  /// The columns of a file, in batches.
  convenience init(file: String, delimiter: Character = ",", batchRows: Int) throws {
    try unsafe self.init { out in
      unsafe as_file(file, CChar(bitPattern: delimiter.asciiValue ?? 0x2c), Int64(batchRows), out)
    }
  }

  /// Batches of a thousand rows of a column `x`, and then a failure.
  convenience init(failingAfter count: Int, _ message: String?) throws {
    try unsafe self.init { out in unsafe as_failing(Int32(count), message, out) }
  }

  /// Columns `x` and `k` without rows.
  static func empty() throws -> ForeignStream { try unsafe ForeignStream { out in unsafe as_empty(out) } }

  /// A column `x` that breaks its word.
  convenience init(odd kind: String) throws { try unsafe self.init { out in unsafe as_odd(kind, out) } }

  deinit {
    if let release = unsafe stream.pointee.release { unsafe release(stream) }
    unsafe stream.deallocate()
  }

  var isReleased: Bool { unsafe stream.pointee.release == nil }

  /// Opens the stream as a table.
  func table(_ name: String = "ratings", keepsRows: Bool = false, threads: Int? = nil) throws(DataError) -> TableFile {
    try unsafe TableFile(
      stream: UnsafeMutableRawPointer(stream), name: name, keepsRows: keepsRows, threads: threads)
  }
}
