import FidelityData
import FidelityFiles
import FidelityReports
import FidelityStudies
import FidelityTesting
import Testing

@Suite struct TableConversionTests {
  private static let long = """
    lesson,rater,item,score,day
    007,A,goal,2,2024-01-02
    007,A,pace,1,2024-01-02
    007,B,goal,,2024-01-02
    8,A,goal,3,
    8,A,pace,0,

    """

  /// Converts a text in steps, each into a file of a name, and returns the text of the last one.
  private static func convert(
    _ text: String, _ steps: [(name: String, shape: TableConversion.Shape)], selected: [String]? = nil,
    where condition: String? = nil
  ) throws -> String {
    try withTemporaryFolder { folder in
      var path = try folder.write(text, to: "in.csv")
      for (index, step) in steps.enumerated() {
        let conversion = try TableConversion(
          files: [path], selected: index == 0 ? selected : nil,
          where: index == 0 ? condition.map { try RowCondition($0) } : nil, shape: step.shape)
        let format = try #require(TableFormat(fileExtension: String(step.name.split(separator: ".")[1])))
        path = folder.file(step.name)
        _ = try conversion.run(to: .file(path), format)
      }
      return try String(decoding: folder.bytes(of: steps[steps.count - 1].name), as: UTF8.self)
    }
  }

