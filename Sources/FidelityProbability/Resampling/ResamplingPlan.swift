/// What one resample draws: units compressed to patterns, or whole clusters of them.
///
/// A plan is made once and shared by all resamples; it is immutable and may be read from any thread.
public struct ResamplingPlan: Sendable {
  /// The number of patterns, which is the number of weights of a resample.
  public let columnCount: Int

  private let scheme: Scheme

  private enum Scheme: Sendable {
    /// Few units for each pattern: draw every unit, and count its pattern. One entry for each unit.
    case units(patternOfUnit: [Int32])
    /// More units than that: independent Poisson draws, and the missing units one by one.
    case poisson(PoissonDeal)
    /// Very many units for each pattern: deal them out by conditional binomials. One sampler for each pattern.
    case binomials(unitCount: Int, samplers: [BinomialSampler])
    /// Draw clusters, and add up the patterns within.
    case clusters(Clusters)
  }

  private struct Clusters: Sendable {
    let offsets: [Int]
    let patterns: [Int]
    let multiplicities: [Double]

    var count: Int { offsets.count - 1 }

    func draw(from stream: inout RandomStream, into workspace: inout Workspace) {
      for cluster in 0..<count { workspace.clusterCounts[cluster] = 0 }
      stream.drawIndices(count, below: count) { workspace.clusterCounts[$0] += 1 }
      for column in workspace.weights.indices { workspace.weights[column] = 0 }
      for cluster in 0..<count where workspace.clusterCounts[cluster] > 0 {
        let times = Double(workspace.clusterCounts[cluster])
        for entry in offsets[cluster]..<offsets[cluster + 1] {
          workspace.weights[patterns[entry]] += times * multiplicities[entry]
        }
      }
    }
  }

  /// Resampling of n units that fall into patterns, n from n with replacement.
  ///
  /// The weights of a resample are multinomial(n; multiplicities / n). They are drawn by whichever exact way is the
  /// quicker
  /// one for this n and number of patterns, hence always the same one for the same multiplicities.
  ///
  /// - Parameter multiplicities: how many units have each pattern, >= 0; a pattern with 0 always has weight 0.
  /// - Precondition: no multiplicity is negative.
  public init(multiplicities: [Int]) {
    precondition(multiplicities.allSatisfy { $0 >= 0 }, "a multiplicity is not negative")
    columnCount = multiplicities.count
    let unitCount = multiplicities.reduce(0, +)
    let patternCount = multiplicities.count { $0 > 0 }
    let deal = PoissonDeal.Cost(unitCount: unitCount, patternCount: patternCount)
    // Nanoseconds for a draw, by measurement; what counts is that the choice depends on the two numbers alone.
    let (byUnit, byBinomial) = (2.5 * Double(unitCount), 60 * Double(patternCount))
    if byUnit <= min(deal.total, byBinomial) {
      var patternOfUnit: [Int32] = []
      patternOfUnit.reserveCapacity(unitCount)
      for (pattern, count) in multiplicities.enumerated() {
        patternOfUnit.append(contentsOf: repeatElement(Int32(pattern), count: count))
      }
      scheme = .units(patternOfUnit: patternOfUnit)
    } else if deal.total <= byBinomial {
      scheme = .poisson(PoissonDeal(multiplicities, unitCount: unitCount, thinning: deal.thinning))
    } else {
      var remaining = unitCount
      let samplers = multiplicities.map { count in
        defer { remaining -= count }
        return BinomialSampler(probability: count == 0 ? 0 : Double(count) / Double(remaining))
      }
      scheme = .binomials(unitCount: unitCount, samplers: samplers)
    }
  }

  /// Resampling of whole clusters, as many as there are, with replacement.
  ///
  /// The weight of a pattern is the number of its units in the drawn clusters; with clusters of unequal size the total
  /// differs from resample to resample. A statistic that needs the weights of the clusters themselves (a matrix product
  /// with a [clusters x features] matrix) uses ``init(multiplicities:)`` with a multiplicity of 1 for each cluster.
  ///
  /// - Parameters:
  ///   - patternCount: the number of patterns.
  ///   - clusterOffsets: where each cluster begins in the two arrays below, and the end of the last: clusters + 1
  ///     numbers.
  ///   - patterns: the patterns of each cluster, each in 0..<`patternCount`.
  ///   - multiplicities: how many units of the cluster have that pattern.
  /// - Precondition: the offsets ascend from 0 to the length of the two arrays, and the patterns exist.
  public init(patternCount: Int, clusterOffsets: [Int], patterns: [Int], multiplicities: [Int]) {
    precondition(patterns.count == multiplicities.count, "one multiplicity for each pattern of a cluster")
    precondition(clusterOffsets.first == 0 && clusterOffsets.last == patterns.count, "offsets span the patterns")
    precondition(zip(clusterOffsets, clusterOffsets.dropFirst()).allSatisfy(<=), "offsets ascend")
    precondition(patterns.allSatisfy { $0 >= 0 && $0 < patternCount }, "no such pattern")
    precondition(multiplicities.allSatisfy { $0 >= 0 }, "a multiplicity is not negative")
    columnCount = patternCount
    scheme = .clusters(
      Clusters(offsets: clusterOffsets, patterns: patterns, multiplicities: multiplicities.map(Double.init)))
  }

  /// The weights of one resample, and room to draw them.
  struct Workspace {
    var weights: [Double]
    var clusterCounts: [Int]
  }

  func makeWorkspace() -> Workspace {
    var clusterCount = 0
    if case .clusters(let clusters) = scheme { clusterCount = clusters.count }
    return Workspace(
      weights: [Double](repeating: 0, count: columnCount), clusterCounts: [Int](repeating: 0, count: clusterCount))
  }

  func draw(from stream: inout RandomStream, into workspace: inout Workspace) {
    switch scheme {
    case .units(let patternOfUnit):
      let unitCount = patternOfUnit.count
      let patterns = patternOfUnit.span
      var weights = workspace.weights.mutableSpan
      for column in weights.indices { weights[column] = 0 }
      stream.drawIndices(unitCount, below: unitCount) { weights[Int(patterns[$0])] += 1 }
    case .poisson(let deal):
      deal.draw(from: &stream, into: &workspace.weights)
    case .binomials(let unitCount, let samplers):
      var remaining = unitCount
      for column in 0..<columnCount {
        let count = samplers[column].draw(trials: remaining, using: &stream)
        workspace.weights[column] = Double(count)
        remaining -= count
      }
    case .clusters(let clusters):
      clusters.draw(from: &stream, into: &workspace)
    }
  }
}
