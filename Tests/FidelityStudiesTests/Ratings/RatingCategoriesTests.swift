import FidelityData
import FidelityReliability
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Categories of ratings in a study")
struct RatingCategoriesTests {
  private static func study(_ options: String, data: String = "", instrument: String? = nil) -> String {
    """
    data: {files: data.csv, columns: {unit: u, rater: r, item: i, value: v}\(data)}
    \(instrument.map { "instrument: \($0)" } ?? "")
    analyses: [reliability: {\(options)}]
    """
  }

  private static func text(_ values: [String]) -> String {
    "u,r,i,v\n" + values.enumerated().map { "u\($0 / 2),\($0 % 2 == 0 ? "A" : "B"),a,\($1)\n" }.joined()
  }

  private static func reliability(_ options: String, _ values: [String], data: String = "") throws -> Table {
    try #require(try results(of: study(options, data: data), ["data.csv": text(values)])["reliability"])
  }

  @Test("text categories of a nominal scale")
  func text() throws {
    let labels = ["yes", "yes", "no", "yes", "no", "no", "n.a.", "no"]
    let table = try Self.reliability("scale: nominal, coefficients: [gwet-ac, krippendorff-alpha]", labels)
    let ratings = try RatingTable(
      units: labels.indices.map { "u\($0 / 2)" }, raters: labels.indices.map { $0 % 2 == 0 ? "A" : "B" }, labels: labels
    )
    #expect(table.number("estimate", ["quantity": "gwet-ac"]) == ratings.estimate(.gwetAC(.identity)).estimate)
    let alpha = ratings.estimate(.krippendorffAlpha(metric: .nominal))
    #expect(table.number("estimate", ["quantity": "krippendorff-alpha"]) == alpha.estimate)
  }

  @Test("codes of a nominal scale are text to the letter, numbers of others are numbers")
  func numbersAsText() throws {
    let texts = ["1", "1.0", "10", "1e1", "2", "2.00", "9", "10"]
    let plain = ["1", "1", "10", "10", "2", "2", "9", "10"]
    func agreement(_ options: String, _ values: [String]) throws -> Double? {
      try Self.reliability(options, values).number("estimate", ["quantity": "percent-agreement"])
    }
    #expect(try agreement("scale: nominal", texts) == 0)
    #expect(try agreement("scale: interval, weights: identity", texts) == 0.75)
    #expect(try agreement("scale: nominal", plain) == 0.75)
    // More digits than a number keeps, and a zero in front, whatever else there is.
    let long = ["900000000000207008", "900000000000207009", "5", "5"]
    for other in ["5", "x"] {
      #expect(try agreement("scale: nominal", long + ["01", "1", other, other]) == 0.5)
    }
  }

  @Test("weights by the order of words need the order, and take the one that is said, of numbers too")
  func order() throws {
    let words = ["low", "medium", "low", "high", "high", "high", "low", "low", "medium", "low"]
    let study = "scale: nominal, weights: quadratic, coefficients: [gwet-ac]"
    let error = try #require(failure(of: Self.study(study), ["data.csv": Self.text(words)]))
    #expect(error.remedy?.studyFileText.contains("categories:") == true)
    // irrCAC: AC2 with quadratic weights of low < medium < high.
    let said = try Self.reliability(study + ", categories: [low, medium, high]", words)
    let numbers = words.map { ["low": "2", "medium": "1", "high": "3"][$0] ?? "" }
    let order = "scale: ordinal, weights: quadratic, coefficients: [gwet-ac], categories: [2, 1, 3]"
    let found = try Self.reliability(order, numbers)
    #expect(said.cells("estimate") == found.cells("estimate"))
    #expect(abs((found.number("estimate", ["quantity": "gwet-ac"]) ?? 0) - 0.2105263157894736) < 1e-12)
  }

  @Test("a text that is named as a category is none that is missing; others are named in a warning")
  func named() throws {
    let texts = ["present", "present", "NA", "NA", "absent", "NA", "absent", "absent"]
    func run(_ options: String) throws -> StudyResults {
      try results(of: Self.study(options), ["data.csv": Self.text(texts)])
    }
    let named = try run("scale: nominal, coefficients: [percent-agreement], categories: [present, absent, NA]")
    #expect(named["reliability"]?.number("estimate", ["quantity": "percent-agreement"]) == 0.75)
    #expect(named.warnings.isEmpty)
    let plain = try run("scale: nominal, coefficients: [percent-agreement]")
    #expect(plain["reliability"]?.number("n_units", ["quantity": "percent-agreement"]) == 3)
    #expect(plain.warnings.contains { $0.contains("\"NA\" counts as missing") })
  }

