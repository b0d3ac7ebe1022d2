public import FidelityData
public import FidelityProbability
import FidelitySystem

/// rWG and the average deviation of raters who answer by chance: mean, standard deviation and critical value,
/// simulated.
///
/// The critical value is the least rWG that at most 5 % of groups of this size reach by chance, the greatest average
/// deviation that at most 5 % do not exceed: agreement at or beyond it is significant. NaN where there is none: two
/// raters agree perfectly in more than 5 % of groups. Raters are drawn independently from the null's shares; items too,
/// which makes the critical value of several items lower than correlated items would have it.
///
/// Reference: Dunlap, Burke & Smith-Crowe (2003), J. Appl. Psychol. 88, 356-362. Validation: full enumeration of small
/// groups, R multilevel `rwg.sim`.
public struct AgreementCritical: Sendable, Equatable {
  /// rWG before it is cut at 0, or rWG(J) of several items: its mean over simulated groups (of one item 0 up to
  /// chance), standard deviation and critical value.
  public let mean: Double
  public let deviation: Double
  public let critical: Double
  /// The critical value of the average deviation about the mean.
  public let criticalDeviation: Double
  public let level: Double
  public let null: AgreementNull
  public let raterCount: Int
  public let itemCount: Int

  /// nil where the null's shares are not published for so many options, or a group has fewer than two raters.
  /// - Parameters:
  ///   - null: what raters draw from; its variance for rWG is that of its shares.
  ///   - level: 0.95 in the literature.
  public init?(
    _ null: AgreementNull = .uniform, raterCount: Int, scale: ResponseScale, itemCount: Int = 1, level: Double = 0.95,
    _ bootstrap: Bootstrap
  ) {
    guard let shares = null.shares(optionCount: scale.optionCount), raterCount > 1, itemCount > 0 else { return nil }
    let centre = shares.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    // That of the places on the scale.
    let nullVariance = shares.enumerated().reduce(0) {
      $0 + $1.element * (Double($1.offset) - centre) * (Double($1.offset) - centre)
    }
    var (agreements, deviations): ([Double], [Double]) = ([], [])
    var counts = [Int](repeating: 0, count: shares.count)
    for resample in 0..<bootstrap.resamples {
      var stream = bootstrap.stream(resample: resample)
      var (ratio, deviation) = (0.0, 0.0)
      for _ in 0..<itemCount {
        stream.multinomial(trials: raterCount, weights: shares, into: &counts)
        let answers = OptionCounts(scale, counts.map { UInt32($0) })
        ratio += answers.variance / (scale.step * scale.step * nullVariance)
        deviation += answers.averageDeviation(from: answers.mean)
      }
      ratio /= Double(itemCount)
      agreements.append(
        itemCount == 1 ? 1 - ratio : WithinGroupAgreement.multiItem(ratio: ratio, itemCount: itemCount))
      deviations.append(deviation / Double(itemCount))
    }
    let count = Double(agreements.count)
    mean = agreements.reduce(0, +) / count
    let middle = mean
    deviation = (agreements.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / (count - 1)).squareRoot()
    (self.level, self.null, self.raterCount, self.itemCount) = (level, null, raterCount, itemCount)
    critical = Self.critical(agreements, level)
    criticalDeviation = -Self.critical(deviations.map { -$0 }, level)
  }

  /// The rows `rwg-critical`, `average-deviation-critical`, `rwg-null-mean`, `rwg-null-sd`; of several items
  /// `rwg-j-...` in place of `rwg-...`.
  ///
  /// Status `too-few-raters` where chance gives perfect agreement too often for a critical value.
  public var estimates: [Estimate] {
    let index = itemCount == 1 ? "rwg" : "rwg-j"
    return [
      ("\(index)-critical", critical), ("average-deviation-critical", criticalDeviation),
      ("\(index)-null-mean", mean), ("\(index)-null-sd", deviation),
    ].map { quantity, value in
      var row = Estimate(quantity)
      row.form = null.name
      row.method = "simulated"
      row.estimate = value
      row.raterCount = raterCount
      if quantity.hasSuffix("critical") { row.level = level }
      if value.isNaN {
        row.status = .tooFewRaters
        row.add(note: "so few raters agree perfectly by chance too often: nothing they could say is significant")
      }
      return row
    }
  }

  /// The least value v with at most a share 1 - level of values >= v; NaN where the largest has a larger share.
  static func critical(_ values: [Double], _ level: Double) -> Double {
    let ordered = values.sorted(by: >)
    let most = ((1 - level) * Double(ordered.count)).nextUp
    var (place, least) = (0, Double.nan)
    while place < ordered.count {
      // Numbers that differ by rounding are one value.
      var end = place + 1
      while end < ordered.count, ordered[end] >= ordered[place] - 1e-12 { end += 1 }
      if Double(end) > most { break }
      least = ordered[end - 1]
      place = end
    }
    return least
  }
}
