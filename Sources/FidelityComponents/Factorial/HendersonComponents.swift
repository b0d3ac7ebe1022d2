import FidelityData
import FidelityLinearAlgebra

extension FactorialData {
  /// Variance components by Henderson's first method (analysis of variance for unbalanced data): the uncorrected sums
  /// of squares T of each effect, of the mean and of all observations are set equal to their expectations,
  ///
  ///     E(T_A) = N mean^2 + sum_B k(A, B) s_B^2 + levels(A) s_e^2,   k(A, B) = sum_ab n_ab^2 / n_a.
  ///
  /// Of balanced data this is the analysis of variance. Estimates are unbiased and may be negative. The last is the
  /// residual. All are NaN where the equations have no single solution: an effect then cannot be told from others.
  /// - Complexity: O(rows x effects^2).
  ///
  /// Reference: Henderson (1953), Biometrics 9, 226-252, method 1; Searle, Casella & McCulloch (1992), Variance
  /// Components, section 5.3. Validation: against ``OneWayAnova`` on `one-way-ticks` and ``BalancedAnova``.
  public func hendersonComponents() -> [VarianceComponent] {
    let names = effects.map(\.name) + [ComponentFit.residual]
    let none = names.map { VarianceComponent($0, raw: .nan) }
    let total = Double(values.count)
    if values.count < 2 { return none }
    let (centred, _) = centred
    // Of the mean, then each effect; T less that of the mean, whose values sum to 0 but for rounding.
    let grand = centred.reduce(0, +)
    let correction = grand * grand / total
    let meanRow = effects.indices.map { squaredCounts(of: $0) / total } + [1]
    var rows: [[Double]] = []
    var right: [Double] = []
    for place in effects.indices {
      let sums = sums(centred, place)
      let counts = counts(place)
      right.append(zip(sums, counts).reduce(0) { $0 + $1.0 * $1.0 / $1.1 } - correction)
      let expected = effects.indices.map { overlap(place, $0) } + [Double(levelCounts[place])]
      rows.append(zip(expected, meanRow).map { $0 - $1 })
    }
    right.append(centred.reduce(0) { $0 + $1 * $1 } - correction)
    rows.append(zip(Array(repeating: total, count: rows.count + 1), meanRow).map { $0 - $1 })
    guard right.allSatisfy(\.isFinite), let factors = try? PivotedQR(Matrix(rows: rows)), factors.rank == right.count,
      let solution = try? factors.leastSquares(right)
    else { return none }
    return names.indices.map { VarianceComponent(names[$0], raw: solution.coefficients[$0, 0]) }
  }

  private func counts(_ effect: Int) -> [Double] {
    var counts = [Double](repeating: 0, count: levelCounts[effect])
    for level in levels[effect] { counts[level] += 1 }
    return counts
  }

  private func sums(_ values: [Double], _ effect: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: levelCounts[effect])
    for (row, level) in levels[effect].enumerated() { sums[level] += values[row] }
    return sums
  }

  private func squaredCounts(of effect: Int) -> Double { counts(effect).reduce(0) { $0 + $1 * $1 } }

  /// k(A, B).
  private func overlap(_ a: Int, _ b: Int) -> Double {
    var pairs: [Int: Double] = [:]
    for row in values.indices { pairs[levels[a][row] * levelCounts[b] + levels[b][row], default: 0] += 1 }
    let counts = counts(a)
    // In an order that does not change from run to run.
    return pairs.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value / counts[$1.key / levelCounts[b]] }
  }
}
