import FidelityProbability
import FidelityTesting
import Testing

struct NoncentralTTests {
  /// R 4.2 qt(p, df, ncp), whose own tolerance is 1e-12.
  @Test(
    "Quantiles are R's",
    arguments: [
      (0.025, 98, 19.5, 16.492604655775168), (0.975, 98, 19.5, 23.321690292675534),
      (0.025, 16, 8.08, 5.4210836802160802), (0.975, 16, 8.08, 12.979000680010341),
      (0.025, 1, 2, 0.049087176991234216), (0.5, 3, -1, -1.091152546580517), (0.975, 29, 10.7, 15.052953298177663),
      (0.05, 4, 0, -2.1318467863266499), (0.99, 1000, 30, 32.891631536505912),
    ])
  func quantiles(p: Double, df: Double, noncentrality: Double, expected: Double) {
    let t = NoncentralT(degreesOfFreedom: df, noncentrality: noncentrality)
    #expect(relativeError(t.quantile(p), expected) < 2e-11)
    #expect(relativeError(t.quantile(upperTail: 1 - p), expected) < 2e-11)
    // The mirror image.
    let mirrored = NoncentralT(degreesOfFreedom: df, noncentrality: -noncentrality)
    #expect(relativeError(mirrored.quantile(upperTail: p), -expected) < 2e-11)
  }

  /// R 4.2 pt(t, df, ncp).
  @Test(
    "Tails are R's",
    arguments: [
      (0, 5, 1, 0.15865525393145705), (2, 5, 1, 0.77807466261594704), (-2, 5, 1, 0.0058964622900392616),
      (10, 3, 2, 0.98229496909673975), (25, 98, 19.5, 0.99664541643000149), (15, 98, 19.5, 0.0011049696689258805),
      (-1, 10, -3, 0.97591901533451542),
    ])
  func tails(t: Double, df: Double, noncentrality: Double, expected: Double) {
    let distribution = NoncentralT(degreesOfFreedom: df, noncentrality: noncentrality)
    #expect(isClose(distribution.cumulative(t), expected, within: 1e-11))
    #expect(isClose(distribution.survival(t), 1 - expected, within: 1e-11))
  }

  @Test("Quantiles and tails invert each other", arguments: [2.0, 9, 99, 9_999, 1e6, 1e9])
  func inverse(df: Double) {
    for noncentrality in [-3, 0.5, 1.96 * (df + 1).squareRoot()] {
      let t = NoncentralT(degreesOfFreedom: df, noncentrality: noncentrality)
      var last = -Double.infinity
      for p in [1e-6, 0.025, 0.5, 0.9, 0.975] {
        let q = t.quantile(p)
        #expect(q > last)
        last = q
        #expect(isClose(t.cumulative(q), p, within: 1e-10 * max(1, p)))
        // The density is the slope.
        let step = 1e-4 * max(1, abs(q) / df.squareRoot())
        let slope = (t.cumulative(q + step) - t.cumulative(q - step)) / (2 * step)
        #expect(isClose(t.density(q), slope, within: 1e-5 * slope + 1e-9))
      }
    }
  }

  @Test("Beyond the series the normal approximation goes on smoothly")
  func border() {
    func shift(_ n: Double) -> Double {
      let t = NoncentralT(degreesOfFreedom: n - 1, noncentrality: 1.96 * n.squareRoot())
      return t.quantile(0.975) - 1.96 * n.squareRoot()
    }
    // The shift goes to 1.96 sqrt(1 + 1.96^2 / 2) as 1 / sqrt(n).
    let (below, above) = (shift(99_000), shift(101_000))
    #expect(isClose(below, above, within: 1e-3))
  }

  @Test("Ends, NaN and impossible probabilities")
  func ends() {
    let t = NoncentralT(degreesOfFreedom: 7, noncentrality: 2)
    #expect(t.cumulative(.infinity) == 1 && t.cumulative(-.infinity) == 0 && t.survival(.infinity) == 0)
    #expect(t.quantile(0) == -.infinity && t.quantile(1) == .infinity && t.quantile(upperTail: 0) == .infinity)
    #expect(t.quantile(1.5).isNaN && t.quantile(.nan).isNaN && t.cumulative(.nan).isNaN)
    #expect(NoncentralT(degreesOfFreedom: .nan, noncentrality: 1).quantile(0.5).isNaN)
    #expect(NoncentralT(degreesOfFreedom: 7, noncentrality: .nan).cumulative(0).isNaN)
  }
}
