import FidelityData
import FidelityDrivers
import FidelityFiles
import FidelitySystem

/// Reads the tables of a study into memory, and says what is wrong with them: up to twenty cells of a table, and how
/// many more.
struct DriverTableReader {
  let tables: StudyTables
  /// Columns that are read beside those of the roles: levels, clusters.
  let extraColumns: [String]
  /// The files that were opened.
  private(set) var files: [TableFile] = []
  private(set) var warnings: [String] = []

  static let mostErrors = 20

  init(_ tables: StudyTables, extraColumns: [String]) {
    self.tables = tables
    self.extraColumns = extraColumns
  }

  /// All tables, with the levels of their units.
  mutating func read() throws(DataError) -> DriverTables {
    var found = DriverTables()
    for source in tables.sources {
      var whole: DriverTable?
      for path in source.files {
        guard PathKind(of: path) != nil else {
          warnings.append("there is no \(path): the lines that need \(source.role.rawValue) stay empty")
          continue
        }
        let file = try TableFile(path, options: source.options)
        try source.options.check([file])
        files.append(file)
        let read: DriverTable?
        do {
          read = try self.read(file, source)
        } catch {
          throw Self.withAdvice(error.withLines(of: [file]), source)
        }
        guard let table = read else { continue }
        if whole == nil { whole = table } else { whole?.append(table) }
      }
      guard let whole else { continue }
      var findings = CellFindings()
      DriverTableChecks(whole).keys(&findings)
      try report(findings)
      found[source.role] = whole
      noteLookAlikes(whole)
    }
    try joinLevels(&found)
    return found
  }

  /// - Throws: the findings, with the physical lines of text files.
  func report(_ findings: CellFindings) throws(DataError) {
    do {
      try findings.report()
    } catch {
      throw error.withLines(of: files)
    }
  }

  /// Names that people may take for the same.
  private mutating func noteLookAlikes(_ table: DriverTable) {
    for column in table.role.columns.map(\.name) + table.extraNames where table.has(column) {
      for labels in LabelForm.lookAlikes(table.names(column).labels) {
        warnings.append(
          "\(table.file): column \"\(column)\": \(LabelForm.shown(labels)) differ only in case or blanks, and count as "
            + "\(labels.count); write them alike")
      }
    }
  }

  /// What an error of a cell that is no number or no date may come from.
  private static func withAdvice(_ error: DataError, _ source: StudyTables.Source) -> DataError {
    var error = error
    guard let value = error.value else { return error }
    switch error.problem {
    case .notANumber:
      switch NumberForm(value, usesDecimalComma: source.options.usesDecimalComma) {
      case .decimalComma: error.hint = "numbers with a comma for the point: say decimal-comma: true for this table"
      case .thousands: error.hint = "numbers have no separators of thousands: write \(NumberForm.plain(value))"
      case .word, .other:
        error.hint =
          value.hasSuffix("%")
          ? "write a share: 0.85 for 85 %"
          : "correct the cell, leave it empty, or say missing: [\(value)] for this table"
      }
    case .notADate:
      error.hint =
        "dates are written \(source.dateFormat?.pattern ?? "YYYY-MM-DD"); for others say, for this table, date-format: "
        + "MM/DD/YYYY or DD.MM.YYYY"
    default: break
    }
    return error
  }

