/// What coefficients need of the ratings, and which totals they are functions of.
package struct AgreementNeeds: Sendable {
  // MARK: - Ratings

  /// Exactly two raters, and only the units that both rated.
  package let exactlyTwoRaters: Bool
  /// Only units with two or more ratings are the sample.
  package let pairedUnitsOnly: Bool
  /// Categories that are numbers.
  package let numbers: Bool

  // MARK: - Totals: see ``AgreementFeatureLayout``

  private(set) var shares: Bool
  /// In the order of the families, so that the places of totals do not depend on the order of the coefficients.
  private(set) var observed: [AgreementWeights]
  private(set) var disagreement: [AlphaMetric]
  private(set) var coincidences: Bool
  private(set) var pairAgreement: [AgreementWeights]
  private(set) var categoryPairs: Bool
  private(set) var categoryMixtures: Bool
  private(set) var raterTotals: Bool
  private(set) var crossTables: Bool

  /// Whether it matters who gave which rating.
  var raters: Bool { raterTotals || crossTables }

  package init(
    exactlyTwoRaters: Bool = false, pairedUnitsOnly: Bool = false, numbers: Bool = false, shares: Bool = false,
    observed: [AgreementWeights] = [], disagreement: [AlphaMetric] = [], coincidences: Bool = false,
    pairAgreement: [AgreementWeights] = [], categoryPairs: Bool = false, categoryMixtures: Bool = false,
    raterTotals: Bool = false, crossTables: Bool = false
  ) {
    self.exactlyTwoRaters = exactlyTwoRaters
    self.pairedUnitsOnly = pairedUnitsOnly
    self.numbers = numbers
    self.shares = shares
    self.observed = observed
    self.disagreement = disagreement
    self.coincidences = coincidences
    self.pairAgreement = pairAgreement
    self.categoryPairs = categoryPairs
    self.categoryMixtures = categoryMixtures
    self.raterTotals = raterTotals
    self.crossTables = crossTables
  }

  /// The totals that some coefficients need together.
  init(of coefficients: [AgreementCoefficient]) {
    self.init()
    for needs in coefficients.map(\.needs) {
      shares = shares || needs.shares
      observed += needs.observed
      for metric in needs.disagreement where !disagreement.contains(metric) { disagreement.append(metric) }
      coincidences = coincidences || needs.coincidences
      pairAgreement += needs.pairAgreement
      categoryPairs = categoryPairs || needs.categoryPairs
      categoryMixtures = categoryMixtures || needs.categoryMixtures
      raterTotals = raterTotals || needs.raterTotals
      crossTables = crossTables || needs.crossTables
    }
    observed = AgreementWeights.distinct(observed)
    pairAgreement = AgreementWeights.distinct(pairAgreement)
  }
}
