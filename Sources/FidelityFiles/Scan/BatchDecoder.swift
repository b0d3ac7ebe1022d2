import CArrow
import FidelityData

/// Turns Arrow batches of a part into those of a scan: numbers checked, declared codes missing, keys coded by
/// dictionaries of its own.
struct BatchDecoder: Sendable {
  private let requests: [ColumnRequest]
  private let missingNumbers: [[Double]]
  private let missingTexts: [Set<String>]
  /// The same in a sheet, where errors of formulas are no names: declared for all columns, they are missing in keys.
  private let missingTextsOfSheet: [Set<String>]
  /// Declared missing numbers of a column that doubles round.
  private let missingWholes: [Set<String>]
  /// One dictionary per request; those of numbers stay empty.
  private(set) var dictionaries: [KeyDictionary]
  private var translations: [KeyTranslation]
  private var numberTables: [NumberTable]
  private var wholeTables: [WholeTable]
  private var filter: RowFilter?
  /// For each request, what words stand for; nil where numbers are read.
  private var answers: [AnswerTable?]
  private let records: RecordValues?
  private var recordPlaces = RecordPlaces()

  init(
    _ requests: [ColumnRequest], missing: MissingCodes, foldsLabels: Bool = false, filter: RowFilter? = nil,
    answers: [String: [String: Double]] = [:], records: RecordValues? = nil
  ) {
    self.records = records
    self.requests = requests
    self.filter = filter
    self.answers = requests.map { request in
      request.kind == .number ? answers[request.name].map { AnswerTable($0, request.name, missing) } : nil
    }
    dictionaries = Array(repeating: KeyDictionary(foldsLabels: foldsLabels), count: requests.count)
    translations = Array(repeating: KeyTranslation(), count: requests.count)
    numberTables = Array(repeating: NumberTable(), count: requests.count)
    wholeTables = Array(repeating: WholeTable(), count: requests.count)
    missingNumbers = requests.map { $0.kind == .number ? missing.numbers($0.name) : [] }
    let missingTexts = requests.map { $0.kind != .number ? Set(missing.texts(forKeys: $0.name)) : [] }
    self.missingTexts = missingTexts
    missingTextsOfSheet = zip(requests, missingTexts).map { request, texts in
      texts.union(missing.texts(forNumbers: request.name).filter(SheetFault.texts.contains))
    }
    missingWholes = requests.map { request in
      request.kind == .number ? Set(missing.texts(forNumbers: request.name).filter(RoundedWhole.isRounded)) : []
    }
  }

  /// What the condition on rows has met; nil where there is none.
  var findings: RowFilter.Findings? { filter?.findings }

  /// - Throws: `notFinite` for a number that is infinite.
  mutating func batch(_ arrow: ArrowBatch, of parts: FileParts, firstRow: Int) throws(DataError) -> Batch {
    let recordsOfRows = recordsOfRows(arrow, parts)
    let rows = try filter?.rows(of: arrow, parts, firstRow: firstRow, records: records, recordsOfRows)
    if let rows { parts.file.forgetTotals(from: firstRow, rowCount: arrow.rowCount, taken: rows) }
    let place = Place(parts: parts, firstRow: firstRow, selection: rows)
    let taken = rows.map { arrow.selecting($0, Array(parts.layouts.prefix(requests.count))) } ?? arrow
    let missingTexts = parts.isSheet ? missingTextsOfSheet : missingTexts
    var columns: [Batch.Column] = []
    columns.reserveCapacity(requests.count)
    for (index, request) in requests.enumerated() {
      let column = taken.column(index, layout: place.layout(index))
      switch request.kind {
      case .number where answers[index] != nil:
        let read = try answers[index]?.numbers(
          column, taken, mayHaveUnmet: rows != nil || parts.mayListUnused[index], file: parts.file,
          row: place.rowNumber)
        columns.append(.numbers(read ?? Buffer([])))
      case .number: columns.append(try numberColumn(column, index, taken, place))
      case .sequence where wholeTables[index].canRead(column):
        columns.append(.wholes(wholeTables[index].numbers(column, missing: missingTexts[index], taken)))
      case .key, .sequence:
        // What only rows that were left out have is no key.
        let codes = translations[index].codes(
          of: column, &dictionaries[index], missing: missingTexts[index], taken,
          mayHaveUnmet: rows != nil || parts.mayListUnused[index], isOrdered: parts.isOrdered[index])
        if parts.isSheet { try refuseFaults(codes, index, place) }
        columns.append(.keys(codes))
      }
    }
    if !recordsOfRows.isEmpty { fill(&columns) { recordsOfRows[place.row($0)] } }
    return Batch(
      columns: columns, rowCount: taken.rowCount, source: parts.file.path, firstRow: firstRow, selection: rows)
  }

  /// The place of each row's record; empty where rows have nothing from others.
  private mutating func recordsOfRows(_ arrow: ArrowBatch, _ parts: FileParts) -> [Int] {
    guard let records, let index = requests.firstIndex(of: records.record) else { return [] }
    let column = arrow.column(index, layout: parts.layouts[index])
    return recordPlaces.places(column, arrow, missing: missingTexts[index], records, file: parts.file.path)
  }

