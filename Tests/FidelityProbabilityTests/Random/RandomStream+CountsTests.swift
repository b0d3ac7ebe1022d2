import FidelityProbability
import FidelityTesting
import Testing

struct RandomStreamCountsTests {
  /// All 21 outcomes of 5 trials in 3 categories against their exact probabilities.
  @Test(arguments: [[1, 1, 1], [0.5, 0.3, 0.2], [2, 0, 7], [1e-3, 5, 1]])
  func multinomialOutcomes(weights: [Double]) {
    let total = weights.reduce(0, +)
    let factorial = [1.0, 1, 2, 6, 24, 120]
    var stream = RandomStream(seed: 41)
    var (observed, expected) = ([Double](repeating: 0, count: 36), [Double](repeating: 0, count: 36))
    var counts = [0, 0, 0]
    for _ in 0..<100_000 {
      stream.multinomial(trials: 5, weights: weights, into: &counts)
      #expect(counts.reduce(0, +) == 5)
      observed[counts[0] * 6 + counts[1]] += 1
    }
    for a in 0...5 {
      for b in 0...5 - a {
        var probability = factorial[5]
        for (count, weight) in zip([a, b, 5 - a - b], weights) {
          for _ in 0..<count { probability *= weight / total }
          probability /= factorial[count]
        }
        expected[a * 6 + b] = probability * 100_000
      }
    }
    for (o, e) in zip(observed, expected) where e == 0 { #expect(o == 0) }
    #expect(goodnessOfFit(observed: observed, expected: expected) > 0.001)
  }

  @Test(arguments: [0, 1, 1000, 1 << 40]) func everyTrialFalls(trials: Int) {
    var stream = RandomStream(seed: 42)
    var counts = [Int](repeating: -1, count: 7)
    // Weights that do not sum to their parts in floating point, and zeros at both ends.
    stream.multinomial(trials: trials, weights: [0, 0.1, 0.2, 0, 0.3, 1e-20, 0], into: &counts)
    #expect(counts.reduce(0, +) == trials)
    #expect(counts[0] == 0 && counts[3] == 0 && counts[6] == 0 && counts.allSatisfy { $0 >= 0 })
  }

  @Test func noTrialsNeedNoWeights() {
    var stream = RandomStream(seed: 43)
    var counts = [3, 4]
    stream.multinomial(trials: 0, weights: [0, 0], into: &counts)
    #expect(counts == [0, 0])
  }

  @Test func trialsWithoutWeightsTrap() async {
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 43)
      var counts = [0, 0]
      stream.multinomial(trials: 1, weights: [0, 0], into: &counts)
    }
  }

  @Test func binomialIsTheSampler() {
    var (first, second) = (RandomStream(seed: 44), RandomStream(seed: 44))
    for trials in [3, 50, 900] {
      let draw = first.binomial(trials: trials, probability: 0.6)
      #expect(draw == BinomialSampler(probability: 0.6).draw(trials: trials, using: &second))
    }
  }
}
