import FidelityData
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Gates of a study")
struct GateTests {
  private static let data =
    "unit,rater,item,score\n"
    + (1...12).flatMap { unit in
      ["a", "b"].flatMap { rater in
        ["x", "y"].map { item in
          "\(unit),\(rater),\(item),\((unit + (rater == "b" && unit % (item == "x" ? 6 : 2) == 0 ? 1 : 0)) % 3)\n"
        }
      }
    }.joined()

  private static func run(_ gates: String) throws -> StudyResults {
    try results(of: study(gates), ["d.csv": data])
  }

  private static func study(_ gates: String) -> String {
    """
    data: {files: d.csv, columns: {unit: unit, rater: rater, item: item, value: score}}
    analyses:
      - reliability:
          {by: item, scale: ordinal, coefficients: [gwet-ac, percent-agreement], weights: [identity, quadratic]}
    gates:
      - \(gates)
    """
  }

  @Test("Each row that a gate selects is held against the bound")
  func rows() throws {
    let results = try Self.run("{quantity: gwet-ac, weights: quadratic, at-least: 0.6, using: lower-limit}")
    let (gates, table) = (try #require(results["gates"]), try #require(results["reliability"]))
    #expect(gates.cells("group") == ["item = x", "item = y"])
    for (row, item) in ["x", "y"].enumerated() {
      let lower = try #require(table.number("lower", ["item": item, "quantity": "gwet-ac", "weights": "quadratic"]))
      #expect(gates.numbers("value")?[row] == lower)
      #expect(gates.cells("result")[row] == (lower >= 0.6 ? "passed" : "failed"))
    }
    #expect(results.passesGates == !gates.cells("result").contains("failed"))
    #expect(gates.cells("using") == ["lower", "lower"] && gates.cells("relation") == ["at-least", "at-least"])
  }

  @Test(
    "Bounds, tables and columns",
    arguments: [
      ("{quantity: percent-agreement, weights: identity, at-least: 0}", 2, true),
      ("{quantity: percent-agreement, weights: identity, above: 1}", 2, false),
      ("{quantity: percent-agreement, weights: identity, at-most: 1}", 2, true),
      ("{quantity: percent-agreement, weights: identity, below: 0}", 2, false),
      ("{quantity: gwet-ac, where: {item: x}, at-least: -1}", 2, true),
      ("{quantity: [gwet-ac, percent-agreement], weights: identity, where: {item: [x, y]}, at-least: -1}", 4, true),
      ("{table: reliability, quantity: gwet-ac, weights: identity, using: n_units, at-least: 12}", 2, true),
      ("{table: reliability, quantity: gwet-ac, weights: identity, using: standard_error, below: 0}", 2, false),
      // The empty text is a cell with nothing in it.
      ("{quantity: gwet-ac, weights: identity, where: {metric: ''}, at-least: -1}", 2, true),
      ("{quantity: gwet-ac, weights: identity, where: {item: [x, '']}, at-least: -1}", 1, true),
      ("{quantity: gwet-ac, weights: identity, where: {item: ''}, at-least: -1}", 1, false),
      // What selects nothing fails.
      ("{quantity: gwet-ca, at-least: 0}", 1, false), ("{table: nowhere, using: estimate, at-least: 0}", 1, false),
      ("{quantity: gwet-ac, using: nothing, at-least: 0}", 1, false),
      ("{quantity: gwet-ac, where: {place: x}, at-least: 0}", 1, false),
      // A value that no row has fails, beside those that pass.
      ("{quantity: gwet-ac, weights: identity, where: {item: [x, z]}, at-least: -1}", 2, false),
      ("{quantity: [gwet-ac, gwet-ca], weights: identity, at-least: -1}", 3, false),
    ])
  func kinds(gate: String, count: Int, passes: Bool) throws {
    let results = try Self.run(gate)
    #expect(results["gates"]?.rowCount == count)
    #expect(results.passesGates == passes)
  }

  @Test("Groups are told apart where a gate names several")
  func groups() throws {
    let gates = try #require(
      try Self.run("{quantity: gwet-ac, weights: identity, where: {item: [x, y]}, at-least: -1}")["gates"])
    #expect(gates.cells("group") == ["item = x", "item = y"])
  }

  @Test("A gate that selects nothing says why")
  func nothing() throws {
    func note(_ gate: String) throws -> String? { try Self.run(gate)["gates"]?.cells("note").first }
    #expect(try note("{quantity: gwet-ca, at-least: 0}") == "no row has gwet-ca in quantity; there is gwet-ac")
    #expect(try note("{table: nowhere, at-least: 0}") == "there is no table nowhere; there is reliability")
    #expect(try note("{quantity: gwet-ac, using: nothing, at-least: 0}") == "no table has numbers in nothing")
  }

  @Test("A result without the number fails, and its status is told")
  func missing() throws {
    let constant = "unit,rater,item,score\n1,a,x,1\n1,b,x,1\n2,a,x,1\n2,b,x,1\n"
    let results = try results(
      of: Self.study("{quantity: gwet-ac, weights: identity, at-least: 0}"), ["d.csv": constant])
    let gates = try #require(results["gates"])
    #expect(results.passesGates == false && gates.cells("result") == ["failed"])
    #expect(gates.cells("note")[0].hasPrefix("there is no estimate: "))
  }

  @Test(
    "Mistakes in a gate are told at their place",
    arguments: [
      ("{quantty: x, at-least: 0}", 6, 6), ("{quantity: x}", 6, 5), ("{at-least: 0}", 6, 5),
      ("{quantity: x, at-least: 0, at-most: 1}", 6, 41), ("{quantity: x, at-least: much}", 6, 29),
      ("{quantity: x, where: {quantity: y}, at-least: 0}", 6, 27), ("{quantity: x, where: y, at-least: 0}", 6, 26),
    ])
  func mistakes(gate: String, line: Int, character: Int) throws {
    let error = try #require(failure(of: Self.study(gate), ["d.csv": Self.data]))
    #expect(error.line == line && error.character == character, "\(error)")
  }
}
