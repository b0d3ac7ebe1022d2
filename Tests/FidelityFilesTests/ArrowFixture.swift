import CArrow
import FidelityData
import Foundation

/// A table with columns of any fixed-width Arrow type or text, which the C stream interface takes to a file: what other
/// programs write, and ``TableWriter`` does not.
@safe
final class ArrowFixture {
  struct Column {
    let name: String
    /// Arrow's format string.
    let format: String
    let isValid: [Bool]
    /// The buffers after the bitmap of validity.
    let buffers: [[UInt8]]

    init(_ name: String, _ format: String, isValid: [Bool], buffers: [[UInt8]]) {
      (self.name, self.format, self.isValid, self.buffers) = (name, format, isValid, buffers)
    }

    /// Values of fixed width; nil is null.
    init<Value: BitwiseCopyable>(_ name: String, _ format: String, _ values: [Value?], null: Value) {
      let bytes = values.map { $0 ?? null }.flatMap { value in unsafe withUnsafeBytes(of: value) { unsafe Array($0) } }
      self.init(name, format, isValid: values.map { $0 != nil }, buffers: [bytes])
    }

    init(_ name: String, booleans: [Bool?]) {
      self.init(name, "b", isValid: booleans.map { $0 != nil }, buffers: [Self.bits(booleans.map { $0 ?? false })])
    }

    init(_ name: String, text: [String?]) {
      var offsets: [Int32] = [0]
      for value in text { offsets.append(offsets[offsets.count - 1] + Int32(value?.utf8.count ?? 0)) }
      let start = offsets.flatMap { offset in unsafe withUnsafeBytes(of: offset) { unsafe Array($0) } }
      self.init(
        name, "u", isValid: text.map { $0 != nil }, buffers: [start, text.flatMap { Array(($0 ?? "").utf8) }])
    }

    static func bits(_ flags: [Bool]) -> [UInt8] {
      var bits = [UInt8](repeating: 0, count: (flags.count + 7) / 8)
      for (row, flag) in flags.enumerated() where flag { bits[row >> 3] |= 1 << UInt8(row & 7) }
      return bits
    }
  }

  private let batches: [[Column]]
  private var delivered = 0
  private var allocations: [UnsafeMutableRawPointer] = unsafe []

  /// Batches of the same columns.
  init(_ batches: [[Column]]) { self.batches = batches }

  deinit { for index in unsafe allocations.indices { unsafe allocations[index].deallocate() } }

  /// - Parameter repeats: whether numbers get a dictionary in a Parquet file.
  func write(to path: String, format: FAFormat, repeats: Bool = false) throws {
    var stream = unsafe ArrowArrayStream(
      get_schema: { stream, schema in
        guard let fixture = unsafe ArrowFixture.of(stream), let schema = unsafe schema else { return EINVAL }
        unsafe schema.initialize(to: fixture.schema())
        return 0
      },
      get_next: { stream, array in
        guard let fixture = unsafe ArrowFixture.of(stream), let array = unsafe array else { return EINVAL }
        unsafe array.initialize(to: fixture.next())
        return 0
      },
      get_last_error: { _ in nil }, release: { unsafe $0?.pointee.release = nil },
      private_data: Unmanaged.passUnretained(self).toOpaque())
    var error = FAError()
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
    defer { close(descriptor) }
    // The writer is done with the memory when it returns.
    let status = withExtendedLifetime(self) {
      unsafe fa_write(descriptor, format, .zstd, repeats, &stream, &error)
    }
    guard status == .OK else { throw DataError(.cannotWrite(reason: "the fixture was refused"), file: path) }
  }

  private static func of(_ stream: UnsafeMutablePointer<ArrowArrayStream>?) -> ArrowFixture? {
    guard let data = unsafe stream?.pointee.private_data else { return nil }
    return unsafe Unmanaged<ArrowFixture>.fromOpaque(data).takeUnretainedValue()
  }

  private func copy<Element>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(elements.count, 1))
    unsafe memory.initialize(from: elements, count: elements.count)
    unsafe allocations.append(UnsafeMutableRawPointer(memory))
    return unsafe memory
  }

  private func schema(_ name: String, _ format: String, children: [ArrowSchema]) -> ArrowSchema {
    unsafe ArrowSchema(
      format: UnsafePointer(copy(Array(format.utf8CString))), name: UnsafePointer(copy(Array(name.utf8CString))),
      metadata: nil, flags: Int64(ARROW_FLAG_NULLABLE), n_children: Int64(children.count),
      children: copy(children.map { unsafe copy([$0]) }), dictionary: nil,
      release: { unsafe $0?.pointee.release = nil }, private_data: nil)
  }

  private func schema() -> ArrowSchema {
    unsafe schema("", "+s", children: batches[0].map { unsafe schema($0.name, $0.format, children: []) })
  }

  private func array(_ isValid: [Bool], _ buffers: [UnsafeRawPointer?], children: [ArrowArray]) -> ArrowArray {
    unsafe ArrowArray(
      length: Int64(isValid.count), null_count: Int64(isValid.count { !$0 }), offset: 0,
      n_buffers: Int64(buffers.count), n_children: Int64(children.count), buffers: copy(buffers),
      children: copy(children.map { unsafe copy([$0]) }), dictionary: nil,
      release: { unsafe $0?.pointee.release = nil }, private_data: nil)
  }

  private func next() -> ArrowArray {
    guard delivered < batches.count else { return unsafe ArrowArray() }
    let columns = batches[delivered]
    delivered += 1
    let children = unsafe columns.map { column in
      let buffers =
        unsafe [Column.bits(column.isValid)].map { unsafe UnsafeRawPointer(copy($0)) }
        + column.buffers.map { unsafe UnsafeRawPointer(copy($0)) }
      return unsafe array(column.isValid, buffers, children: [])
    }
    return unsafe array(columns[0].isValid.map { _ in true }, [nil], children: children)
  }
}
