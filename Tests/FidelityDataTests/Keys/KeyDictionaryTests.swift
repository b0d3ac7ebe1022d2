import FidelityData
import FidelityTesting
import Testing

@Suite struct KeyDictionaryTests {
  @Test func `codes are dense, in the order of meeting`() {
    var dictionary = KeyDictionary()
    #expect(["b", "a", "b", "", "A"].map { dictionary.code(of: $0) } == [0, 1, 0, 2, 3])
    #expect(dictionary.labels == ["b", "a", "", "A"])
    #expect(dictionary.count == 4)
    #expect(dictionary.existingCode(of: "A") == 3)
    #expect(dictionary.existingCode(of: "c") == nil)
    #expect(KeyDictionary(labels: ["x", "y", "x"]).labels == ["x", "y"])
  }

  @Test(arguments: [("007", "7"), ("7", "7.0"), ("a", "a "), ("1", "+1"), ("\u{e9}", "e")])
  func `text is kept to the letter`(one: String, other: String) {
    var dictionary = KeyDictionary()
    #expect(dictionary.code(of: one) != dictionary.code(of: other))
    #expect(dictionary.labels == [one, other])
  }

  @Test func `the two ways in which Unicode writes a character are one key`() {
    var (one, other) = (KeyDictionary(), KeyDictionary())
    #expect(one.code(of: "Jos\u{e9}") == one.code(of: "Jose\u{301}"))
    #expect(one.labels.map { $0.utf8.count } == [5] && one.count == 1)
    #expect(one.existingCode(of: "Jose\u{301}") == 0 && one.existingCode(of: "Jose") == nil)
    // Dictionaries that met the other form first have the same key.
    #expect(other.code(of: "x") == 0 && other.code(of: "Jose\u{301}") == 1)
    #expect(one.merge(other) == [1, 0] && one.count == 2)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `texts of all lengths, met again in any order`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var dictionary = KeyDictionary()
    var known: [[UInt8]: UInt32] = [:]
    for _ in 0..<20_000 {
      // Few letters, so that many texts come again and many are alike.
      let bytes = (0..<Int.random(in: 0...20, using: &generator)).map { _ in
        UInt8.random(in: 0x61...0x62, using: &generator)
      }
      let code = dictionary.code(of: String(decoding: bytes, as: UTF8.self))
      #expect(code == known[bytes, default: UInt32(known.count)])
      known[bytes] = code
    }
    #expect(dictionary.count == known.count)
    for (bytes, code) in known {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(dictionary.label(code) == text)
      #expect(dictionary.existingCode(of: text) == code)
    }
    #expect(dictionary.existingCode(of: "c") == nil)
  }

  @Test func `merging keeps the order of both and tells the codes`() {
    var whole = KeyDictionary()
    for integer in [5, -1, 7] as [Int64] { _ = whole.code(of: integer) }
    var more = KeyDictionary()
    for integer in [7, 8, 5] as [Int64] { _ = more.code(of: integer) }
    #expect(whole.merge(more) == [2, 3, 0])
    #expect(whole.integers == [5, -1, 7, 8])
    let text = KeyDictionary(labels: ["x", "8", ""])
    #expect(whole.merge(text) == [4, 3, 5])
    #expect(whole.labels == ["5", "-1", "7", "8", "x", ""])
    #expect(whole.integers == nil)
    #expect(whole.merge(more) == [2, 3, 0])
    #expect(whole.code(of: Int64(9)) == 6)
  }

  @Test func `a whole number and its text are one key`() {
    var dictionary = KeyDictionary()
    #expect(dictionary.code(of: "12") == 0)
    #expect(dictionary.code(of: Int64(12)) == 0)
    #expect(dictionary.code(of: Int64(-3)) == 1)
    #expect(dictionary.code(of: "-3") == 1)
    #expect(dictionary.labels == ["12", "-3"])
  }

