import FidelityData
import FidelityDrivers

/// What the cells of a table say: names, and the numbers of dates and flags.
struct DriverTableReading {
  private let cells: DriverTableCells
  private let columns: [(name: String, column: DriverColumn?)]
  private let role: DriverRole
  private let file: String
  private let dateFormat: CalendarDate.Format
  private let areNumbers: [Bool]
  /// Of each column, its distinct texts without the blanks around them; none for numbers.
  private let labels: [[String]]
  /// Of each column, the code of each row; `missingKey` for an empty cell, blanks and codes of missing ones too.
  private let codes: [[UInt32]]

  /// - Parameter missing: of each column, the texts that stand for an empty cell; those of numbers are not looked at,
  ///   since they are missing already.
  init(
    _ cells: DriverTableCells, _ columns: [(name: String, column: DriverColumn?)], _ role: DriverRole, _ file: String,
    _ dateFormat: CalendarDate.Format, missing: [Set<String>]
  ) {
    (self.cells, self.columns, self.role, self.file, self.dateFormat) = (cells, columns, role, file, dateFormat)
    let areNumbers = columns.map { if case .number = $0.column?.kind { true } else { false } }
    let texts = areNumbers.indices.map { place in
      areNumbers[place]
        ? (labels: [], codes: []) : Self.texts(cells.dictionaries[place], cells.codes[place], missing[place])
    }
    (labels, codes) = (texts.map(\.labels), texts.map(\.codes))
    self.areNumbers = areNumbers
  }

  /// The texts of a dictionary without the blanks around them, which are none of a name, and the codes of rows in them.
  private static func texts(
    _ keys: KeyDictionary, _ codes: [UInt32], _ missing: Set<String>
  ) -> (labels: [String], codes: [UInt32]) {
    let parts = RowStretches.map(keys.count, size: 1 << 16) { stretch in
      var (labels, areOther) = ([String](), false)
      labels.reserveCapacity(stretch.count)
      for code in stretch {
        let label = keys.label(UInt32(code))
        labels.append(LabelForm.trimmed(label))
        let trimmed = labels[labels.count - 1]
        areOther = areOther || trimmed.utf8.count != label.utf8.count || trimmed.isEmpty || missing.contains(trimmed)
      }
      return (labels, areOther)
    }
    let labels = parts.dropFirst().reduce(into: parts[0].0) { $0 += $1.0 }
    return parts.contains { $0.1 } ? coded(labels, codes, missing) : (labels, codes)
  }

  /// Texts of which several may be one, or none, as distinct ones; and the codes of rows in them.
  private static func coded(
    _ labels: [String], _ codes: [UInt32], _ missing: Set<String>
  ) -> (labels: [String], codes: [UInt32]) {
    var (distinct, places) = ([String](), [String: UInt32]())
    let translation = labels.map { label -> UInt32 in
      if label.isEmpty || missing.contains(label) { return missingKey }
      if let place = places[label] { return place }
      let place = UInt32(distinct.count)
      places[label] = place
      distinct.append(label)
      return place
    }
    return distinct.count == labels.count ? (labels, codes) : (distinct, translated(codes, translation))
  }

  private static func translated(_ codes: [UInt32], _ translation: [UInt32]) -> [UInt32] {
    RowStretches.map(codes.count) { stretch in
      let (codes, translation) = (codes.span, translation.span)
      return [UInt32](capacity: stretch.count) { output in
        for row in stretch { output.append(codes[row] == missingKey ? missingKey : translation[Int(codes[row])]) }
      }
    }.reduce(into: []) { $0 += $1 }
  }

