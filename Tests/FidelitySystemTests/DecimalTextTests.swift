import FidelitySystem
import FidelityTesting
import Testing

@Suite struct DecimalTextTests {
  /// A double written out in full: whole digits and decimals, none of them rounded.
  private struct ExactDecimal {
    /// The last digit first.
    var digits: [Int]
    /// How many of them are decimals.
    var scale: Int

    init(_ number: Double) {
      let step = number.magnitude.ulp
      digits = String(UInt64(number.magnitude / step)).reversed().compactMap(\.wholeNumberValue)
      // m x 2^-k is m x 5^k x 10^-k.
      let exponent = Int(step.exponent)
      scale = max(0, -exponent)
      for _ in 0..<abs(exponent) { multiply(by: exponent < 0 ? 5 : 2) }
    }

    private mutating func multiply(by factor: Int) {
      var carry = 0
      for index in digits.indices {
        let product = digits[index] * factor + carry
        digits[index] = product % 10
        carry = product / 10
      }
      if carry > 0 { digits.append(carry) }
    }

    /// Rounds `count` digits away, half to even.
    mutating func drop(_ count: Int) {
      guard count > 0 else { return }
      digits += Array(repeating: 0, count: max(0, count + 1 - digits.count))
      let dropped = digits[..<count]
      let half = dropped[count - 1]
      let isAbove = half > 5 || (half == 5 && dropped.dropLast().contains { $0 > 0 })
      let isTie = half == 5 && !isAbove
      digits.removeFirst(count)
      scale -= count
      guard isAbove || (isTie && digits[0] % 2 == 1) else { return }
      var index = 0
      while index < digits.count, digits[index] == 9 {
        digits[index] = 0
        index += 1
      }
      if index == digits.count { digits.append(1) } else { digits[index] += 1 }
    }

    func fixed(_ decimals: Int) -> String {
      var rounded = self
      rounded.drop(scale - decimals)
      var text = rounded.digits.reversed().map(String.init).joined()
      text += String(repeating: "0", count: decimals - rounded.scale)
      text = String(repeating: "0", count: max(0, decimals + 1 - text.count)) + text
      let whole = text.dropLast(decimals).drop { $0 == "0" }
      return (whole.isEmpty ? "0" : String(whole)) + (decimals > 0 ? "." + text.suffix(decimals) : "")
    }

    func scientific(_ decimals: Int) -> String {
      var rounded = self
      while rounded.digits.count > 1, rounded.digits.last == 0 { rounded.digits.removeLast() }
      let count = rounded.digits.count
      rounded.drop(count - decimals - 1)
      // 9.99 becomes 10.0: one digit more than wanted.
      if rounded.digits.count > min(count, decimals + 1) { rounded.drop(1) }
      let isZero = rounded.digits.allSatisfy { $0 == 0 }
      let exponent = isZero ? 0 : rounded.digits.count - 1 - rounded.scale
      let text = rounded.digits.reversed().map(String.init).joined()
      let padded = text + String(repeating: "0", count: max(0, decimals + 1 - text.count))
      let power = String(abs(exponent))
      return String(padded.prefix(1)) + (decimals > 0 ? "." + padded.dropFirst() : "") + (exponent < 0 ? "e-" : "e+")
        + (power.count < 2 ? "0" : "") + power
    }
  }

  private static func check(_ number: Double, _ digits: Int) {
    let sign = number.sign == .minus ? "-" : ""
    let exact = ExactDecimal(number)
    #expect(DecimalText.fixed(number, digits: digits) == sign + exact.fixed(digits), "\(number) with \(digits)")
    #expect(
      DecimalText.scientific(number, digits: digits) == sign + exact.scientific(digits), "\(number) with \(digits)")
  }

  @Test(
    arguments: [
      (0.5, 0, "0"), (1.5, 0, "2"), (2.5, 0, "2"), (0.125, 2, "0.12"), (0.375, 2, "0.38"), (1.005, 2, "1.00"),
      (2.675, 2, "2.67"), (0.1, 20, "0.10000000000000000555"), (-0.04, 1, "-0.0"), (9.995, 2, "9.99"),
      (999.5, 0, "1000"),
      (1e22, 1, "10000000000000000000000.0"), (0, 3, "0.000"), (-0.0, 1, "-0.0"), (.infinity, 2, "inf"),
      (-.infinity, 2, "-inf"), (123_456_789.125, 2, "123456789.12"),
    ] as [(Double, Int, String)])
  func `fixed decimals`(_ number: Double, _ digits: Int, _ text: String) {
    #expect(DecimalText.fixed(number, digits: digits) == text)
  }

  @Test(
    arguments: [
      (1.5e-7, 2, "1.50e-07"), (9.996, 2, "1.00e+01"), (.leastNonzeroMagnitude, 3, "4.941e-324"), (0, 1, "0.0e+00"),
      (2.5, 0, "2e+00"),
      (1.797_693_134_862_315_7e308, 4, "1.7977e+308"), (-12_345.678, 3, "-1.235e+04"),
    ] as [(Double, Int, String)])
  func `scientific form`(_ number: Double, _ digits: Int, _ text: String) {
    #expect(DecimalText.scientific(number, digits: digits) == text)
  }

  @Test func `rounds the exact value of the double`() {
    var generator = SeededGenerator(seed: 20)
    for _ in 0..<2_000 {
      let number =
        Double.random(in: -1...1, using: &generator) * exp2(Double(Int.random(in: -60...60, using: &generator)))
      Self.check(number, Int.random(in: 0...17, using: &generator))
    }
  }

  @Test func `halfway between two decimals the even one`() {
    for numerator in stride(from: 1, through: 4_001, by: 2) {
      for (denominator, digits) in [(2.0, 0), (4, 1), (8, 2), (16, 3), (1_024, 9)] {
        Self.check(Double(numerator) / denominator, digits)
      }
    }
  }

  @Test(arguments: [
    .leastNonzeroMagnitude, 2.225_073_858_507_201_4e-308, 1.797_693_134_862_315_7e308, 0.1, 1e23, 9.5, 99.5,
    9_007_199_254_740_992, 0,
  ])
  func `the ends of the range`(_ number: Double) {
    for digits in [0, 1, 5, 17, 400] { Self.check(number, digits) }
  }
}
