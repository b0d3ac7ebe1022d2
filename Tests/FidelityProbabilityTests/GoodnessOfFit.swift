import FidelityProbability

/// The p-value of Pearson's chi-squared test of counts against expected counts, neighbours pooled until 10 are
/// expected.
///
/// With a fixed seed this is one number: a test asks that it exceeds 0.001.
func goodnessOfFit(observed: [Double], expected: [Double]) -> Double {
  var (statistic, bins) = (0.0, 0)
  var (pooledObserved, pooledExpected) = (0.0, 0.0)
  var expectedLeft = expected.reduce(0, +)
  for (o, e) in zip(observed, expected) {
    pooledObserved += o
    pooledExpected += e
    expectedLeft -= e
    guard pooledExpected >= 10, expectedLeft >= 10 || expectedLeft < 1e-9 else { continue }
    statistic += (pooledObserved - pooledExpected) * (pooledObserved - pooledExpected) / pooledExpected
    bins += 1
    (pooledObserved, pooledExpected) = (0, 0)
  }
  if pooledExpected > 0 {
    statistic += (pooledObserved - pooledExpected) * (pooledObserved - pooledExpected) / pooledExpected
    bins += 1
  }
  return bins < 2 ? (statistic < 1e-9 ? 1 : 0) : ChiSquared(degreesOfFreedom: Double(bins - 1)).survival(statistic)
}
