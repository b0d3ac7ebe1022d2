import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting

/// Square tables for tests.
enum SquareTables {
  /// The cross table of a file with the columns rater1, rater2, count.
  static func dataset(_ slug: String, _ file: String = "data.csv") throws -> CrossTable {
    let rows = try Datasets.rows(slug, file).rows
    var labels: [String] = []
    for row in rows where !labels.contains(row[0]) { labels.append(row[0]) }
    var counts = [Int](repeating: 0, count: labels.count * labels.count)
    for row in rows {
      guard let first = labels.firstIndex(of: row[0]), let second = labels.firstIndex(of: row[1]) else { continue }
      counts[first * labels.count + second] = Int(row[2]) ?? 0
    }
    return CrossTable(categoryCount: labels.count, counts: counts)
  }

  /// Counts at random, with zeros among them.
  static func random(_ categoryCount: Int, seed: UInt64) -> CrossTable {
    var stream = RandomStream(seed: seed)
    let counts = (0..<categoryCount * categoryCount).map { _ in
      stream.uniform() < 0.2 ? 0 : stream.next(upperBound: 12)
    }
    return CrossTable(categoryCount: categoryCount, counts: counts)
  }
}

extension CrossTable {
  /// The table with its categories in another order.
  func permuted(_ order: [Int]) -> CrossTable {
    CrossTable(categoryCount: categoryCount, counts: order.flatMap { row in order.map { self[row, $0] } })
  }
}
