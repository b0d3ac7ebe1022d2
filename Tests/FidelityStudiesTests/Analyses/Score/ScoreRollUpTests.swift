import FidelityData
import FidelityProbability
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Roll-ups of scores")
struct ScoreRollUpTests {
  @Test("means, deviations, extremes and shares: brute force from the score table")
  func bruteForce() throws {
    let data = try smallRatings(isLong: false).csv
    let study = """
      data: {files: d.csv, layout: wide, columns: {unit: [teacher, date], rater: rater, site: site}}
      instrument: small.yaml
      analyses: [score: {by: [site], level: 0.9}]
      """
    let results = try results(of: study, ["d.csv": data, "small.yaml": smallInstrument])
    let (score, summary) = (try #require(results["score"]), try #require(results["score-summary"]))
    let sites = score.cells("site")
    for site in ["S01", "S03", "S05"] {
      let rows = sites.indices.filter { sites[$0] == site }
      for scale in ["first", "total"] {
        let values = rows.map { (score.numbers(scale) ?? [])[$0] }.filter { !$0.isNaN }
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
        func number(_ column: String, _ quantity: String) -> Double? {
          summary.number(column, ["site": site, "quantity": quantity, "term": scale])
        }
        #expect(isClose(number("estimate", "score-mean"), mean, within: 1e-14))
        #expect(isClose(number("standard_error", "score-mean"), deviation / n.squareRoot(), within: 1e-14))
        #expect(number("degrees_of_freedom", "score-mean") == n - 1)
        #expect(number("n_observations", "score-mean") == n)
        let reach = StudentT(degreesOfFreedom: n - 1).quantile(0.95) * deviation / n.squareRoot()
        #expect(isClose(number("lower", "score-mean"), mean - reach, within: 1e-12))
        #expect(isClose(number("upper", "score-mean"), mean + reach, within: 1e-12))
        #expect(isClose(number("estimate", "score-sd"), deviation, within: 1e-14))
        #expect(number("estimate", "score-minimum") == values.min())
        #expect(number("estimate", "score-maximum") == values.max())
      }
      let bands = rows.map { score.cells("total_band")[$0] }.filter { !$0.isEmpty }
      for band in ["good", "fair", "poor"] {
        let share = summary.number("estimate", ["site": site, "quantity": "band-share", "form": band])
        #expect(share == Double(bands.count { $0 == band }) / Double(bands.count))
      }
      let verdicts = rows.map { score.cells("ready")[$0] }.filter { !$0.isEmpty }
      let met = summary.number("estimate", ["site": site, "quantity": "criterion-share", "term": "ready"])
      #expect(met == Double(verdicts.count { $0 == "met" }) / Double(verdicts.count))
    }
  }

  @Test("without groups: one row over all administrations, with the items' means on request", arguments: [false, true])
  func overall(isLong: Bool) throws {
    let data = try smallRatings(isLong: isLong).csv
    let columns = "unit: [teacher, date], rater: rater, site: site" + (isLong ? ", item: item, value: score" : "")
    func study(_ analyses: String) throws -> StudyResults {
      let yaml = """
        data: {files: d.csv, layout: \(isLong ? "long" : "wide"), columns: {\(columns)}}
        instrument: small.yaml
        analyses: [\(analyses)]
        """
      return try results(of: yaml, ["d.csv": data, "small.yaml": smallInstrument])
    }
    let found = try study("score: {item-means: true}")
    let (score, summary) = (try #require(found["score"]), try #require(found["score-summary"]))
    for scale in ["first", "total"] {
      let values = (score.numbers(scale) ?? []).filter { !$0.isNaN }
      let key: KeyValuePairs = ["quantity": "score-mean", "term": scale]
      #expect(isClose(summary.number("estimate", key), values.reduce(0, +) / Double(values.count), within: 1e-12))
      #expect(summary.number("n_observations", key) == Double(values.count))
    }
    let ratings = try smallRatings(isLong: false)
    for item in ["a", "b", "c", "d"] {
      let values = try #require(ratings.numbers(item)).filter { !$0.isNaN }
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let key: KeyValuePairs = ["quantity": "item-mean", "term": item]
      #expect(isClose(summary.number("estimate", key), mean, within: 1e-12), "\(item)")
      #expect(summary.number("n_observations", key) == Double(values.count))
      let deviation = summary.number("estimate", ["quantity": "item-sd", "term": item])
      #expect(isClose(deviation, (squares / Double(values.count - 1)).squareRoot(), within: 1e-12))
    }
    // The other rows do not depend on whether items are described, nor on whether anybody says `overall`.
    let plain = try #require(try study("score: {overall: true}")["score-summary"])
    #expect(plain == (try study("score: {}")["score-summary"]))
    #expect(summary.csv.hasPrefix(plain.csv))
    let bySite = try #require(try study("score: {by: site, item-means: true}")["score-summary"])
    let counts = bySite.cells("quantity").indices.filter {
      bySite.cells("quantity")[$0] == "item-mean" && bySite.cells("term")[$0] == "a"
    }.map { (bySite.numbers("n_observations") ?? [])[$0] }
    #expect(counts.count == 5)
    #expect(counts.reduce(0, +) == summary.number("n_observations", ["quantity": "item-mean", "term": "a"]))
    #expect(failure(of: "data: {files: d.csv}\nanalyses: [score: {by: site, overall: true}]\n", [:])?.line == 2)
  }

  @Test("items: codes for \"does not apply\" are no ratings, and an item nobody rated has a status")
  func items() throws {
    let instrument = smallInstrument.replacing("{id: c}", with: "{id: c, not-applicable: [9]}")
    let found = try results(
      of: "data: {files: d.csv, layout: wide}\ninstrument: small.yaml\nanalyses: [score: {item-means: true}]\n",
      ["d.csv": "a,b,c,d\n1,,9,3\n2,,3,0\n", "small.yaml": instrument])
    let summary = try #require(found["score-summary"])
    #expect(summary.number("estimate", ["quantity": "item-mean", "term": "a"]) == 1.5)
    #expect(summary.number("estimate", ["quantity": "item-mean", "term": "c"]) == 3)
    // As they were given: the item is reversed in scores alone.
    #expect(summary.number("estimate", ["quantity": "item-mean", "term": "d"]) == 1.5)
    let row = try #require(
      summary.cells("term").indices.first {
        summary.cells("term")[$0] == "b" && summary.cells("quantity")[$0] == "item-mean"
      })
    #expect(summary.cells("status")[row] == "too-few-observations" && summary.cells("n_observations")[row] == "0")
  }

  @Test("groups of one and of no score have a status")
  func smallGroups() throws {
    let study = """
      data: {files: d.csv, layout: wide, columns: {site: site}}
      instrument: small.yaml
      analyses: [score: {by: site}]
      """
    let files = ["d.csv": "site,a,b,c,d\none,3,3,3,0\nnone,,,,\n", "small.yaml": smallInstrument]
    let summary = try #require(try results(of: study, files)["score-summary"])
    func status(_ site: String, _ quantity: String) -> [String] {
      (0..<summary.rowCount).filter {
        summary.cells("site")[$0] == site && summary.cells("quantity")[$0] == quantity
      }.map { summary.cells("status")[$0] }
    }
    #expect(Set(status("one", "score-mean")) == ["ok"])
    #expect(Set(status("one", "score-sd")) == ["too-few-observations"])
    #expect(Set(status("none", "score-mean")) == ["too-few-items"])
    #expect(status("none", "score-sd").isEmpty)
    // One administration has no mean's error, and shares with Wilson's limits: 1 of 1 is 1 / (1 + z^2) to 1.
    for (row, quantity) in summary.cells("quantity").enumerated() where summary.cells("site")[row] == "one" {
      let isShare = quantity.hasSuffix("-share")
      #expect(summary.cells("method")[row] == (isShare ? "wilson" : ""))
      guard let lower = summary.numbers("lower")?[row], let upper = summary.numbers("upper")?[row] else { continue }
      let isOne = summary.numbers("estimate")?[row] == 1
      let (least, most) = isOne ? (1 / (1 + 3.841458820694124), 1) : (0, 1 - 1 / (1 + 3.841458820694124))
      #expect(isShare ? isClose(lower, least, within: 1e-12) && isClose(upper, most, within: 1e-12) : lower.isNaN)
    }
  }
}
