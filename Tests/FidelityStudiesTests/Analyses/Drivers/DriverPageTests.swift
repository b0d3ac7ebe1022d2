import ArgumentParser
import FidelityData
import FidelityDrivers
import FidelityStudies
import FidelityTesting
import Testing

@Suite("What is asked of drivers, what waits, and their page")
struct DriverPageTests {
  /// The results of tables by role.
  private func results(
    _ tables: [String: String], options: String, more: String = "", asOf: String = "2025-03-31"
  ) throws -> StudyResults {
    try withTemporaryFolder { folder in
      for (role, text) in tables { _ = try folder.write(text, to: "\(role).csv") }
      let list = tables.keys.sorted().map { "  - {role: \($0), file: \($0).csv}\n" }.joined()
      let study = "as-of: \(asOf)\n\(more)\ntables:\n\(list)analyses: [drivers: {\(options)}]\n"
      return try StudyRunner(Study(contentsOfFile: folder.write(study, to: "study.yaml"))).run()
    }
  }

  /// The rows of a question, as quantity, term, form, answer and status.
  private func rows(_ results: StudyResults, question: Int) throws -> [[String]] {
    let table = try #require(results["drivers-questions"])
    let columns = ["quantity", "term", "form", "answer", "status", "note"].map { table.cells($0) }
    return table.cells("number").indices.filter { table.cells("number")[$0] == "\(question)" }.map { row in
      columns.map { $0[row] }
    }
  }

  private func actions(_ results: StudyResults, _ kind: String) throws -> [[String]] {
    let table = try #require(results["drivers-actions"])
    let columns = ["what", "detail", "owner", "days"].map { table.cells($0) }
    return table.cells("kind").indices.filter { table.cells("kind")[$0] == kind }.map { row in columns.map { $0[row] } }
  }

  // MARK: - Questions

  @Test("a median that is not reached is that of all, though a category has one")
  func notReached() throws {
    var barriers = "barrier,category,raised,resolved\n"
    for place in 1...3 { barriers += "R\(place),quick,2025-01-01,2025-01-0\(place + 1)\n" }
    for place in 1...7 { barriers += "O\(place),slow,2025-01-0\(place),\n" }
    let found = try results(["barriers": barriers], options: "systems: facilitative-administration")
    let median = try #require(try rows(found, question: 6).first { $0[0] == "median-days" })
    #expect(median[1] == "all" && median[3] == "answered" && median[4] == "not-reached")
  }

  @Test("every need of training has its row, the largest alone where there are more than five")
  func needs() throws {
    func terms(_ count: Int) throws -> [String] {
      var (ratings, criteria) = ("candidate,criterion,interviewer,rating\n", "criterion,kind,minimum\n")
      for criterion in 1...count {
        criteria += "c\(criterion),trainable,3\n"
        for person in 1...6 {
          ratings += "K\(person),c\(criterion),I1,\(person <= criterion % 5 ? 2 : 4)\n"
        }
      }
      let candidates = "candidate,hired\n" + (1...6).map { "K\($0),1\n" }.joined()
      let found = try results(
        ["selection-ratings": ratings, "selection-criteria": criteria, "selection-candidates": candidates],
        options: "systems: selection")
      return try rows(found, question: 2).filter { $0[0] == "training-need" }.map { $0[1] }
    }
    #expect(try terms(3) == ["c1", "c2", "c3"])
    #expect(try terms(6) == ["c4"])
  }

