import FidelityData
import FidelityDrivers

/// The columns of a table as they are read.
struct DriverTableReading {
  private let columns: [(name: String, column: DriverColumn?)]
  private let role: DriverRole
  private let file: String
  private let dateFormat: CalendarDate.Format
  private let areNumbers: [Bool]
  private var codes: [[UInt32]]
  private var numbers: [[Double]]
  private var rowCount = 0

  init(
    _ columns: [(name: String, column: DriverColumn?)], _ role: DriverRole, _ file: String,
    _ dateFormat: CalendarDate.Format
  ) {
    (self.columns, self.role, self.file, self.dateFormat) = (columns, role, file, dateFormat)
    areNumbers = columns.map { if case .number = $0.column?.kind { true } else { false } }
    codes = columns.map { _ in [] }
    numbers = columns.map { _ in [] }
  }

  private func isNumber(_ place: Int) -> Bool { areNumbers[place] }

  mutating func take(_ batch: Batch, _ dictionaries: [KeyDictionary]) {
    for place in columns.indices {
      if isNumber(place) {
        batch.numbers(place).withSpan { Self.append($0, to: &numbers[place]) }
      } else {
        batch.keys(place).withSpan { Self.append($0, to: &codes[place]) }
      }
    }
    rowCount += batch.rowCount
  }

  private static func append<Element: BitwiseCopyable>(_ span: Span<Element>, to column: inout [Element]) {
    var own: [Element] = []
    swap(&own, &column)
    for row in span.indices { own.append(span[row]) }
    swap(&own, &column)
  }

  /// A column of names, of which several may be one now.
  private static func column(_ labels: [String], _ codes: [UInt32]) -> NameColumn {
    if Set(labels).count == labels.count, !labels.contains("") { return NameColumn(labels: labels, codes: codes) }
    return NameColumn(codes.map { $0 == missingKey ? nil : labels[Int($0)] })
  }

  /// The rows that have something in some cell: spreadsheets leave empty ones at the end.
  private var filled: [Int] {
    var hasCell = [Bool](repeating: false, count: rowCount)
    for place in columns.indices {
      var span = hasCell.mutableSpan
      var isFull = true
      if areNumbers[place] {
        let own = numbers[place]
        let column = own.span
        for row in column.indices { if column[row].isNaN { isFull = false } else { span[row] = true } }
      } else {
        let own = codes[place]
        let column = own.span
        for row in column.indices { if column[row] == missingKey { isFull = false } else { span[row] = true } }
      }
      if isFull { return (0..<rowCount).map { $0 } }
    }
    return hasCell.indices.filter { hasCell[$0] }
  }

  /// - Throws: the cells that are no dates, flags, words, or out of their range.
  func table(_ dictionaries: [KeyDictionary]) throws(DataError) -> DriverTable? {
    let filled = filled
    guard !filled.isEmpty else { return nil }
    var findings = CellFindings()
    var (names, values) = ([String: NameColumn](), [String: [Double]]())
    for (place, (name, column)) in columns.enumerated() {
      // Blanks around a name are none of it.
      let labels =
        isNumber(place)
        ? [] : (0..<dictionaries[place].count).map { LabelForm.trimmed(dictionaries[place].label(UInt32($0))) }
      func isBlank(_ code: UInt32) -> Bool { code == missingKey || labels[Int(code)].isEmpty }
      func cell(_ row: Int, _ problem: DataError.Problem, _ hint: String? = nil) -> DataError {
        let value = isNumber(place) ? CategoryDictionary.label(numbers[place][row]) : labels[Int(codes[place][row])]
        return DataError(problem, file: file, row: row + 1, column: name, value: value, hint: hint)
      }
      /// The value of each text; infinite for one that is none.
      func parsed(_ value: (String) -> Double?, _ problem: DataError.Problem, _ hint: String) -> [Double] {
        let ofLabel = labels.map { value($0) ?? .infinity }
        return codes[place].enumerated().map { row, code in
          guard code != missingKey, !labels[Int(code)].isEmpty else { return .nan }
          if ofLabel[Int(code)] == .infinity { findings.add(cell(row, problem, hint)) }
          return ofLabel[Int(code)]
        }
      }
      switch column?.kind {
      case .number(let range):
        for row in 0..<rowCount where !numbers[place][row].isNaN && !range.contains(numbers[place][row]) {
          let hint = range == 0...1 ? "write a share: 0.85 for 85 %, or points over their maximum" : nil
          findings.add(cell(row, .unusable(reason: Self.outside(range)), hint))
        }
        values[name] = numbers[place]
      case .day:
        values[name] = parsed(
          { text in dateFormat.day(text).map(Double.init) }, .notADate(format: dateFormat.pattern),
          "write dates as 2025-03-31, or leave the cell empty")
      case .flag:
        values[name] = parsed(
          Self.flag, .unusable(reason: "a flag is 0 or 1"), "write 1 for yes and 0 for no, or leave the cell empty")
      case .words(let words):
        // Capitals make no other word of it.
        let written = labels.map { $0.lowercased() }
        let isKnown = written.map { $0.isEmpty || words.contains($0) }
        for (row, code) in codes[place].enumerated() where code != missingKey && !isKnown[Int(code)] {
          findings.add(
            cell(row, .unusable(reason: "no such word"), "the words are \(words.joined(separator: ", "))"))
        }
        names[name] = Self.column(written, codes[place])
      case .name, nil:
        names[name] = Self.column(labels, codes[place])
      }
      // A cell that may not be empty.
      if let column, !column.isOptional {
        let ofNumbers = areNumbers[place]
        for row in filled {
          let isEmpty = ofNumbers ? numbers[place][row].isNaN : isBlank(codes[place][row])
          guard isEmpty else { continue }
          findings.add(
            DataError(
              .unusable(reason: "the cell is empty"), file: file, row: row + 1, column: name,
              hint: "\(name) is \(column.meaning)"))
        }
      }
    }
    try findings.report()
    let table = DriverTable(role, file: file, rowCount: rowCount, names: names, numbers: values)
    return filled.count == rowCount ? table : table.rows(filled)
  }

  private static func flag(_ text: String) -> Double? {
    switch text.lowercased() {
    case "1", "true", "yes": 1
    case "0", "false", "no": 0
    default: nil
    }
  }

  private static func outside(_ range: ClosedRange<Double>) -> String {
    if range.lowerBound == 1e-9 { return "the number is not above 0" }
    let (least, most) = (CategoryDictionary.label(range.lowerBound), CategoryDictionary.label(range.upperBound))
    return "the number lies outside \(least) to \(most)"
  }
}
