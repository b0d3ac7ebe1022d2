public import FidelityData

/// Analysis of variance of any balanced design: mean squares, expected mean squares and variance components, all facets
/// random.
///
/// The effect of a combination of levels is the alternating sum of the means over its primary facets, so no sum of
/// squares is a difference of large ones. E(MS of an effect) = sum over the effects that hold all its facets of
/// (the product of the sizes of the facets they lack) x component, from which components follow one after the other,
/// the smallest effects last.
///
/// Facets keep the order of the design's formula; a nested facet has levels 0, 1, ... within each combination of those
/// it is nested in.
///
/// | data | figures | status |
/// |---|---|---|
/// | a cell is missing | none | `unbalanced` |
/// | a facet with one level | effects with it have none | `too-few-observations` |
/// | all values equal | squares of 0 | `no-variation` |
/// | squares overflow | none | `out-of-range` |
///
/// - Complexity: O(cells x effects x 2^facets).
///
/// Reference: Brennan (2001), Generalizability Theory, sections 3.3 to 3.5. Validation: Brennan's data sets 1, 3 and 4
/// (`datasets/brennan-*`), with standard errors and intervals (`datasets/gtheory-*`).
public struct BalancedAnova: Sendable {
  public let design: StudyDesign
  /// The number of levels of each facet; of a nested one, within each combination of those it is nested in.
  public let levelCounts: [Int]
  /// One for each effect of the design.
  public let meanSquares: [MeanSquare]
  /// One for each effect of the design.
  public let components: [VarianceComponent]
  public let mean: Double
  public let status: Status
  /// For each component, the factor of each mean square in it.
  public let coefficients: [[Double]]

  /// - Parameters:
  ///   - values: a value per cell, the last facet of the design running fastest; NaN is a missing one.
  ///   - levelCounts: the number of levels of each facet, in the order of the design.
  public init(_ design: StudyDesign, levelCounts: [Int], values: [Double]) {
    precondition(levelCounts.count == design.facets.count && levelCounts.allSatisfy { $0 > 0 }, "a facet has no level")
    precondition(values.count == levelCounts.reduce(1, *), "the values do not fill the design")
    self.design = design
    self.levelCounts = levelCounts
    let isComplete = !values.contains { $0.isNaN }
    let first = values[0]
    // Less the first value: a large origin costs no digits.
    let shift = values.reduce(0) { $0 + ($1 - first) } / Double(values.count)
    mean = isComplete ? first + shift : .nan
    let centred = values.map { ($0 - first) - shift }
    let tables = MarginalTables(levelCounts)
    let means = tables.means(of: centred, design.effects.map(\.facets))
    let cells = Double(values.count)
    meanSquares = design.effects.map { effect in
      let squares = tables.effectSquares(effect, means)
      return MeanSquare(
        effect.name, squares: isComplete ? squares : .nan,
        degreesOfFreedom: Self.degreesOfFreedom(effect, levelCounts))
    }
    coefficients = Self.coefficients(design.effects, levelCounts)
    let (lines, factors) = (meanSquares, coefficients)
    components = design.effects.indices.map { place in
      var raw = 0.0
      for (line, factor) in zip(lines, factors[place]) where factor != 0 { raw += factor * line.meanSquare }
      return VarianceComponent(lines[place].term, raw: raw)
    }
    let total = centred.reduce(0) { $0 + $1 * $1 }
    status =
      !isComplete
      ? .unbalanced
      : !total.isFinite
        ? .outOfRange
        : cells < 2 || levelCounts.contains(1) ? .tooFewObservations : total == 0 ? .noVariation : .ok
  }

  private static func degreesOfFreedom(_ effect: StudyDesign.Effect, _ levelCounts: [Int]) -> Double {
    levelCounts.indices.reduce(1.0) { product, facet in
      if effect.primary & (1 << facet) != 0 { return product * Double(levelCounts[facet] - 1) }
      return effect.facets & (1 << facet) != 0 ? product * Double(levelCounts[facet]) : product
    }
  }