  /// Gives rows what they have from the first row of their record.
  private mutating func fill(_ columns: inout [Batch.Column], record: (Int) -> Int) {
    guard let records else { return }
    for (index, request) in requests.enumerated() where records.carried.contains(request) {
      switch columns[index] {
      case .numbers(let numbers): columns[index] = .numbers(records.fill(numbers, request, record: record))
      case .encoded(let numbers): columns[index] = .numbers(records.fill(numbers.numbers, request, record: record))
      case .keys(let keys):
        columns[index] = .keys(records.fill(keys, request, &dictionaries[index], record: record))
      // Names that come as numbers are those of units, which no other row has.
      case .wholes: break
      }
    }
  }

  /// Where the rows of a batch stand.
  private struct Place {
    let parts: FileParts
    let firstRow: Int
    let selection: [Int32]?

    var file: TableFile { parts.file }

    func layout(_ index: Int) -> FALayout {
      selection == nil ? parts.layouts[index] : parts.layouts[index].ofSelection
    }

    /// The place of a row that is taken among those of the batch.
    func row(_ row: Int) -> Int { selection.map { Int($0[row]) } ?? row }

    func rowNumber(_ row: Int) -> Int { firstRow + self.row(row) }
  }

  private mutating func numberColumn(
    _ column: ArrowColumn, _ index: Int, _ arrow: ArrowBatch, _ place: Place
  ) throws(DataError) -> Batch.Column {
    switch column.layout {
    case .encodedFloat64, .encodedInt64:
      numberTables[index].read(column, missing: missingNumbers[index], missingWholes: missingWholes[index], arrow)
      // A dictionary may hold more than these rows.
      if numberTables[index].hasUnusable {
        let numbers = column.lookUp(in: numberTables[index].numbers)
        let wholes = numberTables[index].wholes
        if !wholes.isEmpty, let row = (0..<column.count).first(where: { numbers[$0].isInfinite }) {
          let entry = Int(column.values(as: Int32.self)[row])
          throw rounded(String(wholes[entry]), index, place, row)
        }
        try refuseInfinite(numbers, index, place)
      }
      return .encoded(column.encoded(by: numberTables[index].numbers))
    case .int64:
      let numbers = try wholeNumbers(column, index, isUnsigned: place.parts.isUnsigned[index], place)
      return .numbers(declaredMissing(numbers, index))
    default:
      let numbers = column.numbers()
      try refuseInfinite(numbers, index, place)
      return .numbers(declaredMissing(numbers, index))
    }
  }

  /// Throws where a key is the error of a formula of a workbook.
  private func refuseFaults(_ codes: Buffer<UInt32>, _ index: Int, _ place: Place) throws(DataError) {
    let faults = SheetFault.texts.compactMap { dictionaries[index].existingCode(of: $0) }
    if faults.isEmpty { return }
    let first = codes.withSpan { codes in codes.indices.first { faults.contains(codes[$0]) } }
    guard let first else { return }
    let text = dictionaries[index].label(codes[first])
    throw .sheetFault(text, file: place.file.path, row: place.rowNumber(first), column: requests[index].name)
  }

  private func rounded(_ value: String, _ index: Int, _ place: Place, _ row: Int) -> DataError {
    DataError(
      .rounded, file: place.file.path, row: place.rowNumber(row), column: requests[index].name, value: value,
      remedy: .keepDigits)
  }

  /// Whole numbers as doubles, which they all must be: two ids beyond 2^53 would become one.
  private func wholeNumbers(
    _ column: ArrowColumn, _ index: Int, isUnsigned: Bool, _ place: Place
  ) throws(DataError) -> Buffer<Double> {
    let numbers = column.numbers(isUnsigned: isUnsigned)
    let wholes = column.values(as: UInt64.self)
    let isWithin = wholes.withSpan { wholes in
      // From -2^53 to 2^53, moved to begin at 0; without a sign, at most 2^53.
      let most = UInt64(RoundedWhole.mostExact)
      let (offset, width) = isUnsigned ? (0, most) : (most, 2 * most)
      var beyond: UInt64 = 0
      for row in wholes.indices { beyond |= wholes[row] &+ offset > width ? 1 : 0 }
      return beyond == 0
    }
    if isWithin { return numbers }
    var result = numbers.array
    for row in result.indices where !result[row].isNaN {
      let bits = wholes[row]
      let signed = Int64(bitPattern: bits)
      guard (isUnsigned ? Double(exactly: bits) : Double(exactly: signed)) == nil else { continue }
      let text = isUnsigned ? String(bits) : String(signed)
      guard missingWholes[index].contains(text) else { throw rounded(text, index, place, row) }
      result[row] = .nan
    }
    return Buffer(result)
  }

