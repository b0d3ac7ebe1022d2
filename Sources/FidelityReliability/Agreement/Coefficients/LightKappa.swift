/// Light's kappa: the mean over all pairs of raters of Cohen's (weighted) kappa, each over the units that both rated.
///
/// A pair without common units, or whose ratings do not vary, has no kappa: it is left out of the mean, and the note
/// says how many were. Where no pair has one, the status is `no-variation`. Units that only one rater rated do not
/// count. With two raters it is Cohen's kappa.
///
/// The totals are the cross tables of all pairs: O(pairs) a pattern, O(pairs q^2) for the value and its gradient.
/// Reference: Light (1971), Psychological Bulletin 76, 365-377; Conger (1980), Psychological Bulletin 88, 322-328.
/// Validation: `datasets/gwet-raw4raters`, `datasets/shrout-fleiss-1979`.
struct LightKappa: AgreementFunctional {
  let weights: AgreementWeights

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

  /// How many pairs of raters there are, and how many of them have a kappa.
  func pairCounts(
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
    _ body: (_ start: Int, _ table: PairTable, _ weights: [Double]) -> Void
  ) {
    guard let start = layout.crossTables else { return }
    let weights = context.matrix(weights)
    let count = context.categoryCount
    for pair in 0..<context.raterCount * (context.raterCount - 1) / 2 {
      let place = start + pair * count * count
      body(place, PairTable(totals, at: place, categoryCount: count), weights)
    }
  }
}
