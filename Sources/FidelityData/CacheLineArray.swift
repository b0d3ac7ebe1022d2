/// A growing array whose memory begins with a line of the processor's cache: records of 64 bytes lie in one line each,
/// where an array's own would lie across two.
///
/// A value: copies share their memory until one of them changes.
/// - Complexity: growing is O(records) now and then, so that many records cost O(1) each.
@safe
package struct CacheLineArray<Record: BitwiseCopyable & Sendable>: @unchecked Sendable {
  @usableFromInline var storage: Storage
  package private(set) var count = 0

  package init() { storage = Storage(capacity: 0) }

  /// Makes room for `count` records in all; new ones are `filler`.
  /// - Parameter expected: records that there may be in the end: memory that nobody writes to costs none.
  package mutating func grow(to count: Int, filler: Record, expected: Int = 0) {
    guard count > self.count else { return }
    if count > storage.capacity || !isKnownUniquelyReferenced(&storage) {
      let more = count > storage.capacity ? max(2 * self.count, expected) : count
      storage = storage.copy(of: self.count, capacity: max(count, more))
    }
    unsafe Self.fill(storage.base + self.count, with: filler, count: count - self.count)
    self.count = count
  }

  /// Writes records one after another. Bytes of 0 are written as such: the processor does that by whole lines.
  private static func fill(_ base: UnsafeMutablePointer<Record>, with filler: Record, count: Int) {
    if unsafe withUnsafeBytes(of: filler, { unsafe $0.allSatisfy { $0 == 0 } }) {
      let bytes = count * MemoryLayout<Record>.stride
      unsafe UnsafeMutableRawPointer(base).initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
      unsafe UnsafeMutableRawPointer(base).bindMemory(to: Record.self, capacity: count)
    } else {
      unsafe base.initialize(repeating: filler, count: count)
    }
  }

  /// A record; traps outside `0..<count`.
  package subscript(index: Int) -> Record {
    precondition(index >= 0 && index < count, "record \(index) outside 0..<\(count)")
    return unsafe storage.base[index]
  }

  /// Calls `body` with the records and the address of the first, which is a number for hints to the processor only.
  @inlinable
  @inline(__always)
  package mutating func withMutableSpan(_ body: (consuming MutableSpan<Record>, _ address: UInt64) -> Void) {
    makeUnique()
    let places = unsafe UnsafeMutableBufferPointer(start: storage.base, count: count)
    body(unsafe places.mutableSpan, UInt64(UInt(bitPattern: unsafe storage.base)))
  }

  /// Calls `body` with the records.
  @inlinable
  @inline(__always)
  package func withSpan(_ body: (Span<Record>) -> Void) {
    let places = unsafe UnsafeBufferPointer(start: storage.base, count: count)
    unsafe body(places.span)
    withExtendedLifetime(storage) {}
  }

  @usableFromInline
  mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = storage.copy(of: count, capacity: count) }
  }

  @safe
  @usableFromInline
  final class Storage {
    @usableFromInline let base: UnsafeMutablePointer<Record>
    let capacity: Int

    init(capacity: Int) {
      self.capacity = capacity
      unsafe base = UnsafeMutableRawPointer.allocate(
        byteCount: max(1, capacity) * MemoryLayout<Record>.stride, alignment: max(64, MemoryLayout<Record>.alignment)
      ).bindMemory(to: Record.self, capacity: capacity)
    }

    func copy(of count: Int, capacity: Int) -> Storage {
      let copy = Storage(capacity: capacity)
      unsafe copy.base.initialize(from: base, count: count)
      return copy
    }

    deinit { unsafe UnsafeMutableRawPointer(base).deallocate() }
  }
}

// Of one element type: across modules the generic ones look up types at every call.
extension CacheLineArray<Double> {
  /// The address of the first record, for hints to the processor only.
  package var address: UInt64 { unsafe UInt64(UInt(bitPattern: storage.base)) }

  /// A record; traps outside `0..<count`.
  package subscript(index: Int) -> Double {
    precondition(index >= 0 && index < count, "record \(index) outside 0..<\(count)")
    return unsafe storage.base[index]
  }

  /// Calls `body` with the records and the address of the first, which is a number for hints to the processor only.
  package mutating func withMutableSpan(_ body: (consuming MutableSpan<Double>, _ address: UInt64) -> Void) {
    makeUnique()
    let places = unsafe UnsafeMutableBufferPointer(start: storage.base, count: count)
    body(unsafe places.mutableSpan, UInt64(UInt(bitPattern: unsafe storage.base)))
  }

  /// Calls `body` with the records.
  package func withSpan(_ body: (Span<Double>) -> Void) {
    let places = unsafe UnsafeBufferPointer(start: storage.base, count: count)
    unsafe body(places.span)
    withExtendedLifetime(storage) {}
  }
}
