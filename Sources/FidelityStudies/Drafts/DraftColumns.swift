import FidelityData
import FidelityFiles

/// The columns of a table that look like ratings, with what their answers stand for.
struct DraftColumns {
  /// A column that looks like ratings.
  struct Item {
    let column: String
    var lower: Double
    var upper: Double
    var step: Double
    /// The number of each answer that is a word, from the lowest.
    var values: [(word: String, number: Double)] = []
    /// A code for answers that say that the item does not apply.
    var notApplicable: Double?
    /// Whether the order of the words is a guess.
    var isGuess = false
    /// Whether a data dictionary says which answers there are.
    var isDeclared = false
    /// What a data dictionary calls it.
    var label: String?
  }

  private(set) var items: [Item] = []
  /// The other columns.
  private(set) var others: [String] = []

  /// Parts of the names of columns that hold no ratings.
  private static let otherWords: Set<String> = [
    "id", "date", "year", "month", "day", "week", "time", "age", "grade", "wave", "session", "visit", "segment", "row",
    "index", "number", "no", "n", "count", "rater", "observer", "coder", "site", "school", "district", "teacher",
    "coach", "class", "unit", "student", "phase", "period", "cohort", "duration", "complete", "redcap", "latitude",
    "longitude", "locationlatitude", "locationlongitude", "progress", "finished", "status", "startdate", "enddate",
    "recordeddate", "responseid", "ipaddress", "gender", "sex", "total", "sum", "weight",
  ]

  /// Whether a name is that of a key, a date or an amount.
  private static func isOther(_ name: String) -> Bool {
    if SurveyExport.isRedcap(name) { return true }
    let parts = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return parts.contains(where: otherWords.contains)
  }

  /// - Parameters:
  ///   - labels: the distinct texts of each column, but for missing ones.
  ///   - number: what number a text is.
  init(
    _ columns: [(name: String, labels: [String])], _ dictionary: RedcapDictionary?, number: (String) -> Double?
  ) {
    let fields = Dictionary(
      (dictionary?.fields ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    // Words that several columns have are a scale, even if nobody knows it.
    var shared: [Set<String>: Int] = [:]
    for column in columns { shared[Set(column.labels.map(LabelForm.folded)), default: 0] += 1 }
    for column in columns {
      guard !Self.isOther(column.name), !column.labels.isEmpty else {
        others.append(column.name)
        continue
      }
      let item: Item?
      if let field = fields[column.name] {
        item = Self.item(field, column.labels, number: number)
      } else if let numbers = Self.all(column.labels, number) {
        item = Self.item(column.name, numbers)
      } else {
        let words = Set(column.labels.map(LabelForm.folded))
        item = Self.item(column.name, words, isShared: shared[words, default: 0] > 1)
      }
      if let item { items.append(item) } else { others.append(column.name) }
    }
  }

  private static func all(_ labels: [String], _ number: (String) -> Double?) -> [Double]? {
    let numbers = labels.compactMap(number)
    return numbers.count == labels.count ? numbers : nil
  }

  /// Few numbers from 0 to 10, whole or halves.
  private static func item(_ column: String, _ numbers: [Double]) -> Item? {
    guard let least = numbers.min(), let most = numbers.max(), least >= 0, most <= 10, Set(numbers).count <= 11,
      numbers.allSatisfy({ 2 * $0 == (2 * $0).rounded() })
    else { return nil }
    let (lower, upper) = least < most ? (least, most) : (min(least, 0), max(most, 1))
    let isWhole = numbers.allSatisfy { $0 == $0.rounded() } && upper - lower == (upper - lower).rounded()
    return Item(column: column, lower: lower, upper: upper, step: isWhole ? 1 : 0.5)
  }

  /// Few short words.
  private static func item(_ column: String, _ words: Set<String>, isShared: Bool) -> Item? {
    let outside = words.filter(AnswerWords.isOutside)
    let inside = words.subtracting(outside)
    guard !inside.isEmpty, inside.count <= 7, words.allSatisfy({ $0.count <= 40 }) else { return nil }
    let known = AnswerWords.values(inside)
    guard known != nil || isShared && inside.count >= 2 else { return nil }
    let values = known ?? Dictionary(uniqueKeysWithValues: inside.sorted().enumerated().map { ($1, Double($0)) })
    return item(column, values, outside: outside, isGuess: known == nil)
  }

  private static func item(
    _ column: String, _ values: [String: Double], outside: Set<String>, isGuess: Bool
  ) -> Item? {
    guard let least = values.values.min(), let most = values.values.max() else { return nil }
    let upper = least < most ? most : least + 1
    let isWhole = values.values.allSatisfy { $0 - least == ($0 - least).rounded() }
    var item = Item(column: column, lower: least, upper: upper, step: isWhole ? 1 : 0.5)
    item.values = values.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map { ($0.key, $0.value) }
    if !outside.isEmpty {
      let code = least.rounded(.down) - 1
      item.notApplicable = code
      item.values += outside.sorted().map { ($0, code) }
    }
    item.isGuess = isGuess
    return item
  }

  /// A field with choices whose codes are numbers.
  private static func item(_ field: RedcapDictionary.Field, _ labels: [String], number: (String) -> Double?) -> Item? {
    let values = field.values
    guard field.type != "checkbox", values.count >= 2 else { return nil }
    let known = Dictionary(
      values.map { (LabelForm.folded($0.label), $0.value) }, uniquingKeysWith: { first, _ in first })
    let isCoded = all(labels, number) != nil
    // What is neither a code nor a label of the dictionary is no answer.
    let numbers = Set(values.map(\.value))
    let fits = labels.allSatisfy { label in
      number(label).map(numbers.contains) ?? (known[LabelForm.folded(label)] != nil)
    }
    guard fits else { return nil }
    let outside = Set(known.keys.filter { AnswerWords.isOutside($0) || $0 == "n/a" || $0 == "na" })
    let inside = known.filter { !outside.contains($0.key) }
    var item = item(field.name, inside, outside: [], isGuess: false)
    if isCoded { item?.values = [] } else { item?.values += outside.sorted().map { ($0, known[$0] ?? 0) } }
    if let code = outside.compactMap({ known[$0] }).first, let found = item, code < found.lower || code > found.upper {
      item?.notApplicable = code
    }
    item?.label = field.label
    item?.isDeclared = true
    return item
  }
}