  private func refuseInfinite(
    _ numbers: Buffer<Double>, _ index: Int, _ place: Place
  ) throws(DataError) {
    let infinite = numbers.withSpan { values -> Int? in
      // Whole-number arithmetic that the compiler turns into vectors on every processor: less the bits of infinity,
      // only an infinite magnitude is 0, and one less than 0 alone has the highest bit.
      let infinity = Double.infinity.bitPattern
      var hits: UInt64 = 0
      for row in values.indices { hits |= (values[row].magnitude.bitPattern ^ infinity) &- 1 }
      return hits >> 63 == 0 ? nil : values.indices.first { values[$0].isInfinite }
    }
    guard let infinite else { return }
    let row = place.rowNumber(infinite)
    var error = DataError(
      .notFinite, file: place.file.path, line: place.file.physicalLine(ofRow: row), row: row,
      column: requests[index].name,
      value: numbers[infinite].description, hint: "correct the cell or leave it empty")
    error.cell = place.file.cell(row: row, column: requests[index].name)
    throw error
  }

  /// Declared missing numbers replaced by NaN.
  private func declaredMissing(_ numbers: Buffer<Double>, _ index: Int) -> Buffer<Double> {
    let codes = missingNumbers[index]
    if codes.isEmpty { return numbers }
    return numbers.withSpan { values in
      Buffer(count: values.count) { output in
        for row in values.indices { output.append(codes.contains(values[row]) ? .nan : values[row]) }
      }
    }
  }
}

/// The dictionary that a column had in the batch before.
struct LastDictionary: Sendable {
  private var identity: ArrowColumn.DictionaryIdentity?
  /// Keeps the memory of the dictionary, so that no other one can take its place.
  private var keeper: ArrowBatch?

  /// Whether a batch has another one, which is the last from now on.
  mutating func isAnother(_ column: ArrowColumn, _ batch: ArrowBatch) -> Bool {
    if identity != nil, identity == column.dictionaryIdentity { return false }
    (identity, keeper) = (column.dictionaryIdentity, batch)
    return true
  }
}

/// What the indices of an encoded column of numbers mean: its dictionary, with NaN for declared missing numbers and
/// infinity for what no row may have.
struct NumberTable: Sendable {
  private var last = LastDictionary()
  private(set) var numbers: [Double] = []
  /// Whether some entry is infinite.
  private(set) var hasUnusable = false
  /// The entries of a dictionary of whole numbers of 64 bits, of which some may be no doubles.
  private(set) var wholes: [Int64] = []

  /// Reads the dictionary of a batch, if it is another one than the last.
  mutating func read(_ column: ArrowColumn, missing: [Double], missingWholes: Set<String>, _ batch: ArrowBatch) {
    guard last.isAnother(column, batch) else { return }
    numbers = column.dictionary?.numbers().array ?? []
    if column.layout == .encodedInt64 { refuseRounded(column, missingWholes) }
    if !missing.isEmpty { numbers = numbers.map { missing.contains($0) ? .nan : $0 } }
    hasUnusable = numbers.contains(where: \.isInfinite)
  }

  private mutating func refuseRounded(_ column: ArrowColumn, _ missing: Set<String>) {
    wholes = column.dictionary?.values(as: Int64.self).array ?? []
    for place in numbers.indices where !numbers[place].isNaN && Double(exactly: wholes[place]) == nil {
      numbers[place] = missing.contains(String(wholes[place])) ? .nan : .infinity
    }
  }
}

/// What the indices of an encoded column of whole numbers mean; `Int64.min` for what is missing.
private struct WholeTable: Sendable {
  private var last = LastDictionary()
  private var table: [Int64] = []

  func canRead(_ column: ArrowColumn) -> Bool {
    switch column.layout {
    case .int32, .int64, .encodedInt32, .encodedInt64: true
    default: false
    }
  }

  mutating func numbers(_ column: ArrowColumn, missing: Set<String>, _ batch: ArrowBatch) -> Buffer<Int64> {
    guard let dictionary = column.dictionary else { return Self.numbers(column, missing) }
    if last.isAnother(column, batch) { table = Self.numbers(dictionary, missing).array }
    return column.lookUp(in: table)
  }

  private static func numbers(_ column: ArrowColumn, _ missing: Set<String>) -> Buffer<Int64> {
    let declared = Set(missing.compactMap { text in Int64(text).flatMap { String($0) == text ? $0 : nil } })
    if column.layout == .int64 {
      let values = column.values(as: Int64.self)
      return declared.isEmpty && !column.mayHaveMissing ? values : numbers(column, values, declared) { $0 }
    }
    return numbers(column, column.values(as: Int32.self), declared) { Int64($0) }
  }

  @inline(__always)
  private static func numbers<Integer: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ column: ArrowColumn, _ values: Buffer<Integer>, _ declared: Set<Int64>, _ wide: (Integer) -> Int64
  ) -> Buffer<Int64> {
    let anyMissing = column.mayHaveMissing
    return values.withSpan { values in
      Buffer(count: values.count) { output in
        for row in values.indices {
          let value = wide(values[row])
          let isMissing = anyMissing && !column.isValid(row) || !declared.isEmpty && declared.contains(value)
          output.append(isMissing ? .min : value)
        }
      }
    }
  }
}
