package import FidelityData

/// Values that a record has once, in a row of its own, and that its other rows have too: what a table of records with
/// repeated rows leaves empty there.
///
/// A record's own row is its first one, or a later one that has nothing in the columns that number repetitions and is
/// of the same event as the first row of the tables.
///
/// They are found by the record's name, wherever its rows stand: parts of a scan need not know each other.
package struct RecordValues: Sendable {
  /// The column that names the record, among the requests of the scan.
  package let record: ColumnRequest
  /// The columns whose values are carried to all rows of a record, in the order they were asked for.
  package private(set) var carried: [ColumnRequest] = []
  /// The columns that are not carried because of a few records, with the first record that has a value in a row that
  /// is not its own, or another value in such a row.
  package private(set) var exceptions: [(column: String, record: String)] = []
  private var places: [String: Int] = [:]
  /// Values by the record's place, for each column.
  private var numbers: [ColumnRequest: [Double]] = [:]
  private var texts: [ColumnRequest: [String?]] = [:]

  /// Reads the tables once.
  ///
  /// A column is carried where only the own rows of records have a value of it, and some record has other rows.
  /// - Parameters:
  ///   - columns: those that may be carried.
  ///   - event: the column that names the event of a row.
  ///   - repeats: the columns that number the repetitions of a form. Without these and events, a record's own row is
  ///     its first one.
  ///   - answers: for columns of numbers, what words stand for.
  /// - Throws: what is wrong with the tables.
  /// - Complexity: O(rows); memory O(records x columns).
  package init(
    _ files: [TableFile], record: ColumnRequest, columns: [ColumnRequest], event: String? = nil,
    repeats: [String] = [], missing: MissingCodes, answers: [String: [String: Double]] = [:]
  ) throws(DataError) {
    self.record = record
    let requests = [record] + columns.filter { $0 != record }
    var kinds = RowKinds(event: event, repeats: repeats, after: requests.count)
    var scan = try TableScan(files, requests + kinds.requests, missing: missing, filter: nil, answers: answers)
    var refusals = Array(repeating: Refusals(), count: requests.count)
    var isRepeated: [Bool] = []
    for request in requests.dropFirst() {
      if request.kind == .number { numbers[request] = [] } else { texts[request] = [] }
    }
    while let batch = try scan.next() {
      let records = batch.keys(0)
      let dictionaries = scan.dictionaries
      for row in 0..<batch.rowCount where records[row] != missingKey {
        let name = dictionaries[0].label(records[row])
        let isOwn = kinds.isOwn(row, batch)
        guard let place = places[name] else {
          places[name] = places.count
          isRepeated.append(false)
          for (index, request) in requests.enumerated().dropFirst() {
            if request.kind == .number {
              numbers[request]?.append(batch.numbers(index)[row])
            } else {
              let code = batch.keys(index)[row]
              texts[request]?.append(code == missingKey ? nil : dictionaries[index].label(code))
            }
          }
          continue
        }
        isRepeated[place] = true
        for index in requests.indices.dropFirst() where !refusals[index].isFull {
          let fits: Bool
          if requests[index].kind == .number {
            let value = batch.numbers(index)[row]
            fits = value.isNaN || isOwn && take(value, requests[index], place)
          } else {
            let code = batch.keys(index)[row]
            fits = code == missingKey || isOwn && take(dictionaries[index].label(code), requests[index], place)
          }
          if !fits { refusals[index].add(place, name, isConflict: isOwn) }
        }
      }
    }
    let repeatedCount = isRepeated.count(where: \.self)
    for (index, request) in requests.enumerated().dropFirst() {
      let hasValue =
        numbers[request]?.contains { !$0.isNaN } ?? texts[request]?.contains { $0 != nil } ?? false
      if refusals[index].first == nil, repeatedCount > 0, hasValue {
        carried.append(request)
      } else {
        (numbers[request], texts[request]) = (nil, nil)
        if hasValue, let record = refusals[index].exception(of: repeatedCount) {
          exceptions.append((request.name, record))
        }
      }
    }
  }

  /// Takes a value of a later row that is the record's own; false where the record has another value.
  private mutating func take(_ value: Double, _ request: ColumnRequest, _ place: Int) -> Bool {
    guard let found = numbers[request]?[place] else { return false }
    if found.isNaN { numbers[request]?[place] = value }
    return found.isNaN || found == value
  }

  private mutating func take(_ text: String, _ request: ColumnRequest, _ place: Int) -> Bool {
    guard let found = texts[request]?[place] else {
      texts[request]?[place] = text
      return true
    }
    return found == text
  }

  /// Records that have another value of a column in a row that is not their own.
  private struct Refusals {
    /// More are not told apart.
    private static let most = 16
    private(set) var first: String?
    /// The first record with different values in two rows of its own.
    private var conflict: String?
    private var places: Set<Int> = []

    var isFull: Bool { places.count > Self.most }

    mutating func add(_ place: Int, _ name: String, isConflict: Bool) {
      if first == nil { first = name }
      if isConflict, conflict == nil { conflict = name }
      places.insert(place)
    }

    /// A record because of which the column is not carried, where that is no trait of the column: fewer than half of
    /// the records with other rows are so, or one has two rows of its own.
    func exception(of repeatedCount: Int) -> String? {
      conflict ?? (!isFull && 2 * places.count < repeatedCount ? first : nil)
    }
  }

  /// Which rows are records' own.
  private struct RowKinds {
    let requests: [ColumnRequest]
    private let event: Int?
    private let repeats: Range<Int>
    private var firstEvent: UInt32?

    /// - Parameter after: how many columns of the scan go before.
    init(event: String?, repeats: [String], after count: Int) {
      requests = (repeats + [event].compactMap(\.self)).map { ColumnRequest($0, .key) }
      self.repeats = count..<count + repeats.count
      self.event = event == nil ? nil : count + repeats.count
    }

    mutating func isOwn(_ row: Int, _ batch: Batch) -> Bool {
      if requests.isEmpty { return false }
      if let event {
        let code = batch.keys(event)[row]
        if firstEvent == nil { firstEvent = code }
        if code != firstEvent { return false }
      }
      return repeats.allSatisfy { batch.keys($0)[row] == missingKey }
    }
  }

  /// The place of a record; nil for one that the tables did not have.
  func place(_ record: String) -> Int? { places[record] }

  /// Numbers with those of the records where rows have none.
  /// - Parameter record: the place of a row's record; -1 without one.
  func fill(_ column: Buffer<Double>, _ request: ColumnRequest, record: (Int) -> Int) -> Buffer<Double> {
    guard let values = numbers[request] else { return column }
    var result = column.array
    for row in result.indices where result[row].isNaN {
      let place = record(row)
      if place >= 0 { result[row] = values[place] }
    }
    return Buffer(result)
  }

  /// Keys with those of the records where rows have none.
  func fill(
    _ column: Buffer<UInt32>, _ request: ColumnRequest, _ dictionary: inout KeyDictionary, record: (Int) -> Int
  ) -> Buffer<UInt32> {
    guard let values = texts[request] else { return column }
    var result = column.array
    for row in result.indices where result[row] == missingKey {
      let place = record(row)
      if place >= 0, let text = values[place] { result[row] = dictionary.code(of: text) }
    }
    return Buffer(result)
  }
}

/// The places of the records of rows.
struct RecordPlaces: Sendable {
  private var dictionary = KeyDictionary()
  private var translation = KeyTranslation()
  private var places: [Int] = []

  /// The place of each row's record; -1 without one.
  mutating func places(
    _ column: ArrowColumn, _ batch: ArrowBatch, missing: Set<String>, _ values: RecordValues
  ) -> [Int] {
    let codes = translation.codes(of: column, &dictionary, missing: missing, batch, mayHaveUnmet: true)
    while places.count < dictionary.count {
      places.append(values.place(dictionary.label(UInt32(places.count))) ?? -1)
    }
    return codes.array.map { $0 == missingKey ? -1 : places[Int($0)] }
  }
}
