import FidelityData
import FidelityDrivers
import FidelityTesting
import Testing

/// The points that pictures of drivers are drawn from, by hand.
@Suite struct PointTests {
  private static func tables(_ tables: [(DriverRole, String)]) -> DriverTables {
    DriverTables(tables.map { CoachingTestTables.table($0.0, $0.1) })
  }

  private static let asOf = CoachingTestTables.day("2025-03-31")

  @Test func `minutes and sessions cycle by cycle`() {
    let tables = Self.tables([
      (
        .coachingPlan,
        """
        coachee,coach,start,end,cadence_days,minutes
        A,C,2025-01-01,2025-01-30,10,45
        B,C,2025-01-06,2025-01-25,10,30
        """
      ),
      (
        .coachingLog,
        """
        coachee,coach,date,minutes
        A,C,2025-01-01,40
        A,C,2025-01-10,20
        A,C,2025-01-11,45
        B,C,2025-01-20,30
        B,C,2025-02-20,30
        """
      ),
    ])
    func cycles(_ tables: DriverTables, asOf: Double = Self.asOf) -> [CoachingCycles.Cycle] {
      CoachingDriver.whole(tables, DriverOptions(asOf: asOf)).cycles
    }
    let found = cycles(tables)
    #expect(found.map(\.number) == [1, 2, 3])
    #expect(found.map(\.planned) == [75, 75, 45])
    #expect(found.map(\.delivered) == [60, 75, 0])
    #expect(found.map(\.sessionsHeld) == [2, 2, 0])
    #expect(found.map(\.sessionsPlanned) == [2, 2, 1])
    #expect(found.map(\.coachees) == [2, 2, 1])
    #expect(found[0].from == CoachingTestTables.day("2025-01-01"))
    #expect(found[0].to == CoachingTestTables.day("2025-01-15"))
    // A cycle that has not ended is none.
    #expect(cycles(tables, asOf: CoachingTestTables.day("2025-01-15")).count == 1)
    #expect(cycles(DriverTables()).isEmpty)
  }

  @Test("Cycles of many coachees, whose sessions come in any order, are those of each")
  func manyCoachees() {
    var generator = SeededGenerator(seed: 3)
    let names = (0..<700).map { "c\($0)" }
    let plans = names.flatMap { name in
      [("2025-01-01", "2025-02-09", "10"), ("2025-02-10", "2025-03-31", "7")].map { start, end, cadence in
        [name, "C", start, end, cadence, "45"]
      }
    }
    var sessions = names.flatMap { name in
      (0..<6).map { _ in
        let day = Int(Self.asOf) - Int.random(in: 0..<110, using: &generator)
        let minutes = Int.random(in: 0..<60, using: &generator)
        return [name, "C", CalendarDate.text(ofDay: day), "\(minutes)"]
      }
    }
    sessions.shuffle(using: &generator)
    let header = ["coachee", "coach", "start", "end", "cadence_days", "minutes"]
    let plan = CoachingTestTables.table(.coachingPlan, header: header, rows: plans)
    func log(_ rows: [[String]]) -> DriverTable {
      CoachingTestTables.table(.coachingLog, header: ["coachee", "coach", "date", "minutes"], rows: rows)
    }
    let options = DriverOptions(asOf: Self.asOf)
    let all = CoachingDriver.whole(DriverTables([plan, log(sessions)]), options).cycles
    var (minutes, held) = ([Double](repeating: 0, count: all.count), [Int](repeating: 0, count: all.count))
    for session in sessions {
      let day = CoachingTestTables.day(session[2])
      for (start, cadence, due) in [("2025-01-01", 10.0, 4.0), ("2025-02-10", 7, 7)] {
        let number = ((day - CoachingTestTables.day(start)) / cadence).rounded(.down)
        guard number >= 0, number < due else { continue }
        minutes[Int(number)] += Double(session[3]) ?? .nan
        held[Int(number)] += 1
      }
    }
    #expect(all.count == 7 && all.map(\.delivered) == minutes && all.map(\.sessionsHeld) == held)
  }

  @Test func `the steps of barriers, of all and of each category`() {
    let tables = Self.tables([
      (
        .barriers,
        """
        barrier,category,raised,resolved
        1,time,2025-03-01,2025-03-05
        2,time,2025-03-01,2025-03-11
        3,staff,2025-03-11,
        4,staff,2025-03-01,2025-03-31
        """
      )
    ])
    let points = BarrierCurves(tables, DriverOptions(asOf: Self.asOf)).points
    let all = points.filter { $0.group == "all" }
    #expect(all.map(\.days) == [0, 4, 10, 20, 30])
    #expect(all.map(\.estimate) == [1, 0.75, 0.5, 0.5, 0])
    #expect(all.map(\.atRisk) == [4, 4, 3, 2, 1])
    #expect(all.map(\.events) == [0, 1, 1, 0, 1])
    #expect(all.map(\.censored) == [0, 0, 0, 1, 0])
    #expect(all[1].lower < 0.75 && all[1].upper > 0.75 && all[4].lower.isNaN)
    #expect(points.filter { $0.group == "time" }.map(\.estimate) == [1, 0.5, 0])
  }

  @Test func `issues by where they were raised and resolved`() {
    let tables = Self.tables([
      (
        .escalations,
        """
        issue,from_level,to_level,sent,acknowledged,resolved
        a,building,district,2025-01-01,,2025-01-05
        b,building,district,2025-01-01,,
        b,district,state,2025-01-10,,2025-02-01
        c,building,district,2025-02-01,,
        d,building,district,2025-02-01,,2025-04-05
        """
      )
    ])
    var options = DriverOptions(asOf: Self.asOf)
    options.levels = ["building", "district", "state"]
    let cells = EscalationMatrix(tables, options).cells
    #expect(cells.map(\.from) == ["building", "building", "building"])
    #expect(cells.map(\.to) == ["district", "state", "open"])
    #expect(cells.map(\.issues) == [1, 1, 2])
    #expect(cells.map(\.share) == [0.25, 0.25, 0.5])
  }
}
