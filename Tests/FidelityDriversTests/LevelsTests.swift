import FidelityData
import FidelityDrivers
import FidelityTesting
import Testing

@Suite("Levels")
struct LevelsTests {
  struct Score {
    var unit: String
    var building: String?
    var district: String?
    var occasion: String
    var score: Double
    var source = "observation"
  }

  static func tables(_ scores: [Score]) -> DriverTables {
    var names = [
      "unit": NameColumn(scores.map(\.unit)), "occasion": NameColumn(scores.map(\.occasion)),
      "source": NameColumn(scores.map(\.source)),
    ]
    if scores.contains(where: { $0.building != nil }) { names["building"] = NameColumn(scores.map(\.building)) }
    if scores.contains(where: { $0.district != nil }) { names["district"] = NameColumn(scores.map(\.district)) }
    return DriverTables([
      DriverTable(
        .fidelityAssessment, file: "fidelity-assessment.csv", rowCount: scores.count, names: names,
        numbers: ["score": scores.map(\.score)])
    ])
  }

  static func rows(_ scores: [Score], cut: Double = 0.7) -> [DriverRow] {
    var options = DriverOptions(asOf: 0)
    options.cut = cut
    return LevelsDriver.rows(tables(scores), options)
  }

  static func find(
    _ rows: [DriverRow], _ quantity: String, _ term: String? = nil, form: String? = nil, kind: String? = nil,
    unit: String? = nil
  ) -> Estimate? {
    rows.first {
      $0.estimate.quantity == quantity && $0.estimate.term == term && $0.estimate.form == form
        && $0.unitKind == kind && $0.unit == unit
    }?.estimate
  }

  /// Three districts of two buildings of three units on two occasions.
  static var example: [Score] {
    var generator = SeededGenerator(seed: 4)
    var scores: [Score] = []
    for district in 0..<3 {
      for building in 0..<2 {
        let common = 0.4 + 0.15 * Double(district) + 0.08 * Double(building)
        for unit in 0..<3 {
          let own = common + Double.random(in: -0.06...0.06, using: &generator)
          for occasion in ["1", "2"] {
            scores.append(
              Score(
                unit: "T\(district)\(building)\(unit)", building: "B\(district)\(building)", district: "D\(district)",
                occasion: occasion, score: own + Double.random(in: -0.04...0.04, using: &generator)))
          }
        }
      }
    }
    return scores
  }

