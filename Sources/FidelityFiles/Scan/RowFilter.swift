import CArrow
package import FidelityData

/// A condition on rows, with what each of its columns is read as: it says which rows of a batch are taken.
package struct RowFilter: Sendable {
  /// A part of the condition that looks at cells.
  private indirect enum Test: Sendable {
    case all([Test])
    case any([Test])
    case not(Test)
    case number(request: Int, RowCondition.Relation, Double)
    case numbers(request: Int, RowCondition.Relation, other: Int)
    case isNumber(request: Int, among: [Double])
    /// Texts by their codes: a table of the truth of each.
    case text(table: Int)
    case texts(request: Int, other: Int, isEqual: Bool)
    case isMissing(request: Int)
  }

  /// What a test of texts makes of the keys of a column.
  private struct TextTable: Sendable {
    enum Wanted: Sendable {
      case oneOf([String], isEqual: Bool)
      case time(RowCondition.Relation, Double)
    }
    let wanted: Wanted
    let request: Int
    let column: String
    /// The truth of each code; nil where a text is no date.
    var truths: [Truth?] = []
  }

  /// What a condition has met in some rows.
  package struct Findings: Sendable {
    package fileprivate(set) var selectedCount = 0
    /// Rows left out because a cell is missing that would have decided.
    package fileprivate(set) var undecidedCount = 0
    /// For each test of texts: its column, the texts that some row has, and those of the column that were met first.
    package fileprivate(set) var texts: [(column: String, wanted: [String], met: Set<String>, others: Set<String>)] = []

    /// These and those of other rows.
    func merged(_ other: Findings) -> Findings {
      var result = self
      result.selectedCount += other.selectedCount
      result.undecidedCount += other.undecidedCount
      for index in result.texts.indices {
        result.texts[index].met.formUnion(other.texts[index].met)
        for text in other.texts[index].others where result.texts[index].others.count < RowFilter.otherLimit {
          result.texts[index].others.insert(text)
        }
      }
      return result
    }
  }

  /// How many texts of a column are remembered, to name those that are near to one that no row has.
  private static let otherLimit = 1_000

  private let test: Test
  private var requests: [ColumnRequest] = []
  /// For each request, its place among the columns that are read.
  private var places: [Int] = []
  /// Requests that the scan does not have anyway.
  private(set) var ownRequests: [ColumnRequest] = []
  /// For each request, its declared missing numbers or texts.
  private let missingNumbers: [[Double]]
  private let missingTexts: [Set<String>]
  private var numberTables: [NumberTable]
  private var textTables: [TextTable]
  private var dictionaries: [KeyDictionary] = []
  private var translations: [KeyTranslation] = []
  /// Whether labels that differ only in case or blanks are one.
  private var foldsLabels = false
  package private(set) var findings = Findings()

  /// - Parameters:
  ///   - clauses: the parts of the condition that must all hold; none for a condition that always does.
  ///   - type: the type of a column.
  /// - Throws: what `type` throws; `usage` for a comparison that a column does not serve.
  package init(
    _ clauses: [RowCondition.Node], missing: MissingCodes, type: (RowCondition.Column) throws(DataError) -> ColumnType
  ) throws(DataError) {
    var builder = Builder()
    var tests: [Test] = []
    for clause in clauses { tests.append(try builder.test(clause, type)) }
    test = tests.count == 1 ? tests[0] : .all(tests)
    requests = builder.requests
    textTables = builder.tables
    places = Array(requests.indices)
    ownRequests = requests
    dictionaries = requests.map { _ in KeyDictionary() }
    translations = requests.map { _ in KeyTranslation() }
    numberTables = requests.map { _ in NumberTable() }
    missingNumbers = requests.map { $0.kind == .number ? missing.numbers($0.name) : [] }
    missingTexts = requests.map { $0.kind == .number ? [] : Set(missing.texts(forKeys: $0.name)) }
    findings.texts = textTables.map { table in
      guard case .oneOf(let wanted, _) = table.wanted else { return (table.column, [], [], []) }
      return (table.column, wanted, [], [])
    }
  }

  /// The columns that the condition looks at.
  package var columns: [ColumnRequest] { requests }

  /// The filter of a scan that reads these columns first.
  func placed(after known: [ColumnRequest]) -> RowFilter {
    var result = self
    result.ownRequests = []
    result.places = requests.map { request in
      if let place = known.firstIndex(of: request) { return place }
      result.ownRequests.append(request)
      return known.count + result.ownRequests.count - 1
    }
    return result
  }

  /// The places of the rows of a batch that are taken.
  /// - Throws: `notADate` for a text that is compared with a date and is none.
  ///
  /// A record's rows have what its first one has, where others have nothing.
  mutating func rows(
    of batch: ArrowBatch, _ parts: FileParts, firstRow: Int, records: RecordValues? = nil,
    _ recordsOfRows: [Int] = []
  ) throws(DataError) -> [Int32] {
    var cells = Cells(rowCount: batch.rowCount)
    foldsLabels = parts.file.foldsLabels
    for (index, request) in requests.enumerated() {
      let layout = parts.layouts[places[index]]
      let column = batch.column(places[index], layout: layout)
      if request.kind == .number {
        let read = numbers(column, index, isUnsigned: parts.isUnsigned[places[index]], batch)
        if layout == .int64 || layout == .encodedInt64 {
          try refuseRounded(read, request.name, source: parts.file.path, firstRow: firstRow)
        }
        cells.numbers.append(read)
        cells.keys.append(Buffer([]))
      } else {
        cells.keys.append(
          translations[index].codes(
            of: column, &dictionaries[index], missing: missingTexts[index], batch,
            mayHaveUnmet: parts.mayListUnused[places[index]], isOrdered: false))
        cells.numbers.append(Buffer([]))
      }
    }
    if let records, !recordsOfRows.isEmpty {
      for (index, request) in requests.enumerated() where records.carried.contains(request) {
        if request.kind == .number {
          cells.numbers[index] = records.fill(cells.numbers[index], request) { recordsOfRows[$0] }
        } else {
          cells.keys[index] = records.fill(cells.keys[index], request, &dictionaries[index]) { recordsOfRows[$0] }
        }
      }
    }
    for index in textTables.indices { grow(index) }
    let truths = try truths(test, cells, source: parts.file.path, firstRow: firstRow)
    var rows: [Int32] = []
    rows.reserveCapacity(batch.rowCount)
    for row in truths.indices where truths[row] == .isTrue { rows.append(Int32(row)) }
    findings.selectedCount += rows.count
    findings.undecidedCount += truths.count { $0 == .isUnknown }
    return rows
  }

  /// The columns of the condition in a batch; each is numbers or keys.
  private struct Cells {
    let rowCount: Int
    var numbers: [Buffer<Double>] = []
    var keys: [Buffer<UInt32>] = []
  }

  private mutating func numbers(
    _ column: ArrowColumn, _ index: Int, isUnsigned: Bool, _ batch: ArrowBatch
  ) -> Buffer<Double> {
    let missing = missingNumbers[index]
    if column.dictionary != nil {
      numberTables[index].read(column, missing: missing, missingWholes: [], batch)
      return column.lookUp(in: numberTables[index].numbers)
    }
    let numbers = column.numbers(isUnsigned: isUnsigned)
    if missing.isEmpty { return numbers }
    return Buffer(numbers.array.map { missing.contains($0) ? .nan : $0 })
  }

  /// Whole numbers from 2^53 on may have been rounded on their way: as texts they are compared to the last digit.
  private func refuseRounded(
    _ numbers: Buffer<Double>, _ column: String, source: String, firstRow: Int
  ) throws(DataError) {
    let beyond = numbers.withSpan { numbers in numbers.indices.first { abs(numbers[$0]) >= 0x1p53 } }
    guard let beyond else { return }
    throw DataError(
      .unusable(reason: "a whole number from 2^53 on is no number to compare with"), file: source,
      row: firstRow + beyond, column: column,
      hint: "write what the condition compares it with in quotes, and it is compared to the last digit")
  }

  /// Says of texts that were not met before what a test makes of them.
  private mutating func grow(_ index: Int) {
    let dictionary = dictionaries[textTables[index].request]
    while textTables[index].truths.count < dictionary.count {
      let label = dictionary.label(UInt32(textTables[index].truths.count))
      switch textTables[index].wanted {
      case .oneOf(let wanted, let isEqual):
        let met = wanted.filter { form($0) == form(label) }
        textTables[index].truths.append(Truth(met.isEmpty != isEqual))
        if !met.isEmpty {
          findings.texts[index].met.formUnion(met)
        } else if findings.texts[index].others.count < Self.otherLimit {
          findings.texts[index].others.insert(label)
        }
      case .time(let relation, let time):
        textTables[index].truths.append(CalendarDate.Format.iso.time(label).map { Truth(relation.holds($0, time)) })
      }
    }
  }

  /// What labels are compared by.
  private func form(_ label: String) -> String { foldsLabels ? LabelForm.folded(label) : label }

  private func truths(
    _ test: Test, _ cells: Cells, source: String, firstRow: Int
  ) throws(DataError) -> [Truth] {
    switch test {
    case .all(let parts), .any(let parts):
      var isAll = false
      if case .all = test { isAll = true }
      var result = [Truth](repeating: isAll ? .isTrue : .isFalse, count: cells.rowCount)
      for part in parts {
        let other = try truths(part, cells, source: source, firstRow: firstRow)
        for row in result.indices { result[row] = isAll ? min(result[row], other[row]) : max(result[row], other[row]) }
      }
      return result
    case .not(let part):
      return try truths(part, cells, source: source, firstRow: firstRow).map(\.negated)
    case .number(let request, let relation, let wanted):
      return cells.numbers[request].array.map { $0.isNaN ? .isUnknown : Truth(relation.holds($0, wanted)) }
    case .numbers(let request, let relation, let other):
      return zip(cells.numbers[request].array, cells.numbers[other].array).map { left, right in
        left.isNaN || right.isNaN ? .isUnknown : Truth(relation.holds(left, right))
      }
    case .isNumber(let request, let wanted):
      return cells.numbers[request].array.map { $0.isNaN ? .isUnknown : Truth(wanted.contains($0)) }
    case .text(let table):
      let (request, truths) = (textTables[table].request, textTables[table].truths)
      return try cells.keys[request].array.enumerated().map { (row, code) throws(DataError) -> Truth in
        if code == missingKey { return .isUnknown }
        guard let truth = truths[Int(code)] else {
          throw DataError(
            .notADate(format: "YYYY-MM-DD"), file: source, row: firstRow + row, column: textTables[table].column,
            value: dictionaries[request].label(code),
            hint: "the condition compares the column with a date; correct the cell, or leave it empty")
        }
        return truth
      }
    case .texts(let request, let other, let isEqual):
      return zip(cells.keys[request].array, cells.keys[other].array).map { left, right in
        if left == missingKey || right == missingKey { return .isUnknown }
        return Truth((form(dictionaries[request].label(left)) == form(dictionaries[other].label(right))) == isEqual)
      }
    case .isMissing(let request):
      return requests[request].kind == .number
        ? cells.numbers[request].array.map { Truth($0.isNaN) }
        : cells.keys[request].array.map { Truth($0 == missingKey) }
    }
  }
}

