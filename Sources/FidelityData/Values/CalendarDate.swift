/// Days of the Gregorian calendar, counted from 1970-01-01 = 0.
public enum CalendarDate {
  /// The day number of a date, or nil where there is no such day. Howard Hinnant's days-from-civil relation, O(1).
  public static func day(year: Int, month: Int, day: Int) -> Int? {
    guard (-99_999...99_999).contains(year), (1...12).contains(month),
      (1...length(ofMonth: month, year: year)).contains(day)
    else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// How dates are written, as a pattern of `YYYY`, `YY`, `MM`, `MMM` (the first three letters of the English name),
  /// `MMMM` (all of them), `DD` (in either case) and other characters that stand for themselves: `YYYY-MM-DD`,
  /// `DDMMYYYY`, `DD-MMM-YYYY`. With a separator after them, or before them at the end, one digit is enough for month
  /// and day. The names of months may be in either case.
  public struct Format: Sendable, Equatable {
    private enum Part: Equatable { case year(digits: Int), month, monthName(isShort: Bool), day, literal(UInt8) }
    public let pattern: String
    private let parts: [Part]

    /// nil where the pattern does not name year, month and day once each.
    public init?(_ pattern: String) {
      var parts: [Part] = []
      var rest = Array(pattern.utf8)[...]
      func take(_ token: String) -> Bool {
        // Letters in ASCII differ from their capitals in one bit.
        guard rest.starts(with: Array(token.utf8), by: { $0 & 0xdf == $1 }) else { return false }
        rest = rest.dropFirst(token.utf8.count)
        return true
      }
      while let next = rest.first {
        if take("YYYY") {
          parts.append(.year(digits: 4))
        } else if take("YY") {
          parts.append(.year(digits: 2))
        } else if take("MMMM") {
          parts.append(.monthName(isShort: false))
        } else if take("MMM") {
          parts.append(.monthName(isShort: true))
        } else if take("MM") {
          parts.append(.month)
        } else if take("DD") {
          parts.append(.day)
        } else {
          parts.append(.literal(next))
          rest = rest.dropFirst()
        }
      }
      let years = parts.count { if case .year = $0 { true } else { false } }
      let months = parts.count { part in
        switch part {
        case .month, .monthName: true
        default: false
        }
      }
      guard years == 1, months == 1, parts.count(where: { $0 == .day }) == 1 else {
        return nil
      }
      self.pattern = pattern
      self.parts = parts
    }

    /// The day number of a text, or nil where it is not a date of this form. The time of day after an ISO date
    /// (`2024-09-15T10:30`) is left out; see ``time(_:)``.
    public func day(_ text: String) -> Int? { time(text).map { Int($0.rounded(.down)) } }

    /// The day number of a text with the share of the day that has passed, or nil where it is not a date of this form.
    /// An ISO date may have a time of day after it, by the clock of its place: an offset from UTC is read and left out.
    /// Two-digit years 00-68 are 2000-2068, 69-99 are 1969-1999 (POSIX).
    public func time(_ text: String) -> Double? {
      var rest = Array(text.utf8)[...]
      var (year, month, day) = (0, 0, 0)
      for (index, part) in parts.enumerated() {
        switch part {
        case .literal(let byte):
          guard rest.first == byte else { return nil }
          rest = rest.dropFirst()
        case .year(let digits):
          guard let value = Self.number(&rest, digits...digits) else { return nil }
          year = digits == 4 ? value : value + (value < 69 ? 2000 : 1900)
        case .monthName(let isShort):
          guard let value = Self.month(&rest, isShort: isShort) else { return nil }
          month = value
        case .month, .day:
          let isSeparated = index + 1 == parts.count ? index > 0 && isLiteral(index - 1) : isLiteral(index + 1)
          guard let value = Self.number(&rest, isSeparated ? 1...2 : 2...2) else { return nil }
          if part == .month { month = value } else { day = value }
        }
      }
      guard let whole = CalendarDate.day(year: year, month: month, day: day) else { return nil }
      if rest.isEmpty { return Double(whole) }
      guard parts == Self.isoParts, let share = Self.timeOfDay(rest) else { return nil }
      return Double(whole) + share
    }

    private static let months = [
      "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER",
      "DECEMBER",
    ].map { Array($0.utf8) }

    /// The number of a month whose English name, or its first three letters, a text begins with.
    private static func month(_ rest: inout ArraySlice<UInt8>, isShort: Bool) -> Int? {
      for (place, name) in months.enumerated() {
        let wanted = isShort ? name.prefix(3) : name[...]
        // Letters in ASCII differ from their capitals in one bit.
        guard rest.starts(with: wanted, by: { $0 & 0xdf == $1 }) else { continue }
        rest = rest.dropFirst(wanted.count)
        return place + 1
      }
      return nil
    }

    private static let isoParts: [Part] = [.year(digits: 4), .literal(0x2d), .month, .literal(0x2d), .day]

    /// The share of a day of `T10:30`, ` 10:30:00.5`, `T103000+02:00`, `T10:30Z`; nil where it is no time.
    private static func timeOfDay(_ text: ArraySlice<UInt8>) -> Double? {
      var rest = text
      func take(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest = rest.dropFirst()
        return true
      }
      guard take(0x54) || take(0x20), let hour = number(&rest, 2...2), hour < 24 else { return nil }
      let hasColons = take(0x3a)
      guard let minute = number(&rest, 2...2), minute < 60 else { return nil }
      var second = 0.0
      if hasColons ? take(0x3a) : rest.first.map({ (0x30...0x39).contains($0) }) ?? false {
        guard let whole = number(&rest, 2...2), whole <= 60 else { return nil }
        second = Double(whole)
        if take(0x2e) || take(0x2c) {
          let digits = rest.prefix { (0x30...0x39).contains($0) }
          guard !digits.isEmpty, let part = Double("0." + String(decoding: digits, as: UTF8.self)) else { return nil }
          second += part
          rest = rest.dropFirst(digits.count)
        }
      }
      if !take(0x5a), take(0x2b) || take(0x2d) {
        guard let hours = number(&rest, 2...2), hours < 24 else { return nil }
        _ = take(0x3a)
        if !rest.isEmpty { guard let minutes = number(&rest, 2...2), minutes < 60 else { return nil } }
      }
      return rest.isEmpty ? (Double(hour * 60 + minute) * 60 + second) / 86_400 : nil
    }

    private func isLiteral(_ index: Int) -> Bool {
      if case .literal = parts[index] { true } else { false }
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, _ digits: ClosedRange<Int>) -> Int? {
      var value = 0
      var count = 0
      while count < digits.upperBound, let byte = rest.first, (0x30...0x39).contains(byte) {
        value = value * 10 + Int(byte - 0x30)
        rest = rest.dropFirst()
        count += 1
      }
      return digits.contains(count) ? value : nil
    }
  }
}

extension CalendarDate {
  /// Year, month and day of a day number. O(1).
  public static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  public static func year(ofDay day: Int) -> Int { civil(day).year }

  /// `2024-09-15`
  public static func text(ofDay day: Int) -> String {
    let (year, month, day) = civil(day)
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(abs(number))
      return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

extension CalendarDate.Format {
  /// YYYY-MM-DD, as ISO 8601 has it.
  package static let iso: CalendarDate.Format = {
    guard let format = CalendarDate.Format("YYYY-MM-DD") else { preconditionFailure("the ISO form is a date format") }
    return format
  }()
}
