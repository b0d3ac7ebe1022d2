import FidelityData
import FidelitySystem

/// Numbers as text: exact for files, short for people.
package enum NumberText {
  /// The shortest text that reads back as the same double (at most 17 significant digits); whole numbers without a
  /// fraction, a missing number empty.
  package static func exact(_ number: Double) -> String {
    if number.isNaN { return "" }
    if number.isInfinite { return number < 0 ? "-Inf" : "Inf" }
    return CategoryDictionary.label(number)
  }

  /// At most `digits` decimals; a number that they would show as 0, or a huge one, in scientific form.
  package static func short(_ number: Double, digits: Int) -> String {
    if number.isNaN { return "" }
    if number.isInfinite { return number < 0 ? "-Inf" : "Inf" }
    if number == number.rounded(), abs(number) < 1e9 { return String(Int64(number)) }
    let fixed = abs(number) < 1e9 ? DecimalText.fixed(number, digits: digits) : ""
    // Without a digit but 0, the rounded number says nothing.
    if fixed.utf8.contains(where: { (0x31...0x39).contains($0) }) { return fixed }
    return DecimalText.scientific(number, digits: max(0, min(digits - 1, 16)))
  }
}
