import FidelityData
import FidelityDrivers
import FidelityTesting
import Testing

/// A hop of an issue; days are small numbers here.
private struct Hop: Equatable {
  var issue: String
  var from: String
  var to: String
  var sent: Double
  var acknowledged = Double.nan
  var resolved = Double.nan

  init(
    _ issue: String, _ from: String, _ to: String, _ sent: Double, _ acknowledged: Double = .nan,
    _ resolved: Double = .nan
  ) {
    (self.issue, self.from, self.to, self.sent) = (issue, from, to, sent)
    (self.acknowledged, self.resolved) = (acknowledged, resolved)
  }

  static func tables(_ hops: [Hop], without columns: Set<String> = []) -> DriverTables {
    let names = [
      "issue": NameColumn(hops.map(\.issue)), "from_level": NameColumn(hops.map(\.from)),
      "to_level": NameColumn(hops.map(\.to)),
    ]
    let numbers = [
      "sent": hops.map(\.sent), "acknowledged": hops.map(\.acknowledged), "resolved": hops.map(\.resolved),
    ]
    return DriverTables([
      DriverTable(
        .escalations, file: "escalations.csv", rowCount: hops.count, names: names,
        numbers: numbers.filter { !columns.contains($0.key) })
    ])
  }
}

private func rows(_ tables: DriverTables, _ options: DriverOptions = DriverOptions(asOf: 100)) -> [DriverRow] {
  return SystemsInterventionsDriver.rows(tables, options)
}

private func find(_ rows: [DriverRow], _ quantity: String, _ term: String? = nil) -> Estimate? {
  rows.first { $0.estimate.quantity == quantity && $0.estimate.term == term }?.estimate
}

@Suite("Systems interventions")
struct SystemsInterventionsTests {
  private static let log = [
    Hop("a", "building", "district", 0, 2, 10),
    Hop("b", "building", "district", 0, 5), Hop("b", "district", "state", 20, 40, 90),
    Hop("c", "classroom", "building", 10, 11), Hop("c", "building", "district", 12, 14),
    Hop("c", "district", "building", 30, 31, 33),
    Hop("d", "building", "state", 50),
    Hop("e", "classroom", "building", 60, 61),
  ]

  @Test("The matrix, and where issues are")
  func figures() {
    let rows = rows(Hop.tables(Self.log))
    #expect(find(rows, "escalations", "building to district")?.estimate == 3)
    #expect(find(rows, "escalation-share", "building to district")?.estimate == 3.0 / 4)
    #expect(find(rows, "escalation-share", "building to state")?.estimate == 1.0 / 4)
    #expect(find(rows, "escalation-share", "district to building")?.estimate == 1.0 / 2)
    #expect(find(rows, "escalation-share", "state")?.status == .noEvents)
    #expect(find(rows, "skipped-levels")?.estimate == 1 && find(rows, "returned-down")?.estimate == 1)
    #expect(isClose(find(rows, "hops-per-issue")?.estimate, 8.0 / 5, within: 1e-15))
    // a, b, c and d were above the building; d is there still.
    #expect(find(rows, "stuck-above", "building")?.estimate == 1.0 / 4)
    #expect(find(rows, "stuck-above", "classroom")?.estimate == 2.0 / 5)
    #expect(find(rows, "stuck-above", "district")?.estimate == 1.0 / 2)
    #expect(find(rows, "stuck-above", "state")?.status == .noEvents)
    #expect(find(rows, "passed-on", "district to state")?.estimate == 1.0 / 3)
    #expect(find(rows, "passed-on", "building to district")?.estimate == 1.0 / 2)
    #expect(find(rows, "resolved-at", "building")?.estimate == 1.0 / 5)
    #expect(find(rows, "resolved-at", "classroom")?.estimate == 0)
  }

  @Test("Clocks per hop and per issue; what is not acknowledged is open at the as-of date")
  func clocks() {
    var options = DriverOptions(asOf: 100)
    options.days = [2, 40]
    let rows = rows(Hop.tables(Self.log), options)
    let hops = rows.filter { $0.estimate.term == "sent to acknowledged, building to district" }
    #expect(hops.first { $0.days == 2 }?.estimate.estimate == 1.0 / 3)
    let state = find(rows, "median-days", "sent to acknowledged, building to state")
    #expect(state?.status == .notReached && state?.unitCount == 1)
    // a 10, c 23, b 90; d and e are open after 50 and 40 days.
    let issues = rows.filter { $0.estimate.term == "first sent to resolved" }
    #expect(isClose(issues.first { $0.days == 40 }?.estimate.estimate, 3.0 / 5, within: 1e-15))
    #expect(find(rows, "median-days", "first sent to resolved")?.estimate == 90)
    #expect(rows.filter { $0.unitKind == "issue" }.map(\.unit) == ["d", "e"])
    #expect(rows.filter { $0.unitKind == "issue" }.map(\.estimate.estimate) == [50, 40])
  }

