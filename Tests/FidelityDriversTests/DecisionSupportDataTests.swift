import FidelityData
import FidelityDrivers
import FidelityTesting
import Testing

@Suite("Decision-support data system")
struct DecisionSupportDataTests {
  typealias Tables = CoachingTestTables

  static let options = DriverOptions(asOf: Tables.day("2025-01-31"))

  static func example(seed: UInt64? = nil) throws -> [DriverTable] {
    [
      try Tables.dataset(.dataRecords, "drivers-data-system", "data.csv", seed: seed),
      try Tables.dataset(.dataDecisions, "drivers-data-system", "decisions.csv", seed: seed),
    ]
  }

  static func rows(_ tables: [DriverTable], _ options: DriverOptions = options) -> [DriverRow] {
    Tables.rows(DecisionSupportDataDriver.self, tables, options)
  }

  @Test("A type that is nowhere due has no completeness; the parts of a health that has none say why")
  func undefined() throws {
    let tables = try Self.example()
    let types = tables[0].names("type")
    let rest = tables[0].rows((0..<tables[0].rowCount).filter { types[$0] != "quality" })
    let rows = Self.rows([rest, tables[1]])
    #expect(Tables.find(rows, "completeness", term: "quality")?.status == .nothingPlanned)
    #expect(Tables.find(rows, "all-three-types")?.estimate == 0)
    #expect(Tables.find(rows, "data-health")?.estimate == 0)
    #expect(Tables.speechless(rows).isEmpty)
    var early = Self.options
    early.asOf = Tables.day("2024-01-01")
    let none = Self.rows(tables, early)
    #expect(Tables.find(none, "completeness", term: "all")?.status == .nothingPlanned)
    #expect(Tables.find(none, "timeliness", form: "within limit")?.status == .noEvents)
    #expect(Tables.find(none, "data-health")?.status == .nothingPlanned)
    #expect(Tables.speechless(none).isEmpty)
  }

  @Test("The order of rows does not matter", arguments: [UInt64(1), 2, 3])
  func permutation(seed: UInt64) throws {
    #expect(Tables.areClose(Self.rows(try Self.example()), Self.rows(try Self.example(seed: seed))))
  }

  @Test("Late data do not vanish: a record that comes later changes nothing of what was known before")
  func noHindsight() throws {
    let tables = try Self.example()
    var blind = tables[0].numbers("entered")
    for row in blind.indices where blind[row] > Self.options.asOf { blind[row] = .nan }
    let names = ["record", "unit", "level", "type"].map { ($0, tables[0].names($0)) }
    let other = DriverTable(
      .dataRecords, file: "data-records.csv", rowCount: tables[0].rowCount,
      names: Dictionary(uniqueKeysWithValues: names),
      numbers: ["due": tables[0].numbers("due"), "event": tables[0].numbers("event"), "entered": blind])
    #expect(Self.rows([other, tables[1]]) == Self.rows(tables))
  }

  @Test("The health is between its smallest and its largest part, and rises with p")
  func health() throws {
    let tables = try Self.example()
    let values = try [-Double.infinity, -1, 0, 0.5, 1, .infinity].map { p in
      var options = Self.options
      options.p = p
      return try #require(Tables.find(Self.rows(tables, options), "data-health")).estimate
    }
    #expect(values == values.sorted() && Set(values).count == values.count)
    #expect(isClose(values.first, 7 / 12.0, within: 1e-15) && isClose(values.last, 26 / 30.0, within: 1e-15))
  }

  @Test("Who looked at data, of those from whom data are expected")
  func access() throws {
    let records = Tables.table(
      .dataRecords,
      """
      record,unit,level,type,due,building
      1,K1,classroom,fidelity,2025-01-01,B1
      2,K2,classroom,fidelity,2025-01-01,B1
      3,K3,classroom,fidelity,2025-01-01,B2
      """)
    let access = Tables.table(
      .dataAccess,
      """
      unit,level,date
      K1,classroom,2025-01-04
      K1,classroom,2025-01-05
      K2,classroom,2025-02-05
      B1,building,2025-01-05
      """)
    let rows = Self.rows([records, access])
    #expect(isClose(Tables.find(rows, "access-share", term: "classroom")?.estimate, 1 / 3.0, within: 1e-15))
    #expect(Tables.find(rows, "access-share", term: "building")?.estimate == 0.5)
    #expect(Tables.find(rows, "access-share", term: "all")?.estimate == 0.4)
    var options = Self.options
    options.cluster = "building"
    let clustered = try #require(Tables.find(Self.rows([records, access], options), "access-share", term: "classroom"))
    #expect(clustered.method == "ratio of totals" && clustered.unitCount == 2)
  }

