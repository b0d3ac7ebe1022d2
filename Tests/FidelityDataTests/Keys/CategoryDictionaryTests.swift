import FidelityData
import FidelityTesting
import Testing

@Suite struct CategoryDictionaryTests {
  @Test func `numbers by meeting`() {
    var dictionary = CategoryDictionary(.numbers)
    let values = [3, 0.5, -0.5, 3, 127.5, 128, -128, -128.5, 0.25, 1e12 + 0.4, 0.5]
    #expect(values.map { dictionary.code(of: $0) } == [0, 1, 2, 0, 3, 4, 5, 6, 7, 8, 1])
    #expect(dictionary.numbers == [3, 0.5, -0.5, 127.5, 128, -128, -128.5, 0.25, 1e12 + 0.4])
    #expect(dictionary.count == 9)
  }

  @Test(arguments: [(0.0, -0.0), (-0.0, 0.0)])
  func `a negative zero is zero`(first: Double, second: Double) {
    var dictionary = CategoryDictionary(.numbers)
    #expect(dictionary.code(of: first) == 0)
    #expect(dictionary.code(of: second) == 0)
    #expect(dictionary.labels == ["0"])
    #expect(dictionary.numbers[0].sign == .plus)
  }

  @Test(arguments: [0.0, 0.5, 1, 2.5, -1, -127.5, 100, 1e12])
  func `the nearest neighbours of a number are other categories`(number: Double) {
    var dictionary = CategoryDictionary(.numbers)
    let codes = [number, number.nextUp, number.nextDown, number].map { dictionary.code(of: $0) }
    #expect(codes == [0, 1, 2, 0])
    #expect(dictionary.numbers == [number, number.nextUp, number.nextDown])
  }

  @Test func `random numbers, against a plain dictionary`() {
    var generator = SeededGenerator(seed: 11)
    var dictionary = CategoryDictionary(.numbers)
    var expected: [Double: UInt32] = [:]
    var wrong = 0
    for _ in 0..<20_000 {
      let scale = [2.0, 4, 3, 0.01][Int.random(in: 0..<4, using: &generator)]
      let number = Double(Int.random(in: -600...600, using: &generator)) / scale
      let code = expected[number, default: UInt32(expected.count)]
      expected[number] = code
      if dictionary.code(of: number) != code { wrong += 1 }
    }
    #expect(wrong == 0)
    #expect(dictionary.numbers == expected.sorted { $0.value < $1.value }.map(\.key))
  }

  @Test(arguments: [
    (2, "2"), (-0.0, "0"), (2.5, "2.5"), (1e30, "1e+30"), (1e12 + 0.4, "1000000000000.4"), (1e15, "1000000000000000"),
    (0x1p53, "9007199254740992"), (0x1p53 + 2, "9.007199254740994e+15"), (0.1 + 0.2, "0.30000000000000004"),
    (-1e-9, "-1e-09"),
  ])
  func `labels read back as the same number`(number: Double, label: String) {
    #expect(CategoryDictionary.label(number) == label)
    #expect(Double(label) == number)
  }

  @Test func `numbers in order of size`() {
    var dictionary = CategoryDictionary(.numbers)
    for number in [10, 9, -1, 2.5, 1e6] { _ = dictionary.code(of: number) }
    #expect(dictionary.sortedCodes.map { dictionary.numbers[Int($0)] } == [-1, 2.5, 9, 10, 1e6])
    #expect(dictionary.labels == ["10", "9", "-1", "2.5", "1000000"])
  }

  @Test func `text in order of code points, even where it looks like numbers`() {
    var dictionary = CategoryDictionary(.text)
    #expect(["10", "9", "b", "B", "9"].map { dictionary.code(of: $0) } == [0, 1, 2, 3, 1])
    #expect(dictionary.sortedCodes.map { dictionary.labels[Int($0)] } == ["10", "9", "B", "b"])
    #expect(dictionary.count == 4)
    #expect(dictionary.numbers.isEmpty)
  }
}
