import FidelityData

/// Recognises how ratings stand in a table, from the names and values of its columns.
struct ShapeRecognition {
  private let columns: [ColumnSummary]
  private let rowCount: Int
  /// Columns whose whole numbers add up to the same in every row.
  private let constantSum: [String]

  init(_ columns: [ColumnSummary], rowCount: Int, constantSum: [String]) {
    let export = SurveyExport(columns.map(\.name))
    self.columns = columns.filter { !export.isProcedural($0.name) }
    (self.rowCount, self.constantSum) = (rowCount, constantSum)
  }

  /// More columns than these are no raters whom somebody could list.
  private static let mostColumns = 1_000
  /// Raters whose names are no names of raters, more than these, may as well be items.
  private static let mostUnnamed = 12
  /// Names that a command lists.
  private static let mostListed = 6

  /// The shape; nil where nothing shows it.
  var shape: TableShape? {
    guard rowCount >= 2 else { return nil }
    guard var shape = crossTable ?? counts ?? long ?? columnsOfRatings else { return nil }
    shape.form = form(shape.columns)
    return shape
  }

  /// The first letters of some columns, where they are many and no other column begins so.
  private func form(_ names: [String]) -> String? {
    guard names.count > Self.mostListed, var prefix = names.first else { return nil }
    for name in names { prefix = String(zip(prefix, name).prefix { $0 == $1 }.map(\.0)) }
    let taken = Set(names)
    guard !prefix.isEmpty, !columns.contains(where: { $0.name.hasPrefix(prefix) && !taken.contains($0.name) }) else {
      return nil
    }
    return prefix + "*"
  }

  // MARK: - Shapes

  /// A cross table as printed: the texts of the first column are the names of the others.
  private var crossTable: TableShape? {
    guard let first = columns.first, let labels = first.fewValues, labels.count >= 2, labels.count == rowCount else {
      return nil
    }
    let others = columns.dropFirst()
    let areCounts = others.allSatisfy { $0.isCount && labels.contains($0.name) }
    guard others.count == labels.count, areCounts else { return nil }
    var shape = TableShape(.crossTable)
    (shape.rows, shape.columns) = (first.name, others.map(\.name))
    shape.scale = Self.scale(Set(others.map(\.name)))
    return shape
  }

  private var counts: TableShape? {
    guard !constantSum.isEmpty else { return nil }
    var shape = TableShape(.counts)
    shape.columns = constantSum
    shape.unit = units(besides: Set(constantSum))
    shape.scale = Self.scale(Set(constantSum))
    return shape
  }

  /// A column each for what was rated, who rated, and the rating.
  private var long: TableShape? {
    let raters = columns.filter { $0.suggestedRole == "rater" }
    let values = columns.filter { $0.suggestedRole == "value" }
    guard raters.count == 1, let value = values.first else { return nil }
    let item = columns.first { $0.suggestedRole == "item" }?.name
    let unit = units(besides: Set([raters[0].name, value.name] + [item].compactMap(\.self)))
    guard !unit.isEmpty else { return nil }
    var shape = TableShape(.long)
    (shape.unit, shape.rater, shape.item, shape.value) = (unit, raters[0].name, item, value.name)
    shape.scale = value.fewValues.map(Self.scale) ?? .interval
    return shape
  }

  /// Several columns with the same few values: raters, items, both, or units.
  private var columnsOfRatings: TableShape? {
    let frequency = columns.first { $0.isCount && Self.frequencyNames.contains($0.name.lowercased()) }
    let group = ratingColumns(besides: frequency?.name)
    guard group.count >= 2, group.count <= Self.mostColumns else { return nil }
    let names = group.map(\.name)
    let values = group.reduce(into: Set<String>()) { $0.formUnion($1.fewValues ?? []) }
    let others = columns.filter { !names.contains($0.name) && $0.name != frequency?.name }
    let raters = others.filter { $0.suggestedRole == "rater" }
    var shape = TableShape(.raters)
    shape.columns = names
    shape.scale = Self.scale(values)
    let unit = units(besides: Set(names + raters.map(\.name) + [frequency?.name].compactMap(\.self)))
    if let frequency, raters.isEmpty, unit.isEmpty {
      shape.frequency = frequency.name
      return shape
    }
    if raters.count == 1 {
      shape.rater = raters[0].name
      shape.kind = unit.isEmpty && raters[0].isDistinct(in: rowCount) ? .unitsInColumns : .items
      shape.unit = unit
      return unit.isEmpty && shape.kind == .items ? nil : shape
    }
    shape.unit = unit
    let areQuestions = names.allSatisfy { Self.isNumbered($0, "qi") }
    if !areQuestions, let pattern = Self.grid(names) {
      (shape.kind, shape.pattern) = (.wide, pattern)
      return shape
    }
    let areItems = group.allSatisfy { $0.suggestedRole == "item" || Self.isNumbered($0.name, "qi") }
    if areItems || Self.areNumbered(names) { shape.kind = .items }
    let areNamed = group.allSatisfy { $0.suggestedRole == "rater" || Self.isNumbered($0.name, "rc") }
    return areNamed || shape.kind == .items || group.count <= Self.mostUnnamed ? shape : nil
  }

  // MARK: - Columns

  private static let frequencyNames: Set = [
    "n", "count", "counts", "freq", "frequency", "frequencies", "weight", "weights", "cases", "number",
  ]

