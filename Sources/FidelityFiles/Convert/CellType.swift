import FidelityData

/// What the cells of a column are when a table is written in another format.
package enum CellType: Sendable, Hashable {
  case text
  case integer
  case number
  /// `true` and `false`.
  case boolean
  /// `YYYY-MM-DD`.
  case date
  /// A date, or a date with a time of day.
  case timestamp(ColumnType.TimeUnit, timeZone: String?)

  /// The type of columns that hold both.
  package func joined(_ other: CellType) -> CellType {
    if self == other { return self }
    let areNumbers = [self, other].allSatisfy { $0 == .integer || $0 == .number }
    return areNumbers ? .number : .text
  }

  /// What a typed file's column becomes; nil where it cannot be read.
  package init?(_ type: ColumnType) {
    guard type.isReadable else { return nil }
    switch type {
    case .boolean: self = .boolean
    case .integer(let bits, let isSigned): self = isSigned || bits < 64 ? .integer : .text
    case .real: self = .number
    // A double keeps fifteen digits, whichever they are.
    case .decimal(let precision, _): self = precision <= 15 ? .number : .text
    case .date: self = .date
    case .timestamp(let unit, let timeZone): self = .timestamp(unit, timeZone: timeZone)
    case .factor(let levels, _):
      switch CellType(levels) {
      case .integer: self = .integer
      case .number: self = .number
      default: self = .text
      }
    default: self = .text
    }
  }

  /// The format string of the Arrow C data interface; nil for what a table's own columns say.
  var arrowFormat: String? {
    switch self {
    case .text, .integer, .number: nil
    case .boolean: "b"
    case .date: "tdD"
    case .timestamp(let unit, let timeZone): "ts\(Self.letter(unit)):\(timeZone ?? "")"
    }
  }

  private static func letter(_ unit: ColumnType.TimeUnit) -> String {
    switch unit {
    case .second: "s"
    case .millisecond: "m"
    case .microsecond: "u"
    case .nanosecond: "n"
    }
  }

  /// Whether a text of a column of this type can be written as such.
  func allows(_ label: String) -> Bool {
    switch self {
    case .text, .integer, .number: true
    case .boolean: label == "true" || label == "false"
    case .date: Self.day(label) != nil
    case .timestamp(let unit, _): Self.count(label, unit) != nil
    }
  }
}

// MARK: - Dates and times as text

extension CellType {
  /// The day of `2024-09-15`, written so and not otherwise.
  static func day(_ text: String) -> Int? {
    guard let day = CalendarDate.Format.iso.day(text), CalendarDate.text(ofDay: day) == text else { return nil }
    return day
  }

  /// The time of `2024-09-15`, `2024-09-15 10:30:00` or `2024-09-15 10:30:00.25`, with `Z` or `+02:00` behind it for
  /// what has a zone, in units since 1970.
  static func count(_ text: String, _ unit: ColumnType.TimeUnit) -> Int64? {
    let digits =
      switch unit {
      case .second: 0
      case .millisecond: 3
      case .microsecond: 6
      case .nanosecond: 9
      }
    guard let day = day(String(text.prefix(10))), let time = Time(Array(text.utf8.dropFirst(10)), digits) else {
      return nil
    }
    var perSecond: Int64 = 1
    for _ in 0..<digits { perSecond *= 10 }
    let seconds = Int64(day) * 86_400 + time.seconds
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: perSecond)
    let (sum, isTooLarge) = scaled.addingReportingOverflow(time.fraction)
    return overflow || isTooLarge ? nil : sum
  }

  /// What stands behind a date.
  private struct Time {
    /// From the date's midnight, in UTC where there is a zone.
    var seconds: Int64 = 0
    /// In the last of the digits.
    var fraction: Int64 = 0

    init?(_ text: [UInt8], _ digits: Int) {
      var rest = text[...]
      func number(_ length: Int) -> Int64? {
        guard rest.count >= length, rest.prefix(length).allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length).reduce(0) { 10 * $0 + Int64($1 - 0x30) }
      }
      func take(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest = rest.dropFirst()
        return true
      }
      if rest.isEmpty { return }
      guard take(0x20), let hour = number(2), take(0x3a), let minute = number(2), take(0x3a), let second = number(2),
        hour < 24, minute < 60, second < 60
      else { return nil }
      seconds = 3_600 * hour + 60 * minute + second
      if take(0x2e) {
        let length = rest.prefix { (0x30...0x39).contains($0) }.count
        guard (1...max(1, digits)).contains(length), length <= digits, let part = number(length) else { return nil }
        fraction = (length..<digits).reduce(part) { value, _ in 10 * value }
      }
      if rest.isEmpty || take(0x5a) {
        if !rest.isEmpty { return nil }
        return
      }
      let sign: Int64 = take(0x2b) ? -1 : 1
      guard sign == -1 || take(0x2d), let hours = number(2) else { return nil }
      _ = take(0x3a)
      guard let minutes = number(2), rest.isEmpty else { return nil }
      seconds += sign * (3_600 * hours + 60 * minutes)
    }
  }
}
