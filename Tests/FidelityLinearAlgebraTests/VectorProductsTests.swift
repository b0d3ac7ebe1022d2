import FidelityLinearAlgebra
import FidelityTesting
import Testing

struct VectorProductsTests {
  @Test(arguments: [0, 1, 7, 8, 9, 1023, 1024, 1025, 2048, 5000, 10_007])
  func dotProductsOfIntegersAreExact(_ count: Int) {
    // sum i (i + 1) = n (n + 1) (n + 2) / 3 over i = 1...n, below 2^53 for every count here
    let x = (0..<count).map { Double($0 + 1) }
    let y = (0..<count).map { Double($0 + 2) }
    #expect(VectorProducts.dot(x.span, y.span) == Double(count * (count + 1) * (count + 2) / 3))
  }

  @Test func roundingErrorsDoNotPileUp() {
    let x = [Double](repeating: 0.1, count: 1_000_000)
    let ones = [Double](repeating: 1, count: 1_000_000)
    // 128 sums in a lane, 3 levels of lanes and 10 of blocks, half an ulp each, with the product.
    let bound = 142 * 0.5 * Double.ulpOfOne
    #expect(relativeError(VectorProducts.dot(x.span, ones.span), 100_000) <= bound)
  }

  @Test func addingAScaledVector() {
    var y = [1.0, 2, 3]
    var span = y.mutableSpan
    VectorProducts.add([1.0, 0, -1].span, scaledBy: 2, to: &span)
    #expect(y == [3, 2, 1])
  }
}
