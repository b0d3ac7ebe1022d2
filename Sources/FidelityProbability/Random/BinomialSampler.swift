import FidelitySystem

/// Exact binomial draws at one success probability, for a number of trials that may change from draw to draw.
///
/// Below a mean of 40 by inversion of the distribution function, which costs less there (2 ns for a step of the walk),
/// and from 40 on by Hormann's transformed rejection (BTRS), whose cost does not grow with the number of trials. Its
/// acceptance test compares exact probabilities in Loader's form, so that it stays right for any number of trials.
///
/// Reference: W. Hormann (1993), The Generation of Binomial Random Variates, J. Stat. Comput. Simul. 46, 101-110.
public struct BinomialSampler: Sendable, Hashable {
  public let probability: Double

  /// The rarer of success and failure: what is drawn.
  private let rarer: Double
  private let odds: Double
  private let logCommoner: Double
  private let countsFailures: Bool

  /// - Precondition: `probability` lies in 0...1.
  public init(probability: Double) {
    precondition(probability.isProbability, "a probability lies in 0...1")
    self.probability = probability
    countsFailures = probability > 0.5
    rarer = countsFailures ? 1 - probability : probability
    odds = rarer / (1 - rarer)
    logCommoner = log1p(-rarer)
  }

  /// The number of successes in `trials` independent trials.
  ///
  /// Complexity: O(1) expected.
  /// - Precondition: 0 <= `trials` <= 2^53.
  public func draw(trials: Int, using stream: inout RandomStream) -> Int {
    precondition(trials >= 0 && trials <= 1 << 53, "trials lie in 0...2^53")
    if trials == 0 || rarer == 0 { return countsFailures ? trials : 0 }
    let n = Double(trials)
    let count = n * rarer < 40 ? invert(n, &stream) : reject(n, &stream)
    return countsFailures ? trials - count : count
  }

  /// Walks up the probabilities from 0.
  private func invert(_ n: Double, _ stream: inout RandomStream) -> Int {
    let zero = exp(n * logCommoner)
    let step = (n + 1) * odds
    // With a mean below 40, more than 300 has a probability below 1e-120: only rounding of the sum can lead there.
    let last = min(n, 300)
    while true {
      var rest = stream.uniform()
      var probability = zero
      var k = 0.0
      while rest >= probability && k <= last {
        rest -= probability
        k += 1
        probability *= step / k - odds
      }
      if k <= last { return Int(k) }
    }
  }

  /// BTRS, right for means from 10 on.
  private func reject(_ n: Double, _ stream: inout RandomStream) -> Int {
    let deviation = (n * rarer * (1 - rarer)).squareRoot()
    let b = 1.15 + 2.53 * deviation
    let a = -0.0873 + 0.0248 * b + 0.01 * rarer
    let centre = n * rarer + 0.5
    let quick = 0.92 - 4.2 / b
    while true {
      let v = stream.uniform()
      let u = stream.uniform() - 0.5
      let distance = 0.5 - abs(u)
      let k = ((2 * a / distance + b) * u + centre).rounded(.down)
      // Most draws end here, inside a region that lies wholly under the probabilities.
      if distance >= 0.07 && v <= quick { return Int(k) }
      guard k >= 0, k <= n else { continue }
      let alpha = (2.83 + 5.1 / b) * deviation
      let mode = ((n + 1) * rarer).rounded(.down)
      let logRatio =
        SaddlePoint.logBinomial(k, of: n, probability: rarer) - SaddlePoint.logBinomial(mode, of: n, probability: rarer)
      if log(v * alpha / (a / (distance * distance) + b)) <= logRatio { return Int(k) }
    }
  }
}
