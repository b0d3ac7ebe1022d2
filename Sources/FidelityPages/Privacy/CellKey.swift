/// Which figures of a table belong together: those of a group, of a period, of a group in a period, or, without any
/// column, those of all.
package struct CellKey: Hashable, Sendable {
  /// In ascending order, so that tables that have the columns in another order speak of the same cells.
  package let columns: [String]
  /// One for each column.
  package let values: [String]

  package static let all = CellKey([])

  package init(_ parts: [(column: String, value: String)]) {
    let sorted = parts.sorted { $0.column < $1.column }
    columns = sorted.map(\.column)
    values = sorted.map(\.value)
  }

  /// - Parameter columns: in ascending order.
  init(columns: [String], values: [String]) { (self.columns, self.values) = (columns, values) }

  /// The cell of fewer columns that this one is a part of; nil where it has not all of them.
  package func part(of wanted: [String]) -> CellKey? {
    if wanted.count == columns.count { return wanted == columns ? self : nil }
    var found: [String] = []
    for column in wanted {
      guard let place = columns.firstIndex(of: column) else { return nil }
      found.append(values[place])
    }
    return CellKey(columns: wanted, values: found)
  }
}
