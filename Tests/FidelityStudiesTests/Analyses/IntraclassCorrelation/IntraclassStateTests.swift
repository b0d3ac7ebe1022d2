import FidelityData
import FidelityStudies
import FidelityTesting
import Foundation
import Testing

/// Figures of the worked examples: Shrout and Fleiss (1979), and R (psych, lme4, irr) as `datasets/` has them.
@Suite("Intraclass correlations in a study")
struct IntraclassStateTests {
  /// Six units, four judges.
  private static let ratings = [
    [9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7],
  ]

  private static func long(_ ratings: [[Int?]], raters: [String] = ["a", "b", "c", "d"], group: String = "g") -> String
  {
    var lines = ""
    for (unit, row) in ratings.enumerated() {
      for (rater, value) in row.enumerated() {
        if let value { lines += "\(group),u\(unit),\(raters[rater]),\(value)\n" }
      }
    }
    return lines
  }

  private static let header = "group,unit,rater,value\n"

  private static func table(_ options: String, _ rows: String, named: String = "icc") throws -> Table {
    let study =
      "data: {files: d.csv, columns: {unit: unit, rater: rater, value: value}}\nanalyses: [icc: {\(options)}]\n"
    return try #require(try results(of: study, ["d.csv": header + rows])[named])
  }

  private static let complete = ratings.map { $0.map { Optional($0) } }

  @Test(
    "The six forms of Shrout and Fleiss",
    arguments: [
      ("ICC(1,1)", 0.16574176840547544, -0.13293232487475098, 0.7225600623281211, 1.794678492239468, 18.0),
      ("ICC(1,k)", 0.44279713367926865, -0.8844421552381201, 0.9124154203407755, 1.794678492239468, 18),
      ("ICC(2,1)", 0.2897637795275591, 0.018786513374712016, 0.761084369648953, 11.027247956403272, 15),
      ("ICC(2,k)", 0.6200505475989891, 0.07113681530250336, 0.927232040167722, 11.027247956403272, 15),
      ("ICC(3,1)", 0.7148407148407149, 0.3424647650339253, 0.9458582599553595, 11.027247956403272, 15),
      ("ICC(3,k)", 0.9093155423770695, 0.6756747138163046, 0.9858916781690623, 11.027247956403272, 15),
    ])
  func shroutFleiss(form: String, value: Double, lower: Double, upper: Double, f: Double, df: Double) throws {
    let table = try Self.table("", Self.long(Self.complete))
    func number(_ column: String) -> Double? { table.number(column, ["quantity": "icc", "form": form]) }
    #expect(isClose(number("estimate"), value, within: 1e-12))
    #expect(isClose(number("lower"), lower, within: 1e-9) && isClose(number("upper"), upper, within: 1e-9))
    #expect(isClose(number("statistic"), f, within: 1e-10))
    #expect(number("numerator_degrees_of_freedom") == 5 && isClose(number("degrees_of_freedom"), df, within: 1e-9))
    #expect(table.cells("quantity").count { $0 == "icc" } == 10)
  }

  @Test("irr's limits and degrees of freedom, where they are asked for")
  func likeIrr() throws {
    let table = try Self.table("forms: [Ak], like: irr, rho0: 0.3", Self.long(Self.complete))
    let form: KeyValuePairs = ["quantity": "icc", "form": "ICC(2,k)"]
    #expect(isClose(table.number("lower", form), 0.03944017992139115, within: 1e-10))
    #expect(isClose(table.number("upper", form), 0.928573183377168, within: 1e-10))
    #expect(isClose(table.number("degrees_of_freedom", form), 4.785143862212761, within: 1e-9))
    #expect(isClose(table.number("p_value", form), 0.12937730486069635, within: 1e-10))
  }

  @Test(
    "Components and errors of measurement",
    arguments: [
      ("variance-component", "unit", "", 2.5555555555555562), ("variance-component", "rater", "", 5.2444444444444445),
      ("variance-component", "residual", "", 1.0194444444444444), ("sem", "", "agreement", 2.502776236280201),
      ("sem", "", "consistency", 1.0096754153907306),
      ("smallest-detectable-change", "", "agreement", 6.937341789987799),
      ("smallest-detectable-change", "", "consistency", 2.798677465438909),
    ])
  func errors(quantity: String, term: String, form: String, value: Double) throws {
    let table = try Self.table("multiplier: 1.96", Self.long(Self.complete))
    let found = table.number("estimate", ["quantity": quantity, "term": term, "form": form])
    #expect(isClose(found, value, within: 1e-12), "\(table.csv)")
  }

