import FidelityData
import FidelityReports
import FidelityStudies
import FidelityTesting
import Testing

@Suite("How a table is recognised")
struct ShapeRecognitionTests {
  private static func shape(_ text: String) throws -> TableShape? {
    try withTemporaryFolder { folder in try TableDescription(folder.write(text, to: "t.csv")).shape }
  }

  @Test(
    "shapes and the commands that read them",
    arguments: [
      (
        "lesson,anna,ben,carla\nl1,1,2,2\nl2,2,2,3\nl3,3,3,3\nl4,1,1,1\n",
        "--unit lesson --raters anna,ben,carla --scale ordinal"
      ),
      ("rater1,rater2,rater3\nyes,no,yes\nno,no,no\nyes,yes,no\n", "--raters rater1,rater2,rater3 --scale nominal"),
      (
        "id,r1,r2,r3\n1,1,2,1\n2,2,2,2\n3,3,3,1\n4,1,1,1\n5,2,3,2\n", "--unit id --raters r1,r2,r3 --scale ordinal"
      ),
      (
        "video,coder,goal,pace\nv1,A,1,2\nv1,B,1,3\nv2,A,2,2\nv2,B,3,2\n",
        "--unit video --items goal,pace --rater coder --scale ordinal --by item"
      ),
      (
        "unit,A_q1,A_q2,A_q3,B_q1,B_q2,B_q3\nu1,1,2,2,3,1,2\nu2,2,2,1,3,3,2\nu3,1,1,1,1,2,2\n",
        "--unit unit --wide '{rater}_{item}' --scale ordinal --by item"
      ),
      (
        "unit,never,seldom,often\n1,3,0,1\n2,0,4,0\n3,1,1,2\n4,0,2,2\n5,4,0,0\n",
        "--unit unit --counts never,seldom,often --scale nominal"
      ),
      ("rater1,rater2,n\nx,x,40\nx,y,5\ny,x,3\ny,y,12\n", "--raters rater1,rater2 --frequency n --scale nominal"),
      ("anna,no,yes\nno,40,5\nyes,3,12\n", "--cross-table anna --scale nominal"),
      (
        "coder,u1,u2,u3,u4\nA,1,2,3,3\nB,1,2,2,3\nC,1,,3,3\n",
        "--units-in-columns u1,u2,u3,u4 --rater coder --scale ordinal"
      ),
      (
        "coder,u1,u2,u3,u4,u5,u6,u7\nA,1,2,3,3,1,1,2\nB,1,2,2,3,2,2,3\nC,1,,3,3,1,1,1\n",
        "--units-in-columns 'u*' --rater coder --scale ordinal"
      ),
      (
        "unit,rater,item,score\nu1,a,i1,1\nu1,b,i1,2\nu2,a,i1,3\nu2,b,i2,1\n",
        "--unit unit --rater rater --item item --value score --scale ordinal --by item"
      ),
    ])
  func commands(text: String, options: String) throws {
    let shape = try #require(try Self.shape(text), "\(text)")
    #expect(shape.command(file: "t.csv") == "fidelity reliability t.csv \(options)")
  }

  @Test(
    "tables that are none of these",
    arguments: [
      "subject,x,y\n1,494,512\n2,395,430\n3,516,520\n4,434,428\n", "a\n1\n2\n3\n",
      "school,pupils\nN,200\nS,310\nE,150\n", "site,year,total\nA,1,10.5\nA,2,11\nB,1,9\nB,2,9.5\n",
    ])
  func others(text: String) throws { #expect(try Self.shape(text) == nil) }

  @Test("items whose raters no column names have no command")
  func items() throws {
    let shape = try #require(try Self.shape("person,COH01,COH02,COH03\np,1,2,2\nq,2,3,1\nr,3,3,3\n"))
    #expect(shape.kind == .items && shape.command(file: "t.csv") == nil)
    #expect(shape.sentences.first == "a column for each of 3 items")
  }

  @Test("three rows of counts, where two categories were chosen by nobody somewhere")
  func fewCounts() throws {
    let counts = try #require(try Self.shape("subject,never,seldom,often\n1,2,1,0\n2,0,3,0\n3,0,1,2\n"))
    #expect(
      counts.command(file: "t.csv")
        == "fidelity reliability t.csv --unit subject --counts never,seldom,often --scale nominal")
    // Ratings that add up to the same by chance.
    #expect(try Self.shape("lesson,anna,ben,carla\nl1,1,2,3\nl2,2,2,2\nl3,3,2,1\n")?.kind == .raters)
  }

