import FidelityProbability
import FidelityTesting
import Testing

struct RandomStreamContinuousTests {
  /// Bins that a distribution fills alike, with the far tails in bins of their own.
  private func fit(_ draws: [Double], edges: [Double], survival: (Double) -> Double) -> Double {
    var observed = [Double](repeating: 0, count: edges.count + 1)
    for draw in draws { observed[edges.firstIndex { draw <= $0 } ?? edges.count] += 1 }
    let tails = [1] + edges.map(survival) + [0]
    let expected = zip(tails, tails.dropFirst()).map { ($0 - $1) * Double(draws.count) }
    return goodnessOfFit(observed: observed, expected: expected)
  }

  @Test func normalDrawsAreNormal() {
    var stream = RandomStream(seed: 21)
    let draws = (0..<1_000_000).map { _ in stream.normal() }
    let edges = Array(stride(from: -4.2, through: 4.2, by: 0.15))
    #expect(fit(draws, edges: edges, survival: Normal.standard.survival) > 0.001)
    // Both members of a pair are normal, and neighbours are independent: their product has mean 0 and variance 1.
    let products = stride(from: 0, to: draws.count, by: 2).map { draws[$0] * draws[$0 + 1] }
    #expect(abs(products.reduce(0, +) / Double(products.count).squareRoot()) < 4)
    // The variance of z^2 w^2 is 9 - 1.
    let squares = products.map { $0 * $0 - 1 }
    #expect(abs(squares.reduce(0, +) / (8 * Double(squares.count)).squareRoot()) < 4)
  }

  /// The squared length of a pair is twice the exponential draw that it is made of.
  @Test func pairsHaveTheirRadius() {
    var stream = RandomStream(seed: 23)
    for _ in 0..<100 {
      var source = stream
      let (first, second) = (stream.normal(), stream.normal())
      #expect(relativeError(first * first + second * second, 2 * source.exponential()) < 1e-14)
    }
  }

  @Test func exponentialDrawsAreExponential() {
    var stream = RandomStream(seed: 22)
    let draws = (0..<500_000).map { _ in stream.exponential() }
    #expect(draws.allSatisfy { $0 >= 0 })
    let chiSquared = ChiSquared(degreesOfFreedom: 2)
    let edges = Array(stride(from: 0.05, through: 10, by: 0.1))
    #expect(fit(draws, edges: edges) { chiSquared.survival(2 * $0) } > 0.001)
  }

  @Test(arguments: [0, 1, 6, 33], [0, 1]) func fillIsTheSameAsOneByOne(count: Int, drawnBefore: Int) {
    var one = RandomStream(seed: 11, stream: 3)
    var bulk = one
    for _ in 0..<drawnBefore { #expect(one.normal() == bulk.normal()) }
    var values = [Double](repeating: -1, count: count)
    var span = values.mutableSpan
    bulk.fillNormal(&span)
    #expect(values == (0..<count).map { _ in one.normal() })
  }

  @Test func aJumpForgetsTheSpareNormal() {
    var stream = RandomStream(seed: 11, stream: 3)
    let first = stream.normal()
    stream.jump(to: 0)
    #expect(stream.normal() == first)
  }
}
