import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

@Suite("Bootstrap of agreement")
struct AgreementBootstrapTests {
  static let coefficients: [AgreementCoefficient] = [
    .percentAgreement(.identity), .fleissKappa(.quadratic), .congerKappa(.identity), .gwetAC(.quadratic),
    .brennanPrediger(.linear),
    .krippendorffAlpha(metric: .nominal), .krippendorffAlpha(metric: .ordinal), .krippendorffAlpha(metric: .interval),
  ]

  @Test("Same seed, same interval; another seed, another")
  func seeds() throws {
    let table = try RandomRatings(units: 80, raters: 4, categories: [1, 2, 3, 4], missing: 0.1, seed: 2).table()
    func run(_ seed: UInt64) -> [Estimate] {
      AgreementAnalysis(Self.coefficients, interval: .bootstrap(resamples: 500, seed: seed)).estimates(of: table)
    }
    #expect(run(11) == run(11))
    #expect(run(11) != run(12))
  }

  @Test("Its standard error is the linearised one, up to sampling error and terms of order 1/n")
  func standardErrors() throws {
    let table = try RandomRatings(units: 400, raters: 4, categories: [1, 2, 3, 4], missing: 0, seed: 3).table()
    let analytic = AgreementAnalysis(Self.coefficients).estimates(of: table)
    let resampled = AgreementAnalysis(Self.coefficients, interval: .bootstrap(resamples: 4_000, seed: 5)).estimates(
      of: table)
    for (a, b) in zip(analytic, resampled) {
      // The bootstrap's own error is 1 / sqrt(2 x 4000) = 1.1 %; five of them.
      #expect(abs(b.standardError / a.standardError - 1) < 0.06, "\(a.quantity)")
      #expect(a.estimate == b.estimate)
      #expect(b.lower < b.estimate && b.estimate < b.upper)
      #expect(b.method == "bootstrap-percentile")
    }
  }

  @Test("Equal to resampling whole units by hand")
  func byHand() throws {
    let ratings = RandomRatings(units: 25, raters: 3, categories: [1, 2, 3], missing: 0.2, seed: 6)
    let result = try AgreementAnalysis(
      [.krippendorffAlpha(metric: .ordinal)], interval: .bootstrap(resamples: 2_000, seed: 9)
    ).estimates(of: ratings.table())[0]
    let units = Array(Set(ratings.units)).sorted()
    var stream = RandomStream(seed: 123)
    var replicates: [Double] = []
    for _ in 0..<2_000 {
      var sample = RandomRatings(units: 0, raters: 0, categories: [1], missing: 0, seed: 0)
      for draw in units.indices {
        let unit = units[stream.next(upperBound: units.count)]
        for place in ratings.units.indices where ratings.units[place] == unit {
          sample.units.append("\(draw)")
          sample.raters.append(ratings.raters[place])
          sample.values.append(ratings.values[place])
        }
      }
      replicates.append(KrippendorffAlphaTests.bruteForce(sample, .ordinal))
    }
    replicates = replicates.filter { !$0.isNaN }
    let mean = replicates.reduce(0, +) / Double(replicates.count)
    let deviation = (replicates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(replicates.count - 1))
      .squareRoot()
    // Two independent bootstraps of 2,000: the ratio of their errors has a standard error of 2.2 %.
    #expect(abs(result.standardError / deviation - 1) < 0.11)
  }

  @Test("No variation in some resamples is told")
  func undefinedResamples() throws {
    let table = try RatingTable(
      units: ["1", "1", "2", "2", "3", "3"], raters: ["a", "b", "a", "b", "a", "b"], values: [1, 1, 1, 1, 1, 2])
    let row = AgreementAnalysis([.krippendorffAlpha(metric: .nominal)], interval: .bootstrap(resamples: 1_000, seed: 1))
      .estimates(of: table)[0]
    // (2/3)^3 of the resamples have only the two units that agree on 1.
    #expect(row.note?.contains("resamples") == true)
    #expect(!row.standardError.isNaN)
  }
}
