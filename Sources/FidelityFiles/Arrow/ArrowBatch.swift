import CArrow
import FidelityData

/// One batch of Arrow's; keeps the foreign memory alive as long as any of its columns is.
@safe
final class ArrowBatch: @unchecked Sendable {
  private var array: ArrowArray

  /// Takes over the array; it is released with the batch.
  init(taking array: ArrowArray) { unsafe self.array = array }

  deinit {
    if let release = unsafe array.release { unsafe release(&array) }
  }

  var rowCount: Int { unsafe Int(array.length) }

  /// A column of the batch. Slices of the whole batch carry its offset on, so it is added to the child's.
  func column(_ index: Int, layout: FALayout) -> ArrowColumn {
    guard let child = unsafe array.children[index] else { preconditionFailure("a batch without its column \(index)") }
    return unsafe ArrowColumn(
      child, offset: Int(child.pointee.offset + array.offset), count: rowCount, layout, owner: self)
  }
}

/// One column of a batch: typed access to Arrow's buffers.
@safe
struct ArrowColumn {
  let layout: FALayout
  let count: Int
  private let offset: Int
  let array: UnsafeMutablePointer<ArrowArray>
  private let owner: ArrowBatch

  init(
    _ array: UnsafeMutablePointer<ArrowArray>, offset: Int, count: Int, _ layout: FALayout, owner: ArrowBatch
  ) {
    unsafe self.array = array
    self.offset = offset
    self.count = count
    self.layout = layout
    self.owner = owner
  }

  private func buffer<Element>(_ index: Int, as type: Element.Type) -> UnsafePointer<Element>? {
    guard let start = unsafe array.pointee.buffers[index] else { return nil }
    return unsafe start.assumingMemoryBound(to: Element.self)
  }

  /// Whether any row may be missing.
  var mayHaveMissing: Bool { unsafe array.pointee.null_count != 0 && buffer(0, as: UInt8.self) != nil }

  /// Whether a row has a value (Arrow's validity bitmap).
  func isValid(_ row: Int) -> Bool {
    guard let bits = unsafe buffer(0, as: UInt8.self) else { return true }
    let place = offset + row
    return unsafe bits[place >> 3] >> UInt8(place & 7) & 1 == 1
  }

  /// The values of a fixed-width column, without a copy; what stands at a missing row is not defined.
  func values<Element: BitwiseCopyable & Sendable>(as type: Element.Type) -> Buffer<Element> {
    let start = unsafe buffer(1, as: Element.self).map { unsafe $0 + offset }
    return unsafe Buffer(borrowing: start, count: start == nil ? 0 : count, owner: owner)
  }

  /// The numbers of the column; missing is NaN. A float64 column without missing rows is not copied.
  /// - Parameter isUnsigned: whether whole numbers of 64 bits have no sign.
  func numbers(isUnsigned: Bool = false) -> Buffer<Double> {
    switch layout {
    // Not Double.init: it would take the number for a bit pattern.
    case .int64 where isUnsigned: converted(UInt64.self) { Double($0) }
    case .float64 where !mayHaveMissing: values(as: Double.self)
    case .float64: converted(Double.self) { $0 }
    case .float32: converted(Float.self, Double.init)
    case .int32, .day: converted(Int32.self, Double.init)
    case .int64: converted(Int64.self, Double.init)
    case .text: preconditionFailure("a column of text has no numbers")
    case .encodedFloat64, .encodedInt32, .encodedInt64, .encodedDay:
      preconditionFailure("indices are looked up in a table made of their dictionary")
    }
  }

  private func converted<Element: BitwiseCopyable & Sendable>(
    _ type: Element.Type, _ convert: (Element) -> Double
  ) -> Buffer<Double> {
    let missing = mayHaveMissing
    return values(as: type).withSpan { values in
      Buffer(count: count) { output in
        for row in 0..<count {
          output.append(missing && !isValid(row) ? .nan : convert(values[row]))
        }
      }
    }
  }

