import CArrow
import FidelityData
import FidelitySystem

/// A table handed to Arrow through the C stream interface, one batch for each of its pieces.
///
/// Every exported structure holds a reference to this object or to that of its piece, which owns all memory; the last
/// release frees it.
@safe
final class ArrowExport {
  /// What comes next in a stream.
  enum Piece {
    /// The rows that follow, in the columns of the first piece.
    case rows(Table)
    case end
    /// The stream is to fail.
    case abandoned
  }

  private let source: () -> Piece
  /// The piece that gives the schema, until it is delivered itself.
  private var first: Table?
  private let table: Table
  /// What the columns hold beyond what the table says; nil: just that.
  private let types: [CellType]?
  private var allocations: [UnsafeMutableRawPointer] = unsafe []

  /// - Parameters:
  ///   - types: what the columns hold beyond what the table says.
  ///   - source: asked for one piece after the other, of which there is one at least.
  init(types: [CellType]? = nil, _ source: @escaping () -> Piece) {
    self.source = source
    self.types = types
    table = Table()
  }

  /// One piece.
  private init(_ table: Table, _ types: [CellType]?) {
    self.table = table
    self.types = types
    source = { .end }
  }

  deinit { for index in unsafe allocations.indices { unsafe allocations[index].deallocate() } }

