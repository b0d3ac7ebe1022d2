import FidelityData
import FidelityDrivers
import FidelityProbability
import FidelityTesting
import Testing

/// A row of an assessment; days are small numbers here.
private struct Score {
  var unit: String
  var source = "observation"
  var score: Double
  var praise = Double.nan
  var corrective = Double.nan
  var date = 10.0
  var feedback = Double.nan
  var building = "B1"

  init(_ unit: String, _ source: String = "observation", _ score: Double) {
    (self.unit, self.source, self.score) = (unit, source, score)
  }

  func with(_ change: (inout Score) -> Void) -> Score {
    var other = self
    change(&other)
    return other
  }

  static func tables(_ scores: [Score], without columns: Set<String> = []) -> DriverTables {
    let names = [
      "unit": NameColumn(scores.map(\.unit)), "source": NameColumn(scores.map(\.source)),
      "occasion": NameColumn(scores.indices.map { "\($0)" }), "building": NameColumn(scores.map(\.building)),
    ]
    let numbers = [
      "score": scores.map(\.score), "praise": scores.map(\.praise), "corrective": scores.map(\.corrective),
      "date": scores.map(\.date), "feedback_date": scores.map(\.feedback),
    ]
    return DriverTables([
      DriverTable(
        .fidelityAssessment, file: "fidelity-assessment.csv", rowCount: scores.count, names: names,
        numbers: numbers.filter { !columns.contains($0.key) })
    ])
  }
}

private func rows(_ tables: DriverTables, _ options: DriverOptions = DriverOptions(asOf: 100)) -> [DriverRow] {
  return FidelityAssessmentDriver.rows(tables, options)
}

private func find(
  _ rows: [DriverRow], _ quantity: String, term: String? = nil, form: String? = nil, unit: String? = nil
) -> Estimate? {
  rows.first {
    $0.estimate.quantity == quantity && (term == nil || $0.estimate.term == term)
      && (form == nil || $0.estimate.form == form) && $0.unit == unit
  }?.estimate
}

@Suite("Fidelity assessment")
struct FidelityAssessmentTests {
  private static let table = [
    Score("T1", "observation", 0.8).with { ($0.praise, $0.corrective, $0.feedback) = (3, 1, 12) },
    Score("T1", "observation", 0.9).with { ($0.praise, $0.corrective, $0.date) = (4, 2, 20) },
    Score("T1", "self", 0.95),
    Score("T1", "product", 0.88),
    Score("T2", "observation", 0.6).with { ($0.praise, $0.corrective, $0.feedback) = (5, 0, 10) },
    Score("T2", "observation", 0.64).with { ($0.date, $0.feedback) = (30, 33) },
    Score("T2", "self", 0.9),
    Score("T2", "product", 0.7),
    Score("T3", "observation", 0.7).with { ($0.date, $0.building) = (40, "B2") },
    Score("T3", "self", 0.7).with { $0.building = "B2" },
    Score("T3", "product", 0.6).with { $0.building = "B2" },
  ]

