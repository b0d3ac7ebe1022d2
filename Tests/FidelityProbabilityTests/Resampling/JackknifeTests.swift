import FidelityProbability
import FidelityTesting
import Testing

struct JackknifeTests {
  static let sample = [2.0, 3, 3, 7, 11, 11, 11, 20]

  private func leaveOneOut(_ sample: [Double], _ statistic: ([Double]) -> Double) -> [Double] {
    sample.indices.map { index in
      var rest = sample
      rest.remove(at: index)
      return statistic(rest)
    }
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private func plugInVariance(_ values: [Double]) -> Double {
    let centre = mean(values)
    return mean(values.map { ($0 - centre) * ($0 - centre) })
  }

  /// Of a mean: the standard error s / sqrt n, no bias, and the acceleration of its skewness over 6 sqrt n.
  @Test func ofAMean() {
    let jackknife = Jackknife(estimate: mean(Self.sample), leaveOneOut: leaveOneOut(Self.sample, mean))
    let n = Double(Self.sample.count)
    let second = plugInVariance(Self.sample)
    let third = mean(Self.sample.map { ($0 - mean(Self.sample)) * ($0 - mean(Self.sample)) * ($0 - mean(Self.sample)) })
    #expect(jackknife.status == .defined && jackknife.unitCount == 8)
    #expect(isClose(jackknife.standardError, (second / (n - 1)).squareRoot(), within: 1e-13))
    #expect(isClose(jackknife.bias, 0, within: 1e-13))
    #expect(isClose(jackknife.acceleration, third / (6 * second * second.squareRoot() * n.squareRoot()), within: 1e-13))
  }

  /// Of the plug-in variance: the bias is minus the unbiased variance over n, exactly.
  @Test func biasOfAVariance() {
    let variance = plugInVariance(Self.sample)
    let jackknife = Jackknife(estimate: variance, leaveOneOut: leaveOneOut(Self.sample, plugInVariance))
    #expect(isClose(jackknife.bias, -variance / 7, within: 1e-12))
  }

  @Test func multiplicitiesStandForEqualUnits() {
    let variance = plugInVariance(Self.sample)
    let all = leaveOneOut(Self.sample, plugInVariance)
    let expanded = Jackknife(estimate: variance, leaveOneOut: all)
    // The patterns 2, 3, 7, 11, 20, and one that nobody has, whose value does not count.
    let compressed = Jackknife(
      estimate: variance, leaveOneOut: [all[0], all[1], all[3], .nan, all[4], all[7]],
      multiplicities: [1, 2, 1, 0, 3, 1])
    #expect(compressed.status == .defined && compressed.unitCount == 8 && compressed.undefinedCount == 0)
    #expect(isClose(compressed.standardError, expanded.standardError ?? .nan, within: 1e-12))
    #expect(isClose(compressed.bias, expanded.bias ?? .nan, within: 1e-12))
    #expect(isClose(compressed.acceleration, expanded.acceleration ?? .nan, within: 1e-13))
  }

  @Test func undefinedReplicates() {
    let jackknife = Jackknife(estimate: 1, leaveOneOut: [1, .nan, 2], multiplicities: [5, 3, 1])
    #expect(jackknife.status == .undefinedReplicate && jackknife.undefinedCount == 3)
    #expect(jackknife.standardError == nil && jackknife.bias == nil && jackknife.acceleration == nil)
    #expect(Jackknife(estimate: .nan, leaveOneOut: [1, 2]).status == .undefinedReplicate)
  }

  @Test(arguments: [[], [3.0]]) func tooFewUnits(values: [Double]) {
    #expect(Jackknife(estimate: 3, leaveOneOut: values).status == .tooFewUnits)
  }

  @Test func withoutVariation() {
    let jackknife = Jackknife(estimate: 0.7, leaveOneOut: [0.7], multiplicities: [9])
    #expect(jackknife.standardError == 0 && jackknife.bias == 0 && jackknife.acceleration == 0)
  }

  /// A million units: the leave-one-out values differ in the seventh digit, and their mean from the estimate in the
  /// thirteenth.
  @Test func manyUnits() {
    // Half the units 0, half 1: the mean of the rest is 0.5 -+ 0.5 / (n - 1); s^2 / n = 0.25 / (n - 1).
    let n = 1_000_000
    let values = [0.5 + 0.5 / Double(n - 1), 0.5 - 0.5 / Double(n - 1)]
    let jackknife = Jackknife(estimate: 0.5, leaveOneOut: values, multiplicities: [n / 2, n / 2])
    #expect(isClose(jackknife.standardError, (0.25 / Double(n - 1)).squareRoot(), within: 1e-12))
    #expect(isClose(jackknife.bias, 0, within: 1e-9))
  }
}
