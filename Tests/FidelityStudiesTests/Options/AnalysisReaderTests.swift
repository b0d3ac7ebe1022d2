import FidelityData
import FidelityReliability
import FidelityStudies
import FidelityTrends
import Testing

@Suite("Analyses of a study file")
struct AnalysisReaderTests {
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
      - trend: {outcome: total, group: [x, y], unit-of-time: school-years, level: 0.99}
      - trend: {outcome: total, covariates: age}
      """)
    #expect(
      found == [
        .score(by: ["x", "y"], administration: ["z"], level: 0.9),
        .reliability(
          scale: .ordinal, by: ["item"], coefficients: ["gwet-ac", "krippendorff-alpha"],
          weights: ["linear", "identity"], metrics: ["ordinal"], interval: .bootstrap(resamples: 500, seed: 5),
          level: 0.8, minimumRatings: 2, categories: ["0", "1", "2.5"]),
        .trend(outcome: "total", group: ["x", "y"], unitOfTime: .schoolYears, level: 0.99),
        .trend(outcome: "total", covariates: ["age"]),
      ])
    #expect(found.map(\.name) == ["score", "reliability", "trend", "trend"])
  }

  @Test("what is left out has its default")
  func defaults() throws {
    let found = try analyses("- score:\n- score: {}\n- reliability: {scale: nominal}\n")
    #expect(
      found == [
        .score(), .score(), .reliability(scale: .nominal),
      ])
    for yaml in ["interval: linearised", "interval: analytic", "minimum-ratings: 1", "level: 0.95"] {
      #expect(try analyses("- reliability: {scale: nominal, \(yaml)}") == [found[2]])
    }
    for yaml in ["coefficients: all", "coefficients: [all]"] {
      let analysis = try #require(try analyses("- reliability: {scale: nominal, \(yaml)}")[0].analysis as? Reliability)
      #expect(try analysis.agreementCoefficients() == AgreementCoefficient.suited(to: .nominal))
    }
  }

  @Test(
    "a request made in code has every option set",
    arguments: [
      AnalysisRequest.score(), .reliability(scale: .nominal), .raters(), .icc(), .concordance(),
      .groupAgreement(group: ["g"]),
      .trend(outcome: "total"),
      .drivers(),
    ])
  func codedRequests(request: AnalysisRequest) throws {
    // A property that nothing has set ends the process when it is read.
    let names = Set(OptionDescription.all(of: type(of: request.analysis)).map(\.name))
    #expect(Set(OptionValue.all(of: request.analysis).keys) == names)
    try request.analysis.check()
  }

  @Test("a scale chooses coefficients that suit it")
  func coefficientsOfScale() {
    let nominal = AgreementCoefficient.suited(to: .nominal)
    #expect(nominal.allSatisfy { $0.weights == .identity || $0.metric == .nominal })
    let metrics = AgreementCoefficient.suited(to: .interval).compactMap(\.metric)
    #expect(metrics == [.nominal, .ordinal, .interval])
    // Two weights for each of the four corrected for chance that all raters can have, percent agreement as it is, and
    // four metrics.
    #expect(AgreementCoefficient.suited(to: .ratio).count == 13)
    let cohen = AgreementCoefficient.suited(to: .ordinal, names: ["cohen-kappa"])
    #expect(cohen == [.cohenKappa(.identity), .cohenKappa(.quadratic)])
  }

  @Test("categories are numbers where all are, in their own order")
  func categories() throws {
    #expect(DeclaredCategories(labels: []) == .none)
    #expect(DeclaredCategories(labels: ["1.0", "2"]) == .numbers([1, 2]))
    // Another order than their own is that of names.
    #expect(DeclaredCategories(labels: ["2", "1"]) == .labels(["2", "1"]))
    #expect(DeclaredCategories(labels: ["2", "b"]) == .labels(["2", "b"]))
    #expect(DeclaredCategories(labels: ["1", "inf"]) == .labels(["1", "inf"]))
  }

  @Test(
    "every mistake has its line and character",
    arguments: [
      (
        "- scoer: {}",
        "4:3: an analysis has no key \"scoer\" | did you mean \"score\"?"
      ),
      (
        "- {}",
        "4:3: an analysis is one of score, reliability, raters, icc, concordance, group-agreement, trend and "
          + "drivers | begin each with a dash"
      ),
      (
        "- {score: {}, trend: {outcome: x}}",
        "4:3: an analysis is one of score, reliability, raters, icc, concordance, group-agreement, trend and "
          + "drivers | begin each with a dash"
      ),
      ("- score: 3", "4:10: the analysis \"score\" is a mapping, and here is \"3\""),
      ("- score: {by: {}}", "4:15: \"by\" is a text, and here is a mapping"),
      ("- score: {by: [a, [b]]}", "4:19: \"by\" is a text, and here is a list"),
      ("- score: {level: 95}", "4:18: the confidence level lies between 0 and 1, as in 0.95"),
      (
        "- score: {level: \"0.9\"}",
        "4:18: \"level\" is a number, and here is \"0.9\" | numbers stand without quotes"
      ),
      (
        "- score: {levle: 1}",
        "4:11: the analysis \"score\" has no key \"levle\" | did you mean \"level\"?"
      ),
      ("- reliability: {}", "4:16: the analysis \"reliability\" lacks \"scale\""),
      (
        "- reliability: {scale: ordnal}", "4:24: there is no scale \"ordnal\" | did you mean \"ordinal\"?"
      ),
      (
        "- reliability: {scale: ordinal, coefficients: [gwet-ac, gwet-ca]}",
        "4:57: there is no coefficient \"gwet-ca\" | did you mean \"gwet-ac\"?"
      ),
      (
        "- reliability: {scale: ordinal, weights: quadratc}",
        "4:42: there is no family of weights \"quadratc\" | did you mean \"quadratic\"?"
      ),
      (
        "- reliability: {scale: ordinal, metrics: intervl}",
        "4:42: there is no metric \"intervl\" | did you mean \"interval\"?"
      ),
      (
        "- reliability: {scale: ordinal, interval: exact}",
        "4:43: \"interval\": linearised, jackknife[:units|raters|both], bootstrap:RESAMPLES (40 to 10000000), or "
          + "fleiss-cohen-everitt"
      ),
      (
        "- reliability: {scale: ordinal, interval: {bootstrap: 10}}",
        "4:43: \"interval\": linearised, jackknife[:units|raters|both], bootstrap:RESAMPLES (40 to 10000000), or "
          + "fleiss-cohen-everitt"
      ),
      (
        "- reliability: {scale: ordinal, interval: {bootstrap: 100, limits: x}}",
        "4:68: there is no bootstrap-limits \"x\" | there is \"percentile\", \"basic\", \"bca\""
      ),
      (
        "- reliability: {scale: ordinal, interval: {bootstrap: 100, resample: units}, resample: units}",
        "4:78: the analysis \"reliability\" has \"resample\" more than once"
      ),
      (
        "- reliability: {scale: ordinal, minimum-ratings: 0}",
        "4:50: a whole number from 1 to 1000000 is wanted"
      ),
      (
        "- reliability: {scale: ordinal, minimum-ratings: 1.5}",
        "4:50: \"minimum-ratings\" is a whole number"
      ),
      ("- reliability: {scale: ordinal, one-sided: 1}", "4:44: \"one-sided\" is true or false, and here is \"1\""),
      ("- reliability: {scale: ordinal, categories: [1, 1]}", "4:49: a category is named twice"),
      (
        "- reliability: {scale: ordinal, resample: raters}",
        "4:43: \"resample\" and \"bootstrap-limits\" go with the interval bootstrap:RESAMPLES"
      ),
      ("- trend: {}", "4:10: the analysis \"trend\" lacks \"outcome\""),
      (
        "- trend: {outcome: x, unit-of-time: month}",
        "4:37: there is no unit-of-time \"month\" | did you mean \"months\"?"
      ),
      (
        "- trend: {outcome: x, group: g, cluster: g}",
        "4:42: every group has one value of it"
      ),
    ])
  func mistakes(yaml: String, expected: String) throws {
    let error = #expect(throws: DataError.self) { try analyses(yaml) }
    let message = [error?.description, error?.hint].compactMap(\.self).joined(separator: " | ")
    #expect(message == "line " + expected)
  }

  @Test("keys of earlier versions are read, with a note")
  func formerKeys() throws {
    let study = try Study(
      yaml: """
        data: {files: a}
        analyses:
          - trend: {outcome: x, unit: weeks}
          - reliability: {scale: ordinal, interval: {bootstrap: 50, limits: bca}}
        """, file: "s.yaml")
    #expect(study.analyses[0] == .trend(outcome: "x", unitOfTime: .weeks))
    #expect(
      study.analyses[1]
        == .reliability(scale: .ordinal, interval: .bootstrap(resamples: 50, seed: 1, limits: .bca)))
    #expect(
      study.notes == [
        "s.yaml:3:25: the key \"unit\" is now called \"unit-of-time\"; change it before the next version",
        "s.yaml:4:61: the key \"limits\" is now called \"bootstrap-limits\"; change it before the next version",
      ])
    let error = #expect(throws: DataError.self) {
      try analyses("- trend: {outcome: x, unit: weeks, unit-of-time: days}")
    }
    #expect(error?.description.contains("more than once") == true)
  }

  @Test("names with commas, quotation marks and brackets stay whole")
  func names() throws {
    let found = try analyses("- score: {by: [\"Reading, grade 2\", 'say \"yes\"', \"a[1], b\", plain]}")
    #expect(found == [.score(by: ["Reading, grade 2", "say \"yes\"", "a[1], b", "plain"])])
    #expect(Names.split("a,b") == ["a", "b"])
    #expect(Names.split("\"a,b\",c") == ["a,b", "c"])
    #expect(Names.split("custom:{categories: [a, b], matrix: [[1, 0], [0, 1]]},identity").count == 2)
    for name in ["a", "a,b", "\"", "{x", "a\"b,c", ",", "["] {
      #expect(Names.split(Names.quoted(name)) == [name])
      #expect(Names.split([name, "x", name].map(Names.quoted).joined(separator: ",")) == [name, "x", name])
    }
  }

  @Test("what contradicts itself is refused in code as in a file")
  func contradictionsOfCode() {
    let study = Study(
      data: DataDescription(files: ["/dev/null"]),
      analyses: [.trend(outcome: "x", group: ["g"], cluster: ["g"])])
    let error = #expect(throws: DataError.self) { try StudyRunner(study).run() }
    #expect(error != nil)
  }
}
