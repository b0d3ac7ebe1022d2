import FidelityData
import FidelityFiles

/// What a scan finds in one column.
struct ColumnSummary: Sendable {
  let name: String
  private(set) var typeName: String
  private(set) var count = 0
  private(set) var minimum = Double.nan
  private(set) var maximum = Double.nan
  /// The extremes to the digit, where a double would round one of them.
  private(set) var minimumText: String?
  private(set) var maximumText: String?
  private(set) var examples: [String] = []
  /// Values that may stand for missing ones.
  private(set) var codes = UndeclaredCodes()
  /// The texts that count as missing in numbers and ratings, beside the empty one.
  private(set) var lookAlikeMissing: String?
  /// A number of a text file that can be read in two ways; nil for none.
  private(set) var ambiguity: AmbiguousNumber?
  /// Whether columns of the type are not read.
  let isUnread: Bool
  private let isKey: Bool
  private var distinct: Set<Double> = []
  private var distinctCount = 0
  /// The distinct texts of a column of keys, where they are few.
  private var fewTexts: Set<String>?
  /// The rows of each key.
  private var keyCounts: [Int] = []
  /// Whether the file says that the column has numbers.
  private let isTyped: Bool

  init(_ request: ColumnRequest, type: ColumnType) {
    name = request.name
    isKey = request.kind == .key
    isUnread = false
    isTyped = type.isNumber
    typeName = type.isNumber && !isKey ? type.isInteger ? "integer" : "number" : type.isDate ? "date" : "text"
  }

  /// A column that is not read.
  init(unread name: String, type: ColumnType) {
    self.name = name
    (isKey, isUnread, isTyped) = (true, true, false)
    typeName = DataError.printable(type.description, limit: 60)
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
    codes.add(value, 1)
    minimum = minimum <= value ? minimum : value
    maximum = maximum >= value ? maximum : value
    if distinct.count <= TableDescription.distinctLimit, distinct.insert(value).inserted, examples.count < 3 {
      examples.append(CategoryDictionary.label(value))
    }
    distinctCount = distinct.count
  }

  /// Ends a column of keys. In a text file, keys that all are numbers or all are dates, but for missing texts, are
  /// such: a pipe is read as text, and so is a column where the reader met a text first. Numbers of a typed file are
  /// read as keys where a double would round them.
  mutating func take(_ dictionary: KeyDictionary, isText: Bool, missing: Set<String>, usesDecimalComma: Bool) {
    let labels = dictionary.labels
    let used = labels.indices.filter { $0 < keyCounts.count && keyCounts[$0] > 0 }
    let present = used.filter { !missing.contains(labels[$0]) && !labels[$0].allSatisfy(\.isWhitespace) }
    func number(_ label: String) -> Double? {
      Double(usesDecimalComma && isText ? label.replacing(",", with: ".") : label).flatMap { $0.isFinite ? $0 : nil }
    }
    if isText || isTyped, !present.isEmpty, let numbers = Self.all(present, { number(labels[$0]) }) {
      let wholes = Self.all(present, { Int128(labels[$0]) })
      typeName = wholes != nil ? "integer" : "number"
      (minimum, maximum) = (numbers.min() ?? .nan, numbers.max() ?? .nan)
      for (place, number) in zip(present, numbers) { codes.add(number, keyCounts[place]) }
      if let low = wholes?.min(), let high = wholes?.max(), Double(exactly: low) == nil || Double(exactly: high) == nil
      {
        (minimumText, maximumText) = (String(low), String(high))
      }
    } else if isText, let first = present.first, Self.areDates(present.map { labels[$0] }, first: labels[first]) {
      typeName = "date"
    }
    count = present.reduce(0) { $0 + keyCounts[$1] }
    distinctCount = present.count
    examples = present.prefix(3).map {
      let label = labels[$0]
      return label.count > 24 ? label.prefix(24) + "..." : label
    }
    if present.count <= Self.mostFewValues { fewTexts = Set(present.map { labels[$0] }) }
    let named = used.map { labels[$0] }.filter { missing.contains($0) && MissingCodes.standardTexts.contains($0) }
    if isText {
      ambiguity = AmbiguousNumber(present.map { labels[$0] }, isText: typeName == "text", usesDecimalComma)
    }
    if typeName == "text", let text = named.filter({ !$0.isEmpty }).min() { lookAlikeMissing = "\"\(text)\"" }
  }

  /// Takes the texts of a column whose numbers were read.
  mutating func take(numbers labels: [String], missing: Set<String>) {
    ambiguity = AmbiguousNumber(labels.filter { !missing.contains($0) }, isText: false, false)
  }

  /// Whether texts are dates of one form, the first one's.
  private static func areDates(_ texts: [String], first: String) -> Bool {
    switch CalendarDate.Format.find(first) {
    case .form(let form): texts.allSatisfy { form.time($0) != nil }
    case .several(let forms): !CalendarDate.Format.fitting(forms, texts).isEmpty
    case nil: false
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

  var distinctText: String? {
    if isUnread { return nil }
    return distinctCount > TableDescription.distinctLimit
      ? "more than \(TableDescription.distinctLimit)" : String(distinctCount)
  }

  var isNumeric: Bool { typeName == "integer" || typeName == "number" }

  /// A rating scale has no more values.
  static let mostFewValues = 12

  /// The distinct values as text, where they are few; nil where there are many, or the column is not read.
  var fewValues: Set<String>? {
    if isUnread || typeName == "date" { return nil }
    if isKey { return fewTexts }
    return distinct.count <= Self.mostFewValues ? Set(distinct.map { CategoryDictionary.label($0) }) : nil
  }

  /// Whether every row has a value of its own.
  func isDistinct(in rowCount: Int) -> Bool { count == rowCount && distinctCount == rowCount }

  /// Whether the column has whole numbers from 0 on.
  var isCount: Bool {
    isNumeric && count > 0 && minimum >= 0 && !isFraction
  }

  /// Whether the column has numbers that are not whole.
  var isFraction: Bool {
    isNumeric && (isKey ? typeName == "number" : distinct.contains { $0 != $0.rounded() })
  }

  /// Whether the numbers have three decimals at most, and none is as great as its thousands: their points may separate
  /// thousands.
  var mayHaveThousands: Bool {
    !isKey && isFraction && distinct.count <= TableDescription.distinctLimit
      && distinct.allSatisfy { number in
        let size = abs(number)
        return (size == 0 || size >= 1) && size < 1000 && (size * 1000).rounded() / 1000 == size
      }
  }

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
