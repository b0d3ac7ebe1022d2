import CArrow
import FidelityData

/// A table handed to Arrow through the C stream interface, as one batch.
///
/// Every exported structure holds a reference to this object, which owns all memory; the last release frees it.
@safe
final class ArrowExport {
  private let table: Table
  private var allocations: [UnsafeMutableRawPointer] = unsafe []
  private var isDelivered = false

  init(_ table: Table) { self.table = table }

  deinit { for index in unsafe allocations.indices { unsafe allocations[index].deallocate() } }

  /// A stream over the table; its consumer releases it.
  func stream() -> ArrowArrayStream {
    unsafe ArrowArrayStream(
      get_schema: { stream, schema in
        guard let export = unsafe ArrowExport.of(stream?.pointee.private_data), let schema = unsafe schema else {
          return 22
        }
        unsafe schema.initialize(to: export.schema())
        return 0
      },
      get_next: { stream, array in
        guard let export = unsafe ArrowExport.of(stream?.pointee.private_data), let array = unsafe array else {
          return 22
        }
        unsafe array.initialize(to: export.isDelivered ? ArrowArray() : export.batch())
        export.isDelivered = true
        return 0
      },
      get_last_error: { _ in nil },
      release: { stream in
        guard let stream = unsafe stream else { return }
        unsafe ArrowExport.release(stream.pointee.private_data)
        unsafe stream.pointee.release = nil
      },
      private_data: retained())
  }

  private func retained() -> UnsafeMutableRawPointer { unsafe Unmanaged.passRetained(self).toOpaque() }

  private static func of(_ data: UnsafeMutableRawPointer?) -> ArrowExport? {
    unsafe data.map { unsafe Unmanaged<ArrowExport>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func release(_ data: UnsafeMutableRawPointer?) {
    if let data = unsafe data { unsafe Unmanaged<ArrowExport>.fromOpaque(data).release() }
  }

  // MARK: - Memory

  private func copy<Element>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(elements.count, 1))
    unsafe memory.initialize(from: elements, count: elements.count)
    unsafe allocations.append(UnsafeMutableRawPointer(memory))
    return unsafe memory
  }

  private func text(_ text: String) -> UnsafePointer<CChar> { unsafe UnsafePointer(copy(text.utf8CString.map { $0 })) }

  /// Arrow's validity bitmap, or nil where nothing is missing.
  private func validity(_ isValid: [Bool]) -> (UnsafeRawPointer?, missing: Int) {
    let missing = isValid.count { !$0 }
    guard missing > 0 else { return (nil, 0) }
    var bits = [UInt8](repeating: 0, count: (isValid.count + 7) / 8)
    for (row, valid) in isValid.enumerated() where valid { bits[row >> 3] |= 1 << UInt8(row & 7) }
    return unsafe (UnsafeRawPointer(copy(bits)), missing)
  }

  // MARK: - Schema

  private func schema() -> ArrowSchema {
    let children = unsafe table.columns.map { column -> UnsafeMutablePointer<ArrowSchema>? in
      var schema = unsafe field(format(column.values), name: column.name)
      if case .text = column.values { unsafe schema.dictionary = copy([field("u", name: "")]) }
      return unsafe copy([schema])
    }
    var root = unsafe field("+s", name: "")
    unsafe root.n_children = Int64(children.count)
    unsafe root.children = copy(children)
    return unsafe root
  }

  private func format(_ values: Table.Values) -> String {
    switch values {
    case .text: "i"
    case .numbers: "g"
    case .integers: "l"
    }
  }

  private func field(_ format: String, name: String) -> ArrowSchema {
    unsafe ArrowSchema(
      format: text(format), name: text(name), metadata: nil, flags: Int64(ARROW_FLAG_NULLABLE), n_children: 0,
      children: nil, dictionary: nil,
      release: { schema in
        guard let schema = unsafe schema else { return }
        for index in unsafe 0..<Int(schema.pointee.n_children) {
          if let child = unsafe schema.pointee.children[index], let release = unsafe child.pointee.release {
            unsafe release(child)
          }
        }
        if let child = unsafe schema.pointee.dictionary, let release = unsafe child.pointee.release {
          unsafe release(child)
        }
        let owner = unsafe schema.pointee.private_data
        unsafe schema.pointee.release = nil
        unsafe ArrowExport.release(owner)
      }, private_data: retained())
  }

  // MARK: - Values

  private func batch() -> ArrowArray {
    let children = unsafe table.columns.map { column -> UnsafeMutablePointer<ArrowArray>? in
      unsafe copy([array(column.values)])
    }
    var root = unsafe array(length: table.rowCount, missing: 0, buffers: [nil])
    unsafe root.n_children = Int64(children.count)
    unsafe root.children = copy(children)
    return unsafe root
  }

  private func array(_ values: Table.Values) -> ArrowArray {
    switch values {
    case .numbers(let numbers):
      let (bits, missing) = unsafe validity(numbers.map { !$0.isNaN })
      return unsafe array(length: numbers.count, missing: missing, buffers: [bits, UnsafeRawPointer(copy(numbers))])
    case .integers(let integers):
      let (bits, missing) = unsafe validity(integers.map { $0 != nil })
      let plain = integers.map { Int64($0 ?? 0) }
      return unsafe array(length: integers.count, missing: missing, buffers: [bits, UnsafeRawPointer(copy(plain))])
    case .text(let codes, let labels):
      let (bits, missing) = unsafe validity(codes.map { $0 != missingKey })
      let indices = codes.map { $0 == missingKey ? 0 : Int32($0) }
      var result = unsafe array(
        length: codes.count, missing: missing, buffers: [bits, UnsafeRawPointer(copy(indices))])
      unsafe result.dictionary = copy([texts(labels)])
      return unsafe result
    }
  }

  private func texts(_ labels: [String]) -> ArrowArray {
    var offsets: [Int32] = [0]
    var bytes: [UInt8] = []
    for label in labels {
      bytes += label.utf8
      offsets.append(Int32(bytes.count))
    }
    return unsafe array(
      length: labels.count, missing: 0, buffers: [nil, UnsafeRawPointer(copy(offsets)), UnsafeRawPointer(copy(bytes))])
  }

  private func array(length: Int, missing: Int, buffers: [UnsafeRawPointer?]) -> ArrowArray {
    unsafe ArrowArray(
      length: Int64(length), null_count: Int64(missing), offset: 0, n_buffers: Int64(buffers.count), n_children: 0,
      buffers: copy(buffers), children: nil, dictionary: nil,
      release: { array in
        guard let array = unsafe array else { return }
        for index in unsafe 0..<Int(array.pointee.n_children) {
          if let child = unsafe array.pointee.children[index], let release = unsafe child.pointee.release {
            unsafe release(child)
          }
        }
        if let child = unsafe array.pointee.dictionary, let release = unsafe child.pointee.release {
          unsafe release(child)
        }
        let owner = unsafe array.pointee.private_data
        unsafe array.pointee.release = nil
        unsafe ArrowExport.release(owner)
      }, private_data: retained())
  }
}
