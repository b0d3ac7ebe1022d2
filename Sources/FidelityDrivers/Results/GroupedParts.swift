import FidelityData

/// Numerators and denominators of a ratio of totals: by unit, or by cluster where one is said.
struct GroupedParts {
  private(set) var parts: [(y: Double, x: Double)] = []
  private let clusters: [UInt32]?
  private var places: [Int]

  init(_ table: DriverTable, _ options: DriverOptions) {
    let column = options.cluster.flatMap { table.has($0) ? table.names($0) : nil }
    clusters = column?.codes
    places = Array(repeating: -1, count: column?.labels.count ?? 0)
  }

  /// Takes a unit; one without a cluster counts as a cluster of its own.
  /// - Parameter row: of the table that the clusters are a column of.
  mutating func add(_ y: Double, of x: Double, row: Int) {
    guard let code = clusters?[row], code != missingKey else { return parts.append((y, x)) }
    if places[Int(code)] < 0 {
      places[Int(code)] = parts.count
      parts.append((0, 0))
    }
    parts[places[Int(code)]].y += y
    parts[places[Int(code)]].x += x
  }
}
