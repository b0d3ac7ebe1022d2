import FidelityData
import FidelityProbability

/// A ratio of totals whose groups (clusters, where there are some) are drawn anew: sum y* / sum x* of as many groups,
/// drawn with replacement.
///
/// Groups are drawn in the order of their totals, so that the order of rows leaves no trace. A resample whose
/// denominator is 0 has no ratio (NaN).
/// Reference: Davison & Hinkley (1997), Bootstrap Methods and their Application, sections 2.4 and 3.8.
/// - Complexity: O(resamples x groups).
struct RatioBootstrap {
  /// Below so many groups, percentile limits are told to be too narrow.
  static let few = 10

  let groupCount: Int
  let replicates: [Double]

  /// So many draws are worth several threads.
  private static let manyDraws = 1 << 20

  /// - Parameter parts: numerator and denominator of each group.
  init(_ parts: [(y: Double, x: Double)], resamples: Int, seed: UInt64) {
    groupCount = parts.count
    let parts = parts.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    let bootstrap = Bootstrap(resamples: resamples, seed: seed)
    @Sendable func replicates(_ block: Range<Int>) -> [Double] {
      var drawn = [Int](repeating: 0, count: parts.count)
      return block.map { resample in
        var places = drawn.mutableSpan
        bootstrap.fillUnitIndices(resample: resample, into: &places)
        var (y, x) = (0.0, 0.0)
        for group in drawn {
          y += parts[group].y
          x += parts[group].x
        }
        return x > 0 ? y / x : .nan
      }
    }
    guard parts.count * resamples > Self.manyDraws else {
      self.replicates = replicates(0..<resamples)
      return
    }
    let blocks = bootstrap.blocks(of: 50)
    self.replicates = WorkerThreads.map(blocks.count) { replicates(blocks[$0]) }.flatMap(\.self)
  }
}
