/// Where each total stands in the vector of totals that all coefficients of a group share.
///
/// Every coefficient is a function of sums over units of a few features of the unit. The features of a pattern are one
/// row of ``AgreementFeatures``; the totals are the rows weighted by how many units show each pattern. Totals by rater
/// come last: all others are features of the unlabelled pattern.
struct AgreementFeatureLayout {
  /// Number of units.
  let units = 0
  /// Number of units with two or more ratings.
  let pairedUnits = 1
  /// Sum over units of the share of ratings in each category (one place a category).
  private(set) var shares: Int?
  /// Number of ratings of paired units in each category.
  private(set) var pairableRatings: Int?
  /// Coincidences of each pair of different categories that meets in a unit.
  private(set) var coincidences: Int?
  private(set) var coincidencePairs: [(low: Int, high: Int)] = []
  /// Number of ratings of all units in each category, and of ordered pairs of ratings.
  private(set) var ratingCounts: Int?
  private(set) var ratingPairs: Int?
  /// For each category, the ordered pairs of ratings both in it, then those with the first in it.
  private(set) var categoryPairs: Int?
  /// For each category, the sum over paired units of the share of pairs with one rating in it and one not.
  private(set) var categoryMixtures: Int?
  /// Number of units each rater rated, then number of ratings by rater and category.
  private(set) var raterUnits: Int?
  private(set) var raterCategories: Int?
  /// The cross tables of all pairs of raters, (0, 1), (0, 2), ..., (1, 2), ...: rows are the first.
  private(set) var crossTables: Int?
  private(set) var count = 2
  private(set) var observedPlaces: [(weights: AgreementWeights, place: Int)] = []
  private(set) var disagreementPlaces: [(metric: AlphaMetric, place: Int)] = []
  private(set) var pairAgreementPlaces: [(weights: AgreementWeights, place: Int)] = []

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
  func pairAgreement(_ weights: AgreementWeights) -> Int? {
    pairAgreementPlaces.first { $0.weights == weights }?.place
  }

  /// Sum over paired units of the observed agreement under these weights. A handful of families: a search, no hash.
  func observed(_ weights: AgreementWeights) -> Int? { observedPlaces.first { $0.weights == weights }?.place }

  /// Sum over paired units of the observed disagreement in this metric.
  func disagreement(_ metric: AlphaMetric) -> Int? { disagreementPlaces.first { $0.metric == metric }?.place }
}

/// Which features the chosen coefficients need.
struct AgreementNeeds {
  var shares = false
  /// In the order of the families, so that the places of totals do not depend on the order of the coefficients.
  private(set) var observed: [AgreementWeights] = []
  private(set) var disagreement: [AlphaMetric] = []
  private(set) var coincidences = false
  private(set) var pairAgreement: [AgreementWeights] = []
  private(set) var categoryPairs = false
  private(set) var categoryMixtures = false
  private(set) var raterTotals = false
  private(set) var crossTables = false
  /// Whether it matters who gave which rating.
  var raters: Bool { raterTotals || crossTables }

  init(_ coefficients: [AgreementCoefficient]) {
    var (families, pairFamilies) = ([AgreementWeights](), [AgreementWeights]())
    for coefficient in coefficients {
      if coefficient.needsCrossTables {
        crossTables = true
        continue
      }
      switch coefficient {
      case .percentAgreement(let weights), .brennanPrediger(let weights):
        families.append(weights)
      case .fleissKappa(let weights), .gwetAC(let weights), .scottPi(let weights):
        families.append(weights)
        shares = true
      case .cohenKappa(let weights), .congerKappa(let weights):
        families.append(weights)
        raterTotals = true
      case .krippendorffAlpha(.ordinal):
        coincidences = true
      case .krippendorffAlpha(let metric):
        if !disagreement.contains(metric) { disagreement.append(metric) }
      case .vanOest(let weights):
        pairFamilies.append(weights)
      case .categoryAgreement:
        categoryPairs = true
      case .categoryKappa:
        shares = true
        categoryMixtures = true
      case .lightKappa, .bangdiwalaB, .prevalenceIndex, .biasIndex, .kappaMaximum, .kappaRatio:
        crossTables = true
      }
    }
    observed = AgreementWeights.distinct(families)
    pairAgreement = AgreementWeights.distinct(pairFamilies)
  }
}
