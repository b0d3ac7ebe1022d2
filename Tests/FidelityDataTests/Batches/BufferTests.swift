import FidelityData
import Testing

@Suite struct BufferTests {
  private struct Refusal: Error {}

  /// Memory with a witness of its end.
  @safe
  private final class Memory {
    let places: UnsafeMutablePointer<Double>
    let onEnd: () -> Void

    init(_ values: [Double], onEnd: @escaping () -> Void) {
      unsafe places = .allocate(capacity: values.count)
      unsafe places.initialize(from: values, count: values.count)
      self.onEnd = onEnd
    }

    deinit {
      unsafe places.deallocate()
      onEnd()
    }
  }

  @Test(arguments: [0, 1, 7, 10_000])
  func `a copy of an array`(count: Int) {
    let values = (0..<count).map { Double($0) / 3 }
    let buffer = Buffer(values)
    #expect(buffer.count == count)
    #expect(buffer.array == values)
    #expect(values.indices.allSatisfy { buffer[$0] == values[$0] })
    #expect(buffer.withSpan { span in span.indices.map { span[$0] } } == values)
  }

  @Test func `a copy does not follow its array`() {
    var values: [UInt32] = [1, 2, 3]
    let buffer = Buffer(values)
    values[0] = 9
    #expect(buffer.array == [1, 2, 3])
  }

  @Test func `filled in place`() {
    let buffer = Buffer<Int>(count: 5) { output in
      for index in 0..<5 { output.append(index * index) }
    }
    #expect(buffer.array == [0, 1, 4, 9, 16])
  }

  @Test func `an error of the filler is passed on`() {
    #expect(throws: Refusal.self) {
      try Buffer<Int>(count: 3) { output throws(Refusal) in
        output.append(1)
        throw Refusal()
      }
    }
  }

  @Test func `an error of the reader is passed on`() {
    #expect(throws: Refusal.self) { try Buffer([1.0]).withSpan { _ throws(Refusal) in throw Refusal() } }
  }

  @Test func `borrowed memory lives as long as its last buffer`() {
    var isGone = false
    var memory: Memory? = Memory([2, 3, 5]) { isGone = true }
    var buffer = memory.map { unsafe Buffer(borrowing: UnsafePointer($0.places), count: 3, owner: $0) }
    memory = nil
    let second = buffer
    buffer = nil
    #expect(!isGone)
    #expect(second?.array == [2, 3, 5])
    withExtendedLifetime(second) {}
    func borrow() -> Double {
      let memory = Memory([7]) { isGone = true }
      let buffer = unsafe Buffer(borrowing: UnsafePointer(memory.places), count: 1, owner: memory)
      return buffer[0]
    }
    isGone = false
    #expect(borrow() == 7)
    #expect(isGone)
  }

  @Test func `borrowing nothing is empty`() {
    let buffer = unsafe Buffer<Double>(borrowing: nil, count: 0, owner: nil)
    #expect(buffer.array.isEmpty)
    #expect(buffer.withSpan { $0.isEmpty })
  }

  @Test func `fewer elements than promised trap`() async {
    await #expect(processExitsWith: .failure) { _ = Buffer<Int>(count: 3) { $0.append(1) } }
  }

  @Test func `more elements than promised trap`() async {
    await #expect(processExitsWith: .failure) {
      _ = Buffer<Int>(count: 1) { output in
        output.append(1)
        output.append(2)
      }
    }
  }

  @Test func `an index outside traps`() async {
    await #expect(processExitsWith: .failure) { _ = Buffer([1, 2])[2] }
    await #expect(processExitsWith: .failure) { _ = Buffer([1, 2])[-1] }
  }
}
