import FidelityData
import FidelityLinearAlgebra
import FidelityProbability
import FidelityStudies
import FidelityTesting
import FidelityTrends
import Foundation
import Testing

@Suite("Regressions in a study")
struct RegressionStateTests {
  struct Row {
    var site: String
    var teacher: String
    var phase: String
    var month: Double
    var hours: Double
    var weight: Double
    var score: Double
  }

  /// Four sites with five teachers each, two phases; some outcomes are missing.
  static let rows: [Row] = {
    var generator = SeededGenerator(seed: 33)
    return (0..<240).map { index in
      let (site, teacher) = (index % 4, (index / 4) % 5)
      let month = Double((index * 7) % 12)
      let hours = Double.random(in: 0...10, using: &generator)
      let noise = Double.random(in: -1...1, using: &generator)
      let phase = index % 3 == 0 ? "coached" : "before"
      let gain = phase == "coached" ? 0.5 : 0.0
      let level = 2 + 0.1 * month + 0.05 * hours
      let score = level + Double(teacher) / 4 + gain + noise
      return Row(
        site: "s\(site)", teacher: "s\(site)t\(teacher)", phase: phase, month: month, hours: hours,
        weight: Double(1 + index % 3), score: index % 29 == 0 ? .nan : score)
    }
  }()

  static func text(_ rows: [Row] = rows) -> String {
    "site,teacher,phase,month,hours,weight,score\n"
      + rows.map { row in
        let score = row.score.isNaN ? "" : row.score.description
        return "\(row.site),\(row.teacher),\(row.phase),\(row.month),\(row.hours),\(row.weight),\(score)\n"
      }.joined()
  }

  static func found(_ options: String, _ text: String = text()) throws -> StudyResults {
    try results(
      of: "data: {files: d.csv, columns: {time: month}}\nanalyses: [trend: {outcome: score, \(options)}]\n",
      ["d.csv": text])
  }

  static func trend(_ options: String, _ text: String = text()) throws -> Table {
    try #require(try found(options, text)["trend"])
  }

  /// A number of a term's row.
  static func number(_ table: Table, _ column: String, _ term: String, site: String? = nil) throws -> Double {
    let key: KeyValuePairs =
      site == nil
      ? ["quantity": "regression-coefficient", "term": term]
      : ["quantity": "regression-coefficient", "term": term, "site": site ?? ""]
    return try #require(table.number(column, key))
  }

  /// The rows that take part.
  static func complete(site: String? = nil) -> [Row] {
    rows.filter { !$0.score.isNaN && (site == nil || $0.site == site) }
  }

  @Test("predictions by group: the mean and one new observation, of lines and of parabolas")
  func predictions() throws {
    let own = Self.complete(site: "s1")
    let (x, y) = (own.map(\.month), own.map(\.score))
    let fit = try LeastSquares(outcome: y, predictors: [("month", x)])
    let wanted = fit.prediction(at: [1, 14])
    let table = try Self.trend("group: site, predict: [14]")
    for (quantity, estimate, lower, upper) in [
      ("predicted-mean", wanted.mean.estimate, wanted.mean.lower, wanted.mean.upper),
      ("predicted-value", wanted.mean.estimate, wanted.predictionLower, wanted.predictionUpper),
    ] {
      let key: KeyValuePairs = ["quantity": quantity, "term": "month = 14", "site": "s1"]
      for (column, value) in [("estimate", estimate), ("lower", lower), ("upper", upper)] {
        #expect(relativeError(try #require(table.number(column, key)), value) < 1e-10, "\(quantity) \(column)")
      }
      #expect(table.number("p_value", key)?.isNaN != false)
    }
    let curve = try LeastSquares(outcome: y, predictors: [("month", x), ("month^2", x.map { $0 * $0 })])
    let curved = try Self.trend("group: site, polynomial: 2, predict: [14]")
    let key: KeyValuePairs = ["quantity": "predicted-mean", "term": "month = 14", "site": "s1"]
    let expected = curve.prediction(at: [1, 14, 196]).mean
    #expect(relativeError(try #require(curved.number("estimate", key)), expected.estimate) < 1e-9)
    #expect(relativeError(try #require(curved.number("standard_error", key)), expected.standardError) < 1e-8)
    for options in ["covariates: hours, predict: [3]", "group: site, predict: [soon]"] {
      #expect(throws: DataError.self) { try Self.trend(options) }
    }
  }

