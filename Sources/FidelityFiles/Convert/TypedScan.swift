package import FidelityData

/// A scan of all columns of some tables as what they are: rows in their order, in pieces, with texts to the letter,
/// numbers with all digits, and columns of the type that the file says or, of a text file, that all its cells have.
///
/// The memory does not depend on the number of rows, but on how many distinct texts a part of a file has.
package struct TypedScan {
  /// A column with what its cells are.
  package struct Column: Sendable, Equatable {
    package let name: String
    package var type: CellType
    /// Whether the numbers of a text file are doubles.
    fileprivate var isExact = true
    /// Whether some file says the type.
    fileprivate var isTyped = false
    /// How its dates are written, where that is declared.
    fileprivate var dates: DeclaredDates?
  }

  package private(set) var columns: [Column]
  private let files: [TableFile]
  private let missing: MissingCodes
  private let filter: RowFilter?

  /// - Parameters:
  ///   - names: the columns; nil: those of the first file.
  ///   - findsTypes: whether the cells of text files are looked through for their types, which reads the files once
  ///     more; else they are texts.
  ///   - options: how numbers of text files are written.
  ///   - dates: how dates are written, of columns that become dates, or dates with a time of day.
  /// - Throws: `unknownColumn`, `duplicateColumn`; `unusable` for a column of a type that is not read; `notADate` for a
  ///   cell that is not of the declared form; what is wrong with a text file.
  package init(
    _ files: [TableFile], columns names: [String]? = nil, missing: MissingCodes, filter: RowFilter?, findsTypes: Bool,
    writing options: TableOptions = TableOptions(), dates: [String: CalendarDate.Format] = [:]
  ) throws(DataError) {
    precondition(!files.isEmpty, "a scan has a table at least")
    (self.files, self.missing, self.filter) = (files, missing, filter)
    var columns: [Column] = []
    for name in names ?? files[0].columnNames {
      var column = Column(name: name, type: .text)
      var types: [CellType] = []
      for file in files {
        let type = file.columnType(try file.index(of: name))
        guard file.isText || type.isReadable, let cells = file.isText ? .text : CellType(type) else {
          throw DataError(
            .unusable(reason: "columns of the type \(type) are not read"), file: file.path, column: name,
            hint: "take the other columns with --select")
        }
        if !file.isText {
          types.append(cells)
          column.isTyped = true
        }
      }
      column.dates = dates[name].map { DeclaredDates($0, missing, column: name) }
      if let first = types.first { column.type = types.reduce(first) { $0.joined($1) } }
      columns.append(column)
    }
    self.columns = columns
    try findDates()
    let texts = files.filter(\.isText)
    guard findsTypes, !texts.isEmpty else {
      if !texts.isEmpty {
        for index in columns.indices where self.columns[index].dates == nil { self.columns[index].type = .text }
      }
      return
    }
    let writing = NumberWriting(
      decimalPoint: options.usesDecimalComma ? 0x2c : 0x2e, thousands: options.thousands)
    let open = columns.indices.filter { columns[$0].dates == nil }
    let quick = try Self.quickTypes(texts, columns.map(\.name), writing.decimalPoint)
    let rest = open.filter { quick[$0] == nil }
    let forms = try Self.forms(texts, rest.map { columns[$0].name }, missing, writing)
    for (index, form) in zip(rest, forms) { self.columns[index].isExact = form.areExact }
    let found = Dictionary(uniqueKeysWithValues: zip(rest, forms.map(\.type)))
    for index in open {
      guard let type = quick[index] ?? found[index] else { continue }
      self.columns[index].type = columns[index].isTyped ? columns[index].type.joined(type) : type
    }
  }

  /// The types of columns that have nothing but numbers in all files, as a quick look finds them.
  private static func quickTypes(
    _ files: [TableFile], _ names: [String], _ decimalPoint: UInt8
  ) throws(DataError) -> [CellType?] {
    var types: [CellType?]?
    for file in files {
      let all = QuickForms.types(of: file, decimalPoint: decimalPoint)
      var own: [CellType?] = []
      for name in names { own.append(all[try file.index(of: name)]) }
      types = types.map { zip($0, own).map { a, b in a.flatMap { a in b.map { a.joined($0) } } } } ?? own
    }
    return types ?? []
  }

  /// What the texts of columns can be.
  private static func forms(
    _ files: [TableFile], _ names: [String], _ missing: MissingCodes, _ writing: NumberWriting
  ) throws(DataError) -> [TextForms] {
    // Most texts show in the first part; the others are looked through to the end.
    var forms = try forms(files, names, missing, writing, firstPartAlone: true)
    let open = forms.indices.filter { !forms[$0].isSettled }
    let found = try Self.forms(files, open.map { names[$0] }, missing, writing, firstPartAlone: false)
    for (index, form) in zip(open, found) { forms[index] = form }
    return forms
  }

  private static func forms(
    _ files: [TableFile], _ names: [String], _ missing: MissingCodes, _ writing: NumberWriting, firstPartAlone: Bool
  ) throws(DataError) -> [TextForms] {
    if names.isEmpty { return [] }
    let missingTexts = names.map { Set(missing.undeclaredTexts + missing.texts(forNumbers: $0)) }
    let scan = try PartScan(files, names.map { ColumnRequest($0, .sequence) }, missing: missing)
    var forms = names.map { _ in TextForms() }
    _ = try scan.run(fresh: ()) { _, _ in
    } end: { _, dictionaries in
      var forms = names.map { _ in TextForms() }
      for (index, dictionary) in dictionaries.enumerated() {
        for label in dictionary.labels where !forms[index].isSettled {
          forms[index].add(label, writing, isMissing: missingTexts[index].contains(label))
        }
      }
      return forms
    } isEnough: {
      firstPartAlone || forms.allSatisfy(\.isSettled)
    } take: { part in
      for index in forms.indices { forms[index].merge(part[index]) }
    }
    return forms
  }

  /// Looks through the columns of declared dates: whether some have a time of day.
  private mutating func findDates() throws(DataError) {
    let places = columns.indices.filter { columns[$0].dates != nil }
    if places.isEmpty { return }
    for place in places { columns[place].type = .date }
    // A pipe cannot be read a second time: its dates have no time of day.
    if files.contains(where: { $0.byteCount == nil }) { return }
    let requests = places.map { ColumnRequest(columns[$0].name, .sequence) }
    let scan = try PartScan(files, requests, missing: missing, filter: filter)
    let dates = places.compactMap { columns[$0].dates }
    var haveTimes = dates.map { _ in false }
    _ = try scan.run(fresh: CollectedCells(integers: dates.map { _ in false })) { cells, batch in
      cells.add(batch, requests)
    } end: { cells, dictionaries throws(DataError) in
      var haveTimes: [Bool] = []
      for (place, date) in dates.enumerated() {
        haveTimes.append(try date.haveTimes(cells.texts(place, dictionaries[place]).labels))
      }
      return haveTimes
    } take: { part in
      for place in part.indices { haveTimes[place] = haveTimes[place] || part[place] }
    }
    for (place, hasTimes) in zip(places, haveTimes) where hasTimes {
      columns[place].type = .timestamp(.second, timeZone: nil)
    }
  }

  /// Gives columns the type that they have in common.
  package mutating func unify(_ places: [Int]) {
    guard let first = places.first else { return }
    let type = places.dropFirst().reduce(columns[first].type) { $0.joined(columns[$1].type) }
    let isExact = places.allSatisfy { columns[$0].isExact }
    for place in places { (columns[place].type, columns[place].isExact) = (type, isExact) }
  }

  private var requests: [ColumnRequest] {
    columns.map { column in
      switch column.type {
      case _ where column.dates != nil: ColumnRequest(column.name, .sequence)
      case .number: ColumnRequest(column.name, .number)
      case .integer where !column.isTyped && column.isExact: ColumnRequest(column.name, .number)
      default: ColumnRequest(column.name, .sequence)
      }
    }
  }

  /// Reads the rows.
  /// - Parameter take: takes one piece after the other; one at least.
  /// - Returns: the rows of the files, and what the condition on rows has met.
  package func run(
    _ take: (Table) throws(DataError) -> Void
  ) throws(DataError) -> (rowCount: Int, findings: RowFilter.Findings?) {
    let requests = requests
    let scan = try PartScan(files, requests, missing: missing, filter: filter)
    let columns = columns
    let declared = columns.map { Set(missing.texts(forNumbers: $0.name)) }
    var isEmpty = true
    let integers = zip(columns, requests).map { $0.type == .integer && $1.kind == .number }
    let result = try scan.run(fresh: CollectedCells(integers: integers)) { cells, batch in
      cells.add(batch, requests)
    } end: { cells, dictionaries throws(DataError) in
      try cells.table(columns, dictionaries, missing: declared)
    } bytes: { table in
      8 * table.rowCount * table.columns.count
    } take: { table throws(DataError) in
      if table.rowCount == 0 { return }
      isEmpty = false
      try take(table)
    }
    if isEmpty {
      let none = CollectedCells(integers: columns.map { _ in false })
      let dictionaries = columns.map { _ in KeyDictionary() }
      try take(none.table(columns, dictionaries, missing: declared))
    }
    return result
  }
}

