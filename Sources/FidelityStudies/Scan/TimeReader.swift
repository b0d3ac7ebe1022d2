import FidelityData
import FidelityFiles

/// Reads time from a batch: plain numbers, or dates as days since 1970-01-01, with the time of day as a part of a day.
struct TimeReader {
  private enum Source {
    case number(request: Int)
    /// Texts of a form; without one, the first of them says whether all are dates or numbers.
    case text(request: Int, column: String, CalendarDate.Format?)
    case parts(year: Int, month: Int, day: Int, column: String)
  }

  private let source: Source
  /// What the predictor is called in results.
  let name: String
  /// Whether values are days since 1970-01-01. Where the texts of a column decide, it is settled with the first one.
  private(set) var isDate: Bool
  private var isSettled: Bool
  /// Whether times are known to be plain numbers.
  var hasNumbers: Bool { isSettled && !isDate }
  /// The first text of a column whose texts decide, as an error about it.
  private var decisive: DataError?
  /// The time of each text by its code: NaN for a missing one, infinite where it is none.
  private var times: [Double] = []
  private let missingTexts: Set<String>
  private let usesDecimalComma: Bool

  init(_ time: DataDescription.TimeSource, _ table: inout StudyTable) throws(DataError) {
    switch time {
    case .column(let column):
      // A column of text whose first rows are numbers is one of numbers; where they are empty, it may be anything.
      let type = try table.columnType(column)
      (name, isDate, isSettled) = (column, !type.isNumber, type.isNumber || type.isDate)
      source =
        type.isNumber
        ? .number(request: try table.request(column, .number))
        : .text(request: try table.request(column, .key), column: column, nil)
    case .date(let column, let format):
      (name, isDate, isSettled) = (column, true, true)
      source = .text(request: try table.request(column, .key), column: column, format)
    case .parts(let year, let month, let day):
      (name, isDate, isSettled) = ("time", true, true)
      source = .parts(
        year: try table.request(year, .number), month: try table.request(month, .number),
        day: try table.request(day, .number), column: day)
    }
    missingTexts = Set(table.description.missing.undeclaredTexts + table.description.missing.texts(forNumbers: name))
    usesDecimalComma = table.description.options.usesDecimalComma
  }

  /// Takes what another reader of this column has found, in rows that follow.
  /// - Throws: `notADate` or `notANumber` where its texts are of the other kind.
  mutating func merge(_ other: TimeReader) throws(DataError) {
    guard let theirs = other.decisive else { return }
    guard decisive != nil else {
      (isDate, isSettled, decisive) = (other.isDate, true, theirs)
      return
    }
    if isDate != other.isDate { throw theirs.ofTime(isDate: isDate, CalendarDate.Format.iso) }
  }

  /// The time of each row; NaN where missing.
  /// - Throws: `notADate` or `notANumber` with the row of the first cell that is none.
  mutating func values(_ batch: Batch, _ dictionaries: [KeyDictionary]) throws(DataError) -> Buffer<Double> {
    switch source {
    case .number(let request): return batch.numbers(request)
    case .text(let request, let column, let format):
      return try times(batch.keys(request), format ?? .iso, column, dictionaries[request], batch)
    case .parts(let year, let month, let day, let column):
      return try Self.dates(batch.numbers(year), batch.numbers(month), batch.numbers(day), column, batch)
    }
  }

  /// Each distinct text is parsed once; a text that is no time is an error only where a row has it.
  private mutating func times(
    _ keys: Buffer<UInt32>, _ format: CalendarDate.Format, _ column: String, _ dictionary: KeyDictionary, _ batch: Batch
  ) throws(DataError) -> Buffer<Double> {
    let wasSettled = isSettled
    while times.count < dictionary.count { times.append(time(dictionary.label(UInt32(times.count)), format)) }
    if isSettled, !wasSettled { decisive = firstTime(keys, column, dictionary, batch) }
    let times = times
    return try keys.withSpan { keys throws(DataError) in
      try Buffer(count: keys.count) { output throws(DataError) in
        for row in keys.indices {
          let time = keys[row] == missingKey ? .nan : times[Int(keys[row])]
          if time == .infinity {
            throw DataError(
              .notANumber, file: batch.source, row: batch.rowNumber(row), column: column,
              value: dictionary.label(keys[row])
            ).ofTime(isDate: isDate, format)
          }
          output.append(time)
        }
      }
    }
  }

  /// The first row that has a time, as an error about it.
  private func firstTime(
    _ keys: Buffer<UInt32>, _ column: String, _ dictionary: KeyDictionary, _ batch: Batch
  ) -> DataError {
    let row = keys.withSpan { keys in keys.indices.first { keys[$0] != missingKey && !times[Int(keys[$0])].isNaN } }
    return DataError(
      .notANumber, file: batch.source, row: row.map { batch.rowNumber($0) }, column: column,
      value: row.map { dictionary.label(keys[$0]) })
  }

  private mutating func time(_ text: String, _ format: CalendarDate.Format) -> Double {
    if missingTexts.contains(text) { return .nan }
    var number = Double(usesDecimalComma ? text.replacing(",", with: ".") : text).flatMap { $0.isFinite ? $0 : nil }
    // A time that would be rounded is none.
    if number != nil, RoundedWhole.isRounded(text) { number = nil }
    if !isSettled { (isDate, isSettled) = (number == nil, true) }
    return (isDate ? format.time(text) : number) ?? .infinity
  }

  private static func dates(
    _ years: Buffer<Double>, _ months: Buffer<Double>, _ days: Buffer<Double>, _ column: String, _ batch: Batch
  ) throws(DataError) -> Buffer<Double> {
    try Buffer(count: batch.rowCount) { output throws(DataError) in
      for row in 0..<batch.rowCount {
        let (year, month, day) = (years[row], months[row], days[row])
        if year.isNaN || month.isNaN || day.isNaN {
          output.append(.nan)
          continue
        }
        guard let wholeYear = Int(exactly: year), let wholeMonth = Int(exactly: month),
          let wholeDay = Int(exactly: day),
          let date = CalendarDate.day(year: wholeYear, month: wholeMonth, day: wholeDay)
        else {
          throw DataError(
            .notADate(format: "year, month, day"), file: batch.source, row: batch.rowNumber(row), column: column,
            value: [year, month, day].map(CategoryDictionary.label).joined(separator: "-"),
            hint: "correct the date, or leave its cells empty")
        }
        output.append(Double(date))
      }
    }
  }
}

extension DataError {
  /// The error of a text that is no time of the column's kind.
  fileprivate func ofTime(isDate: Bool, _ format: CalendarDate.Format) -> DataError {
    var error = self
    error.problem = isDate ? .notADate(format: format.pattern) : .notANumber
    error.remedy =
      isDate
      ? .options("say how dates are written, as in `time-format` DD/MM/YYYY, or declare the text missing")
      : .words("correct the cell, or declare the text missing")
    return error
  }
}
