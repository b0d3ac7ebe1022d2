import FidelityProbability
import FidelityTesting
import Testing

struct RandomStreamTests {
  /// The stream is the blocks of counter (block, stream) under key = seed, also where the block number passes 2^32.
  @Test(
    arguments: [
      (0, 0, 0), (7, 42, 0), (0x299f_31d0_a409_3822, 0x0370_7344_1319_8a2e, 0x85a3_08d3_243f_6a88),
      (.max, .max, 3), (1, 1 << 40, (1 << 33) - 5),
    ] as [(UInt64, UInt64, UInt64)]) func wordsAreThePhiloxBlocks(seed: UInt64, number: UInt64, position: UInt64)
  {
    var stream = RandomStream(seed: seed, stream: number, position: position)
    let key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    for word in 0..<40 {
      let place = position &+ UInt64(word)
      let block = place / 2
      let counter = SIMD4(
        UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32),
        UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number >> 32))
      let random = Philox4x32.block(counter: counter, key: key)
      let expected =
        place % 2 == 0 ? UInt64(random.x) | UInt64(random.y) << 32 : UInt64(random.z) | UInt64(random.w) << 32
      #expect(stream.position == place)
      #expect(stream.next() == expected)
    }
    #expect(stream.seed == seed && stream.stream == number)
  }

  /// The first known answer of Random123, end to end.
  @Test func knownAnswer() {
    var stream = RandomStream(seed: 0, stream: 0)
    #expect(stream.next() == 0xe169_c58d_6627_e8d5)
    #expect(stream.next() == 0x9b00_dbd8_bc57_ac4c)
  }

  @Test(arguments: [0, 1, 7, 8, 9, 1000, 12_345] as [UInt64]) func jumpsAreFree(position: UInt64) {
    var walked = RandomStream(seed: 5, stream: 9)
    for _ in 0..<position { _ = walked.next() }
    var jumped = RandomStream(seed: 5, stream: 9)
    jumped.jump(to: position)
    #expect(walked.position == position && jumped.position == position)
    #expect((0..<20).map { _ in walked.next() } == (0..<20).map { _ in jumped.next() })
  }

  @Test func streamsAndSeedsDiffer() {
    var words: Set<UInt64> = []
    for seed in 0..<20 as Range<UInt64> {
      for number in 0..<20 as Range<UInt64> {
        var stream = RandomStream(seed: seed, stream: number)
        for _ in 0..<10 { words.insert(stream.next()) }
      }
    }
    #expect(words.count == 4000)
  }

  @Test(arguments: [0, 1, 7, 8, 9, 64, 100], [0, 3]) func fillIsTheSameAsOneByOne(count: Int, drawnBefore: Int) {
    var one = RandomStream(seed: 11, stream: 3)
    var bulk = one
    for _ in 0..<drawnBefore { #expect(one.next() == bulk.next()) }
    var values = [Double](repeating: -1, count: count)
    var span = values.mutableSpan
    bulk.fillUniform(&span)
    #expect(values == (0..<count).map { _ in one.uniform() })
    #expect(one.position == bulk.position)
  }

  @Test func uniformDrawsAreUniform() {
    var stream = RandomStream(seed: 2, stream: 1)
    var (closed, open) = ([Double](repeating: 0, count: 64), [Double](repeating: 0, count: 64))
    var allInside = true
    for _ in 0..<200_000 {
      closed[Int(stream.uniform() * 64)] += 1
      let u = stream.openUniform()
      allInside = allInside && u > 0 && u < 1
      open[Int(u * 64)] += 1
    }
    #expect(allInside)
    let expected = [Double](repeating: 200_000 / 64, count: 64)
    #expect(goodnessOfFit(observed: closed, expected: expected) > 0.001)
    #expect(goodnessOfFit(observed: open, expected: expected) > 0.001)
  }

  @Test(arguments: [1, 2, 3, 10, 100]) func wholeNumbersAreUniform(upperBound: Int) {
    var stream = RandomStream(seed: 3, stream: UInt64(upperBound))
    var counts = [Double](repeating: 0, count: upperBound)
    for _ in 0..<100_000 { counts[stream.next(upperBound: upperBound)] += 1 }
    let expected = [Double](repeating: 100_000 / Double(upperBound), count: upperBound)
    #expect(goodnessOfFit(observed: counts, expected: expected) > 0.001)
  }

  /// 3/4 of the range of a word: without the rejection step one third of the numbers would come twice as often.
  @Test func largeBoundsAreUnbiased() {
    var stream = RandomStream(seed: 4)
    let bound = 3 << 61
    var counts = [Double](repeating: 0, count: 3)
    for _ in 0..<30_000 { counts[stream.next(upperBound: bound) / (1 << 61)] += 1 }
    #expect(goodnessOfFit(observed: counts, expected: [10_000, 10_000, 10_000]) > 0.001)
    var parts = [Double](repeating: 0, count: 3)
    for _ in 0..<30_000 { parts[stream.next(upperBound: bound) % 3] += 1 }
    #expect(goodnessOfFit(observed: parts, expected: [10_000, 10_000, 10_000]) > 0.001)
  }

  @Test func servesTheStandardLibrary() {
    var (first, second) = (RandomStream(seed: 8, stream: 2), RandomStream(seed: 8, stream: 2))
    #expect(Array(0..<50).shuffled(using: &first) == Array(0..<50).shuffled(using: &second))
    #expect(Array(0..<50).shuffled(using: &first).sorted() == Array(0..<50))
  }

  @Test func nothingBelowZeroTraps() async {
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1)
      _ = stream.next(upperBound: 0)
    }
  }
}
