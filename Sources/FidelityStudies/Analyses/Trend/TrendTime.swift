import FidelityData
import FidelityTrends

/// The time of a trend's rows, and how it counts: dates from the first one (or the start of its school year) in the
/// unit asked for; numbers as they are.
struct TrendTime: Sendable {
  private var reader: TimeReader
  private let hasUnit: Bool
  private var first = Double.infinity
  /// The least and the greatest number, of a column that is named like one of dates.
  private var numbers: (least: Double, greatest: Double)?

  var name: String { reader.name }

  /// - Throws: also where a unit of dates is named for plain numbers.
  init(_ source: DataDescription.TimeSource, _ trend: Trend, _ table: inout StudyTable) throws(DataError) {
    reader = try TimeReader(source, &table)
    hasUnit = trend.unitOfTime != nil
    let name = reader.name.lowercased()
    if Self.words.contains(where: name.contains) { numbers = (.infinity, -.infinity) }
    try checkUnit()
  }

  /// Words in the names of columns of dates.
  private static let words = ["date", "datum", "fecha", "when"]

  /// The time of each row; NaN where missing.
  mutating func values(_ batch: Batch, _ dictionaries: [KeyDictionary]) throws(DataError) -> Buffer<Double> {
    let values = try reader.values(batch, dictionaries)
    if reader.isDate {
      values.withSpan { values in for row in values.indices where values[row] < first { first = values[row] } }
    } else if var numbers {
      values.withSpan { values in
        for row in values.indices where !values[row].isNaN {
          numbers = (min(numbers.least, values[row]), max(numbers.greatest, values[row]))
        }
      }
      self.numbers = numbers
    }
    return values
  }

  /// Takes what was read in the rows that follow.
  mutating func merge(_ other: TrendTime) throws(DataError) {
    try reader.merge(other.reader)
    first = min(first, other.first)
    if let numbers, let theirs = other.numbers {
      self.numbers = (min(numbers.least, theirs.least), max(numbers.greatest, theirs.greatest))
    }
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
    guard let numbers, numbers.least >= 20_000, numbers.greatest <= 60_000 else { return [] }
    return [
      "trend: column \"\(DataError.printable(name, limit: 40))\": the numbers may be dates as a spreadsheet counts "
        + "them; the time format excel (or excel-1904) reads them so"
    ]
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
