import FidelityData
import Testing

@Suite struct CacheLineArrayTests {
  private struct Record: BitwiseCopyable, Equatable {
    var numbers = SIMD8<Double>.zero
    var sum: Double { numbers.sum() }
  }

  private static func filled(_ count: Int) -> CacheLineArray<Record> {
    var array = CacheLineArray<Record>()
    array.grow(to: count, filler: Record())
    array.withMutableSpan { records, address in
      #expect(address % 64 == 0)
      var records = records
      for index in records.indices { records[index].numbers[index % 8] = Double(index) }
    }
    return array
  }

  @Test func `grows, keeps what there is, and begins with a line of the cache`() {
    var array = Self.filled(5)
    for count in [5, 6, 40, 41, 1_000, 10] {
      array.grow(to: count, filler: Record(numbers: SIMD8(repeating: 1)))
      array.withMutableSpan { records, address in
        #expect(address % 64 == 0)
        #expect(records.count >= count)
      }
    }
    #expect(array.count == 1_000)
    #expect((0..<5).map { array[$0].sum } == [0, 1, 2, 3, 4])
    #expect((5..<1_000).allSatisfy { array[$0].sum == 8 })
  }

  @Test func `copies are values`() {
    let original = Self.filled(4)
    var copy = original
    copy.withMutableSpan { records, _ in
      var records = records
      records[2].numbers[0] = 100
    }
    #expect(original[2].sum == 2 && copy[2].sum == 102)
    var grown = original
    grown.grow(to: 5, filler: Record(numbers: SIMD8(repeating: 2)))
    var other = original
    other.grow(to: 6, filler: Record(numbers: SIMD8(repeating: 3)))
    #expect(original.count == 4 && grown.count == 5 && other.count == 6)
    #expect(grown[4].sum == 16 && other[4].sum == 24 && other[3].sum == 3)
  }

  @Test func `an empty one has no records`() {
    var array = CacheLineArray<Record>()
    #expect(array.count == 0)
    array.withMutableSpan { records, _ in #expect(records.count == 0) }
    array.grow(to: 0, filler: Record())
    #expect(array.count == 0)
  }
}
