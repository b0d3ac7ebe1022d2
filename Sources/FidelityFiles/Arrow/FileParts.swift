import CArrow
import FidelityData

/// The parts of a file that threads decode one beside the other: row groups of Parquet, or pieces of them.
@safe
final class FileParts: @unchecked Sendable {
  let file: TableFile
  let formats: [ColumnFormat]
  let count: Int
  private let parts: OpaquePointer

  /// Nil where the file, or one of the columns, can only be read from its beginning to its end.
  init?(_ file: TableFile, columns: [Int], kinds: [FAKind], workers: Int) throws(DataError) {
    var opened: OpaquePointer?
    var schema = unsafe ArrowSchema()
    var error = FAError()
    let status = unsafe file.withSource { source in
      unsafe fa_parts(
        source, columns.map { Int32($0) }, kinds.map(\.rawValue), Int32(columns.count), Int32(workers), &opened,
        &schema, &error)
    }
    guard status == .OK else { throw error.dataError(file: file.path) }
    guard let opened = unsafe opened else { return nil }
    unsafe parts = opened
    self.file = file
    formats = unsafe ColumnFormat.list(taking: &schema)
    count = unsafe Int(fa_part_count(opened))
  }

  deinit { unsafe fa_parts_close(parts) }

  /// Rows of the file before a part.
  func rowsBefore(_ part: Int) -> Int { unsafe Int(fa_part_first_row(parts, Int64(part))) }

  /// Decodes a part on this thread and hands over its batches. No two threads use one `worker` at a time.
  func read(_ part: Int, worker: Int, _ body: (ArrowBatch) throws(DataError) -> Void) throws(DataError) {
    var error = FAError()
    // What the callback needs lives on this stack as long as the call.
    let (status, thrown) = withoutActuallyEscaping(body) { body in
      var taker = Taker(body)
      let status = unsafe withUnsafeMutablePointer(to: &taker) { taker in
        unsafe fa_read_part(
          parts, Int32(worker), Int64(part),
          { context, array in
            guard let taker = unsafe context?.assumingMemoryBound(to: Taker.self) else { return false }
            return unsafe taker.pointee.take(ArrowBatch(taking: array.pointee))
          }, taker, &error)
      }
      return (status, taker.thrown)
    }
    if let thrown { throw thrown }
    guard status == .OK else { throw error.dataError(file: file.path) }
  }

  private struct Taker {
    let body: (ArrowBatch) throws(DataError) -> Void
    var thrown: DataError?

    init(_ body: @escaping (ArrowBatch) throws(DataError) -> Void) { self.body = body }

    /// Whether to go on.
    mutating func take(_ batch: ArrowBatch) -> Bool {
      do {
        try body(batch)
        return true
      } catch {
        thrown = error
        return false
      }
    }
  }
}
