import FidelityData
import FidelityFiles
import FidelityInstruments
import FidelityReliability

/// Collects the ratings of a scan for one reliability analysis.
struct RatingsConsumer {
  private let request: ReliabilityRequest
  private var unit: KeyCoder
  private var rater: KeyCoder
  private var group: KeyCoder
  /// The scan's column of each column of ratings.
  private let valueRequests: [Int]
  private let columnNames: [String]
  private let readsText: Bool
  /// The scale of each column of ratings, or of each item of a long table by item code.
  private let scales: [ValueCheck.Scale?]
  private let itemRequest: Int?
  private let instrument: Instrument?
  private let declared: ValueCheck.Scale?
  private let missingTexts: Set<String>
  private var categories: CategoryDictionary
  private var translations: [[UInt32]]
  private var collected = RatingCollector()
  private var check = ValueCheck()
  private var incompleteRows = 0

  init(_ request: ReliabilityRequest, _ table: inout StudyTable) throws(DataError) {
    self.request = request
    unit = try table.requiredCoder("unit")
    rater = try table.requiredCoder("rater")
    group = try table.coder(request.by)
    instrument = table.instrument
    readsText = Self.readsText(request, table)
    let kind: ColumnRequest.Kind = readsText ? .key : .number
    if table.isWide {
      columnNames = table.wideColumns.map(\.name)
      itemRequest = nil
      let instrument = table.instrument
      scales = table.instrumentItems().map { item in
        guard let instrument, let item else { return nil }
        return ValueCheck.Scale(instrument.items[item], of: instrument)
      }
    } else {
      guard let value = table.description.roles["value"]?.first else {
        throw DataError(
          .usage(reason: "the analysis needs to know which column holds the ratings"),
          hint: "say it with --value COLUMN, or give --wide PATTERN for a wide table")
      }
      columnNames = [value]
      scales = [nil]
      let item = table.description.roles["item"]?.first
      itemRequest = table.instrument == nil ? nil : try item.map { item throws(DataError) in try table.request(item, .key) }
    }
    var requests: [Int] = []
    for name in columnNames { requests.append(try table.request(name, kind)) }
    valueRequests = requests
    if case .numbers(let numbers) = request.categories { declared = ValueCheck.Scale(numbers) } else { declared = nil }
    var missing = Set(MissingCodes.standardTexts)
    for name in columnNames { missing.formUnion(table.description.missing.texts(forNumbers: name)) }
    missingTexts = missing
    categories = CategoryDictionary(readsText ? .text : .numbers)
    translations = Array(repeating: [], count: columnNames.count)
    if readsText, table.description.duplicates == .mean {
      throw DataError(.usage(reason: "duplicate ratings in text categories cannot be averaged"))
    }
  }

  /// Names of categories are read as text; the numbers of a scale as numbers.
  private static func readsText(_ request: ReliabilityRequest, _ table: StudyTable) -> Bool {
    switch request.categories {
    case .labels: true
    case .numbers: false
    case .none: request.scale == .nominal && table.instrument == nil
    }
  }

  mutating func consume(_ batch: Batch, _ dictionaries: [KeyDictionary]) throws(DataError) {
    let units = unit.rowCodes(batch)?.array
    let raters = rater.rowCodes(batch)?.array
    let groups = group.rowCodes(batch)?.array
    for (column, request) in valueRequests.enumerated() {
      let codes: [UInt32]
      if readsText {
        codes = textCodes(batch.keys(request), column, dictionaries[request], batch)
      } else {
        let values = batch.numbers(request)
        checkValues(values, column, batch, dictionaries)
        codes = values.withSpan { values in
          values.indices.map { values[$0].isNaN ? missingKey : categories.code(of: values[$0]) }
        }
      }
      append(codes, column, units: units, raters: raters, groups: groups)
    }
  }

  private mutating func append(
    _ codes: [UInt32], _ column: Int, units: [UInt32]?, raters: [UInt32]?, groups: [UInt32]?
  ) {
    for row in codes.indices where codes[row] != missingKey {
      let unitCode = unit.code(row: units?[row] ?? 0, wideColumn: column)
      let raterCode = rater.code(row: raters?[row] ?? 0, wideColumn: column)
      let groupCode = group.code(row: groups?[row] ?? 0, wideColumn: column)
      if unitCode == missingKey || raterCode == missingKey || groupCode == missingKey {
        incompleteRows += 1
      } else {
        collected.append(group: groupCode, unit: unitCode, rater: raterCode, category: codes[row])
      }
    }
  }

