import FidelityData
import FidelityDrivers
import FidelityTesting
import Testing

/// A row of a barrier log; days are small numbers here.
private struct Barrier {
  var name: String
  var category = "schedule"
  var owner: String?
  var raised: Double
  var resolved = Double.nan
  var reported = Double.nan
  var again: String?
  var building = "B1"

  static func table(_ barriers: [Barrier], without columns: Set<String> = []) -> DriverTable {
    let names: [String: NameColumn] = [
      "barrier": NameColumn(barriers.map(\.name)), "category": NameColumn(barriers.map(\.category)),
      "owner": NameColumn(barriers.map(\.owner)), "recurrence_of": NameColumn(barriers.map(\.again)),
      "building": NameColumn(barriers.map(\.building)),
    ]
    let numbers = [
      "raised": barriers.map(\.raised), "resolved": barriers.map(\.resolved), "reported_back": barriers.map(\.reported),
    ]
    return DriverTable(
      .barriers, file: "barriers.csv", rowCount: barriers.count, names: names.filter { !columns.contains($0.key) },
      numbers: numbers.filter { !columns.contains($0.key) })
  }
}

private func loops(_ teams: [(team: String, planned: Double, held: Double, months: Double)]) -> DriverTable {
  DriverTable(
    .loops, file: "loops.csv", rowCount: teams.count, names: ["team": NameColumn(teams.map(\.team))],
    numbers: ["planned": teams.map(\.planned), "held": teams.map(\.held), "months": teams.map(\.months)])
}

private func rows(_ tables: [DriverTable], _ options: DriverOptions) -> [DriverRow] {
  return FacilitativeAdministrationDriver.rows(DriverTables(tables), options)
}

private func find(
  _ rows: [DriverRow], _ quantity: String, term: String? = nil, form: String? = nil, days: Double? = nil,
  unit: String? = nil
) -> Estimate? {
  rows.first {
    $0.estimate.quantity == quantity && $0.estimate.term == term && (form == nil || $0.estimate.form == form)
      && (days == nil || $0.days == days) && $0.unit == unit
  }?.estimate
}

@Suite("Facilitative administration")
struct FacilitativeAdministrationTests {
  private static let log = [
    Barrier(name: "a", owner: "AP", raised: 0, resolved: 10, reported: 12),
    Barrier(name: "b", category: "policy", owner: "S", raised: 5),
    Barrier(name: "c", raised: 20, resolved: 60),
    Barrier(name: "d", owner: "AP", raised: 30, resolved: 35, reported: 35, again: "a", building: "B2"),
    Barrier(name: "e", category: "policy", raised: 80, building: "B2"),
    Barrier(name: "f", raised: 90, resolved: 130, reported: 131, again: "d", building: "B2"),
  ]

  private static func options(asOf: Double = 100) -> DriverOptions { DriverOptions(asOf: asOf) }

  @Test("What is resolved, reported back, owned and back again by the as-of date")
  func shares() {
    let rows = rows([Barrier.table(Self.log)], Self.options())
    // f is resolved after the date: it is open.
    #expect(find(rows, "closed-loop-rate", term: "all")?.estimate == 2.0 / 6)
    #expect(find(rows, "closed-loop-rate", term: "schedule")?.estimate == 2.0 / 4)
    #expect(find(rows, "closed-loop-rate", term: "policy")?.estimate == 0)
    #expect(find(rows, "resolved-share", form: "crude")?.estimate == 3.0 / 6)
    // a and d of a, b, c, d: e and f are too young.
    let inTime = find(rows, "resolved-share", form: "within 30 days, of those old enough")
    #expect(inTime?.estimate == 2.0 / 4 && inTime?.unitCount == 4)
    #expect(find(rows, "owner-named", term: "open barriers")?.estimate == 1.0 / 3)
    // d names a, f names d, nobody names c.
    #expect(find(rows, "recurrence-rate")?.estimate == 2.0 / 3)
    #expect(find(rows, "open-days", term: "policy", unit: "b")?.estimate == 95)
    #expect(rows.filter { $0.unitKind == "barrier" }.map(\.unit) == ["b", "e", "f"])
  }

  @Test("Clocks by category; a category that is open throughout has no median")
  func clocks() {
    let rows = rows([Barrier.table(Self.log)], Self.options())
    #expect(find(rows, "survival", term: "all", days: 7)?.estimate == 5.0 / 6)
    // b (95), e (20) and f (10) are open; f is at risk on day 10.
    #expect(isClose(find(rows, "survival", term: "all", days: 14)?.estimate, 5.0 / 6 * 4 / 5, within: 1e-15))
    let policy = find(rows, "median-days", term: "policy")
    #expect(policy?.status == .notReached && policy?.estimate.isNaN == true)
    #expect(find(rows, "survival", term: "policy", days: 30)?.estimate == 1)
    let test = find(rows, "log-rank", form: "by category")
    #expect(test?.degreesOfFreedom == 1 && test?.status == .ok)
    // Nobody has been open as long.
    let options = Self.options(asOf: 6)
    let young = find(self.rows(Array(Self.log.prefix(2)), options), "survival", term: "all", days: 90)
    #expect(young?.estimate == 1 && young?.note?.contains("no spell is that long") == true)
  }

