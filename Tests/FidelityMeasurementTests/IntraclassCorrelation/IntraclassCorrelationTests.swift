import FidelityComponents
import FidelityData
import FidelityMeasurement
import FidelityTesting
import Testing

@Suite("Intraclass correlations")
struct IntraclassCorrelationTests {
  /// The form that a case names, in either naming.
  static func form(_ expected: ExpectedCase) -> IntraclassCorrelation? {
    let name = expected.options["form"]?.text
    let model = expected.options["model"]?.text
    return IntraclassCorrelation.all.first {
      (name == $0.mcGrawWongName || name == $0.shroutFleissName) && (model == nil || model == $0.model.rawValue)
    }
  }

  static func cases() throws -> [(String, ExpectedCase)] {
    try ["shrout-fleiss-1979", "icc-wine-8x4", "icc-ten-forms"].flatMap { slug in
      try Datasets.cases(slug).filter { $0.quantity.hasPrefix("icc") }.map { (slug, $0) }
    }
  }

  @Test("Published coefficients, limits and tests", arguments: try IntraclassCorrelationTests.cases())
  func published(_ slug: String, _ expected: ExpectedCase) throws {
    let form = try #require(Self.form(expected), "\(expected)")
    let pair = expected.options["raters"]?.text.split(separator: "|").map(String.init)
    let anova = TwoWayAnova(try RatingColumns(slug, raters: pair).crossed)
    let rho0 = Double(expected.options["rho0"]?.text ?? "0") ?? 0
    let degrees: AgreementDegreesOfFreedom =
      expected.options["satterthwaite"]?.text == "estimate" ? .estimate : .nullValue
    let row = form.estimate(anova, rho0: rho0, degreesOfFreedom: degrees)
    #expect(row.status == .ok && row.form == form.name)
    if let value = expected.value { #expect(isClose(row.estimate, value, within: expected.tolerance)) }
    let isSlip = ["interval", "interval-convention"].contains { expected.options[$0]?.text.hasPrefix("irr") == true }
    if let limits = expected.interval {
      let found = isSlip ? try #require(form.limitsOfIrr(anova)) : (lower: row.lower, upper: row.upper)
      #expect(isClose(found.lower, limits[0], within: expected.tolerance(of: "interval")))
      #expect(isClose(found.upper, limits[1], within: expected.tolerance(of: "interval")))
    }
    if let statistic = expected.statistic {
      #expect(isClose(row.statistic, statistic, within: expected.tolerance(of: "statistic")))
    }
    if let p = expected.pValue { #expect(isClose(row.pValue, p, within: expected.tolerance(of: "p_value"))) }
  }

  @Test("Ten forms with their names")
  func names() {
    let names = IntraclassCorrelation.all.map {
      "\($0.mcGrawWongName) \($0.mcGrawWongCase) \($0.shroutFleissName ?? "-")"
    }
    #expect(
      names == [
        "ICC(1) 1 ICC(1,1)", "ICC(k) 1 ICC(1,k)", "ICC(A,1) 2A ICC(2,1)", "ICC(A,k) 2A ICC(2,k)", "ICC(C,1) 2 -",
        "ICC(C,k) 2 -", "ICC(A,1) 3A -", "ICC(A,k) 3A -", "ICC(C,1) 3 ICC(3,1)", "ICC(C,k) 3 ICC(3,k)",
      ])
  }

  @Test("A test of the lower limit of a one-sided interval has the level", arguments: IntraclassCorrelation.all)
  func duality(form: IntraclassCorrelation) throws {
    let anova = TwoWayAnova(try RatingColumns("icc-wine-8x4").crossed)
    let limits = try #require(form.interval(anova, level: 0.9))
    let test = try #require(form.test(anova, rho0: limits.lower, degreesOfFreedom: .estimate))
    #expect(isClose(test.pValue, 0.05, within: 1e-9), "\(test)")
  }

  @Test("Several forms at once have the rows that each has alone", arguments: [0, 0.3])
  func together(rho0: Double) throws {
    var quantiles = IntraclassQuantiles(level: 0.9)
    for slug in ["icc-wine-8x4", "shrout-fleiss-1979", "icc-wine-8x4"] {
      let anova = TwoWayAnova(try RatingColumns(slug).crossed)
      let rows = IntraclassCorrelation.estimates(IntraclassCorrelation.all, anova, rho0: rho0, &quantiles)
      #expect(rows == IntraclassCorrelation.all.map { $0.estimate(anova, level: 0.9, rho0: rho0) })
      for kind in MeasurementError.Kind.allCases {
        #expect(MeasurementError(kind, anova, &quantiles) == MeasurementError(kind, anova, level: 0.9))
      }
    }
  }

  @Test("Errors of measurement", arguments: try Datasets.cases("icc-ten-forms"))
  func errors(_ expected: ExpectedCase) throws {
    guard ["sem", "smallest-detectable-change"].contains(expected.quantity) else { return }
    let kind = try #require(MeasurementError.Kind(rawValue: expected.options["type"]?.text ?? ""))
    let error = MeasurementError(kind, TwoWayAnova(try RatingColumns("icc-ten-forms").crossed))
    let figure: Double
    switch (expected.quantity, expected.options["level"]?.text) {
    case ("sem", _): figure = error.value
    case (_, "group"): figure = error.smallestDetectableGroupChange(multiplier: 1.96)
    default: figure = error.smallestDetectableChange(multiplier: 1.96)
    }
    #expect(isClose(figure, try #require(expected.value), within: expected.tolerance))
    #expect(error.lower < error.value && error.value < error.upper)
    let rows = error.estimates(multiplier: 1.96)
    #expect(rows[1].estimate == error.smallestDetectableChange(multiplier: 1.96) && rows[1].lower < rows[1].estimate)
  }

  /// Limits of a standard deviation by chi-squared: 15 degrees of freedom, MS 1.0194444.
  @Test("Limits of the consistency error are exact")
  func exactError() throws {
    let error = MeasurementError(.consistency, TwoWayAnova(try RatingColumns("icc-ten-forms").crossed))
    #expect(relativeError(error.lower, (15 * 1.0194444444444444 / 27.488392863442979).squareRoot()) < 1e-12)
    #expect(relativeError(error.upper, (15 * 1.0194444444444444 / 6.2621377950432507).squareRoot()) < 1e-12)
  }

  @Test("Missing cells by likelihood", arguments: try Datasets.cases("two-way-missing"))
  func missing(_ expected: ExpectedCase) throws {
    guard expected.quantity == "icc" else { return }
    let fit = try RatingColumns("two-way-missing").crossed.fit()
    let form = try #require(Self.form(expected))
    let row = form.estimate(fit, raterCount: 4)
    #expect(isClose(row.estimate, try #require(expected.value), within: expected.tolerance))
    #expect(row.status == .ok && row.standardError > 0 && row.lower < row.estimate && row.estimate < row.upper)
    guard let limits = expected.interval else { return }
    #expect(isClose(row.lower, limits[0], within: expected.tolerance))
    #expect(isClose(row.upper, limits[1], within: expected.tolerance))
  }

  @Test("Likelihood and analysis of variance agree on a complete table", arguments: IntraclassCorrelation.all)
  func complete(form: IntraclassCorrelation) throws {
    let moments = try RatingColumns("shrout-fleiss-1979").crossed
    let fit = form.model == .oneWay ? moments.unitSizes.fit(term: "unit") : moments.fit()
    let row = form.estimate(fit, raterCount: 4)
    #expect(relativeError(row.estimate, form.value(TwoWayAnova(moments))) < 1e-7)
  }

  @Test("Degenerate ratings have a status and a sentence, and no figure that is not one")
  func degenerate() {
    let nan = Double.nan
    for (values, raters, status) in [
      ([nan, nan], 2, Status.tooFewObservations), ([1, 2], 2, .tooFewUnits), ([1, 2], 1, .tooFewRaters),
      ([1, 2, 3, nan], 2, .unbalanced), ([3, 3, 3, 3], 2, .noVariation), ([1, 2, 2, 3], 2, .exactFit),
      ([1, 2, 1, 2], 2, .exactFit), ([1e200, 1, 2, 3], 2, .outOfRange), ([1, 1, 2, 2], 2, .exactFit),
    ] as [([Double], Int, Status)] {
      let anova = TwoWayAnova(CrossedMoments(raterMajor: values, raterCount: raters))
      for form in IntraclassCorrelation.all {
        let row = form.estimate(anova)
        // Units that do not differ beside a residual of 0: consistency is 0/0, and one-way a number over 0.
        let isUndefined =
          values == [1, 1, 2, 2]
          && (form.agreement == .consistency || form.model == .oneWay && form.unit == .average)
        #expect(row.status == (isUndefined ? .noVariation : status), "\(values) \(form.name): \(row.status)")
        #expect(row.note?.isEmpty == false && row.lower.isNaN && row.pValue.isNaN)
        #expect(row.estimate.isNaN == (status != .exactFit || isUndefined), "\(values) \(form.name): \(row.estimate)")
      }
      let errors = MeasurementError(.agreement, anova).estimates()
      #expect(errors.allSatisfy { $0.status != .ok || $0.estimate > 0 })
    }
    // Raters who agree in everything: the coefficient is 1.
    let perfect = TwoWayAnova(CrossedMoments(raterMajor: [1, 2, 5, 1, 2, 5], raterCount: 2))
    #expect(IntraclassCorrelation.all.allSatisfy { $0.estimate(perfect).estimate == 1 })
  }
}
