/// How the numbers of a column are shown to people: all alike.
///
/// With d decimals asked for:
/// 1. A number of less than 1e-12 of the largest magnitude that was computed with it is a rounding error, and shown as
///    0: the largest of the column itself and of those that share its unit (``References``). This holds only where d
///    decimals would show 0 anyway.
/// 2. A column of whole numbers has no decimals.
/// 3. A column whose numbers are all below 10^-d in magnitude has d significant digits (one at least), as in `1.5e-07`.
/// 4. Any other has d decimals. A number that they would show as 0, and one of 1e9 or more, has d significant digits.
/// 5. A p value has two decimals at least; below the least that they show it is `<0.0001`.
package struct NumberStyle: Sendable {
  private enum Form { case whole, fixed, significant, probability }

  private let form: Form
  private let digits: Int
  /// Magnitudes below are rounding errors.
  private let noise: Double

  /// - Parameters:
  ///   - reference: the largest magnitude among the numbers that share the column's unit.
  ///   - isProbability: whether they are p values.
  package init(_ numbers: some Sequence<Double>, digits: Int, reference: Double = 0, isProbability: Bool = false) {
    let found = numbers.filter(\.isFinite)
    let largest = found.reduce(0) { max($0, $1.magnitude) }
    let least = Self.least(digits: digits)
    let noise = min(1e-12 * max(largest, reference), least / 2)
    self.noise = noise
    if isProbability {
      self.digits = max(digits, 2)
      form = .probability
    } else if found.allSatisfy({ $0.magnitude < noise || ($0 == $0.rounded() && $0.magnitude < 1e15) }) {
      self.digits = digits
      form = .whole
    } else {
      self.digits = digits
      form = largest < least ? .significant : .fixed
    }
  }

  package func text(_ number: Double) -> String {
    if number.isNaN { return "" }
    if number.isInfinite { return number < 0 ? "-Inf" : "Inf" }
    let shown = number.magnitude < noise ? 0 : number
    switch form {
    case .whole: return NumberText.fixed(shown, decimals: 0)
    case .significant: return shown == 0 ? "0" : NumberText.scientific(shown, digits: max(digits, 1))
    case .probability:
      let least = Self.least(digits: digits)
      return number < least
        ? "<" + NumberText.fixed(least, decimals: digits) : NumberText.fixed(number, decimals: digits)
    case .fixed:
      let isHidden = shown != 0 && shown.magnitude < Self.least(digits: digits) / 2
      if isHidden || shown.magnitude >= 1e9 { return NumberText.scientific(shown, digits: max(digits, 1)) }
      return NumberText.fixed(shown, decimals: digits)
    }
  }

  /// 10^-digits
  private static func least(digits: Int) -> Double {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    return 1 / scale
  }

  /// The columns of result tables that share a unit.
  private static let families: [Set<String>] = [
    ["estimate", "standard_error", "lower", "upper"], ["expected", "computed", "difference"],
  ]

  /// Whether two columns share a unit, by their names.
  static func isSameUnit(_ a: String, _ b: String) -> Bool { families.contains { $0.contains(a) && $0.contains(b) } }
}
