import FidelityData

/// Whether the numbers of a column are such as dates are written by: a spreadsheet's days, or digits without separators
/// (20240915, 15092024). They stay numbers; what they may be is said.
struct DateLikeNumbers: Sendable {
  /// Whether the column is named like one of dates.
  private let mayBeSerial: Bool
  private var least = Double.infinity
  private var greatest = -Double.infinity
  private var areWhole = true
  /// The forms of digits that all numbers so far have.
  private var forms = Form.allCases

  /// Eight digits, or seven where a spreadsheet has left out a zero before them.
  private enum Form: CaseIterable {
    case yearFirst, dayFirst, monthFirst

    var pattern: String {
      switch self {
      case .yearFirst: "YYYYMMDD"
      case .dayFirst: "DDMMYYYY"
      case .monthFirst: "MMDDYYYY"
      }
    }

    /// Whether a number is a date of the years 1900 to 2100.
    func fits(_ number: Double) -> Bool {
      guard (1_010_000...99_999_999).contains(number), let digits = Int(exactly: number) else { return false }
      let (year, month, day) =
        switch self {
        case .yearFirst: (digits / 10_000, digits / 100 % 100, digits % 100)
        case .dayFirst: (digits % 10_000, digits / 10_000 % 100, digits / 1_000_000)
        case .monthFirst: (digits % 10_000, digits / 1_000_000, digits / 10_000 % 100)
        }
      return (1900...2100).contains(year) && CalendarDate.day(year: year, month: month, day: day) != nil
    }
  }

  init(mayBeSerial: Bool) { self.mayBeSerial = mayBeSerial }

  mutating func add(_ number: Double) {
    (least, greatest) = (min(least, number), max(greatest, number))
    if number != number.rounded() { areWhole = false }
    if !forms.isEmpty { forms.removeAll { !$0.fits(number) } }
  }

  mutating func merge(_ other: DateLikeNumbers) {
    (least, greatest) = (min(least, other.least), max(greatest, other.greatest))
    areWhole = areWhole && other.areWhole
    forms.removeAll { !other.forms.contains($0) }
  }

  /// What the numbers may be, and how to say it; nil where they are no dates.
  var advice: String? {
    guard least <= greatest else { return nil }
    if mayBeSerial, least >= 20_000, greatest <= 60_000 {
      return "the numbers may be dates as a spreadsheet counts them; the time format excel (or excel-1904) reads them "
        + "so"
    }
    if areWhole, least >= 1_000_000_000, greatest <= 2_147_483_647 {
      return "the numbers may be seconds since 1970; the time format unix reads them so"
    }
    guard let first = forms.first else { return nil }
    let patterns = forms.map(\.pattern).joined(separator: " or ")
    if forms.count > 1 {
      return "the numbers may be dates, \(patterns), and all of them fit both; say which with time-format"
    }
    let zeros = first != .yearFirst && least < 10_000_000 ? " (which needs the zero before \(Int(least)))" : ""
    return "the numbers look like dates \(patterns)\(zeros), and count as numbers; say time-format \(patterns)"
  }
}