  /// A stream over the table; its consumer releases it.
  func stream() -> ArrowArrayStream {
    unsafe ArrowArrayStream(
      get_schema: { stream, schema in
        guard let export = unsafe ArrowExport.of(stream?.pointee.private_data), let schema = unsafe schema,
          case .rows(let table) = export.peek()
        else { return ECANCELED }
        unsafe schema.initialize(to: ArrowExport(table, export.types).schema())
        return 0
      },
      get_next: { stream, array in
        guard let export = unsafe ArrowExport.of(stream?.pointee.private_data), let array = unsafe array else {
          return ECANCELED
        }
        switch export.next() {
        case .rows(let table): unsafe array.initialize(to: ArrowExport(table, export.types).batch())
        case .end: unsafe array.initialize(to: ArrowArray())
        case .abandoned: return ECANCELED
        }
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

  private func peek() -> Piece {
    if first == nil, case .rows(let table) = source() { first = table }
    return first.map { .rows($0) } ?? .abandoned
  }

  private func next() -> Piece {
    guard let table = first else { return source() }
    first = nil
    return .rows(table)
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

  /// The memory of an array of the table, which stays where it is: the table is held, and never changed.
  private func borrow<Element>(_ elements: [Element]) -> UnsafeRawPointer? {
    unsafe elements.withUnsafeBufferPointer { unsafe UnsafeRawPointer($0.baseAddress) }
  }

  /// Arrow's validity bitmap, or nil where nothing is missing.
  @inline(__always)
  private func validity(_ count: Int, _ isMissing: (Int) -> Bool) -> (UnsafeRawPointer?, missing: Int) {
    var missing = 0
    for row in 0..<count where isMissing(row) { missing += 1 }
    guard missing > 0 else { return (nil, 0) }
    let size = (count + 7) / 8
    let bits = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
    unsafe allocations.append(UnsafeMutableRawPointer(bits))
    for place in 0..<count / 8 {
      var byte: UInt8 = 0
      for bit in 0..<8 { byte |= (isMissing(8 * place + bit) ? 0 : 1) << UInt8(bit) }
      unsafe bits[place] = byte
    }
    if count % 8 > 0 {
      var byte: UInt8 = 0
      for bit in 0..<count % 8 where !isMissing(count / 8 * 8 + bit) { byte |= 1 << UInt8(bit) }
      unsafe bits[size - 1] = byte
    }
    return (UnsafeRawPointer(bits), missing)
  }

  // MARK: - Schema

  private func schema() -> ArrowSchema {
    let children = unsafe table.columns.enumerated().map { index, column -> UnsafeMutablePointer<ArrowSchema>? in
      if let format = type(index).arrowFormat { return unsafe copy([field(format, name: column.name)]) }
      var schema = unsafe field(format(column.values), name: column.name)
      if case .text = column.values { unsafe schema.dictionary = copy([field("u", name: "")]) }
      return unsafe copy([schema])
    }
    var root = unsafe field("+s", name: "")
    unsafe root.n_children = Int64(children.count)
    unsafe root.children = copy(children)
    return unsafe root
  }

  private func type(_ column: Int) -> CellType { types?[column] ?? .text }

  private func format(_ values: Table.Values) -> String {
    switch values {
    case .text: "i"
    case .numbers: "g"
    case .integers, .wholes: "l"
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
    let children = unsafe table.columns.enumerated().map { index, column -> UnsafeMutablePointer<ArrowArray>? in
      unsafe copy([typed(column.values, type(index)) ?? array(column.values)])
    }
    var root = unsafe array(length: table.rowCount, missing: 0, buffers: [nil])
    unsafe root.n_children = Int64(children.count)
    unsafe root.children = copy(children)
    return unsafe root
  }

  private func array(_ values: Table.Values) -> ArrowArray {
    switch values {
    case .numbers(let numbers):
      let values = numbers.span
      let (bits, missing) = unsafe validity(values.count) { values[$0].isNaN }
      return unsafe array(length: values.count, missing: missing, buffers: [bits, borrow(numbers)])
    case .integers(let integers):
      let values = integers.span
      let (bits, missing) = unsafe validity(values.count) { values[$0] == nil }
      let plain = UnsafeMutablePointer<Int64>.allocate(capacity: max(values.count, 1))
      unsafe allocations.append(UnsafeMutableRawPointer(plain))
      for row in values.indices { unsafe (plain + row).initialize(to: Int64(values[row] ?? 0)) }
      return unsafe array(length: values.count, missing: missing, buffers: [bits, UnsafeRawPointer(plain)])
    case .wholes(let integers):
      return unsafe array(length: integers.count, missing: 0, buffers: [nil, borrow(integers)])
    case .text(let codes, let labels):
      let values = codes.span
      let (bits, missing) = unsafe validity(values.count) { values[$0] == missingKey }
      // The index of a missing row is -1, which nobody reads.
      var result = unsafe array(length: values.count, missing: missing, buffers: [bits, borrow(codes)])
      unsafe result.dictionary = copy([texts(labels)])
      return unsafe result
    }
  }

  /// A column of texts as what they stand for; nil where they are texts.
  private func typed(_ values: Table.Values, _ type: CellType) -> ArrowArray? {
    guard case .text(let codes, let labels) = values else { return nil }
    switch type {
    case .date:
      let days = labels.map { Int32(clamping: CellType.day($0) ?? 0) }
      return unsafe fixed(codes, days, missing: 0)
    case .timestamp(let unit, _):
      let counts = labels.map { CellType.count($0, unit) ?? 0 }
      return unsafe fixed(codes, counts, missing: 0)
    case .boolean:
      let (bits, missing) = unsafe validity(codes.count) { codes[$0] == missingKey }
      var truths = [UInt8](repeating: 0, count: (codes.count + 7) / 8)
      let isTrue = labels.map { $0 == "true" }
      for (row, code) in codes.enumerated() where code != missingKey && isTrue[Int(code)] {
        truths[row >> 3] |= 1 << UInt8(row & 7)
      }
      return unsafe array(length: codes.count, missing: missing, buffers: [bits, UnsafeRawPointer(copy(truths))])
    case .text, .integer, .number: return nil
    }
  }

  /// A column of fixed width, from the values of its codes.
  private func fixed<Value>(_ codes: [UInt32], _ table: [Value], missing value: Value) -> ArrowArray {
    let (bits, missing) = unsafe validity(codes.count) { codes[$0] == missingKey }
    let values = codes.map { $0 == missingKey ? value : table[Int($0)] }
    return unsafe array(length: codes.count, missing: missing, buffers: [bits, UnsafeRawPointer(copy(values))])
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
