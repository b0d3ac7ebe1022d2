import FidelityData
import FidelityDrivers
import FidelityTesting
import Testing

@Suite("Integrated drivers")
struct IntegratedTests {
  struct Rating {
    var component: String
    var driver: String
    var rating: Double
    var maximum = 4.0
    var rater: String?
    var level: String?
  }

  static func tables(_ ratings: [Rating]) -> DriverTables {
    DriverTables([
      DriverTable(
        .components, file: "components.csv", rowCount: ratings.count,
        names: [
          "component": NameColumn(ratings.map(\.component)), "driver": NameColumn(ratings.map(\.driver)),
          "rater": NameColumn(ratings.map(\.rater)), "level": NameColumn(ratings.map(\.level)),
        ], numbers: ["rating": ratings.map(\.rating), "maximum": ratings.map(\.maximum)])
    ])
  }

  static func rows(_ ratings: [Rating], seed: UInt64 = 1) -> [DriverRow] {
    var options = DriverOptions(asOf: 0)
    options.seed = seed
    return IntegratedDriver.rows(tables(ratings), options)
  }

  static func find(
    _ rows: [DriverRow], _ quantity: String, _ term: String? = nil, form: String? = nil, unit: String? = nil
  ) -> Estimate? {
    rows.first {
      $0.estimate.quantity == quantity && $0.estimate.term == term && $0.estimate.form == form && $0.unit == unit
        && ($0.unitKind == nil || unit != nil)
    }?.estimate
  }

  static func ratings(_ matrix: [[Double]], rater: String? = nil, level: String? = nil) -> [Rating] {
    matrix.enumerated().flatMap { component, row in
      row.enumerated().map { driver, rating in
        Rating(component: "c\(component)", driver: "d\(driver)", rating: rating, rater: rater, level: level)
      }
    }
  }

  static let example = ratings([[4, 3, 4, 1], [2, 4, 3, 0], [1, 1, 4, 2], [3, 0, 2, 2]])

  @Test("Level, coverage and evenness stay in 0...1, and the index is their product with the alignment")
  func parts() throws {
    let rows = Self.rows(Self.example)
    let level = try #require(Self.find(rows, "integration-level"))
    #expect(isClose(level.estimate, 36.0 / 64, within: 1e-12))
    #expect(Self.find(rows, "integration-coverage")?.estimate == 4.0 / 16)
    let evenness = try #require(Self.find(rows, "integration-evenness", "all", form: "weighted by level"))
    let alignment = try #require(Self.find(rows, "integration-alignment", form: "mean pairwise cosine"))
    let index = try #require(Self.find(rows, "integration-index", form: "weighted by level"))
    #expect(isClose(index.estimate, level.estimate * evenness.estimate * alignment.estimate, within: 1e-12))
    for row in [level, evenness, alignment, index] {
      #expect(row.lower >= 0 && row.lower < row.upper && row.upper <= 1 && row.standardError > 0)
    }
  }

