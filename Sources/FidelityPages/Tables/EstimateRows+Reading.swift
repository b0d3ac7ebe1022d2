import FidelityCharts

extension EstimateRows {
  /// The numbers of a column; NaN where there is none.
  func numbers(_ column: String) -> [Double] {
    table.numbers(column) ?? [Double](repeating: .nan, count: table.rowCount)
  }
}