extension Truth {
  fileprivate var negated: Truth {
    switch self {
    case .isFalse: .isTrue
    case .isUnknown: .isUnknown
    case .isTrue: .isFalse
    }
  }
}

// MARK: - What a condition reads

extension RowFilter {
  /// Makes tests of the parts of a condition, and says what is read for them.
  private struct Builder {
    var requests: [ColumnRequest] = []
    var tables: [TextTable] = []

    typealias Types = (RowCondition.Column) throws(DataError) -> ColumnType

    mutating func test(_ node: RowCondition.Node, _ type: Types) throws(DataError) -> Test {
      switch node {
      case .all(let parts): return .all(try tests(parts, type))
      case .any(let parts): return .any(try tests(parts, type))
      case .not(let part): return .not(try test(part, type))
      case .compare(let column, let relation, .number(let wanted), _):
        return .number(request: try number(column, type), relation, wanted)
      case .compare(let column, let relation, .text(let text), let offset):
        let isDate = try type(column).isDate
        let isTime = relation.isOrder || isDate && CalendarDate.Format.iso.time(text) != nil
        guard isTime else {
          return table(try key(column, type), column, .oneOf([text], isEqual: relation == .equal))
        }
        return try timeTest(column, relation, text, offset, type)
      case .compareColumns(let left, let relation, let right):
        return try columnsTest(left, relation, right, type)
      case .isOneOf(let column, let values):
        let numbers = values.compactMap { if case .number(let number) = $0 { number } else { nil } }
        if !numbers.isEmpty { return .isNumber(request: try number(column, type), among: numbers) }
        let texts = values.compactMap { if case .text(let text) = $0 { text } else { nil } }
        return table(try key(column, type), column, .oneOf(texts, isEqual: true))
      case .isMissing(let column):
        return .isMissing(request: request(column, try type(column).holdsNumbers ? .number : .key))
      }
    }

