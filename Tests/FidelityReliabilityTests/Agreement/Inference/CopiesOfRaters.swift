import FidelityReliability

/// Coefficients of resampled raters by brute force, from their definitions: a rater drawn v times is v raters with the
/// same ratings, and two copies of a rater are no pair.
struct CopiesOfRaters {
  /// The rater whom each copy is one of.
  private let copies: [Int]
  /// By unit and rater: the place of the category, nil where missing.
  private let ratings: [[Int?]]
  /// The values of the categories, ascending.
  private let values: [Double]

  init(ratings: [[Int?]], values: [Double], draws: [Int]) {
    (self.ratings, self.values) = (ratings, values)
    copies = draws.indices.flatMap { Array(repeating: $0, count: draws[$0]) }
  }

  private var q: Int { values.count }

  /// The ordered pairs of copies of different raters who both rated a unit, as their categories.
  private func pairs(_ unit: [Int?]) -> [(Int, Int)] {
    copies.flatMap { g in
      copies.compactMap { h in
        guard g != h, let a = unit[g], let b = unit[h] else { return nil }
        return (a, b)
      }
    }
  }

  private func ratings(_ unit: [Int?]) -> [Int] { copies.compactMap { unit[$0] } }

  func weight(_ weights: AgreementWeights, _ a: Int, _ b: Int) -> Double {
    if a == b { return 1 }
    let reach = values[q - 1] - values[0]
    let distance = abs(values[a] - values[b])
    switch weights {
    case .identity: return 0
    case .linear: return 1 - distance / reach
    case .quadratic: return 1 - (distance / reach) * (distance / reach)
    case .radical: return 1 - (distance / reach).squareRoot()
    case .ordinal:
      func choose(_ n: Int) -> Double { Double(n * (n - 1)) / 2 }
      return 1 - choose(abs(a - b) + 1) / choose(q)
    case .ratio:
      let (d, r) = (distance / (values[a] + values[b]), reach / (values[q - 1] + values[0]))
      return 1 - d * d / (r * r)
    default: return .nan
    }
  }

  /// The mean of a list; nan where it is empty.
  private func mean(_ list: [Double]) -> Double { list.reduce(0, +) / Double(list.count) }

  private func observed(_ weights: AgreementWeights) -> Double {
    mean(ratings.map(pairs).filter { !$0.isEmpty }.map { pairs in mean(pairs.map { weight(weights, $0.0, $0.1) }) })
  }

  /// The mean share of each category over units that somebody rated.
  private var shares: [Double] {
    let rated = ratings.map(ratings).filter { !$0.isEmpty }
    return (0..<q).map { k in mean(rated.map { own in Double(own.count { $0 == k }) / Double(own.count) }) }
  }

  private func sum(_ body: (Int, Int) -> Double) -> Double {
    (0..<q).reduce(0) { sum, a in sum + (0..<q).reduce(0) { $0 + body(a, $1) } }
  }

  private func chance(_ coefficient: AgreementCoefficient) -> Double? {
    let shares = shares
    guard let weights = coefficient.weights else { return nil }
    switch coefficient.quantity {
    case "fleiss-kappa": return sum { weight(weights, $0, $1) * shares[$0] * shares[$1] }
    case "brennan-prediger": return sum { a, b in weight(weights, a, b) } / Double(q * q)
    case "gwet-ac":
      return sum { a, b in weight(weights, a, b) } / Double(q * (q - 1)) * shares.reduce(0) { $0 + $1 * (1 - $1) }
    case "conger-kappa":
      func margin(_ rater: Int) -> [Double]? {
        let own = ratings.compactMap { $0[rater] }
        return own.isEmpty ? nil : (0..<q).map { k in Double(own.count { $0 == k }) / Double(own.count) }
      }
      return mean(
        copies.flatMap { g in
          copies.compactMap { h in
            guard g != h, let a = margin(g), let b = margin(h) else { return nil }
            return sum { weight(weights, $0, $1) * a[$0] * b[$1] }
          }
        })
    default: return nil
    }
  }

  /// The value of a coefficient; nan where it is 0/0 or no unit has a pair.
  func value(_ coefficient: AgreementCoefficient) -> Double {
    if let metric = coefficient.metric { return alpha(metric) }
    guard let weights = coefficient.weights else { return .nan }
    if coefficient.quantity == "percent-agreement" { return observed(weights) }
    guard let chance = chance(coefficient) else { return .nan }
    return abs(1 - chance) < 1e-12 ? .nan : (observed(weights) - chance) / (1 - chance)
  }

  private func alpha(_ metric: AlphaMetric) -> Double {
    let paired = ratings.filter { !pairs($0).isEmpty }
    let margins = (0..<q).map { k in Double(paired.reduce(0) { $0 + ratings($1).count { $0 == k } }) }
    func squaredDistance(_ a: Int, _ b: Int) -> Double {
      if a == b { return 0 }
      if case .weights(let weights) = metric { return 1 - weight(weights, a, b) }
      let difference = values[a] - values[b]
      if metric == .interval { return difference * difference }
      if metric == .ratio { return difference * difference / ((values[a] + values[b]) * (values[a] + values[b])) }
      if metric == .ordinal {
        let (low, high) = (min(a, b), max(a, b))
        let between = margins[low...high].reduce(0, +) - (margins[low] + margins[high]) / 2
        return between * between
      }
      return metric == .nominal ? 1 : .nan
    }
    // A unit's pairs together weigh as much as it has ratings.
    let disagreement = paired.reduce(0) { sum, unit in
      sum + Double(ratings(unit).count) * mean(pairs(unit).map { squaredDistance($0.0, $0.1) })
    }
    let size = margins.reduce(0, +)
    let expected = sum { margins[$0] * margins[$1] * squaredDistance($0, $1) }
    return expected > 0 ? 1 - (size - 1) * disagreement / expected : .nan
  }
}
