/// The nonparametric bootstrap: how many resamples, from which seed.
///
/// Resample b is drawn from stream b of the seed (``RandomStream``), so that blocks of resamples may be filled in any
/// order
/// and on any number of threads: the same seed gives the same weights. This type draws weights or indices only; what is
/// computed from them is the caller's.
///
///     let plan = ResamplingPlan(multiplicities: patternCounts)
///     for block in bootstrap.blocks(of: 256) {
///       bootstrap.fillWeights(plan, resamples: block, order: .rowMajor, into: &weights)   // [block x patterns]
///       ...                                                                               // one matrix product
///     }
///
/// Reference: B. Efron, R. J. Tibshirani (1993), An Introduction to the Bootstrap.
public struct Bootstrap: Sendable, Hashable, Codable {
  public let resamples: Int
  public let seed: UInt64

  /// - Parameters:
  ///   - resamples: how many, > 0.
  ///   - seed: any number; part of the result, so that a result can be had again.
  public init(resamples: Int = 10_000, seed: UInt64) {
    precondition(resamples > 0, "a bootstrap needs resamples")
    self.resamples = resamples
    self.seed = seed
  }

  /// - Throws: `DecodingError.dataCorrupted` where a file asks for no resamples.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    resamples = try container.decode(Int.self, forKey: .resamples)
    seed = try container.decode(UInt64.self, forKey: .seed)
    guard resamples > 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .resamples, in: container, debugDescription: "resamples is \(resamples), but must be positive")
    }
  }

  /// The same bootstrap with a seed of its own for a part of the work (a group, an item), so that parts are
  /// independent.
  ///
  /// Different keys always give different seeds. Without it, parts of equal size see the same resamples, which a paired
  /// comparison wants.
  public func keyed(by key: UInt64) -> Bootstrap {
    // SplitMix64's finaliser: a bijection of the key for each seed (Steele, Lea, Flood 2014).
    var z = key &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Bootstrap(resamples: resamples, seed: seed ^ (z ^ (z >> 31)))
  }

  /// The resamples in consecutive blocks of `size`, the last one possibly shorter.
  public func blocks(of size: Int) -> [Range<Int>] {
    precondition(size > 0, "a block holds at least one resample")
    return stride(from: 0, to: resamples, by: size).map { $0..<min($0 + size, resamples) }
  }

  /// The stream that resample `resample` is drawn from.
  public func stream(resample: Int) -> RandomStream { RandomStream(seed: seed, stream: UInt64(resample)) }

  /// How a [resamples x columns] matrix lies in memory.
  public enum Order: Sendable, Hashable {
    /// A resample's weights lie together (BLAS: the transpose of a column-major [columns x resamples] matrix).
    case rowMajor
    /// A column's weights lie together, as BLAS and LAPACK store a matrix.
    case columnMajor
  }

  /// Fills the [resamples x columns] matrix of weights of a block: how often each pattern occurs in each resample.
  ///
  /// - Parameters:
  ///   - plan: what is resampled; its `columnCount` is the number of columns.
  ///   - resamples: the block, within 0..<`self.resamples`.
  ///   - order: how `weights` is stored.
  ///   - weights: `resamples.count` * `plan.columnCount` numbers, without gaps; overwritten with whole numbers.
  /// - Complexity: O(min(units, patterns)) draws for each resample.
  public func fillWeights(
    _ plan: ResamplingPlan, resamples block: Range<Int>, order: Order, into weights: inout MutableSpan<Double>
  ) {
    precondition(block.lowerBound >= 0 && block.upperBound <= resamples, "no such resamples")
    precondition(weights.count == block.count * plan.columnCount, "weights must hold [resamples x columns]")
    var workspace = plan.makeWorkspace()
    let (rowStride, columnStride) = order == .rowMajor ? (plan.columnCount, 1) : (1, block.count)
    for resample in block {
      var stream = stream(resample: resample)
      plan.draw(from: &stream, into: &workspace)
      var place = (resample - block.lowerBound) * rowStride
      for weight in workspace.weights {
        weights[place] = weight
        place += columnStride
      }
    }
  }

  /// Fills with the units of one resample: as many indices as there are units, drawn from 0..<`indices.count` with
  /// replacement.
  ///
  /// For statistics that need the units themselves; where units fall into patterns,
  /// ``fillWeights(_:resamples:order:into:)``
  /// is far quicker.
  public func fillUnitIndices(resample: Int, into indices: inout MutableSpan<Int>) {
    precondition(resample >= 0 && resample < resamples, "no such resample")
    var stream = stream(resample: resample)
    var place = 0
    stream.drawIndices(indices.count, below: indices.count) { index in
      indices[place] = index
      place += 1
    }
  }
}