  @Test("A component that lapses to 0 everywhere does not raise the weighted index, but the unweighted one")
  func lapse() throws {
    let (full, lapsed): ([[Double]], [[Double]]) = (
      [[4, 4, 2, 4], [1, 0, 1, 0], [4, 2, 4, 4]], [[4, 4, 2, 4], [0, 0, 0, 0], [4, 2, 4, 4]]
    )
    let (before, after) = (Self.rows(Self.ratings(full)), Self.rows(Self.ratings(lapsed)))
    func index(_ rows: [DriverRow], _ form: String) throws -> Double {
      try #require(Self.find(rows, "integration-evenness", "all", form: form)).estimate
    }
    #expect(try index(after, "unweighted") > index(before, "unweighted"))
    let weighted = IntegrationMatrix(lapsed.flatMap { $0.map { $0 / 4 } }, driverCount: 4)
    let others = IntegrationMatrix([lapsed[0], lapsed[2]].flatMap { $0.map { $0 / 4 } }, driverCount: 4)
    // It weighs nothing: evenness is that of the others.
    #expect(
      isClose(
        weighted.figures(threshold: 0.8).evenness, others.figures(threshold: 0.8).evenness, within: 1e-12))
  }

  @Test("The mean cosine is that of brute force over pairs of drivers", arguments: [UInt64(1), 2, 3])
  func alignment(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let cells = (0..<30).map { place in
      place % 7 == 3 ? Double.nan : Double(Int.random(in: 0...4, using: &generator)) / 4
    }
    let matrix = IntegrationMatrix(cells, driverCount: 5)
    var cosines: [Double] = []
    for a in 0..<5 {
      for b in 0..<a {
        let common = (0..<6).filter { !matrix[$0, a].isNaN && !matrix[$0, b].isNaN }
        func product(_ i: Int, _ j: Int) -> Double { common.reduce(0) { $0 + matrix[$1, i] * matrix[$1, j] } }
        let size = (product(a, a) * product(b, b)).squareRoot()
        cosines.append(size == 0 ? 0 : product(a, b) / size)
      }
    }
    let mean = cosines.reduce(0, +) / Double(cosines.count)
    #expect(isClose(matrix.figures(threshold: 0.8).alignment, mean, within: 1e-12))
  }

  @Test("A component's weight counts it as often: weights 2 are the component twice")
  func weights() {
    let cells = [0.25, 1, 0.5, 0.75, 0, 1]
    let once = IntegrationMatrix(cells, driverCount: 3).figures(threshold: 0.8, weights: [2, 1])
    let twice = IntegrationMatrix([0.25, 1, 0.5] + cells, driverCount: 3).figures(threshold: 0.8)
    for path in [
      \IntegrationMatrix.Figures.level, \.coverage, \.evenness, \.unweightedEvenness, \.alignment, \.index,
    ] { #expect(isClose(once[keyPath: path], twice[keyPath: path], within: 1e-12)) }
  }

  @Test("Raters are averaged, and drawn anew where there are two")
  func raters() throws {
    let other = Self.ratings([[2, 3, 4, 1], [2, 2, 3, 2], [1, 3, 4, 2], [3, 2, 2, 4]], rater: "R2")
    let first = Self.example.map { rating in
      var rating = rating
      rating.rater = "R1"
      return rating
    }
    let rows = Self.rows(first + other)
    let cell = try #require(Self.find(rows, "integration-cell", "d0", unit: "c0"))
    #expect(cell.estimate == 0.75)
    let level = try #require(Self.find(rows, "integration-level"))
    #expect(level.method == "bootstrap over raters, percentile")
    #expect(Self.find(Self.rows(first), "integration-level")?.method == "bootstrap over components, percentile")
    #expect(Self.rows(first + other) == rows && Self.rows(first + other, seed: 2) != rows)
    let limited = WorkerThreads.limited(to: 1) { Self.rows(first + other) }
    #expect(limited == rows)
  }

  @Test("Two profiles that are one constant: no variation; a shifted constant: 0")
  func constantProfiles() {
    let low = Self.ratings([[2, 2, 2]], level: "building")
    let same = Self.rows(low + Self.ratings([[2, 2, 2]], level: "district"))
    let term = "building to district"
    #expect(Self.find(same, "vertical-integration", term, form: "lin-ccc")?.status == .noVariation)
    let other = Self.rows(low + Self.ratings([[3, 3, 3]], level: "district"))
    #expect(Self.find(other, "vertical-integration", term, form: "lin-ccc")?.estimate == 0)
    let equal = Self.rows(
      Self.ratings([[1, 2, 4]], level: "building") + Self.ratings([[1, 2, 4]], level: "district"))
    #expect(isClose(Self.find(equal, "vertical-integration", term, form: "lin-ccc")?.estimate, 1, within: 1e-12))
    let one = Self.find(Self.rows(low), "vertical-integration", form: "lin-ccc")
    #expect(one?.status == .tooFewUnits)
  }

  @Test("The order of rows changes nothing; names change nothing but themselves", arguments: [UInt64(1), 2, 3])
  func invariance(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let first = Self.rows(Self.example)
    let shuffled = Self.example.shuffled(using: &generator).map { rating in
      var rating = rating
      rating.component = "component " + rating.component
      return rating
    }
    let second = Self.rows(shuffled)
    #expect(first.count == second.count)
    for (a, b) in zip(first, second) {
      #expect(a.estimate.quantity == b.estimate.quantity && a.estimate.status == b.estimate.status)
      #expect(b.unit == a.unit.map { "component " + $0 })
      for path in [\Estimate.estimate, \.standardError, \.lower, \.upper] {
        let (x, y) = (a.estimate[keyPath: path], b.estimate[keyPath: path])
        #expect((x.isNaN && y.isNaN) || isClose(x, y, within: 1e-12))
      }
    }
  }

  @Test("More points than there are, and none to have, are errors")
  func errors() {
    let options = DriverOptions(asOf: 0)
    #expect(IntegratedDriver.errors(Self.tables(Self.example), options).isEmpty)
    var ratings = Self.example
    ratings[2].rating = 5
    ratings[4].maximum = 0
    let errors = IntegratedDriver.errors(Self.tables(ratings), options)
    #expect(errors.map(\.row) == [3, 5] && errors.map(\.column) == ["rating", "maximum"])
    #expect(errors.allSatisfy { $0.hint != nil })
  }

  @Test("No table, nothing rated, all 0, one driver, one component")
  func degenerate() {
    let none = Self.rows([])
    #expect(none.count == 1 && none[0].estimate.status == .noTable)
    let blank = Self.rows(
      Self.example.map { rating in
        var rating = rating
        rating.rating = .nan
        return rating
      })
    #expect(!blank.isEmpty && blank.allSatisfy { $0.estimate.status != .ok && $0.estimate.estimate.isNaN })
    let zero = Self.rows(Self.ratings([[0, 0], [0, 0]]))
    #expect(Self.find(zero, "integration-evenness", "all", form: "weighted by level")?.status == .noVariation)
    #expect(Self.find(zero, "integration-index", form: "weighted by level")?.estimate == 0)
    #expect(Self.find(zero, "integration-level")?.status == .noSpread)
    let oneDriver = Self.rows(Self.ratings([[3], [1]]))
    #expect(Self.find(oneDriver, "integration-alignment", form: "mean pairwise cosine")?.status == .tooFewUnits)
    #expect(Self.find(oneDriver, "integration-index", form: "weighted by level")?.status == .tooFewUnits)
    let one = Self.find(Self.rows(Self.ratings([[3, 1]])), "integration-level")
    #expect(one?.estimate == 0.5 && one?.standardError.isNaN == true)
  }
}
