import FidelityData
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Remarks on labels and values")
struct LabelWarningsTests {
  private static func warnings(
    _ analysis: String, _ csv: String, columns: String = "unit: u, rater: r, value: v", data: String = ""
  ) throws -> [String] {
    try results(
      of: "data: {files: data.csv, columns: {\(columns)}\(data)}\nanalyses: [\(analysis)]\n", ["data.csv": csv]
    ).warnings
  }

  private static let agreement = "reliability: {scale: nominal, coefficients: [percent-agreement]}"

  @Test("units, raters and groups that look alike are named, whatever the analysis")
  func lookAlikes() throws {
    let units = try Self.warnings(Self.agreement, "u,r,v\nLesson 1,A,1\nlesson 1 ,B,1\nx,A,1\nx,B,2\n")
    #expect(
      units.contains { $0.contains("column \"u\": \"Lesson 1\" and \"lesson 1 \" differ only in case or blanks") })
    let raters = try Self.warnings(Self.agreement, "u,r,v\n1,anna,1\n1,Anna,1\n2,anna,1\n2,Anna,2\n")
    #expect(raters.contains { $0.contains("column \"r\": \"Anna\" and \"anna\"") })
    let trend = "trend: {outcome: v, group: g}"
    let groups = try Self.warnings(
      trend, "g,t,v\nN,1,1\nN,2,2\nN,3,4\nn,1,1\nn,2,2\nn,3,5\n", columns: "time: t")
    #expect(groups.contains { $0.contains("column \"g\": \"N\" and \"n\"") })
    #expect(try Self.warnings(Self.agreement, "u,r,v\n1,a,1\n1,b,1\n2,a,1\n2,b,2\n").isEmpty)
  }

  @Test("fold-labels makes them one, in keys and in ratings; what folds into a declared category is it")
  func folded() throws {
    let csv = "u,r,v\nLesson 1,A,yes\nlesson 1 ,B,Yes\nx,a ,YES\nx,B,no\n"
    let fold = ", fold-labels: true"
    for categories in ["", ", categories: [No, Yes]"] {
      let yaml = """
        data: {files: data.csv, columns: {unit: u, rater: r, value: v}\(fold)}
        analyses: [reliability: {scale: nominal, coefficients: [percent-agreement]\(categories)}]
        """
      let found = try results(of: yaml, ["data.csv": csv])
      let table = try #require(found["reliability"])
      #expect(table.number("estimate", ["quantity": "percent-agreement"]) == 0.5)
      #expect(table.number("n_units", ["quantity": "percent-agreement"]) == 2)
      #expect(found.warnings.isEmpty, "\(found.warnings)")
    }
    let error = try #require(
      failure(
        of: """
          data: {files: data.csv, columns: {unit: u, rater: r, value: v}}
          analyses: [reliability: {scale: nominal, categories: [No, Yes]}]
          """, ["data.csv": csv]))
    #expect(error.value == "yes")
  }

  @Test("two Unicode forms of a unit, a group, a category are named in both")
  func unicodeForms() throws {
    let (composed, decomposed) = ("Caf\u{e9}", "Cafe\u{301}")
    let forms = #"Caf\u{00E9} and Cafe\u{0301}"#
    let units = try Self.warnings(Self.agreement, "u,r,v\n\(composed),A,1\n\(decomposed),B,1\n2,A,1\n2,B,2\n")
    #expect(units.contains { $0.contains("column \"u\"") && $0.contains(forms) }, "\(units)")
    let ratings = try Self.warnings(Self.agreement, "u,r,v\n1,A,\(composed)\n1,B,\(decomposed)\n2,A,x\n2,B,x\n")
    #expect(ratings.contains { $0.contains(forms) }, "\(ratings)")
    let wide = try results(
      of: """
        data: {files: data.csv, layout: {wide: "r{rater}"}, columns: {unit: u}}
        analyses: [\(Self.agreement)]
        """, ["data.csv": "u,r1,r2\n1,\(composed),\(decomposed)\n2,x,x\n"])
    #expect(wide.warnings.contains { $0.contains(forms) }, "\(wide.warnings)")
    #expect(wide["reliability"]?.number("estimate", ["quantity": "percent-agreement"]) == 1)
  }

  @Test("without the standard list, NA is a code")
  func missingNone() throws {
    let csv = "u,r,v\n1,A,NA\n1,B,NA\n2,A,x\n2,B,x\n3,A,\n3,B,x\n"
    let yaml = """
      data: {files: data.csv, columns: {unit: u, rater: r, value: v}, missing: none}
      analyses: [reliability: {scale: nominal, coefficients: [percent-agreement]}]
      """
    let found = try results(of: yaml, ["data.csv": csv])
    #expect(found["reliability"]?.number("n_units", ["quantity": "percent-agreement"]) == 3)
    #expect(found.warnings.isEmpty)
    let number = yaml.replacing("nominal", with: "interval")
    #expect(failure(of: number, ["data.csv": csv])?.value == "NA")
    let listed = yaml.replacing("missing: none", with: "missing: [none, x]")
    #expect(
      try results(of: listed, ["data.csv": csv])["reliability"]?
        .number("n_units", ["quantity": "percent-agreement"]) == 1)
  }

  @Test("an undeclared 9 or 99 is remarked on, in ratings, outcomes and covariates")
  func undeclaredCodes() throws {
    let ratings = "u,r,v\n1,A,0\n1,B,1\n2,A,2\n2,B,9\n3,A,1\n3,B,1\n"
    for scale in ["nominal", "ordinal", "interval"] {
      let analysis = "reliability: {scale: \(scale), coefficients: [percent-agreement]}"
      let found = try Self.warnings(analysis, ratings)
      #expect(found.contains { $0.contains("9 lies far from the other values, 0 to 2") }, "\(found)")
      #expect(try Self.warnings(analysis, ratings, data: ", missing: 9").isEmpty)
      let declared = analysis.replacing("percent-agreement]", with: "percent-agreement], categories: [0, 1, 2, 9]")
      #expect(try Self.warnings(declared, ratings).isEmpty)
    }
    let trend = "t,y,c\n1,1,20\n2,2,30\n3,99,25\n4,3,999\n5,4,28\n"
    let found = try Self.warnings("trend: {outcome: y, covariates: c}", trend, columns: "time: t")
    #expect(found.contains { $0.contains("trend: column \"y\": 99 (once)") }, "\(found)")
    #expect(found.contains { $0.contains("trend: column \"c\": 999 (once)") }, "\(found)")
    let declared = try Self.warnings("trend: {outcome: y}", trend, columns: "time: t", data: ", missing: [99, 999]")
    #expect(declared == ["trend: 1 rows without outcome, time, group or covariate were left out"])
  }

  @Test("counts of raters by category are no ratings", arguments: ["nominal", "ordinal"])
  func counts(scale: String) throws {
    let yaml = """
      data: {files: data.csv, layout: {wide: "cat_{rater}"}, columns: {unit: u}}
      analyses: [reliability: {scale: \(scale), coefficients: [percent-agreement]}]
      """
    let counts = "u,cat_low,cat_mid,cat_high\n1,2,1,0\n2,0,3,0\n3,0,1,2\n4,3,0,0\n"
    let found = try results(of: yaml, ["data.csv": counts]).warnings
    #expect(found.contains { $0.contains("add up to 3 in every row") && $0.contains("\"cat_low\"") }, "\(found)")
    let ratings = counts.replacing("3,0,1,2", with: "3,0,2,2")
    #expect(try results(of: yaml, ["data.csv": ratings]).warnings.isEmpty)
  }

  @Test("a unit of time of plain numbers does nothing, and is refused")
  func unitOfTime() throws {
    let trend = "trend: {outcome: y, unit-of-time: days}"
    func failed(_ times: [String], time: String = "t") -> DataError? {
      failure(
        of: "data: {files: data.csv, columns: {time: \(time)}}\nanalyses: [\(trend)]\n",
        ["data.csv": "t,y\n" + times.enumerated().map { "\($1),\($0 * $0)\n" }.joined()])
    }
    let error = try #require(failed(["20190415", "20190416", "20190424"]))
    #expect(error.exitStatus == 64)
    #expect(error.column == "t")
    #expect(error.hint?.contains("YYYYMMDD") == true)
    // Texts that turn out to be numbers, after an empty first block.
    #expect(failed(["", "", "1", "2", "3"])?.exitStatus == 64)
    #expect(failed(["2019-04-15", "2019-04-16", "2019-04-24"]) == nil)
    #expect(failed(["20190415", "20190416", "20190424"], time: "{column: t, format: YYYYMMDD}") == nil)
    #expect(failed(["15-Apr-2019", "16-apr-2019", "2-MAY-2019"], time: "{column: t, format: DD-MMM-YYYY}") == nil)
  }
}
