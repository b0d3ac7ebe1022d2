import Benchmark
import Fidelity
import Measuring

/// Scores, bands and criteria of a 45-item inventory, in blocks of 4,096 rows.
let benchmarks: @Sendable () -> Void = {
  for missing in [0, 0.08] {
    for rowCount in Effort.sizes(100_000, 1_000_000, 10_000_000, smoke: 10_000) {
      let data = missing == 0 ? "complete" : "8 % missing"
      measure("InstrumentScorer, 45 items, \(data)", rowCount, .rows) {
        try Administrations(missing: missing)
      } job: { administrations in
        administrations.score(rowCount: rowCount)
      }
    }
  }
}

/// Blocks of administrations of the Tiered Fidelity Inventory, more of them than the caches hold.
struct Administrations {
  private static let blockSize = 4_096
  private static let blockCount = 64

  private let scorer: InstrumentScorer
  private let blocks: [Matrix]

  init(missing: Double) throws {
    let instrument = try InstrumentCatalogue.instrument("tfi-2.1")
    scorer = InstrumentScorer(instrument)
    var stream = RandomStream(seed: 4)
    let itemCount = instrument.items.count
    blocks = (0..<Self.blockCount).map { _ in
      let values = (0..<Self.blockSize * itemCount).map { _ in
        stream.uniform() < missing ? Double.nan : Double(stream.next(upperBound: 3))
      }
      return Matrix(columnMajor: values, rowCount: Self.blockSize, columnCount: itemCount)
    }
  }

  /// Scores as many rows, going over the blocks again and again; returns the sum of what was answered.
  func score(rowCount: Int) -> Int {
    var block = ScoreBlock(for: scorer.instrument)
    var answered = 0
    for (number, start) in stride(from: 0, to: rowCount, by: Self.blockSize).enumerated() {
      let count = min(Self.blockSize, rowCount - start)
      scorer.score(blocks[number % blocks.count], rowCount: count, into: &block)
      answered += Int(block.answeredCounts[0])
    }
    return answered
  }
}
