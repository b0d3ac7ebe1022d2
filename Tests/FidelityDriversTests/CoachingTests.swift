import FidelityData
import FidelityDrivers
import FidelityTesting
import Testing

@Suite("Coaching")
struct CoachingTests {
  typealias Tables = CoachingTestTables

  static let options = DriverOptions(asOf: Tables.day("2025-03-31"))

  static func example(seed: UInt64? = nil) throws -> [DriverTable] {
    [
      try Tables.dataset(.coachingPlan, "drivers-coaching-log", "plan.csv", seed: seed),
      try Tables.dataset(.coachingLog, "drivers-coaching-log", "data.csv", seed: seed.map { $0 + 1 }),
    ]
  }

  static func rows(_ tables: [DriverTable], _ options: DriverOptions = options) -> [DriverRow] {
    Tables.rows(CoachingDriver.self, tables, options)
  }

  @Test("A plan that starts later asks for nothing yet; a coachee without sessions has no gaps")
  func undefined() throws {
    let rows = Self.rows(try Self.example())
    let adherence = try #require(Tables.find(rows, "coaching-adherence", form: "by cycle", unit: "A5"))
    #expect(adherence.status == .nothingPlanned)
    #expect(Tables.find(rows, "cycles-due", unit: "A5")?.estimate == 0)
    let gaps = try #require(Tables.find(rows, "gap-variation", unit: "A4"))
    #expect(gaps.status == .tooFewObservations)
    #expect(Tables.find(rows, "longest-gap-days", unit: "A4")?.note == "no session yet: at least so long")
    #expect(Tables.find(rows, "overdue-days", unit: "A3") == nil)
    #expect(Tables.find(rows, "cycles-due", unit: "A6") == nil)
    #expect(Tables.speechless(rows).isEmpty)
  }

  @Test("The order of rows does not matter", arguments: [UInt64(1), 2, 3, 4, 5])
  func permutation(seed: UInt64) throws {
    #expect(Tables.areClose(Self.rows(try Self.example()), Self.rows(try Self.example(seed: seed))))
  }

  @Test("Other names that keep their order change nothing but names")
  func renaming() throws {
    func renamed(_ role: DriverRole, _ file: String) throws -> DriverTable {
      let (header, rows) = try Datasets.rows("drivers-coaching-log", file)
      return Tables.table(role, header: header, rows: rows.map { ["x\($0[0])", "y\($0[1])"] + $0.dropFirst(2) })
    }
    let other = Self.rows([try renamed(.coachingPlan, "plan.csv"), try renamed(.coachingLog, "data.csv")])
    let own = Self.rows(try Self.example())
    #expect(other.map(\.estimate) == own.map(\.estimate))
    #expect(other.compactMap(\.unit) == own.compactMap(\.unit).map { "x\($0)" })
  }

