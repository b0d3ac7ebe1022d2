import FidelityReports
import FidelityTesting
import Foundation
import Testing

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (1, "1"), (-17, "-17"), (0.1, "0.1"), (1e15, "1000000000000000"), (1e16, "1e+16"),
    (0x1p53, "9007199254740992"), (-0x1p53, "-9007199254740992"), (.leastNonzeroMagnitude, "5e-324"), (1e300, "1e+300"),
    (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (.leastNormalMagnitude, "2.2250738585072014e-308"),
    (1.0 / 3, "0.3333333333333333"), (.nan, ""), (.infinity, "Inf"), (-.infinity, "-Inf"),
  ])
  func `exact texts`(number: Double, text: String) {
    #expect(NumberText.exact(number) == text)
  }

  @Test(arguments: [1 as UInt64, 2, 3])
  func `exact texts read back as the same number`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var wrong: [Double] = []
    for _ in 0..<20_000 {
      let numbers = [
        Double(bitPattern: generator.next()), Double.random(in: -1...1, using: &generator),
        Double(Int64.random(in: (-1 << 54)...(1 << 54), using: &generator)),
        Double(bitPattern: generator.next() >> 12),
      ]
      for number in numbers where number.isFinite {
        let text = NumberText.exact(number)
        if Double(text) != number || text.utf8.count > 24 || text.hasSuffix(".0") { wrong.append(number) }
      }
    }
    #expect(wrong == [])
  }

  @Test(arguments: [
    (1.0 / 3, 4, "0.3333"), (2.0 / 3, 2, "0.67"), (-0.5, 4, "-0.5000"), (12, 4, "12.0000"), (-0.0, 4, "0.0000"),
    (0.00005, 4, "0.0001"), (0.00004, 4, "0.0000"), (-0.00004, 4, "0.0000"), (0.3, 0, "0"), (0.5, 0, "0"),
    (1.5, 0, "2"), (2.5, 0, "2"), (0.125, 2, "0.12"), (0.375, 2, "0.38"), (2.675, 2, "2.67"), (0.6, 0, "1"),
    (1e-300, 3, "0.000"), (.leastNonzeroMagnitude, 17, "0.00000000000000000"), (9.995, 2, "9.99"), (9.9951, 2, "10.00"),
    (999_999_999.5, 0, "1000000000"), (123_456_789.123, 2, "123456789.12"), (0.1, 17, "0.10000000000000001"),
    (-9_007_199_254_740_992, 1, "-9007199254740992.0"), (0x1p62, 17, "4611686018427387904.00000000000000000"),
  ])
  func `fixed texts`(number: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(number, decimals: decimals) == text)
  }

  @Test(arguments: [
    (0.00004, 4, "4.000e-05"), (-0.00004, 1, "-4e-05"), (0.3, 1, "3e-01"), (1e-300, 3, "1.00e-300"),
    (1e9, 4, "1.000e+09"), (1.5e12, 1, "2e+12"), (2.5, 1, "2e+00"), (9.96, 2, "1.0e+01"), (99, 1, "1e+02"),
    (.leastNonzeroMagnitude, 2, "4.9e-324"), (.greatestFiniteMagnitude, 17, "1.7976931348623157e+308"),
    (0, 3, "0.00e+00"),
    (0.1, 20, "1.0000000000000000555e-01"), (1, 1, "1e+00"), (123_456_789, 9, "1.23456789e+08"),
    (1_000_000_000, 3, "1.00e+09"),
  ])
  func `scientific texts`(number: Double, digits: Int, text: String) {
    #expect(NumberText.scientific(number, digits: digits) == text)
  }

  @Test(arguments: 0...17)
  func `texts are those of the C library`(digits: Int) {
    var generator = SeededGenerator(seed: UInt64(digits))
    var numbers = (0..<3_000).map { _ in
      Double.random(in: -1...1, using: &generator)
        * [1e-12, 1e-5, 1e-3, 1, 1e3, 1e8, 1e14][Int.random(in: 0..<7, using: &generator)]
    }
    numbers += (0..<500).map { _ in Double(Int.random(in: -4_096...4_096, using: &generator)) / 1_024 }
    // Around the half of the last place shown.
    var half = 0.5
    for _ in 0..<digits { half /= 10 }
    numbers += [half, half.nextUp, half.nextDown, -half, half * 3]
    let fixed = numbers.filter { number in
      let text = String(format: "%.*f", digits, number)
      let hasFigure = text.utf8.contains { (0x31...0x39).contains($0) }
      return NumberText.fixed(number, decimals: digits) != (hasFigure ? text : text.replacing("-", with: ""))
    }
    #expect(fixed == [])
    numbers += (0..<500).map { _ in Double(bitPattern: generator.next()) }.filter(\.isFinite)
    let scientific = numbers.filter { number in
      NumberText.scientific(number, digits: digits + 1) != String(format: "%.*e", digits, number)
    }
    #expect(scientific == [])
  }

  @Test func `whole numbers`() {
    for number in [0, 7, 10, -1, -10, 123_456, .max, .min] {
      var bytes: [UInt8] = [0x2c]
      NumberText.append(number, to: &bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == ",\(number)")
    }
  }

  @Test func `a cache of texts gives what there is without one`() {
    var generator = SeededGenerator(seed: 5)
    var cache = NumberCache()
    let pool =
      (0..<600).map { _ in Double.random(in: -1e3...1e3, using: &generator) }
      + [.nan, 0, -0.0, 1e300, -.leastNonzeroMagnitude, -2.2250738585072014e-308, .infinity, -.infinity]
    var (bytes, expected) = ([UInt8](), "")
    for _ in 0..<20_000 {
      let number = pool[Int.random(in: pool.indices, using: &generator)]
      cache.append(number, to: &bytes)
      expected += NumberText.exact(number)
    }
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }
}
