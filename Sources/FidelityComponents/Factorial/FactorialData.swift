import FidelityData

/// Observations of a design with any number of facets, complete or not, as the general methods need them: the level of
/// each effect in each row.
///
/// ```swift
/// let data = try FactorialData(StudyDesign("p x i x o"), facets: [persons, items, occasions], values: scores)
/// let reml = try data.fit()  // seven components where a cell holds several values, else six; and the residual
/// let henderson = data.hendersonComponents()
/// ```
/// - Complexity: memory O(rows x effects).
public struct FactorialData: Sendable {
  public let design: StudyDesign
  public let values: [Double]
  /// The effects but for the one that is the residual.
  public let effects: [StudyDesign.Effect]
  /// The effect that cannot be told from the residual because no cell holds two values; nil where it can.
  public let residualEffect: StudyDesign.Effect?
  /// For each of ``effects``, the level of each row, 0, 1, ...
  let levels: [[Int]]
  let levelCounts: [Int]
  /// Rows passed over because a facet or the value was missing.
  public let skippedCount: Int

  /// - Parameters:
  ///   - facets: the level of each row, per facet in the order of the design; a nested facet may count its levels
  ///     within those it is nested in, or through.
  ///   - values: NaN is a missing value.
  public init(_ design: StudyDesign, facets: [[UInt32]], values: [Double]) {
    precondition(
      facets.count == design.facets.count && facets.allSatisfy { $0.count == values.count },
      "columns of different length")
    self.design = design
    let rows = values.indices.filter { row in !values[row].isNaN && !facets.contains { $0[row] == missingKey } }
    skippedCount = values.count - rows.count
    self.values = rows.map { values[$0] }
    let kept = facets.map { codes in rows.map { codes[$0] } }
    var all = design.effects.map { Self.levels(of: $0, kept, rows.count) }
    var effects = design.effects
    if let last = all.last, last.count == rows.count {
      residualEffect = effects.removeLast()
      all.removeLast()
    } else {
      residualEffect = nil
    }
    self.effects = effects
    levels = all.map(\.levels)
    levelCounts = all.map(\.count)
  }

  private static func levels(
    of effect: StudyDesign.Effect, _ facets: [[UInt32]], _ rowCount: Int
  ) -> (levels: [Int], count: Int) {
    var levels = [Int](repeating: 0, count: rowCount)
    var count = 1
    for facet in facets.indices where effect.facets & (1 << facet) != 0 {
      var known: [PairOfLevels: Int] = [:]
      for row in 0..<rowCount {
        let pair = PairOfLevels(first: levels[row], second: facets[facet][row])
        let next = known.count
        levels[row] = known[pair] ?? next
        if levels[row] == next { known[pair] = next }
      }
      count = known.count
    }
    return (levels, count)
  }

  private struct PairOfLevels: Hashable {
    let first: Int
    let second: UInt32
  }

  /// Values less their mean.
  var centred: (values: [Double], mean: Double) {
    guard let first = values.first else { return ([], .nan) }
    let shift = values.reduce(0) { $0 + ($1 - first) } / Double(values.count)
    return (values.map { ($0 - first) - shift }, first + shift)
  }
}
