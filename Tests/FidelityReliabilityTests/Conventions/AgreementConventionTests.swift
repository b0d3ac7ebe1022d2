import FidelityData
import FidelityReliability
import FidelityTesting
import Testing

/// What conventions change, and what they leave; the figures of other programs are in `datasets/conventions`.
@Suite("Conventions")
struct AgreementConventionTests {
  static let coefficients: [AgreementCoefficient] =
    [AgreementWeights.identity, .quadratic].flatMap { weights in
      AgreementCoefficient.names.flatMap {
        AgreementCoefficient.named($0, weights: [weights], metrics: [.nominal, .ordinal, .interval, .weights(weights)])
      }
    }

  private static func analysis(
    _ convention: AgreementConvention, _ coefficients: [AgreementCoefficient] = Self.coefficients,
    _ interval: AgreementInterval = .linearised
  ) -> AgreementAnalysis {
    var analysis = AgreementAnalysis(coefficients, interval: interval)
    analysis.convention = convention
    return analysis
  }

  /// Ratings 1 to 4 of some units by some raters, each present with a probability.
  private static func ratings(seed: UInt64, units: Int, raters: Int, presence: Double) -> RatingMatrix {
    RatingMatrix(raters: values(seed: seed, units: units, raters: raters, presence: presence))
  }

