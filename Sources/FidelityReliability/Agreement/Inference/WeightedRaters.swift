import FidelityData

/// The totals of a sample whose raters have weights: how often a resample drew each (bootstrap over raters), or 1 for
/// all but the one that is left out (jackknife, influence).
///
/// A rater drawn twice does not agree with itself: two copies of a rater are no pair. With v_g the weight of rater g,
/// and within a unit r_k = sum of the weights of its raters in category k, R = sum_k r_k and V = sum of the squared
/// weights, the unit's
///
/// - share of category k is r_k / R;
/// - observed agreement is the mean over pairs of different raters, (sum_kl w_kl r_k r_l - V) / (R^2 - V);
/// - coincidences of categories k and l, of sum R over all pairs, are R r_k r_l / (R^2 - V): as always, but for the
///   pairs that count;
///
/// and Conger's chance agreement is the mean of p_g'W p_h over pairs of different raters, weighted by v_g v_h. A unit
/// with one rater left counts as one rated once, a unit with none does not count. With all weights 1 these are the
/// totals of the sample itself. Counting copies as pairs instead would let a resample agree the more with itself the
/// more often it drew a rater: a bias of the order 1/r, that of the plug-in estimate of a U statistic. That copies are
/// no pair is a choice made here. References for resampling rows and columns independently: McCullagh (2000), Bernoulli
/// 6, 285-301; Owen (2007), Annals of Applied Statistics 1, 386-411.
/// - Complexity: O(patterns x (ratings + pairs of categories within a pattern)) for the totals of one set of weights.
struct WeightedRaters: Sendable {
  private let sample: AgreementSample
  let layout: AgreementFeatureLayout
  let patterns: RatingPatterns
  /// Ratings of each pattern in the order of their categories.
  let categories: [UInt32]
  let raters: [UInt32]
  /// The q x q matrix of each family of weights, nil for the identity, with its total.
  let families: [(place: Int, matrix: [Double]?)]
  let metrics: [(place: Int, distances: SquaredDistances)]
  /// The total of the coincidences of two categories, low * q + high.
  private var coincidencePlaces: [Int: Int] = [:]
  private(set) var coincidenceTable: [Int32] = []
  let categoryCount: Int
  let raterCount: Int

  private static let tableLimit = 1 << 16

  /// - Precondition: the sample's patterns are labelled.
  init(_ sample: AgreementSample) {
    guard let labelled = sample.patterns.labelled else { preconditionFailure("patterns do not say who rated") }
    self.sample = sample
    layout = sample.features.layout
    patterns = labelled
    raterCount = sample.patterns.raterCount
    categoryCount = sample.context.categoryCount
    var (categories, raters) = (labelled.categories, labelled.raters)
    for pattern in 0..<labelled.count {
      let range = labelled.ratings(pattern)
      let order = range.sorted { (labelled.categories[$0], $0) < (labelled.categories[$1], $1) }
      for (place, rating) in zip(range, order) {
        categories[place] = labelled.categories[rating]
        raters[place] = labelled.raters[rating]
      }
    }
    (self.categories, self.raters) = (categories, raters)
    families = layout.observedPlaces.map { weights, place in
      (place, weights == .identity ? nil : sample.context.matrix(weights))
    }
    metrics = layout.disagreementPlaces.map { ($0.place, sample.context.distances($0.metric)) }
    if let start = layout.coincidences {
      if categoryCount * categoryCount <= Self.tableLimit {
        coincidenceTable = Array(repeating: -1, count: categoryCount * categoryCount)
      }
      for (index, pair) in layout.coincidencePairs.enumerated() {
        let key = pair.low * categoryCount + pair.high
        if coincidenceTable.isEmpty {
          coincidencePlaces[key] = start + index
        } else {
          coincidenceTable[key] = Int32(start + index)
        }
      }
    }
  }

  var patternCount: Int { patterns.count }

  /// The totals under weights of raters and numbers of units by pattern. `totals` is overwritten.
  /// - Parameter category: a category whose ratings are taken as missing.
  func fill(
    _ totals: inout [Double], raterWeights: [Double], multiplicities: [Double], without category: Int? = nil,
    _ scratch: inout Scratch
  ) {
    for place in totals.indices { totals[place] = 0 }
    scratch.leftOut = category ?? -1
    for pattern in multiplicities.indices where multiplicities[pattern] != 0 {
      addRow(pattern, factor: multiplicities[pattern], raterWeights: raterWeights, to: &totals, &scratch)
    }
  }

  /// Categories of one pattern with the sums of their weights.
  struct Scratch {
    fileprivate var categories: [Int] = []
    fileprivate var sums: [Double] = []
    fileprivate var leftOut = -1
  }

