import FidelityData

/// The unit in which time counts: slopes are per unit.
public enum TimeUnit: String, Sendable, Hashable, Codable, CaseIterable {
  /// 1/24 of a day; the hours of the first day count.
  case hours
  case days, weeks
  /// 365.25 / 12 days.
  case months
  /// 365.25 days.
  case years
  /// Years of 365.25 days from the start of the first school year in the data.
  case schoolYears = "school-years"

  /// The length in days.
  public var days: Double {
    switch self {
    case .hours: 1.0 / 24
    case .days: 1
    case .weeks: 7
    case .months: 365.25 / 12
    case .years, .schoolYears: 365.25
    }
  }

  /// The name of one unit.
  public var singular: String { self == .schoolYears ? "school year" : String(rawValue.dropLast()) }

  /// The day that counts as time 0: the first day of the data, or the 1 August (or another month's first) before it.
  public func origin(firstDay: Int, schoolYearMonth: Int = 8) -> Int {
    guard self == .schoolYears else { return firstDay }
    let year = CalendarDate.year(ofDay: firstDay)
    let start = CalendarDate.day(year: year, month: schoolYearMonth, day: 1) ?? firstDay
    if start <= firstDay { return start }
    return CalendarDate.day(year: year - 1, month: schoolYearMonth, day: 1) ?? firstDay
  }
}
