public import FidelityData
public import FidelityFiles
import Foundation

/// What is in a file: a row per column, with type, counts, extremes, examples and the role that its name suggests.
public struct TableDescription: Sendable {
  public let rowCount: Int
  public let columns: Table
  /// Remarks on the whole file: repeated column names, columns without values.
  public let notes: [String]

  /// Distinct values are counted up to this many.
  private static let distinctLimit = 100_000

  /// Reads a file once; a column that looked numeric and is not is read again as text.
  /// - Throws: what makes the file unreadable.
  public init(_ path: String, options: TableOptions = TableOptions(), missing: MissingCodes = MissingCodes()) throws(DataError) {
    let file = try TableFile(path, options: options)
    let names = file.columnNames
    let repeated = Set(names.filter { name in names.count { $0 == name } > 1 })
    var kinds = names.indices.map { Self.isNumeric(file.columnType($0)) ? ColumnRequest.Kind.number : .key }
    var summaries: [ColumnSummary] = []
    var rows = 0
    while true {
      let wanted = names.indices.filter { !repeated.contains(names[$0]) }
      do {
        (summaries, rows) = try Self.scan(file, wanted.map { ColumnRequest(names[$0], kinds[$0]) }, missing)
        break
      } catch {
        guard case .notANumber = error.problem, let column = error.column, let place = names.firstIndex(of: column),
          kinds[place] == .number, path != "-"
        else { throw error }
        kinds[place] = .key
      }
    }
    rowCount = rows
    columns = Self.table(summaries, rows: rows)
    var notes = repeated.sorted().map { "the column name \"\($0)\" stands more than once; it cannot be used" }
    let empty = summaries.filter { $0.count == 0 }.map(\.name)
    if !empty.isEmpty, rows > 0 { notes.append("without any value: " + empty.prefix(10).joined(separator: ", ") + (empty.count > 10 ? ", ..." : "")) }
    self.notes = notes
  }

  private static func isNumeric(_ type: String) -> Bool {
    ["int", "uint", "float", "double", "decimal", "half"].contains { type.hasPrefix($0) }
  }

  private static func scan(
    _ file: TableFile, _ requests: [ColumnRequest], _ missing: MissingCodes
  ) throws(DataError) -> ([ColumnSummary], Int) {
    var scan = try TableScan([file], requests, missing: missing)
    var summaries = requests.indices.map { index in
      ColumnSummary(requests[index], type: file.columnNames.firstIndex(of: requests[index].name).map { file.columnType($0) } ?? "")
    }
    while let batch = try scan.next() {
      for index in requests.indices { summaries[index].add(batch, index) }
    }
    for index in requests.indices where requests[index].kind == .key {
      summaries[index].take(scan.dictionaries[index])
    }
    return (summaries, scan.rowCount)
  }

  private static func table(_ summaries: [ColumnSummary], rows: Int) -> Table {
    Table(columns: [
      .init("column", text: summaries.map(\.name)),
      .init("type", text: summaries.map(\.typeName)),
      .init("values", .integers(summaries.map(\.count))),
      .init("missing", .integers(summaries.map { rows - $0.count })),
      .init("distinct", text: summaries.map { $0.distinctText(limit: distinctLimit) }),
      .init("minimum", .numbers(summaries.map(\.minimum))),
      .init("maximum", .numbers(summaries.map(\.maximum))),
      .init("examples", text: summaries.map { $0.examples.joined(separator: ", ") }),
      .init("suggested_role", text: summaries.map(\.suggestedRole)),
    ])
  }

  private struct ColumnSummary {
    let name: String
    let request: ColumnRequest
    let typeName: String
    var count = 0
    var minimum = Double.nan
    var maximum = Double.nan
    var examples: [String] = []
    private var distinct: Set<Double> = []
    private var distinctCount = 0

    init(_ request: ColumnRequest, type: String) {
      (name, self.request) = (request.name, request)
      typeName =
        request.kind == .number
        ? (type.hasPrefix("int") || type.hasPrefix("uint") ? "integer" : "number")
        : type.hasPrefix("date") || type.hasPrefix("timestamp") ? "date" : "text"
    }

    mutating func add(_ batch: Batch, _ index: Int) {
      switch request.kind {
      case .key:
        batch.keys(index).withSpan { keys in
          for row in keys.indices where keys[row] != missingKey { count += 1 }
        }
      case .number:
        batch.numbers(index).withSpan { values in
          for row in values.indices where !values[row].isNaN {
            let value = values[row]
            count += 1
            minimum = Swift.min(value, minimum.isNaN ? value : minimum)
            maximum = Swift.max(value, maximum.isNaN ? value : maximum)
            if distinct.count <= TableDescription.distinctLimit, distinct.insert(value).inserted, examples.count < 3 {
              examples.append(CategoryDictionary.label(value))
            }
          }
        }
        distinctCount = distinct.count
      }
    }

    mutating func take(_ dictionary: KeyDictionary) {
      let labels = dictionary.labels.filter { !$0.isEmpty }
      distinctCount = labels.count
      examples = labels.prefix(3).map { $0.count > 24 ? $0.prefix(24) + "..." : $0 }
    }

    func distinctText(limit: Int) -> String { distinctCount > limit ? "more than \(limit)" : String(distinctCount) }

    /// What the name, and the number of distinct values, suggest. A hint for the reader, used by nothing.
    var suggestedRole: String? {
      let lower = name.lowercased()
      func has(_ words: String...) -> Bool { words.contains { lower.contains($0) } }
      if has("rater", "observer", "coder", "assessor", "judge") { return "rater" }
      if has("date", "time", "month", "year", "wave", "occasion") { return "time" }
      if has("school", "site", "district", "building") { return "site" }
      if has("teacher", "coach") { return "teacher" }
      if has("item", "indicator", "question"), request.kind == .key { return "item" }
      if has("lesson", "video", "unit", "session", "visit", "subject"), distinctCount > 1 { return "unit" }
      if has("score", "rating", "value", "points"), request.kind == .number { return "value" }
      return nil
    }
  }
}
