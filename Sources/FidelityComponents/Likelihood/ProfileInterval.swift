import FidelityProbability
import FidelitySystem

/// A confidence interval by profile likelihood: all values at which the criterion, minimised over everything else, is
/// above its minimum by no more than the quantile of chi-squared with one degree of freedom.
///
/// The limits keep under every change of scale: those of a standard deviation are the square roots of those of the
/// variance. A lower limit of 0 means that the data do not rule 0 out.
/// Reference: Venzon & Moolgavkar (1988), Applied Statistics 37, 87-94.
public struct ProfileInterval: Sendable, Equatable {
  public let lower: Double
  public let upper: Double
  /// The confidence level, 0...1.
  public let level: Double
}

extension ComponentFit {
  /// The profile interval of a variance component; nil where the fit has no figures or a limit was not found.
  /// - Complexity: some 200 to 1,000 evaluations of the criterion.
  public func profileInterval(_ term: String, level: Double = 0.95) -> ProfileInterval? {
    guard let likelihood, criterion.isFinite else { return nil }
    let place = place(of: term)
    let estimate = components[place].value
    let residual = components[components.count - 1].value
    let profile = ComponentProfile(likelihood, method, ratios: ratios, residual: residual)
    // log v, from where one level's variance has the weight of its residuals.
    let scale = place < ratios.count ? residual / likelihood.sizes[place] : residual
    return interval(
      estimate: estimate, level: level, start: estimate > 0 ? log(estimate) : log(scale) - 7, value: { exp($0) },
      atZero: place < ratios.count ? { profile.least(component: place, 0) } : nil
    ) { profile.least(component: place, exp($0)) }
  }

  /// The profile interval of a share of the variance; nil where the fit has no figures or a limit was not found.
  public func profileInterval(_ share: ComponentShare, level: Double = 0.95) -> ProfileInterval? {
    guard let likelihood, criterion.isFinite else { return nil }
    let place = place(of: share.term)
    precondition(place < ratios.count, "the share of the residual has no profile here")
    let weights = components.map { share.weights[$0.term] ?? 0 }
    let residual = components[components.count - 1].value
    let profile = ComponentProfile(likelihood, method, ratios: ratios, residual: residual)
    let most = 1 / weights[place]
    let estimate = value(share)
    // logit of the share of its largest value.
    let start = estimate > 0 ? log(estimate / (most - estimate)) : -log(likelihood.sizes[place]) - 7
    let value = { (z: Double) in most / (1 + exp(-z)) }
    return interval(
      estimate: estimate, level: level, start: start, value: value,
      atZero: { profile.least(share: place, weights, odds: 0) }
    ) { profile.least(share: place, weights, odds: exp($0)) }
  }

  /// The limits on a scale z without ends, on which the root of the criterion's rise is nearly straight.
  private func interval(
    estimate: Double, level: Double, start: Double, value: (Double) -> Double, atZero: (() -> Double)?,
    _ profile: (Double) -> Double
  ) -> ProfileInterval? {
    let wanted = ChiSquared(degreesOfFreedom: 1).quantile(level).squareRoot()
    let rise = { (z: Double) in notBelowZero(profile(z) - criterion).squareRoot() - wanted }
    var lower: Double? = 0
    let isZeroPossible = atZero.map { notBelowZero($0() - criterion).squareRoot() <= wanted } ?? false
    if estimate > 0 && !isZeroPossible { lower = Self.crossing(rise, from: start, step: -0.5).map(value) }
    guard let lower, let upper = Self.crossing(rise, from: start, step: 0.5).map(value) else { return nil }
    return ProfileInterval(lower: lower, upper: upper, level: level)
  }

  /// Where a function that is negative at `start` becomes positive, going by steps that grow; nil where it does not.
  private static func crossing(_ function: (Double) -> Double, from start: Double, step: Double) -> Double? {
    var (inside, outside, step) = (start, start + step, step)
    var (low, high) = (function(inside), function(outside))
    while !(high > 0) {
      if abs(outside - start) > 700 || high.isNaN { return nil }
      (inside, low) = (outside, high)
      step *= 1.5
      outside += step
      high = function(outside)
    }
    // The Illinois method: a secant that does not stick to one end.
    var side = 0
    for _ in 0..<100 {
      let next = (inside * high - outside * low) / (high - low)
      let value = function(next)
      if value == 0 || abs(outside - inside) < 1e-12 * max(1, abs(next)) { return next }
      if value > 0 {
        (outside, high) = (next, value)
        if side == 1 { low /= 2 }
        side = 1
      } else {
        (inside, low) = (next, value)
        if side == -1 { high /= 2 }
        side = -1
      }
      if abs(value) < 1e-11 { return next }
    }
    return nil
  }
}

