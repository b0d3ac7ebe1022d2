import FidelityData
import FidelityTesting
import Testing

@Suite struct CompositeKeysTests {
  @Test(arguments: [1, 2, 3, 4], [1 as UInt64, 2, 3])
  func `against a dictionary of whole combinations`(width: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var keys = CompositeKeys(width: width)
    var expected: [[UInt32]: UInt32] = [:]
    for _ in 0..<5 {
      let columns = (0..<width).map { _ in
        (0..<2_000).map { _ in
          Int.random(in: 0..<20, using: &generator) == 0 ? missingKey : UInt32.random(in: 0..<9, using: &generator)
        }
      }
      let codes = keys.encode(columns.map { Buffer($0) }).array
      for row in codes.indices {
        let parts = columns.map { $0[row] }
        if parts.contains(missingKey) {
          #expect(codes[row] == missingKey)
        } else if width == 1 {
          #expect(codes[row] == parts[0])
        } else {
          let code = expected[parts, default: UInt32(expected.count)]
          expected[parts] = code
          #expect(codes[row] == code)
          #expect(combination(code, keys) == parts)
        }
      }
    }
    #expect(keys.count == (width == 1 ? 9 : expected.count))
  }

  /// From a small rectangle of codes through larger ones to those that no table holds.
  @Test(arguments: [(300 as UInt32, 300 as UInt32), (3, 90_000), (2_000_000, 3), (70_000, 70_000)])
  func `many combinations, and those of a part merged`(first: UInt32, second: UInt32) {
    var generator = SeededGenerator(seed: 12)
    var (keys, part) = (CompositeKeys(width: 2), CompositeKeys(width: 2))
    var expected: [[UInt32]: UInt32] = [:]
    func draw(_ count: Int) -> [[UInt32]] {
      // They grow with the rows, as codes of a dictionary do.
      (0..<count).map { row in
        [first, second].map { limit in
          let reach = max(2, UInt32(Double(limit) * min(1, Double(row + 1) / 20_000)))
          return UInt32.random(in: 0..<reach, using: &generator)
        }
      }
    }
    func check(_ rows: [[UInt32]], _ codes: [UInt32]) {
      let isSame = zip(rows, codes).allSatisfy { parts, code in
        let known = expected[parts, default: UInt32(expected.count)]
        expected[parts] = known
        return code == known && combination(code, keys) == parts
      }
      #expect(isSame && keys.count == expected.count)
    }
    let rows = draw(30_000)
    check(rows, keys.encode((0..<2).map { column in Buffer(rows.map { $0[column] }) }).array)
    let others = draw(30_000)
    let own = part.encode((0..<2).map { column in Buffer(others.map { $0[column] }) }).array
    // The part's codes are the same ones, by chance.
    let identity = Array(0..<max(first, second))
    let here = keys.merge(part, codes: [identity, identity])
    check(others, own.map { here[Int($0)] })
  }

  /// Teachers within sites: codes in the order of teachers, then, after one of two sites, in another.
  @Test(arguments: [0, 1, 700])
  func `one part within the other`(strays: Int) {
    var generator = SeededGenerator(seed: 31)
    var keys = CompositeKeys(width: 2)
    var expected: [[UInt32]: UInt32] = [:]
    for batch in 0..<6 {
      let rows = (0..<1_000).map { row -> [UInt32] in
        let teacher = UInt32.random(in: 0..<UInt32(50 * (batch + 1)), using: &generator)
        let isStray = batch == 3 && row < strays
        let parts = [isStray ? teacher % 7 : teacher / 5, teacher]
        switch Int.random(in: 0..<30, using: &generator) {
        case 0: return [missingKey, teacher]
        case 1: return [parts[0], missingKey]
        case 2: return [missingKey, missingKey]
        default: return parts
        }
      }
      let codes = keys.encode((0..<2).map { column in Buffer(rows.map { $0[column] }) }).array
      let isSame = zip(rows, codes).allSatisfy { parts, code in
        if parts.contains(missingKey) { return code == missingKey }
        let known = expected[parts, default: UInt32(expected.count)]
        expected[parts] = known
        return code == known && combination(code, keys) == parts
      }
      #expect(isSame && keys.count == expected.count)
    }
  }

  /// Long stretches of teachers at their sites, with one row that is none of them at each place of a stretch.
  @Test(arguments: [0, 1, 31, 32, 33, 63, 64, 65, 90, 127, 128, 199])
  func `one row among many of teachers at their sites`(place: Int) {
    let teachers = (0..<200).map { UInt32($0 % 50) }
    for isOrdered in [true, false] {
      for stranger in [[9, 3], [missingKey, 3], [0, missingKey], [missingKey, 120], [4, 120]] as [[UInt32]] {
        var keys = CompositeKeys(width: 2)
        var expected: [[UInt32]: UInt32] = [:]
        for isStrange in [false, true, false] {
          var rows = teachers.map { [$0 / 5, isOrdered ? $0 : 49 - $0] }
          if isStrange { rows[place] = stranger }
          let codes = keys.encode((0..<2).map { column in Buffer(rows.map { $0[column] }) }).array
          let wanted = rows.map { parts -> UInt32 in
            if parts.contains(missingKey) { return missingKey }
            let known = expected[parts, default: UInt32(expected.count)]
            expected[parts] = known
            return known
          }
          #expect(codes == wanted && keys.count == expected.count)
        }
        for (parts, code) in expected { #expect(combination(code, keys) == parts) }
      }
    }
  }

  @Test func `large codes keep apart`() {
    var keys = CompositeKeys(width: 2)
    let large = missingKey - 1
    #expect(keys.code(of: [large, 0]) == 0)
    #expect(keys.code(of: [0, large]) == 1)
    #expect(keys.code(of: [large, large]) == 2)
    #expect(keys.code(of: [0, large]) == 1)
    #expect(combination(2, keys) == [large, large])
  }

  /// Second codes beyond those that have a first pair of their own, while those below come to be known.
  @Test func `second codes beyond four million`() {
    var keys = CompositeKeys(width: 2)
    let (first, second) = ([1, 0, 0, 1, 1] as [UInt32], [4_194_309, 3_000_000, 3_500_000, 4_194_309, 3_000_000])
    let codes = keys.encode([Buffer(first), Buffer(second.map { UInt32($0) })])
    #expect(codes.array == [0, 1, 2, 0, 3] && keys.count == 4)
    #expect(keys.code(of: [1, 4_194_309]) == 0 && keys.code(of: [0, 3_500_000]) == 2)
  }

  @Test func `a part that is missing`() {
    var keys = CompositeKeys(width: 3)
    #expect(keys.code(of: [1, missingKey, 2]) == missingKey)
    #expect(keys.count == 0)
  }

  @Test func `one column keeps its codes`() {
    var keys = CompositeKeys(width: 1)
    let codes = keys.encode([Buffer([missingKey, 2, 0])])
    #expect(codes.array == [missingKey, 2, 0])
    #expect(keys.count == 3)
    #expect((0..<3).map { combination($0, keys) } == [[0], [1], [2]])
    #expect(keys.encode([Buffer([missingKey])]).array == [missingKey])
    #expect(keys.encode([Buffer([])]).count == 0)
    #expect(keys.count == 3)
  }

  @Test func `a wrong number of parts traps`() async {
    await #expect(processExitsWith: .failure) {
      var keys = CompositeKeys(width: 2)
      _ = keys.code(of: [1])
    }
  }

  private func combination(_ code: UInt32, _ keys: CompositeKeys) -> [UInt32] {
    (0..<keys.width).map { keys.part($0, of: code) }
  }
}
