package import FidelityData

/// The rows of a tidy table: a quantity of a term, for each value of the grouping columns, which stand first.
package struct EstimateRows {
  package let table: ResultTable
  /// The columns in front of `quantity`.
  package let groupColumns: [String]
  package let quantities: [String]
  package let terms: [String]
  package let forms: [String]
  package let estimates: [Double]
  package let lowers: [Double]
  package let uppers: [Double]
  package let statuses: [String]
  private let groups: [[String]]

  /// Nil where the table has no columns `quantity` and `estimate`.
  /// - Throws: what ``ResultTable/checkedNumbers(_:)`` throws.
  package init?(_ table: ResultTable?) throws(DataError) {
    guard let table, let place = table.columns.firstIndex(of: "quantity"), table.has("estimate") else { return nil }
    self.table = table
    groupColumns = Array(table.columns[..<place])
    let none = [String](repeating: "", count: table.rowCount)
    quantities = table.texts("quantity") ?? none
    terms = table.texts("term") ?? none
    forms = table.texts("form") ?? none
    statuses = table.texts("status") ?? none
    estimates = try table.checkedNumbers("estimate")
    lowers = try table.optionalNumbers("lower")
    uppers = try table.optionalNumbers("upper")
    groups = groupColumns.map { table.texts($0) ?? none }
  }

  /// The rows of a quantity, in their order; of a term and a form where they are given.
  package func rows(_ quantity: String, term: String? = nil, form: String? = nil) -> [Int] {
    quantities.indices.filter { row in
      quantities[row] == quantity && (term == nil || terms[row] == term) && (form == nil || forms[row] == form)
    }
  }

  /// The distinct terms of some rows, in their order.
  func terms(of rows: [Int]) -> [String] {
    var seen: Set<String> = []
    return rows.map { terms[$0] }.filter { seen.insert($0).inserted }
  }

  /// `S01`, or `S01 · T2` of several columns; empty where the table has none.
  func label(_ row: Int) -> String { groups.map { $0[row] }.filter { !$0.isEmpty }.joined(separator: " · ") }

  /// `S01`, or `S01, T2` of several columns, empty ones too, so that each group has a name of its own.
  package func name(_ row: Int) -> String { groups.map { $0[row] }.joined(separator: ", ") }

  func group(_ column: String, _ row: Int) -> String {
    groupColumns.firstIndex(of: column).map { groups[$0][row] } ?? ""
  }

  /// What a row of the table stands for: `site`; empty where the table has no groups.
  var groupName: String { groupColumns.joined(separator: ", ") }
}

extension ResultTable {
  /// The numbers of a column, all NaN where there is no such column.
  func optionalNumbers(_ column: String) throws(DataError) -> [Double] {
    has(column) ? try checkedNumbers(column) : [Double](repeating: .nan, count: rowCount)
  }

  /// The name of the file without its folders: what a source line says.
  package var fileName: String { origin.split(separator: "/").last.map(String.init) ?? origin }
}
