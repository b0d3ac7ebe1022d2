import FidelityData
import FidelityProbability

/// The wild cluster bootstrap of one contrast: for few clusters, where t with G - 1 degrees of freedom is too hopeful.
///
/// Under the null value c of the contrast the model is fitted with the restriction; every resample multiplies the
/// residuals of cluster g by a draw v_g, and the t of the resample (CR1) is compared with that of the data. All of it
/// comes from Q_g'Q_g and Q_g'e_g, so a resample takes O(G k). With up to ``enumerated`` clusters and Rademacher draws
/// all 2^G sign changes are taken, each once.
///
/// p is the share of resamples whose |t| is larger than the data's. The limits are the values of c whose p is 1 -
/// level, found by bisection with the same draws.
///
/// References: Cameron, Gelbach, Miller (2008), Review of Economics and Statistics 90, 414-427; Roodman, Nielsen,
/// MacKinnon, Webb (2019), Stata Journal 19, 4-60.
public struct WildClusterBootstrap: Sendable, Hashable, Codable {
  /// The distribution of the draws.
  public enum Draws: String, Sendable, Hashable, Codable, CaseIterable {
    /// -1 or 1.
    case rademacher
    /// Webb's six points, -+sqrt(1/2), -+1, -+sqrt(3/2): for fewer than ten clusters.
    case webb
  }

  public var resamples: Int
  public var draws: Draws
  public var seed: UInt64

  /// Up to so many clusters all sign changes are enumerated.
  public static let enumerated = 12

  public init(resamples: Int = 9_999, draws: Draws = .rademacher, seed: UInt64 = 1) {
    precondition(resamples > 0, "a bootstrap has resamples")
    self.resamples = resamples
    self.draws = draws
    self.seed = seed
  }

  package struct Result: Sendable, Equatable {
    package var pValue = Double.nan
    package var lower = Double.nan
    package var upper = Double.nan
    package var resampleCount = 0
    /// Whether all sign changes were taken.
    package var isComplete = false
  }

  /// The test of a contrast against `null`, and limits.
  /// - Parameters:
  ///   - contrast: of the basis.
  ///   - estimate: its value.
  ///   - level: of the limits; nil for none.
  package func test(
    _ sums: ClusterSums, _ contrast: [Double], estimate: Double, null: Double = 0, level: Double? = nil
  ) -> Result {
    var result = Result()
    let count = sums.clusterCount
    guard count > 1 else { return result }
    let trial = Trial(self, sums, contrast)
    result.isComplete = trial.isComplete
    result.resampleCount = trial.resampleCount
    guard trial.error > 0 else { return result }
    result.pValue = trial.pValue(estimate - null)
    guard let level else { return result }
    result.lower = estimate - trial.reach(level, -1)
    result.upper = estimate + trial.reach(level, 1)
    return result
  }
}

/// The draws of a bootstrap, and what clusters contribute to one contrast.
private struct Trial {
  let isComplete: Bool
  let resampleCount: Int
  /// The standard error of the contrast without a factor, which cancels.
  let error: Double
  private let plan: WildClusterBootstrap
  private let clusterCount: Int
  /// q'q: the contrast's variance with equal errors.
  private let size: Double
  /// For each cluster q'score, and q'Q_g'Q_g q.
  private let scores: [Double]
  private let sizes: [Double]
  /// For each cluster Q_g'Q_g q and its score.
  private let products: [Double]
  private let clusterScores: [Double]
  private let order: Int

