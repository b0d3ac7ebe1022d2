import FidelityData
import FidelityStudies
import FidelityTesting
import Testing

@Suite("What is wrong with tables in shapes")
struct ShapeErrorTests {
  private static func failed(
    _ layout: String, _ columns: String, _ data: String, _ analysis: String = "reliability: {scale: nominal}"
  ) -> String {
    let study = "data: {files: d.csv, layout: \(layout), columns: {\(columns)}}\nanalyses:\n  - \(analysis)\n"
    guard let error = failure(of: study, ["d.csv": data]) else { return "no error" }
    return "\(error.exitStatus) \(error)"
  }

  private static let counts = "{counts: [a, b]}"
  private static let raters = "{raters: [a, b]}"

  @Test(
    "cells that are no counts",
    arguments: [
      (counts, "", "a,b\n1,2\n2,1.5\n", "65 d.csv:3: column \"b\": \"1.5\": a count is a whole number, 0 or more"),
      (counts, "", "a,b\n1,-2\n", "65 d.csv:2: column \"b\": \"-2\": a count is a whole number"),
      (counts, "", "a,b\n1,x\n", "65 d.csv:2: column \"b\": \"x\" is not a number"),
      (counts, "", "a,b\n1,2000000\n", "65 d.csv:2: column \"b\": \"2000000\": there are more than 999999"),
      (raters, "frequency: n", "a,b,n\nx,y,2\nx,x,\n", "65 d.csv:3: column \"n\": the cell is empty"),
      (raters, "frequency: n", "a,b,n\nx,y,0.5\n", "65 d.csv:2: column \"n\": \"0.5\": a count is a whole"),
      (
        "{cross-table: a}", "", "a,x,y\nx,1,2\nz,1,2\n",
        "65 d.csv:3: column \"a\": \"z\": the category has no column; those of columns are x, y"
      ),
      ("{cross-table: a}", "", "a,x,y\nx,1,2\n,1,2\n", "65 d.csv:3: column \"a\": the row has counts and no category"),
      (
        "{cross-table: a}", "", "a,x,y\nx,1,2\ny,1,2\nx,3,4\n",
        "65 d.csv:4: column \"a\": \"x\": the category has two rows: row 1 has it too"
      ),
      ("{cross-table: a}", "", "a,x,y,Total\nx,1,2,3\n", "64 d.csv: column \"Total\": a column of totals"),
    ])
  func cells(layout: String, columns: String, data: String, text: String) {
    let found = Self.failed(layout, columns, data)
    #expect(found.hasPrefix(text), "\(found)")
  }

  @Test(
    "options that contradict each other, or what the analysis needs",
    arguments: [
      (counts, "rater: n", "reliability: {scale: nominal}", "so no column names the rater"),
      (counts, "unit: a", "reliability: {scale: nominal}", "is said to be a key too"),
      (
        "{counts: [a, b]}, duplicates: first", "unit: n", "reliability: {scale: nominal}",
        "so nobody rated a unit twice"
      ),
      (counts, "", "raters: {scale: nominal}", "65 raters compares raters, and counts"),
      (counts, "", "icc: {}", "65 icc compares raters"),
      (counts, "", "concordance: {}", "65 concordance compares raters"),
      (counts, "time: n", "trend: {outcome: a}", "64 trend takes a row as it stands"),
      (counts, "", "reliability: {scale: nominal, interval: {bootstrap: 100}, resample: raters}", "cannot be drawn"),
      (counts, "", "reliability: {scale: interval}", "65 d.csv: column \"a\": \"a\" is not a number"),
      (counts, "frequency: n", "reliability: {scale: nominal}", "the cells are counts already"),
      (raters, "frequency: n, unit: n", "reliability: {scale: nominal}", "a row stands for several units"),
      (raters, "rater: n", "reliability: {scale: nominal}", "the rater stands in the names of columns (a, b)"),
      (raters, "value: n", "reliability: {scale: nominal}", "so no single column is the value"),
      (raters, "unit: a", "reliability: {scale: nominal}", "is said to be a key too"),
      ("long", "frequency: n, value: a", "reliability: {scale: nominal}", "this table has one rating a row"),
      ("{raters: a, items: b}", "", "reliability: {scale: nominal}", "exclude each other"),
      ("{wide: \"{item}_{x}\", raters: a}", "", "reliability: {scale: nominal}", "has no {rater}"),
    ])
  func contradictions(layout: String, columns: String, analysis: String, text: String) {
    let found = Self.failed(layout, columns, "a,b,n\n1,2,3\n2,1,1\n", analysis)
    #expect(found.contains(text), "\(found)")
  }

  @Test("rows of several files have no numbers of their own")
  func files() {
    let study =
      "data: {files: [d.csv, e.csv], layout: {raters: [a, b]}}\nanalyses:\n  - reliability: {scale: nominal}\n"
    let error = failure(of: study, ["d.csv": "a,b\n1,2\n", "e.csv": "a,b\n1,1\n"])
    #expect("\(error.map { "\($0)" } ?? "")".contains("rows are numbered within a file, and there are 2"))
  }

  @Test("empty counts count nobody, and are said")
  func emptyCounts() throws {
    let study = "data: {files: d.csv, layout: {counts: [a, b]}}\nanalyses:\n  - reliability: {scale: nominal}\n"
    let empty = try results(of: study, ["d.csv": "a,b\n2,\n,2\n1,1\n"])
    let zero = try results(of: study, ["d.csv": "a,b\n2,0\n0,2\n1,1\n"])
    #expect(empty["reliability"]?.csv == zero["reliability"]?.csv)
    #expect(empty.warnings.contains("2 empty cells of counts count nobody"))
  }
}
