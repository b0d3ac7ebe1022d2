import FidelityProbability

/// How many units a study of agreement needs.
///
/// - ``unitsForHalfWidth(_:deviation:level:population:)``: any coefficient, from the standard error of a pilot sample.
/// - ``init(firstShares:secondShares:)`` with ``units(testing:against:level:power:isOneSided:)`` and
///   ``units(for:halfWidth:level:population:)``: Cohen's kappa of two raters whose shares of the categories are given.
///
/// The asymptotic variance of kappa depends on the whole table of two raters, of which margins and kappa tell all for
/// two categories. For more, the table of the largest variance counts: the answer is the safe one.
/// References: two categories, Cantor (1996), Psychological Methods 1, 150-153; more, Flack, Afifi, Lachenbruch &
/// Schouten (1988), Psychometrika 53, 321-325; the variance, Fleiss, Cohen & Everitt (1969), Psychological Bulletin 72,
/// 323-327. Validation: irr 0.84.1 (R), linear programmes of SciPy 1.12.
public struct KappaSampleSize: Sendable, Hashable {
  private let first: [Double]
  private let second: [Double]

  /// - Parameters:
  ///   - firstShares: the shares of the categories with the first rater, positive, with sum 1.
  ///   - secondShares: those with the second rater; nil: the same.
  /// - Precondition: two or more categories, as many for each rater; shares sum to 1 within 1e-6.
  public init(firstShares: [Double], secondShares: [Double]? = nil) {
    let second = secondShares ?? firstShares
    precondition(firstShares.count >= 2 && firstShares.count == second.count, "shares of two or more categories")
    for shares in [firstShares, second] {
      precondition(shares.allSatisfy { $0 >= 0 }, "a share is not negative")
      precondition(abs(shares.reduce(0, +) - 1) < 1e-6, "shares sum to 1")
    }
    (first, self.second) = (firstShares, second)
  }

