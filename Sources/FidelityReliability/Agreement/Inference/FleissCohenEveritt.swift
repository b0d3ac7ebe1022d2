import FidelityData
import FidelityProbability

/// The asymptotic standard errors of kappa and weighted kappa of two raters.
///
/// With the shares p_kl of the cells, margins p_k. and p_.l, agreement weights w_kl, w_k. = sum_l w_kl p_.l and
/// w_.l = sum_k w_kl p_k.:
///
///     ASE^2  = [sum p_kl (w_kl - (w_k. + w_.l)(1 - kappa))^2 - (kappa - p_e (1 - kappa))^2] / (n (1 - p_e)^2)
///     ASE0^2 = [sum p_k. p_.l (w_kl - (w_k. + w_.l))^2 - p_e^2] / (n (1 - p_e)^2)
///
/// The limits are normal, kappa -+ z ASE, and not cut; the statistic is kappa / ASE0, with a normal p value. ASE is the
/// linearised standard error with n for n - 1.
/// Reference: Fleiss, Cohen & Everitt (1969), Psychological Bulletin 72, 323-327.
/// Validation: `datasets/sas-weighted-kappa-3x3` (SAS PROC FREQ, statsmodels).
struct FleissCohenEveritt {
  let standardError: Double
  let nullStandardError: Double

  /// nil unless the coefficient is a kappa of exactly two raters, both of whom rated every unit that counts, and there
  /// are two units or more.
  init?(_ coefficient: AgreementCoefficient, _ sample: AgreementSample) {
    let matrix: [Double]
    switch coefficient {
    case .cohenKappa(let weights): matrix = sample.context.orderedMatrix(weights)
    case .congerKappa(let weights): matrix = sample.context.matrix(weights)
    default: return nil
    }
    let layout = sample.features.layout
    let units = sample.totals[layout.units]
    guard sample.patterns.raterCount == 2, units >= 2, sample.totals[layout.pairedUnits] == units else { return nil }
    let count = sample.context.categoryCount
    let (first, second): ([Double], [Double])
    if let byRater = layout.raterCategories {
      first = (0..<count).map { sample.totals[byRater + $0] / units }
      second = (0..<count).map { sample.totals[byRater + count + $0] / units }
    } else if let table = layout.crossTable(sample.totals.span, sample.context) {
      // Asymmetric weights are a matter of the cross table.
      first = table.rows.map { $0 / units }
      second = table.columns.map { $0 / units }
    } else {
      return nil
    }
    // w_k. and w_.l
    var rows = [Double](repeating: 0, count: count)
    var columns = rows
    for row in 0..<count {
      for column in 0..<count {
        rows[row] += matrix[row * count + column] * second[column]
        columns[column] += matrix[row * count + column] * first[row]
      }
    }
    let chance = zip(first, rows).reduce(0) { $0 + $1.0 * $1.1 }
    let influences = sample.influences(of: coefficient)
    standardError = zip(sample.patterns.multiplicities, influences).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }.squareRoot()
    var spread = 0.0
    for row in 0..<count where first[row] > 0 {
      for column in 0..<count {
        spread += first[row] * second[column] * square(matrix[row * count + column] - rows[row] - columns[column])
      }
    }
    nullStandardError = (max(0, spread - square(chance)) / units).squareRoot() / (1 - chance)
  }
}

extension AgreementSample {
  /// The row of a coefficient with the errors of Fleiss, Cohen and Everitt; linearised where they do not apply, or
  /// where units lie in clusters.
  func fleissCohenEveritt(
    _ coefficient: AgreementCoefficient, _ analysis: AgreementAnalysis, _ quantiles: inout StudentTQuantileTable
  ) -> Estimate {
    var row = point(coefficient)
    guard row.status == .ok else { return row }
    guard clusters == nil, let errors = FleissCohenEveritt(coefficient, self) else {
      return linearised(coefficient, analysis, &quantiles)
    }
    row.method = "fleiss-cohen-everitt"
    row.standardError = errors.standardError
    let reach = Normal.standard.quantile(upperTail: (1 - analysis.level) / 2) * errors.standardError
    (row.lower, row.upper, row.level) = (row.estimate - reach, row.estimate + reach, analysis.level)
    if errors.nullStandardError > 1e-15 {
      row.statistic = row.estimate / errors.nullStandardError
      row.pValue =
        analysis.isOneSided ? Normal.standard.survival(row.statistic) : Normal.standard.twoSidedPValue(row.statistic)
    }
    return row
  }
}
