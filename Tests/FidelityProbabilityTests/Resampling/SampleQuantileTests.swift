import FidelityProbability
import FidelityTesting
import Testing

struct SampleQuantileTests {
  /// numpy 2.4 `quantile`, methods weibull, linear, median_unbiased (R: types 6, 7, 8).
  @Test(arguments: [
    (SampleQuantile.type6, [1, 1.8, 4, 12.96, 16]), (.type7, [1.2, 2.4, 4, 8.64, 14.4]),
    (.type8, [1, 1.9333333333333333, 4, 11.52, 16]),
  ]) func smallSample(quantile: SampleQuantile, expected: [Double]) {
    let sample = [1.0, 2, 4, 8, 16]
    for (p, value) in zip([0.05, 0.3, 0.5, 0.77, 0.95], expected) {
      #expect(relativeError(quantile(p, ofSorted: sample), value) < 1e-14)
    }
    #expect(quantile(0, ofSorted: sample) == 1 && quantile(1, ofSorted: sample) == 16)
  }

  @Test(arguments: [SampleQuantile.type6, .type7, .type8]) func edges(quantile: SampleQuantile) {
    #expect(quantile(0.3, ofSorted: []).isNaN)
    #expect(quantile(0.3, ofSorted: [7]) == 7)
    #expect(quantile(.nan, ofSorted: [1, 2]).isNaN && quantile(1.5, ofSorted: [1, 2]).isNaN)
    #expect(quantile(0.4, ofSorted: [-.infinity, -.infinity, 1]) == -.infinity)
  }
}
