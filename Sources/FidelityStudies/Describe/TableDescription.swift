public import FidelityData
public import FidelityFiles

/// What is in a file: a row per column, with type, counts, extremes, examples and the role that its name suggests.
public struct TableDescription: Sendable {
  public let rowCount: Int
  /// The columns of the file, those that cannot be used too.
  public let columnCount: Int
  /// Columns `column, type, values, missing, distinct, minimum, maximum, examples, suggested_role`.
  public let columns: Table
  /// Remarks on the whole file: repeated column names, columns without values.
  public let notes: [String]

  /// Distinct values are counted up to this many.
  static let distinctLimit = 100_000
  /// After so many columns that looked numeric and are not, all are read as text.
  private static let retryLimit = 8

  /// Reads a file once; where a column that looked numeric is not, once more with that column as text.
  /// - Throws: what makes the file unreadable.
  public init(
    _ path: String, options: TableOptions = TableOptions(), missing: MissingCodes = MissingCodes()
  ) throws(DataError) {
    let file = try TableFile(path, options: options)
    let names = file.columnNames
    let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    let wanted = names.indices.filter { counts[names[$0]] == 1 }
    var requests: [ColumnRequest] = []
    for index in wanted {
      // A pipe cannot be read a second time.
      let isNumeric = file.byteCount != nil && file.columnType(index).isNumber
      requests.append(ColumnRequest(names[index], isNumeric ? .number : .key))
    }
    var result: (summaries: [ColumnSummary], rows: Int)?
    var retries = 0
    while result == nil {
      do {
        result = try Self.scan(file, requests, missing)
      } catch {
        guard case .notANumber = error.problem, let column = error.column else { throw error }
        retries += 1
        requests = requests.map { $0.name == column || retries > Self.retryLimit ? ColumnRequest($0.name, .key) : $0 }
      }
    }
    let (summaries, rows) = result ?? ([], 0)
    rowCount = rows
    columnCount = names.count
    columns = Self.table(summaries, rows: rows)
    var notes = Set(names.filter { counts[$0] != 1 }).sorted().map {
      "the column name \"\($0)\" stands more than once; it cannot be used"
    }
    let empty = summaries.filter { $0.count == 0 }.map(\.name)
    if !empty.isEmpty, rows > 0 {
      notes.append("without any value: " + empty.prefix(10).joined(separator: ", ") + (empty.count > 10 ? ", ..." : ""))
    }
    self.notes = notes
  }

  private static func scan(
    _ file: TableFile, _ requests: [ColumnRequest], _ missing: MissingCodes
  ) throws(DataError) -> ([ColumnSummary], Int) {
    var scan = try TableScan([file], requests, missing: missing)
    var summaries: [ColumnSummary] = []
    for request in requests {
      summaries.append(ColumnSummary(request, type: file.columnType(try file.index(of: request.name))))
    }
    while let batch = try scan.next() {
      for index in requests.indices { summaries[index].add(batch, index) }
    }
    for index in requests.indices where requests[index].kind == .key {
      let texts = MissingCodes.standardTexts + missing.texts(forNumbers: requests[index].name)
      summaries[index].take(scan.dictionaries[index], isText: file.isText, missing: Set(texts))
    }
    return (summaries, scan.rowCount)
  }

  private static func table(_ summaries: [ColumnSummary], rows: Int) -> Table {
    Table(columns: [
      .init("column", text: summaries.map(\.name)),
      .init("type", text: summaries.map(\.typeName)),
      .init("values", .integers(summaries.map(\.count))),
      .init("missing", .integers(summaries.map { rows - $0.count })),
      .init("distinct", text: summaries.map(\.distinctText)),
      .init("minimum", .numbers(summaries.map(\.minimum))),
      .init("maximum", .numbers(summaries.map(\.maximum))),
      .init("examples", text: summaries.map { $0.examples.joined(separator: ", ") }),
      .init("suggested_role", text: summaries.map(\.suggestedRole)),
    ])
  }
}

/// What a scan finds in one column.
private struct ColumnSummary {
  let name: String
  private(set) var typeName: String
  private(set) var count = 0
  private(set) var minimum = Double.nan
  private(set) var maximum = Double.nan
  private(set) var examples: [String] = []
  private let isKey: Bool
  private var distinct: Set<Double> = []
  private var distinctCount = 0
  /// The rows of each key.
  private var keyCounts: [Int] = []

