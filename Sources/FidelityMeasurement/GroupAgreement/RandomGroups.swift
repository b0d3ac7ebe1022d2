public import FidelityData
public import FidelityProbability
import FidelitySystem

/// Random-group resampling: whether members of real groups differ less than members of groups that chance makes.
///
/// All ratings are dealt anew into groups of the real sizes; the mean over groups of the within-group variance (divisor
/// n - 1) is compared with what it is in the real groups. z = (real - mean) / SD of the resamples; p = (1 + number of
/// resamples as small as the real one or smaller) / (1 + resamples), one-sided.
///
/// Groups of one rating have no variance and are left out, their rating too. Resample b is drawn from stream b of the
/// seed, so that the same seed gives the same answer.
///
/// | data | status |
/// |---|---|
/// | no group of two ratings | `too-few-observations` |
/// | one such group | `too-few-units` |
/// | all ratings equal | `no-variation` |
/// - Complexity: O(resamples x ratings).
///
/// Reference: Bliese, Halverson & Rothberg (1994), Acad. Manage. Best Pap. Proc. 225-229. Validation: R multilevel
/// `rgr.agree`.
public struct RandomGroups: Sendable {
  /// The mean within-group variance of the real groups.
  public let observed: Double
  /// The mean over resamples, and the standard deviation.
  public let expected: Double
  public let deviation: Double
  public let pValue: Double
  public let groupCount: Int
  public let ratingCount: Int
  public let resampleCount: Int
  public let status: Status

  /// - Parameters:
  ///   - groups: the group of each rating; a row with a missing key or NaN is passed over.
  ///   - values: the ratings.
  public init(groups: [UInt32], values: [Double], _ bootstrap: Bootstrap) {
    precondition(groups.count == values.count, "columns of different length")
    let rows = groups.indices.filter { groups[$0] != missingKey && !values[$0].isNaN }
    var sizes: [UInt32: Int] = [:]
    for row in rows { sizes[groups[row], default: 0] += 1 }
    let kept = rows.filter { (sizes[groups[$0]] ?? 0) > 1 }.sorted { groups[$0] < groups[$1] }
    // The ratings of a group lie together.
    var dealt = kept.map { values[$0] }
    let lengths = sizes.filter { $0.value > 1 }.sorted { $0.key < $1.key }.map(\.value)
    (groupCount, ratingCount, resampleCount) = (lengths.count, dealt.count, bootstrap.resamples)
    let isConstant = dealt.allSatisfy { $0 == dealt.first }
    guard lengths.count > 1, !isConstant else {
      (observed, expected, deviation, pValue) = (.nan, .nan, .nan, .nan)
      status = lengths.isEmpty ? .tooFewObservations : lengths.count == 1 ? .tooFewUnits : .noVariation
      return
    }
    let origin = dealt.reduce(0, +) / Double(dealt.count)
    for place in dealt.indices { dealt[place] -= origin }
    let observed = Self.meanVariance(dealt, lengths)
    var (sum, squares, atMost) = (0.0, 0.0, 0)
    let ordered = dealt
    for resample in 0..<bootstrap.resamples {
      var stream = bootstrap.stream(resample: resample)
      dealt = ordered
      for place in stride(from: dealt.count - 1, to: 0, by: -1) {
        dealt.swapAt(place, stream.next(upperBound: place + 1))
      }
      let difference = Self.meanVariance(dealt, lengths) - observed
      sum += difference
      squares += difference * difference
      // Equal but for the order of its terms is equal.
      if difference <= 1e-12 * observed { atMost += 1 }
    }
    let count = Double(bootstrap.resamples)
    self.observed = observed
    expected = observed + sum / count
    deviation = (max(0, squares - sum * sum / count) / (count - 1)).squareRoot()
    pValue = Double(atMost + 1) / (count + 1)
    status = observed.isFinite ? .ok : .outOfRange
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

  /// The row `random-group-variance`: the real mean variance, with z and p against the resamples.
  public var estimate: Estimate {
    var row = Estimate("random-group-variance")
    row.method = "resampled"
    row.estimate = observed
    (row.unitCount, row.observationCount) = (groupCount, ratingCount)
    row.status = status
    switch status {
    case .ok:
      if deviation > 0 { row.statistic = (observed - expected) / deviation }
      row.pValue = pValue
      row.add(note: "groups made by chance: mean \(expected), SD \(deviation), \(resampleCount) resamples")
    case .tooFewUnits: row.add(note: "one group has two ratings: there is nothing to deal anew")
    case .noVariation: row.add(note: "all ratings are equal")
    case .outOfRange: row.add(note: "squares overflow")
    default: row.add(note: "no group has two ratings")
    }
    return row
  }
}
