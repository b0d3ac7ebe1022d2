import FidelityComponents
import FidelityData
import FidelityTesting
import Testing

@Suite("Profile likelihood intervals")
struct ProfileIntervalTests {
  static func cases() throws -> [(String, ExpectedCase)] {
    try ["two-way-missing", "one-way-ticks"].flatMap { slug in
      try Datasets.cases(slug).filter {
        $0.quantity == "random-effect-sd" || $0.quantity == "icc" && slug == "two-way-missing"
      }.map { (slug, $0) }
    }
  }

  static func fit(_ slug: String, _ method: LikelihoodMethod) throws -> ComponentFit {
    let table = try ComponentTable(slug)
    return slug == "two-way-missing" ? table.crossed().fit(method) : table.oneWay("unit").fit(method)
  }

  static func share(_ form: String) -> ComponentShare {
    switch form {
    case "ICC(A,1)": ComponentShare("unit", of: ["unit": 1, "rater": 1, "residual": 1])
    case "ICC(A,k)": ComponentShare("unit", of: ["unit": 1, "rater": 0.25, "residual": 0.25])
    case "ICC(C,1)": ComponentShare("unit", of: ["unit": 1, "residual": 1])
    default: ComponentShare("unit", of: ["unit": 1, "residual": 0.25])
    }
  }

  @Test("Deviations of random effects and an intraclass correlation", arguments: try ProfileIntervalTests.cases())
  func published(_ slug: String, _ expected: ExpectedCase) throws {
    let method: LikelihoodMethod = expected.options["method"]?.text == "ML" ? .maximum : .restricted
    let fit = try Self.fit(slug, method)
    if expected.quantity == "icc" {
      let share = Self.share(try #require(expected.options["form"]?.text))
      #expect(isClose(fit.value(share), try #require(expected.value), within: expected.tolerance))
      guard let limits = expected.interval else { return }
      let interval = try #require(fit.profileInterval(share))
      #expect(isClose(interval.lower, limits[0], within: expected.tolerance))
      #expect(isClose(interval.upper, limits[1], within: expected.tolerance))
      #expect(interval.level == 0.95)
    } else {
      let term = try #require(expected.options["term"]?.text)
      let interval = try #require(fit.profileInterval(term))
      let limits = try #require(expected.interval)
      #expect(isClose(interval.lower.squareRoot(), limits[0], within: expected.tolerance))
      #expect(isClose(interval.upper.squareRoot(), limits[1], within: expected.tolerance))
    }
  }

  @Test("A component of 0 has a lower limit of 0 and an upper one above", arguments: [0.8, 0.95])
  func boundary(level: Double) throws {
    let fit = try ComponentFitTests.fit("crossed-no-raters.csv", "unit x rater", .restricted)
    let interval = try #require(fit.profileInterval("rater", level: level))
    #expect(interval.lower == 0 && interval.upper > 0)
    let residual = try #require(fit.profileInterval("residual", level: level))
    #expect(residual.lower < fit.component("residual").value && fit.component("residual").value < residual.upper)
  }

  @Test("A higher level gives wider limits", arguments: ["unit", "rater", "residual"])
  func nested(term: String) throws {
    let fit = try ComponentFitTests.fit("crossed-missing.csv", "unit x rater", .restricted)
    let limits = [0.5, 0.8, 0.95, 0.99].compactMap { fit.profileInterval(term, level: $0) }
    #expect(limits.count == 4)
    for (inner, outer) in zip(limits, limits.dropFirst()) {
      #expect(outer.lower < inner.lower && inner.upper < outer.upper)
    }
  }

  @Test("The limits of a share keep when units of measurement change")
  func scaled() throws {
    var table = try ComponentTable("two-way-missing")
    let before = try #require(table.crossed().fit().profileInterval(Self.share("ICC(A,1)")))
    table.values = table.values.map { 1_000 * $0 - 7 }
    let after = try #require(table.crossed().fit().profileInterval(Self.share("ICC(A,1)")))
    #expect(relativeError(after.lower, before.lower) < 1e-7 && relativeError(after.upper, before.upper) < 1e-7)
  }
}
