import FidelityData
import FidelityFiles

/// Reads time from a batch: plain numbers, or dates as days since 1970-01-01.
struct TimeReader {
  private enum Source {
    case number(request: Int)
    case date(request: Int, column: String, CalendarDate.Format)
    case parts(year: Int, month: Int, day: Int, column: String)
  }

  private let source: Source
  /// What the predictor is called in results.
  let name: String
  /// Whether values are days since 1970-01-01.
  let isDate: Bool
  /// The day of each text by its code: NaN for a missing one, infinite where it is no date.
  private var days: [Double] = []
  private let missingTexts: Set<String>

  init(_ time: DataDescription.TimeSource, _ table: inout StudyTable) throws(DataError) {
    switch time {
    case .column(let column):
      name = column
      isDate = !Self.isNumeric(try table.columnType(column))
      source =
        isDate
        ? .date(request: try table.request(column, .key), column: column, .iso)
        : .number(request: try table.request(column, .number))
    case .date(let column, let format):
      (name, isDate) = (column, true)
      source = .date(request: try table.request(column, .key), column: column, format)
    case .parts(let year, let month, let day):
      (name, isDate) = ("time", true)
      source = .parts(
        year: try table.request(year, .number), month: try table.request(month, .number),
        day: try table.request(day, .number), column: day)
    }
    missingTexts = Set(MissingCodes.standardTexts + table.description.missing.texts(forNumbers: name))
  }

  private static func isNumeric(_ type: String) -> Bool {
    ["int", "uint", "float", "double", "decimal", "null", "half"].contains { type.hasPrefix($0) }
  }

  /// The time of each row; NaN where missing.
  /// - Throws: `notADate` with the row of the first cell that is none.
  mutating func values(_ batch: Batch, _ dictionaries: [KeyDictionary]) throws(DataError) -> Buffer<Double> {
    switch source {
    case .number(let request): return batch.numbers(request)
    case .date(let request, let column, let format):
      return try dates(batch.keys(request), format, column, dictionaries[request], batch)
    case .parts(let year, let month, let day, let column):
      return try Self.dates(batch.numbers(year), batch.numbers(month), batch.numbers(day), column, batch)
    }
  }

  /// Each distinct text is parsed once; a text that is no date is an error only where a row has it.
  private mutating func dates(
    _ keys: Buffer<UInt32>, _ format: CalendarDate.Format, _ column: String, _ dictionary: KeyDictionary, _ batch: Batch
  ) throws(DataError) -> Buffer<Double> {
    while days.count < dictionary.count {
      let text = dictionary.labels[days.count]
      days.append(missingTexts.contains(text) ? .nan : format.day(text).map(Double.init) ?? .infinity)
    }
    let days = days
    return try keys.withSpan { keys throws(DataError) in
      try Buffer(count: keys.count) { output throws(DataError) in
        for row in keys.indices {
          let day = keys[row] == missingKey ? .nan : days[Int(keys[row])]
          if day == .infinity {
            throw DataError(
              .notADate(format: format.pattern), file: batch.source, row: batch.firstRow + row, column: column,
              value: dictionary.labels[Int(keys[row])],
              hint: "say how dates are written, as in --time-format DD/MM/YYYY, or declare the text missing")
          }
          output.append(day)
        }
      }
    }
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
            .notADate(format: "year, month, day"), file: batch.source, row: batch.firstRow + row, column: column,
            value: [year, month, day].map(CategoryDictionary.label).joined(separator: "-"),
            hint: "correct the date, or leave its cells empty")
        }
        output.append(Double(date))
      }
    }
  }
}

extension CalendarDate.Format {
  /// YYYY-MM-DD, as ISO 8601 has it.
  static let iso: CalendarDate.Format = {
    guard let format = CalendarDate.Format("YYYY-MM-DD") else { preconditionFailure("the ISO form is a date format") }
    return format
  }()
}
