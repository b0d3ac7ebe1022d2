import Benchmark
import Fidelity
import FidelityFiles
import GeneratedFiles
import Measuring

/// A scan of site, month and score: CSV and Parquet, sites as text and as whole numbers.
let benchmarks: @Sendable () -> Void = {
  for format in GeneratedFile.Format.allCases {
    for keys in KeyType.allCases {
      for rowCount in Effort.sizes(100_000, 1_000_000, 10_000_000, smoke: 10_000) {
        measure("\(format.rawValue), \(keys.rawValue)", rowCount, .rows) {
          try GeneratedFile(siteTable(rowCount: rowCount, keys), format: format)
        } job: { file in
          try scan(file.path)
        } discard: { file in
          file.remove()
        }
      }
    }
  }
}

enum KeyType: String, CaseIterable {
  case text = "text keys"
  case integers = "integer keys"
}

/// Rows of 20,000 sites in random order.
private func siteTable(rowCount: Int, _ keys: KeyType) -> Table {
  var stream = RandomStream(seed: 5)
  let siteCount = 20_000
  let sites = (0..<rowCount).map { _ in stream.next(upperBound: siteCount) }
  let months = (0..<rowCount).map { _ in Double(stream.next(upperBound: 24)) }
  let scores = months.map { ((50 + 0.5 * $0 + 40 * (stream.uniform() - 0.5)) * 100).rounded() / 100 }
  let column: Table.Values =
    switch keys {
    case .text: .text(codes: sites.map { UInt32($0) }, labels: (0..<siteCount).map { "school-\(100_000 + $0)" })
    case .integers: .integers(sites.map { 100_000 + $0 })
    }
  return Table(columns: [
    Table.Column("site", column), Table.Column("month", .numbers(months)), Table.Column("score", .numbers(scores)),
  ])
}

/// Reads all rows; returns how many there are.
private func scan(_ path: String) throws -> Int {
  var scan = try TableScan(
    [TableFile(path)],
    [ColumnRequest("site", .key), ColumnRequest("month", .number), ColumnRequest("score", .number)])
  while let batch = try scan.next() { blackHole(batch) }
  return scan.rowCount
}