    private mutating func tests(_ nodes: [RowCondition.Node], _ type: Types) throws(DataError) -> [Test] {
      var tests: [Test] = []
      for node in nodes { tests.append(try test(node, type)) }
      return tests
    }

    private mutating func timeTest(
      _ column: RowCondition.Column, _ relation: RowCondition.Relation, _ text: String, _ offset: Int, _ type: Types
    ) throws(DataError) -> Test {
      guard let time = CalendarDate.Format.iso.time(text) else {
        throw RowCondition.fault(
          "\(relation.rawValue) compares numbers, or dates in quotes as in \"2024-09-01\"; "
            + "\"\(DataError.printable(text))\" is neither", at: offset,
          hint: Double(text) == nil ? nil : "write numbers without quotes")
      }
      return table(try key(column, type), column, .time(relation, time))
    }

    private mutating func columnsTest(
      _ left: RowCondition.Column, _ relation: RowCondition.Relation, _ right: RowCondition.Column, _ type: Types
    ) throws(DataError) -> Test {
      if try type(left).holdsNumbers, try type(right).holdsNumbers {
        return .numbers(request: request(left, .number), relation, other: request(right, .number))
      }
      guard !relation.isOrder else {
        throw RowCondition.fault(
          "\(relation.rawValue) compares two columns of numbers, and one of these holds \(try type(left)), the other "
            + "\(try type(right))", at: left.offset)
      }
      return .texts(request: request(left, .key), other: request(right, .key), isEqual: relation == .equal)
    }