/// The criterion minimised over all but one quantity.
struct ComponentProfile {
  private let goal: Criterion
  private let scale: RatioScale
  private let ratios: [Double]
  private let residual: Double

  init(_ likelihood: any ComponentLikelihood, _ method: LikelihoodMethod, ratios: [Double], residual: Double) {
    goal = Criterion(likelihood: likelihood, method: method)
    scale = RatioScale(sizes: likelihood.sizes)
    self.ratios = ratios
    self.residual = residual
  }

  /// The ratios but for one, at the coordinates of the others.
  private func ratios(_ point: [Double], _ others: [Int]) -> [Double] {
    var result = [Double](repeating: 0, count: ratios.count)
    for (i, place) in others.enumerated() { result[place] = scale.ratio(point[i], place) }
    return result
  }

  private func start(_ others: [Int]) -> [Double] { others.map { scale.coordinate(ratios[$0], $0) } }

  private func minimum(
    _ start: [Double], isBounded: [Bool], _ function: @escaping BoundedNewton.Function
  ) -> Double {
    BoundedNewton(start: start, isBounded: isBounded, function).value
  }

  /// With a component (the residual after the last term) at a value.
  func least(component place: Int, _ value: Double) -> Double {
    let others = ratios.indices.filter { $0 != place }
    let bounds = others.map { _ in true }
    if place == ratios.count {
      return minimum(start(others), isBounded: bounds) { point in
        let result = goal.at(ratios(point, others), residual: value)
        return (result.value, others.indices.map { result.slopes[others[$0]] * scale.slope(point[$0], others[$0]) })
      }
    }
    if value == 0 {
      return minimum(start(others), isBounded: bounds) { point in
        let result = goal.profiled(ratios(point, others))
        return (result.value, others.indices.map { result.slopes[others[$0]] * scale.slope(point[$0], others[$0]) })
      }
    }
    // The last coordinate is the logarithm of the residual variance.
    let variance = value
    return minimum(start(others) + [log(residual)], isBounded: bounds + [false]) { point in
      let residual = exp(point[others.count])
      var ratios = ratios(point, others)
      ratios[place] = variance / residual
      let result = goal.at(ratios, residual: residual)
      var slopes = others.indices.map { result.slopes[others[$0]] * scale.slope(point[$0], others[$0]) }
      slopes.append(result.logResidualSlope - result.slopes[place] * ratios[place])
      return (result.value, slopes)
    }
  }

  /// With the share of a term at `odds / (1 + odds)` of its largest value: then its ratio is odds times the weighted
  /// sum of the others over its own weight.
  func least(share place: Int, _ weights: [Double], odds: Double) -> Double {
    let others = ratios.indices.filter { $0 != place }
    let factor = odds / weights[place]
    // Where the term varies little there may be two minima, and the fit's own leads to one of them: the others at 0,
    // and far above.
    let starts = [
      start(others), others.map { scale.coordinate(0, $0) },
      others.map { scale.coordinate(10 * max(ratios[$0], 1), $0) },
    ]
    let least = starts.map { start in
      minimum(start, isBounded: others.map { _ in true }) { leastShare($0, others, place, factor, weights) }
    }
    return least.filter { !$0.isNaN }.min() ?? .nan
  }

  private func leastShare(
    _ point: [Double], _ others: [Int], _ place: Int, _ factor: Double, _ weights: [Double]
  ) -> (Double, [Double]) {
    var ratios = ratios(point, others)
    ratios[place] = factor * others.reduce(weights[weights.count - 1]) { $0 + weights[$1] * ratios[$1] }
    let result = goal.profiled(ratios)
    let slopes = others.indices.map { i in
      let other = others[i]
      return (result.slopes[other] + result.slopes[place] * factor * weights[other]) * scale.slope(point[i], other)
    }
    return (result.value, slopes)
  }
}