  @Test("what REDCap and Qualtrics add to a table is neither an item nor a unit")
  func exports() throws {
    let redcap = try #require(
      try Self.shape(
        "record_id,redcap_repeat_instrument,redcap_repeat_instance,training___1,rater,goal,pace,visit_complete\n"
          + "1,,,1,,,,\n1,visit,1,,x,2,1,2\n1,visit,2,,y,2,2,2\n2,,,0,,,,\n2,visit,1,,x,0,1,2\n2,visit,2,,y,1,1,0\n"))
    #expect(redcap.kind == .items && redcap.columns == ["goal", "pace"] && redcap.unit == ["record_id"])
    let qualtrics = try #require(
      try Self.shape(
        "StartDate,Status,Finished,ResponseId,Q1_1,Q1_2,Q2_1,Q2_2\n2024-01-02,0,1,R_1,1,2,2,3\n"
          + "2024-01-03,0,1,R_2,2,2,1,1\n2024-01-04,0,0,R_3,3,1,2,2\n"))
    #expect(qualtrics.kind == .items && qualtrics.columns == ["Q1_1", "Q1_2", "Q2_1", "Q2_2"])
    #expect(qualtrics.unit == ["ResponseId"] && qualtrics.command(file: "t.csv") == nil)
  }

  @Test("columns of ratings have no role of raters")
  func roles() throws {
    let table = try withTemporaryFolder { folder in
      try TableDescription(folder.write("unit,rater_a,rater_b,n\nu,1,2,1\nv,2,2,3\nw,3,1,9\n", to: "t.csv")).columns
    }
    #expect(table.cells("suggested_role") == ["unit", "raters", "raters", ""])
  }

  @Test("crossed, nested, connected, double-coded, duplicates")
  func designs() throws {
    func design(_ rows: [String]) throws -> RatingDesign {
      let text = "unit,rater,score\n" + rows.map { $0.replacing(" ", with: ",") + "\n" }.joined()
      return try #require(try Self.shape(text)?.design)
    }
    let crossed = try design(["u1 a 1", "u1 b 2", "u2 a 2", "u2 b 3"])
    #expect(crossed.isCrossed == true && crossed.doubleCodedShare == 1 && crossed.partCount == 1)
    #expect(crossed.unitCount == 2 && crossed.raterCount == 2 && crossed.ratingCount == 4)
    #expect(
      crossed.sentence == "crossed: every rater rated every unit; 100% of units have two raters or more; connected; "
        + "no duplicates")
    let nested = try design(["u1 a 1", "u2 a 2", "u3 b 1", "u4 b 2"])
    #expect(nested.isNested && nested.doubleCodedShare == 0 && nested.partCount == 2)
    let apart = try design(["u1 a 1", "u1 b 2", "u2 c 2", "u2 d 3", "u3 c 1", "u3 c 1"])
    #expect(apart.isCrossed == false && apart.partCount == 2 && apart.duplicateCount == 1)
    #expect(apart.sentence.contains("not connected: 2 groups of raters share no unit"))
    let chain = try design(["u1 a 1", "u1 b 2", "u2 b 2", "u2 c 3", "u3 c 1", "u3 d 2", "u4 d 1"])
    #expect(chain.partCount == 1 && chain.doubleCodedShare == 0.75)
    let weighted = try #require(try Self.shape("rater1,rater2,n\nx,x,40\nx,y,5\ny,x,3\ny,,2\n")?.design)
    #expect(weighted.unitCount == 50 && weighted.ratingCount == 98 && weighted.doubleCodedCount == 48)
    let counted = try #require(try Self.shape("unit,no,yes\n1,2,1\n2,0,3\n3,3,0\n4,1,2\n")?.design)
    #expect(counted.unitCount == 4 && counted.raterCount == nil && counted.ratingCount == 12)
  }

  @Test("the shape for programs")
  func json() throws {
    let shape = try #require(try Self.shape("lesson,anna,ben\nl1,1,2\nl2,2,2\nl3,3,3\n"))
    let text = shape.json(file: "my data.csv").text
    for part in [
      #""kind":"raters""#, #""columns":["anna","ben"]"#, #""double_coded":1"#, #""design":"crossed""#,
      #""command":"fidelity reliability 'my data.csv' --unit lesson --raters anna,ben --scale ordinal""#,
    ] { #expect(text.contains(part), "\(part) in \(text)") }
  }
}
