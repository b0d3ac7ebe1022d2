import FidelitySystem

/// Exact Poisson draws with one mean.
///
/// Below a mean of 128 from an alias table, and from there on by Hormann's transformed rejection (PTRS), with
/// everything that depends on the mean alone computed once; its acceptance test takes exact probabilities in Loader's
/// form.
///
/// Reference: W. Hormann (1993), The Transformed Rejection Method for Generating Poisson Random Variables, Insurance:
/// Mathematics and Economics 12, 39-45.
package struct PoissonSampler: Sendable {
  private static let tableLimit = 128.0
  private let method: Method

  private enum Method: Sendable {
    case table(AliasTable)
    case rejection(Rejection)
  }

  /// - Precondition: 0 < `mean` <= 2^50.
  package init(mean: Double) {
    precondition(mean > 0 && mean <= 0x1p50, "a mean lies in 0...2^50")
    if mean >= Self.tableLimit {
      method = .rejection(Rejection(mean: mean))
      return
    }
    // What is left out has a probability below 1e-25 in all.
    let last = Int(mean + 12 * mean.squareRoot()) + 30
    method = .table(AliasTable(weights: (0...last).map { exp(Self.logProbability(Double($0), mean)) }))
  }

  @inline(__always)
  package func draw(_ stream: inout RandomStream) -> Int {
    switch method {
    case .table(let table): table.draw(&stream)
    case .rejection(let rejection): rejection.draw(&stream)
    }
  }

  /// log of exp(-m) m^k / k!.
  static func logProbability(_ k: Double, _ mean: Double) -> Double {
    if k == 0 { return -mean }
    return -SaddlePoint.stirlingRemainder(k) - mean * SaddlePoint.deviance((k - mean) / mean)
      - 0.5 * log(2 * Double.pi * k)
  }

  private struct Rejection: Sendable {
    private let mean, a, b, logInverseAlpha, quick: Double

    init(mean: Double) {
      self.mean = mean
      b = 0.931 + 2.53 * mean.squareRoot()
      a = -0.059 + 0.02483 * b
      logInverseAlpha = log(1.1239 + 1.1328 / (b - 3.4))
      quick = 0.9277 - 3.6224 / (b - 2)
    }

    @inline(__always)
    func draw(_ stream: inout RandomStream) -> Int {
      while true {
        let u = stream.uniform() - 0.5
        let v = stream.uniform()
        let distance = 0.5 - abs(u)
        let x = (2 * a / distance + b) * u + mean + 0.43
        // Most draws end here, inside a region that lies wholly under the probabilities.
        if distance >= 0.07 && v <= quick { return Int(x) }
        if accepts(x, v, distance) { return Int(x) }
      }
    }

    @inline(never)
    private func accepts(_ x: Double, _ v: Double, _ distance: Double) -> Bool {
      // Beyond 2^53 there is no outcome left, and u = -1/2 leads to minus infinity.
      guard x >= 0, x < 0x1p53, distance >= 0.013 || v <= distance else { return false }
      let k = x.rounded(.down)
      return log(v) + logInverseAlpha - log(a / (distance * distance) + b)
        <= PoissonSampler.logProbability(k, mean)
    }
  }
}
