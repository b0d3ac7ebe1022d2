import CArrow
import FidelityData

/// The batches of one scan, through the Arrow C stream interface.
@safe
final class ArrowStream {
  let formats: [ColumnFormat]
  private var stream: ArrowArrayStream
  private let file: TableFile

  /// Takes over the stream; it is released, and its threads joined, with this object.
  init(taking stream: ArrowArrayStream, of file: TableFile) throws(DataError) {
    unsafe self.stream = stream
    self.file = file
    var schema = unsafe ArrowSchema()
    guard unsafe self.stream.get_schema(&self.stream, &schema) == 0 else {
      formats = []
      throw file.scanError
    }
    let expected = unsafe Int(schema.n_children)
    formats = unsafe ColumnFormat.list(taking: &schema)
    guard formats.count == expected else {
      throw DataError(.malformed(reason: "a column has a layout that is not supported"), file: file.path)
    }
  }

  deinit {
    if let release = unsafe stream.release { unsafe release(&stream) }
  }

  /// The next batch, or nil at the end.
  func next() throws(DataError) -> ArrowBatch? {
    var array = unsafe ArrowArray()
    guard unsafe stream.get_next(&stream, &array) == 0 else { throw file.scanError }
    return unsafe array.release == nil ? nil : ArrowBatch(taking: array)
  }
}
