import FidelityData
import FidelityTrends

/// The time of a trend's rows, and how it counts: dates from the first one (or the start of its school year) in the
/// unit asked for; numbers as they are.
struct TrendTime: Sendable {
  private var reader: TimeReader
  private let hasUnit: Bool
  private var first = Double.infinity
  /// What the numbers are like.
  private var numbers: DateLikeNumbers

  var name: String { reader.name }

  /// - Throws: also where a unit of dates is named for plain numbers.
  init(_ source: DataDescription.TimeSource, _ trend: Trend, _ table: inout StudyTable) throws(DataError) {
    reader = try TimeReader(source, &table)
    hasUnit = trend.unitOfTime != nil
    let name = reader.name.lowercased()
    numbers = DateLikeNumbers(mayBeSerial: Self.words.contains(where: name.contains))
    try checkUnit()
  }

  /// Words in the names of columns of dates.
  private static let words = ["date", "datum", "fecha", "when"]

  /// The time of each row; NaN where missing.
  mutating func values(_ batch: Batch, _ dictionaries: [KeyDictionary]) throws(DataError) -> Buffer<Double> {
    let values = try reader.values(batch, dictionaries)
    if reader.isDate {
      values.withSpan { values in for row in values.indices where values[row] < first { first = values[row] } }
    } else {
      values.withSpan { numbers.look($0) }
    }
    return values
  }

  /// Takes what was read in the rows that follow.
  mutating func merge(_ other: TrendTime) throws(DataError) {
    try reader.merge(other.reader)
    first = min(first, other.first)
    numbers.merge(other.numbers)
  }

  /// - Throws: `usage` where a unit of dates is named for plain numbers, once that is known.
  func checkUnit() throws(DataError) {
    guard hasUnit, reader.hasNumbers else { return }
    throw DataError(
      .usage(reason: "the column holds numbers, which have no unit of time"), column: reader.name,
      remedy: .options(
        "leave out `unit-of-time`; or, where the numbers are dates such as 20240915, say `time-format` YYYYMMDD, and "
          + "where they are a spreadsheet's days such as 45292, `time-format` excel"))
  }

  /// What should be known of how dates were read.
  var warnings: [String] {
    if reader.isDate { return reader.formNote.map { ["trend: \($0)"] } ?? [] }
    guard let advice = numbers.advice else { return [] }
    return ["trend: column \"\(DataError.printable(name, limit: 40))\": \(advice)"]
  }

  func scale(_ trend: Trend) -> TrendScale {
    guard reader.isDate, first.isFinite else { return TrendScale() }
    let origin = trend.dateUnit.origin(firstDay: Int(first))
    return TrendScale(
      origin: Double(origin), unit: trend.dateUnit.days,
      note: "per \(trend.dateUnit.singular); time 0 is \(CalendarDate.text(ofDay: origin))")
  }
}

/// The time that counts as 0, the length of a unit, and a remark about both.
struct TrendScale: Sendable {
  var origin = 0.0
  var unit = 1.0
  var note: String?
}

extension Trend {
  /// What a user should know of numbers that may stand for missing ones, of the outcome and of the covariates.
  func warnings(_ codes: [UndeclaredCodes]) -> [String] {
    zip([outcome] + covariates.names, codes).compactMap { name, codes in
      codes.warning("trend: column \"\(DataError.printable(name, limit: 40))\"")
    }
  }

  /// What is to be known of groups whose sums have lost digits, and whose rows were not at hand.
  func lossWarning(_ groupCount: Int) -> [String] {
    if groupCount == 0 { return [] }
    return ["trend: figures of \(groupCount) groups may have fewer than nine digits; read from a file to keep them"]
  }
}
