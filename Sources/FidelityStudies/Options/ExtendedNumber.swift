import ArgumentParser

/// A number that may be infinite, as an option: `-inf`, or `-.inf` as YAML has it.
package struct ExtendedNumber: ExpressibleByArgument, Sendable, Hashable, CustomStringConvertible {
  package var value: Double

  package init(_ value: Double) { self.value = value }

  package init?(argument: String) {
    if let value = Self.infinity(argument) {
      self.value = value
    } else if let value = Double(argument) {
      self.value = value
    } else {
      return nil
    }
  }

  /// Infinity in the words of YAML or of Swift; nil for another text.
  static func infinity(_ text: String) -> Double? {
    let isNegative = text.hasPrefix("-")
    let word = text.drop { $0 == "-" || $0 == "+" }
    guard text.count - word.count <= 1, ["inf", ".inf", "infinity"].contains(word.lowercased()) else { return nil }
    return isNegative ? -.infinity : .infinity
  }

  package var description: String { "\(value)" }
}
