import FidelityComponents
import FidelityData
import FidelityMeasurement
import FidelityTesting
import Testing

@Suite("One-way intraclass correlations of unequal groups")
struct OneWayIntraclassCorrelationTests {
  @Test("Coefficient, named intervals and standard errors", arguments: try Datasets.cases("one-way-ticks"))
  func published(_ expected: ExpectedCase) throws {
    guard expected.quantity == "icc", expected.options["method"]?.text == "ANOVA" else { return }
    let icc = OneWayIntraclassCorrelation(OneWayAnova(try RatingColumns("one-way-ticks").oneWay()))
    #expect(isClose(icc.single, try #require(expected.value), within: expected.tolerance))
    if let error = expected.standardError {
      let isSmith = expected.options["standard-error"]?.text.hasPrefix("Smith") == true
      #expect(isClose(isSmith ? icc.smithError : icc.swigerError, error, within: expected.tolerance))
    }
    guard let limits = expected.interval else { return }
    let kinds: [String: OneWayIntraclassCorrelation.Interval] = [
      "searle-k0": .searle, "thomas-hultquist": .thomasHultquist, "wald-exact": .wald,
    ]
    let kind = try #require(kinds[expected.options["interval"]?.text ?? ""])
    let interval = try #require(icc.interval(kind))
    #expect(isClose(interval.lower, limits[0], within: expected.tolerance))
    #expect(isClose(interval.upper, limits[1], within: expected.tolerance))
  }

  @Test("Of equal groups all intervals are those of ICC(1)", arguments: OneWayIntraclassCorrelation.Interval.allCases)
  func balanced(kind: OneWayIntraclassCorrelation.Interval) throws {
    let ratings = try RatingColumns("shrout-fleiss-1979")
    let icc = OneWayIntraclassCorrelation(OneWayAnova(ratings.oneWay()))
    for (row, unit) in zip(icc.estimates(kind), IntraclassCorrelation.Unit.allCases) {
      let form = IntraclassCorrelation(model: .oneWay, agreement: .absolute, unit: unit)
      let other = form.estimate(TwoWayAnova(ratings.crossed))
      #expect(row.form == other.form && relativeError(row.estimate, other.estimate) < 1e-12)
      #expect(relativeError(row.lower, other.lower) < 1e-10 && relativeError(row.upper, other.upper) < 1e-10)
      #expect(relativeError(row.pValue, other.pValue) < 1e-12 && row.degreesOfFreedom == other.degreesOfFreedom)
    }
  }

  @Test("One rater's replicates", arguments: try Datasets.cases("replicates-fat"))
  func oneRater(_ expected: ExpectedCase) throws {
    guard expected.quantity == "icc", let rater = expected.options["rater"]?.text else { return }
    let ratings = try RatingColumns("replicates-fat")
    let row = OneWayIntraclassCorrelation(OneWayAnova(ratings.oneWay(rater: rater))).estimates()[0]
    #expect(isClose(row.estimate, try #require(expected.value), within: expected.tolerance))
    let limits = try #require(expected.interval)
    #expect(isClose(row.lower, limits[0], within: expected.tolerance))
    #expect(isClose(row.upper, limits[1], within: expected.tolerance))
  }

  @Test("Degenerate groups have a status and a sentence")
  func degenerate() {
    for (groups, values, status) in [
      ([], [], .tooFewObservations), ([0, 0], [1, 2], .tooFewUnits), ([0, 1, 2], [1, 2, 3], .tooFewObservations),
      ([0, 0, 1, 1], [2, 2, 2, 2], .noVariation), ([0, 0, 1, 1], [1e200, 1, 2, 3], .outOfRange),
    ] as [([UInt32], [Double], Status)] {
      var moments = OneWayMoments()
      moments.add(groups: groups.span, values: values.span)
      for row in OneWayIntraclassCorrelation(OneWayAnova(moments)).estimates() {
        #expect(row.status == status && row.note?.isEmpty == false && row.estimate.isNaN && row.lower.isNaN)
      }
    }
  }
}

@Suite("Reliability with replicates")
struct ReplicatedReliabilityTests {
  @Test("Between and within raters", arguments: try Datasets.cases("replicates-fat"))
  func published(_ expected: ExpectedCase) throws {
    let anova = ReplicatedAnova(try RatingColumns("replicates-fat").replicated)
    #expect(anova.status == .ok && anova.replicateCount == 3)
    let reliability = ReplicatedReliability(anova)
    let raters: ReplicatedReliability.Raters =
      expected.options["raters"]?.text.hasPrefix("fixed") == true ? .fixed : .random
    let isWithin = expected.options["type"]?.text == "intra-rater"
    let error = isWithin ? reliability.errorWithinRaters : reliability.errorBetweenRaters
    let place = ["s", "r", "sr", "e"].firstIndex(of: expected.options["effect"]?.text ?? "")
    let figure: Double?
    switch expected.quantity {
    case "icc-inter-rater":
      figure = reliability.betweenRaters(raters, replicates: Double(expected.options["replicates"]?.text ?? "1") ?? 1)
    case "icc-intra-rater": figure = reliability.withinRaters(raters)
    case "sem": figure = error
    case "smallest-detectable-change": figure = 1.96 * 2.0.squareRoot() * error
    case "mean-square":
      figure = place.map { [anova.units, anova.raters, anova.interaction, anova.replicates][$0].meanSquare }
    case "variance-component" where expected.options["method"] == nil:
      figure = place.map { anova.components[$0].raw }
    default: figure = nil
    }
    guard let figure, let value = expected.value else { return }
    #expect(isClose(figure, value, within: max(expected.tolerance, 1e-9)), "\(figure)")
  }

  @Test("merge = whole; cells of other sizes have a status")
  func merge() throws {
    let ratings = try RatingColumns("replicates-fat")
    var (low, high) = (ReplicatedMoments(raterCount: 2), ReplicatedMoments(raterCount: 2))
    for unit in 0..<UInt32(43) {
      let rows = ratings.units.indices.filter { ratings.units[$0] == unit }
      let (raters, values) = (rows.map { ratings.raters[$0] }, rows.map { ratings.values[$0] })
      if unit < 20 {
        low.add(raters: raters.span, values: values.span)
      } else {
        high.add(raters: raters.span, values: values.span)
      }
    }
    var merged = low
    merged.merge(high)
    for (a, b) in zip(ReplicatedAnova(merged).components, ReplicatedAnova(ratings.replicated).components) {
      #expect(relativeError(a.raw, b.raw) < 1e-9)
    }
    let (raters, values): ([UInt32], [Double]) = ([0, 0, 1], [1, 2, 3])
    merged.add(raters: raters.span, values: values.span)
    let unequal = ReplicatedAnova(merged)
    #expect(unequal.status == .unbalanced && unequal.components.allSatisfy { $0.raw.isNaN })
  }
}
