import FidelityProbability
import FidelityReliability

/// Coefficients as their definitions read, by loops over ratings: every unit may carry a weight, so that a coefficient
/// can be differentiated by units.
struct BruteForceAgreement {
  struct Rating {
    let rater: String
    let value: Double
  }

  /// The ratings of each unit.
  var units: [[Rating]]
  /// The categories of the scale, ascending, and their agreement weights, rows for the first rater.
  var scale: [Double]
  var weights: (Double, Double) -> Double

  init(_ ratings: RandomRatings, scale: [Double]? = nil, weights: @escaping (Double, Double) -> Double) {
    units = Dictionary(grouping: ratings.units.indices, by: { ratings.units[$0] }).sorted { $0.key < $1.key }.map {
      $0.value.map { Rating(rater: ratings.raters[$0], value: ratings.values[$0]) }.sorted { $0.rater < $1.rater }
    }
    self.scale = scale ?? Set(ratings.values).sorted()
    self.weights = weights
  }

  /// Weights given by a matrix on the scale.
  init(_ ratings: RandomRatings, scale: [Double], matrix: [[Double]]) {
    self.init(ratings, scale: scale) { a, b in
      matrix[scale.firstIndex(of: a) ?? 0][scale.firstIndex(of: b) ?? 0]
    }
  }

  /// Only units rated at least so often.
  func ratedAtLeast(_ count: Int) -> BruteForceAgreement {
    var result = self
    result.units = units.filter { $0.count >= count }
    return result
  }

  var raters: [String] { Set(units.flatMap { $0.map(\.rater) }).sorted() }

  /// The value with the units weighted by `w`; NaN where undefined.
  func value(_ name: String, category: Double = .nan, _ w: [Double]) -> Double {
    switch name {
    case "scott-pi":
      let both = pairs(raters[0], raters[1], w)
      let whole = both.reduce(0) { $0 + $1.weight }
      let pooled = both.flatMap { [($0.a, $0.weight), ($0.b, $0.weight)] }
      let chance = pooled.reduce(0) { sum, x in
        sum + pooled.reduce(0) { $0 + x.1 * $1.1 * (weights(x.0, $1.0) + weights($1.0, x.0)) / 2 }
      }
      return corrected(
        both.reduce(0) { $0 + $1.weight * (weights($1.a, $1.b) + weights($1.b, $1.a)) / 2 } / whole,
        chance / (4 * whole * whole))
    case "cohen-kappa": return kappa(pairs(raters[0], raters[1], w), isOrdered: true)
    case "light-kappa":
      var kappas: [Double] = []
      for (place, first) in raters.enumerated() {
        for second in raters[(place + 1)...] { kappas.append(kappa(pairs(first, second, w), isOrdered: false)) }
      }
      kappas = kappas.filter { !$0.isNaN }
      return kappas.isEmpty ? .nan : kappas.reduce(0, +) / Double(kappas.count)
    case "van-oest-ir2": return vanOest(w)
    case "bangdiwala-b": return bangdiwala(pairs(raters[0], raters[1], w))
    case "category-agreement":
      var (both, first) = (0.0, 0.0)
      forEachPair(w) { weight, a, b in
        if a == category {
          first += weight
          if b == category { both += weight }
        }
      }
      return both / first
    case "prevalence-index", "bias-index":
      let both = pairs(raters[0], raters[1], w)
      let whole = both.reduce(0) { $0 + $1.weight }
      func count(_ a: Int, _ b: Int) -> Double {
        both.reduce(0) { $0 + ($1.a == scale[a] && $1.b == scale[b] ? $1.weight : 0) }
      }
      return (name == "bias-index" ? count(0, 1) - count(1, 0) : count(0, 0) - count(1, 1)) / whole
    case "kappa-maximum", "kappa-ratio":
      let both = pairs(raters[0], raters[1], w)
      let whole = both.reduce(0) { $0 + $1.weight }
      let (rows, columns) = margins(both)
      let chance = scale.indices.reduce(0) { $0 + rows[$1] * columns[$1] } / (whole * whole)
      let most = scale.indices.reduce(0) { $0 + min(rows[$1], columns[$1]) } / whole
      let observed = both.reduce(0) { $0 + ($1.a == $1.b ? $1.weight : 0) } / whole
      let (kappa, maximum) = (corrected(observed, chance), corrected(most, chance))
      return name == "kappa-maximum" ? maximum : most == 0 ? .nan : kappa / maximum
    default: return .nan
    }
  }

