import FidelityReports

/// A linear axis with round ticks.
///
/// Steps are 1, 2 or 5 times a power of ten; the ends are ticks. Reference: Heckbert, P. S. (1990). Nice numbers for
/// graph labels. In A. S. Glassner (Ed.), Graphics Gems (pp. 61-63). Academic Press.
package struct NiceScale: Sendable, Equatable {
  package let lower: Double
  package let upper: Double
  package let step: Double
  /// The decimals that the step needs.
  let decimals: Int

  init(lower: Double, upper: Double, step: Double, decimals: Int) {
    (self.lower, self.upper, self.step, self.decimals) = (lower, upper, step, decimals)
  }

  /// The axis that covers the finite ones of the numbers with about `count` steps; 0 to 1 where there are none.
  package init(covering numbers: some Sequence<Double>, count: Int = 5) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for number in numbers where number.isFinite { (low, high) = (min(low, number), max(high, number)) }
    if low > high { (low, high) = (0, 1) }
    if low == high {
      let pad = low == 0 ? 1 : low.magnitude / 2
      (low, high) = (low - pad, high + pad)
    }
    self.init(from: low, to: high, count: count)
  }

  /// - Parameters: `from` below `to`, both finite; count: 1 or more.
  init(from: Double, to: Double, count: Int = 5) {
    // The difference of the largest doubles is no number.
    let rough = to / Double(count) - from / Double(count)
    var power = 1.0
    var digits = 0
    while power > rough, digits < 300 { (power, digits) = (power / 10, digits + 1) }
    while power * 10 <= rough, digits > -300 { (power, digits) = (power * 10, digits - 1) }
    let fraction = rough / power
    let factor = fraction < 1.5 ? 1.0 : fraction < 3 ? 2 : fraction < 7 ? 5 : 10
    if factor == 10 { digits -= 1 }
    let step = factor * power
    self.step = step
    decimals = min(max(digits, 0), 12)
    // A bound that is a tick but for rounding is that tick.
    lower = (from / step + 1e-9).rounded(.down) * step
    upper = (to / step - 1e-9).rounded(.up) * step
  }

  package var ticks: [Double] {
    let first = (lower / step).rounded()
    let count = Int(((upper - lower) / step).rounded())
    return (0...max(count, 0)).map { (first + Double($0)) * step }
  }

  package func text(_ tick: Double, _ texts: ChartTexts = .english) -> String {
    texts.fixed(tick, decimals: decimals)
  }

  /// The most steps, up to `count`, of whose ticks no two labels touch on an axis of this length.
  static func fitting(
    _ numbers: [Double], length: Double, count: Int = 6, _ texts: ChartTexts
  ) -> NiceScale {
    for tried in stride(from: count, to: 1, by: -1) {
      let scale = NiceScale(covering: numbers, count: tried)
      let widest = scale.ticks.map { TextMeasure.width(scale.text($0, texts)) }.max() ?? 0
      if Double(scale.ticks.count - 1) * (widest + 12) <= length { return scale }
    }
    return NiceScale(covering: numbers, count: 1)
  }
}

/// Numbers as people read them.
package enum ChartNumber {
  /// A number with these decimals; a proper minus, and none before zero.
  static func fixed(_ number: Double, decimals: Int) -> String {
    guard number.isFinite else { return "–" }
    if number.magnitude >= 1e12 { return scientific(number) }
    let text = NumberText.fixed(number, decimals: decimals)
    return text.hasPrefix("-") ? "\u{2212}" + text.dropFirst() : text
  }

  private static func scientific(_ number: Double) -> String {
    NumberText.scientific(number, digits: 2).replacing("e+", with: "e").replacing("-", with: "\u{2212}")
  }

  /// A number with about three significant digits, up to 1,000,000 in full; an en dash where it is undefined.
  package static func short(_ number: Double) -> String {
    guard number.isFinite else { return "–" }
    let size = number.magnitude
    if size >= 1e6 || (size > 0 && size < 0.0005) { return scientific(number) }
    if number == number.rounded() { return fixed(number, decimals: 0) }
    return fixed(number, decimals: size >= 100 ? 0 : size >= 10 ? 1 : size < 0.05 ? 3 : 2)
  }

  /// The whole number that a count in a table is; 0 for what is none or beyond 1e12.
  static func whole(_ number: Double) -> Int {
    number.isFinite && number.magnitude < 1e12 ? Int(number) : 0
  }

  /// A whole number with a comma between thousands from 10,000 on.
  package static func count(_ number: Int) -> String {
    let digits = String(number.magnitude)
    guard digits.count > 4 else { return String(number) }
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return (number < 0 ? "\u{2212}" : "") + text
  }
}