  init(_ plan: WildClusterBootstrap, _ sums: ClusterSums, _ contrast: [Double]) {
    self.plan = plan
    clusterCount = sums.clusterCount
    order = sums.order
    isComplete = plan.draws == .rademacher && sums.clusterCount <= WildClusterBootstrap.enumerated
    resampleCount = isComplete ? 1 << sums.clusterCount : plan.resamples
    size = contrast.reduce(0) { $0 + $1 * $1 }
    var (scores, sizes, products) = ([Double](), [Double](), [Double]())
    for cluster in 0..<sums.clusterCount {
      let product = sums.product(cluster, contrast)
      products += product
      scores.append(zip(contrast, sums.score(cluster)).reduce(0) { $0 + $1.0 * $1.1 })
      sizes.append(zip(contrast, product).reduce(0) { $0 + $1.0 * $1.1 })
    }
    self.scores = scores
    self.sizes = sizes
    self.products = products
    clusterScores = sums.scores
    error = scores.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// p of the value that lies `distance` below the estimate.
  func pValue(_ distance: Double) -> Double {
    // The restricted coefficients are those less q distance / q'q; the scores follow.
    let move = distance / size
    let data = abs(distance) / error
    let own = (0..<clusterCount).map { scores[$0] + move * sizes[$0] }
    let restricted = clusterScores.indices.map { clusterScores[$0] + move * products[$0] }
    let pieces = 64
    let piece = (resampleCount + pieces - 1) / pieces
    let counts = WorkerThreads.map(pieces) { index in
      count(min(resampleCount, index * piece)..<min(resampleCount, (index + 1) * piece), own, restricted, data)
    }
    return Double(counts.reduce(0, +)) / Double(resampleCount)
  }

  /// How many of some resamples have a larger |t| than the data.
  private func count(_ resamples: Range<Int>, _ own: [Double], _ restricted: [Double], _ data: Double) -> Int {
    var larger = 0
    var draws = [Double](repeating: 0, count: clusterCount)
    var moved = [Double](repeating: 0, count: order)
    for resample in resamples {
      draw(resample, &draws)
      var change = 0.0
      for row in 0..<order { moved[row] = 0 }
      for cluster in 0..<clusterCount {
        change += draws[cluster] * own[cluster]
        for row in 0..<order { moved[row] += draws[cluster] * restricted[cluster * order + row] }
      }
      var variance = 0.0
      for cluster in 0..<clusterCount {
        var score = draws[cluster] * own[cluster]
        for row in 0..<order { score -= products[cluster * order + row] * moved[row] }
        variance += score * score
      }
      // Equal ones, the data themselves among them, are not larger.
      if abs(change) > data * (1 + 1e-9) * variance.squareRoot() { larger += 1 }
    }
    return larger
  }

  private func draw(_ resample: Int, _ draws: inout [Double]) {
    if isComplete {
      for cluster in 0..<clusterCount { draws[cluster] = (resample >> cluster) & 1 == 0 ? 1 : -1 }
      return
    }
    var stream = RandomStream(seed: plan.seed, stream: UInt64(resample))
    switch plan.draws {
    case .rademacher:
      var bits: UInt64 = 0
      for cluster in 0..<clusterCount {
        if cluster % 64 == 0 { bits = stream.next() }
        draws[cluster] = bits & 1 == 0 ? 1 : -1
        bits >>= 1
      }
    case .webb:
      let points = [-1.5.squareRoot(), -1, -0.5.squareRoot(), 0.5.squareRoot(), 1, 1.5.squareRoot()]
      for cluster in 0..<clusterCount { draws[cluster] = points[stream.next(upperBound: 6)] }
    }
  }

  /// How far from the estimate p falls to 1 - level, on one side.
  func reach(_ level: Double, _ side: Double) -> Double {
    let target = 1 - level
    var (near, far) = (0.0, 2 * error)
    var steps = 0
    while pValue(-side * far) > target {
      (near, far) = (far, 2 * far)
      steps += 1
      // With very few clusters no value is ever unlikely enough.
      if steps > 12 { return .infinity }
    }
    for _ in 0..<40 where far - near > 1e-9 * far {
      let middle = (near + far) / 2
      if pValue(-side * middle) > target { near = middle } else { far = middle }
    }
    return (near + far) / 2
  }
}
