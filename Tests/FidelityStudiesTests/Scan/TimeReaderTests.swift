import FidelityData
import FidelityFiles
import FidelityStudies
import FidelityTesting
import FidelityTrends
import Testing

@Suite("Time in a study")
struct TimeReaderTests {
  /// The slope and the note of y over time, with y growing by 1 a day from 15 September 2024.
  private static func slope(_ time: String, _ text: String, unit: String? = "days", missing: String = "") throws
    -> (Double, String)
  {
    let option = unit.map { ", unit: \($0)" } ?? ""
    let study =
      "data: {files: d.csv, columns: {time: \(time)}\(missing)}\nanalyses: [trend: {outcome: y\(option)}]\n"
    let table = try #require(try results(of: study, ["d.csv": text])["trend"])
    let row = try #require(table.cells("term").firstIndex { $0 == "d" || $0 == "time" })
    return (try #require(table.numbers("estimate"))[row], table.cells("note")[row])
  }

  private static let days = ["15", "16", "18", "25", "30"].map { (day: $0, y: Double($0) ?? 0) }

  @Test("dates in every form mean the same days")
  func forms() throws {
    for (time, text) in [
      ("d", "d,y\n" + Self.days.map { "2024-09-\($0.day),\($0.y)\n" }.joined()),
      ("d", "d,y\n" + Self.days.map { "2024-09-\($0.day)T10:30:00,\($0.y)\n" }.joined()),
      ("{column: d, format: DD/MM/YYYY}", "d,y\n" + Self.days.map { "\($0.day)/9/2024,\($0.y)\n" }.joined()),
      ("{column: d, format: DDMMYYYY}", "d,y\n" + Self.days.map { "\($0.day)092024,\($0.y)\n" }.joined()),
      ("{column: d, format: MM.DD.YY}", "d,y\n" + Self.days.map { "09.\($0.day).24,\($0.y)\n" }.joined()),
      ("{year: a, month: b, day: c}", "a,b,c,y\n" + Self.days.map { "2024,9,\($0.day),\($0.y)\n" }.joined()),
    ] {
      let (slope, note) = try Self.slope(time, text)
      #expect(isClose(slope, 1, within: 1e-12), "\(time)")
      #expect(note == "per day; time 0 is 2024-09-15")
    }
  }

  @Test(
    "numbers that are digits of dates are said to be such",
    arguments: [
      ("20240915 20241003 20241120", "look like dates YYYYMMDD, and count as numbers; say time-format YYYYMMDD"),
      ("15092024 3102024 20112024", "look like dates DDMMYYYY (which needs the zero before 3102024), and count"),
      ("3102024 1112024 5122024", "may be dates, DDMMYYYY or MMDDYYYY, and all of them fit both"),
      ("1704067200 1706745600 1709251200", "may be seconds since 1970; the time format unix reads them so"),
      ("20240915 20241003 20241340", nil), ("1 2 3", nil),
    ] as [(String, String?)])
  func digits(numbers: String, warning: String?) throws {
    let text = "d,y\n" + numbers.split(separator: " ").enumerated().map { "\($1),\($0 * $0)\n" }.joined()
    let study = "data: {files: d.csv, columns: {time: d}}\nanalyses: [trend: {outcome: y}]\n"
    let warnings = try results(of: study, ["d.csv": text]).warnings
    if let warning {
      #expect(warnings.contains { $0.hasPrefix("trend: column \"d\": the numbers " + warning) }, "\(warnings)")
    } else {
      #expect(warnings.isEmpty)
    }
  }

  private static func rows(_ date: (String) -> String) -> String {
    "d,y\n" + days.map { row in "\(date(row.day)),\(row.y)\n" }.joined()
  }

  @Test("dates with names, with the time of day, and as a spreadsheet counts them")
  func otherForms() throws {
    let named = Self.rows { "\($0) Sep 2024" }
    #expect(isClose(try Self.slope("d", named).0, 1, within: 1e-12))
    let american = Self.rows { "9/\($0)/2024 8:00 AM" }
    #expect(isClose(try Self.slope("{column: d, format: M/D/YYYY}", american).0, 1, within: 1e-12))
    let serial = Self.rows { String(45_535 + (Int($0) ?? 0)) }
    #expect(isClose(try Self.slope("{column: d, format: excel}", serial).0, 1, within: 1e-12))
    #expect(try Self.slope("{column: d, format: excel}", serial).1 == "per day; time 0 is 2024-09-15")
  }

  @Test(
    "units of time",
    arguments: [
      ("days", 1.0, "2024-09-15"), ("weeks", 7, "2024-09-15"), ("months", 365.25 / 12, "2024-09-15"),
      ("hours", 1.0 / 24, "2024-09-15"), ("years", 365.25, "2024-09-15"), ("school-years", 365.25, "2024-08-01"),
    ])
  func units(unit: String, days: Double, origin: String) throws {
    let text = "d,y\n" + Self.days.map { "2024-09-\($0.day),\($0.y)\n" }.joined()
    let (slope, note) = try Self.slope("d", text, unit: unit)
    #expect(isClose(slope, days, within: 1e-10))
    #expect(note.hasSuffix("time 0 is \(origin)"))
  }

  @Test("numbers stay numbers")
  func numbers() throws {
    let (slope, note) = try Self.slope("d", "d,y\n1,2\n2,4\n4,8\n", unit: nil)
    #expect(isClose(slope, 2, within: 1e-12))
    #expect(note.isEmpty)
  }

  @Test("numbers among missing texts, and with a decimal comma, are numbers")
  func numbersAmongTexts() throws {
    for (text, missing) in [
      ("d,y\nNA,5\n1,2\n2,4\n4.0,8\n", ""), ("d,y\n,5\nunknown,5\n1,2\n2,4\n4,8\n", ", missing: unknown"),
      ("d;y\nNA;5\n1,5;3\n2;4\n4;8\n", ", decimal-comma: true"),
    ] {
      let (slope, note) = try Self.slope("d", text, unit: nil, missing: missing)
      #expect(isClose(slope, 2, within: 1e-12))
      #expect(note.isEmpty)
    }
  }

  @Test("missing dates are left out, in all their forms")
  func missing() throws {
    let text = "d,y\n" + Self.days.map { "2024-09-\($0.day),\($0.y)\n" }.joined() + ",99\nNA,99\nunknown,99\n"
    #expect(isClose(try Self.slope("d", text, missing: ", missing: unknown").0, 1, within: 1e-12))
    let parts = "a,b,c,y\n" + Self.days.map { "2024,9,\($0.day),\($0.y)\n" }.joined() + "2024,9,,99\nNA,9,1,99\n"
    #expect(isClose(try Self.slope("{year: a, month: b, day: c}", parts).0, 1, within: 1e-12))
  }

  @Test("dates of a typed file")
  func typedFile() throws {
    try withTemporaryFolder { folder in
      let days = Self.days.map { "2024-09-\($0.day)" }
      let table = Table(columns: [.init("d", text: days), .init("y", .numbers(Self.days.map(\.y)))])
      try TableWriter.write(table, to: folder.file("d.parquet"), format: .parquet)
      var data = DataDescription(files: [folder.file("d.parquet")])
      data.time = .column("d")
      let study = Study(data: data, analyses: [.trend(outcome: "y", unitOfTime: .days)])
      let trend = try #require(try StudyRunner(study).run()["trend"])
      #expect(isClose(trend.number("estimate", ["term": "d"]), 1, within: 1e-12))
    }
  }

  @Test(
    "what is said of forms that the data tell",
    arguments: [
      ("15 Sep 2024", "30 September 2024", "dates are read as D MMM YYYY (\"15 Sep 2024\")"),
      ("2023-09", "2023-11", "dates are read as YYYY-MM (\"2023-09\"); a month counts as its first day"),
      ("2022-23", "2023-24", "as school-year (\"2022-23\"); a school year counts as its 1 August"),
      ("45292", "45323", "the numbers may be dates as a spreadsheet counts them; the time format excel"),
      ("2024-09-15", "2024-09-16", nil), ("1", "45292", nil), ("70001", "70002", nil),
    ] as [(String, String, String?)])
  func remarks(first: String, second: String, words: String?) throws {
    let study = "data: {files: d.csv, columns: {time: visit_date}}\nanalyses: [trend: {outcome: y}]\n"
    for start in ["", "1,NA\n"] {
      let text = "y,visit_date\n\(start)1,\(first)\n2,\(second)\n3,\(second)\n"
      let warnings = try results(of: study, ["d.csv": text]).warnings
      if let words {
        #expect(warnings.contains { $0.contains(words) }, "\(warnings)")
      } else {
        #expect(warnings.allSatisfy { !$0.contains("date") }, "\(warnings)")
      }
    }
  }

  @Test(
    "what must be said, and what the error names",
    arguments: [
      ("3/4/2024", "5/4/2024", "M/D/YYYY or D/M/YYYY, which both fit", 2),
      ("3/4/2024", "15/4/2024", "D/M/YYYY, the only form that fits here", 2),
      ("2011-12", "2010-11", "YYYY-MM or school-year, which both fit", 2),
      ("15 Sep 2024", "2024-09-16", "row 1 has \"15 Sep 2024\"", 3),
      ("2024-09-16", "16 Sep 2024", "row 1 has \"2024-09-16\"", 3),
    ])
  func mustBeSaid(first: String, second: String, words: String, line: Int) throws {
    let study = "data: {files: d.csv, columns: {time: d}}\nanalyses: [trend: {outcome: y}]\n"
    let error = try #require(failure(of: study, ["d.csv": "d,y\n\(first),1\n\(second),2\n"]))
    #expect(error.line == line)
    #expect(error.hint?.contains(words) == true, "\(error.hint ?? "")")
    #expect(error.hint?.contains("time-format") == true)
    #expect(error.exitStatus == 65)
  }

  @Test(
    "cells that are no dates, with line, column and value",
    arguments: [
      (
        "d", "d,y\n2024-09-15,1\n2024-02-30,1\n",
        "d.csv:3: column \"d\": \"2024-02-30\" is not a date of the form YYYY-MM-DD"
      ),
      ("d", "d,y\n15/09/2024,1\n", "d.csv:2: column \"d\": \"15/09/2024\" is not a date of the form YYYY-MM-DD"),
      (
        "{column: d, format: MM/DD/YYYY}", "d,y\n\n09/15/2024,1\n15/09/2024,1\n",
        "d.csv:4: column \"d\": \"15/09/2024\" is not a date of the form MM/DD/YYYY"
      ),
      (
        "{year: a, month: b, day: c}", "a,b,c,y\n2024,1,1,1\n2024,13,1,1\n",
        "d.csv:3: column \"c\": \"2024-13-1\" is not a date of the form year, month, day"
      ),
      ("d", "d,y\nNA,1\n7,1\n2024-09-15,1\n", "d.csv:4: column \"d\": \"2024-09-15\" is not a number"),
      (
        "{year: a, month: b, day: c}", "a,b,c,y\n2024,1.5,1,1\n",
        "d.csv:2: column \"c\": \"2024-1.5-1\" is not a date of the form year, month, day"
      ),
    ])
  func mistakes(time: String, text: String, message: String) throws {
    let study = "data: {files: d.csv, columns: {time: \(time)}}\nanalyses: [trend: {outcome: y}]\n"
    let error = try #require(failure(of: study, ["d.csv": text]))
    #expect(error.description == message)
    #expect(error.exitStatus == 65)
  }
}