  private mutating func checkValues(
    _ values: Buffer<Double>, _ column: Int, _ batch: Batch, _ dictionaries: [KeyDictionary]
  ) {
    let name = columnNames[column]
    if let declared { values.withSpan { check.check($0, declared, column: name, batch) } }
    if let scale = scales[column] { values.withSpan { check.check($0, scale, column: name, batch) } }
    guard let instrument, let itemRequest else { return }
    let scales = dictionaries[itemRequest].labels.map { label in
      instrument.itemIndex(label).map { ValueCheck.Scale(instrument.items[$0], of: instrument) }
    }
    let items = batch.keys(itemRequest)
    values.withSpan { values in
      items.withSpan { items in
        for row in values.indices where items[row] != missingKey && !values[row].isNaN {
          if let scale = scales[Int(items[row])], !scale.contains(values[row]) {
            check.note(values[row], scale, row: row, column: name, batch)
          }
        }
      }
    }
  }

  /// Category codes for text: each distinct label is looked up once.
  private mutating func textCodes(
    _ keys: Buffer<UInt32>, _ column: Int, _ dictionary: KeyDictionary, _ batch: Batch
  ) -> [UInt32] {
    while translations[column].count < dictionary.count {
      let label = dictionary.labels[translations[column].count]
      translations[column].append(missingTexts.contains(label) ? missingKey : categories.code(of: label))
    }
    let translation = translations[column]
    var codes: [UInt32] = []
    codes.reserveCapacity(keys.count)
    keys.withSpan { keys in
      for row in keys.indices { codes.append(keys[row] == missingKey ? missingKey : translation[Int(keys[row])]) }
    }
    if case .labels(let labels) = request.categories {
      let known = Set(labels)
      for row in codes.indices where codes[row] != missingKey {
        let label = categories.labels[Int(codes[row])]
        if !known.contains(label) {
          check.note(label, scale: labels.joined(separator: ", "), row: row, column: columnNames[column], batch)
        }
      }
    }
    return codes
  }

  /// The finished analysis: one row per group and coefficient.
  func finish(_ context: StudyContext) throws(DataError) -> StudyOutcome {
    try check.finish()
    var warnings: [String] = []
    if incompleteRows > 0 {
      warnings.append("reliability: \(incompleteRows) ratings without unit, rater or group were left out")
    }
    let (ratings, dictionary) = numbersWherePossible()
    guard ratings.count > 0 else {
      throw DataError(
        .unusable(reason: "there is no rating in \(columnNames.count == 1 ? "the column" : "any of the columns")"),
        file: context.firstFile, column: columnNames.count == 1 ? columnNames[0] : nil)
    }
    let table: RatingTable
    do {
      table = try RatingTable(
        ratings, groupCount: group.count, unitCount: unit.count, dictionary: dictionary, duplicates: context.duplicates)
    } catch {
      throw duplicateError(error, context)
    }
    let present = (0..<table.groupCount).filter { table.groupOffsets[$0 + 1] > table.groupOffsets[$0] }
    let order = group.sorted(present.map { UInt32($0) }, context.dictionaries, preferred: context.preferredOrder)
    var analysis = AgreementAnalysis(
      request.coefficients, interval: request.interval, level: request.level, minimumRatings: request.minimumRatings,
      declaredCategories: request.categories)
    if dictionary.kind == .numbers, case .labels = request.categories { analysis.declaredCategories = .none }
    var result = EstimateTable()
    analysis.append(table, order: order.map { Int($0) }, to: &result)
    return StudyOutcome(
      tables: [StudyResultTable("reliability", result.table(groups: group.columns(order, context.dictionaries)))],
      warnings: warnings)
  }

  /// Text categories that all are numbers become numbers ("10" after "9", "1.0" the same as "1").
  private func numbersWherePossible() -> (RatingCollector, CategoryDictionary) {
    guard readsText, request.categories == .none else { return (collected, categories) }
    let numbers = categories.labels.map { Double($0) ?? .nan }
    guard numbers.allSatisfy(\.isFinite) else { return (collected, categories) }
    var dictionary = CategoryDictionary(.numbers)
    let codes = numbers.map { dictionary.code(of: $0) }
    return (collected.recoded(codes), dictionary)
  }

  private func duplicateError(_ error: DuplicateRating, _ context: StudyContext) -> DataError {
    let examples = error.examples.map { place in
      let unitLabel = unit.label(place.unit, context.dictionaries)
      let raterLabel = rater.label(place.rater, context.dictionaries)
      let groupLabel = group.names.isEmpty ? "" : " (\(group.label(place.group, context.dictionaries)))"
      return "unit \(unitLabel), rater \(raterLabel)\(groupLabel)"
    }
    return DataError(
      .duplicateRatings(examples: examples, count: error.count), file: context.firstFile,
      hint: "if a rater is unique only within a site, name both columns as the rater; "
        + "or choose a rule with --duplicates first, last or mean")
  }
}
