import FidelityCharts

extension EstimateRows {
  /// The table, where it is one of estimates that can be read; nil for others.
  static func reading(_ table: ResultTable) -> EstimateRows? { (try? EstimateRows(table)) ?? nil }

  /// The numbers of a column; NaN where there is none.
  func numbers(_ column: String) -> [Double] {
    table.numbers(column) ?? [Double](repeating: .nan, count: table.rowCount)
  }
}
