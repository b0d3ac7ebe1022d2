/// Contiguous read-only elements that somebody keeps alive: an array of ours, or memory that a file reader handed over
/// without a copy.
///
/// Elements are read through ``withSpan(_:)``; the memory lives at least as long as the buffer.
/// - Complexity: creating from an array copies it once, O(count); taking over foreign memory is O(1).
@safe
public struct Buffer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  private let base: UnsafePointer<Element>?
  private let owner: AnyObject?
  public let count: Int

  /// A copy of an array.
  public init(_ elements: [Element]) {
    self.init(count: elements.count) { output in
      for element in elements { output.append(element) }
    }
  }

  /// Elements written by `fill`, which must append exactly `count` of them.
  public init<Failure: Error>(
    count: Int, filledBy fill: (inout OutputSpan<Element>) throws(Failure) -> Void
  ) throws(Failure) {
    let storage = Storage(count: count)
    var output = unsafe OutputSpan(buffer: storage.places, initializedCount: 0)
    try fill(&output)
    let written = unsafe output.finalize(for: storage.places)
    precondition(written == count, "\(written) elements were written, \(count) promised")
    unsafe base = UnsafePointer(storage.places.baseAddress)
    owner = storage
    self.count = count
  }

  /// The entries of a table at some indices. Inlined into its callers of one element type each, which no row then pays
  /// for being generic.
  @unsafe
  @inline(__always)
  private init(_ table: [Element], at indices: Buffer<Int32>) {
    let storage = Storage(count: indices.count)
    unsafe table.withUnsafeBufferPointer { table in
      guard let entries = table.baseAddress, let source = unsafe indices.base,
        let target = unsafe storage.places.baseAddress
      else { return }
      for row in 0..<indices.count { unsafe target[row] = entries[Int(source[row])] }
    }
    unsafe base = UnsafePointer(storage.places.baseAddress)
    owner = storage
    count = indices.count
  }

  /// Memory of somebody else, kept alive by `owner`.
  @unsafe
  package init(borrowing base: UnsafePointer<Element>?, count: Int, owner: AnyObject?) {
    unsafe self.base = base
    self.owner = owner
    self.count = count
  }

  /// Calls `body` with the elements.
  @inlinable
  public func withSpan<Result: ~Copyable, Failure: Error>(
    _ body: (Span<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withExtendedLifetime(self) { () throws(Failure) -> Result in
      try unsafe body(Span(_unsafeElements: elements))
    }
  }

  /// The element at `index`; traps outside `0..<count`. For single look-ups; loops use ``withSpan(_:)``.
  public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count, "index \(index) outside 0..<\(count)")
    return unsafe elements[index]
  }

  /// A copy as an array.
  public var array: [Element] { unsafe Array(elements) }

  @usableFromInline
  var elements: UnsafeBufferPointer<Element> { unsafe UnsafeBufferPointer(start: base, count: count) }

  @safe
  private final class Storage {
    let places: UnsafeMutableBufferPointer<Element>
    init(count: Int) { unsafe places = .allocate(capacity: count) }
    deinit { unsafe places.deallocate() }
  }
}

extension Buffer {
  /// Copies the elements to a place among others.
  func copy(to output: inout MutableSpan<Element>, from start: Int) {
    precondition(start >= 0 && start + count <= output.count, "no room for \(count) elements")
    unsafe output.withUnsafeMutableBufferPointer { output in
      guard let source = unsafe base, let target = output.baseAddress else { return }
      unsafe (target + start).update(from: source, count: count)
    }
  }
}

extension Buffer<Int32> {
  /// Writes the entries of a table at these places, each of which must lie in `0..<table.count`.
  @unsafe
  func lookUp(in table: [Double], to output: inout MutableSpan<Double>, from start: Int) {
    precondition(start >= 0 && start + count <= output.count, "no room for \(count) elements")
    unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe table.withUnsafeBufferPointer { table in
        guard let entries = table.baseAddress, let source = unsafe base, let target = output.baseAddress else {
          return
        }
        for row in 0..<count { unsafe target[start + row] = entries[Int(source[row])] }
      }
    }
  }
}

extension Buffer<Double> {
  /// The entries of a table at some indices, each of which must lie in `0..<table.count`.
  @unsafe
  package init(_ table: [Double], uncheckedAt indices: Buffer<Int32>) { unsafe self.init(table, at: indices) }
}

extension Buffer<Int64> {
  /// The entries of a table at some indices, each of which must lie in `0..<table.count`.
  @unsafe
  package init(_ table: [Int64], uncheckedAt indices: Buffer<Int32>) { unsafe self.init(table, at: indices) }
}

extension Buffer<UInt32> {
  /// The entries of a table at some indices, each of which must lie in `0..<table.count`.
  @unsafe
  package init(_ table: [UInt32], uncheckedAt indices: Buffer<Int32>) { unsafe self.init(table, at: indices) }
}