  /// Adds `factor` times the features of one pattern under weights of raters.
  func addRow(
    _ pattern: Int, factor: Double, raterWeights: [Double], to totals: inout [Double], _ scratch: inout Scratch
  ) {
    scratch.categories.removeAll(keepingCapacity: true)
    scratch.sums.removeAll(keepingCapacity: true)
    var (size, squares, present) = (0.0, 0.0, 0)
    for rating in patterns.ratings(pattern) {
      let rater = Int(raters[rating])
      let weight = raterWeights[rater]
      let category = Int(categories[rating])
      if weight == 0 || category == scratch.leftOut { continue }
      size += weight
      squares += weight * weight
      present += 1
      if scratch.categories.last == category {
        scratch.sums[scratch.sums.count - 1] += weight
      } else {
        scratch.categories.append(category)
        scratch.sums.append(weight)
      }
      if let raterUnits = layout.raterUnits, let byRater = layout.raterCategories {
        totals[raterUnits + rater] += factor
        totals[byRater + rater * categoryCount + category] += factor
      }
    }
    guard present > 0 else { return }
    totals[layout.units] += factor
    if let shares = layout.shares {
      for (place, category) in scratch.categories.enumerated() {
        totals[shares + category] += factor * scratch.sums[place] / size
      }
    }
    if present >= 2 { addPairs(factor, size: size, squares: squares, scratch, to: &totals) }
  }

  private func addPairs(_ factor: Double, size: Double, squares: Double, _ scratch: Scratch, to totals: inout [Double])
  {
    let (found, sums) = (scratch.categories, scratch.sums)
    let pairs = size * size - squares
    totals[layout.pairedUnits] += factor
    for (place, matrix) in families {
      var agreement = 0.0
      for first in found.indices {
        guard let matrix else {
          agreement += sums[first] * sums[first]
          continue
        }
        var weighted = 0.0
        for second in found.indices { weighted += matrix[found[first] * categoryCount + found[second]] * sums[second] }
        agreement += sums[first] * weighted
      }
      totals[place] += factor * (agreement - squares) / pairs
    }
    guard let pairable = layout.pairableRatings else { return }
    for (place, category) in found.enumerated() { totals[pairable + category] += factor * sums[place] }
    let perPair = factor * size / pairs
    for (place, distances) in metrics {
      totals[place] += 2 * perPair * disagreement(found, sums, size, distances)
    }
    guard layout.coincidences != nil else { return }
    for high in found.indices.dropFirst() {
      for low in 0..<high {
        let key = found[low] * categoryCount + found[high]
        let place = coincidenceTable.isEmpty ? coincidencePlaces[key] ?? 0 : Int(coincidenceTable[key])
        totals[place] += perPair * sums[low] * sums[high]
      }
    }
  }

  /// Sum over unordered pairs of the squared distance.
  private func disagreement(_ found: [Int], _ sums: [Double], _ size: Double, _ distances: SquaredDistances) -> Double {
    let values = sample.context.values
    if distances.metric == .interval {
      var mean = 0.0
      for place in found.indices { mean += sums[place] * (values[found[place]] - values[0]) }
      mean /= size
      var spread = 0.0
      for place in found.indices { spread += sums[place] * square(values[found[place]] - values[0] - mean) }
      return size * spread
    }
    var sum = 0.0
    for high in found.indices.dropFirst() {
      for low in 0..<high {
        sum += sums[low] * sums[high] * distances(found[low], found[high])
      }
    }
    return sum
  }

  /// The value of a coefficient; NaN where undefined, where no unit has two raters, and for one that is no function of
  /// totals under weights of raters.
  func value(_ coefficient: AgreementCoefficient, _ totals: [Double], raterWeights: [Double]) -> Double {
    guard totals[layout.pairedUnits] > 0 else { return .nan }
    return coefficient.formula.value(totals.span, layout, sample.context, raterWeights: raterWeights) ?? .nan
  }

  /// Whether a coefficient is a function of these totals: with all weights 1 it gives its value. A coefficient with
  /// features or rater sums of its own does not; it gets no interval over raters.
  func supports(_ coefficient: AgreementCoefficient, estimate: Double) -> Bool {
    var scratch = Scratch()
    var totals = [Double](repeating: 0, count: layout.count)
    let ones = [Double](repeating: 1, count: raterCount)
    fill(&totals, raterWeights: ones, multiplicities: patterns.multiplicities, &scratch)
    let value = value(coefficient, totals, raterWeights: ones)
    return abs(value - estimate) <= 1e-9 * max(1, abs(estimate))
  }
}
