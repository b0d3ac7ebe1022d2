public import FidelityData
public import FidelityDrivers
public import FidelityFiles

/// The tables of a study beside its data, each with a role of its own: plans, logs, records.
public struct StudyTables: Sendable, Equatable {
  /// A table with what its columns are called.
  public struct Source: Sendable, Equatable {
    public var role: DriverRole
    /// Tables of the same columns, one after the other.
    public var files: [String]
    /// The table's own names of columns that are called otherwise, by the role's names.
    public var columns: [String: String]
    public var missing: MissingCodes
    public var options: TableOptions
    /// How dates are written; nil: YYYY-MM-DD.
    public var dateFormat: CalendarDate.Format?

    public init(
      role: DriverRole, files: [String], columns: [String: String] = [:], missing: MissingCodes = MissingCodes(),
      options: TableOptions = TableOptions(), dateFormat: CalendarDate.Format? = nil
    ) {
      (self.role, self.files, self.columns, self.missing) = (role, files, columns, missing)
      (self.options, self.dateFormat) = (options, dateFormat)
    }
  }

  public var sources: [Source] = []
  /// The end of every clock, days since 1970-01-01; nil: the latest date of the tables.
  public var asOf: Int?
  public var periods: ReportingPeriods?
  /// The columns of the organisation's levels, the lowest first: classroom, building, district.
  public var levels: [String] = []

  public init(
    _ sources: [Source] = [], asOf: Int? = nil, periods: ReportingPeriods? = nil, levels: [String] = []
  ) {
    (self.sources, self.asOf, self.periods, self.levels) = (sources, asOf, periods, levels)
  }

  /// All files.
  package var files: [String] { sources.flatMap(\.files) }
}

/// Stretches of time for which figures are told one by one.
public enum ReportingPeriods: Sendable, Hashable {
  case month
  /// Three months of the calendar.
  case quarter
  /// A half of a school year: August to December, January to July.
  case term
  /// A school year, from August on.
  case year
  /// From each of these days to the day before the next; days since 1970-01-01.
  case dates([Int])

  /// A stretch of time with its name.
  package struct Period: Sendable, Hashable {
    package let name: String
    package let days: ClosedRange<Int>
  }

  /// The periods that some days lie in, in order: those with at least one of them between the first and the last.
  package func periods(from first: Int, to last: Int) -> [Period] {
    guard first <= last else { return [] }
    if case .dates(let dates) = self {
      let starts = Array(Set(dates)).sorted().filter { $0 <= last }
      return starts.indices.map { place in
        let end = place + 1 < starts.count ? starts[place + 1] - 1 : last
        return Period(name: CalendarDate.text(ofDay: starts[place]), days: starts[place]...max(starts[place], end))
      }
    }
    var periods: [Period] = []
    var day = first
    while day <= last {
      let period = period(of: day)
      periods.append(period)
      day = period.days.upperBound + 1
    }
    return periods
  }

  private func period(of day: Int) -> Period {
    let (year, month, _) = CalendarDate.civil(day)
    let (start, length, name): (Int, Int, String)
    switch self {
    case .month, .dates: (start, length, name) = (month, 1, "\(year)-\(month < 10 ? "0" : "")\(month)")
    case .quarter:
      let quarter = (month - 1) / 3
      (start, length, name) = (3 * quarter + 1, 3, "\(year)-Q\(quarter + 1)")
    case .term:
      (start, length, name) = month >= 8 ? (8, 5, "\(year)-autumn") : (1, 7, "\(year)-spring")
    case .year:
      let from = month >= 8 ? year : year - 1
      return Period(name: "\(from)-\(from + 1)", days: Self.first(from, 8)...Self.first(from + 1, 8) - 1)
    }
    return Period(name: name, days: Self.first(year, start)...Self.first(year, start + length) - 1)
  }

  /// The first day of a month; months beyond December belong to the next year.
  private static func first(_ year: Int, _ month: Int) -> Int {
    CalendarDate.day(year: month > 12 ? year + 1 : year, month: month > 12 ? month - 12 : month, day: 1) ?? 0
  }
}

/// The open files of tables that were read, so that what is told of them holds for what was read.
///
/// The files are only read from, and by calls that any thread may make.
@safe
package struct StudyTableFiles: @unchecked Sendable {
  let files: [TableFile]

  init(_ files: [TableFile]) { self.files = files }
}
