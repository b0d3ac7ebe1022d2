extension SystemRows {
  /// How many rows of a table begin after the as-of date, and are left out; no row where there is none.
  mutating func later(_ role: DriverRole, _ count: Int) {
    if count > 0 { whole(DriverFigure("rows-after-as-of", term: role.rawValue), Double(count)) }
  }
}

extension DriverTable {
  /// The rows whose day in a column lies after a date.
  func laterCount(_ column: String, asOf: Double) -> Int {
    guard has(column) else { return 0 }
    let days = self.column(column)
    return RowStretches.sum(rowCount, { $0 += $1 }) { rows in rows.count { days[$0] > asOf } }
  }
}
