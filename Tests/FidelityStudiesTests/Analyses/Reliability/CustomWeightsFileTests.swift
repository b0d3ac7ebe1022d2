import FidelityData
import FidelityReliability
import FidelityReports
import FidelityStudies
import FidelityTesting
import Foundation
import Testing

@Suite("Matrices of weights from files and study files")
struct CustomWeightsFileTests {
  /// The example of Cohen (1968), one rating a row.
  private static func ratings() throws -> String {
    var text = "u,r,v\n"
    var unit = 0
    for row in try Datasets.rows("cohen-1968-weighted").rows {
      for _ in 0..<(Int(row[2]) ?? 0) {
        text += "u\(unit),A,\(row[0])\nu\(unit),B,\(row[1])\n"
        unit += 1
      }
    }
    return text
  }

  private static func study(_ options: String) -> String {
    "data: {files: data.csv, columns: {unit: u, rater: r, value: v}}\nanalyses:\n- reliability: {\(options)}\n"
  }

  private static let plain = "u,r,v\n1,A,1\n1,B,1\n2,A,2\n2,B,3\n3,A,3\n3,B,3\n"

  @Test("Cohen's asymmetric weights, as a file in another order of rows, and inline")
  func cohen() throws {
    let data = try Self.ratings()
    let options = "scale: nominal, coefficients: [cohen-kappa, krippendorff-alpha], metrics: nominal, weights: "
    let file = ",1,2,3\n3,2,2,0\n1,0,1,4\n2,1,0,6\n"
    let fromFile = try #require(
      try results(of: Self.study(options + "{custom-distance: w.csv}"), ["data.csv": data, "w.csv": file])[
        "reliability"])
    // Published: .353; 50-digit arithmetic gives the digits.
    let expected = 0.3533834586466165
    #expect(
      isClose(
        fromFile.number("estimate", ["quantity": "cohen-kappa", "weights": "custom-distance:w.csv"]), expected,
        within: 1e-12))
    let inline = "[{custom-distance: {categories: [1, 2, 3], matrix: [[0, 1, 4], [1, 0, 6], [2, 2, 0]]}}, identity]"
    let fromStudy = try #require(try results(of: Self.study(options + inline), ["data.csv": data])["reliability"])
    #expect(
      isClose(
        fromStudy.number("estimate", ["quantity": "cohen-kappa", "weights": "custom-distance"]), expected,
        within: 1e-12))
    #expect(isClose(fromStudy.number("estimate", ["weights": "identity"]), 0.4915254237288136, within: 1e-12))
  }

  @Test("A matrix is a metric of alpha, and its categories are the scale")
  func metric() throws {
    let options =
      "scale: ordinal, coefficients: [krippendorff-alpha, brennan-prediger], weights: identity, "
      + "metrics: [interval, {custom-distance: m.csv}]"
    let table = try #require(
      try results(
        of: Self.study(options),
        ["data.csv": Self.plain, "m.csv": "c,1,2,3,4\n1,0,1,4,9\n2,1,0,1,4\n3,4,1,0,1\n4,9,4,1,0\n"])["reliability"])
    let interval = try #require(table.number("estimate", ["metric": "interval"]))
    #expect(isClose(table.number("estimate", ["metric": "custom-distance:m.csv"]), interval, within: 1e-14))
    // Four categories: p_e = 1/4.
    #expect(
      isClose(table.number("estimate", ["quantity": "brennan-prediger"]), (2.0 / 3 - 0.25) / 0.75, within: 1e-14))
  }

  @Test(
    "Every mistake in a file has its place",
    arguments: [
      ("c,1,2,3\n1,1,0,0\n2,0,1,0\n", "w.csv: the matrix is not square: 2 rows, 3 categories"),
      ("c,1,2\n1,1,0\n2,0,1\n3,0,0\n", "w.csv: the matrix is not square: more than 2 rows, 2 categories"),
      ("c,1,2\n1,1,0\n3,0,1\n", "w.csv:3: column \"c\": \"3\": the header has no such category"),
      ("c,1,2\n1,1,0\n1,0,1\n", "w.csv:3: column \"c\": \"1\": a category has two rows"),
      ("c,1,2\n2,0,1\n1,0.5,0\n", "w.csv:3: column \"1\": \"0.5\": an agreement weight on the diagonal is not 1"),
      ("c,1,2\n1,1,2\n2,0,1\n", "w.csv:2: column \"2\": \"2\": an agreement weight lies outside 0 to 1"),
      ("c,1,2\n1,1,x\n2,0,1\n", "w.csv:2: column \"2\": \"x\" is not a number"),
      ("c,1,2\n1,1,inf\n2,0,1\n", "w.csv:2: column \"2\": \"inf\" is not a finite number"),
      ("c,1,2\n1,1,\n2,0,1\n", "w.csv:2: column \"2\": a number is missing"),
      ("c,1,1\n1,1,0\n1,0,1\n", "w.csv: column \"1\": the header names this column more than once"),
      ("c\n1\n", "w.csv: a matrix of weights has 1 to 1000 categories, and here are 0"),
    ])
  func mistakes(text: String, expected: String) throws {
    let study = Self.study("scale: ordinal, coefficients: gwet-ac, weights: {custom: w.csv}")
    let error = try #require(failure(of: study, ["data.csv": Self.plain, "w.csv": text]))
    #expect(error.description == expected)
    #expect(error.exitStatus == 65)
  }

  @Test(
    "Categories of the matrix and of the scale are the same",
    arguments: [
      ("[1, 2]", "custom: \"3\": a category of the matrix is not on the scale"),
      ("[1, 2, 3, 4]", "custom: \"4\": the matrix lacks a category of the scale"),
      ("[a, b, c]", "custom: \"1\": a category of the matrix is not on the scale"),
    ])
  func declared(categories: String, expected: String) throws {
    let matrix = "{custom: {categories: [1, 2, 3.0], matrix: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}}"
    let options = "scale: ordinal, coefficients: gwet-ac, weights: \(matrix)"
    let error = try #require(
      failure(of: Self.study(options + ", categories: \(categories)"), ["data.csv": Self.plain]))
    #expect(error.description == expected)
    #expect(failure(of: Self.study(options + ", categories: [3, 2, 1]"), ["data.csv": Self.plain]) == nil)
    #expect(failure(of: Self.study(options), ["data.csv": Self.plain]) == nil)
    let offScale = try #require(failure(of: Self.study(options), ["data.csv": Self.plain + "4,A,7\n"]))
    #expect(offScale.description == "data.csv:8: column \"v\": \"7\" is not on the scale 1, 2, 3")
  }

  @Test(
    "Mistakes in a study file have line and character",
    arguments: [
      ("{custm: w.csv}", "3:66: there is no family of weights \"custm:w.csv\""),
      ("{}", "3:65: \"weights\" is a word with its argument, as in {word: argument}"),
      (
        "{custom: a, custom-distance: b}", "3:65: \"weights\" is a word with its argument, as in {word: argument}"
      ),
      ("[identity, {custom: {categories: [1]}}]", "3:85: a matrix of weights lacks \"matrix\""),
      (
        "{custom: {categories: [1, 2], matrix: [[1, 0], [0, 2]]}}",
        "3:103: row 2: column \"2\": \"2\": an agreement weight on the diagonal is not 1"
      ),
      ("{custom: {categories: [1, 2], matrix: [[1, 0], [0, x]]}}", "3:116: a weight is a number, and here is \"x\""),
      ("[]", "3:65: the list is empty; \"weights\" is wanted"),
    ])
  func studyMistakes(weights: String, expected: String) throws {
    let study = Self.study("scale: ordinal, coefficients: gwet-ac, weights: \(weights)")
    let error = #expect(throws: DataError.self) { try Study(yaml: study) }
    #expect(error?.description == "line " + expected)
  }

  @Test("A row for each category in a study, with its label")
  func categories() throws {
    let data = "u,r,v\n1,A,yes\n1,B,yes\n2,A,no\n2,B,yes\n3,A,no\n3,B,no\n4,A,no\n4,B,no\n"
    let table = try #require(
      try results(
        of: Self.study(
          "scale: nominal, coefficients: [category-agreement, category-kappa, scott-pi, bias-index], "
            + "categories: [yes, no, unclear]"), ["data.csv": data])["reliability"])
    #expect(table.cells("term") == ["yes", "no", "unclear", "yes", "no", "unclear", "", ""])
    #expect(
      isClose(
        table.number("estimate", ["quantity": "category-agreement", "term": "yes"]), 2.0 / 3, within: 1e-15))
    #expect(isClose(table.number("estimate", ["quantity": "category-agreement", "term": "no"]), 0.8, within: 1e-15))
    #expect(table.cells("status").suffix(1) == ["too-many-categories"])
  }

  @Test("The file of a matrix is an input: named in run.json, and never replaced")
  func provenance() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.plain, to: "data.csv")
      _ = try folder.write("c,1,2,3\n1,1,0,0\n2,0,1,0\n3,0,0,1\n", to: "reliability.csv")
      let path = try folder.write(
        Self.study("scale: ordinal, coefficients: gwet-ac, weights: {custom: reliability.csv}"), to: "study.yaml")
      let study = try Study(contentsOfFile: path)
      #expect(study.inputFiles == [folder.file("data.csv"), folder.file("reliability.csv")])
      let run = try StudyRunner(study).run()
      #expect(throws: DataError.self) { try ResultsFolder(folder.path).write(run, of: study) }
      try ResultsFolder(folder.file("out")).write(run, of: study)
      let record = try String(contentsOfFile: folder.file("out/run.json"), encoding: .utf8)
      #expect(record.contains("reliability.csv\""))
    }
  }
}