/// How the dates of a column are written.
private struct DeclaredDates: Sendable, Equatable {
  let format: CalendarDate.Format
  private let missing: Set<String>
  private let column: String

  init(_ format: CalendarDate.Format, _ missing: MissingCodes, column: String) {
    (self.format, self.column) = (format, column)
    self.missing = Set(missing.undeclaredTexts + missing.texts(forNumbers: column))
  }

  /// The day and the second of it that a label says; nil for a missing one.
  private func moment(_ label: String) throws(DataError) -> (day: Int, second: Int)? {
    if missing.contains(label) { return nil }
    guard let time = format.time(label) else {
      throw DataError(
        .notADate(format: format.pattern), column: column, value: label,
        remedy: .options("say how dates are written with `time-format`, or declare the text missing"))
    }
    let all = Int((time * 86_400).rounded())
    let second = (all % 86_400 + 86_400) % 86_400
    return ((all - second) / 86_400, second)
  }

  /// Whether some labels have a time of day.
  func haveTimes(_ labels: [String]) throws(DataError) -> Bool {
    var found = false
    for label in labels { if let moment = try moment(label), moment.second > 0 { found = true } }
    return found
  }

  /// The same cells in the ISO form.
  func values(_ codes: [UInt32], _ labels: [String], hasTimes: Bool) throws(DataError) -> Table.Values {
    var texts: [String?] = []
    for label in labels {
      guard let (day, seconds) = try moment(label) else {
        texts.append(nil)
        continue
      }
      guard hasTimes || seconds == 0 else {
        throw DataError(
          .unusable(reason: "dates with a time of day are found by reading twice, and a pipe is read once"),
          column: column, value: label, hint: "name the file instead")
      }
      let clock = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : String($0) }
      // A date alone is its midnight.
      texts.append(CalendarDate.text(ofDay: day) + (seconds > 0 ? " " + clock.joined(separator: ":") : ""))
    }
    return .text(
      codes: codes.map { $0 == missingKey || texts[Int($0)] == nil ? missingKey : $0 }, labels: texts.map { $0 ?? "" })
  }
}