    private mutating func table(_ request: Int, _ column: RowCondition.Column, _ wanted: TextTable.Wanted) -> Test {
      tables.append(TextTable(wanted: wanted, request: request, column: column.name))
      return .text(table: tables.count - 1)
    }

    private mutating func number(_ column: RowCondition.Column, _ type: Types) throws(DataError) -> Int {
      let found = try type(column)
      guard found.holdsNumbers else {
        throw RowCondition.fault(
          "\(DataError.printable(column.name)) holds \(found), no numbers", at: column.offset,
          hint: "write what it is compared with in quotes")
      }
      return request(column, .number)
    }

    private mutating func key(_ column: RowCondition.Column, _ type: Types) throws(DataError) -> Int {
      _ = try type(column)
      return request(column, .key)
    }

    private mutating func request(_ column: RowCondition.Column, _ kind: ColumnRequest.Kind) -> Int {
      let request = ColumnRequest(column.name, kind)
      if let place = requests.firstIndex(of: request) { return place }
      requests.append(request)
      return requests.count - 1
    }
  }
}

extension ColumnType {
  /// Whether a column can be read as numbers, as far as its type says.
  fileprivate var holdsNumbers: Bool {
    switch self {
    case .empty, .unknown: true
    default: isNumber
    }
  }
}
