public import FidelityData

/// Units rated by k raters each: counts, means and co-moments, the sufficient statistic of concordance of several
/// raters.
///
/// A unit with a missing rating (NaN) is counted in ``incompleteCount`` and left out.
/// - Complexity: `add` O(k^2) per unit, memory and merge O(k^2).
public struct RaterMoments: MergeableState {
  public let raterCount: Int
  private var count = 0.0
  private var means: [Double]
  /// Sums of products of deviations, k x k.
  private var products: [Double]
  private var lowest: [Double]
  private var highest: [Double]
  public private(set) var incompleteCount = 0

  public init(raterCount: Int) {
    self.raterCount = raterCount
    means = Array(repeating: 0, count: raterCount)
    products = Array(repeating: 0, count: raterCount * raterCount)
    lowest = Array(repeating: .infinity, count: raterCount)
    highest = Array(repeating: -.infinity, count: raterCount)
  }

  /// Takes units one after the other, each with a rating of every rater.
  public init(ratings: [Double], raterCount: Int) {
    self.init(raterCount: raterCount)
    guard raterCount > 0 else { return }
    precondition(ratings.count.isMultiple(of: raterCount), "units with another number of ratings")
    for start in stride(from: 0, to: ratings.count, by: raterCount) {
      add(Array(ratings[start..<start + raterCount]))
    }
  }

  /// Takes a unit: the rating of each rater.
  public mutating func add(_ ratings: [Double]) {
    precondition(ratings.count == raterCount, "one rating for each rater")
    if ratings.contains(where: \.isNaN) {
      incompleteCount += 1
      return
    }
    count += 1
    // Welford's update: deviations before and after the mean has moved.
    let before = zip(ratings, means).map { $0 - $1 }
    for rater in 0..<raterCount {
      means[rater] += before[rater] / count
      lowest[rater] = min(lowest[rater], ratings[rater])
      highest[rater] = max(highest[rater], ratings[rater])
    }
    for i in 0..<raterCount {
      for j in 0..<raterCount { products[i * raterCount + j] += before[i] * (ratings[j] - means[j]) }
    }
  }

  public mutating func merge(_ other: RaterMoments) {
    precondition(raterCount == other.raterCount, "other raters")
    incompleteCount += other.incompleteCount
    if other.count == 0 { return }
    let total = count + other.count
    let shift = zip(other.means, means).map { $0 - $1 }
    for i in 0..<raterCount {
      for j in 0..<raterCount {
        products[i * raterCount + j] +=
          other.products[i * raterCount + j] + shift[i] * shift[j] * count * other.count / total
      }
    }
    for rater in 0..<raterCount {
      means[rater] += shift[rater] * other.count / total
      lowest[rater] = min(lowest[rater], other.lowest[rater])
      highest[rater] = max(highest[rater], other.highest[rater])
    }
    count = total
  }

  public var unitCount: Int { Int(count) }
  func mean(_ rater: Int) -> Double { means[rater] }
  func isConstant(_ rater: Int) -> Bool { lowest[rater] == highest[rater] }
  /// A sum of products about the means.
  func product(_ i: Int, _ j: Int) -> Double {
    isConstant(i) || isConstant(j) ? 0 : (products[i * raterCount + j] + products[j * raterCount + i]) / 2
  }
}

/// The overall concordance correlation coefficient (OCCC) of two or more raters, precision times accuracy.
///
/// OCCC = 2 sum_{i<j} s_ij / ((k - 1) sum_i s_i^2 + sum_{i<j} (mean_i - mean_j)^2); the precision is sum s_ij / sum s_i
/// s_j over pairs of raters, the accuracy the rest. Of two raters this is Lin's CCC. It has no interval here: resample
/// units for one.
///
/// Statuses as ``LinConcordance``, and `too-few-raters` for one rater.
/// Reference: Barnhart, Haber & Song (2002), Biometrics 58, 1020-1027. Validation: `icc-ten-forms`, with epiR
/// `epi.occc`.
public struct OverallConcordance: Sendable {
  public let value: Double
  public let precision: Double
  public let accuracy: Double
  public let divisor: LinConcordance.Divisor
  public let unitCount: Int
  public let raterCount: Int
  public let status: Status
  private let sentence: String?

  public init(_ moments: RaterMoments, divisor: LinConcordance.Divisor = .n) {
    self.divisor = divisor
    (unitCount, raterCount) = (moments.unitCount, moments.raterCount)
    let n = Double(unitCount) - (divisor == .n ? 0 : 1)
    var (together, total, spread) = (0.0, 0.0, 0.0)
    for i in 0..<raterCount {
      total += Double(raterCount - 1) * moments.product(i, i) / n
      for j in 0..<i {
        together += 2 * moments.product(i, j) / n
        let shift = moments.mean(i) - moments.mean(j)
        total += shift * shift
        spread += 2 * moments.product(i, i).squareRoot() * moments.product(j, j).squareRoot() / n
      }
    }
    let state: (Status, String?)
    if raterCount < 2 {
      state = (.tooFewRaters, "there is one rater: concordance needs two")
    } else if unitCount == 0 {
      state = (.tooFewObservations, "no unit has a rating of every rater")
    } else if unitCount == 1 {
      state = (.tooFewUnits, "one unit has a rating of every rater: nothing varies")
    } else if !total.isFinite {
      state = (.outOfRange, "squares overflow")
    } else {
      state = total > 0 ? (.ok, nil) : (.noVariation, "all ratings are equal")
    }
    (status, sentence) = state
    value = state.0 == .ok ? together / total : .nan
    precision = state.0 == .ok && spread > 0 ? together / spread : .nan
    accuracy = state.0 == .ok && spread > 0 ? spread / total : .nan
  }

  /// The rows `overall-ccc`, `overall-ccc-precision`, `overall-ccc-accuracy`.
  public var estimates: [Estimate] {
    [("overall-ccc", value), ("overall-ccc-precision", precision), ("overall-ccc-accuracy", accuracy)].map {
      var row = Estimate($0)
      row.form = "divisor \(divisor.rawValue)"
      row.estimate = $1
      (row.unitCount, row.raterCount) = (unitCount, raterCount)
      (row.status, row.note) = (status, sentence)
      if status == .ok, $1.isNaN {
        (row.status, row.note) = (.noVariation, "fewer than two raters vary: precision and accuracy divide by 0")
      }
      return row
    }
  }
}