  /// R 4.2, lme4 1.1-31, on 19 of 24 cells (`datasets/two-way-missing`).
  @Test(
    "Missing ratings: restricted maximum likelihood",
    arguments: [
      ("variance-component", "unit", "", 2.489478253418586), ("variance-component", "rater", "", 5.078957178141513),
      ("variance-component", "residual", "", 0.3100377578426723), ("reml-criterion", "", "", 62.10707303554824),
      ("icc", "", "ICC(2,1)", 0.31598486071732146), ("icc", "", "ICC(3,1)", 0.8892530863922469),
      ("icc", "", "ICC(2,k)", 0.6488546778503295), ("icc", "", "ICC(3,k)", 0.9698052937005983),
    ])
  func missing(quantity: String, term: String, form: String, value: Double) throws {
    let study =
      "data: {files: d.csv, columns: {unit: unit, rater: rater, value: value}}\nanalyses: [icc: ]\n"
    let table = try #require(try results(of: study, ["d.csv": Self.text(of: "two-way-missing")])["icc"])
    let found = table.number("estimate", ["quantity": quantity, "term": term, "form": form])
    #expect(found.map { abs($0 - value) <= 1e-6 * max(1, abs(value)) } == true, "\(table.csv)")
    if form == "ICC(2,1)" {
      let row: KeyValuePairs = ["quantity": "icc", "form": form]
      #expect(table.number("lower", row).map { abs($0 - 0.04085508780602037) < 1e-6 } == true)
      #expect(table.number("upper", row).map { abs($0 - 0.774914793520147) < 1e-6 } == true)
    }
  }

  @Test("Order of rows, and names of units and raters, change nothing")
  func invariance() throws {
    let table = try Self.table("", Self.long(Self.complete))
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<4 {
      let lines = Self.long(Self.complete.shuffled(using: &generator), raters: ["z", "b", "q", "a"])
        .split(separator: "\n").shuffled(using: &generator)
      let other = try Self.table("", lines.joined(separator: "\n") + "\n")
      for column in ["estimate", "lower", "upper", "statistic", "p_value"] {
        let pairs = zip(table.numbers(column) ?? [], other.numbers(column) ?? [])
        #expect(pairs.allSatisfy { isClose($0, $1, within: 1e-10) || $0.isNaN && $1.isNaN }, "\(column)")
      }
    }
  }

  @Test("By group, and every pair of raters, as from the ratings alone")
  func groupsAndPairs() throws {
    let second = Self.complete.map { $0.map { $0.map { ($0 * 7) % 11 } } }
    let both = Self.long(Self.complete) + Self.long(second, group: "h")
    let table = try Self.table("by: group", both)
    for (group, ratings) in [("g", Self.complete), ("h", second)] {
      let alone = try Self.table("", Self.long(ratings))
      for form in ["ICC(1,1)", "ICC(2,1)", "ICC(3,k)"] {
        let value = table.number("estimate", ["group": group, "quantity": "icc", "form": form])
        #expect(isClose(value, alone.number("estimate", ["quantity": "icc", "form": form]) ?? .nan, within: 1e-13))
      }
    }
    let pairs = try Self.table("by: group, pairs: true, forms: [A1]", both, named: "icc-pairs")
    #expect(pairs.rowCount == 2 * 6 * 2)
    // McGraw and Wong's ICC(A,1) of judges 1 and 4.
    let row: KeyValuePairs = ["group": "g", "term": "a - d", "form": "ICC(2,1)"]
    #expect(isClose(pairs.number("estimate", row), 0.6478873239436618, within: 1e-12))
    #expect(isClose(pairs.number("lower", row), -0.060069499724295726, within: 1e-9))
    #expect(isClose(pairs.number("upper", row), 0.93914856720535, within: 1e-9))
  }

