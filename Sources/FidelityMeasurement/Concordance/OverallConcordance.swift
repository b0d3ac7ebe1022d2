public import FidelityData

/// Units rated by k raters each: counts, means, each rater's sum of squares and that of the units' sums, the sufficient
/// statistic of concordance of several raters.
///
/// The covariances of raters are needed as a sum alone, and that is the variance of the units' sums less those of the
/// raters. All sums are about the ratings of the first unit, so that a large common level costs no digits.
///
/// A unit with a missing rating (NaN) is counted in ``incompleteCount`` and left out.
/// - Complexity: `add` O(k) per unit, memory and merge O(k).
public struct RaterMoments: MergeableState {
  public let raterCount: Int
  private var count = 0.0
  private var origins: [Double] = []
  /// Means less the origins, and sums of squares about the means.
  private var means: [Double]
  private var squares: [Double]
  /// The same of the units' sums.
  private var total = (mean: 0.0, squares: 0.0)
  public private(set) var incompleteCount = 0

  public init(raterCount: Int) {
    self.raterCount = raterCount
    means = Array(repeating: 0, count: raterCount)
    squares = Array(repeating: 0, count: raterCount)
  }

  /// Takes units one after the other, each with a rating of every rater.
  public init(ratings: [Double], raterCount: Int) {
    self.init(raterCount: raterCount)
    guard raterCount > 0 else { return }
    precondition(ratings.count.isMultiple(of: raterCount), "units with another number of ratings")
    for start in stride(from: 0, to: ratings.count, by: raterCount) {
      add(ratings.span.extracting(start..<start + raterCount))
    }
  }

  /// Takes a unit: the rating of each rater.
  public mutating func add(_ ratings: [Double]) { add(ratings.span) }

  /// Takes a unit: the rating of each rater.
  public mutating func add(_ ratings: Span<Double>) {
    precondition(ratings.count == raterCount, "one rating for each rater")
    for rater in ratings.indices where ratings[rater].isNaN {
      incompleteCount += 1
      return
    }
    if count == 0 { origins = ratings.indices.map { ratings[$0] } }
    count += 1
    // Welford's update.
    var sum = 0.0
    for rater in ratings.indices {
      let deviation = ratings[rater] - origins[rater]
      sum += deviation
      let before = deviation - means[rater]
      means[rater] += before / count
      squares[rater] += before * (deviation - means[rater])
    }
    let before = sum - total.mean
    total.mean += before / count
    total.squares += before * (sum - total.mean)
  }

  public mutating func merge(_ other: RaterMoments) {
    precondition(raterCount == other.raterCount, "other raters")
    incompleteCount += other.incompleteCount
    if other.count == 0 { return }
    if count == 0 { origins = other.origins }
    let sum = count + other.count
    let weight = count * other.count / sum
    var moved = other.total.mean
    for rater in 0..<raterCount {
      let move = other.origins[rater] - origins[rater]
      moved += move
      let shift = other.means[rater] + move - means[rater]
      squares[rater] += other.squares[rater] + shift * shift * weight
      means[rater] += shift * other.count / sum
    }
    let shift = moved - total.mean
    total.squares += other.total.squares + shift * shift * weight
    total.mean += shift * other.count / sum
    count = sum
  }

  public var unitCount: Int { Int(count) }

  /// A rater's sum of squares about the mean.
  func squares(_ rater: Int) -> Double { squares[rater] }

  /// How far the means of two raters lie apart.
  func shift(_ i: Int, _ j: Int) -> Double { (origins[i] - origins[j]) + (means[i] - means[j]) }

  /// The sum over ordered pairs of different raters of their sums of products about the means.
  var products: Double {
    // A rater who does not vary adds nothing but rounding.
    if squares.count(where: { $0 > 0 }) < 2 { return 0 }
    return total.squares - squares.reduce(0, +)
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
    let together = moments.products / n
    var (total, spread) = (0.0, 0.0)
    for i in 0..<(unitCount > 0 ? raterCount : 0) {
      total += Double(raterCount - 1) * moments.squares(i) / n
      for j in 0..<i {
        let shift = moments.shift(i, j)
        total += shift * shift
        spread += 2 * moments.squares(i).squareRoot() * moments.squares(j).squareRoot() / n
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
