import FidelityData
import FidelityProbability
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Roll-ups of clustered scores")
struct ScoreClusterTests {
  private static let instrument = """
    id: one
    defaults: {range: [0, 1], step: 0.05}
    items: [{id: y}]
    scales: [{id: total, items: [y], aggregate: mean, bands: [{label: high, at-least: 0.5}, {label: low}]}]
    criteria: [{id: half, all: [{scale: total, at-least: 0.5}]}]
    """

  private static let rows = [
    "s1,t1,0.5", "s1,t1,0.6", "s1,t1,0.9", "s1,t2,0.2", "s1,t2,0.4", "s1,t3,0.75", "s1,t3,0.8", "s1,t4,1",
    "s2,t5,0.3", "s2,t5,0.3", "s2,t6,0.6", "s2,t6,0.1", "s2,t6,0.45", "s2,t7,0.95",
  ]

  private static func summary(
    _ rows: [String], _ options: String = "", roles: String = "site: site"
  ) throws -> (Table, [String]) {
    let study =
      "data: {files: d.csv, layout: wide, columns: {\(roles)}}\ninstrument: one.yaml\n"
      + "analyses: [score: {by: site\(options)}]\n"
    let data = "site,teacher,y\n" + rows.joined(separator: "\n") + "\n"
    let results = try results(of: study, ["d.csv": data, "one.yaml": instrument])
    return (try #require(results["score-summary"]), results.warnings)
  }

  /// R 4.2, survey 4.1-1: svydesign(ids = ~teacher, weights = ~1), svymean with df = degf, svyciprop(method = "beta",
  /// df = degf).
  @Test(
    "Errors and limits are those of R's survey",
    arguments: [
      ("s1", 0.1184274676929582, 3.0, 0.2668609429964395, 1.020639057003561),
      ("s2", 0.1258305739211791, 2, -0.09140526236790292, 0.9914052623679028),
    ])
  func means(site: String, error: Double, df: Double, lower: Double, upper: Double) throws {
    let (table, _) = try Self.summary(Self.rows, ", cluster: teacher")
    func number(_ column: String) -> Double? { table.number(column, ["site": site, "quantity": "score-mean"]) }
    #expect(isClose(number("standard_error"), error, within: 1e-15))
    #expect(number("degrees_of_freedom") == df)
    #expect(isClose(number("lower"), lower, within: 1e-14))
    #expect(isClose(number("upper"), upper, within: 1e-14))
  }

  @Test(
    "Exact limits of shares are those of R's survey",
    arguments: [
      ("s1", 0.2551551815399143, 0.03327184794631047, 0.9999638339303435),
      ("s2", 0.1924500897298752, 0.002185962848566488, 0.9526230501854496),
    ])
  func shares(site: String, error: Double, lower: Double, upper: Double) throws {
    let (table, _) = try Self.summary(Self.rows, ", cluster: teacher, share-limits: exact")
    for cells: KeyValuePairs in [
      ["site": site, "quantity": "band-share", "form": "high"], ["site": site, "quantity": "criterion-share"],
    ] {
      #expect(isClose(table.number("standard_error", cells), error, within: 1e-15))
      #expect(isClose(table.number("lower", cells), lower, within: 1e-12))
      #expect(isClose(table.number("upper", cells), upper, within: 1e-12))
    }
  }

  @Test("Order of rows, and names of clusters, change nothing")
  func invariance() throws {
    let (table, _) = try Self.summary(Self.rows, ", cluster: teacher")
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<5 {
      let renamed = Self.rows.shuffled(using: &generator).map {
        $0.replacing("t3", with: "a").replacing("t6", with: "z")
      }
      let (other, _) = try Self.summary(renamed, ", cluster: teacher")
      for column in ["estimate", "standard_error", "lower", "upper"] {
        let pairs = zip(table.numbers(column) ?? [], other.numbers(column) ?? [])
        #expect(pairs.allSatisfy { isClose($0, $1, within: 1e-14) || $0.isNaN && $1.isNaN }, "\(column)")
      }
    }
  }

  @Test("A cluster for each administration has the errors of independent ones")
  func singletons() throws {
    let rows = Self.rows.enumerated().map { index, row in row.replacing(/,t\d/, with: ",c\(index)") }
    let (clustered, _) = try Self.summary(rows, ", cluster: teacher, share-limits: t")
    let (independent, _) = try Self.summary(rows, ", share-limits: t")
    for column in ["estimate", "standard_error", "lower", "upper", "degrees_of_freedom"] {
      let pairs = zip(clustered.numbers(column) ?? [], independent.numbers(column) ?? [])
      #expect(pairs.allSatisfy { isClose($0, $1, within: 1e-13) || $0.isNaN && $1.isNaN }, "\(column)")
    }
  }

  @Test("Clusters that are alike, and a single one, have no error")
  func noSpread() throws {
    let alike = ["s1,t1,0.1", "s1,t1,0.9", "s1,t2,0.9", "s1,t2,0.1", "s2,t5,0.3", "s2,t5,0.7"]
    let (table, _) = try Self.summary(alike, ", cluster: teacher")
    func cell(_ column: String, _ site: String, _ quantity: String, form: String = "") -> String? {
      let row = (0..<table.rowCount).first {
        table.cells("site")[$0] == site && table.cells("quantity")[$0] == quantity && table.cells("form")[$0] == form
      }
      return row.map { table.cells(column)[$0] }
    }
    #expect(cell("status", "s1", "score-mean") == "no-spread")
    #expect(cell("lower", "s1", "score-mean") == "")
    #expect(cell("note", "s1", "score-mean") == "all clusters have the same mean")
    #expect(cell("note", "s2", "score-mean") == "there is one cluster, and no error")
    #expect(cell("standard_error", "s2", "score-mean") == "")
    // Two clusters of equal shares count as two administrations: Wilson's limits of 1 of 2.
    let (lower, upper) = ShareInterval.wilson.limits(count: 1, total: 2, level: 0.95)
    let share: KeyValuePairs = ["site": "s1", "quantity": "criterion-share"]
    #expect(isClose(table.number("lower", share), lower, within: 1e-15))
    #expect(isClose(table.number("upper", share), upper, within: 1e-15))
  }

  @Test("Rows without a cluster are not in the roll-up, and are counted")
  func missingClusters() throws {
    let (table, warnings) = try Self.summary(Self.rows + ["s1,,0.05", "s2,,1"], ", cluster: teacher")
    let (whole, _) = try Self.summary(Self.rows, ", cluster: teacher")
    #expect(table.csv == whole.csv)
    #expect(warnings.contains { $0.contains("2 administrations without site, teacher") })
  }

  @Test("Errors that treat repeated rows as independent are told")
  func nesting() throws {
    let roles = "site: site, teacher: teacher"
    let (_, warnings) = try Self.summary(Self.rows, roles: roles)
    #expect(warnings.contains { $0.contains("14 administrations as independent") && $0.contains("teacher (7)") })
    for options in [", cluster: teacher"] {
      let (_, none) = try Self.summary(Self.rows, options, roles: roles)
      #expect(!none.contains { $0.contains("independent") })
    }
    let once = Self.rows.enumerated().map { index, row in row.replacing(/,t\d/, with: ",c\(index)") }
    #expect(try !Self.summary(once, roles: roles).1.contains { $0.contains("independent") })
  }
}