  @Test("Units that only the table of units knows have its clusters")
  func clustersOfUnits() throws {
    let units = Tables.table(
      .units,
      """
      unit,classroom,building
      1,k1,B1
      2,k2,B1
      3,k3,B1
      4,k4,B2
      5,k5,B2
      6,k6,B2
      7,k7,B3
      8,k8,B3
      """)
    let access = Tables.table(
      .dataAccess,
      """
      unit,level,date,building
      k1,classroom,2025-01-04,B1
      k2,classroom,2025-01-04,B1
      k4,classroom,2025-01-04,B2
      """)
    var options = Self.options
    options.cluster = "building"
    let row = try #require(Tables.find(Self.rows([units, access], options), "access-share", term: "classroom"))
    #expect(row.estimate == 3 / 8.0 && row.unitCount == 3 && row.degreesOfFreedom == 2)
    // Residuals 7/8, -1/8 and -3/4.
    #expect(isClose(row.standardError, (1.5 * 1.34375).squareRoot() / 8, within: 1e-15))
    options.cluster = "region"
    let plain = try #require(Tables.find(Self.rows([units, access], options), "access-share", term: "classroom"))
    #expect(plain.method == "wilson" && plain.note == "no column region: limits as of independent units")
  }

  @Test("Rows of a later day are counted; units of a cluster report together")
  func laterRows() throws {
    let tables = [
      Tables.table(
        .dataRecords,
        """
        record,unit,level,type,due,entered,building
        1,K1,classroom,fidelity,2025-01-01,2025-01-01,B1
        2,K1,classroom,fidelity,2025-01-02,,B1
        3,K2,classroom,fidelity,2025-01-01,2025-01-01,B1
        4,K3,classroom,fidelity,2025-01-01,,B2
        5,K3,classroom,fidelity,2025-02-01,,B2
        """),
      Tables.table(
        .dataDecisions, "decision,level,data_used,date\nD1,student,outcome,2025-01-01\nD2,student,outcome,2025-02-01"),
      Tables.table(
        .dataAccess, "unit,level,date\nK1,classroom,2025-02-01\nK2,classroom,2025-02-02\nK3,classroom,2025-01-02"),
    ]
    var options = Self.options
    options.cluster = "building"
    let rows = Self.rows(tables, options)
    for (table, count) in [("data-records", 1.0), ("data-decisions", 1), ("data-access", 2)] {
      #expect(Tables.find(rows, "rows-after-as-of", term: table)?.estimate == count)
    }
    let form = "mean over unit and type of received over due"
    let row = try #require(Tables.find(rows, "reporting-frequency", form: form))
    // K1 gives half, K2 all, K3 nothing: B1 1.5 of 2, B2 0 of 1.
    #expect(row.estimate == 0.5 && row.unitCount == 2 && row.degreesOfFreedom == 1)
    #expect(isClose(row.standardError, 1 / 3.0, within: 1e-15))
  }

  @Test("Missing tables are named")
  func missingTables() throws {
    let none = Self.rows([])
    #expect(none.allSatisfy { $0.estimate.status == .noTable })
    #expect(
      Set(none.compactMap(\.estimate.note)) == [
        "fill data-records.csv", "fill data-access.csv", "fill data-decisions.csv",
      ])
    let records = Self.rows([try Self.example()[0]])
    let health = try #require(Tables.find(records, "data-health"))
    #expect(health.status == .noTable && health.note == "fill data-decisions.csv")
    #expect(Tables.find(records, "completeness", term: "all")?.status == .ok)
  }

  @Test("An entry before its event, a unit at two levels and in two clusters")
  func errors() {
    let records = Tables.table(
      .dataRecords,
      """
      record,unit,level,type,due,event,entered,building
      1,K1,classroom,fidelity,2025-01-01,2025-01-02,2025-01-01,B1
      2,K1,building,fidelity,2025-01-01,2025-01-01,2025-01-01,B1
      3,K3,classroom,fidelity,2025-01-01,,,B1
      4,K3,classroom,outcome,2025-01-01,,,B2
      """)
    let access = Tables.table(.dataAccess, "unit,level,date\nK3,district,2025-01-04")
    var options = Self.options
    options.cluster = "building"
    let errors = DecisionSupportDataDriver.errors(DriverTables([records, access]), options)
    #expect(
      errors.map { "\($0.file ?? "") \($0.row ?? 0) \($0.column ?? "")" } == [
        "data-records.csv 1 entered", "data-records.csv 2 level", "data-access.csv 1 level",
        "data-records.csv 4 building",
      ])
  }
}
