import FidelityData
import FidelityReliability
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Inference of reliability in a study")
struct ReliabilityInferenceTests {
  /// Three raters rate sixteen visits in five schools, twice.
  private static let long: String = {
    var generator = SeededGenerator(seed: 12)
    var text = "school,visit,rater,round,value\n"
    for visit in 1...16 {
      for rater in ["A", "B", "C"] {
        for round in [1, 2] where Int.random(in: 0..<6, using: &generator) > 0 {
          let value = (visit + (round == 2 ? 0 : Int.random(in: 0...1, using: &generator))) % 3
          text += "s\(visit % 5),v\(visit),\(rater),\(round),\(value)\n"
        }
      }
    }
    return text
  }()

  private static func study(_ options: String) -> String {
    "data: {files: data.csv, columns: {unit: visit, rater: rater, value: value}}\n"
      + "analyses: [reliability: {scale: ordinal, categories: [0, 1, 2], \(options)}]\n"
  }

  private static func run(_ options: String, _ text: String = long) throws -> StudyResults {
    try results(of: study(options), ["data.csv": text])
  }

  private static func ratings(round: String) throws -> (table: RatingTable, schools: UnitClusters) {
    let rows = long.split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
      .filter { $0[3] == round }
    var (names, codes) = ([String](), [UInt32]())
    for row in rows where !names.contains(row[1]) {
      names.append(row[1])
      codes.append(UInt32(row[0].dropFirst()) ?? 0)
    }
    let table = try RatingTable(
      units: rows.map { $0[1] }, raters: rows.map { $0[2] }, values: rows.map { Double($0[4]) ?? .nan })
    return (table, UnitClusters(codes: codes))
  }

  @Test(
    "every interval, clusters and populations are those of the library",
    arguments: [
      ("interval: jackknife", AgreementInterval.jackknife(.units)),
      ("interval: {jackknife: raters}", .jackknife(.raters)),
      ("interval: {jackknife: both}, cluster: school", .jackknife(.both)),
      ("cluster: school", .linearised),
      ("population: 50, one-sided: true", .linearised),
      ("interval: fleiss-cohen-everitt", .fleissCohenEveritt),
    ])
  func againstTheLibrary(options: String, interval: AgreementInterval) throws {
    let found = try #require(try Self.run("by: round, \(options)")["reliability"])
    for round in ["1", "2"] {
      let (table, schools) = try Self.ratings(round: round)
      var analysis = AgreementAnalysis(
        AgreementCoefficient.suited(to: .ordinal), interval: interval,
        declaredCategories: .numbers([0, 1, 2]))
      if options.contains("population") { (analysis.population, analysis.isOneSided) = (50, true) }
      for expected in analysis.estimates(of: table, clusters: options.contains("school") ? schools : nil) {
        let key: KeyValuePairs = [
          "round": round, "quantity": expected.quantity, "weights": expected.weights ?? "",
          "metric": expected.metric ?? "",
        ]
        for (column, value) in [
          ("estimate", expected.estimate), ("standard_error", expected.standardError), ("p_value", expected.pValue),
        ] {
          let number = try #require(found.number(column, key))
          // All raters agree in the second round: there is no test of that.
          #expect(value.isNaN ? number.isNaN : isClose(number, value, within: 1e-13), "\(column) of \(key)")
        }
      }
    }
  }

