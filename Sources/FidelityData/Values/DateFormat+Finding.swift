extension CalendarDate.Format {
  /// What the first date of a column says about its form.
  package enum Finding: Sendable, Equatable {
    /// The one form that it can have.
    case form(CalendarDate.Format)
    /// Forms of which one must be said: 03/04/2024 is in March or in April, 15/4/2019 only of one form, but what others
    /// of its column are, it does not tell.
    case several([CalendarDate.Format])
  }

  /// Forms that no other reading has, but for their numbers.
  private static let certain: [CalendarDate.Format] = [
    "YYYY-MM-DD", "YYYY/M/D", "YYYY.M.D", "D MMM YYYY", "D-MMM-YYYY", "D. MMM YYYY", "D/MMM/YYYY", "DDMMMYYYY",
    "D de MMM de YYYY", "MMM D, YYYY", "MMM D YYYY", "MMM-D-YYYY", "YYYY-MMM-DD", "YYYY MMM DD", "MMM YYYY",
    "MMM-YYYY", "MMM/YYYY",
    "MM/YYYY", "YYYY/MM",
  ].compactMap { CalendarDate.Format($0) }

  /// Forms in whose place another may be meant.
  private static let doubtful: [CalendarDate.Format] = [
    "M/D/YYYY", "D/M/YYYY", "M-D-YYYY", "D-M-YYYY", "M.D.YYYY", "D.M.YYYY", "M/D/YY", "D/M/YY", "M-D-YY", "D-M-YY",
    "M.D.YY", "D.M.YY",
  ].compactMap { CalendarDate.Format($0) }

  /// Months and school years: 2011-12 is either.
  private static let ofYears: [CalendarDate.Format] =
    ["YYYY-MM", "school-year"].compactMap { CalendarDate.Format($0) }

  /// The form of a date, or the forms that it can have; nil where it is no date.
  package static func find(_ text: String) -> Finding? {
    let years = ofYears.filter { $0.time(text) != nil }
    if years.count == 1 { return .form(years[0]) }
    if years.count > 1 { return .several(years) }
    if let format = certain.first(where: { $0.time(text) != nil }) { return .form(format) }
    let others = doubtful.filter { $0.time(text) != nil }
    return others.isEmpty ? nil : .several(others)
  }

  /// Those of some forms that all texts have.
  package static func fitting(_ forms: [CalendarDate.Format], _ texts: [String]) -> [CalendarDate.Format] {
    forms.filter { form in texts.allSatisfy { form.time($0) != nil } }
  }
}