  private static func values(seed: UInt64, units: Int, raters: Int, presence: Double) -> [[Double]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<raters).map { _ in
      (0..<units).map { unit in
        if Double.random(in: 0..<1, using: &generator) >= presence { return .nan }
        return Double(
          (unit + (Bool.random(using: &generator) ? Int.random(in: 0..<3, using: &generator) : 0)) % 4 + 1)
      }
    }
  }

  @Test(
    "Point estimates are the same by every convention", arguments: AgreementConvention.allCases, [1, 2, 3] as [UInt64])
  func estimates(_ convention: AgreementConvention, seed: UInt64) {
    for (raters, presence) in [(2, 1.0), (4, 0.7)] {
      let matrix = Self.ratings(seed: seed, units: 20, raters: raters, presence: presence)
      let (ours, theirs) = (
        Self.analysis(.fidelity).estimates(of: matrix), Self.analysis(convention).estimates(of: matrix)
      )
      for (a, b) in zip(ours, theirs) {
        #expect(a.status == b.status)
        #expect(a.estimate == b.estimate || (a.estimate.isNaN && b.estimate.isNaN))
        #expect(a.unitCount == b.unitCount)
      }
    }
  }

  @Test(
    "A coefficient that a program does not have is Fidelity's, and says so",
    arguments: [AgreementConvention.sas, .spss, .kalpha])
  func unknown(_ convention: AgreementConvention) {
    let matrix = Self.ratings(seed: 7, units: 12, raters: 3, presence: 0.8)
    let coefficient = AgreementCoefficient.gwetAC(.identity)
    var ours = Self.analysis(.fidelity, [coefficient]).estimates(of: matrix)[0]
    let theirs = Self.analysis(convention, [coefficient]).estimates(of: matrix)[0]
    ours.note = "Fidelity's own convention"
    #expect(ours == theirs)
  }

  @Test("With as many ratings of every unit, irrCAC for Python has our standard error of alpha")
  func equalNumbers() {
    let alpha: [AgreementCoefficient] = [.krippendorffAlpha(metric: .weights(.quadratic))]
    for presence in [1.0, 0.7] {
      let matrix = Self.ratings(seed: 3, units: 30, raters: 4, presence: presence)
      let ours = Self.analysis(.fidelity, alpha).estimates(of: matrix)[0].standardError
      let theirs = Self.analysis(.irrCACPython, alpha).estimates(of: matrix)[0].standardError
      #expect(isClose(ours, theirs, within: 1e-14) == (presence == 1))
    }
  }

  @Test("The divisor n of cross tables")
  func divisor() {
    let matrix = Self.ratings(seed: 5, units: 25, raters: 2, presence: 1)
    for (a, b) in zip(
      Self.analysis(.fidelity, [.gwetAC(.identity), .cohenKappa(.quadratic)]).estimates(of: matrix),
      Self.analysis(.irrCACTable, [.gwetAC(.identity), .cohenKappa(.quadratic)]).estimates(of: matrix))
    {
      #expect(isClose(b.standardError, a.standardError * (24.0 / 25).squareRoot(), within: 1e-15))
      #expect(b.upper < a.upper || a.upper == 1)
      #expect(b.method == "linearised-divisor-n")
    }
    let three = Self.analysis(.irrCACTable, [.gwetAC(.identity)]).estimates(
      of: Self.ratings(seed: 5, units: 25, raters: 3, presence: 1))[0]
    #expect(three.note?.contains("not two raters") == true)
  }

  @Test("SPSS has no error for Fleiss' kappa where units have different numbers of ratings")
  func unequal() {
    let matrix = Self.ratings(seed: 9, units: 25, raters: 4, presence: 0.7)
    let row = Self.analysis(.spss, [.fleissKappa(.identity)]).estimates(of: matrix)[0]
    #expect(row.status == .ok && row.standardError.isNaN && row.lower.isNaN && row.pValue.isNaN)
    #expect(row.note?.contains("SPSS leaves out") == true)
    var complete = Self.analysis(.spss, [.fleissKappa(.identity)])
    complete.minimumRatings = 4
    #expect(complete.estimates(of: matrix)[0].standardError > 0)
  }

  @Test("SPSS tests the kappa of each category as that of two categories, whatever the ratings")
  func categories() throws {
    let values = Self.values(seed: 9, units: 25, raters: 4, presence: 1)
    let rows = Self.analysis(.spss, [.categoryKappa(.each)]).estimates(of: RatingMatrix(raters: values))
    #expect(rows.count > 2)
    for row in rows {
      #expect(isClose(row.standardError, (2 / (25 * 4 * 3.0)).squareRoot(), within: 1e-15))
      #expect(isClose(row.statistic, row.estimate / row.standardError, within: 1e-12))
      #expect(row.method == "fleiss-nee-landis" && row.degreesOfFreedom.isNaN)
      // Of the category and all others together it is Fleiss' kappa.
      let category = try #require(row.term.flatMap { Double($0) })
      let two = RatingMatrix(raters: values.map { $0.map { $0 == category ? 1.0 : 0 } })
      let whole = Self.analysis(.spss, [.fleissKappa(.identity)]).estimates(of: two)[0]
      #expect(isClose(row.estimate, whole.estimate, within: 1e-12))
      #expect(isClose(row.standardError, whole.standardError, within: 1e-14))
      #expect(isClose(row.lower, whole.lower, within: 1e-12))
    }
    let unequal = Self.ratings(seed: 9, units: 25, raters: 4, presence: 0.7)
    for row in Self.analysis(.spss, [.categoryKappa(.each)]).estimates(of: unequal) {
      #expect(row.standardError.isNaN && row.pValue.isNaN && row.note?.contains("SPSS leaves out") == true)
    }
  }

  @Test("Rounding is asked for, and then that of the program")
  func rounding() {
    let matrix = Self.ratings(seed: 11, units: 30, raters: 3, presence: 0.9)
    var analysis = Self.analysis(.irrCACR, [.gwetAC(.identity)])
    let full = analysis.estimates(of: matrix)[0]
    analysis.roundsLikeConvention = true
    let rounded = analysis.estimates(of: matrix)[0]
    #expect(rounded.estimate == (full.estimate * 1e5).rounded(.toNearestOrEven) / 1e5)
    #expect(rounded.lower == (full.lower * 1e3).rounded(.toNearestOrEven) / 1e3)
    #expect(rounded.pValue == full.pValue)
    #expect(rounded.estimate != full.estimate)
  }
}

extension AgreementConventionTests {
  @Test("Kappa of two raters by SAS and SPSS: Fleiss, Cohen and Everitt, where no other interval is asked for")
  func kappa() {
    let matrix = Self.ratings(seed: 13, units: 25, raters: 2, presence: 1)
    let kappa: [AgreementCoefficient] = [.cohenKappa(.linear), .congerKappa(.identity)]
    let asymptotic = AgreementAnalysis(kappa, interval: .fleissCohenEveritt).estimates(of: matrix)
    #expect(Self.analysis(.sas, kappa).estimates(of: matrix) == asymptotic)
    #expect(Self.analysis(.spss, kappa).estimates(of: matrix) == asymptotic)
    let resampled = AgreementAnalysis(kappa, interval: .bootstrap(resamples: 100, seed: 1)).estimates(of: matrix)
    #expect(Self.analysis(.sas, kappa, .bootstrap(resamples: 100, seed: 1)).estimates(of: matrix) == resampled)
    let three = Self.ratings(seed: 13, units: 25, raters: 3, presence: 1)
    #expect(
      Self.analysis(.sas, [.congerKappa(.identity)]).estimates(of: three)[0].note?.contains("not a table of two raters")
        == true)
  }
}