  /// The column's dictionary of numbers or whole keys, as a column; nil where it has none.
  var dictionary: ArrowColumn? {
    switch layout {
    case .encodedFloat64: dictionary(.float64)
    case .encodedInt32: dictionary(.int32)
    case .encodedInt64: dictionary(.int64)
    case .encodedDay: dictionary(.day)
    default: nil
    }
  }

  private func dictionary(_ layout: FALayout) -> ArrowColumn? {
    guard let dictionary = unsafe array.pointee.dictionary else { return nil }
    return unsafe ArrowColumn(
      dictionary, offset: Int(dictionary.pointee.offset), count: Int(dictionary.pointee.length), layout, owner: owner)
  }

  /// How many texts the column's dictionary has.
  var textCount: Int { unsafe Int(array.pointee.dictionary?.pointee.length ?? 0) }

  /// The texts of the column's dictionary, as UTF-8.
  func forEachText(_ body: (Span<UInt8>) -> Void) {
    for entry in 0..<textCount { withText(entry, body) }
  }

  /// The text of an entry of the column's dictionary, as UTF-8.
  func withText<Result>(_ entry: Int, _ body: (Span<UInt8>) -> Result) -> Result {
    guard let dictionary = dictionary(.text) else { preconditionFailure("a column without a dictionary") }
    return dictionary.withOwnText(entry, body)
  }

  // The reader has made sure that every index points into the dictionary, of which the tables are made.

  /// The numbers that the rows' indices point to, in a layout that has no row without an index.
  func lookUp(in table: [Double]) -> Buffer<Double> { unsafe Buffer(table, uncheckedAt: values(as: Int32.self)) }

  /// The same, looked up when somebody asks for them.
  func encoded(by table: [Double]) -> EncodedNumbers {
    unsafe EncodedNumbers(table, uncheckedAt: values(as: Int32.self))
  }

  /// The whole numbers that the rows' indices point to, in a layout that has no row without an index.
  func lookUp(in table: [Int64]) -> Buffer<Int64> { unsafe Buffer(table, uncheckedAt: values(as: Int32.self)) }

  /// The codes that the rows' indices point to, in a layout that has no row without an index.
  func lookUp(in table: [UInt32]) -> Buffer<UInt32> { unsafe Buffer(table, uncheckedAt: values(as: Int32.self)) }

  /// Where a dictionary lies: equal for batches that share it, as long as one of them is alive.
  struct DictionaryIdentity: Equatable {
    fileprivate let offsets: Int
    fileprivate let bytes: Int
    fileprivate let start: Int64
    fileprivate let count: Int64
  }

  /// Where the column's dictionary lies; nil where it has none.
  var dictionaryIdentity: DictionaryIdentity? {
    guard let dictionary = unsafe array.pointee.dictionary?.pointee else { return nil }
    let bytes = unsafe dictionary.n_buffers > 2 ? Int(bitPattern: dictionary.buffers[2]) : 0
    return unsafe DictionaryIdentity(
      offsets: Int(bitPattern: dictionary.buffers[1]), bytes: bytes, start: dictionary.offset,
      count: dictionary.length)
  }

  private func withOwnText<Result>(_ row: Int, _ body: (Span<UInt8>) -> Result) -> Result {
    precondition(row >= 0 && row < count, "no such row")
    guard let offsets = unsafe buffer(1, as: Int32.self) else { preconditionFailure("texts without offsets") }
    let bytes = unsafe buffer(2, as: UInt8.self)
    let start = unsafe Int(offsets[offset + row])
    let end = unsafe Int(offsets[offset + row + 1])
    let text = unsafe UnsafeBufferPointer(
      start: bytes.map { unsafe $0 + start }, count: bytes == nil ? 0 : end - start)
    return unsafe body(Span(_unsafeElements: text))
  }
}
