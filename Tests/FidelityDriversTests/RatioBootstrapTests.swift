import FidelityData
import FidelityDrivers
import FidelityTesting
import Testing

/// Limits of ratios of totals from groups drawn anew.
@Suite struct RatioBootstrapTests {
  private static func row(_ parts: [(y: Double, x: Double)], resamples: Int?, seed: UInt64 = 7) -> Estimate {
    var options = DriverOptions(asOf: 0)
    (options.resamples, options.seed) = (resamples, seed)
    var rows = SystemRows(.training, options)
    rows.ratio(DriverFigure("training-dose"), parts, isShare: false)
    return rows.rows[0].estimate
  }

  /// All 27 resamples of three groups are as likely: the error is the deviation of their ratios.
  @Test("the error is that of all resamples")
  func exact() {
    let parts: [(y: Double, x: Double)] = [(2, 4), (5, 5), (1, 6)]
    var ratios: [Double] = []
    for a in parts { for b in parts { for c in parts { ratios.append((a.y + b.y + c.y) / (a.x + b.x + c.x)) } } }
    let mean = ratios.reduce(0, +) / 27
    let deviation = (ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 27).squareRoot()
    let row = Self.row(parts, resamples: 200_000)
    #expect(row.estimate == 8.0 / 15 && row.status == .ok)
    // 200,000 draws leave 1/sqrt(400,000) of the deviation.
    #expect(abs(row.standardError - deviation) < 0.005 * deviation)
    // The smallest and the largest ratio are each one resample of 27: limits of 95 percent are these.
    #expect(row.lower == 1.0 / 6 && row.upper == 1)
    #expect(row.degreesOfFreedom.isNaN && row.level == 0.95)
    #expect(row.method == "ratio of totals, bootstrap over groups, percentile")
    #expect(row.note?.contains("200000 resamples, seed 7") == true && row.note?.contains("few groups") == true)
  }

  @Test("the order of groups leaves no trace, the seed does, and many groups come near the linearised error")
  func order() {
    var random = SeededGenerator(seed: 11)
    var parts = (0..<400).map { _ in
      let x = Double.random(in: 10...60, using: &random)
      return (y: x * Double.random(in: 0.4...1, using: &random), x: x)
    }
    let (row, plain) = (Self.row(parts, resamples: 4_000), Self.row(parts, resamples: nil))
    parts.shuffle(using: &random)
    let shuffled = Self.row(parts, resamples: 4_000)
    #expect(abs(shuffled.standardError / row.standardError - 1) < 1e-12)
    #expect(abs(shuffled.lower - row.lower) < 1e-14 && abs(shuffled.upper - row.upper) < 1e-14)
    #expect(Self.row(parts, resamples: 4_000, seed: 8).lower != row.lower)
    #expect(abs(row.standardError / plain.standardError - 1) < 0.05)
    #expect(abs(row.lower - plain.lower) < 0.2 * plain.standardError)
    #expect(plain.method == "ratio of totals" && plain.degreesOfFreedom == 399)
  }

  @Test func `groups that agree, one group and none`() {
    #expect(Self.row([(1, 2), (2, 4), (3, 6)], resamples: 200).status == .noSpread)
    let one = Self.row([(1, 2)], resamples: 200)
    #expect(one.estimate == 0.5 && one.standardError.isNaN && one.note == "one group: no error")
    #expect(Self.row([], resamples: 200).status == .nothingPlanned)
  }

  @Test("shares of clusters are drawn by cluster, and shares alone are not")
  func clusters() {
    var options = DriverOptions(asOf: CoachingTestTables.day("2025-06-30"))
    options.resamples = 500
    let table = CoachingTestTables.table(
      .coachingLog,
      """
      coachee,building,coach,date,minutes,direct_observation
      A,b1,K,2025-01-11,45,1
      B,b1,K,2025-01-11,45,1
      C,b2,K,2025-01-11,45,0
      D,b2,K,2025-01-21,15,0
      E,b3,K,2025-01-21,15,1
      """)
    func observed() -> Estimate? {
      let rows = CoachingTestTables.rows(CoachingDriver.self, [table], options)
      return CoachingTestTables.find(rows, "direct-observation-share")
    }
    #expect(observed()?.method == "wilson")
    options.cluster = "building"
    #expect(observed()?.method == "ratio of totals, bootstrap over groups, percentile")
    #expect(observed()?.estimate == 0.6 && observed()?.unitCount == 3)
  }
}
