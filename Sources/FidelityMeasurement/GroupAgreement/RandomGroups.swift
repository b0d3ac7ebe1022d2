public import FidelityData
public import FidelityProbability
import FidelitySystem

/// Random-group resampling: whether members of real groups differ less than members of groups that chance makes.
///
/// All ratings are dealt anew into groups of the real sizes; the mean over groups of the within-group variance (divisor
/// n - 1) is compared with what it is in the real groups. z = (real - mean) / SD of the resamples; p = (1 + number of
/// resamples as small as the real one or smaller) / (1 + resamples), one-sided. The critical value is the largest that
/// at most a share 1 - level of the resamples do not exceed: a real variance at or below it is less than chance makes.
/// NaN where resamples are too few for one.
///
/// Groups of one rating have no variance and are left out, their rating too. Resample b is drawn from stream b of the
/// seed, so that the same seed gives the same answer.
///
/// | data | status |
/// |---|---|
/// | no group of two ratings | `too-few-observations` |
/// | one such group | `too-few-units` |
/// | all ratings equal | `no-variation` |
/// - Complexity: O(resamples x ratings), on ``FidelityData/WorkerThreads``.
///
/// Reference: Bliese, Halverson & Rothberg (1994), Acad. Manage. Best Pap. Proc. 225-229. Validation: R multilevel
/// `rgr.agree`.
public struct RandomGroups: Sendable {
  /// The mean within-group variance of the real groups.
  public let observed: Double
  /// The mean over resamples, and the standard deviation.
  public let expected: Double
  public let deviation: Double
  /// The critical value of the mean within-group variance, and its level.
  public let critical: Double
  public let level: Double
  public let pValue: Double
  public let groupCount: Int
  public let ratingCount: Int
  public let resampleCount: Int
  public let status: Status

  /// - Parameters:
  ///   - groups: the group of each rating; a row with a missing key or NaN is passed over.
  ///   - values: the ratings.
  ///   - level: of the critical value.
  public init(groups: [UInt32], values: [Double], level: Double = 0.95, _ bootstrap: Bootstrap) {
    precondition(groups.count == values.count, "columns of different length")
    let rows = groups.indices.filter { groups[$0] != missingKey && !values[$0].isNaN }
    var sizes: [UInt32: Int] = [:]
    for row in rows { sizes[groups[row], default: 0] += 1 }
    let kept = rows.filter { (sizes[groups[$0]] ?? 0) > 1 }.sorted { (groups[$0], $0) < (groups[$1], $1) }
    // The ratings of a group lie together.
    var dealt = kept.map { values[$0] }
    let lengths = sizes.filter { $0.value > 1 }.sorted { $0.key < $1.key }.map(\.value)
    (groupCount, ratingCount, resampleCount) = (lengths.count, dealt.count, bootstrap.resamples)
    self.level = level
    let isConstant = dealt.allSatisfy { $0 == dealt.first }
    guard lengths.count > 1, !isConstant else {
      (observed, expected, deviation, critical, pValue) = (.nan, .nan, .nan, .nan, .nan)
      status = lengths.isEmpty ? .tooFewObservations : lengths.count == 1 ? .tooFewUnits : .noVariation
      return
    }
    let origin = dealt.reduce(0, +) / Double(dealt.count)
    for place in dealt.indices { dealt[place] -= origin }
    let observed = Self.meanVariance(dealt, lengths)
    let differences = Self.resampled(dealt, lengths, bootstrap).map { $0 - observed }
    // Equal but for the order of its terms is equal.
    let atMost = differences.count { $0 <= 1e-12 * observed }
    let count = Double(bootstrap.resamples)
    let mean = differences.reduce(0, +) / count
    self.observed = observed
    expected = observed + mean
    deviation = (differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
    // In units of the variance, so that values which differ by rounding are one.
    let unit = observed > 0 ? observed : 1
    critical = observed - unit * AgreementCritical.critical(differences.map { -$0 / unit }, level)
    pValue = Double(atMost + 1) / (count + 1)
    status = observed.isFinite ? .ok : .outOfRange
  }

  /// The mean variance within the groups of each resample.
  private static func resampled(_ values: [Double], _ lengths: [Int], _ bootstrap: Bootstrap) -> [Double] {
    // Pieces do not depend on the number of threads, and take long enough to be worth one.
    let blocks = bootstrap.blocks(of: max(1, min(bootstrap.resamples, 200_000 / values.count)))
    return WorkerThreads.map(blocks.count) { block in
      var dealt = values
      return blocks[block].map { resample in
        var stream = bootstrap.stream(resample: resample)
        dealt = values
        for place in stride(from: dealt.count - 1, to: 0, by: -1) {
          dealt.swapAt(place, stream.next(upperBound: place + 1))
        }
        return meanVariance(dealt, lengths)
      }
    }.flatMap(\.self)
  }

  private static func meanVariance(_ values: [Double], _ lengths: [Int]) -> Double {
    var (start, total) = (0, 0.0)
    for length in lengths {
      let first = values[start]
      var (sum, squares) = (0.0, 0.0)
      for place in start..<start + length {
        let difference = values[place] - first
        sum += difference
        squares += difference * difference
      }
      total += (squares - sum * sum / Double(length)) / Double(length - 1)
      start += length
    }
    return total / Double(lengths.count)
  }

  /// The rows `random-group-variance`, the real mean variance with z and p against the resamples, and
  /// `random-group-null-mean`, `random-group-null-sd`, `random-group-critical` of the resamples.
  public var estimates: [Estimate] {
    var row = Estimate("random-group-variance")
    row.method = "resampled"
    row.estimate = observed
    (row.unitCount, row.observationCount) = (groupCount, ratingCount)
    row.status = status
    switch status {
    case .ok: break
    case .tooFewUnits: row.add(note: "one group has two ratings: there is nothing to deal anew")
    case .noVariation: row.add(note: "all ratings are equal")
    case .outOfRange: row.add(note: "squares overflow")
    default: row.add(note: "no group has two ratings")
    }
    var others = [
      ("random-group-null-mean", expected), ("random-group-null-sd", deviation), ("random-group-critical", critical),
    ].map { quantity, value in
      var other = row
      (other.quantity, other.estimate) = (quantity, value)
      if status == .ok, value.isNaN {
        other.status = .tooFewObservations
        other.add(note: "too few resamples")
      }
      return other
    }
    if status == .ok {
      if deviation > 0 { row.statistic = (observed - expected) / deviation }
      row.pValue = pValue
      row.add(note: "\(resampleCount) resamples")
      others[2].level = level
    }
    return [row] + others
  }
}