  /// Sequences that make the table of small distances grow, overflow and fall back.
  static let sequences: [[Int64]] = [
    [0, 1, 2, 3, 4_194_303, 4_194_304, 4_194_305],
    [0, -1, -2, -4_194_303, -4_194_304, 7],
    [1_000_000_000_000, 5, 1_000_000_000_001, 6, 1_000_000_000_000],
    [0, .min, .max, -1, 1],
    [.min, .min + 1, .max, 0],
    [.max, .max - 1, .max - 3_000_000, .min],
    [.max - 1, .max],
    [-5, .min + 4, .max],
    [100, 3_000_000, -1_000_000, -1_194_000, -1_200_000, 3_100_000, 100],
    [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, -1],
    // The table of codes ends where numbers do.
    [.max - 9, .max - 2, .max - 8, .max, .min, .max - 1, .min + 3],
    [.min + 109, .min + 10, .min + 5, .min + 10 + (1 << 22) - 9, .min + 6, .max],
  ]

  @Test(arguments: sequences)
  func `whole numbers far apart`(values: [Int64]) {
    var dictionary = KeyDictionary()
    var expected: [Int64: UInt32] = [:]
    for value in values + values.reversed() {
      let next = UInt32(expected.count)
      let code = expected[value, default: next]
      expected[value] = code
      #expect(dictionary.code(of: value) == code)
    }
    #expect(dictionary.count == expected.count)
    for (value, code) in expected { #expect(dictionary.labels[Int(code)] == String(value)) }
    // The same all at once, and as a part.
    var (whole, part) = (KeyDictionary(), KeyDictionary())
    let all = values + values.reversed()
    let codes = Buffer(all).withSpan { whole.encode($0, isValid: { _ in true }, anyMissing: false) }
    #expect(codes.array == all.map { expected[$0] })
    for value in values.reversed() { _ = part.code(of: value) }
    #expect(dictionary.merge(part) == part.integers?.map { expected[$0] })
  }

  @Test(arguments: [1 as UInt64, 2, 3, 4])
  func `whole numbers at random, against a plain dictionary`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var dictionary = KeyDictionary()
    var expected: [Int64: UInt32] = [:]
    var wrong = 0
    let reaches: [Int64] = [50, 5_000, 3_000_000, 6_000_000, 1 << 40, .max]
    for _ in 0..<30_000 {
      let reach = reaches[Int.random(in: 0..<6, using: &generator)]
      let value = Int64.random(in: -reach...reach, using: &generator)
      let code = expected[value, default: UInt32(expected.count)]
      expected[value] = code
      if dictionary.code(of: value) != code { wrong += 1 }
    }
    #expect(wrong == 0)
    #expect(dictionary.count == expected.count)
  }

  /// Numbers that ascend, with gaps or without, stay, or go back: alone, in columns, or by the merge of a part.
  @Test(arguments: 0..<60 as Range<UInt64>)
  func `whole numbers that ascend for a while`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var dictionary = KeyDictionary()
    var expected: [Int64: UInt32] = [:]
    var keys: [Int64] = []
    func code(_ value: Int64) -> UInt32 {
      if let code = expected[value] { return code }
      expected[value] = UInt32(keys.count)
      keys.append(value)
      return UInt32(keys.count - 1)
    }
    let starts: [Int64] = [0, -7, .min, .max - 200, 5_000_000_000]
    var value = starts[Int(seed % 5)]
    for _ in 0..<40 {
      let step: Int64 = [0, 1, 1, 1, 2, 1_000][Int.random(in: 0..<6, using: &generator)]
      var values = [value]
      for _ in 0..<Int.random(in: 0..<20, using: &generator) {
        values.append(values[values.count - 1].addingReportingOverflow(step).partialValue)
      }
      value = values[values.count - 1].addingReportingOverflow(Int64.random(in: 0...1, using: &generator)).partialValue
      if Int.random(in: 0..<12, using: &generator) == 0 { value = keys.randomElement(using: &generator) ?? 0 }
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: for value in values { #expect(dictionary.code(of: value) == code(value)) }
      case 1:
        var part = KeyDictionary()
        _ = Buffer(values).withSpan { part.encode($0, isValid: { _ in true }, anyMissing: false) }
        #expect(dictionary.merge(part) == part.integers?.map(code))
      default:
        let codes = Buffer(values).withSpan { dictionary.encode($0, isValid: { _ in true }, anyMissing: false) }
        #expect(codes.array == values.map(code))
      }
      #expect(dictionary.integers == keys)
      for key in [value, value &+ 1, value &- 1, keys[keys.count / 2]] {
        #expect(dictionary.existingCode(of: String(key)) == expected[key])
      }
    }
    _ = dictionary.code(of: "text")
    for (place, key) in keys.enumerated() { #expect(dictionary.code(of: key) == UInt32(place)) }
  }