  @Test(arguments: ["a.parquet", "a.arrow", "a.tsv", "a.csv"], ["b.parquet", "b.arrow", "b.tsv"])
  func `canonical text comes back to the byte`(first: String, second: String) throws {
    let text = #"""
      id,name,score,when,ok,code
      1,=SUM(A1),1.5,2024-01-02,true,007
      2,"a,b",0.30000000000000004,2024-12-31,false,7
      3,"say ""hi""",1e-07,1850-01-01,,x
      4,é 😀,-2.25,,true,
      9007199254740993,,,2024-02-29,true,1e5

      """#
    #expect(try Self.convert(text, [(first, .unchanged), (second, .unchanged), ("c.csv", .unchanged)]) == text)
  }

  @Test(arguments: [
    (
      "a;b;c;d\n1.250,5;12 %;1.250;15.9.2024\n2,25;5,5 %;12;3.10.2024\n", true, "point",
      "a,b,c,d\n1250.5,0.12,1250,2024-09-15\n2.25,0.055,12,2024-10-03\n"
    ),
    (
      "a;b;c;d\n1,250.5;12%;007;15.9.2024 10:30\n2.25;5.5;+7;3.10.2024\n", false, "comma",
      "a,b,c,d\n1250.5,12%,007,2024-09-15 10:30:00\n2.25,5.5,+7,2024-10-03\n"
    ),
  ])
  func `numbers and dates as the options say`(text: String, comma: Bool, mark: String, expected: String) throws {
    try withTemporaryFolder { folder in
      var options = TableOptions(delimiter: ";", usesDecimalComma: comma)
      options.thousands = ThousandsMark(rawValue: mark)
      let format = try #require(CalendarDate.Format("D.M.YYYY"))
      let path = try folder.write(text, to: "in.csv")
      for name in ["o.csv", "o.parquet"] {
        let conversion = TableConversion(files: [path], options: options, dates: ["d": format])
        _ = try conversion.run(to: .file(folder.file(name)), name == "o.csv" ? .csv : .parquet)
      }
      let back = TableConversion(files: [folder.file("o.parquet")])
      _ = try back.run(to: .file(folder.file("p.csv")), .csv)
      for name in ["o.csv", "p.csv"] {
        let text = try String(decoding: folder.bytes(of: name), as: UTF8.self)
        #expect(text == expected)
      }
      let wrong = TableConversion(files: [path], options: options, dates: ["a": format])
      let error = #expect(throws: DataError.self) { try wrong.run(to: .file(folder.file("q.csv")), .csv) }
      #expect(error?.column == "a")
    }
  }

  @Test func `the last half second of a day is the next one, and rows left out are no dates`() throws {
    try withTemporaryFolder { folder in
      func converted(_ text: String, _ pattern: String, _ condition: String? = nil) throws -> String {
        let path = try folder.write(text, to: "in.csv")
        let format = try #require(CalendarDate.Format(pattern))
        for (from, to, dates) in [(path, "o.parquet", ["d": format]), (folder.file("o.parquet"), "o.csv", [:])] {
          let condition = try condition.map { try RowCondition($0) }
          let conversion = TableConversion(files: [from], where: dates.isEmpty ? nil : condition, dates: dates)
          _ = try conversion.run(to: .file(folder.file(to)), to == "o.csv" ? .csv : .parquet)
        }
        return String(decoding: try folder.bytes(of: "o.csv"), as: UTF8.self)
      }
      let days = try converted("d\n45292.999999\n45293\n", "excel")
      #expect(days == "d\n2024-01-02\n2024-01-02\n")
      let evening = try converted("d\n45292.75\n", "excel")
      #expect(evening == "d\n2024-01-01 18:00:00\n")
      let chosen = try converted("d,v\n15.9.2024,1\nTotal,3\n", "D.M.YYYY", "d != \"Total\"")
      #expect(chosen == "d,v\n2024-09-15,1\n")
    }
  }

  @Test(arguments: ["wide.csv", "wide.parquet"])
  func `long to wide and back`(name: String) throws {
    let wide = TableConversion.Shape.wide(names: ["item"], values: "score", pattern: nil)
    #expect(
      try Self.convert(Self.long, [(name, wide), ("out.csv", .unchanged)]) == """
        lesson,rater,day,goal,pace
        007,A,2024-01-02,2,1
        007,B,2024-01-02,,
        8,A,,3,0

        """)
    let back = TableConversion.Shape.long(.named(["goal", "pace"]), names: ["item"], values: "score")
    #expect(
      try Self.convert(Self.long, [(name, wide), ("out.csv", back)]) == """
        lesson,rater,day,item,score
        007,A,2024-01-02,goal,2
        007,A,2024-01-02,pace,1
        007,B,2024-01-02,goal,
        007,B,2024-01-02,pace,
        8,A,,goal,3
        8,A,,pace,0

        """)
  }

  @Test func `patterns name the columns in both ways`() throws {
    let pattern = try WidePattern("{item}_S{rater}")
    let wide = TableConversion.Shape.wide(names: ["item", "rater"], values: "score", pattern: pattern)
    let text = try Self.convert(Self.long, [("w.csv", wide)], selected: ["lesson", "item", "rater", "score"])
    #expect(text == "lesson,goal_SA,pace_SA,goal_SB\n007,2,1,\n8,3,0,\n")
    let long = TableConversion.Shape.long(.pattern(pattern), names: nil, values: "score")
    let back = try Self.convert(text, [("l.csv", long)])
    #expect(back.hasPrefix("lesson,item,rater,score\n007,goal,A,2\n007,pace,A,1\n007,goal,B,\n8,goal,A,3\n"))
  }

  @Test func `counts of values, of long and of wide tables`() throws {
    let counts = TableConversion.Shape.counts(.named(["score"]), unit: ["lesson"])
    #expect(try Self.convert(Self.long, [("c.csv", counts)]) == "lesson,0,1,2,3\n007,0,1,1,0\n8,1,0,0,1\n")
    let raters = TableConversion.Shape.counts(.named(["a", "b"]), unit: [])
    let text = "u,a,b\nx,10,9\ny,9,\nx,low,9\n"
    #expect(try Self.convert(text, [("c.csv", raters)]) == "u,10,9,low\nx,1,2,1\ny,0,1,0\n")
    #expect(try Self.convert("u,a,b\nx,10,9\n", [("c.csv", raters)]) == "u,9,10\nx,1,1\n")
  }

  @Test func `rows and columns are chosen`() throws {
    let text = try Self.convert(
      Self.long, [("o.csv", .unchanged)], selected: ["score", "lesson"], where: "rater == \"A\" && score >= 1")
    #expect(text == "score,lesson\n2,007\n1,007\n3,8\n")
  }

  @Test func `a table without rows keeps its columns`() throws {
    #expect(try Self.convert("a,b\n", [("o.parquet", .unchanged), ("p.csv", .unchanged)]) == "a,b\n")
  }

  @Test func `values of several kinds become one`() throws {
    let long = TableConversion.Shape.long(.named(["a", "b"]), names: nil, values: "v")
    let numbers = try Self.convert("u,a,b\nx,1,2.5\n", [("o.parquet", long), ("p.csv", .unchanged)])
    #expect(numbers == "u,name,v\nx,a,1\nx,b,2.5\n")
    let texts = try Self.convert("u,a,b\nx,1,07\ny,,z\n", [("o.parquet", long), ("p.csv", .unchanged)])
    #expect(texts == "u,name,v\nx,a,1\nx,b,07\ny,a,\ny,b,z\n")
  }

  @Test func `files follow each other with types that hold for all`() throws {
    try withTemporaryFolder { folder in
      let first = try folder.write("x,y\n1,1\n", to: "a.csv")
      let second = try folder.write("y,x\n2.5,007\n", to: "b.csv")
      let conversion = TableConversion(files: [first, second])
      let report = try conversion.run(to: .file(folder.file("o.parquet")), .parquet)
      #expect(report.rowsRead == 2)
      #expect(report.rowsWritten == 2)
      let file = try TableFile(folder.file("o.parquet"))
      #expect(file.columnType(0) == .factor(.text))
      #expect(file.columnType(1) == .real(bits: 64))
    }
  }

  @Test(
    arguments: [
      (.wide(names: ["item"], values: "score", pattern: nil), ["item", "score"], "two rows", 3),
      (.wide(names: ["day"], values: "score", pattern: nil), nil, "the name of a column is missing", 4),
      (.wide(names: ["none"], values: "score", pattern: nil), nil, "no such column", nil),
      (.long(.named(["score"]), names: ["lesson"], values: "v"), nil, "this name", nil),
      (.long(.named(["none"]), names: nil, values: "v"), nil, "no such column", nil),
      (.counts(.named(["score"]), unit: ["none"]), nil, "no such column", nil),
    ] as [(TableConversion.Shape, [String]?, String, Int?)])
  func `what cannot be is told`(shape: TableConversion.Shape, selected: [String]?, reason: String, row: Int?) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(Self.long, to: "in.csv")
      let conversion = TableConversion(files: [path], selected: selected, shape: shape)
      let error = #expect(throws: DataError.self) {
        try conversion.run(to: .file(folder.file("out.csv")), .csv)
      }
      #expect(error?.description.contains(reason) ?? false, "\(String(describing: error))")
      if let row { #expect(error?.row == row && error?.line == row + 1 && error?.file == path) }
      #expect(try folder.names == ["in.csv"])
    }
  }

  @Test func `rows that a condition has counted are not named as rows of the file`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("unit,item,score\nx,a,0\nu,a,1\nu,a,2\n", to: "in.csv")
      let conversion = TableConversion(
        files: [path], where: try RowCondition("score > 0"),
        shape: .wide(names: ["item"], values: "score", pattern: nil))
      let error = #expect(throws: DataError.self) { try conversion.run(to: .file(folder.file("out.csv")), .csv) }
      #expect(error?.file == path && error?.row == nil && error?.line == nil)
    }
  }

  @Test func `a workbook has dates, truth values and numbers, and texts as they are`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("n,t,d,b\n1,2024-01-02x,2024-01-02,true\n,=1,,false\n", to: "in.csv")
      _ = try TableConversion(files: [path]).run(to: .file(folder.file("o.xlsx")), .xlsx)
      let sheet = try WorkbookContent(folder.bytes(of: "o.xlsx")).sheets[0]
      #expect(sheet.name == "o")
      #expect(sheet.cells["A2"]?.value == "1")
      #expect(sheet.cells["B2"]?.isText == true)
      #expect(sheet.cells["B3"]?.value == "=1")
      #expect(sheet.cells["C2"]?.value == "45293")
      #expect(sheet.cells["D3"] == .init(value: "0", isText: false, isTruth: true, format: ""))
      #expect(sheet.cells["A3"] == nil)
    }
  }
}
