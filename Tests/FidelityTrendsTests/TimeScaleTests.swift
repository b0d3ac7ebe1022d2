import FidelityData
import FidelityTrends
import Testing

@Suite("Units of time")
struct TimeScaleTests {
  @Test(
    "School years start on 1 August",
    arguments: [
      ("2024-09-16", "2024-08-01"), ("2025-03-01", "2024-08-01"), ("2024-08-01", "2024-08-01"),
      ("2024-07-31", "2023-08-01"),
    ])
  func schoolYear(_ first: String, _ expected: String) throws {
    let format = try #require(CalendarDate.Format("YYYY-MM-DD"))
    let origin = TimeUnit.schoolYears.origin(firstDay: try #require(format.day(first)))
    #expect(CalendarDate.text(ofDay: origin) == expected)
  }

  @Test("Other units start on the first day", arguments: [TimeUnit.days, .weeks, .months, .years])
  func others(_ unit: TimeUnit) { #expect(unit.origin(firstDay: 19_000) == 19_000) }

  @Test("Twelve months are a year")
  func lengths() {
    #expect(TimeUnit.months.days * 12 == TimeUnit.years.days)
    #expect(TimeUnit.weeks.days == 7)
  }
}