  @Test("Scores, their error, and the probability that the true score reaches the cut")
  func probabilities() {
    let rows = rows(Score.tables(Self.table))
    // T1 and T2 of B1 have .85 and .62, T3 of B2 has .7.
    let score = find(rows, "fidelity-score", term: "mean over units")
    #expect(isClose(score?.estimate, (0.735 + 0.7) / 2, within: 1e-15) && score?.unitCount == 2)
    #expect(find(rows, "share-at-criterion", form: "observed")?.estimate == 1.0 / 3)
    // Squares within units 0.005 and 0.0008 on 2 degrees of freedom.
    let error = (0.0058 / 2).squareRoot()
    let single = find(rows, "standard-error-of-measurement", form: "single observation")
    #expect(isClose(single?.estimate, error, within: 1e-15))
    let lower = (0.0058 / ChiSquared(degreesOfFreedom: 2).quantile(0.975)).squareRoot()
    #expect(isClose(single?.lower, lower, within: 1e-14))
    let pair = find(rows, "standard-error-of-measurement", form: "mean of 2")?.estimate
    #expect(isClose(pair, error / 2.0.squareRoot(), within: 1e-15))
    func probability(_ unit: String, _ form: String) -> Estimate? {
      find(rows, "probability-at-criterion", form: form, unit: unit)
    }
    let normal = Normal.standard.survival((0.8 - 0.85) / (error / 2.0.squareRoot()))
    #expect(isClose(probability("T1", "normal")?.estimate, normal, within: 1e-13))
    #expect(isClose(probability("T3", "normal")?.estimate, Normal.standard.survival(0.1 / error), within: 1e-13))
    // Mean .85, error .05: t = -1 with 1 degree of freedom.
    #expect(isClose(probability("T1", "t")?.estimate, 0.75, within: 1e-12))
    #expect(probability("T3", "t")?.status == .tooFewObservations)
    // Between units: squares 2 x (0.115^2 x 2) = 0.0529 on 1 degree of freedom, two scores each.
    let (mean, between) = (2.17 / 3, (0.0529 - 0.0029) / 2)
    let kept = between / (between + 0.0029)
    let regressed = Normal.standard.survival((0.8 - mean - kept * (0.7 - mean)) / (error * kept.squareRoot()))
    #expect(isClose(probability("T3", "regressed")?.estimate, regressed, within: 1e-12))
    let reliability = find(rows, "score-reliability", form: "ICC(1,1)")?.estimate
    #expect(isClose(reliability, 0.05 / 0.0558, within: 1e-12))
  }

  @Test("A mean that is the cut but for rounding reaches it")
  func exactCut() {
    for scores in [[0.7, 0.8, 0.9], [0.79, 0.81], [0.8, 0.8, 0.8], [0.1, 1, 1, 1, 0.9]] {
      let rows = rows(Score.tables(scores.map { Score("T1", "observation", $0) }))
      #expect(find(rows, "share-at-criterion")?.estimate == 1)
    }
    let below = rows(Score.tables([Score("T1", "observation", 0.799_999)]))
    #expect(find(below, "share-at-criterion")?.estimate == 0)
  }

  @Test("Sources: convergence over those that have them, and self-ratings against observation")
  func sources() {
    let rows = rows(Score.tables(Self.table))
    #expect(find(rows, "source-convergence", term: "observation, product, self", form: "ICC(2,1)")?.unitCount == 3)
    for pair in ["observation, product", "observation, self", "product, self"] {
      #expect(find(rows, "source-convergence", term: pair, form: "pearson")?.unitCount == 3)
      #expect(find(rows, "source-convergence", term: pair, form: "lin-ccc")?.estimate.isFinite == true)
    }
    // Differences 0.1, 0.28 and 0.
    let bias = find(rows, "self-observer-bias", term: "self - observation")
    #expect(isClose(bias?.estimate, 0.38 / 3, within: 1e-15))
    let mean = 0.38 / 3
    let squares = (0.1 - mean) * (0.1 - mean) + (0.28 - mean) * (0.28 - mean) + mean * mean
    #expect(isClose(bias?.statistic, mean / (squares / 6).squareRoot(), within: 1e-12))
    #expect(bias?.degreesOfFreedom == 2)
    #expect(find(rows, "multiple-sources-share")?.estimate == 1)
  }

  @Test("Without corrective remarks there is no ratio, but a share")
  func remarks() {
    let rows = rows(Score.tables(Self.table))
    let all = find(rows, "positive-ratio", form: "positive to corrective")
    #expect(all?.estimate == 4 && isClose(all?.standardError, 4 * (1.0 / 12 + 1.0 / 3).squareRoot(), within: 1e-14))
    #expect(isClose((all?.lower ?? 0) * (all?.upper ?? 0), 16, within: 1e-12))
    #expect(find(rows, "positive-share")?.estimate == 12.0 / 15)
    let none = find(rows, "positive-ratio", unit: "T2")
    #expect(none?.status == .noCorrections && none?.estimate.isNaN == true)
    #expect(find(rows, "positive-share", unit: "T2")?.estimate == 1)
    #expect(find(rows, "positive-ratio", unit: "T3") == nil)
    let blame = Score("T1", "observation", 0.5).with { ($0.praise, $0.corrective) = (0, 2) }
    let ratio = find(self.rows([blame]), "positive-ratio")
    #expect(ratio?.estimate == 0 && ratio?.status == .noSpread && ratio?.lower.isNaN == true)
  }

