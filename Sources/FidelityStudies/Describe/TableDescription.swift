public import FidelityData
import FidelityDrivers
public import FidelityFiles

/// What is in a file: a row per column, with type, counts, extremes, examples and the role that its name suggests.
public struct TableDescription: Sendable {
  public let rowCount: Int
  /// The columns of the file, those that cannot be used too.
  public let columnCount: Int
  /// Columns `column, type, values, missing, distinct, minimum, maximum, examples, suggested_role`.
  public let columns: Table
  /// Remarks on the whole file: repeated column names, columns without values or that are not read, values that may be
  /// missing codes, columns of counts.
  public let notes: [String]
  /// How ratings stand in the table; nil where nothing shows it.
  public let shape: TableShape?
  /// The tables of the drivers that the file may be, the best match first.
  let roles: [DriverRole]

  /// Distinct values are counted up to this many.
  static let distinctLimit = 100_000
  /// After so many columns that looked numeric and are not, all are read as text.
  private static let retryLimit = 8

  /// Reads a file once; where a column that looked numeric is not, or has whole numbers that would be rounded, once
  /// more with that column as text.
  ///
  /// Texts that count as missing where they stand for a number or a rating count as missing here.
  /// - Throws: what makes the file unreadable.
  public init(
    _ path: String, options: TableOptions = TableOptions(), missing: MissingCodes = MissingCodes()
  ) throws(DataError) {
    let file = try TableFile(path, options: options)
    try options.check([file])
    for column in missing.columns { _ = try file.index(of: column) }
    let names = file.columnNames
    let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    let wanted = names.indices.filter { counts[names[$0]] == 1 }
    var requests: [ColumnRequest] = []
    for index in wanted where file.columnType(index).isReadable {
      // A pipe cannot be read a second time.
      let isNumeric = file.byteCount != nil && file.columnType(index).isNumber
      requests.append(ColumnRequest(names[index], isNumeric ? .number : .key))
    }
    var scanned = try Self.scanned(file, requests, missing, options)
    if file.isText, file.sheetName == nil, file.byteCount != nil, !options.usesDecimalComma, options.thousands == nil {
      try scanned.lookForThousands(file, missing)
    }
    rowCount = scanned.rowCount
    columnCount = names.count
    roles = RoleRecognition.roles(names)
    // In the order of the file, with those that are not read.
    var summaries: [ColumnSummary] = []
    var next = 0
    for index in wanted {
      let type = file.columnType(index)
      summaries.append(type.isReadable ? scanned.summaries[next] : ColumnSummary(unread: names[index], type: type))
      if type.isReadable { next += 1 }
    }
    var shape = ShapeRecognition(summaries, rowCount: scanned.rowCount, constantSum: scanned.countNames).shape
    if let found = shape {
      shape?.design = Self.design(of: found, file, missing, rowCount: rowCount)
    }
    self.shape = shape
    var columns = Self.table(summaries, shape, rows: scanned.rowCount)
    let labels = wanted.map(file.label)
    if labels.contains(where: { $0 != nil }) {
      columns = Table(columns: columns.columns + [.init("label", text: labels)])
    }
    self.columns = columns
    let repeated = counts.filter { $0.value != 1 }.keys.sorted()
    notes =
      file.notices + [scanned.fault].compactMap(\.self) + Self.notes(repeated, summaries, scanned)
  }

  /// What a scan of the columns that can be read has found.
  private struct Scanned {
    var summaries: [ColumnSummary]
    var rowCount = 0
    var sums: ConstantSums
    /// The columns whose sums are looked at.
    var summed: [Int]
    /// The first formula of a workbook that has failed or has no value.
    var fault: String?

    /// Looks at the texts of numbers whose points may separate thousands: `1.250`.
    mutating func lookForThousands(_ file: TableFile, _ missing: MissingCodes) throws(DataError) {
      let places = summaries.indices.filter { summaries[$0].mayHaveThousands }
      guard !places.isEmpty else { return }
      var scan = try TableScan([file], places.map { ColumnRequest(summaries[$0].name, .key) }, missing: missing)
      let missingTexts = places.map { Set(missing.undeclaredTexts + missing.texts(forNumbers: summaries[$0].name)) }
      while try scan.next() != nil {
        // Most numbers show at once that their points are those before decimals.
        let areSettled = places.indices.allSatisfy { index in
          scan.dictionaries[index].labels.contains {
            !missingTexts[index].contains($0) && !AmbiguousNumber.isOfThousands($0)
          }
        }
        if areSettled { return }
      }
      for (index, place) in places.enumerated() {
        summaries[place].take(numbers: scan.dictionaries[index].labels, missing: missingTexts[index])
      }
    }

    /// The columns that add up to the same in every row.
    ///
    /// Three rows are too few for a remark, and enough for a guess where two categories were chosen by nobody in some
    /// row.
    var countNames: [String] {
      var sums = sums
      if rowCount == 3 { sums.merge(sums) }
      let counts = sums.found.map { found in summed[found.first...].map { summaries[$0] } } ?? []
      if rowCount == 3, counts.count(where: { $0.minimum == 0 }) < 2 { return [] }
      return counts.map(\.name)
    }
  }

