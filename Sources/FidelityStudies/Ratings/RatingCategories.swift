import FidelityData
import FidelityFiles
import FidelityInstruments
import FidelityReliability

/// Turns the ratings of a scan into category codes, and refuses those that are not on their scale.
struct RatingCategories {
  /// What the option `categories` is, for every analysis that has it.
  static let help = """
    The categories of the scale, in order, a comma between them, one with a comma of its own in quotation marks \
    ('"no, never",sometimes'); values outside are errors.
    """

  private let declaredCategories: DeclaredCategories
  private let scale: MeasurementScale
  /// The levels of the columns of ratings, where files have them in order; nil before the first.
  private var levels: KeyDictionary.Levels?
  /// The categories met, and the means of duplicates.
  var dictionary: CategoryDictionary
  private var check = ValueCheck()
  /// The scale of all ratings, where the analysis declares it.
  private let declared: ValueCheck.Scale?
  /// The scales of the instrument's items, and which item a rating is of.
  private let scales: [ValueCheck.Scale]
  private var items: RatedItems?
  private var itemsOfRows: [Int?] = []
  /// Text: what is missing, and the category by the code of the text, for each column of ratings.
  private let missingTexts: [Set<String>]
  private var translations: [[UInt32]]
  /// Texts that were met and count as missing, beside the empty one.
  private(set) var missingMet: Set<String> = []
  /// 10, 100, ...: so many times a value of the instrument's steps is a whole number; 1 for whole steps.
  private let decimals: Double

  /// How categories are read and told apart.
  var kind: CategoryDictionary.Kind { dictionary.kind }

  /// The column of the gold standard, if any, counts as one more column of ratings.
  init(_ description: RatingsDescription, _ table: inout StudyTable) throws(DataError) {
    declaredCategories = description.categories
    scale = description.scale
    let isText = try Self.isText(description, table)
    dictionary = CategoryDictionary(
      isText ? .text : .numbers, foldsLabels: table.description.options.foldsLabels)
    if case .labels(let labels) = description.categories, table.description.options.foldsLabels {
      // What folds into a declared category is called like it.
      for label in labels { _ = dictionary.code(of: label) }
    }
    if case .numbers(let numbers) = description.categories {
      declared = ValueCheck.Scale(numbers)
    } else {
      declared = nil
    }
    // A declared scale is that of all items.
    let instrument = declared == nil && dictionary.kind == .numbers ? table.instrument : nil
    scales = instrument.map { instrument in instrument.items.map { ValueCheck.Scale($0, of: instrument) } } ?? []
    items = instrument == nil ? nil : try RatedItems(&table)
    let columns = try table.ratingColumns() + [description.goldStandard].compactMap(\.self)
    let missing = table.description.missing
    // A text that is named as a category is one.
    var named: Set<String> = []
    if case .labels(let labels) = description.categories { named = Set(labels) }
    missingTexts =
      dictionary.kind == .numbers
      ? []
      : columns.map {
        Set(missing.undeclaredTexts).subtracting(named).union(missing.texts(forNumbers: $0))
      }
    decimals = Self.decimals(table.instrument, isNumeric: dictionary.kind == .numbers)
    translations = Array(repeating: [], count: columns.count)
    if dictionary.kind == .text, table.description.duplicates == .mean {
      throw DataError(.usage(reason: "duplicate ratings in text categories cannot be averaged"))
    }
  }

  /// Names of categories are read as text; the numbers of a scale as numbers.
  private static func isText(_ description: RatingsDescription, _ table: StudyTable) throws(DataError) -> Bool {
    switch description.categories {
    case .labels: return true
    case .numbers: return false
    case .none: break
    }
    if table.instrument != nil { return false }
    if description.scale != .ordinal { return description.scale == .nominal }
    // Words that a file has in the order of a scale need no numbers.
    for column in try table.ratingColumns() {
      guard try table.isOrderedWords(column) else { return false }
    }
    return true
  }

  private static func decimals(_ instrument: Instrument?, isNumeric: Bool) -> Double {
    guard isNumeric, let instrument else { return 1 }
    let numbers = instrument.items.flatMap { item in item.step.map { [$0, item.lower] } ?? [] }
    return Double(DecimalPower.of(numbers) ?? 1)
  }

  /// The value of the scale that a rating is, but for the rounding of its program: 0.30000000000000004 is 0.3.
  private func onScale(_ value: Double) -> Double {
    if decimals == 1 { return value }
    let nearest = (value * decimals).rounded() / decimals
    return abs(nearest - value) < 1e-9 ? nearest : value
  }

  /// Takes the next batch, before its columns.
  mutating func begin(_ batch: Batch, _ dictionaries: [KeyDictionary]) {
    if items?.request != nil { itemsOfRows = items?.ofRows(batch, dictionaries) ?? [] }
  }

  /// The category of each row in a column of ratings; a missing rating is a missing key.
  mutating func codes(
    _ column: Int, named name: String, _ request: Int, _ batch: Batch, _ dictionaries: [KeyDictionary]
  ) -> Buffer<UInt32> {
    switch kind {
    case .text: textCodes(batch.keys(request), column, named: name, dictionaries[request], batch)
    case .numbers: numberCodes(request, column, named: name, batch)
    }
  }

  private mutating func numberCodes(
    _ request: Int, _ column: Int, named name: String, _ batch: Batch
  ) -> Buffer<UInt32> {
    if let declared {
      check.check(request, declared, column: name, batch)
    } else if let items, items.request != nil {
      check.check(batch.numbers(request), scales, items: itemsOfRows, column: name, batch)
    } else if let items, column < items.ofColumns.count, let item = items.ofColumns[column] {
      check.check(request, scales[item], column: name, batch)
    }
    if let codes = batch.codes(request, { $0.isNaN ? missingKey : dictionary.code(of: onScale($0)) }) { return codes }
    return batch.numbers(request).withSpan { values in
      Buffer(count: values.count) { output in
        for row in values.indices {
          output.append(values[row].isNaN ? missingKey : dictionary.code(of: onScale(values[row])))
        }
      }
    }
  }