  /// The factor of each component in the expected mean square of an effect.
  private static func expectation(
    _ effect: StudyDesign.Effect, _ effects: [StudyDesign.Effect], _ levelCounts: [Int]
  ) -> [Double] {
    effects.map { other in
      guard effect.facets & ~other.facets == 0 else { return 0 }
      return levelCounts.indices.reduce(1.0) { product, facet in
        other.facets & (1 << facet) == 0 ? product * Double(levelCounts[facet]) : product
      }
    }
  }

  /// The expected mean square of each effect: a row of factors of the components.
  public var expectations: [[Double]] {
    design.effects.map { Self.expectation($0, design.effects, levelCounts) }
  }

  private static func coefficients(_ effects: [StudyDesign.Effect], _ levelCounts: [Int]) -> [[Double]] {
    var result = [[Double]](repeating: [Double](repeating: 0, count: effects.count), count: effects.count)
    // An effect's expected mean square holds itself and effects of more facets, which come after it.
    for place in effects.indices.reversed() {
      let expected = expectation(effects[place], effects, levelCounts)
      var row = [Double](repeating: 0, count: effects.count)
      row[place] = 1
      for other in place + 1..<max(effects.count, place + 1) where expected[other] != 0 {
        for i in row.indices { row[i] -= expected[other] * result[other][i] }
      }
      result[place] = row.map { abs($0) < 1e-9 ? 0 : $0 / expected[place] }
    }
    return result
  }
}

/// Means over the levels of some facets.
private struct MarginalTables {
  let levelCounts: [Int]

  init(_ levelCounts: [Int]) { self.levelCounts = levelCounts }

  /// The step of each facet in a table of the facets of a set, 0 for others.
  private func strides(_ facets: Int) -> [Int] {
    var result = [Int](repeating: 0, count: levelCounts.count)
    var step = 1
    for facet in levelCounts.indices.reversed() where facets & (1 << facet) != 0 {
      result[facet] = step
      step *= levelCounts[facet]
    }
    return result
  }

  private func size(_ facets: Int) -> Int {
    levelCounts.indices.reduce(1) { facets & (1 << $1) != 0 ? $0 * levelCounts[$1] : $0 }
  }

  /// The place of each cell of a table of the facets `from` in the table of `to`, a subset.
  private func places(from: Int, to: Int) -> [Int] {
    let (source, target) = (strides(from), strides(to))
    let members = levelCounts.indices.filter { from & (1 << $0) != 0 }
    return (0..<size(from)).map { cell in
      members.reduce(0) { $0 + cell / source[$1] % levelCounts[$1] * target[$1] }
    }
  }

  func means(of values: [Double], _ sets: [Int]) -> [Int: [Double]] {
    let all = (1 << levelCounts.count) - 1
    var result: [Int: [Double]] = [0: [values.reduce(0, +) / Double(values.count)]]
    for set in sets {
      var sums = [Double](repeating: 0, count: size(set))
      for (cell, place) in places(from: all, to: set).enumerated() { sums[place] += values[cell] }
      let count = Double(values.count / sums.count)
      result[set] = sums.map { $0 / count }
    }
    return result
  }

  /// The sum of squares of an effect: over all cells, of the alternating sum of means.
  func effectSquares(_ effect: StudyDesign.Effect, _ means: [Int: [Double]]) -> Double {
    var effects = [Double](repeating: 0, count: size(effect.facets))
    // All subsets of the primary facets, with the nesting ones.
    var subset = effect.primary
    while true {
      let facets = subset | (effect.facets & ~effect.primary)
      let sign = (effect.primary.nonzeroBitCount - subset.nonzeroBitCount) % 2 == 0 ? 1.0 : -1
      if let table = means[facets] {
        for (cell, place) in places(from: effect.facets, to: facets).enumerated() {
          effects[cell] += sign * table[place]
        }
      }
      if subset == 0 { break }
      subset = (subset - 1) & effect.primary
    }
    let cells = Double(size((1 << levelCounts.count) - 1) / effects.count)
    return cells * effects.reduce(0) { $0 + $1 * $1 }
  }
}