@Suite("The bootstrap of KALPHA")
struct KalphaBootstrapTests {
  private func row(_ matrix: RatingMatrix, resamples: Int = 2000, seed: UInt64 = 1) -> Estimate {
    var analysis = AgreementAnalysis(
      [.krippendorffAlpha(metric: .ordinal)], interval: .bootstrap(resamples: resamples, seed: seed))
    analysis.convention = .kalpha
    return analysis.estimates(of: matrix)[0]
  }

  private static let columns: [[Double]] = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2], [1, 2, 3, 3, 2, 2, 4, 1, 2], [2, 3, 3, 3, 2, 3, 4, 2, 2],
  ]

  @Test("Same seed, same limits, in any order of units and raters; another seed, others")
  func seeds() {
    let first = row(RatingMatrix(raters: Self.columns))
    let turned = row(RatingMatrix(raters: Self.columns.reversed().map { $0.reversed() }))
    #expect(first == turned)
    #expect(first.method == "kalpha-bootstrap")
    #expect(first.standardError.isNaN && first.pValue.isNaN)
    #expect(first.lower < first.estimate && first.estimate < first.upper)
    #expect(row(RatingMatrix(raters: Self.columns), seed: 2) != first)
  }

  @Test("Without resamples there is no interval, and no resample of pairs for weights")
  func without() {
    var analysis = AgreementAnalysis([.krippendorffAlpha(metric: .nominal)])
    analysis.convention = .kalpha
    let row = analysis.estimates(of: RatingMatrix(raters: Self.columns))[0]
    #expect(row.status == .ok && row.lower.isNaN && row.standardError.isNaN && row.method == "kalpha")
  }

  @Test("One category that agrees with itself: a resample without disagreement counts 0")
  func oneDiagonal() {
    // Coincidences: 18 of (1, 1), two of (1, 2): most resamples of 10 pairs draw no disagreement.
    let matrix = RatingMatrix(raters: [[1, 1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1, 2]] as [[Double]])
    let row = row(matrix, resamples: 1000)
    #expect(row.upper == 0)
    #expect(row.lower < 0)
  }

  @Test("Perfect agreement in two categories: as many resamples as would show one category count 0")
  func lackOfVariation() {
    // Ten pairs, half of each category: 2 (1/2)^10 of the resamples, two of a thousand.
    let matrix = RatingMatrix(raters: [[1, 1, 1, 1, 1, 2, 2, 2, 2, 2], [1, 1, 1, 1, 1, 2, 2, 2, 2, 2]] as [[Double]])
    let row = row(matrix, resamples: 1000)
    #expect(row.lower == 1 && row.upper == 1)
    #expect(row.note?.hasPrefix("q(alpha < 0.9) = 0.002, ") == true)
  }
}

@Suite("Explanations")
struct AgreementExplanationTests {
  @Test("Every coefficient has words, by every convention", arguments: AgreementConvention.allCases)
  func words(_ convention: AgreementConvention) {
    for coefficient in AgreementConventionTests.coefficients {
      var analysis = AgreementAnalysis([coefficient])
      analysis.convention = convention
      let explanation = AgreementExplanation(coefficient, analysis)
      #expect(explanation.title.hasPrefix(coefficient.quantity))
      #expect(explanation.remarks.map(\.heading).starts(with: ["formula", "chance", "units"]))
      #expect(explanation.remarks.allSatisfy { !$0.text.isEmpty })
      #expect(explanation.text.contains("convention: \(convention.rawValue)"))
      #expect(
        !explanation.remarks.contains {
          $0.heading == "elsewhere" && $0.text.contains("--convention \(convention.rawValue))")
        })
    }
  }

  @Test("What it says follows the analysis")
  func followsAnalysis() {
    func text(_ coefficient: AgreementCoefficient, _ convention: AgreementConvention) -> String {
      var analysis = AgreementAnalysis([coefficient])
      analysis.convention = convention
      return AgreementExplanation(coefficient, analysis).text
    }
    #expect(text(.cohenKappa(.linear), .sas).contains("limits: 95 %, normal, not cut at 1"))
    #expect(text(.fleissKappa(.identity), .spss).contains("under no agreement"))
    #expect(text(.fleissKappa(.identity), .fidelity).contains("divisor n - 1"))
    #expect(text(.brennanPrediger(.identity), .irrCACPython).contains("p value: P(T > |t|)"))
    #expect(text(.krippendorffAlpha(metric: .ordinal), .kalpha).contains("standard error: none"))
    #expect(text(.gwetAC(.identity), .sas).contains("does not have it"))
  }
}