  @Test("covariates by group, with and without weights", arguments: ["s0", "s3"], [false, true])
  func covariates(site: String, isWeighted: Bool) throws {
    let own = Self.complete(site: site)
    let expected = try LeastSquares(
      outcome: own.map(\.score), predictors: [("month", own.map(\.month)), ("hours", own.map(\.hours))],
      weights: isWeighted ? own.map(\.weight) : nil)
    let table = try Self.trend("group: site, covariates: hours" + (isWeighted ? ", weights: weight" : ""))
    for (place, term) in ["(Intercept)", "month", "hours"].enumerated() {
      #expect(relativeError(try Self.number(table, "estimate", term, site: site), expected.coefficients[place]) < 1e-11)
      let error = try Self.number(table, "standard_error", term, site: site)
      #expect(relativeError(error, expected.standardErrors[place]) < 1e-11)
    }
  }

  /// The regression on month, hours, phase and their product from its rows.
  private func factorial(_ own: [Row]) throws -> LeastSquares {
    let phase = own.map { $0.phase == "coached" ? 1.0 : 0 }
    return try LeastSquares(
      outcome: own.map(\.score),
      predictors: [
        ("month", own.map(\.month)), ("hours", own.map(\.hours)), ("phasecoached", phase),
        ("month:phasecoached", zip(own, phase).map { $0.month * $1 }),
      ], intercept: true, weights: nil, absorbedCount: 0, keepsRows: true)
  }

