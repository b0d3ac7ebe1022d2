import CArrow
import FidelityData

extension ArrowBatch {
  /// The first columns with some of the rows, in their order. What was a place in a list of numbers is the number
  /// itself: a layout becomes ``FALayout/ofSelection``.
  func selecting(_ rows: [Int32], _ layouts: [FALayout]) -> ArrowBatch {
    let selection = Selection(of: self, columnCount: layouts.count)
    for (index, layout) in layouts.enumerated() {
      let column = column(index, layout: layout)
      switch layout {
      case .text, .int32, .day: selection.append(column, column.selected(rows, as: Int32.self), rows)
      case .int64: selection.append(column, column.selected(rows, as: Int64.self), rows)
      case .float32: selection.append(column, column.selected(rows, as: Float.self), rows)
      case .float64: selection.append(column, column.selected(rows, as: Double.self), rows)
      case .encodedInt32, .encodedDay: selection.appendEncoded(column, rows, as: Int32.self)
      case .encodedInt64: selection.appendEncoded(column, rows, as: Int64.self)
      case .encodedFloat64: selection.appendEncoded(column, rows, as: Double.self)
      }
    }
    return selection.batch(rowCount: rows.count)
  }
}

extension FALayout {
  /// How a column lies in memory once rows are selected.
  var ofSelection: FALayout {
    switch self {
    case .encodedInt32: .int32
    case .encodedInt64: .int64
    case .encodedDay: .day
    case .encodedFloat64: .float64
    case .text, .int32, .int64, .day, .float32, .float64: self
    }
  }
}

extension ArrowColumn {
  fileprivate func selected<Element: BitwiseCopyable & Sendable>(
    _ rows: [Int32], as type: Element.Type
  ) -> [Element] {
    values(as: type).withSpan { values in rows.map { values[Int($0)] } }
  }
}

/// Columns made of those of a batch, which it keeps alive: dictionaries stay where they are.
@safe
private final class Selection {
  private let source: ArrowBatch
  private let columns: UnsafeMutablePointer<ArrowArray>
  private let places: UnsafeMutablePointer<UnsafeMutablePointer<ArrowArray>?>
  private var memory: [Block] = []
  private let capacity: Int
  private var count = 0

  init(of source: ArrowBatch, columnCount: Int) {
    self.source = source
    capacity = columnCount
    unsafe columns = .allocate(capacity: max(1, columnCount))
    unsafe places = .allocate(capacity: max(1, columnCount))
  }

  deinit {
    unsafe columns.deallocate()
    unsafe places.deallocate()
  }

  /// A column whose rows are valid where they were.
  func append<Element: BitwiseCopyable>(_ column: ArrowColumn, _ values: [Element], _ rows: [Int32]) {
    let isValid = column.mayHaveMissing ? rows.map { column.isValid(Int($0)) } : nil
    unsafe append(values, isValid, dictionary: column.array.pointee.dictionary)
  }

  /// A column of places in a list, with the values of the list and their validity.
  func appendEncoded<Element: BitwiseCopyable & Sendable>(
    _ column: ArrowColumn, _ rows: [Int32], as type: Element.Type
  ) {
    guard let list = column.dictionary else { preconditionFailure("indices without a dictionary") }
    let indices = column.selected(rows, as: Int32.self)
    let isValid = list.mayHaveMissing ? indices.map { list.isValid(Int($0)) } : nil
    unsafe append(list.selected(indices, as: type), isValid, dictionary: nil)
  }

  @unsafe
  private func append<Element: BitwiseCopyable>(
    _ values: [Element], _ isValid: [Bool]?, dictionary: UnsafeMutablePointer<ArrowArray>?
  ) {
    precondition(count < capacity, "more columns than were promised")
    let block = unsafe Block(byteCount: 2 * MemoryLayout<UnsafeRawPointer?>.stride)
    memory.append(block)
    let pointers = unsafe block.start.bindMemory(to: UnsafeRawPointer?.self, capacity: 2)
    unsafe (pointers + 0).initialize(to: isValid.map { unsafe UnsafeRawPointer(copy(Self.bits($0))) })
    unsafe (pointers + 1).initialize(to: UnsafeRawPointer(copy(values)))
    unsafe (columns + count).initialize(
      to: ArrowArray(
        length: Int64(values.count), null_count: Int64(isValid?.count { !$0 } ?? 0), offset: 0, n_buffers: 2,
        n_children: 0, buffers: pointers, children: nil, dictionary: dictionary, release: nil, private_data: nil))
    unsafe (places + count).initialize(to: columns + count)
    count += 1
  }

  private static func bits(_ flags: [Bool]) -> [UInt8] {
    var bits = [UInt8](repeating: 0, count: (flags.count + 7) / 8)
    for (index, flag) in flags.enumerated() where flag { bits[index >> 3] |= 1 << UInt8(index & 7) }
    return bits
  }

  private func copy<Element: BitwiseCopyable>(_ values: [Element]) -> UnsafeMutableRawPointer {
    let byteCount = values.count * MemoryLayout<Element>.stride
    let block = Block(byteCount: byteCount)
    unsafe values.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress, byteCount > 0 {
        unsafe block.start.copyMemory(from: base, byteCount: byteCount)
      }
    }
    memory.append(block)
    return unsafe block.start
  }

  /// A batch of the columns, which frees them.
  func batch(rowCount: Int) -> ArrowBatch {
    precondition(count == capacity, "fewer columns than were promised")
    return unsafe ArrowBatch(
      taking: ArrowArray(
        length: Int64(rowCount), null_count: 0, offset: 0, n_buffers: 0, n_children: Int64(count), buffers: nil,
        children: places, dictionary: nil,
        release: { array in
          guard let array = unsafe array, let owner = unsafe array.pointee.private_data else { return }
          unsafe Unmanaged<Selection>.fromOpaque(owner).release()
          unsafe array.pointee.release = nil
        }, private_data: Unmanaged.passRetained(self).toOpaque()))
  }
}

/// Memory that is freed with its owner.
@safe
private final class Block {
  let start: UnsafeMutableRawPointer

  init(byteCount: Int) { unsafe start = .allocate(byteCount: max(64, byteCount), alignment: 64) }

  deinit { unsafe start.deallocate() }
}
