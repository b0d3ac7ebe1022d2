import FidelityData
import FidelityLinearAlgebra

/// Effects of one or more factors (site, teacher, month) that are taken out of the columns of a regression instead of
/// becoming columns of it: what is left of each column is what the factors do not explain, and the coefficients are
/// those of the regression with a column for every level.
///
/// One factor leaves the deviations from its levels' means. Of several, the one with most levels is eliminated in
/// closed form and the effects of the others solve the normal equations that remain, one row for each of their levels:
/// directly where these are at most ``mostDirect``, else by conjugate gradients with the levels' counts as
/// preconditioner, on counts of the cells where two factors have fewer cells than rows.
///
/// The parameters absorbed are the levels of the first two factors less the number of connected parts of the design,
/// and for every further factor its levels less 1 (exact for up to two factors; for more an upper bound, as in other
/// programs).
///
/// **Singletons.** A level with a single row says nothing about anything else. Such rows are left out, and counted,
/// until none is left; with `keepsSingletons` they count as observations, whose residual is 0.
///
/// References: Guimaraes, Portugal (2010), Stata Journal 10, 628-649; Correia (2016), Linear models with
/// high-dimensional fixed effects; Golub & Van Loan 2013, section 11.3 (conjugate gradients).
/// - Complexity: O(rows) to arrange; a step of the gradients O(cells or rows x columns).
public struct AbsorbedEffects: Sendable {
  /// The rows that take part, in their order.
  public let rows: [Int]
  /// Rows left out because a level of theirs has no other row.
  public let singletonCount: Int
  /// The parameters that the effects are.
  public let parameterCount: Int
  /// The number of levels of each factor that occur.
  public let levelCounts: [Int]
  /// The connected parts of the first two factors; the number of levels for a single factor.
  public let componentCount: Int
  private let design: FactorDesign

  /// Up to so many levels the equations of all factors but one are solved directly.
  public static let mostDirect = 600

  /// - Parameters:
  ///   - factors: for each factor, the level of each row; `missingKey` leaves the row out.
  ///   - weights: of the rows, above 0; nil for equal ones.
  ///   - keepsSingletons: whether rows whose level has no other count as observations.
  public init(_ factors: [[UInt32]], weights: [Double]? = nil, keepsSingletons: Bool = false) {
    precondition(!factors.isEmpty, "effects of no factor")
    precondition(factors.allSatisfy { $0.count == factors[0].count }, "columns of different length")
    var kept = factors[0].indices.filter { row in factors.allSatisfy { $0[row] != missingKey } }
    let present = kept.count
    if !keepsSingletons { Self.dropSingletons(factors, &kept) }
    rows = kept
    singletonCount = present - kept.count
    var codes: [[UInt32]] = []
    var counts: [Int] = []
    for factor in factors {
      let (dense, count) = Self.dense(factor, kept)
      codes.append(dense)
      counts.append(count)
    }
    levelCounts = counts
    if factors.count == 1 {
      componentCount = counts[0]
      parameterCount = counts[0]
    } else {
      let components = Self.components(codes[0], counts[0], codes[1], counts[1])
      componentCount = components
      parameterCount = counts[0] + counts[1] - components + counts.dropFirst(2).reduce(0) { $0 + $1 - 1 }
    }
    design = FactorDesign(codes, counts, weights.map { weights in kept.map { weights[$0] } })
  }

  /// Leaves out rows whose level of some factor has no other row, until none is left.
  private static func dropSingletons(_ factors: [[UInt32]], _ kept: inout [Int]) {
    var changes = true
    while changes {
      changes = false
      for factor in factors {
        let count = Int(kept.lazy.map { factor[$0] }.max() ?? 0) + 1
        var sizes = [UInt32](repeating: 0, count: count)
        for row in kept { sizes[Int(factor[row])] += 1 }
        if sizes.contains(1) {
          kept.removeAll { sizes[Int(factor[$0])] == 1 }
          changes = true
        }
      }
    }
  }

  /// The levels that occur as 0, 1, 2, ... in their order.
  private static func dense(_ factor: [UInt32], _ rows: [Int]) -> ([UInt32], Int) {
    let count = Int(rows.lazy.map { factor[$0] }.max() ?? 0) + 1
    var places = [UInt32](repeating: missingKey, count: count)
    for row in rows { places[Int(factor[row])] = 0 }
    var next: UInt32 = 0
    for level in places.indices where places[level] == 0 {
      places[level] = next
      next += 1
    }
    return (rows.map { places[Int(factor[$0])] }, Int(next))
  }

  /// The connected parts of two factors: union of levels by rows.
  private static func components(_ first: [UInt32], _ m: Int, _ second: [UInt32], _ n: Int) -> Int {
    var parents = (0..<m + n).map { $0 }
    func root(_ start: Int) -> Int {
      var place = start
      while parents[place] != place {
        parents[place] = parents[parents[place]]
        place = parents[place]
      }
      return place
    }
    var count = m + n
    for row in first.indices {
      let (a, b) = (root(Int(first[row])), root(m + Int(second[row])))
      if a != b {
        parents[max(a, b)] = min(a, b)
        count -= 1
      }
    }
    return count
  }

  /// What became of the equations.
  public struct Solution: Sendable, Equatable {
    /// Steps of conjugate gradients; 0 where the equations were solved directly.
    public var iterations = 0
    public var isConverged = true
  }

  /// What is left of a column is nothing where it is less than this share of its spread.
  private static let leastRemains = 1e-10

  /// Takes the effects out of some columns.
  ///
  /// A column that the effects explain but for rounding (the enrolment of a site beside effects of sites) becomes 0.
  /// - Parameters:
  ///   - values: the numbers of each of ``rows``, `width` of them after one another.
  ///   - width: the number of columns.
  ///   - tolerance: the size of what remains of the equations, relative to what they began with.
  public func residualise(_ values: inout [Double], width: Int, tolerance: Double = 1e-12) -> Solution {
    precondition(values.count == rows.count * width, "rows of another width")
    guard !rows.isEmpty else { return Solution() }
    let before = spreads(values, width)
    let solution = design.residualise(&values, width, tolerance)
    let after = spreads(values, width)
    for column in 0..<width where after[column] <= Self.leastRemains * Self.leastRemains * before[column] {
      for row in rows.indices { values[row * width + column] = 0 }
    }
    return solution
  }

  /// The sums of squares of columns about their first number.
  private func spreads(_ values: [Double], _ width: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: width)
    for column in 0..<width {
      let first = values[column]
      var sum = 0.0
      for row in rows.indices {
        let difference = values[row * width + column] - first
        sum += difference * difference
      }
      sums[column] = sum
    }
    return sums
  }
}
