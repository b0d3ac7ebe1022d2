import FidelityData
import FidelityInstruments
import FidelityReports
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Simulation")
struct SimulationTests {
  @Test("the same seed gives the same bytes, another seed others")
  func seeds() throws {
    let first = try smallRatings(seed: 3, isLong: false).csv
    #expect(try smallRatings(seed: 3, isLong: false).csv == first)
    #expect(try smallRatings(seed: 4, isLong: false).csv != first)
  }

  @Test("a long table has the ratings of the wide one")
  func layouts() throws {
    let (wide, long) = (try smallRatings(isLong: false), try smallRatings(isLong: true))
    #expect(wide.columns.map(\.name) == ["site", "teacher", "date", "rater", "a", "b", "c", "d"])
    #expect(long.columns.map(\.name) == ["site", "teacher", "date", "rater", "item", "score"])
    var cells: [String] = []
    for row in 0..<wide.rowCount {
      let key = ["teacher", "date", "rater"].map { wide.texts($0)?[row] ?? "" }.joined(separator: "/")
      for item in "abcd" {
        if let value = wide.numbers("\(item)")?[row], !value.isNaN { cells.append("\(key)/\(item)=\(value)") }
      }
    }
    let rows = (0..<long.rowCount).map { row in
      let key = ["teacher", "date", "rater", "item"].map { long.texts($0)?[row] ?? "" }.joined(separator: "/")
      return "\(key)=\(long.numbers("score")?[row] ?? .nan)"
    }
    #expect(rows == cells)
  }

  @Test("values are on the scale, raters of a visit differ, dates are the months' days")
  func design() throws {
    var simulation = Simulation()
    (simulation.sites, simulation.teachersPerSite, simulation.occasions) = (2, 2, 5)
    (simulation.ratersPerVisit, simulation.raterPool) = (3, 3)
    simulation.start = (2023, 12, 31)
    let table = simulation.run(try Instrument(definition: smallInstrument), seed: 1).ratings
    #expect(table.rowCount == 2 * 2 * 5 * 3)
    let dates = try #require(table.texts("date")).compactMap(\.self)
    #expect(Set(dates) == ["2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"])
    for visit in 0..<20 { #expect(Set(table.cells("rater")[(visit * 3)..<(visit * 3 + 3)]).count == 3) }
    for item in ["a", "b", "c", "d"] {
      #expect(Set(table.cells(item)).isSubset(of: ["0", "1", "2", "3", ""]))
    }
  }

  @Test("a latent value falls into its category")
  func categories() throws {
    var simulation = Simulation()
    (simulation.sites, simulation.teachersPerSite, simulation.occasions, simulation.missing) = (1, 1, 1, 0)
    for path: WritableKeyPath<Simulation.Truth, Double> in [
      \.growth, \.siteDeviation, \.siteGrowthDeviation, \.teacherDeviation, \.visitDeviation, \.itemDeviation,
      \.raterDeviation, \.residualDeviation,
    ] { simulation.truth[keyPath: path] = 0 }
    // Four categories: floor(latent + 2), within 0...3; d is reversed.
    for (mean, value, reversed) in [
      (-9.0, "0", "3"), (-1, "1", "2"), (-0.01, "1", "2"), (0, "2", "1"), (1.5, "3", "0"),
    ] {
      simulation.truth.mean = mean
      let table = simulation.run(try Instrument(definition: smallInstrument), seed: 1).ratings
      #expect(Set(table.cells("a")) == [value])
      #expect(Set(table.cells("d")) == [reversed])
    }
  }

  @Test("the share of missing cells is near its probability")
  func missing() throws {
    var simulation = Simulation()
    simulation.missing = 0.3
    let table = simulation.run(try Instrument(definition: smallInstrument), seed: 9).ratings
    let cells = ["a", "b", "c", "d"].flatMap { table.numbers($0) ?? [] }
    let share = Double(cells.count(where: \.isNaN)) / Double(cells.count)
    #expect(abs(share - 0.3) < 4 * (0.3 * 0.7 / Double(cells.count)).squareRoot())
  }

  @Test("trends recover the truth: the mean of the sites' slopes within four standard errors")
  func recovery() throws {
    // One item in steps of a fine scale: a step of the latent value is a step of the score.
    let instrument = """
      id: fine
      items: [{id: a, range: [0, 40], step: 1}]
      scales: [{id: total, items: [a], aggregate: mean}]
      """
    var simulation = Simulation()
    (simulation.sites, simulation.occasions, simulation.missing) = (60, 8, 0.05)
    simulation.truth.growth = 0.25
    let outcome = simulation.run(try Instrument(definition: instrument), seed: 17)
    let study = """
      data: {files: d.csv, layout: wide, columns: {site: site, time: date}}
      instrument: fine.yaml
      analyses: [trend: {outcome: total, group: site, unit: months}]
      """
    let files = ["d.csv": outcome.ratings.csv, "fine.yaml": instrument]
    let trend = try #require(try results(of: study, files)["trend"])
    let slopes = (0..<trend.rowCount).filter { trend.cells("term")[$0] == "date" }.map {
      (trend.numbers("estimate") ?? [])[$0]
    }
    #expect(slopes.count == 60)
    let n = Double(slopes.count)
    let mean = slopes.reduce(0, +) / n
    let deviation = (slopes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
    // Calendar months differ in length by up to 5 % over these eight; rounding to steps adds noise, no slope.
    #expect(abs(mean - simulation.truth.growth) < 4 * deviation / n.squareRoot())
    #expect(deviation < 0.2)
    let growths = outcome.truth.rows(
      (0..<outcome.truth.rowCount).filter { outcome.truth.cells("effect")[$0] == "site-growth" })
    #expect(growths.rowCount == 60)
    let truths = try #require(growths.numbers("value"))
    let covariance = zip(slopes, truths).reduce(0) { $0 + ($1.0 - mean) * $1.1 }
    #expect(covariance > 0)
  }
}
