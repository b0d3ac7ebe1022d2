import FidelityData
import FidelitySystem

/// The likelihood of y = mean + group + residual from the groups counted by size.
///
/// A group of n observations has log |V| = log(1 + n r) and gives its mean the weight n / (1 + n r):
/// y'P y = SS within + sum w_i (mean_i - weighted mean)^2.
/// - Complexity: O(distinct sizes) per evaluation.
struct OneWayLikelihood: ComponentLikelihood {
  let terms: [String]
  let observationCount: Double
  let sizes: [Double]
  private let groups: GroupSizes

  init(_ groups: GroupSizes, term: String) {
    self.groups = groups.centred
    terms = [term]
    observationCount = groups.observationCount
    sizes = [groups.observationCount / groups.groupCount]
  }

  func terms(at ratios: [Double]) -> LikelihoodTerms {
    let ratio = ratios[0]
    var result = LikelihoodTerms(termCount: 1)
    var means = 0.0
    for group in groups.classes {
      let growth = 1 + group.size * ratio
      let weight = group.size / growth
      result.logDeterminant += group.count * log1p(group.size * ratio)
      result.logDeterminantSlopes[0] += group.count * weight
      result.meanInformation += group.count * weight
      result.meanInformationSlopes[0] -= group.count * weight * weight
      means += weight * group.means
    }
    let mean = means / result.meanInformation
    result.mean = groups.origin + mean
    result.quadratic = groups.withinSquares
    for group in groups.classes {
      let weight = group.size / (1 + group.size * ratio)
      let squares = notBelowZero(group.squaredMeans - mean * (2 * group.means - group.count * mean))
      result.quadratic += weight * squares
      result.quadraticSlopes[0] -= weight * weight * squares
    }
    return result
  }
}

extension GroupSizes {
  /// Squares within groups of so small a share of those between are the rounding of none.
  static let rounding = 1e-28

  /// Components of groups and residual by likelihood.
  ///
  /// | data | status |
  /// |---|---|
  /// | no value | `too-few-observations` |
  /// | one group | `too-few-units` |
  /// | each group has one value | `too-few-observations` |
  /// | all values equal | `no-variation` |
  /// | no variation within groups | `exact-fit`: the likelihood has no maximum |
  /// | the component is 0 | `singular-fit`, with all figures |
  ///
  /// - Complexity: O(distinct sizes) per evaluation, some 20 of them.
  public func fit(_ method: LikelihoodMethod = .restricted, term: String = "group") -> ComponentFit {
    let total = Int(observationCount)
    func without(_ status: Status, _ note: String) -> ComponentFit {
      ComponentFit(without: [term], method, observationCount: total, status, note: note)
    }
    if total == 0 { return without(.tooFewObservations, "all ratings are missing") }
    let between = betweenSquares
    guard between.isFinite, withinSquares.isFinite else { return without(.outOfRange, "squares overflow") }
    if groupCount < 2 { return without(.tooFewUnits, "there is one \(term): nothing varies between them") }
    if observationCount <= groupCount {
      return without(.tooFewObservations, "each \(term) has one rating: its variance cannot be told from the residual")
    }
    if between == 0 && withinSquares == 0 { return without(.noVariation, "all ratings are equal") }
    if withinSquares <= Self.rounding * between {
      return without(
        .exactFit, "the ratings of each \(term) are equal: the residual variance is 0 and the likelihood has no maximum"
      )
    }
    return ComponentFit(OneWayLikelihood(self, term: term), method)
  }
}

extension OneWayMoments {
  /// Components of groups and residual by likelihood; see ``GroupSizes/fit(_:term:)``.
  public func fit(_ method: LikelihoodMethod = .restricted, term: String = "group") -> ComponentFit {
    sizes.fit(method, term: term)
  }
}
