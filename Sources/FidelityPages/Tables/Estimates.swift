import FidelityCharts
import FidelityData

/// A result table of estimates, column by column.
struct Estimates {
  let table: ResultTable
  /// The columns of groups, before `quantity`.
  let groupColumns: [String]
  let quantities: [String]
  let terms: [String]
  let forms: [String]
  let estimates: [Double]
  let lower: [Double]
  let upper: [Double]
  let statuses: [String]

  /// nil for a table that is none of estimates.
  init?(_ table: ResultTable) {
    guard let place = table.columns.firstIndex(of: "quantity"), let quantities = table.texts("quantity"),
      let estimates = table.numbers("estimate"), let statuses = table.texts("status")
    else { return nil }
    self.table = table
    groupColumns = Array(table.columns[..<place])
    self.quantities = quantities
    self.estimates = estimates
    self.statuses = statuses
    let none = [String](repeating: "", count: table.rowCount)
    let missing = [Double](repeating: .nan, count: table.rowCount)
    terms = table.texts("term") ?? none
    forms = table.texts("form") ?? none
    lower = table.numbers("lower") ?? missing
    upper = table.numbers("upper") ?? missing
  }

  /// The rows of a quantity; of a term and a form where they are given.
  func rows(_ quantity: String, term: String? = nil, form: String? = nil) -> [Int] {
    quantities.indices.filter { row in
      quantities[row] == quantity && (term == nil || terms[row] == term) && (form == nil || forms[row] == form)
    }
  }

  /// The numbers of a column; NaN where there is none.
  func numbers(_ column: String) -> [Double] {
    table.numbers(column) ?? [Double](repeating: .nan, count: table.rowCount)
  }

  /// The names of the groups of all rows, parts separated by a comma.
  var groups: [String] {
    let columns = groupColumns.compactMap { table.texts($0) }
    guard let first = columns.first else { return [String](repeating: "", count: table.rowCount) }
    if columns.count == 1 { return first }
    return first.indices.map { row in columns.map { $0[row] }.joined(separator: ", ") }
  }
}
