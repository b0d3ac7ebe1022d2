import FidelityData
import FidelityProbability
import FidelityTesting
import FidelityTrends
import Testing

@Suite("Absorbed effects")
struct AbsorbedEffectsTests {
  /// Rows with two or three factors.
  struct Panel {
    var factors: [[UInt32]]
    var x: [Double] = []
    var z: [Double] = []
    var y: [Double] = []
    var weights: [Double] = []

    init(rows: Int, levels: [Int], seed: UInt64) {
      var stream = RandomStream(seed: seed)
      factors = levels.map { _ in [] }
      for _ in 0..<rows {
        var effect = 0.0
        for (place, count) in levels.enumerated() {
          let level = stream.next(upperBound: count)
          factors[place].append(UInt32(level))
          effect += Double((level * 7) % 5) / 3
        }
        let first = stream.normal() + effect / 2
        x.append(first)
        z.append(stream.normal() - effect / 3)
        let noise = stream.normal()
        y.append(0.5 * first - 0.25 * (z.last ?? 0) + effect + noise)
        weights.append(0.5 + stream.uniform())
      }
    }

    /// The regression with a column for each level but one of each factor.
    func withColumns(isWeighted: Bool, rows: [Int]) throws -> LeastSquares {
      var predictors = [("x", rows.map { x[$0] }), ("z", rows.map { z[$0] })]
      for (place, factor) in factors.enumerated() {
        for level in Set(rows.map { factor[$0] }).sorted() {
          predictors.append(("f\(place)-\(level)", rows.map { factor[$0] == level ? 1 : 0 }))
        }
      }
      return try LeastSquares(
        outcome: rows.map { y[$0] }, predictors: predictors.map { (name: $0.0, values: $0.1) },
        weights: isWeighted ? rows.map { weights[$0] } : nil)
    }

    func absorbed(isWeighted: Bool, keepsSingletons: Bool = false) throws -> (AbsorbedEffects, LeastSquares) {
      let effects = AbsorbedEffects(factors, weights: isWeighted ? weights : nil, keepsSingletons: keepsSingletons)
      var values = effects.rows.flatMap { [x[$0], z[$0], y[$0]] }
      let solution = effects.residualise(&values, width: 3)
      #expect(solution.isConverged)
      func column(_ place: Int) -> [Double] { stride(from: place, to: values.count, by: 3).map { values[$0] } }
      let fit = try LeastSquares(
        outcome: column(2), predictors: [("x", column(0)), ("z", column(1))], intercept: false,
        weights: isWeighted ? effects.rows.map { weights[$0] } : nil, absorbedCount: effects.parameterCount,
        keepsRows: true)
      return (effects, fit)
    }
  }

  @Test(
    "the regression is that with a column for every level",
    arguments: [[9], [12, 5], [6, 6], [10, 4, 3]], [false, true])
  func columns(levels: [Int], isWeighted: Bool) throws {
    let panel = Panel(rows: 150, levels: levels, seed: UInt64(levels.reduce(0, +)))
    let (effects, fit) = try panel.absorbed(isWeighted: isWeighted)
    let exact = try panel.withColumns(isWeighted: isWeighted, rows: effects.rows)
    for place in 0..<2 {
      #expect(relativeError(fit.coefficients[place], exact.coefficients[place + 1]) < 1e-9)
      if levels.count < 3 { #expect(relativeError(fit.standardErrors[place], exact.standardErrors[place + 1]) < 1e-9) }
    }
    if levels.count < 3 { #expect(fit.residualDegreesOfFreedom == exact.residualDegreesOfFreedom) }
    #expect(relativeError(fit.residualSumOfSquares, exact.residualSumOfSquares) < 1e-9)
  }

  @Test("parts that nothing connects cost a parameter less each")
  func components() throws {
    // Two blocks: levels 0-2 with 0-1, and 3-5 with 2-3.
    var panel = Panel(rows: 120, levels: [3, 2], seed: 5)
    for row in 0..<120 where row % 2 == 1 {
      panel.factors[0][row] += 3
      panel.factors[1][row] += 2
    }
    let (effects, fit) = try panel.absorbed(isWeighted: false)
    #expect(effects.componentCount == 2 && effects.parameterCount == 6 + 4 - 2)
    let exact = try panel.withColumns(isWeighted: false, rows: effects.rows)
    #expect(fit.residualDegreesOfFreedom == exact.residualDegreesOfFreedom)
    #expect(relativeError(fit.standardErrors[0], exact.standardErrors[1]) < 1e-9)
  }

  @Test("levels with a single row are left out until none is left")
  func singletons() throws {
    // Row 4 is alone in its level of the first factor, without it row 3 in its level of the second, then row 5, then 1.
    let factors: [[UInt32]] = [[0, 0, 0, 1, 2, 1, missingKey], [0, 1, 0, 2, 2, 1, 0]]
    let effects = AbsorbedEffects(factors)
    #expect(effects.rows == [0, 2])
    #expect(effects.singletonCount == 4)
    #expect(AbsorbedEffects(factors, keepsSingletons: true).rows == [0, 1, 2, 3, 4, 5])
    #expect(AbsorbedEffects([[0, 1, 2]]).rows.isEmpty)
  }

  @Test("many levels by gradients: nothing is left of any level's sum")
  func gradients() throws {
    let panel = Panel(rows: 6_000, levels: [1_500, 900], seed: 3)
    let effects = AbsorbedEffects(panel.factors)
    #expect(effects.levelCounts.min() ?? 0 > AbsorbedEffects.mostDirect)
    var values = effects.rows.flatMap { [panel.x[$0], panel.y[$0]] }
    let solution = effects.residualise(&values, width: 2)
    #expect(solution.isConverged && solution.iterations > 0)
    for factor in panel.factors {
      var sums = [UInt32: [Double]]()
      for (place, row) in effects.rows.enumerated() {
        sums[factor[row], default: [0, 0]][0] += values[2 * place]
        sums[factor[row], default: [0, 0]][1] += values[2 * place + 1]
      }
      for sum in sums.values { for number in sum { #expect(abs(number) < 1e-8) } }
    }
    // Taking the effects out once more changes nothing.
    let once = values
    _ = effects.residualise(&values, width: 2)
    for place in values.indices { #expect(isClose(values[place], once[place], within: 1e-9)) }
  }
}
