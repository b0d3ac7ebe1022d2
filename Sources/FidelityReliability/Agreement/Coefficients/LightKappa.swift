/// Light's kappa: the mean over all pairs of raters of Cohen's (weighted) kappa, each over the units that both rated.
///
/// A pair without common units, or whose ratings do not vary, has no kappa: it is left out of the mean, and the note
/// says how many were. Where no pair has one, the status is `no-variation`. Units that only one rater rated do not
/// count. With two raters it is Cohen's kappa.
///
/// The totals are the cross tables of all pairs: O(pairs) a pattern, O(pairs q^2) for the value and its gradient.
/// Reference: Light (1971), Psychological Bulletin 76, 365-377; Conger (1980), Psychological Bulletin 88, 322-328.
/// Validation: `datasets/gwet-raw4raters`, `datasets/shrout-fleiss-1979`.
struct LightKappa: WeightedFormula {
  static let name = "light-kappa"
  static let words = CoefficientWords(
    formula: "the mean of Cohen's kappas of all pairs of raters, each over the units that both rated",
    chance: "as for Cohen's kappa, pair by pair; a pair without common units or without variation is left out",
    reference: "Light (1971), Psychological Bulletin 76, 365-377")

  let weights: AgreementWeights

  var needs: AgreementNeeds { AgreementNeeds(pairedUnitsOnly: true, crossTables: true) }

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    var (sum, count) = (0.0, 0.0)
    forEachPair(totals, layout, context) { _, table, weights in
      let kappa = table.kappa(weights)
      if kappa.isNaN { return }
      sum += kappa
      count += 1
    }
    return count > 0 ? sum / count : .nan
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    let count = Double(pairCounts(totals, layout, context).defined)
    forEachPair(totals, layout, context) { start, table, weights in
      if table.kappa(weights).isNaN { return }
      table.addKappaGradient(weights, factor: 1 / count, at: start, to: &gradient)
    }
  }

  /// How many pairs of raters are left out.
  func notes(
    _ estimate: Double, _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> [String] {
    let pairs = pairCounts(totals, layout, context)
    guard pairs.defined < pairs.all else { return [] }
    return ["\(pairs.all - pairs.defined) of \(pairs.all) pairs of raters left out: no common units or no variation"]
  }

  /// How many pairs of raters there are, and how many of them have a kappa.
  private func pairCounts(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> (all: Int, defined: Int) {
    var (all, defined) = (0, 0)
    forEachPair(totals, layout, context) { _, table, weights in
      all += 1
      if !table.kappa(weights).isNaN { defined += 1 }
    }
    return (all, defined)
  }

  private func forEachPair(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext,
    _ body: (_ start: Int, _ table: CrossTable, _ weights: WeightMatrix) -> Void
  ) {
    guard let start = layout.crossTables else { return }
    let weights = context.weightMatrix(weights)
    let count = context.categoryCount
    for pair in 0..<context.raterCount * (context.raterCount - 1) / 2 {
      let place = start + pair * count * count
      body(place, CrossTable(totals, at: place, categoryCount: count), weights)
    }
  }
}

extension AgreementCoefficient {
  /// Light's kappa: the mean of Cohen's over all pairs of raters.
  public static func lightKappa(_ weights: AgreementWeights) -> AgreementCoefficient {
    AgreementCoefficient(LightKappa(weights: weights))
  }
}