  @Test("Shares of the lasting variance add up, and so do those of the total")
  func sums() throws {
    let rows = Self.rows(Self.example)
    for (form, terms) in [
      ("of lasting", ["unit", "building", "district"]), ("of total", ["unit", "building", "district", "occasion"]),
    ] {
      let shares = try terms.map { try #require(Self.find(rows, "variance-share", $0, form: form)).estimate }
      #expect(isClose(shares.reduce(0, +), 1, within: 1e-12))
      let system = try #require(Self.find(rows, "system-share", form: form))
      #expect(isClose(system.estimate, shares[1] + shares[2], within: 1e-12))
    }
    let lasting = try #require(Self.find(rows, "system-share", form: "of lasting"))
    #expect(lasting.lower > 0 && lasting.lower < lasting.estimate && lasting.estimate < lasting.upper)
    #expect(lasting.upper < 1 && lasting.standardError > 0)
  }

  @Test("One occasion: the unit's variance and the occasion's are confounded")
  func oneOccasion() throws {
    let rows = Self.rows(Self.example.filter { $0.occasion == "1" })
    #expect(Self.find(rows, "system-share", form: "of lasting")?.status == .confounded)
    #expect(Self.find(rows, "variance-component", "unit")?.status == .confounded)
    #expect(Self.find(rows, "variance-component", "occasion")?.status == .confounded)
    #expect(Self.find(rows, "variance-share", "unit", form: "of lasting")?.status == .confounded)
    let district = try #require(Self.find(rows, "variance-share", "district", form: "of total"))
    #expect(district.status == .ok && district.estimate > 0)
    #expect(Self.find(rows, "variance-share", "district", form: "of lasting")?.status == .confounded)
    #expect(Self.find(rows, "system-share", form: "of total")?.status == .ok)
  }

  @Test("A district with one building has a score without an error")
  func oneBuilding() throws {
    let rows = Self.rows(Self.example.filter { $0.building != "B01" })
    let district = try #require(
      Self.find(rows, "fidelity-score", form: "mean of buildings", kind: "district", unit: "D0"))
    let building = try #require(
      Self.find(rows, "fidelity-score", form: "mean of units", kind: "building", unit: "B00"))
    #expect(district.status == .tooFewUnits && district.standardError.isNaN)
    #expect(isClose(district.estimate, building.estimate, within: 1e-12))
    #expect(Self.find(rows, "system-share", form: "of lasting")?.status == .ok)
  }

  @Test("As many buildings as districts: which of them varies cannot be told, the system can")
  func sameGroups() throws {
    let rows = Self.rows(Self.example.filter { $0.building?.hasSuffix("0") == true })
    #expect(Self.find(rows, "variance-component", "building")?.status == .confounded)
    #expect(Self.find(rows, "variance-component", "district")?.status == .confounded)
    let system = try #require(Self.find(rows, "system-share", form: "of lasting"))
    #expect(system.status == .ok)
    let unit = try #require(Self.find(rows, "variance-share", "unit", form: "of lasting"))
    #expect(isClose(system.estimate, 1 - unit.estimate, within: 1e-12))
  }

  @Test("One district: the buildings are the system")
  func oneDistrict() {
    let rows = Self.rows(Self.example.filter { $0.district == "D0" })
    #expect(Self.find(rows, "variance-component", "district")?.status == .tooFewUnits)
    #expect(Self.find(rows, "variance-component", "building")?.estimate.isNaN == false)
    #expect(Self.find(rows, "system-share", form: "of lasting")?.estimate.isNaN == false)
  }

  @Test("Without a level the units table is asked for; units that are classrooms are called so")
  func names() {
    let bare = Self.example.map { score in
      var score = score
      (score.building, score.district) = (nil, nil)
      return score
    }
    let rows = Self.rows(bare)
    #expect(Self.find(rows, "system-share", form: "of lasting")?.status == .noTable)
    #expect(Self.find(rows, "system-share", form: "of lasting")?.note?.contains("units.csv") == true)
    #expect(Self.find(rows, "variance-component", "unit")?.status == .ok)
    guard var table = Self.tables(Self.example)[.fidelityAssessment] else { return }
    table.join("classroom", table.names("unit"))
    let options = DriverOptions(asOf: 0)
    var named = SystemRows(.levels, options)
    LevelsDriver.compute(DriverTables([table]), options, &named)
    #expect(Self.find(named.rows, "variance-component", "classroom") != nil)
    #expect(Self.find(named.rows, "variance-component", "unit") == nil)
  }

  @Test("A score that reaches the cut by its exact fraction reaches it")
  func exactCut() throws {
    // (0.7 + 0.1) / 2 is not 0.4 in binary where 0.7 + 0.1 is rounded.
    let scores = [
      Score(unit: "T1", building: "B1", district: nil, occasion: "1", score: 0.7),
      Score(unit: "T1", building: "B1", district: nil, occasion: "2", score: 0.1),
      Score(unit: "T2", building: "B1", district: nil, occasion: "1", score: 0.3),
      Score(unit: "T2", building: "B1", district: nil, occasion: "2", score: 0.4),
    ]
    let share = try #require(Self.find(Self.rows(scores, cut: 0.4), "share-at-criterion", "unit"))
    #expect(share.estimate == 0.5 && share.unitCount == 2)
  }

  @Test("Observations alone count where there are any")
  func sources() {
    let kind = Self.example.map { score in
      var score = score
      (score.score, score.source) = (1, "self")
      score.occasion += "s"
      return score
    }
    let both = Self.rows(Self.example + kind)
    let observed = Self.rows(Self.example)
    #expect(
      Self.find(both, "fidelity-score", form: "mean of districts")
        == Self.find(observed, "fidelity-score", form: "mean of districts"))
    #expect(Self.find(Self.rows(kind), "fidelity-score", form: "mean of districts")?.estimate == 1)
  }

  @Test("The order of rows and the names change nothing", arguments: [UInt64(1), 2, 3])
  func invariance(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let first = Self.rows(Self.example)
    let shuffled = Self.example.shuffled(using: &generator).map { score in
      var score = score
      score.unit = "unit " + score.unit
      score.building = score.building.map { "school " + $0 }
      return score
    }
    let second = Self.rows(shuffled)
    #expect(first.count == second.count)
    for (a, b) in zip(first, second) {
      #expect(a.estimate.quantity == b.estimate.quantity && a.estimate.status == b.estimate.status)
      // The likelihood is maximised to about nine digits.
      let tolerance = a.estimate.quantity == "fidelity-score" ? 1e-12 : 1e-7
      for path in [\Estimate.estimate, \.lower, \.upper] {
        let (x, y) = (a.estimate[keyPath: path], b.estimate[keyPath: path])
        #expect((x.isNaN && y.isNaN) || isClose(x, y, within: tolerance))
      }
    }
  }

  @Test("A unit in two buildings is an error, and so is a building in two districts")
  func errors() {
    let options = DriverOptions(asOf: 0)
    #expect(LevelsDriver.errors(Self.tables(Self.example), options).isEmpty)
    var scores = Self.example
    scores[1].building = "B21"
    let moved = LevelsDriver.errors(Self.tables(scores), options)
    #expect(moved.contains { $0.row == 2 && $0.column == "building" && $0.hint != nil })
    scores = Self.example
    scores[1].district = "D2"
    let other = LevelsDriver.errors(Self.tables(scores), options)
    #expect(other.count == 1 && other.first?.row == 2 && other.first?.column == "district")
  }

  @Test("No table, no scores, one score, equal scores")
  func degenerate() {
    let none = Self.rows([])
    #expect(none.count == 1 && none[0].estimate.status == .noTable)
    let blank = Self.rows(
      Self.example.map { score in
        var score = score
        score.score = .nan
        return score
      })
    #expect(!blank.isEmpty && blank.allSatisfy { $0.estimate.status != .ok && $0.estimate.estimate.isNaN })
    let one = Self.rows(Array(Self.example.prefix(1)))
    #expect(Self.find(one, "system-share", form: "of lasting")?.status == .tooFewUnits)
    let equal = Self.rows(
      Self.example.map { score in
        var score = score
        score.score = 0.5
        return score
      })
    #expect(Self.find(equal, "system-share", form: "of lasting")?.status == .noVariation)
    #expect(Self.find(equal, "variance-component", "unit")?.status == .noVariation)
  }
}
