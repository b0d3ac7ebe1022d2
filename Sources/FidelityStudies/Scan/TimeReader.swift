import FidelityData
import FidelityFiles

/// Reads time from a batch: plain numbers, or dates as days since 1970-01-01, with the time of day as a part of a day.
struct TimeReader {
  private enum Source {
    case number(request: Int)
    /// Texts; without a form, the first of them says whether all are dates or numbers, and of which form.
    case text(request: Int, column: String)
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
  /// The form of dates: the one that was said, or that of the first text.
  private var format = CalendarDate.Format.iso
  /// Whether the first text says the form.
  private let findsForm: Bool
  /// The forms that the first text can have, where there are several: one of them must be said.
  private var doubtful: [CalendarDate.Format] = []
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
        : .text(request: try table.request(column, .key), column: column)
      findsForm = !isSettled
    case .date(let column, let format):
      (name, isDate, isSettled, findsForm) = (column, true, true, false)
      self.format = format
      source = .text(request: try table.request(column, .key), column: column)
    case .parts(let year, let month, let day):
      (name, isDate, isSettled, findsForm) = ("time", true, true, false)
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
      (isDate, isSettled, format, decisive) = (other.isDate, true, other.format, theirs)
      return
    }
    if isDate != other.isDate || isDate && format != other.format { throw fault(theirs) }
  }

  /// How dates are written, where the data say it, and it is not the ISO form; nil where there is nothing to say.
  var formNote: String? {
    guard findsForm, isDate, format != .iso, let decisive else { return nil }
    let example = decisive.value.map { " (\"\(DataError.printable($0, limit: 30))\")" } ?? ""
    return "column \"\(DataError.printable(name, limit: 40))\": dates are read as \(format.pattern)\(example)"
      + format.remark
  }

  /// The time of each row; NaN where missing.
  /// - Throws: `notADate` or `notANumber` with the row of the first cell that is none.
  mutating func values(_ batch: Batch, _ dictionaries: [KeyDictionary]) throws(DataError) -> Buffer<Double> {
    switch source {
    case .number(let request): return batch.numbers(request)
    case .text(let request, let column):
      return try times(batch.keys(request), column, dictionaries[request], batch)
    case .parts(let year, let month, let day, let column):
      return try Self.dates(batch.numbers(year), batch.numbers(month), batch.numbers(day), column, batch)
    }
  }

  /// Each distinct text is parsed once; a text that is no time is an error only where a row has it.
  private mutating func times(
    _ keys: Buffer<UInt32>, _ column: String, _ dictionary: KeyDictionary, _ batch: Batch
  ) throws(DataError) -> Buffer<Double> {
    let wasSettled = isSettled
    while times.count < dictionary.count { times.append(time(dictionary.label(UInt32(times.count)))) }
    if isSettled, !wasSettled { decisive = firstTime(keys, column, dictionary, batch) }
    let times = times
    return try keys.withSpan { keys throws(DataError) in
      try Buffer(count: keys.count) { output throws(DataError) in
        for row in keys.indices {
          let time = keys[row] == missingKey ? .nan : times[Int(keys[row])]
          if time == .infinity {
            let error = DataError(
              .notANumber, file: batch.source, row: batch.rowNumber(row), column: column,
              value: dictionary.label(keys[row]))
            throw fault(error, among: dictionary.labels)
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

  private mutating func time(_ text: String) -> Double {
    if missingTexts.contains(text) { return .nan }
    let plain = usesDecimalComma ? text.replacing(",", with: ".") : text
    var number = Double(plain).flatMap { $0.isFinite ? $0 : nil }
    // A time that would be rounded is none.
    if number != nil, RoundedWhole.isRounded(text) { number = nil }
    if !isSettled {
      (isDate, isSettled) = (number == nil, true)
      if isDate { findForm(text) }
    }
    return (isDate ? format.time(format.isNumber ? plain : text) : number) ?? .infinity
  }

  private mutating func findForm(_ text: String) {
    switch CalendarDate.Format.find(text) {
    case .form(let format): self.format = format
    // The text is no date of the ISO form, which is an error as soon as a row has it.
    case .several(let forms): doubtful = forms
    case nil: break
    }
  }

  /// The error of a text that is no time of the column's kind.
  /// - Parameter labels: texts of the column, which may tell its form.
  private func fault(_ error: DataError, among labels: [String] = []) -> DataError {
    var error = error
    error.problem = isDate ? .notADate(format: format.pattern) : .notANumber
    guard isDate else {
      error.remedy = .words("correct the cell, or declare the text missing")
      return error
    }
    if !doubtful.isEmpty, doubtful.contains(where: { $0.time(error.value ?? "") != nil }) {
      let fitting = CalendarDate.Format.fitting(doubtful, labels.filter { !missingTexts.contains($0) })
      let forms = (fitting.isEmpty ? doubtful : fitting).map(\.pattern)
      error.remedy = .options(
        "say how dates are written with `time-format`: "
          + (forms.count == 1
            ? "\(forms[0]), the only form that fits here" : "\(forms.joined(separator: " or ")), which both fit"))
      return error
    }
    if findsForm, let decisive, decisive.value != error.value {
      let place = decisive.row.map { "row \($0) has " } ?? "another row has "
      error.remedy = .options(
        "\(place)\"\(DataError.printable(decisive.value ?? "", limit: 30))\": write all dates in one form, "
          + "and say it with `time-format`, as in DD/MM/YYYY, or declare the text missing")
    } else {
      error.remedy = .options("say how dates are written, as in `time-format` DD/MM/YYYY, or declare the text missing")
    }
    return error
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

extension CalendarDate.Format {
  /// What day a date without one stands for.
  fileprivate var remark: String {
    if pattern == "school-year" { return "; a school year counts as its 1 August" }
    return pattern.lowercased().contains("d") ? "" : "; a month counts as its first day"
  }
}
