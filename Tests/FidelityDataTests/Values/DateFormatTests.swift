import FidelityData
import Testing

@Suite struct DateFormatTests {
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
    Reading("DD/MM/YYYY", "5/9/2024 10:30", "2024-09-05"),
    Reading("DD/MM/YYYY", "5/9/2024 25:30", nil),
    Reading("D/M/YYYY", "5/9/2024", "2024-09-05"),
    Reading("d/m/yyyy hh:mm", "15/09/2024 10:30", "2024-09-15"),
    Reading("M/D/YYYY", "9/15/2024 8:05 PM", "2024-09-15"),
    Reading("M/D/YYYY", "15/9/2024", nil),
    Reading("M/D/YY", "9/5/24", "2024-09-05"),
    Reading("D. MMM YYYY", "5. Sept. 2024", "2024-09-05"),
    Reading("D MMM YYYY", "5 September 2024", "2024-09-05"),
    Reading("D MMMM YYYY", "5 Sep 2024", nil),
    Reading("YYYY-MM", "2023-09", "2023-09-01"),
    Reading("YYYY-MM", "2023-13", nil),
    Reading("YYYY-MM", "2023-09 10:00", nil),
    Reading("YYYYMM", "202309", "2023-09-01"),
    Reading("MMM YYYY", "Oct 2023", "2023-10-01"),
    Reading("excel", "1", "1900-01-01"),
    Reading("excel", "59", "1900-02-28"),
    Reading("excel", "60", nil),
    Reading("excel", "61", "1900-03-01"),
    Reading("excel", "45292", "2024-01-01"),
    Reading("Excel", "45292.75", "2024-01-01"),
    Reading("excel", "-1", nil),
    Reading("excel", "2024-01-01", nil),
    Reading("excel", "2958466", nil),
    Reading("excel-1904", "0", "1904-01-01"),
    Reading("excel-1904", "43830", "2024-01-01"),
    Reading("unix", "1704067200", "2024-01-01"),
    Reading("unix", "-1", "1969-12-31"),
    Reading("unix", "1704067200000", nil),
    Reading("school-year", "2023-24", "2023-08-01"),
    Reading("school-year", "2023/2024", "2023-08-01"),
    Reading("school-year", "1999-00", "1999-08-01"),
    Reading("school-year", "2023-25", nil),
    Reading("school-year", "2023-4", nil),
    Reading("school-year", "2023", nil),
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
    "", "YYYY", "YY-MM", "MM/DD", "YYYY-MM-DD-DD", "YYYY-YY-MM-DD", "YYYY-MM-MM-DD", "%Y-%m-%d", "excel-1900",
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

  @Test(
    arguments: [
      ("M/D/YYYY", "1/1/2024 8:05 AM", 29_100), ("M/D/YYYY", "1/1/2024 8:05 PM", 72_300),
      ("M/D/YYYY", "1/1/2024 12:00 AM", 0), ("M/D/YYYY", "1/1/2024 12:00 pm", 43_200),
      ("D.M.YYYY", "1.1.2024 9:30:15", 34_215), ("M/D/YYYY", "1/1/2024 10:30:00 AM GMT+1", 37_800),
      ("YYYY/MM/DD", "2024/01/01 8:05:00 PM UTC", 72_300), ("YYYY-MM-DD", "2024-01-01 12:00 GMT-03:30", 43_200),
      ("excel", "45292.25", 21_600), ("unix", "1704088800", 21_600),
    ] as [(String, String, Double)])
  func `the time of day goes with every form`(pattern: String, text: String, seconds: Double) throws {
    let format = try #require(CalendarDate.Format(pattern))
    let time = try #require(format.time(text))
    #expect(abs(time - (19_723 + seconds / 86_400)) < 1e-10)
  }

  @Test(arguments: ["1/1/2024 10:30 GMT+", "1/1/2024 10:30 GMT+1x", "1/1/2024 10:30 CET", "1/1/2024 GMT"])
  func `what is no zone is no time`(text: String) throws {
    #expect(try #require(CalendarDate.Format("M/D/YYYY")).time(text) == nil)
  }

  @Test(
    arguments: [
      ("2024-09-15", ["YYYY-MM-DD"]), ("2024/9/5", ["YYYY/M/D"]), ("15 Sep 2024", ["D MMM YYYY"]),
      ("September 15, 2024", ["MMM D, YYYY"]), ("15-Sep-2024", ["D-MMM-YYYY"]), ("2023-09", ["YYYY-MM"]),
      ("2023-24", ["school-year"]), ("2011-12", ["YYYY-MM", "school-year"]), ("3/4/2024", ["M/D/YYYY", "D/M/YYYY"]),
      ("15/4/2024", ["D/M/YYYY"]), ("3.4.24", ["M.D.YY", "D.M.YY"]), ("45292", []), ("soon", []), ("", []),
    ] as [(String, [String])])
  func `the forms that a date can have`(text: String, forms: [String]) {
    switch CalendarDate.Format.find(text) {
    case .form(let form): #expect([form.pattern] == forms)
    case .several(let several): #expect(several.map(\.pattern) == forms)
    case nil: #expect(forms == [])
    }
    // Days and months in numbers are never settled by one date.
    if case .form = CalendarDate.Format.find(text) { #expect(!text.contains("4/2024")) }
  }
}
