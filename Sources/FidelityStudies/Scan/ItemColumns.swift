import FidelityData
import FidelityFiles
import FidelityInstruments

/// The columns of a wide table that hold ratings: of the pattern's form, no keys, and of an item that the instrument
/// has. Names that can be read in several ways are read by the values that are declared (``WideNames``).
///
/// A column is that of an item if the part of its name that stands for the item is the item's id; else one of the names
/// that the definition gives it; else one of these, or the id with the label after it, or a label that no other item
/// has, in another case or with other blanks and marks between. The first of these ways that finds a column for an item
/// is the only one for it.
struct ItemColumns {
  private(set) var columns: [StudyTable.WideColumn] = []
  /// The items of the instrument that have no column.
  private(set) var lacking: Set<Int> = []
  /// What was taken for what, and what lacks.
  private(set) var notes: [String] = []

  /// - Parameter declared: values of the pattern's variables, where they are said.
  /// - Throws: where no column is found, a name has two readings, two columns are those of one item, or a spreadsheet
  ///   has changed an id.
  init(
    _ pattern: WidePattern, _ file: TableFile, _ instrument: Instrument?, keys: Set<String>,
    declared: [String: [String]] = [:]
  ) throws(DataError) {
    if pattern.text == "{item}", instrument == nil {
      throw DataError(
        .usage(reason: "a wide table without a pattern needs an instrument, which says which columns are items"))
    }
    let names = WideNames(pattern, isKnown: Self.known(declared, instrument))
    let matched = try names.members(among: file.columnNames.filter { !keys.contains($0) }, file: file.path)
      .map { StudyTable.WideColumn(name: $0.column, values: $0.values) }
    if let instrument, let place = pattern.variables.firstIndex(of: "item") {
      try take(matched, itemAt: place, instrument, file)
      if columns.isEmpty { throw Self.lacksAll(instrument, pattern, file) }
      try noteLacking(instrument, file)
    } else {
      columns = matched
    }
    guard !columns.isEmpty else {
      throw DataError(
        .unusable(reason: "no column has a name of the form \(pattern.text)"), file: file.path,
        remedy: .listColumns)
    }
  }

  /// Which values of variables are known: those that are declared, else the items of an instrument.
  private static func known(_ declared: [String: [String]], _ instrument: Instrument?) -> [String: (String) -> Bool] {
    var known = declared.mapValues { values in
      let values = Set(values)
      return { value in values.contains(value) } as (String) -> Bool
    }
    if let instrument {
      let names = ItemNames(instrument)
      let wanted = declared["item"].map { Set($0.compactMap(instrument.itemIndex)) } ?? Set(instrument.items.indices)
      known["item"] = { value in
        ItemNames.Way.allCases.contains { names.item(value, $0).map(wanted.contains) ?? false }
      }
    }
    return known
  }

  /// An item and the values of the other variables of a pattern.
  private struct ItemPlace: Hashable {
    let item: Int
    let others: [String]
  }

  /// Finds the columns of each item.
  private mutating func take(
    _ matched: [StudyTable.WideColumn], itemAt place: Int, _ instrument: Instrument, _ file: TableFile
  ) throws(DataError) {
    var found = Array(repeating: [Int](), count: instrument.items.count)
    var pairs: [String] = []
    let names = ItemNames(instrument)
    // The column of an item at each value of the other variables.
    var columnsOfItems: [ItemPlace: Int] = [:]
    for way in ItemNames.Way.allCases {
      let open = Set(found.indices.filter { found[$0].isEmpty })
      if open.isEmpty { break }
      let taken = Set(found.joined())
      for column in matched.indices where !taken.contains(column) {
        guard let item = names.item(matched[column].values[place], way), open.contains(item) else { continue }
        var others = matched[column].values
        others.remove(at: place)
        // A name that stands twice is an error as soon as its column is read.
        if way != .id, let rival = columnsOfItems.updateValue(column, forKey: ItemPlace(item: item, others: others)) {
          throw Self.ambiguous(instrument.items[item].id, matched[rival].name, matched[column].name, file)
        }
        found[item].append(column)
        if way == .alike { pairs.append("\"\(shown(matched[column].name))\" is \(instrument.items[item].id)") }
      }
    }
    lacking = Set(found.indices.filter { found[$0].isEmpty })
    var itemOf: [Int: Int] = [:]
    for (item, columns) in found.enumerated() { for column in columns { itemOf[column] = item } }
    columns = matched.indices.compactMap { column in
      guard let item = itemOf[column] else { return nil }
      var values = matched[column].values
      values[place] = instrument.items[item].id
      return StudyTable.WideColumn(name: matched[column].name, values: values)
    }
    guard !pairs.isEmpty else { return }
    notes.append(
      "columns were taken for items by names that differ from theirs: \(pairs.prefix(5).joined(separator: ", "))"
        + (pairs.count > 5 ? ", ... (\(pairs.count) columns)" : ""))
  }

  private func shown(_ name: String) -> String { DataError.printable(name, limit: 40) }