/// The cells of a part.
private struct CollectedCells: Sendable {
  private var codes: [[UInt32]]
  private var numbers: [[Double]]
  private var wholes: [[Int64]]
  private var rowCount = 0
  /// Whether the numbers of a column are whole ones.
  private let integers: [Bool]

  init(integers: [Bool]) {
    self.integers = integers
    codes = Array(repeating: [], count: integers.count)
    numbers = Array(repeating: [], count: integers.count)
    wholes = Array(repeating: [], count: integers.count)
  }

  mutating func add(_ batch: Batch, _ requests: [ColumnRequest]) {
    rowCount += batch.rowCount
    for (index, request) in requests.enumerated() {
      if request.kind == .number, integers[index] {
        Self.add(batch.numbers(index), to: &wholes[index])
      } else if request.kind == .number {
        Self.add(batch.numbers(index), to: &numbers[index])
      } else if let buffer = batch.wholes(index) {
        Self.add(buffer, to: &wholes[index])
      } else {
        Self.add(batch.keys(index), to: &codes[index])
      }
    }
  }

  /// A part mostly is one batch.
  private static func add<Value>(_ buffer: Buffer<Value>, to values: inout [Value]) {
    if values.isEmpty { values = buffer.array } else { values += buffer.array }
  }

  /// Whole numbers that came as doubles; the least one is missing.
  private static func add(_ buffer: Buffer<Double>, to values: inout [Int64]) {
    values.reserveCapacity(values.count + buffer.count)
    buffer.withSpan { numbers in
      for row in numbers.indices { values.append(numbers[row].isNaN ? .min : Int64(numbers[row])) }
    }
  }

  /// - Parameter missing: the declared texts of missing numbers, for each column.
  func table(
    _ columns: [TypedScan.Column], _ dictionaries: [KeyDictionary], missing: [Set<String>]
  ) throws(DataError) -> Table {
    var table = Table()
    for (index, column) in columns.enumerated() {
      table.append(.init(column.name, try values(index, column, dictionaries[index], missing[index])))
    }
    return table
  }

  private func values(
    _ index: Int, _ column: TypedScan.Column, _ dictionary: KeyDictionary, _ missing: Set<String>
  ) throws(DataError) -> Table.Values {
    switch column.type {
    case .number: return .numbers(numbers[index])
    case .integer:
      if isWhole(index) { return Self.integers(wholes[index]) }
      let table = dictionary.labels.map { missing.contains($0) ? nil : Int($0) }
      return .integers(codes[index].map { $0 == missingKey ? nil : table[Int($0)] })
    case .text, .boolean, .date, .timestamp:
      let (codes, labels) = texts(index, dictionary)
      if let dates = column.dates { return try dates.values(codes, labels, hasTimes: column.type != .date) }
      if isWhole(index) { return .text(codes: codes, labels: labels) }
      if let label = labels.first(where: { !column.type.allows($0) }) {
        throw DataError(
          .unusable(reason: "is not of the column's type, or outside the years 0 to 9999"), column: column.name,
          value: label, hint: "write CSV, whose cells are texts")
      }
      return .text(codes: codes, labels: labels)
    }
  }

  /// Whether a column came as whole numbers.
  private func isWhole(_ index: Int) -> Bool { rowCount > 0 && wholes[index].count == rowCount }

  /// The texts of a column.
  func texts(_ index: Int, _ dictionary: KeyDictionary) -> (codes: [UInt32], labels: [String]) {
    guard isWhole(index),
      case .text(let codes, let labels) = Table.Column(
        "", text: wholes[index].map { $0 == .min ? nil : String($0) }
      ).values
    else { return (codes[index], dictionary.labels) }
    return (codes, labels)
  }

  private static func integers(_ wholes: [Int64]) -> Table.Values {
    wholes.contains(.min) ? .integers(wholes.map { $0 == .min ? nil : Int($0) }) : .wholes(wholes.map { Int($0) })
  }
}
