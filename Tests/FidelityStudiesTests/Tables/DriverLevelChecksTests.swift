import FidelityData
import FidelityDrivers
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Where everybody belongs, and cells that are missing")
struct DriverLevelChecksTests {
  /// The results of tables by role.
  private func results(_ tables: [String: String], _ more: String, keys: String = "") throws -> StudyResults {
    try withTemporaryFolder { folder in
      for (role, text) in tables { _ = try folder.write(text, to: "\(role).csv") }
      let list = tables.keys.sorted().map { "  - {role: \($0), file: \($0).csv\(keys)}\n" }.joined()
      let study = "as-of: 2025-03-31\n\(more)\ntables:\n\(list)analyses: [drivers: {}]\n"
      return try StudyRunner(Study(contentsOfFile: folder.write(study, to: "study.yaml"))).run()
    }
  }

  private static let leadership = "leader,strategy,item,rater,rater_group,value"

  @Test(
    "attributes that contradict are an error with file, row, column and value",
    arguments: [
      (
        ["coaching-log": "coachee,coach,date,minutes,building\nA,C,2025-01-01,4,B1\nA,C,2025-01-02,4,B2\n"],
        "levels: [building]", "coaching-log.csv:3: column \"building\": \"B2\": row 1 has A in B1"
      ),
      (
        [
          "coaching-log":
            "coachee,coach,date,minutes,building,district\nA,C,2025-01-01,4,B1,D1\nB,C,2025-01-02,4,B1,D2\n"
        ],
        "levels: [building, district]", "coaching-log.csv:3: column \"district\": \"D2\": row 1 has B1 in D1"
      ),
      (
        ["units": "unit,building,district\nA,B1,D1\nB,B1,D2\n"], "levels: [building, district]",
        "units.csv:3: column \"district\": \"D2\": row 1 has B1 in D1"
      ),
      (
        [
          "coaching-log": "coachee,coach,date,minutes,building\nA,C,2025-01-01,4,B1\n",
          "coaching-plan":
            "coachee,coach,start,end,cadence_days,minutes,building\nA,C,2025-01-01,2025-03-01,14,45,B2\n",
        ],
        "levels: [building]", "coaching-log.csv:2: column \"building\": \"B1\": "
      ),
      (
        ["leadership": "\(leadership),building\nL,technical,t1,S1,staff,4,B1\nL,technical,t1,S2,staff,4,B2\n"],
        "levels: [building]", "leadership.csv:3: column \"building\": \"B2\": row 1 has L in B1"
      ),
      (
        ["driver-scores": "unit,driver,score,building\nU,training,0.5,B1\nU,coaching,0.5,B2\n"],
        "levels: [building]", "driver-scores.csv:3: column \"building\": \"B2\": row 1 has U in B1"
      ),
      (
        [
          "units": "unit,building,district\nA,B1,D1\n",
          "barriers": "barrier,category,raised,building,district\nN,a,2025-01-01,B1,D2\n",
        ],
        "levels: [building, district]", "has B1 in D1"
      ),
      (
        ["units": "unit,building\nL,B1\n", "leadership": "\(leadership),building\nL,technical,t1,S1,staff,4,B2\n"],
        "levels: [building]", "has L in B1"
      ),
      // The first table does not say where L is; the second does, and the third contradicts it.
      (
        [
          "units": "unit,building\nM,B1\nL,\n",
          "data-access": "unit,level,date,building\nL,classroom,2025-01-01,B2\n",
          "driver-scores": "unit,driver,score,building\nM,training,0.5,B1\nL,training,0.5,B1\n",
        ], "levels: [building]", "driver-scores.csv:3: column \"building\": \"B1\": data-access.csv has L in B2"
      ),
    ] as [([String: String], String, String)])
  func contradictions(tables: [String: String], levels: String, message: String) throws {
    let error = #expect(throws: DataError.self) { try results(tables, levels) }
    #expect(error?.exitStatus == 65 && error?.row != nil, "\(error?.description ?? "")")
    // Files are named with their folder, which is another one in each run.
    let said = error?.description.replacing(/[^ ]*\//, with: "")
    #expect(said?.contains(message) == true, "\(said ?? "")")
  }

  @Test("empty cells of a level contradict nothing, nor do columns that are no levels")
  func noContradiction() throws {
    let log = "coachee,coach,date,minutes,building\nA,C1,2025-01-01,4,\nA,C2,2025-01-02,4,B1\nA,C1,2025-01-03,4,B1\n"
    _ = try results(["coaching-log": log], "levels: [building]")
    _ = try results(["coaching-log": log.replacing("01-03,4,B1", with: "01-03,4,B2")], "")
  }

  @Test("many rows: one that contradicts another of a stretch far before it is found")
  func stretches() throws {
    let (count, start) = (530_000, try #require(CalendarDate.day(year: 2023, month: 1, day: 1)))
    var access = "unit,level,date,building\n"
    for row in 0..<count {
      let name = row % 1000
      let building = row == count - 1 ? 99 : name % 7
      access += "n\(name),classroom,\(CalendarDate.text(ofDay: start + row / 1000)),b\(building)\n"
    }
    let error = #expect(throws: DataError.self) { try results(["data-access": access], "levels: [building]") }
    #expect(error?.row == count && error?.others.isEmpty == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("row 1000 has n999 in b5") == true, "\(error?.description ?? "")")
  }

  @Test("levels of units are those of teams and leaders")
  func joined() throws {
    let found = try results(
      [
        "units": "unit,building\nt1,B1\nt2,B2\nL1,B1\n", "loops": "team,planned,held,months\nt1,4,4,5\nt2,4,2,5\n",
        "barriers": "barrier,category,raised,building\nN1,a,2025-01-01,B1\nN2,a,2025-01-01,B2\n",
        "leadership": "\(Self.leadership)\nL1,technical,t1,S1,staff,4\nL1,technical,t1,S2,staff,4\n",
      ], "levels: [building]")
    let table = try #require(found["drivers"])
    func adherence(_ unit: String) -> Double? {
      table.number("estimate", ["quantity": "loop-adherence", "system_level": "building", "unit": unit])
    }
    #expect(adherence("B1") == 1 && adherence("B2") == 0.5)
  }

  @Test("declared codes of missing values are empty cells in columns of every kind")
  func missing() throws {
    let log = """
      coachee,coach,date,minutes,mode,direct_observation,data_sources,feedback_date,status
      A,C,2025-01-01,45,NA,NA,NA,NA,NA
      A,C,2025-01-08,45,virtual,1,2,2025-01-10,attended
      A,C,2025-01-15,45, NA ,1,2,2025-01-17,Attended

      """
    let table = try #require(try results(["coaching-log": log], "", keys: ", missing: [NA]")["drivers"])
    func share(_ column: String) -> Double? { table.number(column, ["quantity": "direct-observation-share"]) }
    #expect(share("estimate") == 1 && share("n_units") == 2)
    let without = #expect(throws: DataError.self) { try results(["coaching-log": log], "") }
    #expect(without?.exitStatus == 65)
    // A key that is missing is an empty one.
    let barriers = "barrier,category,raised\nN1,-,2025-01-01\n"
    let empty = #expect(throws: DataError.self) { try results(["barriers": barriers], "", keys: ", missing: [\"-\"]") }
    #expect(empty?.description.contains("column \"category\": the cell is empty") == true)
  }
}
