import FidelityReports

/// Numbers as a page shows them.
struct PageNumbers: Sendable {
  /// What stands between whole and decimals.
  let decimalMark: String
  /// What stands between the limits of an interval.
  let to: String

  /// Two decimals; one from 10 on, none from 1000 on; nothing for a missing number.
  func text(_ number: Double) -> String {
    guard number.isFinite else { return "" }
    guard number.magnitude < 1e9 else { return NumberText.scientific(number, digits: 3) }
    let decimals = number.magnitude >= 1000 ? 0 : number.magnitude >= 10 ? 1 : 2
    return localized(NumberText.fixed(number, decimals: decimals))
  }

  /// Three decimals, for numbers that are small beside 1; nothing for a missing number.
  func small(_ number: Double) -> String {
    guard number.isFinite, number.magnitude < 1 else { return text(number) }
    return localized(NumberText.fixed(number, decimals: 3))
  }

  /// A whole number.
  func count(_ number: Double) -> String {
    number.isFinite && number.magnitude < 1e15 ? NumberText.fixed(number, decimals: 0) : text(number)
  }

  func count(_ number: Int) -> String { String(number) }

  /// A share as a percentage without decimals; one decimal where none would show 0 or 100 and it is neither.
  func percent(_ share: Double) -> String {
    guard share.isFinite else { return "" }
    guard share.magnitude < 1e6 else { return text(100 * share) + "%" }
    let percent = 100 * share
    let whole = NumberText.fixed(percent, decimals: 0)
    let isRounded = (whole == "0" && share != 0) || (whole == "100" && share != 1)
    return localized(isRounded ? NumberText.fixed(percent, decimals: 1) : whole) + "%"
  }

  /// Both limits; a dash for one that is missing, nothing where both are.
  func interval(_ lower: Double, _ upper: Double, percent isPercent: Bool = false) -> String {
    guard lower.isFinite || upper.isFinite else { return "" }
    func limit(_ number: Double) -> String {
      number.isFinite ? (isPercent ? percent(number) : text(number)) : "–"
    }
    return "\(limit(lower)) \(to) \(limit(upper))"
  }

  private func localized(_ text: String) -> String {
    decimalMark == "." ? text : text.split(separator: ".").joined(separator: decimalMark)
  }
}