  @Test(
    "What cannot be has a status, by group too",
    arguments: [
      ([[5, 5], [5, 5]], "no-variation"), ([[1, 2]], "too-few-units"), ([[1], [2], [4]], "too-few-raters"),
      ([[1, 1], [2, 2], [4, 4]], "exact-fit"),
    ] as [([[Int?]], String)])
  func degenerate(ratings: [[Int?]], status: String) throws {
    let rows = Self.long(ratings, group: "bad") + Self.long(Self.complete)
    let table = try Self.table("by: group", rows)
    let places = (0..<table.rowCount).filter {
      table.cells("group")[$0] == "bad" && table.cells("quantity")[$0] == "icc"
    }
    #expect(places.count == 10)
    #expect(Set(places.map { table.cells("status")[$0] }) == [status], "\(table.csv)")
    #expect(places.allSatisfy { !table.cells("note")[$0].isEmpty })
    let good = table.number("estimate", ["group": "g", "quantity": "icc", "form": "ICC(2,1)"])
    #expect(isClose(good, 0.2897637795275591, within: 1e-12))
  }

  @Test("Names of forms")
  func forms() throws {
    for (forms, names) in [
      ("ICC1", ["ICC(1,1)"]), ("ICC2k", ["ICC(2,k)"]), ("\"ICC(A,1)\"", ["ICC(2,1)", "ICC(A,1)"]),
      ("one-way", ["ICC(1,1)", "ICC(1,k)"]), ("[C1, k]", ["ICC(1,k)", "ICC(C,1)", "ICC(3,1)"]),
    ] {
      let table = try Self.table("forms: \(forms)", Self.long(Self.complete))
      let found = (0..<table.rowCount).filter { table.cells("quantity")[$0] == "icc" }.map { table.cells("form")[$0] }
      #expect(Set(found) == Set(names), "\(forms): \(found)")
    }
    let study =
      "data: {files: d.csv, columns: {unit: unit, rater: rater, value: value}}\nanalyses: [icc: {forms: ICC4}]\n"
    #expect(failure(of: study, ["d.csv": Self.header + Self.long(Self.complete)])?.description.contains("form") == true)
  }

  /// Eliasziw et al. (1994) on the data of `datasets/replicates-fat`; components by lme4's and own mean squares.
  @Test(
    "Replicates: reliability between and within raters",
    arguments: [
      ("icc-inter-rater", "random", "one rating", 0.9869342387649521),
      ("icc-inter-rater", "random", "the mean of 3 ratings", 0.9917582713669612),
      ("icc-inter-rater", "fixed", "one rating", 0.9880688746468357),
      ("icc-intra-rater", "random", "", 0.9927038179444273), ("icc-intra-rater", "fixed", "", 0.9926954298374635),
      ("sem", "intra-rater", "", 0.0748331477354667), ("sem", "inter-rater", "", 0.10014137293670126),
    ])
  func replicates(quantity: String, form: String, note: String, value: Double) throws {
    let table = try Self.replicated(Self.fat)
    let found = table.number("estimate", ["quantity": quantity, "form": form, "note": note])
    #expect(isClose(found, value, within: 1e-9), "\(table.csv)")
  }

  private static let fat = text(of: "replicates-fat")

  private static func text(of slug: String) -> String {
    (try? String(contentsOf: Datasets.projectFolder.appending(path: "datasets/\(slug)/data.csv"), encoding: .utf8))
      ?? ""
  }

  private static let replicateStudy =
    "data: {files: d.csv, columns: {unit: unit, rater: rater, value: value}}\n"
    + "analyses: [icc: {replicate: replicate}]\n"

  private static func replicated(_ data: String) throws -> Table {
    try #require(try results(of: replicateStudy, ["d.csv": data])["icc"])
  }

  @Test("Replicates in any order; a rating that comes twice is refused")
  func replicateRows() throws {
    let pairs = zip(
      try Self.replicated(Self.fat.shuffled(seed: 4)).numbers("estimate") ?? [],
      try Self.replicated(Self.fat).numbers("estimate") ?? [])
    #expect(pairs.allSatisfy { isClose($0, $1, within: 1e-12) })
    let line = try #require(Self.fat.split(separator: "\n").last)
    let twice = failure(of: Self.replicateStudy, ["d.csv": Self.fat + line + "\n"])
    #expect(twice?.description.contains("repeat") == true)
    // Without one rating, cells differ: there is a status, and a sentence.
    let fewer = Self.fat.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
    let table = try Self.replicated(fewer)
    #expect(Set(table.cells("status")) == ["unbalanced"] && table.cells("note").allSatisfy { !$0.isEmpty })
  }
}
