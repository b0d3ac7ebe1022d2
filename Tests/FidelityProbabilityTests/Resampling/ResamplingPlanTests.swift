import FidelityProbability
import FidelityTesting
import Testing

struct ResamplingPlanTests {
  /// All weights of a bootstrap, row by row.
  private func weights(_ plan: ResamplingPlan, _ bootstrap: Bootstrap) -> [[Double]] {
    var matrix = [Double](repeating: -1, count: bootstrap.resamples * plan.columnCount)
    var span = matrix.mutableSpan
    bootstrap.fillWeights(plan, resamples: 0..<bootstrap.resamples, order: .rowMajor, into: &span)
    return (0..<bootstrap.resamples).map { Array(matrix[$0 * plan.columnCount..<($0 + 1) * plan.columnCount]) }
  }

  /// Means, variances and covariances of the multinomial, by each way to draw it: one by one, by Poisson draws, by
  /// binomial draws.
  @Test(arguments: [
    [1, 1, 1, 1, 1], [3, 0, 1, 6], [40, 5, 0, 90, 1], [5000, 1, 30, 1200], [30, 0, 70, 1, 130, 9, 200],
    [2, 0, 100, 300, 40, 1, 1, 60, 700, 90, 5, 150, 80],
  ])
  func unitsFollowTheMultinomialMoments(multiplicities: [Int]) {
    let resamples = 20_000
    let rows = weights(ResamplingPlan(multiplicities: multiplicities), Bootstrap(resamples: resamples, seed: 51))
    let n = Double(multiplicities.reduce(0, +))
    let b = Double(resamples)
    for row in rows { #expect(row.reduce(0, +) == n) }
    for (i, count) in multiplicities.enumerated() {
      let p = Double(count) / n
      let variance = n * p * (1 - p)
      let mean = rows.reduce(0) { $0 + $1[i] } / b
      #expect(isClose(mean, n * p, within: 4.5 * (variance / b).squareRoot()), "mean \(i)")
      // The variance of a squared deviation: the fourth central moment less the squared second.
      let fourth = variance * (1 + 3 * (n - 2) * p * (1 - p))
      let spread = rows.reduce(0) { $0 + ($1[i] - n * p) * ($1[i] - n * p) } / b
      let deviation = (max(fourth - variance * variance, 0) / b).squareRoot()
      #expect(isClose(spread, variance, within: 4.5 * deviation), "variance \(i)")
      for (j, other) in multiplicities.enumerated() where j < i {
        let q = Double(other) / n
        let covariance = rows.reduce(0) { $0 + ($1[i] - n * p) * ($1[j] - n * q) } / b
        let products = rows.reduce(0) { $0 + square(($1[i] - n * p) * ($1[j] - n * q)) } / b
        #expect(isClose(covariance, -n * p * q, within: 4.5 * (products / b).squareRoot()), "covariance \(i) \(j)")
      }
    }
  }

  private func square(_ x: Double) -> Double { x * x }

  @Test(arguments: [[7, 2, 4], [70, 20, 40]]) func theSameUnitsDrawnAreAlwaysTheSame(multiplicities: [Int]) {
    let plan = ResamplingPlan(multiplicities: multiplicities)
    let bootstrap = Bootstrap(resamples: 10, seed: 52)
    #expect(weights(plan, bootstrap) == weights(plan, bootstrap))
    #expect(weights(plan, bootstrap) != weights(plan, Bootstrap(resamples: 10, seed: 53)))
  }

  @Test(arguments: [[], [0, 0], [4], [1], [1000]]) func degenerate(multiplicities: [Int]) {
    let rows = weights(ResamplingPlan(multiplicities: multiplicities), Bootstrap(resamples: 3, seed: 1))
    #expect(rows == [[Double]](repeating: multiplicities.map(Double.init), count: 3))
  }

  /// Cluster A has 2 units of pattern 0, B one of each of 0 and 1, C three of pattern 2, D nothing.
  @Test func clustersAreDrawnWhole() {
    let plan = ResamplingPlan(
      patternCount: 3, clusterOffsets: [0, 1, 3, 4, 4], patterns: [0, 0, 1, 2], multiplicities: [2, 1, 1, 3])
    let resamples = 20_000
    let rows = weights(plan, Bootstrap(resamples: resamples, seed: 54))
    var outcomes: [[Double]: Double] = [:]
    for row in rows { outcomes[row, default: 0] += 1 }
    // a, b, c draws of A, B, C (d = 4 - a - b - c of D) give (2a + b, b, 3c), and no two outcomes coincide.
    let factorial = [1.0, 1, 2, 6, 24]
    var (observed, expected) = ([Double](), [Double]())
    for a in 0...4 {
      for b in 0...4 - a {
        for c in 0...4 - a - b {
          let ways = 24 / (factorial[a] * factorial[b] * factorial[c] * factorial[4 - a - b - c])
          expected.append(ways / 256 * Double(resamples))
          observed.append(outcomes.removeValue(forKey: [Double(2 * a + b), Double(b), Double(3 * c)]) ?? 0)
        }
      }
    }
    #expect(outcomes.isEmpty)
    #expect(goodnessOfFit(observed: observed, expected: expected) > 0.001)
  }

  @Test func aNegativeMultiplicityTraps() async {
    await #expect(processExitsWith: .failure) { _ = ResamplingPlan(multiplicities: [1, -1]) }
  }
}