  /// Each distinct text is looked up once.
  private mutating func textCodes(
    _ keys: Buffer<UInt32>, _ column: Int, named name: String, _ texts: KeyDictionary, _ batch: Batch
  ) -> Buffer<UInt32> {
    if texts.levels != levels { levels = levels == nil ? texts.levels : .contradictory }
    while translations[column].count < texts.count {
      let label = texts.label(UInt32(translations[column].count))
      let isMissing = missingTexts[column].contains(label) || label.allSatisfy(\.isWhitespace)
      if isMissing, MissingCodes.standardTexts.dropFirst().contains(label) { missingMet.insert(label) }
      translations[column].append(isMissing ? missingKey : dictionary.code(of: label))
    }
    let translation = translations[column]
    let codes = keys.withSpan { keys in
      Buffer(count: keys.count) { output in
        for row in keys.indices { output.append(keys[row] == missingKey ? missingKey : translation[Int(keys[row])]) }
      }
    }
    if case .labels(let labels) = declaredCategories { checkTexts(codes, labels, column: name, batch) }
    return codes
  }

  private mutating func checkTexts(_ codes: Buffer<UInt32>, _ labels: [String], column: String, _ batch: Batch) {
    let known = Set(labels)
    let names = dictionary.labels
    let isKnown = names.map(known.contains)
    if isKnown.allSatisfy(\.self) { return }
    let scale = labels.map(Names.quoted).joined(separator: ", ")
    codes.withSpan { codes in
      for row in codes.indices where codes[row] != missingKey && !isKnown[Int(codes[row])] {
        check.note(names[Int(codes[row])], scale: scale, row: row, column: column, batch)
      }
    }
  }

  /// The number that each category is, by code; NaN for a word. Nil where the scale is declared, and of many.
  var undeclaredNumbers: [Double]? {
    guard declaredCategories == .none, items == nil, dictionary.count <= 1_000 else { return nil }
    return kind == .numbers ? dictionary.numbers : dictionary.labels.map { Double($0) ?? .nan }
  }

  /// Takes what another state has met in the rows that follow.
  /// - Returns: the category here of each one there.
  mutating func merge(_ other: RatingCategories) -> [UInt32] {
    check.merge(other.check)
    missingMet.formUnion(other.missingMet)
    if let theirs = other.levels, theirs != levels { levels = levels == nil ? theirs : .contradictory }
    return dictionary.merge(other.dictionary)
  }

  /// The scale of each group, where the instrument says it.
  func scales(groupCount: Int, _ group: KeyCoder, _ dictionaries: [KeyDictionary]) -> [[Double]] {
    items?.scales(groupCount: groupCount, group, dictionaries) ?? []
  }

  /// The category of a code as text.
  func label(_ code: UInt32) -> String { dictionary.label(code) }

  /// - Throws: the values that were not on their scale.
  func finish() throws(DataError) { try check.finish() }

  /// The categories in the order in which the files have them; none where they do not say it.
  var orderedCategories: DeclaredCategories {
    guard case .inOrder(let labels) = levels else { return .none }
    let isMissing = missingTexts.first ?? []
    let categories = labels.filter { !isMissing.contains($0) && !$0.allSatisfy(\.isWhitespace) }
    let declared = DeclaredCategories(labels: categories)
    // "01" is a word.
    let areNumbers = categories.allSatisfy { Double($0).map(CategoryDictionary.label) == $0 }
    return declared == .none || areNumbers ? declared : .labels(categories)
  }

  /// The categories of the analysis, and what each code becomes in them; nil where it stays.
  ///
  /// Text categories that all are numbers, written as such, become numbers ("10" after "9"). Where one is not ("01"),
  /// or has more digits than a number keeps, all stay text to the letter.
  func finalCategories() -> (dictionary: CategoryDictionary, codes: [UInt32]?) {
    guard kind == .text, declaredCategories == .none else { return (dictionary, nil) }
    if scale == .ordinal, case .labels = orderedCategories { return (dictionary, nil) }
    let numbers = dictionary.labels.map { Double($0) ?? .nan }
    let isExact = zip(numbers, dictionary.labels).allSatisfy { number, label in
      abs(number) <= 0x1p53 && CategoryDictionary.label(number) == label
    }
    guard isExact else { return (dictionary, nil) }
    var recoded = CategoryDictionary(.numbers)
    let codes = numbers.map { recoded.code(of: $0) }
    return (recoded, codes)
  }
}

extension RatingCategories {
  /// What may be otherwise than it was meant: texts that count as missing, categories that look alike.
  var warnings: [String] {
    var warnings: [String] = []
    if let numbers = undeclaredNumbers, !numbers.contains(where: \.isNaN) {
      var codes = UndeclaredCodes()
      for number in numbers { codes.add(number, 0) }
      if let warning = codes.warning("the ratings") { warnings.append(warning) }
    }
    guard kind == .text else { return warnings }
    if !missingMet.isEmpty {
      let texts = missingMet.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
      warnings.append("\(texts) counts as missing; where it is a code, name it among the categories")
    }
    warnings += dictionary.mergedForms.map { "the category \($0.first.inTwoForms($0.second))" }
    for labels in LabelForm.lookAlikes(dictionary.labels) {
      warnings.append(
        "the categories \(LabelForm.shown(labels)) differ only in case or blanks; fold-labels makes them one")
    }
    return warnings
  }
}
