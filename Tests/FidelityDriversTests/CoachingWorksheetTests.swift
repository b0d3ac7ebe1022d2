import FidelityData
import FidelityDrivers
import Testing

@Suite("Coaching System Development Worksheet")
struct CoachingWorksheetTests {
  typealias Tables = CoachingTestTables

  static func rows(_ table: DriverTable?) -> [DriverRow] {
    Tables.rows(CoachingWorksheetDriver.self, table.map { [$0] } ?? [], CoachingTests.options)
  }

  @Test("A level where nothing applies has no share, and nothing overdue")
  func undefined() throws {
    let rows = Self.rows(try Tables.dataset(.coachingWorksheet, "drivers-coaching-worksheet", "data.csv"))
    #expect(Tables.find(rows, "readiness-share", term: "state", form: "in place")?.status == .nothingPlanned)
    #expect(Tables.find(rows, "readiness-share", term: "state", form: "points")?.status == .nothingPlanned)
    #expect(Tables.find(rows, "commitments-overdue", term: "state")?.estimate == 0)
    #expect(Tables.speechless(rows).isEmpty)
  }

  @Test("The order of rows does not matter", arguments: [UInt64(1), 2, 3])
  func permutation(seed: UInt64) throws {
    let slug = "drivers-coaching-worksheet"
    let own = Self.rows(try Tables.dataset(.coachingWorksheet, slug, "data.csv"))
    let other = Self.rows(try Tables.dataset(.coachingWorksheet, slug, "data.csv", seed: seed))
    #expect(Tables.areClose(own, other))
  }

  @Test("All in place; in place only after the as-of date; due on the day")
  func edges() {
    let all = Self.rows(Tables.table(.coachingWorksheet, "item,level,status\nspace,building,2"))
    #expect(Tables.find(all, "readiness-share", term: "all", form: "in place")?.estimate == 1)
    #expect(Tables.find(all, "owner-named", term: "all")?.status == .nothingPlanned)
    let rows = Self.rows(
      Tables.table(
        .coachingWorksheet,
        """
        item,level,status,owner,due,done
        space,building,2,,2025-03-30,2025-04-01
        time,building,0,,2025-03-31,
        """))
    #expect(Tables.find(rows, "readiness-share", term: "all", form: "in place")?.estimate == 0)
    #expect(Tables.find(rows, "readiness-share", term: "all", form: "points")?.estimate == 0.25)
    #expect(Tables.find(rows, "commitments-overdue", term: "all")?.estimate == 1)
    #expect(Tables.find(rows, "owner-named", term: "all")?.estimate == 0)
  }

  @Test("No table names the file")
  func missing() {
    #expect(Self.rows(nil).map(\.estimate.note) == ["fill coaching-worksheet.csv"])
    #expect(Self.rows(nil).map(\.estimate.status) == [.noTable])
  }

  @Test("A date of being in place contradicts another status, and a status is whole")
  func errors() {
    let table = Tables.table(
      .coachingWorksheet,
      """
      item,level,status,done
      a,building,2,2025-01-01
      b,building,1,2025-01-01
      c,building,,2025-01-01
      d,building,1.5,
      """)
    let errors = CoachingWorksheetDriver.errors(DriverTables([table]), CoachingTests.options)
    #expect(errors.map(\.row) == [2, 3, 4])
    #expect(errors.map(\.column) == ["done", "done", "status"])
  }

  @Test("Our items have names of their own, every topic and level")
  func items() {
    let items = CoachingWorksheetItems.all
    #expect(Set(items.map(\.id)).count == items.count)
    #expect(Set(items.map(\.topic)) == Set(CoachingWorksheetItem.Topic.allCases))
    #expect(Set(items.map(\.level)) == ["building", "district", "state"])
    #expect(items.allSatisfy { !$0.text.isEmpty && !$0.id.contains(",") && !$0.text.contains("\"") })
  }
}