  /// - Throws: where a spreadsheet has cut the zero off an id.
  private mutating func noteLacking(_ instrument: Instrument, _ file: TableFile) throws(DataError) {
    let ids = lacking.sorted().map { instrument.items[$0].id }
    guard !ids.isEmpty else { return }
    var advice = ""
    if let cut = ids.first(where: { $0.hasSuffix("0") && $0.contains(".") && Double($0) != nil }) {
      let short = String(cut.dropLast())
      let alike = file.columnNames.filter { $0 == short || $0.hasPrefix(short + ".") || $0.hasPrefix(short + "_") }
      if alike.count > 1 {
        throw DataError(
          .unusable(
            reason: "item \(cut) of \(instrument.id) has no column, and there are \(alike.count) of the name \(short): "
              + "a spreadsheet writes the number \(cut) as \(short)"),
          file: file.path, column: short, hint: "rename the second of them to \(cut)")
      }
      if !alike.isEmpty, ids.count == 1 { advice = "; a spreadsheet writes \(cut) as \(short)" }
    }
    let scales = instrument.scales.filter { $0.items.contains(where: lacking.contains) }.map(\.id)
    notes.append(
      "\(ids.count == 1 ? "item" : "\(ids.count) items") of \(instrument.id) without a column: "
        + "\(ids.prefix(5).joined(separator: ", "))\(ids.count > 5 ? ", ..." : "")"
        + (scales.isEmpty
          ? "" : "; without scores: \(scales.prefix(6).joined(separator: ", "))\(scales.count > 6 ? ", ..." : "")")
        + advice)
  }

  private static func ambiguous(_ item: String, _ first: String, _ second: String, _ file: TableFile) -> DataError {
    DataError(
      .unusable(reason: "two columns may be item \(item): this one and \"\(DataError.printable(first, limit: 60))\""),
      file: file.path, column: second,
      hint: "name the right one in the instrument, as columns: [\"...\"] of item \(item), or call it \(item)")
  }

  private static func lacksAll(_ instrument: Instrument, _ pattern: WidePattern, _ file: TableFile) -> DataError {
    let first = instrument.items[0].id
    var error = DataError.unknownColumn(
      pattern.text == "{item}" ? first : "\(first) (as \(pattern.text))", among: file.columnNames, file: file.path)
    error.remedy = .options(
      "no item of \(instrument.id) has a column; say how columns are named with `wide`, as in {item}_{rater}, or in "
        + "the instrument's columns, or name `item` and `value` where each row is one rating")
    return error
  }
}

/// The names that columns of an instrument's items may have.
struct ItemNames {
  /// How a name can be that of an item, from the surest to the least.
  enum Way: CaseIterable { case id, given, alike }

  private var ids: [String: Int] = [:]
  private var given: [String: Int] = [:]
  /// By the name without case, blanks and marks; nil for a name that two items have.
  private var alike: [String: Int?] = [:]

  init(_ instrument: Instrument) {
    for (index, item) in instrument.items.enumerated() {
      ids[item.id] = index
      var names = item.columns
      for pattern in instrument.columnPatterns {
        let name = pattern.replacing("{item}", with: item.id)
        if !name.contains("{label}") {
          names.append(name)
        } else if let label = item.label {
          names.append(name.replacing("{label}", with: label))
        }
      }
      for name in names { given[name] = given[name] ?? index }
      if let label = item.label { names += [label, "\(item.id) \(label)"] }
      for form in Set(([item.id] + names).map(Self.plain)) {
        alike[form] = alike.keys.contains(form) ? .some(nil) : index
      }
    }
  }

  /// The item whose name a text is.
  func item(_ name: String, _ way: Way) -> Int? {
    switch way {
    case .id: ids[name]
    case .given: given[name]
    case .alike: alike[Self.plain(name)] ?? nil
    }
  }

  /// Letters and digits in lower case, with one mark for whatever stands between them.
  static func plain(_ name: String) -> String {
    name.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
  }
}

extension StudyTable {
  /// What words stand for, by column: the instrument's values in columns of ratings, else what a data dictionary says.
  /// - Throws: `usage` where ratings of several items stand in one column, and a word is not the same for all; what is
  ///   wrong with the dictionary.
  func answers() throws(DataError) -> [String: [String: Double]] {
    var answers =
      try description.redcapDictionary.map { path throws(DataError) in
        try matrices.dictionary(path).answers
      } ?? [:]
    guard let instrument, instrument.items.contains(where: { !$0.values.isEmpty }) else { return answers }
    if isWide, layoutVariable("item") != nil {
      for (column, item) in zip(wideColumns, instrumentItems()) {
        if let item, !instrument.items[item].values.isEmpty { answers[column.name] = instrument.items[item].values }
      }
      return answers
    }
    var shared: [String: Double] = [:]
    for item in instrument.items {
      for (word, number) in item.values where shared.updateValue(number, forKey: word) ?? number != number {
        throw Self.contradictory(word, instrument)
      }
    }
    // A number that nothing is said of is itself.
    for (word, number) in shared {
      guard let own = Double(word), own != number, instrument.items.contains(where: { $0.values[word] == nil }) else {
        continue
      }
      throw Self.contradictory(word, instrument)
    }
    for column in isWide ? wideColumns.map(\.name) : description.roles["value"] ?? [] { answers[column] = shared }
    return answers
  }

  private static func contradictory(_ answer: String, _ instrument: Instrument) -> DataError {
    DataError(
      .usage(reason: "the answer stands for different numbers in items of \(instrument.id), all in one column"),
      value: answer, hint: "give the table a column for each item, or write numbers")
  }
}
