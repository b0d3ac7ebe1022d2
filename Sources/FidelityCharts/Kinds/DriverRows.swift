import FidelityData

/// The rows of the drivers' table that are of the whole, over all periods and levels.
struct DriverRows {
  let found: EstimateRows
  let counts: [Double]
  private let isWhole: [Bool]

  /// Nil where there is no such table.
  init?(_ results: Results) throws(DataError) {
    guard let found = try EstimateRows(results["drivers"]) else { return nil }
    self.found = found
    counts = try found.table.optionalNumbers("n_units")
    isWhole = found.quantities.indices.map { row in
      found.group("period", row).isEmpty && found.group("system_level", row).isEmpty
    }
  }

  /// The rows of a quantity for the whole.
  func whole(_ system: String, _ quantity: String, term: String? = nil) -> [Int] {
    found.rows(quantity, term: term).filter { isWhole[$0] && found.group("system", $0) == system }
  }

  /// The rows of a quantity at a level of the system.
  func rows(_ system: String, _ quantity: String, level: String) -> [Int] {
    found.rows(quantity).filter { row in
      found.group("system", row) == system && found.group("system_level", row) == level
        && found.group("period", row).isEmpty
    }
  }
}
