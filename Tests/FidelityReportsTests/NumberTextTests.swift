import FidelityReports
import FidelityTesting
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
    (1.0 / 3, 4, "0.3333"), (2.0 / 3, 2, "0.67"), (-0.5, 4, "-0.5000"), (12, 4, "12"), (-0.0, 4, "0"),
    (0.00005, 4, "0.0001"), (0.00004, 4, "4.000e-05"), (-0.00004, 4, "-4.000e-05"), (0.3, 0, "3e-01"),
    (0.5, 0, "5e-01"),
    (0.6, 0, "1"), (1e-300, 3, "1.00e-300"), (999_999_999, 4, "999999999"), (1e9, 4, "1.000e+09"),
    (123_456_789.123, 2, "123456789.12"), (1.5e12, 1, "2e+12"), (.leastNonzeroMagnitude, 2, "4.9e-324"), (.nan, 4, ""),
    (.infinity, 4, "Inf"), (-.infinity, 4, "-Inf"),
  ])
  func `short texts`(number: Double, digits: Int, text: String) {
    #expect(NumberText.short(number, digits: digits) == text)
  }

  @Test(arguments: 0...8)
  func `a short text is right to its last digit and never a bare zero`(digits: Int) throws {
    var generator = SeededGenerator(seed: UInt64(digits))
    var numbers = (0..<5_000).map { _ in
      Double.random(in: -1...1, using: &generator)
        * [1e-12, 1e-5, 1e-3, 1, 1e3, 1e8, 1e14][Int.random(in: 0..<7, using: &generator)]
    }
    // Around the half of the last place shown.
    var half = 0.5
    for _ in 0..<digits { half /= 10 }
    numbers += [half, half.nextUp, half.nextDown, -half, half * 3]
    var wrong: [Double] = []
    for number in numbers where number != 0 {
      let text = NumberText.short(number, digits: digits)
      let value = try #require(Double(text))
      let isScientific = text.contains("e")
      // Half a unit of the last place shown, and the rounding of the comparison itself.
      var unit = isScientific ? abs(number) : 1
      for _ in 0..<(isScientific ? max(0, digits - 1) : digits) { unit /= 10 }
      if value == 0 || abs(value - number) > unit * 0.5 * (1 + 1e-6) + abs(number) * 1e-15 { wrong.append(number) }
    }
    #expect(wrong == [])
  }
}