  /// n times the asymptotic variance of kappa in a table of these margins, the largest there is; nil where no table of
  /// these margins has this kappa, or both raters use one category only.
  /// - Complexity: a linear programme with q^2 unknowns and 2q + 1 conditions.
  public func variance(kappa: Double) -> Double? {
    let count = first.count
    let chance = zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
    guard chance < 1 else { return nil }
    let agreement = kappa * (1 - chance) + chance
    var costs = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0..<count {
        costs[row * count + column] =
          row == column
          ? square(1 - chance - (second[row] + first[row]) * (1 - agreement))
          : square(1 - agreement) * square(second[row] + first[column])
      }
    }
    // Row sums, column sums, the diagonal.
    var rows = [[Double]](repeating: [Double](repeating: 0, count: count * count), count: 2 * count + 1)
    for row in 0..<count {
      for column in 0..<count {
        rows[row][row * count + column] = 1
        rows[count + column][row * count + column] = 1
        if row == column { rows[2 * count][row * count + column] = 1 }
      }
    }
    let programme = LinearProgramme(maximise: costs, rows: rows, limits: first + second + [agreement])
    guard let largest = programme.maximum() else { return nil }
    return max(0, largest - square(agreement * chance - 2 * chance + agreement)) / square(square(1 - chance))
  }

  /// The units that show, with probability `power`, that kappa is not `null`, if it is `kappa`: (z_level sqrt Q(null) +
  /// z_power sqrt Q(kappa))^2 / (kappa - null)^2, rounded up.
  /// - Parameter level: the confidence level, 1 less the error of the first kind.
  /// - Returns: nil where one of the two kappas is impossible with these margins, or they are equal; and above
  ///   ``mostUnits``.
  public func units(
    testing kappa: Double, against null: Double, level: Double = 0.95, power: Double = 0.8, isOneSided: Bool = false
  ) -> Int? {
    precondition(level > 0 && level < 1 && power > 0 && power < 1, "level and power lie between 0 and 1")
    guard kappa != null, let atNull = variance(kappa: null), let atKappa = variance(kappa: kappa) else { return nil }
    let z = Normal.standard.quantile(upperTail: isOneSided ? 1 - level : (1 - level) / 2)
    let reach = z * atNull.squareRoot() + Normal.standard.quantile(power) * atKappa.squareRoot()
    return Self.whole(square(reach / (kappa - null)))
  }

  /// The units that give kappa a normal interval of `halfWidth` to either side, if it is `kappa`.
  /// - Parameter population: how many units there are in all; nil: endlessly many.
  /// - Returns: nil where such a kappa is impossible with these margins; and above ``mostUnits``.
  public func units(for kappa: Double, halfWidth: Double, level: Double = 0.95, population: Int? = nil) -> Int? {
    precondition(level > 0 && level < 1 && halfWidth > 0, "a level between 0 and 1, a positive width")
    guard let variance = variance(kappa: kappa) else { return nil }
    let z = Normal.standard.quantile(upperTail: (1 - level) / 2)
    let endless = square(z / halfWidth) * variance
    return Self.whole(population.map { endless / (1 + endless / Double($0)) } ?? endless)
  }

  /// The least number of units n for which a t interval reaches no further than `halfWidth`: t_{n-1} s sqrt(1/n - 1/N)
  /// <= h.
  ///
  /// `deviation` s is that of one unit: the standard error of a pilot sample times the square root of its number of
  /// units; for the share of units on which two raters agree, at most 1/2.
  /// - Parameter population: how many units there are in all, N; nil: endlessly many.
  /// - Returns: nil above ``mostUnits``.
  public static func unitsForHalfWidth(
    _ halfWidth: Double, deviation: Double, level: Double = 0.95, population: Int? = nil
  ) -> Int? {
    precondition(level > 0 && level < 1 && halfWidth > 0 && deviation >= 0, "a level between 0 and 1, a positive width")
    func reaches(_ units: Int) -> Bool {
      let part = 1 / Double(units) - (population.map { 1 / Double($0) } ?? 0)
      // All units there are: nothing is left to chance, however large the deviation.
      if part <= 0 { return true }
      let t = StudentT(degreesOfFreedom: Double(units - 1)).quantile(upperTail: (1 - level) / 2)
      return t * deviation * part.squareRoot() <= halfWidth
    }
    // The reach falls with n: double, then halve.
    var (low, high) = (1, 2)
    while !reaches(high) {
      (low, high) = (high, high * 2)
      if let population, high >= population { high = max(population, 2) }
      if high > mostUnits { return nil }
    }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if reaches(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// The largest sample that is looked for.
  public static let mostUnits = 1_000_000_000_000

  /// Rounded up, but for rounding errors; at least 2. Nil above ``mostUnits``.
  private static func whole(_ units: Double) -> Int? {
    units <= Double(mostUnits) ? max(2, Int((units - 1e-9 * max(1, units)).rounded(.up))) : nil
  }
}

/// max c'x with A x = b, x >= 0, b >= 0: the simplex method in two phases, with Bland's rule, for small problems.
/// Reference: Bland (1977), Mathematics of Operations Research 2, 103-107.
struct LinearProgramme {
  private static let tolerance = 1e-11
  private let costs: [Double]
  private var tableau: [[Double]]
  private var basis: [Int]

  init(maximise costs: [Double], rows: [[Double]], limits: [Double]) {
    self.costs = costs
    let count = rows.count
    tableau = rows.enumerated().map { place, row in
      row + (0..<count).map { $0 == place ? 1 : 0 } + [limits[place]]
    }
    basis = (0..<count).map { costs.count + $0 }
  }

  /// nil where nothing fulfils the constraints.
  func maximum() -> Double? {
    var state = self
    let count = costs.count
    // First the artificial unknowns, one a row, are brought to 0.
    let artificial = (0..<count + basis.count).map { $0 < count ? 0.0 : -1 }
    state.improve(artificial, allowed: count + basis.count)
    if state.value(artificial) < -1e-9 { return nil }
    for row in state.basis.indices where state.basis[row] >= count {
      // A row without any other entry says what other rows say.
      if let column = (0..<count).first(where: { abs(state.tableau[row][$0]) > 1e-9 }) { state.pivot(row, column) }
    }
    state.improve(costs + [Double](repeating: 0, count: basis.count), allowed: count)
    return state.value(costs + [Double](repeating: 0, count: basis.count))
  }

  private func value(_ costs: [Double]) -> Double {
    basis.indices.reduce(0) { $0 + costs[basis[$1]] * (tableau[$1].last ?? 0) }
  }

  private mutating func improve(_ costs: [Double], allowed: Int) {
    while let column = (0..<allowed).first(where: { gain($0, costs) > Self.tolerance }) {
      var best: (row: Int, ratio: Double)?
      for row in tableau.indices where tableau[row][column] > Self.tolerance {
        let ratio = (tableau[row].last ?? 0) / tableau[row][column]
        if let old = best, ratio > old.ratio || (ratio == old.ratio && basis[row] > basis[old.row]) { continue }
        best = (row, ratio)
      }
      guard let best else { return }
      pivot(best.row, column)
    }
  }

  private func gain(_ column: Int, _ costs: [Double]) -> Double {
    costs[column] - basis.indices.reduce(0) { $0 + costs[basis[$1]] * tableau[$1][column] }
  }

  private mutating func pivot(_ row: Int, _ column: Int) {
    let factor = tableau[row][column]
    for place in tableau[row].indices { tableau[row][place] /= factor }
    for other in tableau.indices where other != row && tableau[other][column] != 0 {
      let times = tableau[other][column]
      for place in tableau[other].indices { tableau[other][place] -= times * tableau[row][place] }
      tableau[other][column] = 0
    }
    basis[row] = column
  }
}
