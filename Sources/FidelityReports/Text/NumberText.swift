import FidelityData

/// Numbers as text: exact for programs, short for people.
package enum NumberText {
  /// The shortest text that reads back as the same double (at most 17 significant digits); whole numbers without a
  /// fraction, a missing number empty.
  package static func exact(_ number: Double) -> String {
    if number.isNaN { return "" }
    if number.isInfinite { return number < 0 ? "-Inf" : "Inf" }
    return CategoryDictionary.label(number)
  }

  /// Adds the digits of a whole number.
  @inline(__always)
  package static func append(_ integer: Int, to output: inout [UInt8]) {
    if integer < 0 { output.append(0x2d) }
    var rest = integer.magnitude
    let start = output.count
    repeat {
      output.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    if output.count > start + 1 { output[start...].reverse() }
  }

  /// `decimals` digits behind the point, 0...17, rounded from the exact value, halves to even; without a sign where
  /// only zeros are left. For magnitudes below 2^63.
  package static func fixed(_ number: Double, decimals: Int) -> String {
    precondition((0...17).contains(decimals) && number.magnitude < 0x1p63, "a number or decimals without room")
    var scale: UInt128 = 1
    for _ in 0..<decimals { scale *= 10 }
    // |x| = significand 2^exponent, with whole numbers.
    let isNormal = number.exponentBitPattern > 0
    let significand = UInt128(number.significandBitPattern | (isNormal ? 1 << 52 : 0)) * scale
    let exponent = Int(max(number.exponentBitPattern, 1)) - 1_075
    var rounded = exponent >= 0 ? significand << exponent : significand >> -exponent
    if exponent < 0, exponent > -128 {
      let rest = significand & ((1 << -exponent) - 1)
      let half: UInt128 = 1 << (-exponent - 1)
      if rest > half || (rest == half && rounded & 1 == 1) { rounded += 1 }
    }
    var digits = String(rounded)
    if digits.utf8.count <= decimals {
      digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
    }
    if decimals > 0 { digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -decimals)) }
    return number < 0 && rounded > 0 ? "-" + digits : digits
  }

  /// `digits` significant digits, 1 or more, as in `1.49e-16`, rounded from the exact value, halves to even.
  package static func scientific(_ number: Double, digits: Int) -> String {
    precondition(digits > 0 && number.isFinite, "a number or digits without a text")
    var (figures, exponent) = exactFigures(number.magnitude)
    if figures.count > digits {
      let (next, isMore) = (figures[digits], figures[(digits + 1)...].contains { $0 > 0 })
      figures.removeSubrange(digits...)
      if next > 5 || (next == 5 && (isMore || figures[digits - 1] % 2 == 1)) {
        var place = digits - 1
        while place > 0, figures[place] == 9 {
          figures[place] = 0
          place -= 1
        }
        figures[place] += 1
        if figures[0] == 10 {
          figures[0] = 1
          exponent += 1
        }
      }
    }
    figures += repeatElement(0, count: digits - figures.count)
    let text = figures.map { String($0) }
    let mantissa = digits == 1 ? text[0] : text[0] + "." + text[1...].joined()
    let power = String(exponent.magnitude)
    return (number < 0 ? "-" : "") + mantissa + (exponent < 0 ? "e-" : "e+") + (power.utf8.count == 1 ? "0" : "")
      + power
  }

  /// All figures of a number from 0 on, the first not 0 unless the number is, and the power of ten of the first.
  private static func exactFigures(_ number: Double) -> (figures: [UInt8], exponent: Int) {
    let isNormal = number.exponentBitPattern > 0
    // Groups of nine figures, the lowest first, of s 2^e = s 5^-e / 10^-e.
    var groups: [UInt64] = [number.significandBitPattern | (isNormal ? 1 << 52 : 0)]
    let exponent = Int(max(number.exponentBitPattern, 1)) - 1_075
    var left = abs(exponent)
    while left > 0 {
      let step = min(left, exponent < 0 ? 12 : 28)
      left -= step
      var factor: UInt64 = 1
      for _ in 0..<step { factor *= exponent < 0 ? 5 : 2 }
      multiply(&groups, by: factor)
    }
    multiply(&groups, by: 1)
    var figures: [UInt8] = []
    for group in groups.reversed() {
      var rest = group
      var nine: [UInt8] = []
      for _ in 0..<9 {
        nine.append(UInt8(rest % 10))
        rest /= 10
      }
      figures += nine.reversed()
    }
    figures.removeFirst(figures.firstIndex { $0 > 0 } ?? figures.count - 1)
    return (figures, number == 0 ? 0 : figures.count - 1 + min(exponent, 0))
  }

  /// - Parameter factor: below 2^29.
  private static func multiply(_ groups: inout [UInt64], by factor: UInt64) {
    var carry: UInt64 = 0
    for place in groups.indices {
      let (high, low) = groups[place].multipliedFullWidth(by: factor)
      let (quotient, rest) = (1_000_000_000 as UInt64).dividingFullWidth((high, low))
      groups[place] = rest + carry
      carry = quotient
      if groups[place] >= 1_000_000_000 {
        groups[place] -= 1_000_000_000
        carry += 1
      }
    }
    while carry > 0 {
      groups.append(carry % 1_000_000_000)
      carry /= 1_000_000_000
    }
  }
}

/// Exact texts of the numbers met last: scores and rounded values repeat, and their text is the cost of writing them.
package struct NumberCache {
  private static let slotCount = 256
  /// No double has a longer text: -2.2250738585072014e-308.
  private static let slotSize = 24

  /// A missing number is in no slot.
  private var keys = [UInt64](repeating: Double.nan.bitPattern, count: slotCount)
  private var lengths = [UInt8](repeating: 0, count: slotCount)
  private var texts = [UInt8](repeating: 0, count: slotCount * slotSize)

  package init() {}

  /// Adds the exact text; nothing for a missing number.
  package mutating func append(_ number: Double, to output: inout [UInt8]) {
    if number.isNaN { return }
    let key = number.bitPattern
    let slot = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 56)
    let start = slot * Self.slotSize
    if keys[slot] == key {
      output += texts[start..<start + Int(lengths[slot])]
      return
    }
    let begin = output.count
    output += NumberText.exact(number).utf8
    keys[slot] = key
    lengths[slot] = UInt8(output.count - begin)
    for place in begin..<output.count { texts[start + place - begin] = output[place] }
  }
}
