package import FidelityData
package import FidelityFiles

/// A definition of an instrument to start from, made of the columns of a table that look like ratings.
///
/// It is sound and scores the table it was made of. What a person must decide stands beside a comment that begins with
/// CHECK: what belongs together, ranges that the data may not show, the order of words.
package struct InstrumentDraft {
  /// The text of the definition.
  package private(set) var text = ""
  package let itemCount: Int

  private struct Item {
    var id: String
    var label: String?
    var column: DraftColumns.Item
  }

  /// - Parameter dictionary: what the fields of a REDCap export are called and hold; nil without one.
  /// - Throws: what is wrong with the table; `unusable` where no column looks like ratings.
  package init(
    _ file: TableFile, id: String, options: TableOptions = TableOptions(), missing: MissingCodes = MissingCodes(),
    dictionary: RedcapDictionary? = nil
  ) throws(DataError) {
    let columns = try Self.labels(file, missing)
    let found = DraftColumns(columns, dictionary) { label in
      Double(options.usesDecimalComma ? label.replacing(",", with: ".") : label).flatMap { $0.isFinite ? $0 : nil }
    }
    guard !found.items.isEmpty else {
      throw DataError(
        .unusable(reason: "no column looks like ratings: few numbers from 0 to 10, or few words"), file: file.path,
        remedy: .listColumns)
    }
    var taken: Set<String> = []
    let items = Self.alike(found.items.map { Self.named($0, &taken) })
    itemCount = items.count
    write(items, others: found.others, id: id, file: file.path, names: Set(columns.map(\.name)))
  }

  /// The distinct texts of each column that can be read, but for missing ones.
  private static func labels(
    _ file: TableFile, _ missing: MissingCodes
  ) throws(DataError) -> [(name: String, labels: [String])] {
    var names: [String] = []
    for (index, name) in file.columnNames.enumerated()
    where file.columnType(index).isReadable && file.columnNames.count(where: { $0 == name }) == 1 {
      names.append(name)
    }
    var scan = try TableScan([file], names.map { ColumnRequest($0, .key) }, missing: missing)
    while try scan.next() != nil {}
    return names.indices.map { index in
      let texts = Set(missing.undeclaredTexts + missing.texts(forNumbers: names[index]))
      let numbers = missing.numbers(names[index])
      let labels = scan.dictionaries[index].labels.filter { label in
        !texts.contains(label) && !label.allSatisfy(\.isWhitespace)
          && !(Double(label).map(numbers.contains) ?? false)
      }
      return (names[index], labels)
    }
  }

  /// An id and a label from the name of a column: `1.1 Team composition` is item 1.1.
  private static func named(_ item: DraftColumns.Item, _ taken: inout Set<String>) -> Item {
    func isOfIds(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || "._-".contains(character)
    }
    var (id, label) = (item.column, item.label)
    if !id.allSatisfy(isOfIds) || id.count > 64 {
      let first = id.prefix(while: isOfIds)
      let rest = LabelForm.trimmed(String(id[first.endIndex...]))
      if first.contains(where: \.isNumber), !rest.isEmpty {
        label = label ?? rest
        id = String(first)
      } else {
        label = label ?? id
        id = String(id.map { isOfIds($0) ? $0 : "_" }.prefix(40))
      }
    }
    id = String(id.drop { !$0.isLetter && !$0.isNumber }.prefix(60))
    while "._-".contains(id.last ?? "x") { id.removeLast() }
    if id.isEmpty { id = "item" }
    let base = id
    var number = 2
    while !taken.insert(id).inserted {
      id = "\(base)_\(number)"
      number += 1
    }
    return Item(id: id, label: label == id ? nil : label, column: item)
  }

  /// The items with the range of their section: not every item has had all answers.
  private static func alike(_ items: [Item]) -> [Item] {
    var result = items
    let plain = items.indices.filter { place in
      let column = items[place].column
      return column.values.isEmpty && !column.isDeclared && !section(items[place].id).isEmpty
    }
    for places in Dictionary(grouping: plain, by: { section(items[$0].id) }).values {
      let columns = places.map { items[$0].column }
      guard let lower = columns.map(\.lower).min(), let upper = columns.map(\.upper).max(),
        let step = columns.map(\.step).min()
      else { continue }
      for place in places {
        result[place].column.lower = lower
        result[place].column.upper = upper
        result[place].column.step = step
      }
    }
    return result
  }

  /// What an item has in common with its neighbours: `1` of `1.2`, `goal` of `goal_clear`, `g` of `g1`.
  private static func section(_ id: String) -> String {
    let parts = id.split { "._-".contains($0) }
    if parts.count > 1 { return parts.dropLast().joined(separator: "_") }
    let letters = id.prefix { !$0.isNumber }
    return letters.count < id.count ? String(letters) : ""
  }
}

