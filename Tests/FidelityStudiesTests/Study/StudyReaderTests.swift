import FidelityData
import FidelityFiles
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Study files")
struct StudyReaderTests {
  @Test("every key of data")
  func allKeys() throws {
    let study = try Study(
      yaml: """
        study: A study
        seed: 12
        instrument: tfi-2.1
        data:
          files: [one.csv, two.csv.gz]
          layout: {wide: "{item}_S{segment:digits}"}
          columns:
            unit: [video, segment]
            rater: [country, rater]
            teacher: T
            time: {column: date, format: DDMMYYYY}
          missing: {all: [9, "99", ""], score: x}
          delimiter: ";"
          decimal-comma: true
          thousands: point
          encoding: utf-16le
          escape: backslash
          skip: 2
          header-rows: 3
          duplicates: mean
        simulate: {}
        """)
    var data = DataDescription(files: ["one.csv", "two.csv.gz"])
    data.layout = .wide(try WidePattern("{item}_S{segment:digits}"))
    data.roles = ["unit": ["video", "segment"], "rater": ["country", "rater"], "teacher": ["T"]]
    data.time = .date(column: "date", format: try #require(CalendarDate.Format("DDMMYYYY")))
    data.missing = MissingCodes(everywhere: ["9", "99", ""], byColumn: ["score": ["x"]])
    data.options = TableOptions(delimiter: ";", usesDecimalComma: true)
    data.options.thousands = .point
    data.options.encoding = .utf16LE
    data.options.escape = .backslash
    (data.options.skippedLines, data.options.headerRows) = (2, 3)
    data.duplicates = .mean
    #expect(study == Study(name: "A study", data: data, instrument: "tfi-2.1", seed: 12))
  }

  @Test("what is left out has its default")
  func defaults() throws {
    let study = try Study(yaml: "data: {files: a.csv}")
    #expect(study == Study(name: "study", data: DataDescription(files: ["a.csv"]), seed: 1))
    #expect(try Study(yaml: "{data: {files: a.csv}, seed: 3}", seed: 5).seed == 5)
  }

  @Test("layouts, times, missing codes and delimiters in their short forms")
  func shortForms() throws {
    func data(_ yaml: String) throws -> DataDescription { try Study(yaml: "data: {files: a.csv, \(yaml)}").data }
    #expect(try data("layout: long").layout == .long)
    #expect(try data("layout: wide").layout == .wide(WidePattern("{item}")))
    #expect(try data("columns: {time: date}").time == .column("date"))
    #expect(try data("columns: {time: {column: date}}").time == .column("date"))
    let parts = try data("columns: {time: {year: y, month: m, day: d}}").time
    #expect(parts == .parts(year: "y", month: "m", day: "d"))
    #expect(try data("missing: 9").missing == MissingCodes(everywhere: ["9"]))
    #expect(try data("missing: [9, .]").missing == MissingCodes(everywhere: ["9", "."]))
    #expect(try data("delimiter: tab").options.delimiter == "\t")
    #expect(try data("delimiter: \"|\"").options.delimiter == "|")
  }

  @Test("paths are relative to the study's folder, built-in ids and absolute paths stay")
  func paths() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write("x", to: "a1.csv")
      _ = try folder.write("x", to: "a2.csv")
      func study(_ yaml: String) throws -> Study {
        try Study(contentsOfFile: folder.write(yaml, to: "study.yaml"))
      }
      let first = try study("{data: {files: [a1.csv, /b.csv, \"-\"]}, instrument: own.yaml}")
      #expect(first.data.files == [folder.file("a1.csv"), "/b.csv", "-"])
      #expect(first.instrument == folder.file("own.yaml"))
      #expect(try study("{data: {files: a*.csv}}").data.files == [folder.file("a1.csv"), folder.file("a2.csv")])
      #expect(try study("{data: {files: a.csv}, instrument: set-2.1}").instrument == "set-2.1")
    }
  }

  @Test(
    "every mistake has its line and character",
    arguments: [
      ("data: 3", "1:7: \"data\" is a mapping, and here is \"3\""),
      ("study: x", "1:1: a study lacks \"data\""),
      ("dta: {files: a}", "1:1: a study has no key \"dta\" | did you mean \"data\"?"),
      ("data:\n  fils: a", "2:3: \"data\" has no key \"fils\" | did you mean \"files\"?"),
      ("data: {}", "1:7: \"data\" lacks \"files\""),
      ("data: {files: []}", "1:15: the list is empty; a file is wanted"),
      ("data: {files: {a: b}}", "1:15: a file is a text, and here is a mapping"),
      ("data: {files: [a, [b]]}", "1:19: a file is a text, and here is a list"),
      ("data: {files: a}\nseed: -1", "2:7: the seed is a whole number from 0 to 9007199254740992"),
      ("data: {files: a}\nseed: 1.5", "2:7: the seed is a whole number from 0 to 9007199254740992"),
      ("data: {files: a}\nseed: x", "2:7: the seed is a number, and here is \"x\""),
      ("data: {files: a}\ninstrument: [x]", "2:13: \"instrument\" is a text, and here is a list"),
      ("data: {files: a}\nanalyses: score", "2:11: \"analyses\" is a list, and here is \"score\""),
      ("data: {files: a, layout: tall}", "1:26: the layout is long, wide or {wide: \"pattern\"}"),
      (
        "data: {files: a, layout: {tall: x}}",
        "1:27: the layout has no key \"tall\" | there is \"wide\", \"raters\", \"items\", \"units-in-columns\", "
          + "\"counts\", \"cross-table\""
      ),
      (
        "data: {files: a, layout: {}}",
        "1:26: the layout says nothing | there is \"wide\", \"raters\", \"items\", \"units-in-columns\", "
          + "\"counts\", \"cross-table\""
      ),
      (
        "data: {files: a, layout: {wide: \"{item\"}}",
        "1:33: \"{item\": the pattern has a { without } | a pattern looks like {item}_S{segment}"
      ),
      (
        "data: {files: a, layout: {wide: \"{item}{s}\"}}",
        "1:33: \"{item}{s}\": two variables side by side cannot be told apart | a pattern looks like {item}_S{segment}"
      ),
      ("data: {files: a, columns: x}", "1:27: \"columns\" is a mapping of roles to columns"),
      ("data: {files: a, columns: {unit: {x: y}}}", "1:34: the column of \"unit\" is a text, and here is a mapping"),
      ("data: {files: a, columns: {value: [x, y]}}", "1:35: the column of \"value\" is a text, and here is a list"),
      ("data: {files: a, columns: {item: []}}", "1:34: the column of \"item\" is a text, and here is a list"),
      (
        "data: {files: a, columns: {\"u v\": x}}",
        "1:28: a role \"u v\" has a character other than letters, digits, \".\", \"_\" and \"-\""
      ),
      ("data: {files: a, columns: {time: {format: YYYY}}}", "1:34: time lacks \"column\""),
      (
        "data: {files: a, columns: {time: {column: d, format: MM/DD}}}",
        "1:54: a date format names YYYY (or YY), MM (or MMM: Jan) and DD once each, as in DD/MM/YYYY; or it is "
          + "excel, excel-1904, unix or school-year"
      ),
      (
        "data: {files: a, columns: {time: {column: d, year: y}}}",
        "1:35: time by year, month and day has no key \"column\" | there is \"year\", \"month\", \"day\""
      ),
      (
        "data: {files: a, columns: {time: {year: y, day: d}}}",
        "1:34: time by year, month and day lacks \"month\""
      ),
      ("data: {files: a, columns: {time: {column: d, day: e}}}", "1:51: month and day go with a year"),
      ("data: {files: a, missing: {all: {x: y}}}", "1:33: a missing code is a text or a number"),
      ("data: {files: a, delimiter: ab}", "1:29: the delimiter is one ASCII character, or tab"),
      ("data: {files: a, delimiter: \"\\n\"}", "1:29: the delimiter is one ASCII character, or tab"),
      ("data: {files: a, delimiter: é}", "1:29: the delimiter is one ASCII character, or tab"),
      ("data: {files: a, decimal-comma: 1}", "1:33: \"decimal-comma\" is true or false, and here is \"1\""),
      (
        "data: {files: a, duplicates: frist}",
        "1:30: there is no rule for duplicates \"frist\" | did you mean \"first\"?"
      ),
      ("data: {files: a, files: b}", "1:8: the key \"files\" stands more than once in its mapping; the first is here"),
      ("data: &x {files: a}\nstudy: *x", "1:7: anchors (&name) and aliases (*name) are not allowed"),
    ])
  func mistakes(yaml: String, expected: String) throws {
    let error = #expect(throws: DataError.self) { try Study(yaml: yaml, file: "s.yaml") }
    let message = [error?.description, error?.hint].compactMap(\.self).joined(separator: " | ")
    #expect(message == "s.yaml:" + expected)
    #expect(error?.exitStatus == 65)
  }

  @Test("a pattern of files that matches none")
  func noFiles() {
    let error = #expect(throws: DataError.self) { try Study(yaml: "data: {files: \"no/such/*.csv\"}") }
    #expect(error?.exitStatus == 66)
  }

  @Test func missingStudy() {
    let error = #expect(throws: DataError.self) { try Study(contentsOfFile: "no/such/study.yaml") }
    #expect(error?.problem == .noSuchFile)
  }
}
