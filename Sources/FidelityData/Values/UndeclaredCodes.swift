/// Finds numbers that look like codes for "missing" and were not declared: 9, 99, 999, ..., 88, 77, also negative, far
/// from all other values of a column.
///
/// ``look(_:)`` looks only at the first rows that it is shown: a code that stands for missing values is seldom rare.
package struct UndeclaredCodes: Sendable {
  /// So many rows of each part of a scan.
  private static let mostRows = 1 << 14
  private var seenRows = 0
  /// The range of the values that are no such code.
  private var lower = Double.infinity
  private var upper = -Double.infinity
  /// Whether two of them differ.
  private var hasRange: Bool { lower < upper }
  /// How often each code has come.
  private var counts: [Double: Int] = [:]
  /// Whether all rows were looked at.
  private var isComplete = true

  package init() {}

  /// The digit 9, 8 or 7 alone, repeated up to six times; or 97, 98, 997, 998.
  static func isCode(_ value: Double) -> Bool {
    let size = value.magnitude
    guard size >= 7, size < 1e6, let whole = Int(exactly: size) else { return false }
    if [97, 98, 997, 998].contains(whole) { return true }
    let digit = whole % 10
    guard digit >= 7 else { return false }
    var rest = whole
    while rest > 0 {
      if rest % 10 != digit { return false }
      rest /= 10
    }
    return true
  }

  /// Looks at the values of some rows; NaN is missing.
  package mutating func look(_ values: Buffer<Double>) {
    guard seenRows < Self.mostRows else {
      isComplete = false
      return
    }
    seenRows += values.count
    values.withSpan { values in
      for row in values.indices { add(values[row], 1) }
    }
  }

  /// Takes a value that came so many times, 0 where nobody counted; NaN is missing.
  package mutating func add(_ value: Double, _ count: Int) {
    if value.isNaN { return }
    if Self.isCode(value) {
      counts[value, default: 0] += count
    } else {
      lower = min(lower, value)
      upper = max(upper, value)
    }
  }

  package mutating func merge(_ other: UndeclaredCodes) {
    seenRows += other.seenRows
    isComplete = isComplete && other.isComplete
    lower = min(lower, other.lower)
    upper = max(upper, other.upper)
    counts.merge(other.counts, uniquingKeysWith: +)
  }

  /// The codes that lie beyond the range of the other values, by half of that range at least, and by 2. What lies
  /// nearer is a value of the scale, as 7, 8 and 9 of 1 to 9 are.
  package var found: [Double] {
    guard hasRange else { return [] }
    let (bottom, top) = range
    return counts.keys.filter { $0 > top || $0 < bottom }.sorted()
  }

  /// The range of the values that count as those of the scale.
  private var range: (bottom: Double, top: Double) {
    var (bottom, top) = (lower, upper)
    var reach: Double { max(2, (top - bottom) / 2) }
    for code in counts.keys.sorted() where code > top && code < top + reach { top = code }
    for code in counts.keys.sorted(by: >) where code < bottom && code > bottom - reach { bottom = code }
    return (bottom, top)
  }

  /// A remark on the codes that were found; nil where there are none.
  package func warning(_ column: String) -> String? {
    let codes = found
    guard !codes.isEmpty else { return nil }
    let shown = codes.map { code in
      let label = CategoryDictionary.label(code)
      guard let count = counts[code], count > 0 else { return label }
      return "\(label) (\(isComplete ? "" : "at least ")\(count == 1 ? "once" : "\(count) times"))"
    }
    let (bottom, top) = self.range
    let range = "\(CategoryDictionary.label(bottom)) to \(CategoryDictionary.label(top))"
    return "\(column): \(shown.joined(separator: ", ")) lies far from the other values, \(range); "
      + "if it stands for a missing value, declare it as a missing code"
  }
}