  @Test("declared labels give the order, and count where nobody used them")
  func declaredLabels() throws {
    let labels = ["low", "mid", "high", "high", "mid", "mid", "low", "low"]
    let options = "scale: ordinal, coefficients: [gwet-ac, brennan-prediger], weights: quadratic"
    let three = try Self.reliability(options + ", categories: [low, mid, high]", labels)
    let numbers = ["1", "2", "3", "3", "2", "2", "1", "1"]
    #expect(three.cells("estimate") == (try Self.reliability(options, numbers)).cells("estimate"))
    let four = try Self.reliability(options + ", categories: [low, mid, high, top]", labels)
    let declared = try Self.reliability(options + ", categories: [1, 2, 3, 4]", numbers)
    #expect(four.cells("estimate") == declared.cells("estimate"))
    #expect(four.cells("estimate") != three.cells("estimate"))
  }

  @Test("text where numbers are due says what to do")
  func textOnANumericScale() throws {
    let error = try #require(failure(of: Self.study("scale: ordinal"), ["data.csv": Self.text(["1", "two"])]))
    #expect(error.description == "data.csv:3: column \"v\": \"two\" is not a number")
  }

  @Test(
    "missing codes: everywhere, in one column, as text and as numbers",
    arguments: [
      (", missing: [9, x]", ["1", "1", "9", "1", "2", "2", "x", "1"]),
      (", missing: {v: [9, x]}", ["1", "1", "9", "1", "2", "2", "x", "1"]),
      (", missing: 9", ["1", "1", "9.0", "1", "2", "2", "NA", "1"]),
      ("", ["1", "1", "", "1", "2", "2", ".", "1"]),
    ])
  func missingCodes(data: String, values: [String]) throws {
    for scale in ["interval", "nominal"] where scale == "interval" || !values.contains("9.0") {
      let table = try Self.reliability(
        "scale: \(scale), coefficients: percent-agreement, weights: identity", values, data: data)
      #expect(table.cells("n_observations") == ["6"])
      #expect(table.cells("estimate") == ["1"])
    }
  }

  @Test("a code of another column is no missing code")
  func missingCodeElsewhere() throws {
    let values = ["1", "1", "9", "1", "2", "2"]
    let table = try Self.reliability(
      "scale: nominal, coefficients: percent-agreement", values, data: ", missing: {u: 9}")
    #expect(table.cells("n_observations") == ["6"])
  }

  @Test("values off a declared scale: twenty with line, column and value, then a count")
  func offScale() throws {
    var values = ["0", "1", "2"]
    values += Array(repeating: "7", count: 25)
    let study = Self.study("scale: interval, categories: [0, 1, 2]")
    let error = try #require(failure(of: study, ["data.csv": Self.text(values)]))
    #expect(error.description == "data.csv:5: column \"v\": \"7\" is not on the scale 0, 1, 2")
    #expect(error.remedy == .declareMissingOrMendScale("7"))
    #expect(error.others.map(\.line) == (6...24).map { $0 })
    #expect(error.uncountedOthers == 5)
    #expect(error.exitStatus == 65)
  }

  @Test("labels that are not declared")
  func offLabels() throws {
    let study = Self.study("scale: nominal, categories: [yes, no]")
    let error = try #require(failure(of: study, ["data.csv": Self.text(["yes", "no", "Yes", "no"])]))
    #expect(error.description == "data.csv:4: column \"v\": \"Yes\" is not on the scale yes, no")
    #expect(error.others.isEmpty)
  }

  @Test("an instrument gives the scale of each item, its codes for not applicable too")
  func instrumentScales() throws {
    let instrument = """
      id: two
      defaults: {range: [0, 2], step: 0.5}
      items: [{id: a, not-applicable: [8]}, {id: b, range: [1, 5], step: 1}]
      scales: [{id: total, items: [a, b], aggregate: mean}]
      """
    let study = Self.study("scale: interval, by: item", instrument: "two.yaml")
    let good = "u,r,i,v\n1,A,a,1.5\n1,B,a,8\n1,A,b,5\n1,B,b,1\n1,A,other,99\n1,B,other,98\n"
    #expect(failure(of: study, ["data.csv": good, "two.yaml": instrument]) == nil)
    let bad = good + "2,A,a,1.2\n2,B,a,5\n2,A,b,0\n2,B,b,1.5\n"
    let error = try #require(failure(of: study, ["data.csv": bad, "two.yaml": instrument]))
    #expect(
      ([error] + error.others).map(\.value) == ["1.2", "5", "0", "1.5"])
    #expect(error.description.hasSuffix("\"1.2\" is not on the scale 0 to 2 in steps of 0.5 of item a (two)"))
    #expect(error.others[1].description.hasSuffix("\"0\" is not on the scale 1 to 5 in steps of 1 of item b (two)"))
  }

  @Test("ratings in text cannot be averaged")
  func meanOfText() throws {
    let study = Self.study("scale: nominal", data: ", duplicates: mean")
    let error = try #require(failure(of: study, ["data.csv": Self.text(["yes", "no"])]))
    #expect(error.problem == .usage(reason: "duplicate ratings in text categories cannot be averaged"))
  }
}
