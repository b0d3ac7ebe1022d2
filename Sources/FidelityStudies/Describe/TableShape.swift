public import FidelityData
package import FidelityReports

/// How ratings stand in a table, as far as names and values of its columns show it: a guess for people.
public struct TableShape: Sendable, Equatable {
  /// How columns and rows share out units, raters and items.
  public enum Kind: String, Sendable, CaseIterable {
    /// A row for each rating.
    case long
    /// A column for each rater.
    case raters
    /// A column for each item.
    case items
    /// A column for each rater and item, or other variables in names.
    case wide
    /// A column for each unit, a row for each rater.
    case unitsInColumns = "units-in-columns"
    /// A column for each category, with counts of raters.
    case counts
    /// A cross table of two raters.
    case crossTable = "cross-table"
  }

  public var kind: Kind
  /// The columns of ratings or counts.
  public var columns: [String] = []
  /// A form of names that takes these columns and no others, where they are many: `item*`.
  public var form: String?
  /// The pattern of the names of columns, where they carry several variables.
  public var pattern: String?
  public var unit: [String] = []
  public var rater: String?
  public var item: String?
  public var value: String?
  public var frequency: String?
  /// The column of the first rater's category in a cross table.
  public var rows: String?
  /// The measurement scale that the values suggest.
  public var scale = MeasurementScale.nominal
  /// Who rated what; nil where it was not looked at.
  public var design: RatingDesign?

  init(_ kind: Kind) { self.kind = kind }

  /// The option that takes a column of ratings; what `describe` says in place of a role.
  func role(of column: String) -> String? {
    if column == frequency { return "frequency" }
    if column == rows { return "cross-table" }
    guard columns.contains(column) else { return nil }
    return kind == .crossTable ? "counts" : kind == .wide ? "wide" : kind.rawValue
  }

  // MARK: - In words

  /// What the table is, what the design is, and nothing that was not looked at.
  public var sentences: [String] {
    let what =
      switch kind {
      case .long: "one rating a row"
      case .raters: "a column for each of \(columns.count) raters"
      case .items: "a column for each of \(columns.count) items"
      case .wide: "columns named \(pattern ?? "")"
      case .unitsInColumns: "a row for each rater, a column for each of \(columns.count) units"
      case .counts: "counts of raters in \(columns.count) categories"
      case .crossTable: "a cross table of two raters, \(columns.count) categories"
      }
    let repeated = frequency.map { ", each row as often as \(DataError.printable($0, limit: 40)) says" } ?? ""
    return [what + repeated] + (design.map { [$0.counts, $0.sentence] } ?? [])
  }

  /// The command that reads the table; nil where nothing tells who rated.
  /// - Parameter file: the path of the table.
  public func command(file: String) -> String? {
    var words = ["fidelity", "reliability", file]
    func add(_ option: String, _ names: [String]) {
      if !names.isEmpty { words += ["--\(option)", names.map(Names.quoted).joined(separator: ",")] }
    }
    add("unit", unit)
    switch kind {
    case .items where rater == nil: return nil
    case .long: break
    case .wide: words += ["--wide", pattern ?? ""]
    case .crossTable: add("cross-table", [rows].compactMap(\.self))
    case .raters, .items, .unitsInColumns, .counts: add(kind.rawValue, form.map { [$0] } ?? columns)
    }
    add("rater", [rater].compactMap(\.self))
    add("item", [item].compactMap(\.self))
    add("value", [value].compactMap(\.self))
    add("frequency", [frequency].compactMap(\.self))
    words += ["--scale", scale.rawValue]
    if item != nil || kind == .items || pattern?.contains("{item}") == true { words += ["--by", "item"] }
    return words.map(Self.shellWord).joined(separator: " ")
  }

  /// A word as a shell takes it.
  private static func shellWord(_ word: String) -> String {
    let isPlain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.,/:=+@%".contains($0)) }
    if isPlain, !word.isEmpty { return word }
    return "'" + DataError.printable(word, limit: .max).replacing("'", with: #"'\''"#) + "'"
  }

  /// The shape for programs.
  package func json(file: String) -> JSONValue {
    func list(_ names: [String]) -> JSONValue { .array(names.map { .string($0) }) }
    var members: [(name: String, value: JSONValue)] = [("kind", .string(kind.rawValue))]
    if !columns.isEmpty { members.append(("columns", list(columns))) }
    if !unit.isEmpty { members.append(("unit", list(unit))) }
    let names = [("rater", rater), ("item", item), ("value", value), ("frequency", frequency), ("rows", rows)]
    for (name, column) in names + [("wide", pattern)] {
      if let column { members.append((name, .string(column))) }
    }
    members.append(("scale", .string(scale.rawValue)))
    if let design { members += design.json }
    if let command = command(file: file) { members.append(("command", .string(command))) }
    return .object(members)
  }
}
