package import FidelityData
package import FidelityFiles

/// How ratings stand in a table, as options or the keys of a study file say it.
package struct LayoutChoice: Sendable, Equatable {
  package var wide: WidePattern?
  /// A column for each rater, item, unit; for each category, with counts.
  package var raters: [String] = []
  package var items: [String] = []
  package var units: [String] = []
  package var counts: [String] = []
  /// The column of the first rater's category in a cross table.
  package var crossTable: String?

  package init() {}

  /// The keys that are lists of columns.
  static let lists = ["raters", "items", "units-in-columns", "counts"]
  static let keys = ["wide"] + lists + ["cross-table"]

  /// A list by its key.
  subscript(key: String) -> [String] {
    get {
      switch key {
      case "raters": raters
      case "items": items
      case "units-in-columns": units
      default: counts
      }
    }
    set {
      switch key {
      case "raters": raters = newValue
      case "items": items = newValue
      case "units-in-columns": units = newValue
      default: counts = newValue
      }
    }
  }

  /// Whether nothing is said.
  package var isEmpty: Bool { self == LayoutChoice() }
}

extension DataDescription {
  /// Takes the layout that was chosen; nothing where none was.
  /// - Throws: `usage` for choices that exclude each other, options in backticks; `definition` for a list with a wrong
  ///   form of names.
  package mutating func take(_ choice: LayoutChoice) throws(DataError) {
    var said: [String] = []
    for key in LayoutChoice.lists where !choice[key].isEmpty { said.append(key) }
    if let pattern = choice.wide {
      layout = .wide(pattern)
      // A list beside a pattern says which values of one of its variables are taken.
      for (key, variable) in zip(LayoutChoice.lists, ["rater", "item", "unit", "category"])
      where !choice[key].isEmpty {
        guard pattern.variables.contains(variable) else {
          throw DataError(
            .usage(reason: "the pattern \(pattern.text) of `wide` has no {\(variable)}, which `\(key)` chooses from"))
        }
        layoutValues[variable] = choice[key]
      }
      guard choice.crossTable == nil else {
        throw DataError(.usage(reason: "`wide` and `cross-table` exclude each other"))
      }
      return
    }
    if let rows = choice.crossTable {
      guard said.isEmpty || said == ["counts"] else {
        throw DataError(.usage(reason: "`cross-table` and `\(said[0])` exclude each other"))
      }
      layout = .crossTable(rows: rows, columns: said.isEmpty ? nil : try ColumnList("category", choice.counts))
      return
    }
    guard said.count <= 1 else {
      throw DataError(
        .usage(reason: "`\(said[0])` and `\(said[1])` exclude each other"),
        hint: said == ["raters", "items"]
          ? "where names of columns carry both, say how with `wide`, as in {rater}_{item}" : nil)
    }
    switch said.first {
    case "raters": layout = .columns(try ColumnList("rater", choice.raters))
    case "items": layout = .columns(try ColumnList("item", choice.items))
    case "units-in-columns": layout = .columns(try ColumnList("unit", choice.units))
    case "counts": layout = .counts(try ColumnList("category", choice.counts))
    default: break
    }
  }
}

extension DataDescription.Layout {
  /// The variables that names of columns of ratings carry.
  var variables: [String] {
    switch self {
    case .wide(let pattern): pattern.variables == ["category"] ? [] : pattern.variables
    case .columns(let list): [list.variable]
    case .long, .counts, .crossTable: []
    }
  }

  /// What is said of the columns of ratings, in messages.
  var text: String {
    switch self {
    case .long: "long"
    case .wide(let pattern): pattern.text
    case .columns(let list), .counts(let list): list.texts.joined(separator: ", ")
    case .crossTable(let rows, _): rows
    }
  }
}

extension DataDescription {
  /// Whether a column holds counts or frequencies, and no ratings.
  func isCount(_ column: String?) -> Bool {
    switch layout {
    case .counts, .crossTable: true
    case .wide(let pattern) where pattern.variables == ["category"]: true
    case .long, .wide, .columns: column.map { roles["frequency"]?.contains($0) == true } ?? false
    }
  }
}
