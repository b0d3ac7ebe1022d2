import FidelityData
import FidelityReliability
import FidelityReports
import FidelityStudies
import FidelityTesting
import FidelityTrends
import Testing

/// A result table has the same columns whatever the data: a property of the analysis.
@Suite("Columns of results")
struct ResultColumnsTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let name: String
    let analysis: String
    /// Data from which everything can be computed, and data from which nothing can.
    let good: String
    let poor: String
    /// The columns of each table.
    let tables: [String: [String]]

    var testDescription: String { name }
  }

  private static func csv(_ header: String, _ rows: [String]) -> String {
    ([header] + rows).joined(separator: "\n") + "\n"
  }

  private static let goodRatings = csv(
    "u,r,g,v,m",
    (1...12).flatMap { unit in
      ["A", "B", "C"].enumerated().map { place, rater in
        "\(unit),\(rater),\(unit % 2),\((unit * 7 + place * (unit % 3)) % 4),\(unit * 7 % 4)"
      }
    })
  /// All ratings are equal.
  private static let equalRatings = csv(
    "u,r,g,v,m", (1...4).flatMap { unit in ["A", "B"].map { "\(unit),\($0),\(unit % 2),1,1" } })
  /// No unit has two ratings, none has gold standard.
  private static let loneRatings = csv("u,r,g,v,m", (1...4).map { "\($0),A\($0),\($0 % 2),\($0 % 3)," })

  private static let trendRows = csv(
    "g,x,z,y", (1...12).map { "\($0 % 2),\($0),\($0 * $0 % 5),\(Double($0) * 0.3 + Double($0 * 7 % 5))" })
  /// Time does not vary.
  private static let constantTime = csv("g,x,z,y", (1...12).map { "\($0 % 2),3,3,\($0)" })

  private static let trend = EstimateColumns.always.union(GroupedTrend.columns).names
  private static let raters = EstimateColumns.always.union(RaterAnalysis.columns).names
  private static let reliability = AgreementAnalysis.columns.names
  private static let comparison = EstimateColumns.always.union(AgreementComparison.columns).names
  private static let influence = [
    "quantity", "weights", "metric", "subject", "label", "effect", "estimate_without", "agreement", "ratings",
  ]
  private static let certification = [
    "r", "n_units", "accuracy", "kappa", "accuracy-limit", "rule", "using", "verdict", "note",
  ]

  private static let ofRatings = "unit: u, rater: r, value: v"

  static let examples: [Example] = [
    Example(
      name: "trend by group", analysis: "trend: {outcome: y, group: g}", good: trendRows, poor: constantTime,
      tables: ["trend": ["g"] + trend]),
    Example(
      name: "trend", analysis: "trend: {outcome: y, covariates: z}", good: trendRows, poor: constantTime,
      tables: ["trend": trend]),
    Example(
      name: "reliability without variation", analysis: "reliability: {by: g, scale: ordinal}", good: goodRatings,
      poor: equalRatings, tables: ["reliability": ["g"] + reliability]),
    Example(
      name: "reliability without pairs", analysis: "reliability: {by: g, scale: nominal}", good: goodRatings,
      poor: loneRatings, tables: ["reliability": ["g"] + reliability]),
    Example(
      name: "reliability with everything",
      analysis: "reliability: {scale: ordinal, compare: g, influence: 3, benchmark: landis-koch, "
        + "coefficients: [gwet-ac, krippendorff-alpha, category-agreement], interval: {bootstrap: 60}}",
      good: goodRatings, poor: equalRatings,
      tables: [
        "reliability": ["g"] + reliability, "reliability-comparison": comparison,
        "reliability-influence": ["g"] + influence,
      ]),
    Example(
      name: "raters without variation",
      analysis: "raters: {by: g, scale: ordinal, pairs: true, margins: true, gold: m, by-category: true}",
      good: goodRatings, poor: equalRatings,
      tables: ["raters": ["g", "r"] + raters, "rater-pairs": ["g"] + raters]),
    Example(
      name: "raters without pairs",
      analysis:
        "raters: {scale: ordinal, pairs: true, margins: true, gold-rater: A1, certify: accuracy>=0.8, using: limit}",
      good: goodRatings.replacing("A", with: "A1"), poor: loneRatings,
      tables: ["raters": ["r"] + raters, "rater-pairs": raters, "rater-certification": certification]),
  ]

  @Test("do not depend on the data", arguments: examples)
  func columns(example: Example) throws {
    for data in [example.good, example.poor] {
      let roles = data.hasPrefix("u,") ? Self.ofRatings : "time: x"
      let found = try results(
        of: "data: {files: data.csv, columns: {\(roles)}}\nanalyses: [\(example.analysis)]\n", ["data.csv": data])
      #expect(Set(found.tables.map(\.name)) == Set(example.tables.keys))
      for table in found.tables {
        #expect(table.table.columns.map(\.name) == example.tables[table.name], "\(table.name)")
      }
    }
  }

  @Test("poor data have no estimate", arguments: examples)
  func poorData(example: Example) throws {
    let roles = example.poor.hasPrefix("u,") ? Self.ofRatings : "time: x"
    let found = try results(
      of: "data: {files: data.csv, columns: {\(roles)}}\nanalyses: [\(example.analysis)]\n", ["data.csv": example.poor])
    let statuses = Set(found.tables.flatMap { $0.table.cells("status") })
    #expect(statuses != ["ok"], "\(found.tables[0].table.csv)")
  }

  @Test("scores and their roll-up")
  func scores() throws {
    let yaml = """
      data: {files: data.csv, layout: wide, columns: {site: s}}
      instrument: small.yaml
      analyses: [score: {by: s}]
      """
    let good = Self.csv("s,a,b,c,d", ["x,1,2,3,0", "x,2,2,1,1", "y,3,2,1,0"])
    let poor = Self.csv("s,a,b,c,d", ["x,1,,,", "x,2,,,", "y,1,,,"])
    let summary = EstimateColumns.always.union([.term, .form, .interval, .observationCount, .method, .note]).names
    for data in [good, poor] {
      let found = try results(of: yaml, ["small.yaml": smallInstrument, "data.csv": data])
      #expect(
        found["score"]?.columns.map(\.name) == [
          "s", "first", "total", "total_band", "ready", "n_answered", "status",
        ])
      #expect(found["score-summary"]?.columns.map(\.name) == ["s"] + summary)
    }
  }
}
