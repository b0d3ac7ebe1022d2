import FidelityProbability
import FidelityTesting
import Testing

struct BetaTests {
  struct Tails: Sendable {
    let a, b, x, cumulative, survival: Double
    init(_ a: Double, _ b: Double, _ x: Double, _ cumulative: Double, _ survival: Double) {
      (self.a, self.b, self.x, self.cumulative, self.survival) = (a, b, x, cumulative, survival)
    }
  }

  /// mpmath 1.3, 60 digits.
  static let tails: [Tails] = [
    .init(0.5, 0.5, 0.3, 0.36901011956554538, 0.63098988043445462),
    .init(2, 3, 0.1, 0.052300000000000005, 0.94769999999999999),
    .init(1, 1, 0.7, 0.69999999999999996, 0.30000000000000004),
    .init(30.5, 2.25, 0.9, 0.20631596342514743, 0.79368403657485257),
    .init(0.25, 8, 1e-10, 5.7984459460778498e-3, 0.99420155405392215),
    .init(500, 3, 0.97, 3.1298969120054137e-5, 0.99996870103087995),
    .init(2000, 3000, 0.41, 0.92526212620830418, 0.074737873791695825),
    .init(500000, 10, 0.99998, 0.45790594354964723, 0.54209405645035277),
  ]

  @Test(arguments: tails) func tailsMatchReference(_ tails: Tails) {
    let beta = Beta(a: tails.a, b: tails.b)
    #expect(relativeError(beta.cumulative(tails.x), tails.cumulative) < 1e-13)
    #expect(relativeError(beta.survival(tails.x), tails.survival) < 1e-13)
    // I_x(a, b) = 1 - I_(1-x)(b, a), as far as 1 - x is exact.
    if 1 - (1 - tails.x) == tails.x {
      #expect(relativeError(Beta(a: tails.b, b: tails.a).survival(1 - tails.x), tails.cumulative) < 1e-13)
    }
  }

  struct Quantile: Sendable {
    let a, b, p, x: Double
    init(_ a: Double, _ b: Double, _ p: Double, _ x: Double) { (self.a, self.b, self.p, self.x) = (a, b, p, x) }
  }

  /// mpmath 1.3, 60 digits. The third is a Clopper-Pearson limit: 3 of 20.
  static let quantiles: [Quantile] = [
    .init(0.5, 0.5, 0.1, 0.024471741852423217),
    .init(2, 3, 0.975, 0.80587955031675658),
    .init(3, 18, 0.025, 0.032070937185463706),
    .init(500, 3, 1e-10, 0.94348379263002851),
  ]

  @Test(arguments: quantiles) func quantilesMatchReference(_ quantile: Quantile) {
    let beta = Beta(a: quantile.a, b: quantile.b)
    #expect(relativeError(beta.quantile(quantile.p), quantile.x) < 1e-14)
    let mirrored = Beta(a: quantile.b, b: quantile.a).quantile(upperTail: quantile.p)
    #expect(isClose(mirrored, 1 - quantile.x, within: 1e-15))
  }

  /// mpmath 1.3, 60 digits; and the ends of the support.
  @Test(
    arguments: [
      (0.5, 0.5, 0.25, -0.3077416690635644), (2, 3, 0.1, -0.028399474521697933), (5e6, 3e6, 0.625, 7.7539539237183354),
      (1, 3, 0, 1.0986122886681098), (0.5, 2, 0, .infinity), (2, 2, 1, -.infinity), (2, 2, 1.5, -.infinity),
    ] as [(Double, Double, Double, Double)]) func logDensity(a: Double, b: Double, x: Double, expected: Double)
  {
    #expect(relativeError(Beta(a: a, b: b).logDensity(x), expected) < 1e-13)
  }
}