  /// A table without rows is none.
  private func read(_ file: TableFile, _ source: StudyTables.Source) throws(DataError) -> DriverTable? {
    let role = source.role
    let names = file.columnNames
    func own(_ column: String) -> String { source.columns[column] ?? column }
    for (column, theirs) in source.columns.sorted(by: { $0.key < $1.key }) {
      guard role.columns.contains(where: { $0.name == column }) || extraColumns.contains(column) else {
        throw DataError(
          .definition(reason: "the table \(role.rawValue) has no column \"\(column)\""), file: file.path,
          hint: "its columns are \(role.columns.map(\.name).joined(separator: ", "))")
      }
      if !names.contains(theirs) { throw DataError.unknownColumn(theirs, among: names, file: file.path) }
    }
    var requests: [ColumnRequest] = []
    var columns: [(name: String, column: DriverColumn?)] = []
    let present = role.columns.map(\.name).filter { names.contains(own($0)) }
    if let twice = present.first(where: { name in present.contains { $0 != name && own($0) == own(name) } }) {
      throw DataError(
        .definition(reason: "two columns of \(role.rawValue) are read from the file's \"\(own(twice))\""),
        file: file.path, hint: "see `columns` of the table")
    }
    for column in role.columns {
      let theirs = own(column.name)
      guard names.contains(theirs) else {
        if column.isOptional { continue }
        var error = DataError.unknownColumn(theirs, among: names, file: file.path)
        error.hint =
          "\(role.rawValue) needs \(column.name): \(column.meaning); if it has another name, say it under `columns`"
        throw error
      }
      switch column.kind {
      case .number: requests.append(ColumnRequest(theirs, .number))
      case .name, .words, .day, .flag: requests.append(ColumnRequest(theirs, .key))
      }
      columns.append((column.name, column))
    }
    for name in extraColumns where !columns.contains(where: { $0.name == name }) && names.contains(own(name)) {
      requests.append(ColumnRequest(own(name), .key))
      columns.append((name, nil))
    }
    var reading = DriverTableReading(columns, role, file.path, source.dateFormat ?? .iso)
    var scan = try TableScan([file], requests, missing: source.missing)
    while let batch = try scan.next() { reading.take(batch, scan.dictionaries) }
    return try reading.table(scan.dictionaries)
  }

  /// Gives every table the levels that the table of units knows of its units.
  /// - Throws: units that a table puts elsewhere than the table of units does.
  private mutating func joinLevels(_ found: inout DriverTables) throws(DataError) {
    guard let units = found[.units] else { return }
    let unit = units.names("unit")
    var rowOfUnit = [Int](repeating: -1, count: unit.labels.count)
    for (row, code) in unit.codes.enumerated() where code != missingKey { rowOfUnit[Int(code)] = row }
    for role in found.roles where role != .units {
      guard var table = found[role] else { continue }
      guard let key = ["unit", "coachee", "participant"].first(where: table.has) else { continue }
      let names = table.names(key)
      let places = names.codes(in: unit)
      let unknown = places.count { $0 == missingKey }
      // A table of which no name is known is about other units.
      if unknown > 0, unknown < places.count {
        warnings.append(
          "\(table.file): \(unknown) of \(places.count) names in \"\(key)\" are not in \(units.file), and have no level"
        )
      }
      var findings = CellFindings()
      for level in units.extraNames {
        let known = units.names(level)
        let own = table.has(level) ? table.names(level) : nil
        let codes = names.codes.map { code -> UInt32 in
          guard code != missingKey, places[Int(code)] != missingKey else { return missingKey }
          return known.codes[rowOfUnit[Int(places[Int(code)])]]
        }
        if let own {
          // Empty cells are filled.
          let filled = codes.indices.map { row in
            own[row] ?? (codes[row] == missingKey ? nil : known.labels[Int(codes[row])])
          }
          table.join(level, NameColumn(filled))
          for row in codes.indices where codes[row] != missingKey {
            guard let here = own[row], here != known.labels[Int(codes[row])] else { continue }
            let reason = "\(units.file) has \(names[row] ?? "the unit") in \(known.labels[Int(codes[row])])"
            findings.add(
              table.error(reason, row: row, column: level, value: here, hint: "a unit belongs to one \(level)"))
          }
        } else {
          table.join(level, NameColumn(labels: known.labels, codes: codes))
        }
      }
      try report(findings)
      found[role] = table
    }
  }
}

/// What is wrong with the cells of a table.
struct CellFindings {
  private var errors: [DataError] = []
  private var count = 0

  mutating func add(_ error: @autoclosure () -> DataError) {
    count += 1
    if errors.count < DriverTableReader.mostErrors { errors.append(error()) }
  }

  /// - Throws: the first error, with the others below it.
  func report() throws(DataError) {
    guard var first = errors.first else { return }
    first.others = Array(errors.dropFirst())
    first.uncountedOthers = count - errors.count
    throw first
  }
}

/// The columns of a table as they are read.
private struct DriverTableReading {
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

  private static func trimmed(_ text: String) -> String {
    guard text.first?.isWhitespace == true || text.last?.isWhitespace == true else { return text }
    return String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
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
        ? [] : (0..<dictionaries[place].count).map { Self.trimmed(dictionaries[place].label(UInt32($0))) }
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