  @Test("rows in another order: all tables the same to the last bit", arguments: [1, 2])
  func permuted(seed: UInt64) throws {
    for options in [
      "cluster: school, interval: {bootstrap: 100, limits: bca}, compare: round, influence: 5",
      "by: round, interval: {bootstrap: 100, resample: both, limits: bca}, benchmark: landis-koch, influence: 3",
      "by: round, cluster: school, interval: {jackknife: both}",
    ] {
      let (before, after) = (try Self.run(options), try Self.run(options, Self.long.shuffled(seed: seed)))
      #expect(after.tables.map(\.name) == before.tables.map(\.name))
      for (a, b) in zip(after.tables, before.tables) { #expect(a.table.csv == b.table.csv, "\(a.name)") }
    }
  }

  @Test("a comparison: each pair of values, the second less the first")
  func comparison() throws {
    let results = try Self.run("compare: round, coefficients: [gwet-ac, krippendorff-alpha]")
    let (table, estimates) = (
      try #require(results["reliability-comparison"]), try #require(results["reliability"])
    )
    #expect(Set(table.cells("term")) == ["2 - 1"] && table.rowCount == 4 && estimates.rowCount == 8)
    for row in 0..<4 {
      let key = [table.cells("form")[row], table.cells("weights")[row], table.cells("metric")[row]]
      func estimate(_ round: String) throws -> Double {
        try #require(
          estimates.number(
            "estimate", ["round": round, "quantity": key[0], "weights": key[1], "metric": key[2]]))
      }
      let found = try #require(table.numbers("estimate"))[row]
      #expect(isClose(found, try estimate("2") - estimate("1"), within: 1e-15))
      #expect(table.cells("status")[row] == "ok" && table.cells("method")[row] == "linearised")
    }
    // By school there are differences within each, and none between them.
    let by = try #require(
      try Self.run("by: school, compare: round, coefficients: percent-agreement, weights: identity")[
        "reliability-comparison"])
    #expect(by.cells("school") == ["s0", "s1", "s2", "s3", "s4"])
  }

  @Test("influence: units by size, raters and categories, with their names")
  func influence() throws {
    let table = try #require(
      try Self.run("by: round, coefficients: gwet-ac, weights: linear, influence: 4")["reliability-influence"])
    #expect(
      table.columns.map(\.name) == [
        "round", "quantity", "weights", "metric", "subject", "label", "effect", "estimate_without", "agreement",
        "ratings",
      ])
    #expect(table.rowCount == 2 * (4 + 3 + 3))
    #expect(table.cells("label").suffix(6) == ["A", "B", "C", "0", "1", "2"])
    let (ratings, _) = try Self.ratings(round: "1")
    let estimate = AgreementAnalysis([.gwetAC(.linear)], declaredCategories: .numbers([0, 1, 2])).estimates(
      of: ratings)[0]
    for row in 0..<10 {
      let (effect, without) = (
        try #require(table.numbers("effect"))[row], try #require(table.numbers("estimate_without"))[row]
      )
      #expect(isClose(effect + without, estimate.estimate, within: 1e-14))
      #expect(table.cells("ratings")[row].isEmpty == (row >= 4))
    }
  }

  @Test("a unit in two clusters is an error that names both")
  func conflict() throws {
    let text = Self.long + "s9,v1,D,1,0\n"
    let error = try #require(failure(of: Self.study("cluster: school, by: round"), ["data.csv": text]))
    #expect("\(error)".contains("unit v1 lies in two clusters, s1 and s9"))
    #expect(error.hint?.contains("name both columns as the unit") == true)
    #expect(failure(of: Self.study("cluster: [school, visit], by: round"), ["data.csv": Self.long]) == nil)
  }

  @Test("a unit without a cluster is one of its own, and told")
  func lonely() throws {
    let text = Self.long.replacing("s1,v1,", with: ",v1,")
    let results = try Self.run("cluster: school, by: round", text)
    #expect(results.warnings == ["reliability: 1 units without a cluster count as clusters of their own"])
  }

  @Test(
    "what contradicts itself is told with its place",
    arguments: [
      ("population: 9, interval: {jackknife: raters}", "a population goes with the interval linearised"),
      ("cluster: school, interval: fleiss-cohen-everitt", "fleiss-cohen-everitt knows no clusters"),
      ("cluster: school, interval: {jackknife: raters}", "not raters alone"),
      ("compare: round, interval: {bootstrap: 50, resample: both}", "a comparison samples units"),
      ("interval: {jackknife: units, limits: bca}", "go with the interval bootstrap"),
      ("benchmark: cohen", "there is no benchmark \"cohen\""), ("influence: 0", "a number of units from 1"),
      ("population: 1", "a whole number from 2"),
      ("by: round, compare: round", "cannot be one of those that results are by"),
      ("cluster: value", "the column holds ratings"),
    ])
  func contradictions(options: String, words: String) throws {
    let error = try #require(failure(of: Self.study(options), ["data.csv": Self.long]))
    #expect("\(error)".contains(words), "\(error)")
  }

  @Test(
    "What would take hours is refused with what to do instead",
    arguments: [
      ("interval: {jackknife: both}, coefficients: [conger-kappa]", "linearised takes no time"),
      ("influence: 5", "fewer coefficients"), ("compare: round", "fewer values"),
    ])
  func endless(options: String, words: String) throws {
    // Every unit has raters of its own, and is compared with every other.
    let rows = (0..<60_000).map { "s,v\($0 / 2),r\($0),\($0 / 2),\($0 % 3)\n" }
    let error = try #require(
      failure(of: Self.study(options), ["data.csv": "school,visit,rater,round,value\n" + rows.joined()]))
    #expect(error.exitStatus == 65)
    #expect(error.hint?.contains(words) == true, "\(error)")
  }
}