  @Test("Sums by cycle are those of a naive count", arguments: [UInt64(11), 12, 13, 14])
  func bruteForce(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let asOf = 20_000.0
    var plans: [(coachee: Int, start: Double, end: Double, cadence: Double, minutes: Double)] = []
    for coachee in 0..<7 {
      var start = asOf - Double(Int.random(in: 60...200, using: &generator))
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let end = start + Double(Int.random(in: 0...80, using: &generator))
        // Half days, too: a cycle then begins within a day.
        let cadence = Double(Int.random(in: 2...40, using: &generator)) / 2
        plans.append((coachee, start, end, cadence, Double(Int.random(in: 0...60, using: &generator))))
        start = end + Double(Int.random(in: 1...10, using: &generator))
      }
    }
    let log = (0..<300).map { _ in
      (
        coachee: Int.random(in: 0..<9, using: &generator),
        day: asOf - Double(Int.random(in: -20...210, using: &generator)),
        minutes: Double(Int.random(in: 0...90, using: &generator))
      )
    }
    var (planned, byCycle, delivered, contacts, cycles, covered) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    var inCycle = [Bool](repeating: false, count: log.count)
    for plan in plans {
      var first = plan.start
      while first + plan.cadence - 1 <= min(plan.end, asOf) {
        let places = log.indices.filter {
          log[$0].coachee == plan.coachee && log[$0].day >= first && log[$0].day < first + plan.cadence
        }
        let sum = places.reduce(0) { $0 + log[$1].minutes }
        (planned, cycles, contacts) = (planned + plan.minutes, cycles + 1, contacts + Double(places.count))
        (byCycle, delivered) = (byCycle + min(sum, plan.minutes), delivered + (plan.minutes > 0 ? sum : 0))
        covered += places.isEmpty ? 0 : 1
        for place in places { inCycle[place] = true }
        first += plan.cadence
      }
    }
    let planTable = DriverTable(
      .coachingPlan, file: "plan.csv", rowCount: plans.count,
      names: ["coachee": NameColumn(plans.map { "A\($0.coachee)" }), "coach": NameColumn(plans.map { _ in "C" })],
      numbers: [
        "start": plans.map(\.start), "end": plans.map(\.end), "cadence_days": plans.map(\.cadence),
        "minutes": plans.map(\.minutes),
      ])
    let logTable = DriverTable(
      .coachingLog, file: "log.csv", rowCount: log.count,
      names: ["coachee": NameColumn(log.map { "A\($0.coachee)" }), "coach": NameColumn(log.map { _ in "C" })],
      numbers: ["date": log.map(\.day), "minutes": log.map(\.minutes)])
    #expect(CoachingDriver.errors(DriverTables([planTable, logTable]), DriverOptions(asOf: asOf)).isEmpty)
    let rows = Self.rows([planTable, logTable], DriverOptions(asOf: asOf))
    func isValue(_ row: Estimate?, _ value: Double) -> Bool { isClose(row?.estimate, value, within: 1e-12) }
    #expect(isValue(Tables.find(rows, "coaching-adherence", form: "by cycle"), byCycle / planned))
    #expect(isValue(Tables.find(rows, "contact-ratio", term: "how often"), contacts / cycles))
    #expect(isValue(Tables.find(rows, "cycle-coverage", term: "when"), covered / cycles))
    let outside = log.indices.filter { log[$0].day <= asOf && log[$0].coachee < 7 && !inCycle[$0] }.count
    let form = "before, after or in an unfinished cycle"
    #expect(Tables.find(rows, "sessions-outside-plan", form: form)?.estimate == Double(outside))
    let later = log.count { $0.day > asOf }
    #expect(Tables.find(rows, "rows-after-as-of", term: "coaching-log")?.estimate == Double(later))
    // Capping takes minutes away, in each cycle more than in all.
    let dose = try #require(Tables.find(rows, "coaching-dose", form: "uncapped")).estimate
    let adherence = try #require(Tables.find(rows, "coaching-adherence", form: "by cycle")).estimate
    let total = try #require(Tables.find(rows, "coaching-adherence", form: "by coachee")).estimate
    #expect(adherence <= total && total <= dose && dose * planned >= delivered - 1e-9)
  }

  @Test("Only attended sessions count; missed-share is of those whose status is known")
  func status() throws {
    let log = Tables.table(
      .coachingLog,
      """
      coachee,coach,date,minutes,direct_observation,status
      A1,C1,2025-01-08,45,1,attended
      A1,C1,2025-01-09,45,0,missed
      A1,C1,2025-01-10,45,0,cancelled
      A1,C1,2025-01-11,45,1,
      A1,C1,2025-05-11,45,0,scheduled
      """)
    let rows = Self.rows([log])
    #expect(Tables.find(rows, "direct-observation-share")?.estimate == 1)
    #expect(Tables.find(rows, "direct-observation-share")?.unitCount == 2)
    #expect(isClose(Tables.find(rows, "missed-share", term: "all")?.estimate, 2 / 3.0, within: 1e-15))
    #expect(isClose(Tables.find(rows, "missed-share", term: "cancelled")?.estimate, 1 / 3.0, within: 1e-15))
    #expect(Tables.find(rows, "missed-share", term: "scheduled")?.estimate == 0)
    #expect(Tables.find(rows, "rows-after-as-of", term: "coaching-log")?.estimate == 1)
  }

  @Test("Minutes by component beside the training that each had")
  func components() throws {
    let log = Tables.table(
      .coachingLog,
      """
      coachee,coach,date,minutes,component
      A1,C1,2025-01-08,30,feedback
      A1,C1,2025-01-15,30,routines
      A2,C1,2025-01-10,60,feedback
      A2,C1,2025-01-11,60,
      """)
    let plan = Tables.table(.trainingPlan, "component,planned_minutes\nfeedback,120\nroutines,60\nlanguage,30")
    let sessions = Tables.table(
      .trainingSessions, "session,component,minutes\ns1,feedback,60\ns2,routines,90\ns3,other,30")
    let rows = Self.rows([log, plan, sessions])
    func value(_ component: String, _ form: String) -> Double? {
      Tables.find(rows, "coaching-by-component", term: component, form: form)?.estimate
    }
    #expect(isClose(value("feedback", "share of minutes"), 0.75, within: 1e-15))
    #expect(isClose(value("routines", "share of minutes"), 0.25, within: 1e-15))
    #expect(value("language", "share of minutes") == 0)
    #expect(value("feedback", "training coverage") == 0.5)
    #expect(value("routines", "training coverage") == 1)
    #expect(value("language", "training coverage") == 0)
    let alone = Self.rows([log, plan])
    let missing = try #require(Tables.find(alone, "coaching-by-component", form: "training coverage"))
    #expect(missing.status == .noTable && missing.note == "fill training-sessions.csv")
  }

  @Test("What was learnt of each component stands beside its coaching, where tests say which they are about")
  func learnt() throws {
    let log = Tables.table(.coachingLog, "coachee,coach,date,minutes,component\nA1,C1,2025-01-08,30,language")
    let scores = Tables.table(
      .trainingScores,
      """
      participant,before,after,maximum,component
      P1,2,6,10,feedback
      P1,4,4,10,routines
      P2,5,10,10,feedback
      """)
    let rows = Self.rows([log, scores])
    func row(_ component: String?) -> Estimate? {
      Tables.find(rows, "coaching-by-component", term: component, form: "normalised gain")
    }
    #expect(isClose(row("feedback")?.estimate, 9 / 13.0, within: 1e-15) && row("feedback")?.unitCount == 2)
    #expect(row("routines")?.estimate == 0)
    #expect(row("language")?.status == .tooFewUnits && row("language")?.note == "nobody was tested on it")
    #expect(Tables.find(rows, "coaching-by-component", term: "routines", form: "share of minutes")?.estimate == 0)
    let other = Tables.table(.trainingScores, "participant,before,after,maximum\nP1,2,6,10")
    for (tables, note) in [
      ([log, other], "fill the column component of training-scores.csv"), ([log], "fill training-scores.csv"),
    ] {
      let missing = Tables.find(Self.rows(tables), "coaching-by-component", form: "normalised gain")
      #expect(missing?.status == .noTable && missing?.note == note)
    }
  }

  @Test("Coachees of a cluster are counted together, that of most of their rows")
  func clustersOfCoachees() throws {
    let plan = Tables.table(
      .coachingPlan,
      """
      coachee,coach,start,end,cadence_days,minutes,building
      A1,C1,2025-01-01,2025-01-20,10,30,B1
      A2,C1,2025-01-01,2025-01-20,10,30,B1
      A3,C1,2025-01-01,2025-01-20,10,30,B2
      """)
    let log = Tables.table(
      .coachingLog,
      """
      coachee,coach,date,minutes,component
      A1,C1,2025-01-02,30,x
      A1,C1,2025-01-12,30,x
      A2,C1,2025-01-02,30,y
      A3,C1,2025-01-03,30,x
      """)
    var options = Self.options
    options.cluster = "building"
    let rows = Self.rows([plan, log], options)
    // B1 90 of 120 minutes, B2 30 of 60: residuals 10 and -10 about 2/3.
    for form in ["by cycle", "by coachee"] {
      let row = try #require(Tables.find(rows, "coaching-adherence", form: form))
      #expect(isClose(row.estimate, 2 / 3.0, within: 1e-15) && row.unitCount == 2 && row.degreesOfFreedom == 1)
      #expect(isClose(row.standardError, 1 / 9.0, within: 1e-15))
    }
    for (quantity, term) in [("contact-ratio", "how often"), ("cycle-coverage", "when")] {
      #expect(Tables.find(rows, quantity, term: term)?.unitCount == 2)
    }
    let minutes = try #require(Tables.find(rows, "coaching-by-component", term: "x", form: "share of minutes"))
    #expect(minutes.estimate == 0.75 && minutes.unitCount == 2)
    options.cluster = "region"
    let plain = try #require(Tables.find(Self.rows([plan, log], options), "coaching-dose", form: "uncapped"))
    #expect(plain.unitCount == 3 && plain.note == "no column region: limits as of independent units")

    let astray = Tables.table(
      .coachingLog,
      """
      coachee,coach,date,minutes,building
      A1,C1,2025-01-02,30,B2
      A1,C1,2025-01-12,30,B2
      A2,C1,2025-01-02,30,
      """)
    options.cluster = "building"
    let two = try #require(
      Tables.find(Self.rows([plan, astray], options), "coaching-adherence", form: "by coachee"))
    // A1 and A3 of B2 have 60 of 120, A2 of B1 30 of 60.
    #expect(two.estimate == 0.5 && two.unitCount == 2)
  }

  @Test("Missing tables are named")
  func missingTables() throws {
    let tables = try Self.example()
    let none = Self.rows([])
    #expect(none.map(\.estimate.status) == [.noTable])
    #expect(none.first?.estimate.note == "fill coaching-log.csv")
    let planAlone = Self.rows([tables[0]])
    #expect(Tables.find(planAlone, "coaching-adherence", form: "by cycle")?.status == .noTable)
    #expect(Tables.find(planAlone, "cycles-due", unit: "A1")?.estimate == 6)
    let logAlone = Self.rows([tables[1]])
    let adherence = try #require(Tables.find(logAlone, "coaching-adherence", form: "by cycle"))
    #expect(adherence.status == .noTable && adherence.note == "fill coaching-plan.csv")
    #expect(Tables.find(logAlone, "direct-observation-share")?.unitCount == 18)
    let gain = try #require(Tables.find(logAlone, "gain-per-coaching-hour", form: "slope"))
    #expect(gain.status == .noTable && gain.note == "fill fidelity-assessment.csv")
    #expect(Tables.speechless(logAlone).isEmpty)
  }

  @Test("One session of one coachee, and a log of required columns alone")
  func degenerate() {
    let plan = Tables.table(
      .coachingPlan, "coachee,coach,start,end,cadence_days,minutes\nA1,C1,2025-01-06,2025-06-13,14,0")
    let log = Tables.table(.coachingLog, "coachee,coach,date,minutes\nA1,C1,2025-01-08,45")
    let rows = Self.rows([plan, log])
    #expect(Tables.find(rows, "coaching-adherence", form: "by cycle")?.status == .nothingPlanned)
    #expect(Tables.find(rows, "cycle-coverage", term: "when")?.estimate == 1 / 6.0)
    #expect(Tables.find(rows, "plan-match", term: "with whom")?.estimate == 1)
    #expect(Tables.find(rows, "plan-match", term: "where")?.status == .nothingPlanned)
    #expect(Tables.find(rows, "direct-observation-share")?.status == .nothingPlanned)
    #expect(Tables.find(rows, "median-days", term: "observation to feedback")?.status == .nothingPlanned)
    #expect(Tables.speechless(rows).isEmpty)
    let sameDay = Tables.table(
      .coachingLog, "coachee,coach,date,minutes\n" + (1...3).map { "A1,C\($0),2025-01-08,45" }.joined(separator: "\n"))
    #expect(Tables.find(Self.rows([sameDay]), "gap-variation", unit: "A1")?.status == .noVariation)
  }

  @Test("Shares of sessions are ratios over clusters where a cluster is said")
  func clusters() throws {
    let log = Tables.table(
      .coachingLog,
      """
      coachee,coach,date,minutes,direct_observation,building
      A1,C1,2025-01-08,45,1,B1
      A1,C1,2025-01-15,45,1,B1
      A2,C1,2025-01-10,60,0,B2
      """)
    var options = Self.options
    options.cluster = "building"
    let row = try #require(Tables.find(Self.rows([log], options), "direct-observation-share"))
    #expect(row.method == "ratio of totals" && row.degreesOfFreedom == 1)
    #expect(isClose(row.estimate, 2 / 3.0, within: 1e-15))
  }

  @Test("Contradictions are errors with their place")
  func errors() {
    let plan = Tables.table(
      .coachingPlan,
      """
      coachee,coach,start,end,cadence_days,minutes
      A1,C1,2025-01-06,2025-02-13,14,45
      A1,C2,2025-02-13,2025-06-13,14,45
      A2,C2,2025-02-13,2025-01-13,14,45
      A3,C2,2025-02-13,2025-02-13,14,45
      """)
    let log = Tables.table(
      .coachingLog,
      """
      coachee,coach,date,minutes,feedback_date
      A1,C1,2025-01-08,45,2025-01-07
      A1,C1,2025-01-09,1500,2025-01-09
      A1,C1,2025-01-10,1440,
      """)
    let errors = CoachingDriver.errors(DriverTables([plan, log]), Self.options)
    #expect(
      Set(errors.map { "\($0.file ?? "") \($0.row ?? 0) \($0.column ?? "")" }) == [
        "coaching-plan.csv 3 end", "coaching-plan.csv 2 start", "coaching-log.csv 2 minutes",
        "coaching-log.csv 1 feedback_date",
      ])
    #expect(errors.allSatisfy { $0.hint != nil && $0.value != nil })
  }
}