  @Test(
    "categories, products and clusters: sums by cell give what rows give", arguments: ["cr0", "cr1s", "cr2", "cr3"])
  func clusters(covariance: String) throws {
    let own = Self.complete()
    let fit = try factorial(own)
    let rows = try #require(fit.rows)
    let names = Set(own.map(\.teacher)).sorted()
    let codes = own.map { row in names.firstIndex(of: row.teacher) ?? 0 }
    let correction = try #require(ClusterCorrection(rawValue: covariance))
    let clusters = ClusteredCovariance(
      rows.clusters(codes, count: names.count), correction, rowCount: Double(own.count), parameterCount: 5)
    let table = try Self.trend(
      "covariates: hours, categorical: phase, interactions: \"month:phase\", cluster: teacher, "
        + "covariance: \(covariance)"
    )
    for (place, term) in fit.terms.enumerated() {
      var unit = [Double](repeating: 0, count: 5)
      unit[place] = 1
      let contrast = try #require(rows.contrast(unit))
      #expect(relativeError(try Self.number(table, "estimate", term), fit.coefficients[place]) < 1e-10)
      #expect(
        relativeError(try Self.number(table, "standard_error", term), clusters.variance(contrast).squareRoot()) < 1e-10)
      let freedom = covariance == "cr2" ? clusters.degreesOfFreedom([contrast])[0] : 19
      #expect(relativeError(try Self.number(table, "degrees_of_freedom", term), freedom) < 1e-8)
    }
    #expect(table.number("estimate", ["quantity": "cluster-count", "term": "teacher"]) == 20)
  }

  @Test("clusters within each group are those of its own rows")
  func clustersWithinGroups() throws {
    let table = try Self.trend("group: site, cluster: teacher")
    for site in ["s0", "s1", "s2", "s3"] {
      let alone = try Self.trend("cluster: teacher", Self.text(Self.rows.filter { $0.site == site }))
      for column in ["estimate", "standard_error", "degrees_of_freedom", "p_value"] {
        let (own, expected) = (
          try Self.number(table, column, "month", site: site), try Self.number(alone, column, "month")
        )
        #expect(relativeError(own, expected) < 1e-9, "\(column)")
      }
    }
  }

  @Test("absorbed effects are a term for each level; names and order of rows do not matter")
  func absorbed() throws {
    let absorbed = try Self.trend("covariates: hours, absorb: site, cluster: teacher, covariance: cr1s")
    let dummies = try Self.trend("covariates: hours, categorical: site, cluster: teacher, covariance: cr1s")
    let turned = try Self.trend(
      "covariates: hours, absorb: site, cluster: teacher, covariance: cr1s", Self.text(Self.rows.reversed()))
    for term in ["month", "hours"] {
      let value = try Self.number(absorbed, "estimate", term)
      #expect(relativeError(value, try Self.number(dummies, "estimate", term)) < 1e-11)
      let errors = try [absorbed, dummies, turned].map { try Self.number($0, "standard_error", term) }
      #expect(relativeError(errors[0], errors[1]) < 1e-10)
      #expect(relativeError(errors[0], errors[2]) < 1e-12)
    }
    let two = try Self.trend("covariates: hours, absorb: [site, phase], cluster: teacher, covariance: cr1s")
    let both = try Self.trend("covariates: hours, categorical: [site, phase], cluster: teacher, covariance: cr1s")
    #expect(
      relativeError(
        try Self.number(two, "standard_error", "hours"), try Self.number(both, "standard_error", "hours")) < 1e-9)
  }

  @Test("a level or cluster that no row with an outcome has is none")
  func unused() throws {
    let text = Self.text()
    let more = text + "s9,t9,after,3,2,1,\n"
    for options in [
      "covariates: hours, categorical: phase", "covariates: hours, categorical: phase, covariance: hc1",
      "covariates: hours, categorical: [phase, site], weights: weight",
      "covariates: hours, cluster: teacher, covariance: cr1", "covariates: hours, absorb: site",
      "covariates: hours, absorb: site, cluster: teacher, covariance: cr1s",
    ] {
      #expect(try Self.trend(options, more) == Self.trend(options, text), "\(options)")
    }
  }

  @Test("a cluster whose administrations have no rating is none", arguments: ["cr1", "cr1s"])
  func gathered(covariance: String) throws {
    var lines: [String] = []
    for (place, teacher) in (0..<9).map({ "T\($0)" }).enumerated() {
      for (video, month) in ["a", "b", "c"].enumerated().map({ ("\(teacher)\($1)", $0 + place % 3) }) {
        for item in 0..<4 {
          // The first teacher's videos were not rated.
          let rating = teacher == "T0" ? "" : "\((place * 5 + month * 3 + item * 7) % 4)"
          lines.append("\(teacher),\(video),\(month),i\(item),\(rating)")
        }
      }
    }
    let study = """
      data:
        files: d.csv
        layout: long
        columns: {item: item, value: rating, unit: video, time: month}
      instrument: i.yaml
      analyses: [trend: {outcome: total, cluster: teacher, covariance: \(covariance)}]

      """
    let instrument = """
      id: small
      title: Small
      items:
      \((0..<4).map { "  - {id: i\($0), range: [0, 3]}" }.joined(separator: "\n"))
      scales:
        - {id: total, items: [i0, i1, i2, i3], aggregate: mean}

      """
    func found(_ rows: [String]) throws -> Table {
      let text = "teacher,video,month,item,rating\n" + rows.joined(separator: "\n") + "\n"
      return try #require(try results(of: study, ["d.csv": text, "i.yaml": instrument])["trend"])
    }
    let all = try found(lines)
    #expect(all.number("estimate", ["quantity": "cluster-count"]) == 8)
    #expect(try all == found(Array(lines.dropFirst(12))))
  }

  /// The linear regressions of NIST: predictors, degree of the polynomial of x, intercept.
  private static let certified: [(slug: String, predictors: [String], degree: Int, hasIntercept: Bool)] = [
    ("nist-norris", ["x"], 1, true), ("nist-longley", (1...6).map { "x\($0)" }, 1, true),
    ("nist-pontius", ["x"], 2, true), ("nist-noint1", ["x"], 1, false), ("nist-noint2", ["x"], 1, false),
    ("nist-wampler1", ["x"], 5, true), ("nist-wampler2", ["x"], 5, true), ("nist-wampler3", ["x"], 5, true),
    ("nist-wampler4", ["x"], 5, true), ("nist-wampler5", ["x"], 5, true), ("nist-filip", ["x"], 10, true),
  ]

  @Test("NIST's regressions by group have the digits that they have pooled", arguments: certified)
  func certifiedByGroup(_ set: (slug: String, predictors: [String], degree: Int, hasIntercept: Bool)) throws {
    let y = try Datasets.numbers(set.slug, "y")
    let columns = try set.predictors.map { try Datasets.numbers(set.slug, $0) }
    var predictors = zip(set.predictors, columns).map { (name: $0, values: $1) }
    for power in 2..<max(2, set.degree + 1) {
      predictors.append((name: "x^\(power)", values: columns[0].map { value in pow(value, Double(power)) }))
    }
    let exact = try LeastSquares(outcome: y, predictors: predictors, intercept: set.hasIntercept)
    // Another group beside it, and the rows of both mixed.
    var text = "g,\(set.predictors.joined(separator: ",")),y\n"
    for row in y.indices {
      text += "nist,\(columns.map { $0[row].description }.joined(separator: ",")),\(y[row])\n"
      text += "other,\(columns.map { ($0[row] + Double(row % 3)).description }.joined(separator: ",")),\(row % 5)\n"
    }
    var options = "outcome: y, group: g"
    if set.predictors.count > 1 { options += ", covariates: [\(set.predictors.dropFirst().joined(separator: ", "))]" }
    if set.degree > 1 { options += ", polynomial: \(set.degree)" }
    if !set.hasIntercept { options += ", no-intercept: true" }
    let found = try results(
      of: "data: {files: d.csv, columns: {time: \(set.predictors[0])}}\nanalyses: [trend: {\(options)}]\n",
      ["d.csv": text])
    let table = try #require(found["trend"])
    for (place, term) in exact.terms.enumerated() {
      let key: KeyValuePairs = ["quantity": "regression-coefficient", "term": term, "g": "nist"]
      #expect(relativeError(try #require(table.number("estimate", key)), exact.coefficients[place]) < 1e-11)
      let error = try #require(table.number("standard_error", key))
      #expect(isClose(error, exact.standardErrors[place], within: 1e-10 * exact.standardErrors[place]))
    }
  }

  @Test("errors keep nine digits as long as 1 - R squared is at least 1e-10", arguments: [1e-3, 1e-4, 1e-5])
  func closeFits(size: Double) throws {
    var generator = SeededGenerator(seed: 4)
    let rows = (0..<40).map { row -> (x: Double, y: Double) in
      let noise = size * Double.random(in: -10...10, using: &generator)
      return (x: Double(row) + 1_000, y: 3 * Double(row) + noise)
    }
    let exact = try LeastSquares(outcome: rows.map(\.y), predictors: [("x", rows.map(\.x))])
    #expect(1 - exact.rSquared < 1e-5)
    let text = "g,x,y\n" + rows.map { "a,\($0.x),\($0.y)\nb,\($0.x),1\n" }.joined()
    for options in ["outcome: y, group: g", "outcome: y, group: g, cluster: x, covariance: cr0"] {
      let found = try results(
        of: "data: {files: d.csv, columns: {time: x}}\nanalyses: [trend: {\(options)}]\n", ["d.csv": text])
      let table = try #require(found["trend"])
      let key: KeyValuePairs = ["quantity": "residual-sd", "g": "a"]
      #expect(relativeError(try #require(table.number("estimate", key)), exact.residualDeviation) < 1e-9)
    }
  }

  @Test("groups that allow no fit have rows with their status")
  func degenerate() throws {
    let text = """
      site,teacher,month,hours,score
      one,a,1,2,3
      still,a,2,1,3
      still,a,2,4,5
      still,b,2,6,4
      still,b,2,9,8
      line,a,1,1,2
      line,a,2,3,4
      line,b,3,4,6
      line,b,4,9,8
      single,a,1,3,4
      single,a,2,1,7
      single,a,3,5,5
      single,a,4,9,9
      empty,a,1,1,
      """
    let table = try Self.trend("group: site, cluster: teacher", text)
    func status(_ site: String, _ term: String) -> String? {
      let (quantities, terms, sites) = (table.texts("quantity"), table.texts("term"), table.texts("site"))
      let row = (0..<table.rowCount).first {
        quantities?[$0] == "regression-coefficient" && terms?[$0] == term && sites?[$0] == site
      }
      return row.flatMap { table.texts("status")?[$0] }
    }
    #expect(status("one", "month") == "too-few-observations")
    #expect(status("still", "month") == "constant-predictor")
    #expect(status("line", "month") == "exact-fit")
    #expect(status("single", "month") == "too-few-clusters")
    #expect(table.texts("site")?.contains("empty") == true)
    // From rows it is the same.
    let hours = try Self.trend("group: site, covariance: hc3", text)
    for (site, expected) in [("one", "too-few-observations"), ("still", "constant-predictor"), ("line", "exact-fit")] {
      let (sites, terms) = (try #require(hours.texts("site")), try #require(hours.texts("term")))
      let row = try #require(sites.indices.first { sites[$0] == site && terms[$0] == "month" })
      #expect(hours.texts("status")?[row] == expected, "\(site)")
    }
  }

  @Test("verdicts on the slopes of groups")
  func verdicts() throws {
    let found = try Self.found("group: site, cluster: teacher, margin: 0.02, adjust: benjamini-hochberg")
    let table = try #require(found["trend-decisions"])
    #expect(table.rowCount == 4)
    let slopes = try #require(table.numbers("slope"))
    let trend = try #require(found["trend"])
    for (place, site) in ["s0", "s1", "s2", "s3"].enumerated() {
      #expect(slopes[place] == (try Self.number(trend, "estimate", "month", site: site)))
    }
    let rule = TrendRule(
      margin: 0.02, direction: .higherIsBetter, significance: 0.05, adjustment: .benjaminiHochberg)
    let expected = try rule.decisions(
      ["s0", "s1", "s2", "s3"].map { site in
        SlopeEstimate(
          slope: try Self.number(trend, "estimate", "month", site: site),
          standardError: try Self.number(trend, "standard_error", "month", site: site),
          degreesOfFreedom: try Self.number(trend, "degrees_of_freedom", "month", site: site))
      })
    #expect(table.texts("verdict") == expected.map(\.verdict.rawValue))
    #expect(expected.contains { $0.verdict == .improving })
    // What rises is no improvement where lower is better.
    let falling = try Self.found(
      "group: site, cluster: teacher, margin: 0.02, adjust: benjamini-hochberg, lower-is-better: true")
    let verdicts = try #require(falling["trend-decisions"]?.texts("verdict"))
    #expect(verdicts == expected.map { $0.verdict == .improving ? "declining" : $0.verdict.rawValue })
  }

  @Test("rows in the order of time: Newey-West and autoregressive errors")
  func serial() throws {
    let month = try Datasets.numbers("its-24-months", "month")
    let value = try Datasets.numbers("its-24-months", "value")
    let series = try TimeSeriesRegression(
      outcome: value, predictors: [("month", month)], order: TimeOrder(times: month))
    let text = "month,value\n" + zip(month, value).reversed().map { "\($0),\($1)\n" }.joined()
    func table(_ options: String) throws -> Table {
      let found = try results(
        of: "data: {files: d.csv, columns: {time: month}}\nanalyses: [trend: {outcome: value, \(options)}]\n",
        ["d.csv": text])
      return try #require(found["trend"])
    }
    let robust = series.neweyWest(NeweyWest(lag: .fixed(3), isAdjusted: true, gaps: .ignored))
    let own = try Self.number(try table("covariance: \"newey-west:3\""), "standard_error", "month")
    #expect(relativeError(own, robust.matrix[1, 1].squareRoot()) < 1e-11)
    // More lags than rows have no error.
    let beyond = try table("covariance: \"newey-west:24\"")
    #expect(try Self.number(beyond, "standard_error", "month").isNaN)
    #expect(try Self.number(try table("covariance: \"newey-west:23\""), "standard_error", "month") > 0)
    let fit = series.autoregressive(.restrictedMaximumLikelihood)
    let serial = try table("serial: ar1-reml")
    #expect(relativeError(try Self.number(serial, "standard_error", "month"), fit.standardErrors[1]) < 1e-11)
    #expect(isClose(serial.number("estimate", ["quantity": "autocorrelation-parameter"]), fit.rho, within: 1e-12))
  }

  @Test(
    "what contradicts itself is refused",
    arguments: [
      "covariance: cr2", "cluster: teacher, covariance: hc3", "cluster: [site, teacher], covariance: cr2",
      "absorb: site, no-intercept: true", "absorb: site, covariance: hc3", "margin: 0.1", "group: site, adjust: holm",
      "group: site, absorb: site", "polynomial: 2, spline: 3", "wild: 999", "serial: ar1-ml, cluster: teacher",
      "categorical: phase, reference: month=1", "no-time: true, margin: 1", "interactions: \"month:nothing\"",
      "test: nothing", "contrasts: \"2 *\"", "group: site, cluster: teacher, margin: 0.1, wild: 999",
    ])
  func contradictions(options: String) throws {
    #expect(throws: DataError.self) { try Self.found(options) }
  }
}