  @Test("fidelity by regressed probability, both kinds of leading, and the level of the page's line")
  func terms() throws {
    try withTemporaryFolder { folder in
      for file in DriverSimulation(seed: 1).files {
        _ = try folder.write(file.text.replacing("tables/", with: ""), to: file.path.replacing("tables/", with: ""))
      }
      let found = try StudyRunner(Study(contentsOfFile: folder.file("study.yaml"))).run()
      #expect(try rows(found, question: 4).map { $0[0] } == ["probability-at-criterion", "self-observer-bias"])
      #expect(try rows(found, question: 4)[0][2] == "regressed")
      #expect(try rows(found, question: 7).map { $0[1] } == ["building", "district to state"])
      #expect(try rows(found, question: 8).map { $0[1] } == ["", "technical", "adaptive"])
      let ways = try rows(found, question: 10)
      #expect(ways.map { $0[0] } == ["required-compensation"] + Array(repeating: "nca-bottleneck", count: 3))
      #expect(ways[0][5].contains("units below the target not-compensable; the others by "), "\(ways[0])")
      #expect(ways.dropFirst().allSatisfy { $0[2] == "ce-fdh at 80 %" })
    }
  }

  @Test("units that nothing lifts are counted, and where none can be lifted that is the answer")
  func compensation() throws {
    let scores = "unit,driver,score\n" + (1...5).map { "U\($0),a,0\nU\($0),b,0.5\n" }.joined()
    let found = try results(["driver-scores": scores], options: "systems: compensatory")
    let row = try #require(try rows(found, question: 10).first)
    #expect(row[0] == "required-compensation" && row[3] == "answered", "\(row)")
    let lifted = try results(["driver-scores": scores + "V,a,0.75\nV,b,0.8\n"], options: "systems: compensatory, p: 1")
    let some = try #require(try rows(lifted, question: 10).first)
    #expect(some[5].contains("5 of 6 units below the target not-compensable"), "\(some)")
  }

  @Test("a figure that lacks its table is no data, beside one that has it")
  func halfAnswered() throws {
    let log = "coachee,coach,date,minutes\nA,K,2025-02-01,30\nA,K,2025-02-11,30\n"
    let plan = "coachee,coach,start,end,cadence_days,minutes\nA,K,2025-01-01,2025-03-01,10,45\n"
    let found = try results(["coaching-log": log, "coaching-plan": plan], options: "systems: coaching")
    let answers = try rows(found, question: 3).map { [$0[0], $0[3]] }
    #expect(answers == [["coaching-adherence", "thin"], ["direct-observation-share", "no data"]])
  }