  init(_ request: ColumnRequest, type: ColumnType) {
    name = request.name
    isKey = request.kind == .key
    typeName = type.isNumber && !isKey ? type.isInteger ? "integer" : "number" : type.isDate ? "date" : "text"
  }

  mutating func add(_ batch: Batch, _ index: Int) {
    if isKey {
      batch.keys(index).withSpan { keys in
        for row in keys.indices where keys[row] != missingKey {
          let key = Int(keys[row])
          if key >= keyCounts.count { keyCounts += repeatElement(0, count: key + 1 - keyCounts.count) }
          keyCounts[key] += 1
        }
      }
    } else {
      batch.numbers(index).withSpan { values in
        for row in values.indices where !values[row].isNaN { add(values[row]) }
      }
    }
  }

  private mutating func add(_ value: Double) {
    count += 1
    minimum = minimum <= value ? minimum : value
    maximum = maximum >= value ? maximum : value
    if distinct.count <= TableDescription.distinctLimit, distinct.insert(value).inserted, examples.count < 3 {
      examples.append(CategoryDictionary.label(value))
    }
    distinctCount = distinct.count
  }

  /// Ends a column of keys. In a text file, keys that all are numbers or all are dates, but for missing texts, are
  /// such:
  /// a pipe is read as text, and so is a column where the reader met a text first.
  mutating func take(_ dictionary: KeyDictionary, isText: Bool, missing: Set<String>) {
    let labels = dictionary.labels
    let used = labels.indices.filter { $0 < keyCounts.count && keyCounts[$0] > 0 }
    let present = used.filter { !missing.contains(labels[$0]) }
    if isText, !present.isEmpty, let numbers = Self.all(present, { Double(labels[$0]) }) {
      let isWhole = present.allSatisfy { Int(labels[$0]) != nil }
      typeName = isWhole ? "integer" : "number"
      (minimum, maximum) = (numbers.min() ?? .nan, numbers.max() ?? .nan)
    } else if isText, !present.isEmpty, Self.all(present, { CalendarDate.Format.iso.day(labels[$0]) }) != nil {
      typeName = "date"
    }
    let counted = typeName == "text" ? used : present
    count = counted.reduce(0) { $0 + keyCounts[$1] }
    distinctCount = counted.count
    examples = counted.prefix(3).map {
      let label = labels[$0]
      return label.count > 24 ? label.prefix(24) + "..." : label
    }
  }

  /// What `value` makes of all keys; nil where it makes nothing of one.
  private static func all<Value>(_ keys: [Int], _ value: (Int) -> Value?) -> [Value]? {
    var values: [Value] = []
    for key in keys {
      guard let value = value(key) else { return nil }
      values.append(value)
    }
    return values
  }

  var distinctText: String {
    distinctCount > TableDescription.distinctLimit
      ? "more than \(TableDescription.distinctLimit)" : String(distinctCount)
  }

  private var isNumeric: Bool { typeName == "integer" || typeName == "number" }

  /// Words in names, and the roles that they suggest; the first that is met counts.
  private static let words: [(role: String, words: [[UInt8]])] = [
    ("rater", ["rater", "observer", "coder", "assessor", "judge"]),
    ("time", ["date", "time", "month", "year", "wave", "occasion"]),
    ("site", ["school", "site", "district", "building"]),
    ("teacher", ["teacher", "coach"]),
    ("item", ["item", "indicator", "question"]),
    ("unit", ["lesson", "video", "unit", "session", "visit", "subject"]),
    ("value", ["score", "rating", "value", "points"]),
  ].map { ($0, $1.map { Array($0.utf8) }) }

  /// What the name, and the number of distinct values, suggest. A hint for the reader, used by nothing.
  var suggestedRole: String? {
    // Bytes: there may be a million names, and text is searched far more slowly.
    let name = Array(name.lowercased().utf8)
    return Self.words.first { role, words in
      switch role {
      case "item" where isNumeric, "unit" where distinctCount <= 1, "value" where !isNumeric: false
      default: words.contains { Self.contains(name.span, $0.span) }
      }
    }?.role
  }

  private static func contains(_ text: Span<UInt8>, _ word: Span<UInt8>) -> Bool {
    var start = 0
    while start + word.count <= text.count {
      var length = 0
      while length < word.count, text[start + length] == word[length] { length += 1 }
      if length == word.count { return true }
      start += 1
    }
    return false
  }
}
