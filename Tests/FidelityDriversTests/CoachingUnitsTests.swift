import FidelityData
import FidelityDrivers
import FidelityTesting
import Testing

/// The whole of coaching as the sum of units.
@Suite struct CoachingUnitsTests {
  private static let options = DriverOptions(asOf: CoachingTestTables.day("2025-06-30"))

  /// A plan and a log of so many coachees in buildings, some without a plan, some without sessions, with every column.
  private static func tables(seed: UInt64, buildings: Int, coachees: Int) -> DriverTables {
    var random = SeededGenerator(seed: seed)
    let days = (0..<250).map { CalendarDate.text(ofDay: Int(options.asOf) + 20 - $0) }
    func pick(_ words: [String]) -> String { words.randomElement(using: &random) ?? "" }
    let names = (0..<coachees).map { ("c\($0)", "b\($0 % buildings)") }
    let planned = names.filter { _ in Int.random(in: 0..<5, using: &random) > 0 }
    let plan = planned.map { name, building in
      let cadence = pick(["7", "14", "30"])
      return [name, building, pick(["K", "L"]), "2025-01-01", "2025-08-31", cadence, "45.5", pick(["room", ""])]
    }
    var log: [[String]] = []
    for (name, building) in names where Int.random(in: 0..<6, using: &random) > 0 {
      // Words that one building has and another has not.
      let words = building == "b0" ? ["attended", ""] : ["attended", "missed", "scheduled", ""]
      for _ in 0..<Int.random(in: 1..<12, using: &random) {
        let day = Int.random(in: 0..<days.count, using: &random)
        log.append([
          name, building, pick(["K", "L", "M"]), days[day], "\(Int.random(in: 0..<90, using: &random)).5",
          pick(["0", "1", ""]), pick(["1", "2", "3", ""]), pick([days[max(0, day - 7)], ""]), pick(words),
          pick(["room", "hall", ""]),
        ])
      }
    }
    log.shuffle(using: &random)
    return DriverTables([
      CoachingTestTables.table(
        .coachingPlan,
        header: ["coachee", "building", "coach", "start", "end", "cadence_days", "minutes", "mode"], rows: plan),
      CoachingTestTables.table(
        .coachingLog,
        header: [
          "coachee", "building", "coach", "date", "minutes", "direct_observation", "data_sources", "feedback_date",
          "status", "mode",
        ], rows: log),
    ])
  }

  private static func sum(_ tables: DriverTables) throws -> (units: [[DriverRow]], whole: CoachingResult) {
    let units = try #require(CoachingUnits(tables, by: "building", options))
    let parts = tables.split(by: "building").map { units.part($0.tables) }
    // Some at a time, as threads do.
    let sums = stride(from: 0, to: parts.count, by: 2).map { first in
      units.sum(parts[first..<min(first + 2, parts.count)].map(\.state))
    }
    return (parts.map(\.rows), units.whole(sums))
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `is the whole`(seed: UInt64) throws {
    let tables = Self.tables(seed: seed, buildings: 2 + Int(seed % 5), coachees: 30)
    let (found, own) = (try Self.sum(tables), CoachingDriver.whole(tables, Self.options))
    #expect(found.whole.rows == own.rows && found.whole.ofCoachees.rows == own.ofCoachees.rows)
    #expect(own.rows + own.ofCoachees.rows.joined() == CoachingDriver.rows(tables, Self.options))
    #expect(own.ofCoachees.rows[0].count > 100)
    #expect(found.whole.cycles == own.cycles && !own.cycles.isEmpty)
    let units = tables.split(by: "building").map { CoachingDriver.rows($0.tables, Self.options, ofUnitOf: "building") }
    #expect(found.units == units)
  }

  private static func tables(plan: [String], log: [String]) -> DriverTables {
    let plan = (["coachee,building,coach,start,end,cadence_days,minutes"] + plan).joined(separator: "\n")
    let log = (["coachee,building,coach,date,minutes,status"] + log).joined(separator: "\n")
    return DriverTables([
      CoachingTestTables.table(.coachingPlan, plan), CoachingTestTables.table(.coachingLog, log),
    ])
  }

  @Test func `a unit with a plan alone counts, and one with a log alone`() throws {
    let tables = Self.tables(
      plan: ["A,north,K,2025-01-01,2025-01-30,10,45"],
      log: ["B,south,K,2025-01-11,45,attended", "B,south,K,2025-01-21,15,missed"])
    let (found, own) = (try Self.sum(tables).whole, CoachingDriver.whole(tables, Self.options))
    #expect(found.rows == own.rows && found.cycles == own.cycles)
    #expect(CoachingTestTables.find(found.rows, "coaching-adherence", form: "by cycle")?.estimate == 0)
    #expect(CoachingTestTables.find(found.rows, "missed-share", term: "missed")?.estimate == 0.5)
  }

  @Test("a coachee of two units has one record, of both", arguments: [("north", "south"), ("south", "north")])
  func together(plan: String, log: String) throws {
    let tables = Self.tables(
      plan: ["A,\(plan),K,2025-01-01,2025-01-30,10,45"],
      log: ["A,north,K,2025-01-11,45,", "A,\(log),K,2025-01-21,15,"])
    let (found, own) = (try Self.sum(tables).whole, CoachingDriver.whole(tables, Self.options))
    #expect(found.rows == own.rows && found.cycles == own.cycles)
    #expect(CoachingTestTables.find(found.rows, "coaching-adherence", form: "by cycle")?.unitCount == 1)
  }

  @Test("there is no such sum where a row is in no unit, or clusters go across units")
  func none() {
    func units(_ building: String, _ options: DriverOptions = Self.options, plan: String = "north") -> CoachingUnits? {
      let tables = Self.tables(
        plan: ["A,\(plan),K,2025-01-01,2025-01-30,10,45"], log: ["A,\(building),K,2025-01-11,45,"])
      return CoachingUnits(tables, by: "building", options)
    }
    #expect(units("north") != nil && units("") == nil && units("north", plan: "") == nil)
    var clustered = Self.options
    clustered.cluster = "coach"
    #expect(units("north", clustered) == nil)
    #expect(CoachingUnits(DriverTables(), by: "building", Self.options) == nil)
  }
}