  private func rows(_ scores: [Score]) -> [DriverRow] { FidelityDriversTests.rows(Score.tables(scores)) }
  private func rows(
    _ tables: DriverTables, _ options: DriverOptions = DriverOptions(asOf: 100)
  ) -> [DriverRow] { FidelityDriversTests.rows(tables, options) }

  @Test("Feedback after the as-of date is open, and assessments after it are left out")
  func asOf() {
    var options = DriverOptions(asOf: 32)
    options.days = [2]
    let rows = rows(Score.tables(Self.table), options)
    // 2 days, 0 days; open after 12 and 2 days: feedback on the latter came on day 33.
    let clock = rows.first { $0.estimate.quantity == "survival" }?.estimate
    #expect(clock?.unitCount == 4 && clock?.term == "observation to feedback")
    #expect(isClose(clock?.estimate, 3.0 / 4 * 2 / 3, within: 1e-15))
    // T3 was observed on day 40 alone.
    let note = "1 units have no score of the source observation: left out; 1 rows after the as-of date left out"
    #expect(find(rows, "share-at-criterion")?.note == note)
    #expect(find(rows, "rows-after-as-of", term: "fidelity-assessment")?.estimate == 1)
    #expect(find(rows, "fidelity-score", term: "mean over units")?.unitCount == 2)
    #expect(rows.filter { $0.unit == "T3" }.isEmpty)
  }

  @Test("The order of the rows does not matter, nor do the names of units", arguments: 1...20)
  func permuted(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let other = Self.table.shuffled(using: &generator).map { score in score.with { $0.unit = "unit \($0.unit)" } }
    let (a, b) = (rows(Self.table), rows(other))
    #expect(a.count == b.count)
    for (first, second) in zip(a, b) {
      #expect(first.estimate.quantity == second.estimate.quantity && first.estimate.form == second.estimate.form)
      #expect(first.estimate.status == second.estimate.status && first.days.isNaN == second.days.isNaN)
      for field in [\Estimate.estimate, \.standardError, \.lower, \.upper, \.statistic, \.pValue] {
        let (x, y) = (first.estimate[keyPath: field], second.estimate[keyPath: field])
        #expect(x.isNaN ? y.isNaN : isClose(x, y, within: 1e-11 * max(1, abs(x))))
      }
    }
  }

  @Test("No table, no observation, one score each, equal scores, equal means")
  func degenerate() {
    let none = rows(DriverTables())
    #expect(none.count == 1 && none.first?.estimate.status == .noTable)
    #expect(none.first?.estimate.note == "fill fidelity-assessment.csv")
    #expect(rows([Score]()) == none)

    let own = rows([Score("T1", "self", 0.9), Score("T2", "self", 0.7)])
    #expect(find(own, "share-at-criterion")?.note?.contains("source self") == true)
    #expect(find(own, "self-observer-bias")?.status == .noEvents)
    #expect(find(own, "source-convergence")?.status == .tooFewRaters)
    #expect(find(own, "multiple-sources-share")?.estimate == 0)

    let once = rows([Score("T1", "observation", 0.9), Score("T2", "observation", 0.7)])
    #expect(find(once, "standard-error-of-measurement")?.status == .tooFewObservations)
    for form in ["normal", "regressed", "t"] {
      #expect(find(once, "probability-at-criterion", form: form, unit: "T1")?.status == .tooFewObservations)
    }
    #expect(find(once, "fidelity-score", unit: "T1")?.standardError.isNaN == true)

    let equal = rows(["T1", "T1", "T2", "T2"].map { Score($0, "observation", 0.8) })
    #expect(find(equal, "score-reliability")?.status == .noVariation)
    #expect(find(equal, "probability-at-criterion", form: "normal", unit: "T1")?.estimate == 1)
    #expect(find(equal, "probability-at-criterion", form: "regressed", unit: "T1")?.status == .noVariation)
    #expect(find(equal, "probability-at-criterion", form: "t", unit: "T1")?.status == .noVariation)

    // Units whose means are closer than error makes them: nothing to regress by.
    let same = rows([("T1", 0.7), ("T1", 0.9), ("T2", 0.9), ("T2", 0.7)].map { Score($0.0, "observation", $0.1) })
    #expect(find(same, "probability-at-criterion", form: "regressed", unit: "T1")?.status == .noVariation)
    #expect(find(same, "probability-at-criterion", form: "normal", unit: "T1")?.status == .ok)

    let one = rows([Score("T1", "observation", 0.7), Score("T1", "observation", 0.9)])
    #expect(find(one, "score-reliability")?.status == .tooFewUnits)
    #expect(find(one, "probability-at-criterion", form: "regressed", unit: "T1")?.status == .tooFewUnits)
    #expect(find(one, "probability-at-criterion", form: "t", unit: "T1")?.estimate.isFinite == true)

    let bare = rows(Score.tables(Self.table, without: ["praise", "corrective", "feedback_date"]))
    #expect(find(bare, "positive-ratio")?.status == .noTable)
    #expect(find(bare, "median-days")?.status == .noTable)
    for row in own + once + equal + same + one + bare {
      #expect(!row.estimate.estimate.isNaN || row.estimate.status != .ok)
    }
  }

