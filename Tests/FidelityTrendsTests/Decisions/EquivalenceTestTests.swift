import FidelityData
import FidelityTesting
import FidelityTrends
import Testing

@Suite("Equivalence by two one-sided tests")
struct EquivalenceTestTests {
  /// The ten differences of Student (1908): mean 1.58, error .3890.
  static let sleep = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]

  static func test(_ margins: ClosedRange<Double>) -> EquivalenceTest {
    let mean = 1.58
    let squares = sleep.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return EquivalenceTest(
      estimate: mean, standardError: (squares / 90).squareRoot(), degreesOfFreedom: 9, margins: margins)
  }

  @Test("Both tests of Student's differences, to the digits of SciPy")
  func sleepMargins() {
    let test = Self.test(-2.5...2.5)
    #expect(isClose(test.lowerStatistic, 10.489544903923234, within: 1e-12))
    #expect(isClose(test.upperStatistic, -2.3652895371591605, within: 1e-12))
    #expect(isClose(test.lowerPValue, 1.200241738189641e-06, within: 1e-16))
    #expect(isClose(test.pValue, 0.021116860246500724, within: 1e-14))
    #expect(test.isEquivalent(significance: 0.05) && !test.isEquivalent(significance: 0.02))
  }

  @Test("Equivalent where the interval of confidence 1 - 2a lies within the margins", arguments: 1...60)
  func interval(step: Int) {
    let margin = 1.6 + 0.05 * Double(step)
    let test = Self.test(-margin...margin)
    for significance in [0.01, 0.05, 0.1, 0.2] {
      let (lower, upper) = test.interval(significance: significance)
      #expect(test.isEquivalent(significance: significance) == (lower >= -margin && upper <= margin))
    }
  }

  @Test("The mirror image has the mirrored tests, and units do not matter")
  func mirrored() {
    let test = Self.test(-0.5...3)
    let mirror = EquivalenceTest(
      estimate: -1.58, standardError: test.standardError, degreesOfFreedom: 9, margins: -3...0.5)
    #expect(mirror.lowerStatistic == -test.upperStatistic && mirror.lowerPValue == test.upperPValue)
    #expect(mirror.pValue == test.pValue && test.pValue == max(test.lowerPValue, test.upperPValue))
    let scaled = EquivalenceTest(
      estimate: 1024 * 1.58, standardError: 1024 * test.standardError, degreesOfFreedom: 9, margins: -512...3072)
    #expect(scaled.pValue == test.pValue)
  }

  @Test("Infinite degrees of freedom are the normal distribution")
  func normal() {
    let test = EquivalenceTest(estimate: 0, standardError: 1, degreesOfFreedom: .infinity, margins: -2...2)
    #expect(isClose(test.pValue, 0.022750131948179195, within: 1e-16))
    #expect(isClose(test.interval(significance: 0.025).upper, 1.9599639845400542, within: 1e-14))
  }

  @Test(
    "What allows no test has a status",
    arguments: [
      (1.0, 0.0, 5.0, Status.exactFit), (1, .nan, 5, .tooFewObservations), (.nan, 1, 5, .tooFewObservations),
      (1, 1, .nan, .tooFewObservations), (1, .infinity, 5, .tooFewObservations), (1, 1, 0, .tooFewObservations),
    ])
  func undefined(_ estimate: Double, _ error: Double, _ freedom: Double, _ status: Status) {
    let test = EquivalenceTest(
      estimate: estimate, standardError: error, degreesOfFreedom: freedom, margins: -9...9)
    #expect(test.status == status)
    #expect(test.pValue.isNaN && test.lowerPValue.isNaN && !test.isEquivalent(significance: 0.4))
    #expect(test.interval(significance: 0.05).lower.isNaN)
  }
}
