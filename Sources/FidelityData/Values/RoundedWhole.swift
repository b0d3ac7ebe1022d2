/// Whole numbers that the nearest double is not: some of those beyond 2^53.
package enum RoundedWhole {
  /// 2^53: every whole number up to it is a double.
  package static let mostExact: Int64 = 1 << 53

  /// Whether a text is such a number, written with digits alone.
  package static func isRounded(_ text: String) -> Bool {
    let digits = text.utf8.first.map { $0 == 0x2d || $0 == 0x2b } ?? false ? text.utf8.dropFirst() : text.utf8[...]
    guard digits.count > 15, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
    // Of 39 digits and more, hardly any is a double.
    guard let number = Int128(text) else { return true }
    return Double(exactly: number) == nil
  }
}