  /// The table; nil where no cell has anything.
  /// - Throws: the cells that are no dates, flags, words, or out of their range.
  var table: DriverTable? {
    get throws(DataError) {
      let filled = filled
      if let filled, filled.isEmpty { return nil }
      var findings = CellFindings()
      var (names, values) = ([String: NameColumn](), [String: NumberColumn]())
      for (place, (name, column)) in columns.enumerated() {
        switch column?.kind {
        case .number(let range):
          let hint = range == 0...1 ? "write a share: 0.85 for 85 %, or points over their maximum" : nil
          for row in rows(outside: range, place) {
            findings.add(cell(place, row, .unusable(reason: Self.outside(range)), hint))
          }
          values[name] = NumberColumn(cells.numbers[place])
        case .day:
          values[name] = parsed(
            place, { text in dateFormat.day(text).map(Double.init) }, .notADate(format: dateFormat.pattern),
            "write dates as 2025-03-31, or leave the cell empty", &findings)
        case .flag:
          values[name] = parsed(
            place, Self.flag, .unusable(reason: "a flag is 0 or 1"),
            "write 1 for yes and 0 for no, or leave the cell empty", &findings)
        case .words(let words):
          // Capitals make no other word of it.
          let written = labels[place].map { $0.lowercased() }
          let isUnknown = written.map { !words.contains($0) }
          for row in rows(isUnknown, place) {
            findings.add(
              cell(
                place, row, .unusable(reason: "no such word"), "the words are \(words.joined(separator: ", "))"))
          }
          let (words, codes) = Self.coded(written, codes[place], [])
          names[name] = NameColumn(distinct: words, codes: codes)
        case .name, nil:
          names[name] = NameColumn(distinct: labels[place], codes: codes[place])
        }
        if let column, !column.isOptional { required(place, column, filled, &findings) }
      }
      try findings.report()
      let table = DriverTable(role, file: file, rowCount: cells.rowCount, names: names, columns: values)
      return filled.map { table.selected($0) } ?? table
    }
  }

  private func hasGap(_ place: Int) -> Bool {
    areNumbers[place] ? NumberColumn(cells.numbers[place]).hasGaps : codes[place].hasMissingKey
  }

  /// The rows that have something in some cell: spreadsheets leave empty ones at the end. Nil for all.
  private var filled: [Int]? {
    if cells.rowCount == 0 { return [] }
    if columns.indices.contains(where: { !hasGap($0) }) { return nil }
    var hasCell = [Bool](repeating: false, count: cells.rowCount)
    for place in columns.indices {
      for row in hasCell.indices where !isMissing(place, row) { hasCell[row] = true }
    }
    let rows = hasCell.indices.filter { hasCell[$0] }
    return rows.count == hasCell.count && !rows.isEmpty ? nil : rows
  }

  private func isMissing(_ place: Int, _ row: Int) -> Bool {
    areNumbers[place] ? cells.numbers[place][row].isNaN : codes[place][row] == missingKey
  }

  private func cell(_ place: Int, _ row: Int, _ problem: DataError.Problem, _ hint: String?) -> DataError {
    let value =
      areNumbers[place]
      ? CategoryDictionary.label(cells.numbers[place][row]) : labels[place][Int(codes[place][row])]
    return DataError(problem, file: file, row: row + 1, column: columns[place].name, value: value, hint: hint)
  }

  /// The rows whose text is among some.
  private func rows(_ isWanted: [Bool], _ place: Int) -> [Int] {
    guard isWanted.contains(true) else { return [] }
    let codes = codes[place]
    return codes.indices.filter { codes[$0] != missingKey && isWanted[Int(codes[$0])] }
  }

  private func rows(outside range: ClosedRange<Double>, _ place: Int) -> [Int] {
    let numbers = cells.numbers[place]
    let (least, most) = (range.lowerBound, range.upperBound)
    return RowStretches.map(numbers.count) { stretch in
      let numbers = numbers.span
      var rows: [Int] = []
      for row in stretch where numbers[row] < least || numbers[row] > most { rows.append(row) }
      return rows
    }.flatMap(\.self)
  }

  /// The value of each text; infinite for one that is none.
  private func parsed(
    _ place: Int, _ value: (String) -> Double?, _ problem: DataError.Problem, _ hint: String,
    _ findings: inout CellFindings
  ) -> NumberColumn {
    let ofLabel = labels[place].map { value($0) ?? .infinity }
    for row in rows(ofLabel.map { $0 == .infinity }, place) { findings.add(cell(place, row, problem, hint)) }
    return NumberColumn(codes: codes[place], numberOfCode: ofLabel)
  }

  /// Finds empty cells of a column that may have none.
  private func required(_ place: Int, _ column: DriverColumn, _ filled: [Int]?, _ findings: inout CellFindings) {
    if !hasGap(place) { return }
    for row in filled ?? Array(0..<cells.rowCount) where isMissing(place, row) {
      findings.add(
        DataError(
          .unusable(reason: "the cell is empty"), file: file, row: row + 1, column: columns[place].name,
          hint: "\(column.name) is \(column.meaning)"))
    }
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
