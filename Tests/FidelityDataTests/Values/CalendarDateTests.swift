import FidelityData
import Testing

@Suite struct CalendarDateTests {
  @Test(
    arguments: [
      ("2024-01-01T08:00", 28_800), ("2024-01-01 06:30:00", 23_400), ("2024-01-01T103000", 37_800),
      ("2024-01-01 12:00:00.5", 43_200.5), ("2024-01-01T12:00Z", 43_200), ("2024-01-01 12:00:00+0100", 43_200),
      ("2024-01-01T12:00:00-05:30", 43_200), ("2024-01-01", 0),
    ] as [(String, Double)])
  func `a time of day is its share of the day`(text: String, seconds: Double) throws {
    let iso = try #require(CalendarDate.Format("YYYY-MM-DD"))
    let time = try #require(iso.time(text))
    #expect(abs(time - (19_723 + seconds / 86_400)) < 1e-10)
    #expect(iso.day(text) == 19_723)
  }

  @Test(arguments: [
    "2024-01-01 2024-05-01", "2024-01-01T99:99:99", "2024-01-01T24:00", "2024-01-01 10", "2024-01-01T10:3",
    "2024-01-01 10:30 pm", "2024-01-01T10:30:61", "2024-01-01T10:30+25", "2024-01-01x", "2024-01-01 10:30:00.",
  ])
  func `what is no time of day is refused`(text: String) throws {
    #expect(try #require(CalendarDate.Format("YYYY-MM-DD")).time(text) == nil)
  }

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

  struct Reading: Sendable, CustomTestStringConvertible {
    let pattern: String
    let text: String
    let date: String?
    init(_ pattern: String, _ text: String, _ date: String?) {
      (self.pattern, self.text, self.date) = (pattern, text, date)
    }
    var testDescription: String { "\(pattern) \(text)" }
  }

  static let readings = [
    Reading("YYYY-MM-DD", "2024-09-15", "2024-09-15"),
    Reading("YYYY-MM-DD", "2024-9-5", "2024-09-05"),
    Reading("yyyy-mm-dd", "2024-09-15T10:30", "2024-09-15"),
    Reading("YYYY-MM-DD", "2024-09-15T10:30:00.250+02:00", "2024-09-15"),
    Reading("YYYY-MM-DD", "2024-09-15 00:00:00", "2024-09-15"),
    Reading("YYYY-MM-DD", "2024-09-15T103000Z", "2024-09-15"),
    Reading("YYYY-MM-DD", "2024-09-15 or so", nil),
    Reading("YYYY-MM-DD", "2024-09-15T", nil),
    Reading("YYYY-MM-DD", "2024-09-15Z", nil),
    Reading("YYYY-MM-DD", "2024-09-155", nil),
    Reading("YYYY-MM-DD", "24-09-15", nil),
    Reading("YYYY-MM-DD", "2024/09/15", nil),
    Reading("YYYY-MM-DD", "2024-02-30", nil),
    Reading("YYYY-MM-DD", "", nil),
    Reading("YYYY-MM-DD", " 2024-09-15", nil),
    Reading("YYYY-MM-DD", "-2024-09-15", nil),
    Reading("DDMMYYYY", "05092024", "2024-09-05"),
    Reading("DDMMYYYY", "31092024", nil),
    Reading("DDMMYYYY", "5092024", nil),
    Reading("DDMMYYYY", "05092024T10:30", nil),
    Reading("YYYYMMDD", "20240229", "2024-02-29"),
    Reading("YYYYMMDD", "20230229", nil),
    Reading("YYYYMMDD", "2024229", nil),
    Reading("DD/MM/YYYY", "5/9/2024", "2024-09-05"),
    Reading("DD/MM/YYYY", "05/09/2024", "2024-09-05"),
    Reading("DD/MM/YYYY", "5/9/24", nil),
    Reading("DD/MM/YYYY", "5/9/2024 10:30", nil),
    Reading("MM/DD/YYYY", "9/5/2024", "2024-09-05"),
    Reading("MM/DD/YYYY", "13/5/2024", nil),
    Reading("DD.MM.YY", "5.9.68", "2068-09-05"),
    Reading("DD.MM.YY", "5.9.69", "1969-09-05"),
    Reading("DD.MM.YY", "5.9.00", "2000-09-05"),
    Reading("DD.MM.YY", "5.9.99", "1999-09-05"),
    Reading("DD.MM.YY", "5.9.1999", nil),
    Reading("DD.MM.YY", "5.9.9", nil),
    Reading("week of DD.MM.YYYY", "week of 5.9.2024", "2024-09-05"),
    Reading("week of DD.MM.YYYY", "WEEK OF 5.9.2024", nil),
    Reading("YYYY-MM-DD", "2024-\u{661}\u{662}-01", nil),
  ]

  @Test(arguments: readings)
  func `dates as they are written`(reading: Reading) throws {
    let day = try #require(CalendarDate.Format(reading.pattern)).day(reading.text)
    #expect(day.map(CalendarDate.text) == reading.date)
  }

  @Test(arguments: [
    "", "YYYY", "YYYY-MM", "MM/DD", "YYYY-MM-DD-DD", "YYYY-YY-MM-DD", "D/M/YYYY", "YYYY-MM-MM-DD", "%Y-%m-%d",
  ])
  func `patterns that name no date`(pattern: String) {
    #expect(CalendarDate.Format(pattern) == nil)
  }

  @Test func `a format keeps its pattern`() {
    #expect(CalendarDate.Format("dd.mm.yyyy")?.pattern == "dd.mm.yyyy")
  }

  @Test("names of months, for every day of some years")
  func monthNames() throws {
    let short = try #require(CalendarDate.Format("DD-MMM-YYYY"))
    let long = try #require(CalendarDate.Format("MMMM DD, YYYY"))
    let names = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ]
    for day in stride(from: -40_000, to: 40_000, by: 17) {
      let (year, month, ofMonth) = CalendarDate.civil(day)
      guard (1_000...9_999).contains(year) else { continue }
      let name = names[month - 1]
      #expect(short.day("\(ofMonth)-\(name.prefix(3))-\(year)") == day)
      #expect(short.day("\(ofMonth)-\(name.prefix(3).uppercased())-\(year)") == day)
      #expect(long.day("\(name.lowercased()) \(ofMonth), \(year)") == day)
    }
    #expect(short.day("15-Apx-2019") == nil)
    #expect(short.day("15-04-2019") == nil)
    #expect(short.day("31-Feb-2019") == nil)
    #expect(CalendarDate.Format("DD-MMM-MM-YYYY") == nil)
  }
}
