import FidelityData
import FidelityDrivers
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Tables of a study")
struct StudyTablesTests {
  @Test("roles, columns, day, periods and levels are read; tables of a role follow each other")
  func read() throws {
    let study = try Study(
      yaml: """
        as-of: 2025-03-31
        periods: term
        levels: [building, district]
        tables:
          - {role: coaching-log, file: a.csv, columns: {coachee: trainee}, missing: [NA]}
          - {role: coaching-log, file: b.csv, columns: {coachee: trainee}, missing: [NA]}
          - {role: units, file: units.csv}
        analyses: [drivers: {systems: coaching}]
        """)
    #expect(study.tables.asOf == CalendarDate.day(year: 2025, month: 3, day: 31))
    #expect(study.tables.periods == .term && study.tables.levels == ["building", "district"])
    #expect(study.tables.sources.map(\.role) == [.coachingLog, .units])
    #expect(
      study.tables.sources[0].files == ["./a.csv", "./b.csv"] || study.tables.sources[0].files == ["a.csv", "b.csv"])
    #expect(study.tables.sources[0].columns == ["coachee": "trainee"])
    #expect(study.data.files.isEmpty)
  }

  @Test(
    "every mistake has its place",
    arguments: [
      ("tables: [{role: coaching, file: a.csv}]", "1:17"), ("tables: [{role: units}]", "1:10"),
      ("tables: [{role: units, file: a.csv}]\nas-of: March", "2:8"),
      ("tables: [{role: units, file: a.csv}]\nperiods: weekly", "2:10"),
      ("tables: [{role: units, file: a.csv}]\nlevels: [a, a]", "2:9"),
      ("tables: [{role: units, file: a.csv, columns: 3}]", "1:46"),
    ])
  func mistakes(yaml: String, place: String) {
    let error = #expect(throws: DataError.self) { try Study(yaml: yaml, file: "s.yaml") }
    #expect(error?.description.hasPrefix("s.yaml:\(place)") == true, "\(error?.description ?? "")")
  }

  @Test("a study without tables needs data")
  func needsData() {
    let error = #expect(throws: DataError.self) { try Study(yaml: "analyses: [drivers: {}]") }
    #expect(error?.description.contains("\"data\"") == true)
  }

  @Test(
    "periods follow each other without gaps",
    arguments: [ReportingPeriods.month, .quarter, .term, .year])
  func periods(rule: ReportingPeriods) throws {
    let first = try #require(CalendarDate.day(year: 2023, month: 11, day: 20))
    let last = try #require(CalendarDate.day(year: 2025, month: 8, day: 2))
    let periods = rule.periods(from: first, to: last)
    let one = try #require(periods.first)
    #expect(one.days.contains(first) && periods.last?.days.contains(last) == true)
    for (a, b) in zip(periods, periods.dropFirst()) { #expect(a.days.upperBound + 1 == b.days.lowerBound) }
    #expect(Set(periods.map(\.name)).count == periods.count)
    switch rule {
    case .month: #expect(periods.count == 22 && one.name == "2023-11")
    case .quarter: #expect(periods.count == 8 && one.name == "2023-Q4")
    case .term:
      #expect(periods.map(\.name) == ["2023-autumn", "2024-spring", "2024-autumn", "2025-spring", "2025-autumn"])
    default: #expect(periods.map(\.name) == ["2023-2024", "2024-2025", "2025-2026"])
    }
    #expect(
      ReportingPeriods.dates([first, first + 10]).periods(from: first, to: first + 30).map(\.days) == [
        first...first + 9, first + 10...first + 30,
      ])
  }
}