  @Test("The order of the rows does not matter, nor do the names of issues", arguments: 1...20)
  func permuted(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    var other = Self.log.shuffled(using: &generator)
    for place in other.indices { other[place].issue = "issue \(other[place].issue)" }
    #expect(SystemsInterventionsDriver.errors(Hop.tables(other), DriverOptions(asOf: 100)).isEmpty)
    let (a, b) = (rows(Hop.tables(Self.log)), rows(Hop.tables(other)))
    #expect(a.count == b.count)
    for (first, second) in zip(a, b) {
      #expect(first.estimate.quantity == second.estimate.quantity && first.estimate.term == second.estimate.term)
      #expect(first.estimate.status == second.estimate.status)
      for field in [\Estimate.estimate, \.standardError, \.lower, \.upper] {
        let (x, y) = (first.estimate[keyPath: field], second.estimate[keyPath: field])
        #expect(x.isNaN ? y.isNaN : isClose(x, y, within: 1e-12))
      }
    }
  }

  @Test("Hops of one day are put in their order by their levels", arguments: 1...20)
  func oneDay(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let way = [
      Hop("a", "classroom", "building", 5, 5), Hop("a", "building", "district", 5, 5),
      Hop("a", "district", "state", 5), Hop("b", "district", "building", 7), Hop("b", "building", "state", 7),
      Hop("c", "building", "district", 1, 1), Hop("c", "district", "building", 8, 8),
      Hop("c", "building", "district", 8, 8, 9),
    ].shuffled(using: &generator)
    let tables = Hop.tables(way)
    #expect(SystemsInterventionsDriver.errors(tables, DriverOptions(asOf: 100)).isEmpty)
    let rows = rows(tables)
    #expect(find(rows, "stuck-above", "district")?.estimate == 1)
    #expect(find(rows, "stuck-above", "district")?.unitCount == 2)
    #expect(find(rows, "resolved-at", "district")?.estimate == 1.0 / 3)
  }

  @Test("Hops sent after the as-of date are left out; what is resolved later is open")
  func later() {
    let early = rows(Hop.tables(Self.log), DriverOptions(asOf: 32))
    #expect(find(early, "escalations", "district to state")?.estimate == 1)
    #expect(find(early, "escalation-share", "building to state") == nil)
    // b is at the state; c has come back and is open.
    #expect(find(early, "stuck-above", "building")?.estimate == 1.0 / 3)
    #expect(find(early, "stuck-above", "classroom")?.note == "2 hops sent after the as-of date left out")
    #expect(find(early, "rows-after-as-of", "escalations")?.estimate == 2)
    #expect(find(early, "resolved-at", "building")?.estimate == 0)
  }

  @Test("Other levels are the options'")
  func levels() {
    var options = DriverOptions(asOf: 100)
    options.levels = ["school", "county"]
    let tables = Hop.tables([Hop("a", "school", "county", 3), Hop("b", "school", "county", 4, 5, 6)])
    #expect(SystemsInterventionsDriver.errors(tables, options).isEmpty)
    #expect(find(rows(tables, options), "stuck-above", "school")?.estimate == 0.5)
    #expect(SystemsInterventionsDriver.errors(tables, DriverOptions(asOf: 100)).count == 4)
  }

  @Test("No table, empty columns, one issue")
  func degenerate() {
    let none = rows(DriverTables())
    #expect(none.count == 1 && none.first?.estimate.status == .noTable)
    #expect(none.first?.estimate.note == "fill escalations.csv")
    #expect(rows(Hop.tables([])) == none)
    let bare = rows(Hop.tables(Self.log, without: ["acknowledged", "resolved"]))
    #expect(find(bare, "median-days", "sent to acknowledged")?.status == .noTable)
    #expect(find(bare, "stuck-above", "building")?.status == .noTable)
    #expect(find(bare, "passed-on", "district to state")?.estimate == 1.0 / 3)
    let one = rows(Hop.tables([Self.log[0]]))
    #expect(find(one, "hops-per-issue")?.estimate == 1)
    #expect(find(one, "hops-per-issue")?.standardError.isNaN == true)
    let before = rows(Hop.tables(Self.log), DriverOptions(asOf: -5))
    #expect(find(before, "hops-per-issue")?.status == .noEvents)
    for row in before + one + bare { #expect(!row.estimate.estimate.isNaN || row.estimate.status != .ok) }
  }

  @Test("Contradictions are found, with row and column")
  func errors() {
    let wrong = [
      Hop("a", "building", "district", 10, 9), Hop("b", "building", "district", 10, 12, 11),
      Hop("c", "building", "district", 10, .nan, 8), Hop("d", "building", "moon", 10),
      Hop("e", "district", "district", 10), Hop("f", "building", "district", 10, 11, 12),
      Hop("f", "district", "state", 20), Hop("g", "building", "district", 10), Hop("g", "building", "state", 20),
      Hop("h", "building", "district", 10, 10, 10),
    ]
    let errors = SystemsInterventionsDriver.errors(Hop.tables(wrong), DriverOptions(asOf: 100))
    #expect(errors.map(\.row) == [1, 2, 3, 4, 5, 6, 9])
    #expect(
      errors.map(\.column) == [
        "acknowledged", "resolved", "resolved", "to_level", "to_level", "resolved", "from_level",
      ])
    #expect(errors.allSatisfy { $0.hint != nil && $0.file == "escalations.csv" })
    #expect(SystemsInterventionsDriver.errors(Hop.tables(Self.log), DriverOptions(asOf: 100)).isEmpty)
    #expect(SystemsInterventionsDriver.errors(DriverTables(), DriverOptions(asOf: 100)).isEmpty)
  }
}
