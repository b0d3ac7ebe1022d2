import FidelityData

/// Where each total stands in the vector of totals that all coefficients of a group share.
///
/// Every coefficient is a function of sums over units of a few features of the unit. The features of a pattern are one
/// row of ``AgreementFeatures``; the totals are the rows weighted by how many units show each pattern. Totals by rater
/// come last: all others are features of the unlabelled pattern.
package struct AgreementFeatureLayout: Sendable {
  /// Number of units.
  package let units = 0
  /// Number of units with two or more ratings.
  package let pairedUnits = 1
  /// Sum over units of the share of ratings in each category (one place a category).
  package private(set) var shares: Int?
  /// Number of ratings of paired units in each category.
  package private(set) var pairableRatings: Int?
  /// Coincidences of each pair of different categories that meets in a unit.
  package private(set) var coincidences: Int?
  package private(set) var coincidencePairs: [(low: Int, high: Int)] = []
  /// Number of ratings of all units in each category, and of ordered pairs of ratings.
  package private(set) var ratingCounts: Int?
  package private(set) var ratingPairs: Int?
  /// For each category, the ordered pairs of ratings both in it, then those with the first in it.
  package private(set) var categoryPairs: Int?
  /// For each category, the sum over paired units of the share of pairs with one rating in it and one not.
  package private(set) var categoryMixtures: Int?
  /// Number of units each rater rated, then number of ratings by rater and category.
  package private(set) var raterUnits: Int?
  package private(set) var raterCategories: Int?
  /// The cross tables of all pairs of raters, (0, 1), (0, 2), ..., (1, 2), ...: rows are the first.
  package private(set) var crossTables: Int?
  package private(set) var count = 2
  package private(set) var observedPlaces: [(weights: AgreementWeights, place: Int)] = []
  package private(set) var disagreementPlaces: [(metric: AlphaMetric, place: Int)] = []
  package private(set) var pairAgreementPlaces: [(weights: AgreementWeights, place: Int)] = []

  /// Cross tables with more cells than this are not made.
  private static let crossTableLimit = 1 << 24

  init(
    needs: AgreementNeeds, categoryCount: Int, raterCount: Int, coincidencePairs pairs: [(low: Int, high: Int)]
  ) {
    func take(_ places: Int) -> Int {
      defer { count += places }
      return count
    }
    if needs.shares { shares = take(categoryCount) }
    for weights in needs.observed { observedPlaces.append((weights, take(1))) }
    if !needs.disagreement.isEmpty || needs.coincidences { pairableRatings = take(categoryCount) }
    for metric in needs.disagreement { disagreementPlaces.append((metric, take(1))) }
    if needs.coincidences {
      coincidencePairs = pairs
      coincidences = take(pairs.count)
    }
    if !needs.pairAgreement.isEmpty {
      ratingCounts = take(categoryCount)
      ratingPairs = take(1)
      for weights in needs.pairAgreement { pairAgreementPlaces.append((weights, take(1))) }
    }
    if needs.categoryPairs { categoryPairs = take(2 * categoryCount) }
    if needs.categoryMixtures { categoryMixtures = take(categoryCount) }
    if needs.raterTotals {
      raterUnits = take(raterCount)
      raterCategories = take(raterCount * categoryCount)
    }
    if needs.crossTables, categoryCount <= AgreementContext.matrixLimit {
      let cells = raterCount * max(raterCount - 1, 0) / 2 * categoryCount * categoryCount
      if cells <= Self.crossTableLimit { crossTables = take(cells) }
    }
  }

  /// Sum over units of the ordered pairs of ratings that agree under these weights.
  package func pairAgreement(_ weights: AgreementWeights) -> Int? {
    pairAgreementPlaces.first { $0.weights == weights }?.place
  }

  /// Sum over paired units of the observed agreement under these weights. A handful of families: a search, no hash.
  package func observed(_ weights: AgreementWeights) -> Int? { observedPlaces.first { $0.weights == weights }?.place }

  /// Sum over paired units of the observed disagreement in this metric.
  package func disagreement(_ metric: AlphaMetric) -> Int? { disagreementPlaces.first { $0.metric == metric }?.place }
}

extension AgreementFeatureLayout {
  /// The cross table of the two raters of a group.
  func crossTable(_ totals: Span<Double>, _ context: AgreementContext) -> CrossTable? {
    crossTables.map { CrossTable(totals, at: $0, categoryCount: context.categoryCount) }
  }

  /// The status of a coefficient that is 0/0 where two raters share no category.
  func statusWithoutCommonCategory(_ totals: Span<Double>, _ context: AgreementContext) -> Status {
    crossTable(totals, context)?.hasCommonCategory == false ? .tooFewCategories : .noVariation
  }
}
