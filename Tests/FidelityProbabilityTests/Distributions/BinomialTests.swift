import FidelityProbability
import FidelityTesting
import Testing

struct BinomialTests {
  struct Reference: Sendable {
    let trials, k: Int
    let p, probability, cumulative, survival: Double
    init(_ trials: Int, _ k: Int, _ p: Double, _ probability: Double, _ cumulative: Double, _ survival: Double) {
      (self.trials, self.k, self.p) = (trials, k, p)
      (self.probability, self.cumulative, self.survival) = (probability, cumulative, survival)
    }
  }

  /// mpmath 1.3, 60 digits: sums of the probabilities up to 20,000 trials, the incomplete beta function above.
  static let references: [Reference] = [
    .init(1, 0, 0.25, 0.75, 0.75, 0.25),
    .init(10, 3, 0.5, 0.1171875, 0.171875, 0.828125),
    .init(20, 6, 0.3, 0.19163898275344258, 0.60800981220092401, 0.39199018779907599),
    .init(100, 2, 0.1, 1.6231965986859006e-3, 1.9448846518800154e-3, 0.99805511534811998),
    .init(100, 30, 0.1, 1.840408391765276e-8, 0.99999999395296152, 6.0470384762569295e-9),
    .init(1000, 500, 0.45, 1.6574055418552088e-4, 0.99931919133756626, 6.8080866243373967e-4),
    .init(1000, 999, 0.999, 0.36806348825922327, 0.63230457522903628, 0.36769542477096372),
    .init(10000, 3000, 0.3, 8.7053613650670565e-3, 0.50493298381929795, 0.49506701618070205),
    .init(10000, 4000, 0.3, 6.8641115846820663e-101, 1.0, 1.2321034986373546e-100),
    .init(10000, 2500, 0.3, 1.5607506884476892e-29, 6.9753679435836184e-29, 1.0),
    .init(20000, 30, 0.001, 8.3289281419789034e-3, 0.98656701830016593, 0.013432981699834067),
    .init(10000000, 3000000, 0.3, 2.752963192402077e-4, 0.50015600124588318, 0.49984399875411682),
    .init(10000000, 3010000, 0.3, 1.2752468932971602e-14, 0.99999999999737893, 2.621072712020398e-12),
    .init(10000000, 20, 1e-06, 1.8660738496778258e-3, 0.99841174866853328, 1.588251331466717e-3),
  ]

  @Test(arguments: references) func matchesReference(_ reference: Reference) {
    let binomial = Binomial(trials: reference.trials, probability: reference.p)
    #expect(relativeError(binomial.probability(of: reference.k), reference.probability) < 1e-13)
    let tolerance = reference.trials <= 10_000 ? 1e-13 : 1e-12
    #expect(relativeError(binomial.cumulative(reference.k), reference.cumulative) < tolerance)
    #expect(relativeError(binomial.survival(reference.k), reference.survival) < tolerance)
  }

  @Test(arguments: [(12, 0.37), (5, 0.9), (40, 0.02)] as [(Int, Double)]) func probabilitiesSumToTheDistribution(
    trials: Int, p: Double
  ) {
    let binomial = Binomial(trials: trials, probability: p)
    var sum = 0.0
    for k in 0...trials {
      sum += binomial.probability(of: k)
      #expect(isClose(binomial.cumulative(k), sum, within: 1e-14))
      #expect(isClose(binomial.survival(k), 1 - sum, within: 1e-14))
    }
  }

  @Test(arguments: [(12, 0.37), (5, 0.9), (40, 0.02), (1000, 0.5)] as [(Int, Double)]) func quantiles(
    trials: Int, p: Double
  ) throws {
    let binomial = Binomial(trials: trials, probability: p)
    for probability in [0, 1e-9, 0.025, 0.5, 0.8, 0.975, 1 - 1e-9, 1] {
      let k = try #require(binomial.quantile(probability))
      #expect(binomial.cumulative(k) >= probability)
      #expect(k == 0 || binomial.cumulative(k - 1) < probability)
      let upper = try #require(binomial.quantile(upperTail: probability))
      #expect(binomial.survival(upper) <= probability)
      #expect(upper == 0 || binomial.survival(upper - 1) > probability)
    }
  }

  @Test func edges() {
    let never = Binomial(trials: 7, probability: 0)
    #expect(never.probability(of: 0) == 1 && never.survival(0) == 0 && never.quantile(0.5) == 0)
    let always = Binomial(trials: 7, probability: 1)
    #expect(always.probability(of: 7) == 1 && always.cumulative(6) == 0 && always.quantile(0.5) == 7)
    let none = Binomial(trials: 0, probability: 0.4)
    #expect(none.probability(of: 0) == 1 && none.cumulative(0) == 1 && none.quantile(0.9) == 0)
    let some = Binomial(trials: 7, probability: 0.4)
    #expect(some.cumulative(-1) == 0 && some.survival(-1) == 1 && some.probability(of: 8) == 0)
    #expect(some.quantile(.nan) == nil && some.quantile(upperTail: 1.1) == nil)
    let undefined = Binomial(trials: 7, probability: .nan)
    #expect(undefined.cumulative(3).isNaN && undefined.probability(of: 3).isNaN && undefined.quantile(0.5) == nil)
  }
}
