import FidelityData
import FidelityReliability
import FidelityStudies
import FidelityTesting
import Testing

/// What raters could have said counts in q, whoever used it: the scale of an instrument, the levels of a factor.
@Suite("The scale of agreement")
struct ScaleOfAgreementTests {
  private static let instrument = """
    id: scales
    items:
      - {id: two, range: [0, 2]}
      - {id: five, range: [1, 5]}
      - {id: tenths, range: [0, 1], step: 0.1}
      - {id: any, range: [0, 2], step: any}
    scales: [{id: m, items: [two, five, tenths, any], aggregate: mean}]
    """

  private static func study(_ analyses: String, columns: String = "item: i, value: v", data: String = "") -> String {
    """
    data: {files: data.csv, columns: {unit: u, rater: r, \(columns)}\(data)}
    instrument: i.yaml
    analyses: [\(analyses)]
    """
  }

  private static func rows(_ item: String, _ values: [String]) -> String {
    values.enumerated().map { "u\($0 / 2),\($0 % 2 == 0 ? "A" : "B"),\(item),\($1)\n" }.joined()
  }

  @Test("a category of the item that nobody used: AC1 33/49, Brennan-Prediger 5/8 and 1/4")
  func unused() throws {
    let text = "u,r,i,v\n" + Self.rows("two", ["0", "0", "2", "2", "0", "2", "2", "2"])
    let options = "by: item, scale: ordinal, weights: [identity, quadratic], coefficients: [gwet-ac, brennan-prediger]"
    let table = try #require(
      try results(
        of: Self.study("reliability: {\(options)}"), ["data.csv": text, "i.yaml": Self.instrument])["reliability"])
    func number(_ quantity: String, _ weights: String) -> Double {
      table.number("estimate", ["quantity": quantity, "weights": weights]) ?? .nan
    }
    #expect(isClose(number("gwet-ac", "identity"), 33.0 / 49, within: 1e-15))
    #expect(isClose(number("brennan-prediger", "identity"), 5.0 / 8, within: 1e-15))
    #expect(isClose(number("brennan-prediger", "quadratic"), 1.0 / 4, within: 1e-15))
  }

  /// Random ratings of each item, on part of its scale.
  private static func random(_ seed: Int) -> [(item: String, scale: [String], values: [String])] {
    var generator = SeededGenerator(seed: UInt64(seed))
    let scales = [
      ("two", ["0", "1", "2"]), ("five", ["1", "2", "3", "4", "5"]),
      ("tenths", (0...10).map { CategoryDictionary.label(Double($0) / 10) }),
    ]
    return scales.map { item, scale in
      let used = Array(scale.shuffled(using: &generator).prefix(Int.random(in: 2...scale.count, using: &generator)))
      return (item, scale, (0..<24).map { _ in used.randomElement(using: &generator) ?? "" })
    }
  }

  @Test("each item's own scale is what its categories would declare, for agreement and for raters", arguments: 0..<8)
  func ownScales(seed: Int) throws {
    let items = Self.random(seed)
    let text = "u,r,i,v\n" + items.map { Self.rows($0.item, $0.values) }.joined()
    let analyses = """
      reliability: {by: item, scale: ordinal, weights: [identity, linear], coefficients: [gwet-ac, brennan-prediger]}
      """
    let raters = "raters: {by: item, scale: ordinal, weights: quadratic, pairs: true}"
    let found = try results(
      of: Self.study("\(analyses), \(raters)"), ["data.csv": text, "i.yaml": Self.instrument])
    for (item, scale, values) in items {
      let declared = """
        data: {files: data.csv, columns: {unit: u, rater: r, value: v}}
        analyses:
          - reliability: {scale: ordinal, weights: [identity, linear], coefficients: [gwet-ac, brennan-prediger],
              categories: [\(scale.joined(separator: ", "))]}
          - raters: {scale: ordinal, weights: quadratic, pairs: true, categories: [\(scale.joined(separator: ", "))]}
        """
      let own = try results(of: declared, ["data.csv": "u,r,i,v\n" + Self.rows(item, values)])
      for name in ["reliability", "rater-pairs"] {
        let (all, one) = (try #require(found[name]), try #require(own[name]))
        let places = all.cells("i").indices.filter { all.cells("i")[$0] == item }
        for column in ["estimate", "standard_error"] {
          #expect(places.map { all.cells(column)[$0] } == one.cells(column), "\(name) \(item) \(column)")
        }
      }
    }
  }

  @Test("all items together have the categories of all; an item without steps has none to declare")
  func together() throws {
    let options = "scale: ordinal, weights: identity, coefficients: [brennan-prediger]"
    let text = "u,r,i,v\n" + Self.rows("two", ["0", "0", "2", "2"]) + Self.rows("five", ["2", "2", "5", "2"])
    let pooled = """
      data: {files: data.csv, columns: {unit: [u, i], rater: r, item: i, value: v}}
      instrument: i.yaml
      analyses: [reliability: {\(options)}, reliability: {\(options), categories: [0, 1, 2, 3, 4, 5]}]
      """
    let found = try results(of: pooled, ["data.csv": text, "i.yaml": Self.instrument])
    #expect(found["reliability"]?.csv == found["reliability-2"]?.csv)
    #expect(isClose(found["reliability"]?.number("estimate", [:]) ?? .nan, (0.75 - 1.0 / 6) / (5.0 / 6), within: 1e-15))
    let any = "u,r,i,v\n" + Self.rows("any", ["0", "0", "2", "2", "0", "2", "2", "2"])
    let table = try #require(
      try results(
        of: Self.study("reliability: {by: item, \(options)}"), ["data.csv": any, "i.yaml": Self.instrument])[
          "reliability"])
    // q = 2: (3/4 - 1/2) / (1/2)
    #expect(table.number("estimate", ["quantity": "brennan-prediger"]) == 0.5)
  }

  @Test("the levels of an ordered factor are the scale, in their order")
  func ordered() throws {
    func run(_ analysis: String, categories: String = "") throws -> StudyResults {
      try withTemporaryFolder { folder in
        _ = try folder.write(orderedTable, to: "data.arrow")
        let yaml = """
          data: {files: data.arrow, columns: {unit: u, rater: r, value: v}}
          analyses: [\(analysis)]
          """
        return try StudyRunner(Study(contentsOfFile: folder.write(yaml, to: "s.yaml"))).run()
      }
    }
    let csv = "u,r,v\n1,A,low\n1,B,high\n2,A,mid\n2,B,mid\n3,A,high\n3,B,low\n"
    for weights in ["identity", "linear", "quadratic"] {
      let options = "scale: ordinal, weights: \(weights), coefficients: [gwet-ac, fleiss-kappa, krippendorff-alpha]"
      let declared = """
        data: {files: data.csv, columns: {unit: u, rater: r, value: v}}
        analyses: [reliability: {\(options), categories: [none, low, mid, high]}]
        """
      let expected = try #require(try results(of: declared, ["data.csv": csv])["reliability"])
      let found = try #require(try run("reliability: {\(options)}")["reliability"])
      #expect(found.csv == expected.csv, "\(weights)")
    }
    // Weights on a nominal scale need the order too; without any, only what is used counts, as before.
    let nominal = "scale: nominal, coefficients: [brennan-prediger], weights:"
    let linear = try #require(try run("reliability: {\(nominal) linear}")["reliability"])
    let declared = "reliability: {\(nominal) linear, categories: [none, low, mid, high]}"
    #expect(linear.csv == (try #require(try run(declared)["reliability"])).csv)
    let plain = try #require(try run("reliability: {\(nominal) identity}")["reliability"])
    #expect(plain.number("estimate", ["quantity": "brennan-prediger"]) == 0)
    // Pairs of raters read the same order.
    let raters = "scale: ordinal, weights: linear, pairs: true"
    let pairs = try #require(try run("raters: {\(raters)}")["rater-pairs"])
    #expect(
      pairs.csv == (try #require(try run("raters: {\(raters), categories: [none, low, mid, high]}")["rater-pairs"])).csv
    )
  }

  @Test("raters in words without an order: weights are refused")
  func ratersWithoutOrder() throws {
    let csv = "u,r,v\n1,A,low\n1,B,high\n2,A,mid\n2,B,mid\n3,A,high\n3,B,low\n"
    let yaml = """
      data: {files: data.csv, columns: {unit: u, rater: r, value: v}}
      analyses: [raters: {scale: nominal, weights: linear}]
      """
    let error = try #require(failure(of: yaml, ["data.csv": csv]))
    #expect(error.remedy?.studyFileText.contains("categories:") == true)
    #expect(failure(of: yaml.replacing("linear", with: "identity"), ["data.csv": csv]) == nil)
  }
}
