import FidelityData
import FidelityProbability

extension AgreementSample {
  /// The row of a (weighted) kappa of two raters who rated every unit that counts, with the asymptotic errors of
  /// Fleiss, Cohen and Everitt (``CrossTable/asymptoticErrors(_:)``): the limits are normal, kappa -+ z ASE, and not
  /// cut; the statistic is kappa / ASE0, with a normal p value. Linearised where they do not apply, or where units lie
  /// in clusters.
  func fleissCohenEveritt(
    _ coefficient: AgreementCoefficient, _ analysis: AgreementAnalysis, _ quantiles: inout StudentTQuantileTable
  ) -> Estimate {
    var row = point(coefficient)
    guard row.status == .ok else { return row }
    guard clusters == nil, let kappa = coefficient.formula as? any KappaOfTwoRaters, let table = tableOfTwoRaters else {
      var byCategory: CategoryInfluences?
      return linearised(coefficient, analysis, &quantiles, byCategory: &byCategory)
    }
    let errors = table.asymptoticErrors(kappa.matrix(context))
    row.method = "fleiss-cohen-everitt"
    row.take(
      standardError: errors.standardError,
      ErrorInterval(
        estimate: row.estimate, standardError: errors.standardError, nullError: errors.nullStandardError, .normal,
        test: analysis.test, &quantiles))
    if row.status == .noSpread { row.add(note: "no unit of the sample changes the value: no error and no limits") }
    return row
  }

  /// The cross table of exactly two raters who both rated every unit that counts; nil for others, and for fewer than
  /// two units.
  private var tableOfTwoRaters: CrossTable? {
    let units = totals[features.layout.units]
    guard patterns.raterCount == 2, units >= 2, totals[features.layout.pairedUnits] == units,
      let labelled = patterns.labelled
    else { return nil }
    let count = context.categoryCount
    var counts = [Int](repeating: 0, count: count * count)
    for (pattern, units) in labelled.multiplicities.enumerated() {
      // In the order of the raters.
      let ratings = labelled.ratings(pattern)
      let (first, second) = (labelled.categories[ratings.lowerBound], labelled.categories[ratings.lowerBound + 1])
      counts[Int(first) * count + Int(second)] += Int(units)
    }
    return CrossTable(categoryCount: count, counts: counts)
  }
}