  private func rows(_ log: [Barrier], _ options: DriverOptions) -> [DriverRow] {
    FidelityDriversTests.rows([Barrier.table(log)], options)
  }

  @Test("Barriers raised after the as-of date are left out and counted")
  func later() {
    let early = rows(Self.log, Self.options(asOf: 50))
    let alone = rows(Array(Self.log.prefix(4)), Self.options(asOf: 50))
    #expect(find(early, "closed-loop-rate", term: "all")?.estimate == 2.0 / 4)
    #expect(find(early, "closed-loop-rate", term: "all")?.note == "2 raised after the as-of date left out")
    #expect(find(alone, "closed-loop-rate", term: "all")?.note == nil)
    #expect(find(early, "rows-after-as-of", term: "barriers")?.estimate == 2)
    let rest = early.filter { $0.estimate.quantity != "rows-after-as-of" }
    #expect(rest.dropFirst().elementsEqual(alone.dropFirst()))
  }

  @Test("The order of the rows does not matter, nor do the names", arguments: 1...10)
  func permuted(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let shuffled = Self.log.shuffled(using: &generator)
    #expect(rows(shuffled, Self.options()) == rows(Self.log, Self.options()))
    let renamed = shuffled.map { barrier in
      var barrier = barrier
      barrier.name = "x-" + barrier.name
      barrier.again = barrier.again.map { "x-" + $0 }
      barrier.category = barrier.category == "policy" ? "z" : "a"
      return barrier
    }
    let other = rows(renamed, Self.options())
    #expect(find(other, "recurrence-rate")?.estimate == 2.0 / 3)
    #expect(find(other, "median-days", term: "z")?.status == .notReached)
    let (a, b) = (find(other, "log-rank")?.statistic, find(rows(Self.log, Self.options()), "log-rank")?.statistic)
    #expect(isClose(a, b ?? .nan, within: 1e-12))
  }

  @Test("Buildings that are pooled are the whole, and as a cluster they give the error")
  func buildings() {
    let table = Barrier.table(Self.log)
    var pooled = (resolved: 0.0, total: 0.0)
    for part in DriverTables([table]).split(by: "building") {
      let rows = FidelityDriversTests.rows(part.tables[.barriers].map { [$0] } ?? [], Self.options())
      let share = find(rows, "resolved-share", form: "crude")
      pooled.total += Double(share?.unitCount ?? 0)
      pooled.resolved += (share?.estimate ?? 0) * Double(share?.unitCount ?? 0)
    }
    #expect(pooled.resolved == 3 && pooled.total == 6)
    var options = Self.options()
    options.cluster = "building"
    let share = find(FidelityDriversTests.rows([table], options), "resolved-share", form: "crude")
    // Residuals 2 - 1.5 and 1 - 1.5.
    #expect(share?.estimate == 0.5 && share?.degreesOfFreedom == 1)
    #expect(isClose(share?.standardError, (2 * 0.5).squareRoot() / 6, within: 1e-15))
    #expect(share?.lower == 0 && share?.upper == 1)
  }

  @Test("Teams of a cluster are counted together, and later rows of teams counted")
  func clusteredLoops() throws {
    let table = CoachingTestTables.table(
      .loops,
      """
      team,planned,held,months,date,building
      a,6,5,6,2025-01-31,B1
      b,6,2,6,2025-01-31,B1
      c,4,4,6,2025-01-31,B2
      c,4,0,6,2025-07-31,B2
      """)
    var options = Self.options(asOf: CoachingTestTables.day("2025-03-31"))
    options.cluster = "building"
    let rows = FidelityDriversTests.rows([table], options)
    let row = try #require(find(rows, "loop-adherence", form: "capped"))
    // B1 7 of 12, B2 4 of 4: residuals -1.25 and 1.25 about 11/16.
    #expect(row.estimate == 11.0 / 16 && row.unitCount == 2 && row.degreesOfFreedom == 1)
    #expect(isClose(row.standardError, 2.5 / 16, within: 1e-15))
    #expect(find(rows, "rows-after-as-of", term: "loops")?.estimate == 1)
    options.cluster = "region"
    let plain = try #require(find(FidelityDriversTests.rows([table], options), "loop-adherence", form: "capped"))
    #expect(plain.unitCount == 3 && plain.note?.hasPrefix("no column region: limits as of independent units") == true)
  }

  @Test("Tables that are missing or empty, and columns that are")
  func missing() {
    let none = rows([DriverTable](), Self.options())
    #expect(none.map(\.estimate.status) == [.noTable, .noTable])
    #expect(none.map(\.estimate.note) == ["fill barriers.csv", "fill loops.csv"])
    #expect(rows([Barrier](), Self.options()).map(\.estimate.status) == [.noTable, .noTable])
    let bare = FidelityDriversTests.rows(
      [Barrier.table(Self.log, without: ["owner", "reported_back", "recurrence_of"])], Self.options())
    for quantity in ["closed-loop-rate", "owner-named", "recurrence-rate"] {
      let found = bare.first { $0.estimate.quantity == quantity }?.estimate
      #expect(found?.status == .noTable && found?.note?.hasPrefix("fill the column") == true)
    }
    #expect(find(bare, "resolved-share", form: "crude")?.estimate == 0.5)
  }

