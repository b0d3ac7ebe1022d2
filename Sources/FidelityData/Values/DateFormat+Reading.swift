extension CalendarDate.Format {
  /// The day number of a text, or nil where it is not a date of this form. A time of day is left out; see ``time(_:)``.
  public func day(_ text: String) -> Int? { time(text).map { Int($0.rounded(.down)) } }

  /// The day number of a text with the share of the day that has passed, or nil where it is not a date of this form.
  /// A date with separators may have a time of day after it, by the clock of its place: an offset from UTC is read and
  /// left out; `8:05 PM` goes with other forms than the ISO one. Two-digit years 00-68 are 2000-2068, 69-99 are
  /// 1969-1999 (POSIX).
  public func time(_ text: String) -> Double? {
    switch kind {
    case .pattern(let parts): time(text, parts)
    case .excel(let firstYear): Self.spreadsheetTime(text, firstYear: firstYear)
    case .unix: Double(text).flatMap { abs($0) < 1e11 ? $0 / 86_400 : nil }
    case .schoolYear: Self.schoolYear(text).flatMap { CalendarDate.day(year: $0, month: 8, day: 1) }.map(Double.init)
    }
  }

  private func time(_ text: String, _ parts: [Part]) -> Double? {
    var rest = Array(text.utf8)[...]
    var (year, month, day) = (0, 0, 1)
    for (index, part) in parts.enumerated() {
      switch part {
      case .literal(let byte):
        guard rest.first == byte else { return nil }
        rest = rest.dropFirst()
      case .year(let digits):
        guard let value = Self.number(&rest, digits...digits) else { return nil }
        year = digits == 4 ? value : value + (value < 69 ? 2000 : 1900)
      case .monthName(let isFull):
        guard let value = Self.month(&rest, isFull: isFull) else { return nil }
        month = value
      case .month, .day:
        let isSeparated =
          index + 1 == parts.count ? index > 0 && parts[index - 1].isLiteral : parts[index + 1].isLiteral
        guard let value = Self.number(&rest, isSeparated ? 1...2 : 2...2) else { return nil }
        if part == .month { month = value } else { day = value }
      }
    }
    guard let whole = CalendarDate.day(year: year, month: month, day: day) else { return nil }
    if rest.isEmpty { return Double(whole) }
    // Digits without separators may be anything.
    let isISO = parts == Self.isoParts
    guard parts.contains(.day), parts.contains(where: \.isLiteral),
      let share = Self.timeOfDay(rest, hasHalves: !isISO)
    else { return nil }
    return Double(whole) + share
  }

  private static let isoParts: [Part] = [.year(digits: 4), .literal(0x2d), .month, .literal(0x2d), .day]

  /// A spreadsheet of 1900 has a 29 February 1900, the serial number 60, which there was not: days before it count one
  /// less.
  private static func spreadsheetTime(_ text: String, firstYear: Int) -> Double? {
    guard let serial = Double(text), serial >= 0, serial < 2_958_466 else { return nil }
    if firstYear == 1904 { return serial - 24_107 }
    if serial >= 61 { return serial - 25_569 }
    return serial < 60 ? serial - 25_568 : nil
  }

  /// The first year of `2023-24`, `2023/24`, `2023-2024`.
  private static func schoolYear(_ text: String) -> Int? {
    var rest = Array(text.utf8)[...]
    guard let first = number(&rest, 4...4), let separator = rest.first, separator == 0x2d || separator == 0x2f else {
      return nil
    }
    rest = rest.dropFirst()
    let isShort = rest.count == 2
    guard let second = number(&rest, isShort ? 2...2 : 4...4), rest.isEmpty else { return nil }
    return second == (isShort ? (first + 1) % 100 : first + 1) ? first : nil
  }

  /// The number of a month whose name a text begins with, in one of the languages of ``MonthNames``; unless names are
  /// full, also a short form or the first letters, three at least, with or without a point.
  private static func month(_ rest: inout ArraySlice<UInt8>, isFull: Bool) -> Int? {
    let letters = rest.prefix { isLetter($0) || $0 >= 0x80 }
    let name = String(decoding: letters, as: UTF8.self)
    guard let found = MonthNames.month(name), found.isFull || !isFull else { return nil }
    rest = rest.dropFirst(letters.count)
    if !isFull, !found.isFull, rest.first == 0x2e { rest = rest.dropFirst() }
    return found.month
  }

  /// The share of a day of `T10:30`, ` 10:30:00.5`, `T103000+02:00`, `T10:30Z`; with halves of a day also ` 8:05 PM`;
  /// nil where it is no time.
  private static func timeOfDay(_ text: ArraySlice<UInt8>, hasHalves: Bool) -> Double? {
    var rest = text
    func take(_ byte: UInt8) -> Bool {
      guard rest.first == byte else { return false }
      rest = rest.dropFirst()
      return true
    }
    guard take(0x54) || take(0x20), var hour = number(&rest, hasHalves ? 1...2 : 2...2), hour < 24 else { return nil }
    let hasColons = take(0x3a)
    guard hasColons || !hasHalves, let minute = number(&rest, 2...2), minute < 60 else { return nil }
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
    rest = withoutZoneName(rest)
    let half = rest.filter { $0 != 0x20 }.map { $0 & 0xdf }
    if hasHalves, half == [0x41, 0x4d] || half == [0x50, 0x4d] {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (half[0] == 0x50 ? 12 : 0)
      rest = []
    } else if !take(0x5a), take(0x2b) || take(0x2d) {
      guard let hours = number(&rest, 2...2), hours < 24 else { return nil }
      _ = take(0x3a)
      if !rest.isEmpty { guard let minutes = number(&rest, 2...2), minutes < 60 else { return nil } }
    }
    return rest.isEmpty ? (Double(hour * 60 + minute) * 60 + second) / 86_400 : nil
  }

  /// A time without the name of its zone, as forms on the web write it: ` GMT+1`, ` UTC`, ` GMT-03:30`.
  private static func withoutZoneName(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let blank = text.lastIndex(of: 0x20) else { return text }
    let name = text[(blank + 1)...]
    guard name.starts(with: "GMT".utf8) || name.starts(with: "UTC".utf8) else { return text }
    var rest = name.dropFirst(3)
    guard let sign = rest.popFirst() else { return text[..<blank] }
    guard sign == 0x2b || sign == 0x2d, number(&rest, 1...2) != nil else { return text }
    if rest.first == 0x3a { rest = rest.dropFirst() }
    if !rest.isEmpty, number(&rest, 2...2) == nil { return text }
    return rest.isEmpty ? text[..<blank] : text
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