// MARK: - The text

extension InstrumentDraft {
  private mutating func write(_ items: [Item], others: [String], id: String, file: String, names: Set<String>) {
    let forms = items.map { Self.form($0.column) }
    // The commonest form, the first of several in the alphabet.
    let counts = Dictionary(grouping: forms) { $0 }.mapValues(\.count)
    let usual = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
    // Values hold for all items or stand with their own.
    let hasDefaults = usual.contains("values:") ? forms.allSatisfy { $0 == usual } : true
    let isGuess = items.contains(where: \.column.isGuess)
    text = """
      # Drafted by fidelity instruments draft. Lines with CHECK ask for a decision; then: fidelity instruments check.
      id: \(id)
      title: \(Self.quoted("Draft of \(Self.name(of: file))"))  # CHECK: what is it called, and who may use it?
      # CHECK: ranges are what the data hold; an answer that nobody gave may be lower or higher.

      """
    if isGuess { text += "# CHECK: the order of the words in values is a guess.\n" }
    if hasDefaults { text += "defaults: {\(usual), missing: exclude}  # CHECK: what do missing answers mean?\n" }
    text += "items:\n"
    for (item, form) in zip(items, forms) {
      var line = "id: \(Self.quoted(item.id))"
      if let label = item.label { line += ", label: \(Self.quoted(label))" }
      if item.id != item.column.column { line += ", columns: [\(Self.quoted(item.column.column))]" }
      if !hasDefaults || form != usual { line += ", \(form)" }
      text += "  - {\(line)}\n"
    }
    writeScales(items, names: names)
    if !others.isEmpty {
      let shown = others.prefix(20).map { Self.quoted($0) }.joined(separator: ", ")
      text += "# Columns that are no items: \(shown)\(others.count > 20 ? ", ..." : "")\n"
    }
  }

  private mutating func writeScales(_ items: [Item], names: Set<String>) {
    var sections: [(name: String, items: [Item])] = []
    for item in items {
      let name = Self.section(item.id)
      if let place = sections.firstIndex(where: { $0.name == name }) {
        sections[place].items.append(item)
      } else {
        sections.append((name, [item]))
      }
    }
    sections = sections.filter { !$0.name.isEmpty && $0.items.count > 1 }
    text += "scales:  # CHECK: which items belong together?\n"
    var ids = names.union(items.map(\.id))
    if sections.count > 1, sections.count <= 100 {
      for section in sections { writeScale("section_\(section.name)", section.items, &ids) }
    }
    writeScale("total", items, &ids)
  }

  private mutating func writeScale(_ name: String, _ items: [Item], _ ids: inout Set<String>) {
    var id = name
    while !ids.insert(id).inserted { id += "_score" }
    let list = items.map { Self.quoted($0.id) }.joined(separator: ", ")
    text += "  - {id: \(Self.quoted(id)), items: [\(list)], aggregate: pooled-percent}\n"
  }

  /// How an item is rated, as a definition says it.
  private static func form(_ item: DraftColumns.Item) -> String {
    func plain(_ number: Double) -> String { CategoryDictionary.label(number) }
    var form = "range: [\(plain(item.lower)), \(plain(item.upper))], step: \(plain(item.step))"
    if let code = item.notApplicable { form += ", not-applicable: [\(plain(code))]" }
    if !item.values.isEmpty {
      form += ", values: {\(item.values.map { "\(quoted($0.word)): \(plain($0.number))" }.joined(separator: ", "))}"
    }
    return form
  }

  private static func name(of file: String) -> String { String(file.split(separator: "/").last ?? "data") }

  /// A text in quotation marks, as YAML has it.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      case "\n", "\r", "\t": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
