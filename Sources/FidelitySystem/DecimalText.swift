/// Numbers with a fixed count of decimals, rounded correctly: of the two nearest decimals the one nearer to the exact
/// value of the double, of two equally near the one with an even last digit.
///
/// By the C library's `printf`, not by Foundation's formatters, which would bring their data on languages.
package enum DecimalText {
  /// `digits` decimals: 2.5 with none is "2", 0.125 with two "0.12". Infinities and NaN are "inf", "-inf", "nan".
  /// - Complexity: O(digits); up to 309 digits before the point.
  package static func fixed(_ number: Double, digits: Int) -> String { text("%.*f", number, digits) }

  /// Scientific form with one digit before the point and `digits` after it: "1.50e-07".
  package static func scientific(_ number: Double, digits: Int) -> String { text("%.*e", number, digits) }

  private static func text(_ format: String, _ number: Double, _ digits: Int) -> String {
    precondition((0...1_100).contains(digits), "a double has up to 1,074 decimals")
    // Sign, 309 digits, point, decimals, the zero at the end.
    let capacity = 320 + digits
    return unsafe String(unsafeUninitializedCapacity: capacity) { buffer in
      let length = unsafe withVaList([Int32(digits), number]) { values in
        unsafe buffer.withMemoryRebound(to: CChar.self) { unsafe vsnprintf($0.baseAddress, capacity, format, values) }
      }
      return Int(length)
    }
  }
}
