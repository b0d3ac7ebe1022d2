/// Conger's kappa: p_e is the mean over ordered pairs of distinct raters of p_g' W p_h, p_g the shares of the
/// categories among the units that rater g rated. With two raters it is Cohen's kappa.
///
/// p_e = (P'WP - sum_g p_g'W p_g) / (r (r - 1)), P = sum_g p_g: O(r q^2), no loop over pairs of raters.
/// References: Cohen (1960), Educational and Psychological Measurement 20, 37-46; Conger (1980), Psychological Bulletin
/// 88, 322-328; Gwet (2014), ch. 2. Validation: `datasets/gwet-raw4raters`, `datasets/gwet-abstractors-3x3`.
struct CongerKappa: ChanceCorrected, KappaOfTwoRaters {
  static let name = "conger-kappa"
  static let isCommon = true
  static let words = CoefficientWords(
    formula: CoefficientWords.corrected,
    chance: "as for Cohen's kappa, averaged over all pairs of raters; with two raters it is Cohen's kappa",
    reference: "Conger (1980), Psychological Bulletin 88, 322-328")

  let weights: AgreementWeights

  var needs: AgreementNeeds { AgreementNeeds(observed: [weights], raterTotals: true) }
  var conventions: [AgreementConvention] { [.irrCACR, .irrCACPython, .irrCACTable, .sas, .spss] }

  func matrix(_ context: AgreementContext) -> WeightMatrix { context.weightMatrix(weights) }

  func chance(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    var sum = [Double](repeating: 0, count: context.categoryCount)
    var own = 0.0
    var raters = 0.0
    for rater in 0..<context.raterCount {
      guard let shares = shares(of: rater, totals, layout, context) else { continue }
      raters += 1
      for category in sum.indices { sum[category] += shares[category] }
      own += zip(shares, context.product(weights, shares)).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let all = zip(sum, context.product(weights, sum)).reduce(0) { $0 + $1.0 * $1.1 }
    return raters < 2 ? .nan : (all - own) / (raters * (raters - 1))
  }

  func addChanceGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, factor: Double,
    to gradient: inout [Double]
  ) {
    guard let raterUnits = layout.raterUnits, let raterCategories = layout.raterCategories else { return }
    let count = context.categoryCount
    let all = (0..<context.raterCount).map { shares(of: $0, totals, layout, context) }
    var sum = [Double](repeating: 0, count: count)
    for case let shares? in all { for category in 0..<count { sum[category] += shares[category] } }
    let raters = Double(all.count { $0 != nil })
    for (rater, shares) in all.enumerated() {
      guard let shares else { continue }
      let others = context.product(weights, zip(sum, shares).map { $0 - $1 })
      let units = totals[raterUnits + rater]
      for category in 0..<count {
        let derivative = factor * 2 * others[category] / (raters * (raters - 1)) / units
        gradient[raterCategories + rater * count + category] += derivative
        gradient[raterUnits + rater] -= derivative * shares[category]
      }
    }
  }

  /// The shares p_g of the categories with one rater; nil where the rater rated no unit.
  private func shares(
    of rater: Int, _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> [Double]? {
    guard let raterUnits = layout.raterUnits, let raterCategories = layout.raterCategories else { return nil }
    let units = totals[raterUnits + rater]
    guard units > 0 else { return nil }
    let start = raterCategories + rater * context.categoryCount
    return (0..<context.categoryCount).map { totals[start + $0] / units }
  }

  func notes(
    _ estimate: Double, _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> [String] {
    prevalenceNotes(estimate, totals, layout, context) { category in
      layout.raterCategories.map { start in
        (0..<context.raterCount).reduce(0) { $0 + totals[start + $1 * context.categoryCount + category] }
      } ?? 0
    }
  }

  // MARK: - Raters with weights

  /// With rater weights v_g: p_e is the mean of p_g'W p_h over pairs of different raters, weighted by v_g v_h.
  func value(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, raterWeights: [Double]
  ) -> Double? {
    guard let observed = layout.observed(weights) else { return .nan }
    let agreement = totals[observed] / totals[layout.pairedUnits]
    let chance = chance(totals, layout, context, raterWeights)
    return 1 - chance < 1e-14 ? .nan : (agreement - chance) / (1 - chance)
  }

  private func chance(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, _ raterWeights: [Double]
  ) -> Double {
    var sum = [Double](repeating: 0, count: context.categoryCount)
    var (own, size, squares) = (0.0, 0.0, 0.0)
    for (rater, weight) in raterWeights.enumerated() where weight > 0 {
      guard let shares = shares(of: rater, totals, layout, context) else { continue }
      let products = context.product(weights, shares)
      for category in sum.indices { sum[category] += weight * shares[category] }
      own += weight * weight * zip(shares, products).reduce(0) { $0 + $1.0 * $1.1 }
      size += weight
      squares += weight * weight
    }
    let all = zip(sum, context.product(weights, sum)).reduce(0) { $0 + $1.0 * $1.1 }
    return size * size > squares ? (all - own) / (size * size - squares) : .nan
  }
}

extension AgreementCoefficient {
  /// Conger's kappa: Cohen's for any number of raters.
  public static func congerKappa(_ weights: AgreementWeights) -> AgreementCoefficient {
    AgreementCoefficient(CongerKappa(weights: weights))
  }
}