  /// Value and linearised error, by central differences: n dK/dw_i less its mean.
  func estimate(_ name: String, category: Double = .nan) -> (value: Double, standardError: Double) {
    let ones = [Double](repeating: 1, count: units.count)
    let value = value(name, category: category, ones)
    let (step, count) = (1e-5, Double(units.count))
    var influences: [Double] = []
    for unit in units.indices {
      var (above, below) = (ones, ones)
      above[unit] += step
      below[unit] -= step
      influences.append(
        count * (self.value(name, category: category, above) - self.value(name, category: category, below)) / (2 * step)
      )
    }
    let mean = influences.reduce(0, +) / count
    let squares = influences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (value, (squares / (count * (count - 1))).squareRoot())
  }

  private typealias Pair = (a: Double, b: Double, weight: Double)

  private func pairs(_ first: String, _ second: String, _ w: [Double]) -> [Pair] {
    zip(units, w).compactMap { unit, weight in
      guard let a = unit.first(where: { $0.rater == first }), let b = unit.first(where: { $0.rater == second }) else {
        return nil
      }
      return (a.value, b.value, weight)
    }
  }

  /// All ordered pairs of ratings of a unit.
  private func forEachPair(_ w: [Double], _ body: (_ weight: Double, _ a: Double, _ b: Double) -> Void) {
    for (unit, weight) in zip(units, w) {
      for (i, a) in unit.enumerated() {
        for (j, b) in unit.enumerated() where i != j { body(weight, a.value, b.value) }
      }
    }
  }

  private func corrected(_ observed: Double, _ chance: Double) -> Double {
    abs(1 - chance) < 1e-13 ? .nan : (observed - chance) / (1 - chance)
  }

  private func kappa(_ pairs: [Pair], isOrdered: Bool) -> Double {
    let whole = pairs.reduce(0) { $0 + $1.weight }
    guard whole > 0 else { return .nan }
    func agreement(_ a: Double, _ b: Double) -> Double {
      isOrdered ? weights(a, b) : (weights(a, b) + weights(b, a)) / 2
    }
    let observed = pairs.reduce(0) { $0 + $1.weight * agreement($1.a, $1.b) } / whole
    let chance = pairs.reduce(0) { sum, x in
      sum + pairs.reduce(0) { $0 + x.weight * $1.weight * agreement(x.a, $1.b) }
    }
    return corrected(observed, chance / (whole * whole))
  }

  private func vanOest(_ w: [Double]) -> Double {
    var (agreeing, all) = (0.0, 0.0)
    forEachPair(w) { weight, a, b in
      agreeing += weight * weights(a, b)
      all += weight
    }
    let counts = scale.map { category in
      zip(units, w).reduce(0) { sum, unit in sum + unit.1 * Double(unit.0.count { $0.value == category }) }
    }
    let size = counts.reduce(0, +) + Double(scale.count)
    var chance = 0.0
    for (k, a) in scale.enumerated() {
      for (l, b) in scale.enumerated() { chance += weights(a, b) * (counts[k] + 1) * (counts[l] + 1) / (size * size) }
    }
    return corrected(agreeing / all, chance)
  }

  private func margins(_ pairs: [Pair]) -> (rows: [Double], columns: [Double]) {
    (
      scale.map { category in pairs.reduce(0) { $0 + ($1.a == category ? $1.weight : 0) } },
      scale.map { category in pairs.reduce(0) { $0 + ($1.b == category ? $1.weight : 0) } }
    )
  }

  /// Areas of rectangles within j steps of the diagonal, as the chart is drawn.
  private func bangdiwala(_ pairs: [Pair]) -> Double {
    let place = Dictionary(uniqueKeysWithValues: zip(scale, 0...))
    func count(_ row: Int?, _ column: Int?, _ center: Int, _ step: Int) -> Double {
      pairs.reduce(0) { sum, pair in
        let (a, b) = (place[pair.a] ?? 0, place[pair.b] ?? 0)
        let isInside = row == a ? abs(b - center) <= step : column == b ? abs(a - center) <= step : false
        return sum + (isInside ? pair.weight : 0)
      }
    }
    let (rows, columns) = margins(pairs)
    var shaded = 0.0
    for k in scale.indices {
      var inner = 0.0
      for step in scale.indices {
        let area = count(k, nil, k, step) * count(nil, k, k, step)
        shaded += weights(scale[0], scale[step]) * (area - inner)
        inner = area
      }
    }
    return shaded / zip(rows, columns).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