  private func rows(_ tables: [DriverTable], _ options: DriverOptions) -> [DriverRow] {
    FidelityDriversTests.rows(tables, options)
  }

  @Test("One barrier; none that was raised in time; as many categories as barriers")
  func degenerate() {
    let one = rows([Self.log[0]], Self.options())
    #expect(find(one, "median-days", term: "all")?.estimate == 10)
    #expect(find(one, "owner-named", term: "open barriers")?.status == .noEvents)
    #expect(find(one, "log-rank")?.status == .tooFewCategories)
    let none = rows(Self.log, Self.options(asOf: -1))
    #expect(find(none, "closed-loop-rate", term: "all")?.status == .noEvents)
    #expect(find(none, "median-days", term: "all")?.status == .noEvents)
    #expect(none.allSatisfy { !$0.estimate.estimate.isNaN || $0.estimate.status != .ok })
    let open = rows([Self.log[1], Self.log[4], Barrier(name: "g", raised: 1)], Self.options())
    #expect(find(open, "log-rank")?.status == .noEvents)
    #expect(find(open, "recurrence-rate")?.status == .noEvents)
    let many = (0..<300).map { Barrier(name: "n\($0)", category: "c\($0)", raised: Double($0), resolved: 310) }
    let rows = rows(many, Self.options(asOf: 400))
    #expect(find(rows, "log-rank")?.status == .tooManyCategories)
    #expect(find(rows, "closed-loop-rate", term: "all")?.unitCount == 300)
    #expect(rows.count < 20)
  }

  @Test("Twenty of the open barriers, the oldest, whatever the order")
  func longestOpen() {
    let many = (0..<100).map { Barrier(name: "n\($0 % 10)\($0 / 10)", raised: Double($0 / 10)) }
    let first = rows(many, Self.options()).filter { $0.estimate.quantity == "open-days" }
    let last = rows(many.reversed(), Self.options()).filter { $0.estimate.quantity == "open-days" }
    #expect(first.count == 20 && first == last)
    #expect(first.first?.unit == "n00" && first.first?.estimate.estimate == 100)
    #expect(first.last?.unit == "n91" && first.last?.estimate.note == "the longest of 100 that are open")
  }

  @Test("Meetings beyond the plan do not make up for other teams; a team without a plan is left out")
  func feedbackLoops() {
    let table = loops([("t1", 6, 5, 6), ("t2", 6, 2, 6), ("t3", 3, 5, 6), ("t4", 0, 1, 2.5)])
    let rows = rows([table], Self.options())
    #expect(isClose(find(rows, "loop-frequency")?.estimate, 13 / 20.5, within: 1e-15))
    let adherence = find(rows, "loop-adherence", form: "capped")
    #expect(isClose(adherence?.estimate, 10.0 / 15, within: 1e-15))
    #expect(adherence?.degreesOfFreedom == 2 && adherence?.note?.contains("planned nothing") == true)
    let nothing = FidelityDriversTests.rows([loops([("t4", 0, 0, 0)])], Self.options())
    #expect(find(nothing, "loop-frequency")?.status == .nothingPlanned)
    #expect(find(nothing, "loop-adherence")?.status == .nothingPlanned)
  }

  @Test("Contradictions are found, with row and column")
  func errors() {
    let wrong = [
      Barrier(name: "a", raised: 10, resolved: 9),
      Barrier(name: "b", raised: 10, resolved: 20, reported: 15),
      Barrier(name: "c", raised: 10, reported: 5),
      Barrier(name: "d", raised: 10, again: "nobody"),
      Barrier(name: "e", raised: 10, again: "e"),
      Barrier(name: "f", raised: 12, again: "b"),
      Barrier(name: "g", raised: 12, resolved: 12, reported: 12),
      Barrier(name: "h", raised: 12, again: "g"),
    ]
    let tables = DriverTables([Barrier.table(wrong), loops([("t", 3, 2, 0), ("u", 3, 0, 0)])])
    let errors = FacilitativeAdministrationDriver.errors(tables, Self.options())
    #expect(errors.map(\.row) == [1, 2, 3, 4, 5, 6, 1])
    #expect(
      errors.map(\.column) == [
        "resolved", "reported_back", "reported_back", "recurrence_of", "recurrence_of", "recurrence_of", "months",
      ])
    #expect(errors.allSatisfy { $0.hint != nil && $0.file != nil })
    #expect(FacilitativeAdministrationDriver.errors(DriverTables([Barrier.table(Self.log)]), Self.options()).isEmpty)
    #expect(FacilitativeAdministrationDriver.errors(DriverTables(), Self.options()).isEmpty)
  }
}
