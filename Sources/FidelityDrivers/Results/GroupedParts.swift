import FidelityData

/// Numerators and denominators of a ratio of totals: by unit, or by cluster where one is said.
struct GroupedParts {
  private(set) var parts: [(y: Double, x: Double)] = []
  private let clusters: [UInt32]?
  private var places: [Int]
  private let lacking: String?

  init(_ table: DriverTable, _ options: DriverOptions) { self.init(table.clusters(options), lacking: options.cluster) }

  /// - Parameters:
  ///   - clusters: of the rows, or of units one by one; nil where units are independent.
  ///   - lacking: the column of clusters that is said, where there is none.
  init(_ clusters: NameColumn?, lacking: String?) {
    self.clusters = clusters?.codes
    places = Array(repeating: -1, count: clusters?.labels.count ?? 0)
    self.lacking = clusters == nil ? lacking : nil
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

  /// A note, with a word on the clusters that are said and not there.
  func withoutCluster(_ note: String? = nil) -> String? { parts.isEmpty ? note : MissingClusters.note(lacking, note) }
}

/// What rows say where clusters are said that their table does not have.
enum MissingClusters {
  /// - Parameter column: that there is not; nil for none.
  static func note(_ column: String?, _ note: String?) -> String? {
    guard let column else { return note }
    let words = "no column \(column): limits as of independent units"
    return note.map { "\($0); \(words)" } ?? words
  }
}
