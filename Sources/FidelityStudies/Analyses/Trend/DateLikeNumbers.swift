import FidelityData

/// Whether the numbers of a column are such as dates are written by: a spreadsheet's days, seconds since 1970, or
/// digits without separators (20240915, 15092024). They stay numbers; what they may be is said.
struct DateLikeNumbers: Sendable {
  /// The forms that all numbers so far have; mostly the first number leaves none.
  private var forms: [Form]
  /// The least number; infinite where there was none.
  private var least = Double.infinity

  /// Digits are eight, or seven where a spreadsheet has left out a zero before them.
  private enum Form: CaseIterable {
    case serial, seconds, yearFirst, dayFirst, monthFirst

    var pattern: String {
      switch self {
      case .serial: "excel"
      case .seconds: "unix"
      case .yearFirst: "YYYYMMDD"
      case .dayFirst: "DDMMYYYY"
      case .monthFirst: "MMDDYYYY"
      }
    }

    /// Whether a number is a date of this form; of digits, one of the years 1900 to 2100.
    func fits(_ number: Double) -> Bool {
      if self == .serial { return (20_000...60_000).contains(number) }
      guard let digits = Int(exactly: number) else { return false }
      if self == .seconds { return (1_000_000_000...2_147_483_647).contains(digits) }
      guard (1_010_000...99_999_999).contains(digits) else { return false }
      let (year, month, day) =
        switch self {
        case .dayFirst: (digits % 10_000, digits / 10_000 % 100, digits / 1_000_000)
        case .monthFirst: (digits % 10_000, digits / 1_000_000, digits / 10_000 % 100)
        default: (digits / 10_000, digits / 100 % 100, digits % 100)
        }
      return (1900...2100).contains(year) && CalendarDate.day(year: year, month: month, day: day) != nil
    }
  }

  /// - Parameter mayBeSerial: whether the column is named like one of dates.
  init(mayBeSerial: Bool) { forms = Form.allCases.filter { mayBeSerial || $0 != .serial } }

  /// Looks at numbers until they have no form; NaN is missing.
  mutating func look(_ numbers: Span<Double>) {
    for place in numbers.indices where !numbers[place].isNaN {
      if forms.isEmpty { return }
      least = min(least, numbers[place])
      let number = numbers[place]
      forms.removeAll { !$0.fits(number) }
    }
  }

  mutating func merge(_ other: DateLikeNumbers) {
    least = min(least, other.least)
    forms.removeAll { !other.forms.contains($0) }
  }

  /// What the numbers may be, and how to say it; nil where they are no dates.
  var advice: String? {
    guard least.isFinite, let first = forms.first else { return nil }
    switch first {
    case .serial:
      return "the numbers may be dates as a spreadsheet counts them; the time format excel (or excel-1904) reads them "
        + "so"
    case .seconds: return "the numbers may be seconds since 1970; the time format unix reads them so"
    case .yearFirst, .dayFirst, .monthFirst:
      let patterns = forms.map(\.pattern).joined(separator: " or ")
      if forms.count > 1 {
        return "the numbers may be dates, \(patterns), and all of them fit both; say which with time-format"
      }
      let zeros = first != .yearFirst && least < 10_000_000 ? " (which needs the zero before \(Int(least)))" : ""
      return "the numbers look like dates \(patterns)\(zeros), and count as numbers; say time-format \(patterns)"
    }
  }
}
