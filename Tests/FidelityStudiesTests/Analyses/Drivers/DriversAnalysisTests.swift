import FidelityData
import FidelityDrivers
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Drivers of a study")
struct DriversAnalysisTests {
  private func results(_ folder: TemporaryFolder, _ study: String) throws -> StudyResults {
    try StudyRunner(Study(contentsOfFile: folder.write(study, to: "study.yaml"))).run()
  }

  private static let log = """
    coachee,coach,date,minutes
    A1,C1,2025-01-08,45
    A1,C1,2025-01-22,30
    A2,C1,2025-02-03,45

    """

  private func error(_ table: String, role: String = "coaching-log", more: String = "") throws -> DataError? {
    try withTemporaryFolder { folder in
      _ = try folder.write(table, to: "t.csv")
      let study = "tables: [{role: \(role), file: t.csv}]\nas-of: 2025-03-31\nanalyses: [drivers: {}]\n\(more)"
      return #expect(throws: DataError.self) { try results(folder, study) }
    }
  }

  @Test("a log alone gives its figures; what is missing says which file to fill")
  func missingTables() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.log, to: "log.csv")
      let results = try results(
        folder, "tables: [{role: coaching-log, file: log.csv}]\nas-of: 2025-03-31\nanalyses: [drivers: {}]")
      let table = try #require(results["drivers"])
      let statuses = try #require(table.texts("status"))
      let notes = try #require(table.texts("note"))
      #expect(zip(statuses, notes).contains { $0 == "no-table" && $1?.contains("coaching-plan") == true })
      #expect(zip(statuses, notes).contains { $0 == "no-table" && $1?.contains("barriers") == true })
      let page = try #require(results["drivers-page"])
      #expect(page.rowCount == DriverSystem.allCases.count)
      #expect(Set(results.tables.map(\.name)).isSuperset(of: DriversAnalysis.figureTables))
    }
  }

  @Test("a file that is not there is no table, with a warning; an empty one is none")
  func emptyTables() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write("coachee,coach,date,minutes\n", to: "log.csv")
      let results = try results(
        folder,
        "tables: [{role: coaching-log, file: log.csv}, {role: barriers, file: none.csv}]\nanalyses: [drivers: {}]")
      #expect(results.warnings.contains { $0.contains("none.csv") })
      let statuses = try #require(results["drivers-page"]?.texts("status"))
      #expect(statuses.allSatisfy { $0 == "no-table" })
    }
  }

  @Test(
    "what is wrong with a table has its file, row, column and value",
    arguments: [
      ("coachee,coach,date\nA,C,2025-01-01\n", "minutes"),
      ("coachee,coach,date,minutes\nA,C,2025-13-01,4\n", "t.csv:2: column \"date\": \"2025-13-01\""),
      ("coachee,coach,date,minutes\nA,C,2025-01-01,-4\n", "t.csv:2: column \"minutes\": \"-4\""),
      ("coachee,coach,date,minutes\nA,C,2025-01-01,four\n", "column \"minutes\": \"four\" is not a number"),
      ("coachee,coach,date,minutes\n,C,2025-01-01,4\n", "t.csv:2: column \"coachee\": the cell is empty"),
      ("coachee,coach,date,minutes,direct_observation\nA,C,2025-01-01,4,2\n", "a flag is 0 or 1"),
      ("coachee,coach,date,minutes,status\nA,C,2025-01-01,4,gone\n", "\"gone\": no such word"),
      (
        "coachee,coach,date,minutes\nA,C,2025-01-01,4\nB,C,2025-01-01,4\nA,C,2025-01-01,4\n",
        "t.csv:4: column \"coachee\": \"A\": the row is equal to row 1 throughout"
      ),
    ])
  func badCells(table: String, message: String) throws {
    let error = try #require(try error(table))
    #expect(error.exitStatus == 65 && error.file?.hasSuffix("t.csv") == true)
    #expect(error.description.contains(message), "\(error.description)")
  }

  @Test(
    "what spreadsheets write is read, or its cure is said",
    arguments: [
      ("coachee;coach;date;minutes\nA;C;2025-01-01;4,5\n", "", "decimal-comma: true"),
      ("coachee;coach;date;minutes\nA;C;2025-01-01;4,5\n", ", decimal-comma: true", ""),
      ("coachee,coach,date,minutes\nA,C,3/31/2025,4\n", "", "date-format: MM/DD/YYYY"),
      ("coachee,coach,date,minutes\nA,C,3/31/2025,4\n", ", date-format: MM/DD/YYYY", ""),
      ("coachee,coach,date,minutes,status\nA,C,2025-01-01,4,Attended\n,,,,\n,,,,\n", "", ""),
      ("coachee,coach,date,minutes\nA,C,2025-01-01,\"1,250\"\n", "", "thousands"),
      ("coachee,coach,date,minutes\nA,C,2025-01-01,\"1,250\"\n", ", thousands: comma", ""),
      ("Coaching\n\ncoachee,coach,date,minutes\nA,C,2025-01-01,4\n", "", ""),
      ("x\nCoaching,log\n1,2\ncoachee,coach,date,minutes\nA,C,2025-01-01,4\n", ", skip: 3, encoding: cp437", ""),
    ])
  func spreadsheets(table: String, keys: String, hint: String) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(table, to: "t.csv")
      let study = "tables: [{role: coaching-log, file: t.csv\(keys)}]\nas-of: 2025-03-31\nanalyses: [drivers: {}]"
      if hint.isEmpty {
        _ = try results(folder, study)
      } else {
        let error = #expect(throws: DataError.self) { try results(folder, study) }
        #expect(error?.hint?.contains(hint) == true, "\(error?.hint ?? "")")
      }
    }
  }

  @Test("blanks around names are none of them; names alike but for capitals are told")
  func names() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(
        "coachee,coach,date,minutes\nAdams ,C,2025-01-01,4\nAdams,C,2025-01-02,4\nadams,C,2025-01-03,4\n", to: "t.csv")
      let found = try results(folder, "tables: [{role: coaching-log, file: t.csv}]\nanalyses: [drivers: {}]")
      #expect(found.warnings.contains { $0.contains("\"Adams\" and \"adams\"") })
    }
  }

  @Test("cells of blanks are empty cells, and a cell of the matrix is the one that is computed")
  func blanks() throws {
    let empty = try #require(
      try error("component,driver,rating,maximum\n\" \",training,1,4\n", role: "components"))
    #expect(empty.exitStatus == 65)
    let date = try #require(try error("barrier,category,raised\nN1,a,2025-01-01\nN2,a,\" \"\n", role: "barriers"))
    #expect(date.description.contains("column \"raised\": the cell is empty"), "\(date.description)")
  }

  @Test("two tables of a role are written alike; a file's column is read once")
  func ambiguousTables() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.log, to: "a.csv")
      for tables in [
        "{role: coaching-log, file: a.csv}, {role: coaching-log, file: b.csv, date-format: DD/MM/YYYY}",
        "{role: coaching-log, file: a.csv, columns: {coach: coachee}}",
      ] {
        #expect(throws: DataError.self) { try results(folder, "tables: [\(tables)]\nanalyses: [drivers: {}]") }
      }
      #expect(throws: DataError.self) {
        try results(folder, "tables: [{role: coaching-log, file: a.csv}]\nanalyses: [drivers: {alpha: 2}]")
      }
    }
  }

  @Test("a plan that knows no buildings is none of a building's")
  func planWithoutLevel() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(
        "coachee,coach,date,minutes,building\nA,C,2025-01-07,45,B1\nB,C,2025-01-08,45,B2\n", to: "log.csv")
      _ = try folder.write(
        "coachee,coach,start,end,cadence_days,minutes\nA,C,2025-01-06,2025-02-28,14,45\n"
          + "B,C,2025-01-06,2025-02-28,14,45\n", to: "plan.csv")
      func adherence(_ units: String) throws -> [String?] {
        let tables = "[{role: coaching-log, file: log.csv}, {role: coaching-plan, file: plan.csv}\(units)]"
        let study = "as-of: 2025-03-31\nlevels: [building]\ntables: \(tables)\nanalyses: [drivers: {systems: coaching}]"
        let table = try #require(try results(folder, study)["drivers"])
        let (names, forms) = (try #require(table.texts("quantity")), try #require(table.texts("form")))
        let (levels, units) = (try #require(table.texts("system_level")), try #require(table.texts("unit")))
        return names.indices.filter {
          names[$0] == "coaching-adherence" && forms[$0] == "by cycle" && levels[$0] == "building"
        }.map { units[$0] }
      }
      #expect(try adherence("") == [])
      _ = try folder.write("unit,building\nA,B1\nB,B2\n", to: "units.csv")
      #expect(try adherence(", {role: units, file: units.csv}") == ["B1", "B2"])
    }
  }

  @Test("a unit is in one building; a condition on rows is refused; a year of typing errors too")
  func contradictions() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write("unit,building\nA,B1\n", to: "units.csv")
      _ = try folder.write("coachee,coach,date,minutes,building\nA,C,2025-01-01,4,B2\n", to: "log.csv")
      let tables = "tables: [{role: units, file: units.csv}, {role: coaching-log, file: log.csv}]\n"
      let moved = #expect(throws: DataError.self) {
        try results(folder, "\(tables)levels: [building]\nanalyses: [drivers: {}]")
      }
      #expect(moved?.description.contains("has A in B1") == true, "\(moved?.description ?? "")")
      let condition = #expect(throws: DataError.self) {
        try results(folder, "\(tables)analyses: [drivers: {where: \"minutes > 3\"}]")
      }
      #expect(condition?.description.contains("condition on rows") == true)
      _ = try folder.write("coachee,coach,date,minutes\nA,C,2205-01-01,4\n", to: "log.csv")
      let far = #expect(throws: DataError.self) { try results(folder, "\(tables)analyses: [drivers: {}]") }
      #expect(far?.description.contains("2205-01-01") == true)
    }
  }

  @Test("a key that stands twice is an error; twenty cells are told, the others counted")
  func keysAndCounts() throws {
    let twice = try #require(try error("unit,building\nT1,B1\nT1,B2\n", role: "units"))
    #expect(twice.description.contains("row 1 has the same unit"))
    let many = "coachee,coach,date,minutes\n" + (0..<50).map { "A\($0),C,2025-01-01,-1\n" }.joined()
    let error = try #require(try error(many))
    #expect(error.others.count == 19 && error.uncountedOthers == 30)
  }

  @Test(
    "an error in a role's second file names that file and its own row, empty rows counted",
    arguments: [
      ("A3,C1,2025-01-09,2000\n", "two.csv", 2, "more minutes than a day"),
      ("A3,C1,2025-01-09,20\n,,,\nA4,C1,2025-01-09,2000\n", "two.csv", 4, "more minutes than a day"),
      ("A1,C1,2025-01-22,30\n", "two.csv", 2, "row 2 of "),
    ])
  func secondFile(rows: String, file: String, line: Int, reason: String) throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(Self.log, to: "one.csv")
      _ = try folder.write("coachee,coach,date,minutes\n" + rows, to: "two.csv")
      let error = try #require(
        #expect(throws: DataError.self) {
          try results(
            folder, "tables: [{role: coaching-log, file: [one.csv, two.csv]}]\nanalyses: [drivers: {}]")
        })
      #expect(error.file?.hasSuffix(file) == true && error.line == line, "\(error)")
      #expect(error.description.contains(reason), "\(error)")
    }
  }

  /// Half a year of meetings that ends after all other dates counts; without `as-of` it is the end of clocks.
  @Test("meetings are the latest date of the tables, and empty dates of a team are equal")
  func meetings() throws {
    try withTemporaryFolder { folder in
      func adherence(_ loops: String, _ more: String = "") throws -> Double? {
        _ = try folder.write(loops, to: "loops.csv")
        let results = try results(folder, "\(more)tables: [{role: loops, file: loops.csv}]\nanalyses: [drivers: {}]")
        return try #require(results["drivers"]).number("estimate", ["quantity": "loop-adherence"])
      }
      let dated = "team,planned,held,months,date\nt1,6,5,6,2024-06-30\nt1,6,1,6,2024-12-31\n"
      for day in ["", "as-of: 2024-12-31\n"] {
        let found = try adherence(dated, day)
        #expect(found == 0.5)
      }
      let error = #expect(throws: DataError.self) {
        try adherence("team,planned,held,months,date\nt1,6,5,6,\nt1,6,5,6,\n", "as-of: 2024-12-31\n")
      }
      #expect(error?.row == 2)
    }
  }

  @Test("headings that differ in capitals, blanks and hyphens are the columns")
  func headings() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(
        "Coachee,Coach,DATE,Minutes,Direct observation,feedback-date\nA,C,2025-01-01,4,1,2025-01-03\n", to: "log.csv")
      let study = "tables: [{role: coaching-log, file: log.csv}]\nanalyses: [drivers: {systems: [coaching]}]"
      let table = try #require(try results(folder, study)["drivers"])
      let (quantities, estimates) = (try #require(table.texts("quantity")), try #require(table.numbers("estimate")))
      #expect(zip(quantities, estimates).contains { $0 == "direct-observation-share" && $1 == 1 })
      #expect(zip(quantities, estimates).contains { $0 == "median-days" && $1 == 2 })
      // Which of two is meant, nobody knows.
      _ = try folder.write("Coachee,COACHEE,coach,date,minutes\nA,B,C,2025-01-01,4\n", to: "log.csv")
      #expect(throws: DataError.self) { try results(folder, study) }
    }
  }

  @Test("dated decisions, hires and meetings count in their periods; undated meetings in none")
  func periods() throws {
    try withTemporaryFolder { folder in
      let tables = [
        "data-decisions": "decision,level,data_used,date\n1,team,fidelity,2024-10-01\n2,team,,2025-02-01\n"
          + "3,team,outcome,2025-02-02\n4,team,,2026-02-02\n",
        "data-records": "record,unit,level,type,due,event,entered\n"
          + ["2024-10-02", "2025-02-03"].enumerated().map { place, day in
            ["fidelity", "outcome", "quality"].map { "\($0)\(place),K,classroom,\($0),\(day),\(day),\(day)\n" }.joined()
          }.joined(),
        "selection-ratings": "candidate,criterion,interviewer,rating\nA,x,I,4\nB,x,I,2\n",
        "selection-criteria": "criterion,kind,minimum\nx,prerequisite,3\n",
        "selection-candidates": "candidate,hired,date\nA,1,2024-09-01\nB,1,2025-03-01\n",
        "loops": "team,planned,held,months,date\nt,4,4,5,2024-12-31\nt,4,1,5,2025-05-31\n",
      ]
      for (role, text) in tables { _ = try folder.write(text, to: "\(role).csv") }
      func changes(_ more: String = "") throws -> [String: [Double]] {
        let study =
          "as-of: 2025-06-30\nperiods: term\ntables:\n"
          + tables.keys.map { "  - {role: \($0), file: \($0).csv}\n" }.sorted().joined()
          + "analyses: [drivers: {p: 1, systems: [selection, decision-support-data, facilitative-administration]}]"
        let table = try #require(try results(folder, study)["drivers"])
        let (periods, systems) = (try #require(table.texts("period")), try #require(table.texts("system")))
        let (quantities, values) = (try #require(table.texts("quantity")), try #require(table.numbers("estimate")))
        var found: [String: [Double]] = [:]
        for row in periods.indices where periods[row] != nil && quantities[row] != "change" {
          found[systems[row] ?? "", default: []].append(values[row])
        }
        return found
      }
      let found = try changes()
      #expect(found["selection"] == [1, 0])
      #expect(found["decision-support-data"] == [1, 0.875])
      #expect(found["facilitative-administration"] == [1, 0.25])
      _ = try folder.write("team,planned,held,months\nt,8,5,10\n", to: "loops.csv")
      #expect(try changes()["facilitative-administration"] == nil)
    }
  }

  @Test("two sessions alike but for the minutes are two sessions")
  func logs() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(
        "coachee,coach,date,minutes\nA,C,2025-01-01,4\nA,C,2025-01-01,5\n", to: "log.csv")
      _ = try results(folder, "tables: [{role: coaching-log, file: log.csv}]\nanalyses: [drivers: {}]")
    }
  }

  @Test("columns of other names, other words for missing, and levels that the units know")
  func columnsAndLevels() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(
        "barrier,category,raised,resolved,reported_back,building\n"
          + "N1,schedule,2025-01-01,2025-01-11,2025-01-12,B1\nN2,schedule,2025-01-05,,,B2\n", to: "barriers.csv")
      let results = try results(
        folder,
        "levels: [building]\nas-of: 2025-03-31\ntables: [{role: barriers, file: barriers.csv}]\nanalyses: [drivers: {}]"
      )
      let table = try #require(results["drivers"])
      let (levels, units) = (try #require(table.texts("system_level")), try #require(table.texts("unit")))
      #expect(zip(levels, units).contains { $0 == "building" && $1 == "B1" })
      #expect(zip(levels, units).contains { $0 == "building" && $1 == "B2" })
    }
  }

  @Test("the rows of a study do not depend on the order of its tables' rows, nor on threads")
  func order() throws {
    try withTemporaryFolder { folder in
      func write(_ reversed: Bool) throws -> StudyResults {
        for file in DriverSimulation(seed: 3).files {
          var lines = file.text.split(separator: "\n").map(String.init)
          if reversed, file.path.hasSuffix(".csv") { lines = [lines[0]] + lines.dropFirst().reversed() }
          let name = file.path.replacing("tables/", with: "")
          _ = try folder.write(lines.joined(separator: "\n") + "\n", to: name)
        }
        let text = String(decoding: try folder.bytes(of: "study.yaml"), as: UTF8.self)
        return try results(folder, text.replacing("tables/", with: ""))
      }
      let (first, second) = (try write(false), try write(true))
      let (a, b) = (try #require(first["drivers"]), try #require(second["drivers"]))
      #expect(a.rowCount == b.rowCount)
      #expect(a.texts("quantity") == b.texts("quantity") && a.texts("unit") == b.texts("unit"))
      for column in ["estimate", "standard_error", "lower", "upper"] {
        let (x, y) = (try #require(a.numbers(column)), try #require(b.numbers(column)))
        for row in x.indices where !(x[row].isNaN && y[row].isNaN) {
          // A standard error of rounding alone has no digits.
          let isClose = abs(x[row] - y[row]) <= 1e-9 * max(1, abs(x[row]))
          #expect(isClose, "\(column) of row \(row): \(a.texts("quantity")?[row] ?? "")")
        }
      }
    }
  }

  @Test("the made district runs without a warning, and every system has a number")
  func madeDistrict() throws {
    try withTemporaryFolder { folder in
      for file in DriverSimulation(seed: 1).files {
        _ = try folder.write(file.text.replacing("tables/", with: ""), to: file.path.replacing("tables/", with: ""))
      }
      let results = try StudyRunner(Study(contentsOfFile: folder.file("study.yaml"))).run()
      #expect(results.warnings.isEmpty, "\(results.warnings)")
      let page = try #require(results["drivers-page"])
      let estimates = try #require(page.numbers("estimate"))
      let systems = try #require(page.texts("system"))
      for row in estimates.indices { #expect(!estimates[row].isNaN, "\(systems[row] ?? "")") }
      let questions = try #require(results["drivers-questions"])
      #expect(Set(try #require(questions.texts("question"))).count == questionCount)
      #expect((results["drivers-actions"]?.rowCount ?? 0) > 0)
    }
  }

  private let questionCount = 11

  @Test("without scores of drivers, the headlines of the buildings are those")
  func headlinesAsScores() throws {
    try withTemporaryFolder { folder in
      for file in DriverSimulation(seed: 1).files {
        var text = file.text.replacing("tables/", with: "")
        if file.path == "study.yaml" {
          text = text.split(separator: "\n").filter { !$0.contains("role: driver-") }.joined(separator: "\n") + "\n"
        }
        _ = try folder.write(text, to: file.path.replacing("tables/", with: ""))
      }
      let results = try StudyRunner(Study(contentsOfFile: folder.file("study.yaml"))).run()
      #expect(results.warnings.contains { $0.contains("headlines of each building") })
      let table = try #require(results["drivers"])
      let (quantities, units) = (try #require(table.texts("quantity")), try #require(table.texts("unit")))
      let (levels, estimates) = (try #require(table.texts("system_level")), try #require(table.numbers("estimate")))
      let (systems, forms) = (try #require(table.texts("system")), try #require(table.texts("form")))
      func score(_ system: String, _ quantity: String, _ form: String?) -> Double? {
        quantities.indices.first {
          systems[$0] == system && quantities[$0] == quantity && units[$0] == "D1B1" && levels[$0] == "building"
            && (form == nil || forms[$0] == form)
        }.map { estimates[$0] }
      }
      let mean = quantities.indices.first { quantities[$0] == "power-mean" && units[$0] == "D1B1" }
      let found = estimates[try #require(mean)]
      // A geometric mean lies between the least and the largest of its scores; one of 0 makes it 0.
      let adherence = try #require(score("coaching", "coaching-adherence", "by cycle"))
      let criterion = try #require(score("fidelity-assessment", "share-at-criterion", "observed"))
      #expect(adherence > 0 && found < 1 && (found == 0) == (criterion == 0))
    }
  }

  @Test("templates: an empty table of every role is a study that runs; nothing chosen is left out")
  func templates() throws {
    let files = try DriverTemplates(systems: []).files
    #expect(files.count == 2 + DriverRole.allCases.count)
    let worksheet = try #require(files.first { $0.path == "tables/coaching-worksheet.csv" })
    #expect(worksheet.text.split(separator: "\n").count == 1 + CoachingWorksheetItems.all.count)
    try withTemporaryFolder { folder in
      for file in files where !file.path.hasSuffix(".md") {
        _ = try folder.write(file.text.replacing("tables/", with: ""), to: file.path.replacing("tables/", with: ""))
      }
      let results = try StudyRunner(Study(contentsOfFile: folder.file("study.yaml"))).run()
      #expect(results["drivers-page"]?.rowCount == DriverSystem.allCases.count)
    }
    let some = try DriverTemplates(systems: ["coaching"]).files
    #expect(
      some.contains { $0.path == "tables/coaching-log.csv" } && !some.contains { $0.path == "tables/barriers.csv" })
    #expect(throws: DataError.self) { try DriverTemplates(systems: ["coachin"]) }
  }
}
