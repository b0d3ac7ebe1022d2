import FidelityData
import Testing

@Suite struct CalendarDateTests {
  private static func monthLengths(_ year: Int) -> [Int] {
    let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  }

  @Test func `every day from 1899 to 2101, counted one by one`() throws {
    let iso = try #require(CalendarDate.Format("YYYY-MM-DD"))
    var expected = -25_932
    var wrong: [Int] = []
    for year in 1899...2101 {
      for (month, length) in Self.monthLengths(year).enumerated() {
        for day in 1...length {
          let isRight =
            CalendarDate.day(year: year, month: month + 1, day: day) == expected
            && CalendarDate.civil(expected) == (year, month + 1, day) && CalendarDate.year(ofDay: expected) == year
            && iso.day(CalendarDate.text(ofDay: expected)) == expected
          if !isRight { wrong.append(expected) }
          expected += 1
        }
        if CalendarDate.day(year: year, month: month + 1, day: length + 1) != nil { wrong.append(expected) }
      }
    }
    #expect(wrong == [])
  }

  @Test(arguments: [
    ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("1900-03-01", -25_508), ("1600-01-01", -135_140),
    ("0001-01-01", -719_162), ("9999-12-31", 2_932_896), ("0000-12-31", -719_163),
  ])
  func `known day numbers`(text: String, day: Int) throws {
    #expect(CalendarDate.text(ofDay: day) == text)
    #expect(try #require(CalendarDate.Format("YYYY-MM-DD")).day(text) == day)
  }

  @Test func `years before the first and far away`() {
    #expect(CalendarDate.text(ofDay: -719_529) == "-0001-12-31")
    #expect(CalendarDate.text(ofDay: 2_932_897) == "10000-01-01")
    #expect(CalendarDate.day(year: 99_999, month: 12, day: 31).map(CalendarDate.text) == "99999-12-31")
    #expect(CalendarDate.day(year: -99_999, month: 1, day: 1).map(CalendarDate.text) == "-99999-01-01")
  }

  @Test(arguments: [
    [2023, 2, 29], [1900, 2, 29], [2100, 2, 29], [2024, 2, 30], [2024, 0, 1], [2024, 13, 1], [2024, 4, 31],
    [2024, 1, 0], [2024, 1, 32], [2024, 1, -1], [100_000, 1, 1], [.min, 1, 1], [.max, 1, 1], [2024, .min, .max],
  ])
  func `no such day`(date: [Int]) {
    #expect(CalendarDate.day(year: date[0], month: date[1], day: date[2]) == nil)
  }
}