  @Test("a table of which the units know nobody does not get their levels; a team of a unit's name is the unit")
  func otherUnits() throws {
    let units = "unit,building\n1,B1\n2,B2\nT3,B2\n"
    func rows(_ loops: String) throws -> Table {
      let found = try results(
        ["units": units, "loops": loops], options: "systems: facilitative-administration, cluster: building",
        more: "levels: [building]")
      return try #require(found["drivers"])
    }
    let strangers = try rows("team,planned,held,months\nX,6,5,6\nY,6,4,6\n")
    let row = try #require(strangers.cells("quantity").firstIndex(of: "loop-adherence"))
    #expect(strangers.cells("note")[row].contains("no column building"))
    let error = #expect(throws: DataError.self) {
      try rows("team,planned,held,months,building\n1,6,6,6,B2\n2,6,3,6,B2\n")
    }
    #expect(error?.hint?.contains("another name to what is no unit of") == true)
  }

  // MARK: - What waits

  @Test("cells that reach the threshold but for rounding are no gaps")
  func gaps() throws {
    let ratings = [("a", [0.6, 0.9, 0.9]), ("b", [0.7, 0.8, 0.9]), ("c", [0.7, 0.7, 1]), ("d", [0.7, 0.7, 0.9])]
    var components = "component,driver,rating,maximum,rater\n"
    for (component, values) in ratings {
      for (rater, value) in values.enumerated() { components += "\(component),training,\(value),1,R\(rater)\n" }
    }
    let found = try results(["components": components], options: "systems: integrated")
    #expect(try actions(found, "gap").map { $0[0] } == ["d"])
  }

  @Test("an issue is where its last hop led, however rows stand, and as old as its first one")
  func issues() throws {
    let hops = [
      "E1,district,state,2025-01-10,,", "E1,building,district,2025-01-10,,", "E2,building,district,2025-03-01,,",
      "E3,building,district,2025-01-01,,2025-02-01",
    ]
    for rows in [hops, hops.reversed()] {
      let table = "issue,from_level,to_level,sent,acknowledged,resolved\n" + rows.joined(separator: "\n") + "\n"
      let found = try results(["escalations": table], options: "systems: systems-interventions")
      #expect(
        try actions(found, "stuck-issue") == [
          ["E1", "district to state", "state", "80"], ["E2", "building to district", "district", "30"],
        ])
      let figures = try #require(found["drivers"])
      #expect(figures.number("estimate", ["quantity": "open-days", "unit": "E1"]) == 80)
    }
  }

  @Test("a commitment that is done after the as-of date waits; one that does not apply does not")
  func commitments() throws {
    let worksheet = """
      item,level,status,owner,due,done
      time,building,2,,2025-01-01,2025-04-15
      space,building,2,,2025-01-01,2025-01-15
      roles,building,1,,2025-02-01,
      data,building,,,2025-02-01,

      """
    let found = try results(["coaching-worksheet": worksheet], options: "systems: coaching-worksheet")
    #expect(try actions(found, "overdue-commitment").map { $0[0] } == ["time", "roles"])
    let figures = try #require(found["drivers"])
    #expect(figures.number("estimate", ["quantity": "commitments-overdue", "term": "all"]) == 2)
  }

  // MARK: - Periods

  /// Wilson's limits of 0 of 4 are 0 and .4899, of 3 of 4 .3006 and .9544.
  @Test("a change from a share of 0 has limits, squared and added (Newcombe 1998)")
  func change() throws {
    var barriers = "barrier,category,raised,resolved,reported_back\n"
    for place in 1...4 { barriers += "N\(place),a,2025-01-0\(place),,\n" }
    for place in 1...3 { barriers += "M\(place),a,2025-02-0\(place),2025-02-05,2025-02-06\n" }
    barriers += "M4,a,2025-02-04,,\n"
    let found = try results(
      ["barriers": barriers], options: "systems: facilitative-administration", more: "periods: month",
      asOf: "2025-02-28")
    let figures = try #require(found["drivers"])
    func number(_ column: String) -> Double {
      figures.number(column, ["quantity": "change", "period": "2025-02"]) ?? .nan
    }
    #expect(number("estimate") == 0.75)
    #expect(abs(number("lower") - 0.08523253292604349) < 1e-12)
    #expect(abs(number("upper") - 0.9544127391902995) < 1e-12)
    #expect(number("standard_error").isNaN)
  }

  // MARK: - The page

  /// A printed page has 66 lines.
  @Test("the page of a made district is one printed page, and has all that it is to have", arguments: [1, 2, 9])
  func page(seed: UInt64) throws {
    try withTemporaryFolder { folder in
      for file in DriverSimulation(seed: seed).files {
        _ = try folder.write(file.text.replacing("tables/", with: ""), to: file.path.replacing("tables/", with: ""))
      }
      let study = try Study(contentsOfFile: folder.file("study.yaml"))
      let analysis = try DriversAnalysis.chosen(by: .standard, in: study, file: "study.yaml")
      let text = try analysis.page(study.tables, title: study.name, seed: study.seed, width: 110).text
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      #expect(lines.count <= 66, "\(lines.count) lines:\n\(text)")
      #expect(lines.allSatisfy { $0.count <= 110 })
      for question in DriverQuestion.all { #expect(text.contains(question.words)) }
      let parts = [
        "Integration: component by driver (* below 0.80", "Levels", "make up for one", "bottlenecks", "barriers",
        "coaching overdue", "commitments overdue", "to be trained", "more",
      ]
      for part in parts { #expect(text.contains(part), "\(part)") }
      // The dearest deficit, by the cheapest that makes up for it.
      if seed > 1 { return }
      #expect(text.contains("U40, coaching") && text.contains("9.64 points of data-use make up for one"), "\(text)")
    }
  }

  @Test("a page without tables says what to fill")
  func emptyPage() throws {
    let study = try Study(yaml: "tables: [{role: barriers, file: /none.csv}]\nanalyses: [drivers: {}]")
    let text = try DriversAnalysis.standard.page(study.tables, title: "x", seed: 1, width: 110).text
    #expect(text.contains("fill barriers.csv") && text.contains("no data"), "\(text)")
  }

  // MARK: - Beside the page

  @Test(
    "powers may be infinite, in the words of YAML and of the command line",
    arguments: [
      ("-.inf", -Double.infinity), ("-inf", -.infinity), ("\"-inf\"", -.infinity), (".inf", .infinity),
      ("inf", .infinity), ("+.inf", .infinity), ("-2", -2), ("0.5", 0.5),
    ] as [(String, Double)])
  func powers(text: String, value: Double) throws {
    let study = try Study(yaml: "tables: [{role: units, file: u.csv}]\nanalyses: [drivers: {p: \(text)}]")
    let analysis = try #require(study.analyses[0].analysis as? DriversAnalysis)
    #expect(analysis.p.value == value)
    let argument = text.replacing("\"", with: "")
    for arguments in [["--p", argument], ["--p=\(argument)"]] {
      #expect(try DriversAnalysis.parse(arguments).p.value == value)
    }
    #expect(throws: (any Error).self) { try DriversAnalysis.parse(["--p", "--1"]) }
  }

  @Test("the weakest link: at -inf the composite is the lowest score")
  func weakestLink() throws {
    let found = try results(
      ["driver-scores": "unit,driver,score\nU,a,0.9\nU,b,0.4\n"], options: "systems: compensatory, p: -.inf")
    let figures = try #require(found["drivers"])
    #expect(figures.number("estimate", ["quantity": "power-mean", "unit": "U"]) == 0.4)
  }

  @Test("check counts units, not records")
  func check() throws {
    try withTemporaryFolder { folder in
      _ = try folder.write(
        "record,unit,level,type,due\nR1,K,classroom,fidelity,2025-01-01\nR2,K,classroom,outcome,2025-01-01\n",
        to: "records.csv")
      _ = try folder.write("barrier,category,raised\nN,a,2025-01-01\n", to: "barriers.csv")
      let study = try Study(
        contentsOfFile: folder.write(
          "tables: [{role: data-records, file: records.csv}, {role: barriers, file: barriers.csv}]\n"
            + "analyses: [drivers: {}]\n", to: "s.yaml"))
      let tables = try DriverCheck(.standard, study.tables, seed: 1).tables
      let names = tables.cells("table")
      let row = try #require(names.firstIndex(of: "data-records"))
      #expect(tables.cells("rows")[row] == "2" && tables.cells("units")[row] == "1")
      #expect(tables.cells("units")[try #require(names.firstIndex(of: "barriers"))] == "")
    }
  }

  @Test("the dictionary says what each column is for, and every question has a column")
  func dictionary() throws {
    let files = try DriverTemplates(systems: []).files
    let text = try #require(files.first { $0.path.hasSuffix("README.md") }).text
    var served: Set<Int> = []
    for role in DriverRole.allCases {
      for column in role.columns {
        let question = role.question(of: column.name)
        #expect(text.contains("| \(column.example) | \(question) |\n"), "\(role.rawValue) \(column.name)")
        let numbers = question.split(separator: ",").compactMap { Int($0.drop { $0 == " " }) }
        #expect(!question.isEmpty && (!numbers.isEmpty || question.hasSuffix("?")))
        served.formUnion(numbers)
      }
    }
    #expect(served == Set(1...DriverQuestion.all.count))
    for (place, question) in DriverQuestion.all.enumerated() {
      #expect(text.contains("\n\(place + 1). \(question.words)\n"))
    }
  }
}
