import FidelityTesting
import FidelityTrends
import Testing

@Suite("Natural splines")
struct NaturalSplineTests {
  private static let x = [0.5, 1, 2, 3.5, 4, 6, 7, 8, 8.5, 10]

  /// R 4.2.2, splines::ns(x, df = 3), and predict() beyond the ends.
  private static let expected: [(x: Double, columns: [Double])] = [
    (0.5, [0, 0, 0]),
    (1, [-0.037016089319920363, 0.11935436831649995, -0.081663515163921008]),
    (3.5, [-0.021253132699269761, 0.52884004841948240, -0.361837927865961584]),
    (6, [0.470501187922821362, 0.40018946168762204, -0.201517717279616454]),
    (8.5, [0.330012916987035720, 0.33957448082310465, 0.312193978708078079]),
    (10, [-0.137809187279151896, 0.43639575971731437, 0.701413427561837555]),
    (-1, [0.11391745943433612, -0.36073862154206437, 0.24682116210772823]),
    (5, [0.27235167709057395, 0.48920137419486753, -0.31910076672789367]),
    (12, [-0.81625441696113044, 0.58480565371024662, 1.23144876325088415]),
  ]

  @Test("the columns are those of R", arguments: expected)
  func columns(_ expected: (x: Double, columns: [Double])) {
    let spline = NaturalSpline(Self.x, degreesOfFreedom: 3)
    #expect(isClose(spline.knots[0], 3.5, within: 1e-12) && isClose(spline.knots[1], 7, within: 1e-12))
    let columns = spline.columns(at: expected.x)
    #expect(columns.count == 3)
    for (own, value) in zip(columns, expected.columns) { #expect(isClose(own, value, within: 1e-13)) }
  }

  @Test("one degree of freedom is a straight line; the curve has no kink", arguments: [1, 2, 4, 6])
  func shape(count: Int) {
    let spline = NaturalSpline(Self.x, degreesOfFreedom: count)
    func value(_ x: Double) -> Double { spline.columns(at: x).reduce(0, +) }
    for end in [0.5, 10] {
      // Straight beyond the ends, and the same slope within.
      let (h, outside) = (1e-4, end == 10 ? 1.0 : -1.0)
      let slopes = [outside * h, 2 * outside * h, -outside * h].map { (value(end + $0) - value(end)) / $0 }
      #expect(isClose(slopes[0], slopes[1], within: 1e-9))
      #expect(isClose(slopes[0], slopes[2], within: 1e-6))
    }
    if count == 1 { #expect(isClose((value(3) - value(1)) / 2, value(5) - value(4), within: 1e-12)) }
  }
}

@Suite("Terms of a model")
struct ModelTermsTests {
  private let names = ModelTerms.Names(
    variables: ["time", "hours"], factors: ["phase", "site"],
    levels: [[(0, "A"), (1, "B"), (2, "C")], [(4, "s1"), (3, "s2")]])

  @Test("columns have the names that R gives them")
  func columnNames() {
    let terms = ModelTerms([
      .polynomial(0, degree: 2), .variable(1), .factor(0), .interaction([.variable(0), .factor(0)]),
      .interaction([.factor(0), .factor(1)]),
    ])
    #expect(
      terms.columns(names).map(\.name) == [
        "time", "time^2", "hours", "phaseB", "phaseC", "time:phaseB", "time:phaseC", "phaseB:sites2", "phaseC:sites2",
      ])
    #expect(!terms.isLinear)
    #expect(ModelTerms([.variable(0), .factor(1), .interaction([.variable(1), .factor(0)])]).isLinear)
    #expect(!ModelTerms([.interaction([.variable(0), .variable(1)])]).isLinear)
    // Without an intercept the first factor has all its levels.
    #expect(
      ModelTerms([.variable(0), .factor(1), .factor(0)], hasIntercept: false).columns(names).map(\.name) == [
        "time", "sites1", "sites2", "phaseB", "phaseC",
      ])
    #expect(
      ModelTerms([.spline(0, degreesOfFreedom: 2)]).columns(names).map(\.name) == ["ns(time, 2)1", "ns(time, 2)2"])
  }

  @Test("sums of cells with levels give the sums of the design")
  func cells() {
    let terms = ModelTerms([.variable(0), .factor(0), .interaction([.variable(0), .factor(0)])])
    let columns = terms.columns(names)
    var (cells, design) = (GroupedCrossProducts(width: 2), GroupedCrossProducts(width: columns.count + 1))
    let rows: [(level: UInt32, time: Double, y: Double)] = [
      (0, 1, 3), (1, 2, 5), (0, 4, 4), (2, 3, 9), (1, 7, 6), (2, 8, 2), (0, 6, 7),
    ]
    for row in rows {
      let code: [UInt32] = [row.level]
      cells.add(groups: code.span, rows: [row.time, row.y].span)
      let (b, c) = (row.level == 1 ? 1.0 : 0, row.level == 2 ? 1.0 : 0)
      design.add(groups: [0].span, rows: [row.time, b, c, row.time * b, row.time * c, row.y].span)
    }
    var total = CentredProducts(width: columns.count + 1)
    for level in 0..<3 { total.add(cells.products(level).expanded(columns, levels: [UInt32(level), 0])) }
    let expected = design.products(0)
    for place in expected.products.indices {
      #expect(isClose(total.products[place], expected.products[place], within: 1e-11))
    }
    for place in expected.means.indices { #expect(isClose(total.means[place], expected.means[place], within: 1e-13)) }
  }
}
