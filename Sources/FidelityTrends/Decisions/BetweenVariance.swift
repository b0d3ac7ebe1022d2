import FidelityProbability
import FidelitySystem

/// How the variance tau^2 of true site values is estimated from the sites' estimates y_i and error variances v_i.
///
/// With w_i = 1 / (v_i + tau^2), mean m = sum w y / sum w and Q(tau^2) = sum w_i (y_i - m)^2:
///
/// | case | tau^2 |
/// |---|---|
/// | Paule-Mandel | where Q(tau^2) = k - 1; a single solution, no distribution assumed |
/// | restricted maximum likelihood | the highest point of -1/2 (sum log(v + tau^2) + log sum w + Q) |
/// | maximum likelihood | the highest point of -1/2 (sum log(v + tau^2) + Q); too small with few sites |
/// | DerSimonian-Laird | (Q(0) - (k - 1)) / (sum a - sum a^2 / sum a), a = 1 / v; in closed form |
/// | Hedges | the variance of the y_i less the mean of the v_i |
///
/// Where all v_i are equal, all but maximum likelihood are the same. A solution below 0 is 0.
///
/// Paule and Mandel's is the default of ``EmpiricalBayes``: it is the empirical Bayes estimator of Morris (1983), needs
/// no normal distribution of the sites, has one solution always, and is the value at the centre of the Q-profile
/// interval that is reported beside it; DerSimonian and Laird's is too small where sites differ much.
/// References: Paule & Mandel (1982), J. Res. Natl. Bur. Stand. 87, 377-385; DerSimonian & Laird (1986), Control. Clin.
/// Trials 7, 177-188; Hedges & Olkin (1985), Statistical Methods for Meta-Analysis; Veroniki et al. (2016), Res. Synth.
/// Methods 7, 55-79 (comparison). Validation: `datasets/meta-bcg`.
public enum BetweenVariance: String, Sendable, Hashable, Codable, CaseIterable {
  case pauleMandel = "paule-mandel"
  case restrictedMaximumLikelihood = "reml"
  case maximumLikelihood = "ml"
  case derSimonianLaird = "dersimonian-laird"
  case hedges

  /// tau^2, at least 0, of two sites or more.
  func estimate(_ sites: SiteMoments) -> Double {
    let freedom = Double(sites.count - 1)
    switch self {
    case .pauleMandel: return sites.variance(q: freedom)
    case .derSimonianLaird:
      let sums = sites.sums(0)
      return max(0, (sums.q - freedom) / (sums.weight - sums.weightSquare / sums.weight))
    case .hedges:
      let mean = sites.values.reduce(0, +) / Double(sites.count)
      let spread = sites.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / freedom
      return max(0, spread - sites.variances.reduce(0, +) / Double(sites.count))
    case .maximumLikelihood: return sites.mostLikelyVariance(isRestricted: false)
    case .restrictedMaximumLikelihood: return sites.mostLikelyVariance(isRestricted: true)
    }
  }

  /// The variance of the estimate to first order, and its bias, at tau^2.
  func spread(_ sites: SiteMoments, _ tauSquared: Double) -> (variance: Double, bias: Double) {
    let count = Double(sites.count)
    let sums = sites.sums(tauSquared)
    switch self {
    case .restrictedMaximumLikelihood: return (2 / sums.weightSquare, 0)
    case .maximumLikelihood: return (2 / sums.weightSquare, -1 / sums.weight)
    case .pauleMandel:
      let bias = 2 * (count * sums.weightSquare - sums.weight * sums.weight) / pow(sums.weight, 3)
      return (2 * count / (sums.weight * sums.weight), bias)
    case .hedges:
      let total = sites.variances.reduce(0) { $0 + ($1 + tauSquared) * ($1 + tauSquared) }
      return (2 * total / (count * count), 0)
    case .derSimonianLaird:
      // Q is a quadratic form in the y_i: its exact variance for normal ones (Biggerstaff & Tweedie 1997).
      let fixed = sites.sums(0)
      let cubes = sites.variances.reduce(0) { $0 + 1 / ($1 * $1 * $1) }
      let (s1, s2) = (fixed.weight, fixed.weightSquare)
      let slope = s1 - s2 / s1
      let square = s2 - 2 * cubes / s1 + s2 * s2 / (s1 * s1)
      return ((2 * (count - 1) + 4 * slope * tauSquared + 2 * square * tauSquared * tauSquared) / (slope * slope), 0)
    }
  }
}