  @Test("Where a cluster is said, shares are ratios of totals over it")
  func clusters() {
    var options = DriverOptions(asOf: 100)
    options.cluster = "building"
    let rows = rows(Score.tables(Self.table), options)
    let share = find(rows, "share-at-criterion")
    #expect(share?.method == "ratio of totals" && share?.degreesOfFreedom == 1)
    // Of 2 units one, of 1 unit none: residuals 1/3 and -1/3.
    #expect(isClose(share?.standardError, (2 * 2.0 / 9).squareRoot() / 3, within: 1e-15))
  }

  @Test("Where a table does not have the cluster, limits are those of independent units, and rows say so")
  func missingCluster() {
    var options = DriverOptions(asOf: 100)
    options.cluster = "region"
    let rows = rows(Score.tables(Self.table), options)
    for quantity in ["share-at-criterion", "multiple-sources-share", "positive-share"] {
      let share = find(rows, quantity)
      #expect(share?.method == "wilson" && share?.note == "no column region: limits as of independent units")
    }
  }

  @Test("Limits of scores lie in 0...1")
  func limits() {
    // Squares within units .005 and 0 on 2 degrees of freedom: an error of .035 for a mean of 2.
    let scores = [("T1", 0.9), ("T1", 1), ("T2", 0.9), ("T2", 0.9)]
    let rows = rows(scores.map { Score($0.0, "observation", $0.1) })
    let unit = find(rows, "fidelity-score", unit: "T1")
    #expect(unit?.upper == 1 && unit?.note == "limits cut to 0...1")
    let reach = Normal.standard.quantile(0.975) * 0.00125.squareRoot()
    #expect(isClose(unit?.lower, 0.95 - reach, within: 1e-14))
    #expect(find(rows, "fidelity-score", unit: "T2")?.note == nil)
    // .95 and .9: t of 12.7 with an error of .025.
    let whole = find(rows, "fidelity-score", term: "mean over units")
    #expect(whole?.upper == 1 && whole?.note == "limits cut to 0...1")
  }

  @Test("The error of a mean of n for the numbers that units have, and of large ones for the middle and the largest")
  func manyObservations() {
    let scores = [2, 11, 12, 13, 15].enumerated().flatMap { place, count in
      (0..<count).map { Score("T\(place)", "observation", $0 % 2 == 0 ? 0.6 : 0.7) }
    }
    let forms = rows(scores).filter { $0.estimate.quantity == "standard-error-of-measurement" }.map(\.estimate.form)
    #expect(forms == ["single observation", "mean of 2", "mean of 12", "mean of 15"])
  }