  /// The columns with few values that most of the others have too.
  private func ratingColumns(besides frequency: String?) -> [ColumnSummary] {
    let keys: Set = ["unit", "time", "site", "teacher"]
    let candidates = columns.enumerated().filter { place, column in
      guard let values = column.fewValues, values.count >= 1, column.name != frequency else { return false }
      if let role = column.suggestedRole, keys.contains(role) { return false }
      return !Self.isIdentifier(column.name) && !(place == 0 && column.isDistinct(in: rowCount))
    }.map(\.element)
    guard candidates.count >= 2, candidates.count <= Self.mostColumns else { return [] }
    var uses: [String: Int] = [:]
    for column in candidates { for value in column.fewValues ?? [] { uses[value, default: 0] += 1 } }
    func isShared(_ column: ColumnSummary) -> Bool {
      let values = column.fewValues ?? []
      return 2 * values.count(where: { uses[$0, default: 0] >= 2 }) > values.count
    }
    let shared = candidates.filter(isShared)
    guard let (lowest, highest) = Self.range(shared) else { return Self.isScale(shared) ? shared : [] }
    // A column of whole numbers near to those of the others, be it of one value.
    let group = candidates.filter { column in
      guard let (low, high) = Self.range([column]) else { return false }
      let span = max(1, highest - lowest)
      return low >= lowest - span && high <= highest + span
    }
    return Self.isScale(group) ? group : Self.isScale(shared) ? shared : []
  }

  /// The least and the greatest value of columns of whole numbers; nil where they are others, or none.
  private static func range(_ columns: [ColumnSummary]) -> (lowest: Double, highest: Double)? {
    guard !columns.isEmpty, columns.allSatisfy({ $0.isNumeric && !$0.isFraction }) else { return nil }
    return (columns.reduce(.infinity) { min($0, $1.minimum) }, columns.reduce(-.infinity) { max($0, $1.maximum) })
  }

  /// Whether some columns together have few values, all words or all numbers.
  private static func isScale(_ columns: [ColumnSummary]) -> Bool {
    let values = columns.reduce(into: Set<String>()) { $0.formUnion($1.fewValues ?? []) }
    return values.count <= ColumnSummary.mostFewValues && Set(columns.map(\.isNumeric)).count == 1
  }

  /// The columns that name what was rated: those that are called so, or else one in which every row has another value,
  /// or else teacher, site and time together.
  private func units(besides taken: Set<String>) -> [String] {
    let others = columns.filter { !taken.contains($0.name) }
    let named = others.filter { $0.suggestedRole == "unit" || Self.isIdentifier($0.name) }.map(\.name)
    if !named.isEmpty { return named }
    if let first = others.first, first.isDistinct(in: rowCount), !first.isFraction { return [first.name] }
    return others.filter { ["site", "teacher", "time"].contains($0.suggestedRole) }.map(\.name)
  }

  private static func isIdentifier(_ name: String) -> Bool {
    let name = name.lowercased()
    return ["id", "case", "patient", "responseid"].contains(name) || name.hasSuffix("_id") || name.hasSuffix(" id")
  }

  /// `r1`, `Q12`: one of some letters and a number.
  private static func isNumbered(_ name: String, _ letters: String) -> Bool {
    guard let first = name.lowercased().first, letters.contains(first), name.count > 1 else { return false }
    return name.dropFirst().allSatisfy { $0.isNumber || $0 == "_" }
  }

  /// `COH01`, `COH02`: names of one word with numbers that is no word for raters.
  private static func areNumbered(_ names: [String]) -> Bool {
    let words = Set(names.map { name in String(name.prefix { !$0.isNumber }).lowercased() })
    guard words.count == 1, let word = words.first, word.count >= 2 else { return false }
    let raters = ["rater", "observer", "coder", "assessor", "judge", "reader", "reviewer", "expert", "obs", "rev"]
    return names.allSatisfy { $0.last?.isNumber == true } && !raters.contains(where: word.contains)
  }

  /// The pattern of names that are all of some first parts with all of some second parts: `{rater}_{item}`.
  private static func grid(_ names: [String]) -> String? {
    for separator in ["_", ".", "-", " "] {
      let parts = names.map { $0.split(separator: separator, maxSplits: 1).map(String.init) }
      guard parts.allSatisfy({ $0.count == 2 }) else { continue }
      let (first, second) = (Set(parts.map { $0[0] }), Set(parts.map { $0[1] }))
      guard first.count >= 2, second.count >= 2, first.count * second.count == names.count else { continue }
      if second.allSatisfy({ isNumbered($0, "s") }) { return "{item}\(separator)S{segment}" }
      let isSecondRater = second.allSatisfy { isNumbered($0, "rc") || $0.lowercased().contains("rater") }
      return isSecondRater || first.count > second.count ? "{item}\(separator){rater}" : "{rater}\(separator){item}"
    }
    return nil
  }

  /// The scale of some values: whole numbers of more than two values are in order.
  private static func scale(_ values: Set<String>) -> MeasurementScale {
    let numbers = values.compactMap { Double($0) }
    guard numbers.count == values.count, numbers.count > 2 else { return .nominal }
    return numbers.allSatisfy { $0 == $0.rounded() } ? .ordinal : .interval
  }
}