/// Sites' estimates and error variances, and what follows from them at a variance between.
struct SiteMoments {
  /// About an origin of their own size.
  let values: [Double]
  let variances: [Double]

  var count: Int { values.count }

  struct Sums {
    var weight = 0.0
    var weightSquare = 0.0
    var mean = 0.0
    /// Q = sum w (y - m)^2, and sum w^2 (y - m)^2 = -dQ / dtau^2.
    var q = 0.0
    var slope = 0.0
  }

  func sums(_ tauSquared: Double) -> Sums {
    var result = Sums()
    var total = 0.0
    for place in values.indices {
      let weight = 1 / (variances[place] + tauSquared)
      result.weight += weight
      result.weightSquare += weight * weight
      total += weight * values[place]
    }
    result.mean = total / result.weight
    for place in values.indices {
      let weight = 1 / (variances[place] + tauSquared)
      let square = weight * (values[place] - result.mean) * (values[place] - result.mean)
      result.q += square
      result.slope += weight * square
    }
    return result
  }

  /// The tau^2 >= 0 at which Q is `goal`; 0 where it is less than that at 0.
  ///
  /// Q falls and is convex, so that Newton's steps from 0 never go too far.
  func variance(q goal: Double) -> Double {
    guard goal > 0 else { return .infinity }
    var tauSquared = 0.0
    for _ in 0..<200 {
      let sums = sums(tauSquared)
      let step = (sums.q - goal) / sums.slope
      // A step below rounding, or back, is the end.
      if !(step > 1e-15 * tauSquared) { break }
      tauSquared += step
    }
    return tauSquared
  }

  /// Twice the log likelihood but for a constant, and its slope.
  private func likelihood(_ tauSquared: Double, isRestricted: Bool) -> (value: Double, slope: Double) {
    let sums = sums(tauSquared)
    let logs = variances.reduce(0) { $0 + log($1 + tauSquared) }
    let restriction = isRestricted ? (log(sums.weight), sums.weightSquare / sums.weight) : (0, 0)
    return (-logs - sums.q - restriction.0, sums.slope - sums.weight + restriction.1)
  }

  /// The highest point of the likelihood, which may have several hills: the best of a grid is gone up from.
  func mostLikelyVariance(isRestricted: Bool) -> Double {
    let mean = values.reduce(0, +) / Double(count)
    let most = values.reduce(0) { max($0, ($1 - mean) * ($1 - mean)) } * Double(count)
    let least = 1e-3 * min(most, variances.reduce(.infinity, min))
    var grid = [0.0]
    if least > 0 { for step in 0...40 { grid.append(least * pow(most / least, Double(step) / 40)) } }
    let heights = grid.map { likelihood($0, isRestricted: isRestricted) }
    guard let best = grid.indices.max(by: { heights[$0].value < heights[$1].value }) else { return 0 }
    if best == 0, heights[0].slope <= 0 { return 0 }
    // The slope changes its sign between the neighbours.
    var (low, high) = (grid[max(0, best - 1)], grid[min(grid.count - 1, best + 1)])
    if heights[best].slope > 0 { low = grid[best] } else { high = grid[best] }
    let root = RootFinder.root(between: low, high) { likelihood($0, isRestricted: isRestricted).slope }
    // Uphill from 0 the first hill may be so low that 0 is as good.
    return root ?? grid[best]
  }
}