  /// Parts whose numbers come in no order, one after the other: most of the second's are known, the third's lie beyond.
  @Test(arguments: [1 as UInt64, 2, 3])
  func `parts of many whole numbers in no order`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var dictionary = KeyDictionary()
    var expected: [Int64: UInt32] = [:]
    for range in [0..<5_000, -100..<5_500, 4_000_000..<4_900_000, 0..<6_000] as [Range<Int64>] {
      let values = range.shuffled(using: &generator).prefix(5_000)
      var part = KeyDictionary()
      let own = Buffer(Array(values)).withSpan { part.encode($0, isValid: { _ in true }, anyMissing: false) }
      #expect(own.array == (0..<5_000).map { UInt32($0) })
      let wanted = values.map { value -> UInt32 in
        let known = expected[value, default: UInt32(expected.count)]
        expected[value] = known
        return known
      }
      #expect(dictionary.merge(part) == wanted)
      #expect(values.allSatisfy { dictionary.label(dictionary.code(of: $0)) == String($0) })
    }
    #expect(dictionary.count == expected.count)
  }

  @Test func `a column of whole numbers without a value is one all the same`() {
    var (empty, other) = (KeyDictionary(), KeyDictionary())
    #expect(empty.integers == nil)
    _ = Buffer([Int32(1), 2]).withSpan { empty.encode($0, isValid: { _ in false }, anyMissing: true) }
    #expect(empty.integers == [])
    #expect(other.merge(empty).isEmpty)
    #expect(other.integers == [])
    var text = KeyDictionary(labels: ["a"])
    #expect(text.merge(empty).isEmpty)
    #expect(text.labels == ["a"])
    #expect(empty.merge(text) == [0])
    #expect(empty.integers == nil)
  }

  @Test func `many at once, with missing ones`() {
    var dictionary = KeyDictionary()
    let values: [Int32] = [0, 0, 5, 5, -1, 0, .min, .max]
    let valid = [false, true, true, false, true, true, true, true]
    let codes = Buffer(values).withSpan { dictionary.encode($0, isValid: { valid[$0] }, anyMissing: true) }
    #expect(codes.array == [missingKey, 0, 1, missingKey, 2, 0, 3, 4])
    #expect(dictionary.labels == ["0", "5", "-1", "-2147483648", "2147483647"])
    let all = Buffer([Int64.min, 5]).withSpan { dictionary.encode($0, isValid: { _ in false }, anyMissing: false) }
    #expect(all.array == [5, 1])
  }

  struct Order: Sendable {
    let labels: [String]
    let sorted: [String]
  }

  static let orders = [
    Order(labels: ["10", "9", "-1", "2.5"], sorted: ["-1", "2.5", "9", "10"]),
    Order(labels: ["7", "007", "7.0"], sorted: ["007", "7", "7.0"]),
    Order(labels: ["10", "9", "x"], sorted: ["10", "9", "x"]),
    Order(labels: ["10", "9", "nan"], sorted: ["10", "9", "nan"]),
    Order(labels: ["10", "9", ""], sorted: ["", "10", "9"]),
    Order(labels: ["b", "B", "a", "\u{e9}", "z"], sorted: ["B", "a", "b", "z", "\u{e9}"]),
    Order(labels: [], sorted: []),
  ]

  @Test(arguments: orders)
  func `numbers sort by size, anything else by code point`(order: Order) {
    let dictionary = KeyDictionary(labels: order.labels)
    #expect(dictionary.sortedCodes.map { dictionary.labels[Int($0)] } == order.sorted)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `texts sort as their bytes do, however much of them is alike`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let letters = ["a", "b", "\0", "\u{e9}", "z"]
    let stem = String(repeating: "s", count: Int.random(in: 0...17, using: &generator))
    let labels = Set(
      (0..<200).map { _ in
        (0..<Int.random(in: 0...4, using: &generator)).reduce(stem) { text, _ in
          text + letters[Int.random(in: letters.indices, using: &generator)]
        }
      }
    ).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let dictionary = KeyDictionary(labels: labels.shuffled(using: &generator))
    #expect(dictionary.sortedCodes.map { dictionary.labels[Int($0)] } == labels)
  }
}
