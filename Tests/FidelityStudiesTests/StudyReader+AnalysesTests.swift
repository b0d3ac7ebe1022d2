import FidelityData
import FidelityReliability
import FidelityStudies
import FidelityTrends
import Testing

@Suite("Analyses of a study file")
struct StudyReaderAnalysesTests {
  private func analyses(_ yaml: String) throws -> [AnalysisRequest] {
    try Study(yaml: "data: {files: a}\nseed: 5\nanalyses:\n" + yaml).analyses
  }

  @Test("every key of every analysis")
  func allKeys() throws {
    let found = try analyses(
      """
      - score: {by: [x, y], administration: z, level: 0.9}
      - reliability:
          by: item
          scale: ordinal
          coefficients: [gwet-ac, krippendorff-alpha]
          weights: [linear, identity]
          metrics: ordinal
          interval: {bootstrap: 500}
          level: 0.8
          minimum-ratings: 2
          categories: [0, 1, 2.5]
      - trend: {outcome: total, group: [x, y], unit: school-years, level: 0.99}
      - trend: {outcome: total, covariates: age}
      """)
    #expect(
      found == [
        .score(ScoreRequest(by: ["x", "y"], administration: ["z"], level: 0.9)),
        .reliability(
          ReliabilityRequest(
            by: ["item"], scale: .ordinal,
            coefficients: [.gwetAC(.linear), .gwetAC(.identity), .krippendorffAlpha(metric: .ordinal)],
            interval: .bootstrap(resamples: 500, seed: 5), level: 0.8, minimumRatings: 2,
            categories: .numbers([0, 1, 2.5]))),
        .trend(TrendRequest(outcome: "total", group: ["x", "y"], unit: .schoolYears, level: 0.99)),
        .trend(TrendRequest(outcome: "total", covariates: ["age"])),
      ])
    #expect(found.map(\.name) == ["score", "reliability", "trend", "trend"])
  }

  @Test("what is left out has its default")
  func defaults() throws {
    let found = try analyses("- score:\n- score: {}\n- reliability: {scale: nominal}\n")
    #expect(
      found == [
        .score(ScoreRequest()), .score(ScoreRequest()), .reliability(ReliabilityRequest(scale: .nominal)),
      ])
    for yaml in [
      "coefficients: all", "interval: linearised", "interval: analytic", "minimum-ratings: 1", "level: 0.95",
    ] {
      #expect(try analyses("- reliability: {scale: nominal, \(yaml)}") == [found[2]])
    }
  }

  @Test("a scale chooses coefficients that suit it")
  func coefficientsOfScale() {
    let nominal = ReliabilityRequest.coefficients(scale: .nominal)
    #expect(nominal.allSatisfy { $0.weights == .identity || $0.metric == .nominal })
    let metrics = ReliabilityRequest.coefficients(scale: .interval).compactMap(\.metric)
    #expect(metrics == [.nominal, .ordinal, .interval])
    // Two weights for each of the five that all raters can have, and four metrics.
    #expect(ReliabilityRequest.coefficients(scale: .ratio).count == 14)
    let cohen = ReliabilityRequest.coefficients(scale: .ordinal, names: ["cohen-kappa"])
    #expect(cohen == [.cohenKappa(.identity), .cohenKappa(.quadratic)])
  }

  @Test("categories are numbers where all are")
  func categories() throws {
    #expect(DeclaredCategories(labels: []) == .none)
    #expect(DeclaredCategories(labels: ["2", "1.0"]) == .numbers([2, 1]))
    #expect(DeclaredCategories(labels: ["2", "b"]) == .labels(["2", "b"]))
    #expect(DeclaredCategories(labels: ["1", "inf"]) == .labels(["1", "inf"]))
  }

  @Test(
    "every mistake has its line and character",
    arguments: [
      (
        "- scoer: {}",
        "4:3: an analysis has no key \"scoer\" | there is \"score\", \"reliability\", \"raters\", \"trend\""
      ),
      ("- {}", "4:3: an analysis is one of score, reliability, raters and trend | begin each with a dash"),
      (
        "- {score: {}, trend: {outcome: x}}",
        "4:3: an analysis is one of score, reliability, raters and trend | begin each with a dash"
      ),
      ("- score: 3", "4:10: a score analysis is a mapping, and here is \"3\""),
      ("- score: {by: {}}", "4:15: \"by\" is a text, and here is a mapping"),
      ("- score: {level: 95}", "4:18: the confidence level lies between 0 and 1"),
      (
        "- score: {level: \"0.9\"}",
        "4:18: the confidence level is a number, and here is \"0.9\" | numbers stand without quotes"
      ),
      (
        "- score: {levle: 1}",
        "4:11: a score analysis has no key \"levle\" | there is \"by\", \"administration\", \"level\""
      ),
      ("- reliability: {}", "4:16: a reliability analysis lacks \"scale\""),
      (
        "- reliability: {scale: ordnal}", "4:24: there is no scale \"ordnal\" | did you mean \"ordinal\"?"
      ),
      (
        "- reliability: {scale: ordinal, coefficients: [gwet-ca]}",
        "4:47: there is no coefficient \"gwet-ca\" | did you mean \"gwet-ac\"?"
      ),
      (
        "- reliability: {scale: ordinal, weights: quadratc}",
        "4:42: there is no \"quadratc\" among the weights | did you mean \"quadratic\"?"
      ),
      (
        "- reliability: {scale: ordinal, metrics: intervl}",
        "4:42: there is no \"intervl\" among the metrics | did you mean \"interval\"?"
      ),
      (
        "- reliability: {scale: ordinal, interval: exact}",
        "4:43: the interval is linearised, jackknife, fleiss-cohen-everitt, {jackknife: units|raters|both} or "
          + "{bootstrap: RESAMPLES}"
      ),
      (
        "- reliability: {scale: ordinal, interval: {bootstrap: 10}}",
        "4:55: the number of resamples is a whole number from 40 to 10000000"
      ),
      (
        "- reliability: {scale: ordinal, minimum-ratings: 0}",
        "4:50: \"minimum-ratings\" is a whole number from 1 to 1000000"
      ),
      ("- reliability: {scale: ordinal, categories: [1, 1]}", "4:45: a category is named twice"),
      ("- trend: {}", "4:10: a trend lacks \"outcome\""),
      (
        "- trend: {outcome: x, unit: month}",
        "4:29: there is no unit of time \"month\" | did you mean \"months\"?"
      ),
      (
        "- trend: {outcome: x, group: g, covariates: c}",
        "4:45: covariates go with a pooled trend: leave out \"group\""
      ),
    ])
  func mistakes(yaml: String, expected: String) throws {
    let error = #expect(throws: DataError.self) { try analyses(yaml) }
    let message = [error?.description, error?.hint].compactMap(\.self).joined(separator: " | ")
    #expect(message == "line " + expected)
  }
}