  @Test("A whole is the mean of the units just below it, with the error of their spread")
  func rollUp() throws {
    func tables(_ more: String = "") -> DriverTables {
      let text = """
        unit,source,occasion,score,date,building,district
        T1,observation,1,0.9,2025-02-03,B1,D1
        T2,observation,1,0.92,2025-02-03,B1,D1
        T3,observation,1,0.95,2025-02-03,B1,D1
        T4,observation,1,0.97,2025-02-03,B1,D1
        T5,observation,1,0.4,2025-02-03,B2,D1
        """
      return DriverTables([CoachingTestTables.table(.fidelityAssessment, text + more)])
    }
    let options = DriverOptions(asOf: CoachingTestTables.day("2025-03-31"))
    func score(_ tables: DriverTables, of level: String? = nil) throws -> Estimate {
      let rows = FidelityAssessmentDriver.rows(tables, options, ofUnitOf: level)
      return try #require(find(rows, "fidelity-score", term: "mean over units"))
    }
    // The whole is the district: B1 has .935, B2 .4.
    for level in [nil, "state", "district"] {
      let row = try score(tables(), of: level)
      #expect(isClose(row.estimate, 0.6675, within: 1e-15) && isClose(row.standardError, 0.2675, within: 1e-15))
      #expect(row.degreesOfFreedom == 1 && row.unitCount == 2)
      #expect(row.note == "mean of buildings; limits cut to 0...1")
    }
    let building = try #require(tables().split(by: "building").first).tables
    let own = try score(building, of: "building")
    #expect(isClose(own.estimate, 0.935, within: 1e-15) && own.degreesOfFreedom == 3 && own.note == nil)
    let two = try score(tables("\nT6,observation,1,0.8,2025-02-03,B3,D2"))
    #expect(isClose(two.estimate, (0.6675 + 0.8) / 2, within: 1e-15) && two.unitCount == 2)
    #expect(two.note?.hasPrefix("mean of districts") == true)
    let astray = try score(tables("\nT6,observation,1,0.8,2025-02-03,,D1"))
    #expect(isClose(astray.estimate, 0.6675, within: 1e-15))
    #expect(astray.note?.hasPrefix("mean of buildings; 1 of the units without a building: left out") == true)
    // Where some units have no building, one building is not the whole by another name.
    let district = CoachingTestTables.table(
      .fidelityAssessment,
      """
      unit,source,occasion,score,date,building,district
      T1,observation,1,0.2,2025-02-03,B1,D1
      T2,observation,1,0.8,2025-02-03,,D1
      T3,observation,1,0.8,2025-02-03,,D1
      """)
    let alone = try score(DriverTables([district]), of: "district")
    #expect(alone.estimate == 0.2 && alone.unitCount == 1 && alone.note?.hasPrefix("mean of buildings; 2 of") == true)
  }

  @Test("The cluster of a unit is that of most of its rows, in any order of them", arguments: [false, true])
  func clusterOfUnit(isReversed: Bool) throws {
    let rows = [
      "T1,observation,1,0.9,2025-02-03,", "T1,observation,2,0.9,2025-02-04,B1", "T2,observation,1,0.9,2025-02-03,B1",
      "T2,observation,2,0.9,2025-02-04,B2", "T2,observation,3,0.9,2025-02-05,B1", "T3,observation,1,0.2,2025-02-03,B2",
      "T4,observation,1,0.2,2025-02-03,B2",
    ]
    let text = (["unit,source,occasion,score,date,building"] + (isReversed ? rows.reversed() : rows)).joined(
      separator: "\n")
    var options = DriverOptions(asOf: CoachingTestTables.day("2025-03-31"))
    options.cluster = "building"
    let found = FidelityAssessmentDriver.rows(
      DriverTables([CoachingTestTables.table(.fidelityAssessment, text)]), options)
    let share = try #require(found.first { $0.estimate.quantity == "share-at-criterion" }?.estimate)
    // B1 has 2 of 2, B2 none of 2: residuals of 1 about one half.
    #expect(share.estimate == 0.5 && share.unitCount == 2 && isClose(share.standardError, 0.5, within: 1e-15))
  }

  @Test("Contradictions are found, with row and column")
  func errors() {
    let options = DriverOptions(asOf: 100)
    let wrong = [
      Score("T1", "observation", 0.8).with { $0.feedback = 9 }, Score("T2", "self", 0.8),
      Score("T2", "product", 0.8).with { $0.building = "B2" },
    ]
    let errors = FidelityAssessmentDriver.errors(Score.tables(wrong), options)
    #expect(errors.map(\.row) == [1, 3] && errors.map(\.column) == ["feedback_date", "building"])
    #expect(errors.allSatisfy { $0.hint != nil && $0.file == "fidelity-assessment.csv" })
    #expect(FidelityAssessmentDriver.errors(Score.tables(Self.table), options).isEmpty)
    #expect(FidelityAssessmentDriver.errors(DriverTables(), options).isEmpty)
  }
}
