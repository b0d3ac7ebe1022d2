package import FidelityData

/// Values that a record has once, in its first row, and that its other rows have too: what a table of records with
/// repeated rows leaves empty there.
///
/// They are found by the record's name, wherever its rows stand: parts of a scan need not know each other.
package struct RecordValues: Sendable {
  /// The column that names the record, among the requests of the scan.
  package let record: ColumnRequest
  /// The columns whose values are carried to all rows of a record, in the order they were asked for.
  package private(set) var carried: [ColumnRequest] = []
  private var places: [String: Int] = [:]
  /// Values by the record's place, for each column.
  private var numbers: [ColumnRequest: [Double]] = [:]
  private var texts: [ColumnRequest: [String?]] = [:]

  /// Reads the tables once.
  ///
  /// A column is carried where only the first rows of records have a value of it, and some record has other rows.
  /// - Parameters:
  ///   - columns: those that may be carried.
  ///   - answers: for columns of numbers, what words stand for.
  /// - Throws: what is wrong with the tables.
  /// - Complexity: O(rows); memory O(records x columns).
  package init(
    _ files: [TableFile], record: ColumnRequest, columns: [ColumnRequest], missing: MissingCodes,
    answers: [String: [String: Double]] = [:]
  ) throws(DataError) {
    self.record = record
    let requests = [record] + columns.filter { $0 != record }
    var scan = try TableScan(files, requests, missing: missing, filter: nil, answers: answers)
    var isCarried = Array(repeating: true, count: requests.count)
    var hasRepeats = false
    for request in requests.dropFirst() {
      if request.kind == .number { numbers[request] = [] } else { texts[request] = [] }
    }
    while let batch = try scan.next() {
      let records = batch.keys(0)
      let dictionaries = scan.dictionaries
      for row in 0..<batch.rowCount where records[row] != missingKey {
        let name = dictionaries[0].label(records[row])
        let isFirst = places[name] == nil
        if isFirst { places[name] = places.count } else { hasRepeats = true }
        for index in requests.indices.dropFirst() where isFirst || isCarried[index] {
          let request = requests[index]
          if request.kind == .number {
            let value = batch.numbers(index)[row]
            if isFirst { numbers[request]?.append(value) } else if !value.isNaN { isCarried[index] = false }
          } else {
            let code = batch.keys(index)[row]
            if isFirst {
              texts[request]?.append(code == missingKey ? nil : dictionaries[index].label(code))
            } else if code != missingKey {
              isCarried[index] = false
            }
          }
        }
      }
    }
    for index in requests.indices.dropFirst() {
      let request = requests[index]
      let hasValue =
        numbers[request]?.contains { !$0.isNaN } ?? texts[request]?.contains { $0 != nil } ?? false
      if isCarried[index], hasRepeats, hasValue {
        carried.append(request)
      } else {
        (numbers[request], texts[request]) = (nil, nil)
      }
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
