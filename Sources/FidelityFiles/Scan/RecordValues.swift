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
  package private(set) var record: ColumnRequest
  /// The columns whose values are carried to all rows of a record, in the order they were asked for.
  package private(set) var carried: [ColumnRequest] = []
  /// What was met in columns that some records have in several of their rows.
  package private(set) var exceptions: [Exception] = []
  /// The files are of different projects, where a record of one has another value of a column in the next.
  package private(set) var otherProject: (column: String, record: String)?

  /// A column that a few records have in another row than their own, or with two values in rows of their own.
  package struct Exception: Sendable {
    package let column: String
    /// Whether the other records' rows have it all the same.
    package let isCarried: Bool
    /// How many records are so, and the first of them.
    package let count: Int
    package let records: [String]
  }

  /// A record of a file: those of other projects are others.
  private struct Name: Hashable {
    let file: String
    let record: String
  }

  private var isSeparate = false
  private var places: [Name: Int] = [:]
  /// Values by the record's place, for each column.
  private var numbers: [ColumnRequest: [Double]] = [:]
  private var texts: [ColumnRequest: [String?]] = [:]

  /// Reads the tables once; where several files turn out to be of different projects, once more.
  ///
  /// A column is carried where only the own rows of records have a value of it, but for fewer than half of those that
  /// have other rows, and some record has other rows. Records that are exceptions keep what each row has.
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
    let source = Source(files: files, requests: requests, event: event, repeats: repeats, missing, answers)
    try read(source)
    guard let other = otherProject else { return }
    self = RecordValues(separate: record)
    try read(source)
    otherProject = other
  }

  private init(separate record: ColumnRequest) { (self.record, isSeparate) = (record, true) }

  /// What a pass reads.
  private struct Source {
    let files: [TableFile]
    let requests: [ColumnRequest]
    let event: String?
    let repeats: [String]
    let missing: MissingCodes
    let answers: [String: [String: Double]]

    init(
      files: [TableFile], requests: [ColumnRequest], event: String?, repeats: [String], _ missing: MissingCodes,
      _ answers: [String: [String: Double]]
    ) {
      (self.files, self.requests, self.event, self.repeats) = (files, requests, event, repeats)
      (self.missing, self.answers) = (missing, answers)
    }
  }

  private mutating func read(_ source: Source) throws(DataError) {
    let requests = source.requests
    var kinds = RowKinds(
      event: source.event, repeats: source.repeats, after: requests.count, isSeparate: isSeparate)
    var scan = try TableScan(
      source.files, requests + kinds.requests, missing: source.missing, filter: nil, answers: source.answers)
    var refusals = Array(repeating: Refusals(), count: requests.count)
    var isRepeated: [Bool] = []
    /// The file of each record's first row.
    var homes: [String] = []
    for request in requests.dropFirst() {
      if request.kind == .number { numbers[request] = [] } else { texts[request] = [] }
    }
    while let batch = try scan.next() {
      let records = batch.keys(0)
      let dictionaries = scan.dictionaries
      let file = batch.source
      for row in 0..<batch.rowCount where records[row] != missingKey {
        let name = dictionaries[0].label(records[row])
        let isOwn = kinds.isOwn(row, batch)
        let key = Name(file: isSeparate ? file : "", record: name)
        guard let place = places[key] else {
          places[key] = places.count
          isRepeated.append(false)
          homes.append(file)
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
        // What a record is refused once is not looked at again, but for values of its own that differ.
        for index in requests.indices.dropFirst() where isOwn || !refusals[index].contains(place) {
          let fits: Bool
          if requests[index].kind == .number {
            let value = batch.numbers(index)[row]
            fits = value.isNaN || isOwn && take(value, requests[index], place)
          } else {
            let code = batch.keys(index)[row]
            fits = code == missingKey || isOwn && take(dictionaries[index].label(code), requests[index], place)
          }
          if fits { continue }
          if isOwn, homes[place] != file, otherProject == nil { otherProject = (requests[index].name, name) }
          refusals[index].add(place, name, isConflict: isOwn)
        }
      }
    }
    let repeatedCount = isRepeated.count(where: \.self)
    for (index, request) in requests.enumerated().dropFirst() {
      settle(request, refusals[index], repeatedCount: repeatedCount)
    }
  }

  /// Says whether a column is carried, and for which records.
  private mutating func settle(_ request: ColumnRequest, _ refusals: Refusals, repeatedCount: Int) {
    let hasValue = numbers[request]?.contains { !$0.isNaN } ?? texts[request]?.contains { $0 != nil } ?? false
    let isCarried = hasValue && repeatedCount > 0 && (refusals.isEmpty || 2 * refusals.count < repeatedCount)
    if hasValue, isCarried ? !refusals.isEmpty : refusals.hasConflict {
      exceptions.append(
        Exception(
          column: request.name, isCarried: isCarried, count: refusals.count, records: refusals.firstNames))
    }
    guard isCarried else {
      (numbers[request], texts[request]) = (nil, nil)
      return
    }
    carried.append(request)
    for place in refusals.places {
      numbers[request]?[place] = .nan
      texts[request]?[place] = nil
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

  /// Records that have another value of a column in a row that is not their own, or two in rows of their own.
  private struct Refusals {
    /// So many are named.
    private static let mostNamed = 3
    private(set) var firstNames: [String] = []
    /// Whether a record has different values in two rows of its own.
    private(set) var hasConflict = false
    private(set) var places: [Int] = []
    private var isRefused: [Bool] = []

    var isEmpty: Bool { places.isEmpty }
    var count: Int { places.count }

    func contains(_ place: Int) -> Bool { place < isRefused.count && isRefused[place] }

    mutating func add(_ place: Int, _ name: String, isConflict: Bool) {
      if isConflict { hasConflict = true }
      if contains(place) { return }
      if place >= isRefused.count {
        isRefused += repeatElement(false, count: max(place + 1, 2 * isRefused.count) - isRefused.count)
      }
      isRefused[place] = true
      places.append(place)
      if firstNames.count < Self.mostNamed { firstNames.append(name) }
    }
  }

  /// Which rows are records' own.
  private struct RowKinds {
    let requests: [ColumnRequest]
    private let event: Int?
    private let repeats: Range<Int>
    /// The event of the first row, of all tables or of each.
    private var firstEvents: [String: UInt32] = [:]
    private let isSeparate: Bool

    /// - Parameters:
    ///   - after: how many columns of the scan go before.
    ///   - isSeparate: whether each table has a first event of its own.
    init(event: String?, repeats: [String], after count: Int, isSeparate: Bool) {
      self.isSeparate = isSeparate
      requests = (repeats + [event].compactMap(\.self)).map { ColumnRequest($0, .key) }
      self.repeats = count..<count + repeats.count
      self.event = event == nil ? nil : count + repeats.count
    }

    mutating func isOwn(_ row: Int, _ batch: Batch) -> Bool {
      if requests.isEmpty { return false }
      if let event {
        let code = batch.keys(event)[row]
        let file = isSeparate ? batch.source : ""
        if let first = firstEvents[file] {
          if code != first { return false }
        } else {
          firstEvents[file] = code
        }
      }
      return repeats.allSatisfy { batch.keys($0)[row] == missingKey }
    }
  }

  /// The place of a record of a file; nil for one that the tables did not have.
  func place(_ record: String, in file: String) -> Int? {
    places[Name(file: isSeparate ? file : "", record: record)]
  }

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

/// The places of the records of rows, all of one file.
struct RecordPlaces: Sendable {
  private var dictionary = KeyDictionary()
  private var translation = KeyTranslation()
  private var places: [Int] = []

  /// The place of each row's record; -1 without one.
  mutating func places(
    _ column: ArrowColumn, _ batch: ArrowBatch, missing: Set<String>, _ values: RecordValues, file: String
  ) -> [Int] {
    let codes = translation.codes(of: column, &dictionary, missing: missing, batch, mayHaveUnmet: true)
    while places.count < dictionary.count {
      places.append(values.place(dictionary.label(UInt32(places.count)), in: file) ?? -1)
    }
    return codes.array.map { $0 == missingKey ? -1 : places[Int($0)] }
  }
}