  private static func scanned(
    _ file: TableFile, _ requests: [ColumnRequest], _ missing: MissingCodes, _ options: TableOptions
  ) throws(DataError) -> Scanned {
    var (requests, missing) = (requests, missing)
    var retries = 0
    var fault: String?
    while true {
      do {
        var result = try scan(file, requests, missing, options)
        result.fault = fault
        return result
      } catch {
        if fault == nil, error.isSheetFault {
          fault = "\(error.withLines(of: [file])); such cells count as missing here"
          missing = missing.declaring(sheetFaultsIn: file.columnNames)
          continue
        }
        guard error.problem == .notANumber || error.problem == .rounded, let column = error.column,
          requests.contains(ColumnRequest(column, .number))
        else { throw error }
        retries += 1
        requests = requests.map { $0.name == column || retries > retryLimit ? ColumnRequest($0.name, .key) : $0 }
      }
    }
  }

  private static func scan(
    _ file: TableFile, _ requests: [ColumnRequest], _ missing: MissingCodes, _ options: TableOptions
  ) throws(DataError) -> Scanned {
    var scan = try TableScan([file], requests, missing: missing)
    var summaries: [ColumnSummary] = []
    for request in requests {
      summaries.append(ColumnSummary(request, type: file.columnType(try file.index(of: request.name))))
    }
    let summed = requests.indices.filter { requests[$0].kind == .number }
    var result = Scanned(summaries: summaries, sums: ConstantSums(columnCount: summed.count), summed: summed)
    while let batch = try scan.next() {
      for index in requests.indices { result.summaries[index].add(batch, index) }
      if result.sums.wantsRows {
        let columns = summed.map { batch.numbers($0) }
        for row in 0..<batch.rowCount where result.sums.wantsRows { result.sums.add(columns.map { $0[row] }) }
      }
    }
    for index in requests.indices where requests[index].kind == .key {
      let texts = missing.undeclaredTexts + missing.texts(forNumbers: requests[index].name)
      result.summaries[index].take(
        scan.dictionaries[index], isText: file.isText, missing: Set(texts), usesDecimalComma: options.usesDecimalComma)
    }
    result.rowCount = scan.rowCount
    return result
  }

  private static func notes(_ repeated: [String], _ summaries: [ColumnSummary], _ scanned: Scanned) -> [String] {
    func list(_ names: [String]) -> String {
      names.prefix(10).map { DataError.printable($0, limit: 40) }.joined(separator: ", ")
        + (names.count > 10 ? ", ..." : "")
    }
    var notes = repeated.map { "the column name \"\($0)\" stands more than once; it cannot be used" }
    let unread = summaries.filter(\.isUnread).map(\.name)
    if !unread.isEmpty { notes.append("of a type that is not read: \(list(unread))") }
    let empty = summaries.filter { $0.count == 0 && !$0.isUnread }.map(\.name)
    if !empty.isEmpty, scanned.rowCount > 0 { notes.append("without any value: \(list(empty))") }
    for summary in summaries {
      if let text = summary.lookAlikeMissing {
        notes.append(
          "column \"\(DataError.printable(summary.name, limit: 40))\": \(text) counts as missing in numbers and "
            + "ratings; where it is a code, name it among the categories")
      }
      if let ambiguity = summary.ambiguity {
        notes.append("column \"\(DataError.printable(summary.name, limit: 40))\": \(ambiguity.remark)")
      }
      if let warning = summary.codes.warning("column \"\(DataError.printable(summary.name, limit: 40))\"") {
        notes.append(warning)
      }
    }
    if let found = scanned.sums.found {
      let names = scanned.summed[found.first...].map { scanned.summaries[$0].name }
      notes.append(Self.countsNote(names, sum: found.sum))
    }
    return notes
  }

  /// A remark on columns that add up to the same in every row.
  static func countsNote(_ names: [String], sum: Int) -> String {
    let shown = names.prefix(5).map { "\"\(DataError.printable($0, limit: 40))\"" }.joined(separator: ", ")
    return "the columns \(shown)\(names.count > 5 ? ", ..." : "") add up to \(sum) in every row: if they count raters "
      + "by category, they are no ratings"
  }

  private static func table(_ summaries: [ColumnSummary], _ shape: TableShape?, rows: Int) -> Table {
    // Whole numbers that a double rounds are shown to the digit.
    let areExact = summaries.contains { $0.minimumText != nil }
    func extremes(_ name: String, _ number: (ColumnSummary) -> Double, _ text: (ColumnSummary) -> String?)
      -> Table.Column
    {
      guard areExact else { return .init(name, .numbers(summaries.map(number))) }
      return .init(
        name,
        text: summaries.map { summary -> String? in
          text(summary) ?? (number(summary).isNaN ? nil : CategoryDictionary.label(number(summary)))
        })
    }
    return Table(columns: [
      .init("column", text: summaries.map(\.name)),
      .init("type", text: summaries.map(\.typeName)),
      .init("values", .integers(summaries.map { $0.isUnread ? nil : $0.count })),
      .init("missing", .integers(summaries.map { $0.isUnread ? nil : rows - $0.count })),
      .init("distinct", text: summaries.map(\.distinctText)),
      extremes("minimum", \.minimum, \.minimumText),
      extremes("maximum", \.maximum, \.maximumText),
      .init("examples", text: summaries.map { $0.examples.joined(separator: ", ") }),
      .init("suggested_role", text: summaries.map { shape?.role(of: $0.name) ?? $0.suggestedRole }),
    ])
  }
}
