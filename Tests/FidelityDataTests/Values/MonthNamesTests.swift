import FidelityData
import Testing

@Suite struct MonthNamesTests {
  private static let date = CalendarDate.Format("D. MMM YYYY")
  private static let names = [
    "January Februar März avril mayo giugno julho août settembre oktober novembre dezembro",
    "Jan. Feb. Mrz Apr. Mai Jun. Jul. Aug. Sept. Okt. Nov. Dez.",
    "janv. févr. mars avr. mai juin juil. aoû sept. oct. nov. déc.",
    "ene feb mar abr may jun jul ago set oct nov dic", "gen feb mar apr mag giu lug ago set ott nov dic",
    "jan fev mar abr mai jun jul ago set out nov dez", "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "Jänner Feber Maerz April MAJ juni juli augustus setiembre October november desember",
    "janvier fevrier marts avril maio junho juillet aout septiembre ottobre noviembre DÉCEMBRE",
    "januari februari mars april maj giugno luglio augusti setembro outubro novembro décembre",
  ]

  @Test(arguments: names)
  func `the months of a language`(text: String) throws {
    let format = try #require(Self.date)
    for (place, name) in text.split(separator: " ").enumerated() {
      #expect(format.day("3. \(name) 2024") == CalendarDate.day(year: 2024, month: place + 1, day: 3), "\(name)")
    }
  }

  @Test(arguments: ["jui", "ju", "ja", "m", "mr", "Janua ry", "xyz", "Monday", "lundi", "març3"])
  func `what is no month, or two`(name: String) throws {
    let format = try #require(Self.date)
    #expect(format.day("3. \(name) 2024") == nil)
  }

  @Test func `the whole name alone`() throws {
    let format = try #require(CalendarDate.Format("D MMMM YYYY"))
    #expect(format.day("3 märz 2024") == CalendarDate.day(year: 2024, month: 3, day: 3))
    #expect(format.day("3 mar 2024") == nil)
    #expect(format.day("3 mai 2024") != nil)
    // An accent of its own, after its letter.
    #expect(format.day("3 fe\u{301}vrier 2024") == CalendarDate.day(year: 2024, month: 2, day: 3))
  }

  @Test(arguments: ["3 de marzo de 2024", "3. März 2024", "3 mars 2024", "3-Mrt-2024"])
  func `dates are known by their names`(text: String) throws {
    guard case .form(let format) = CalendarDate.Format.find(text) else {
      Issue.record("no form")
      return
    }
    #expect(format.day(text) == CalendarDate.day(year: 2024, month: 3, day: 3))
  }
}
