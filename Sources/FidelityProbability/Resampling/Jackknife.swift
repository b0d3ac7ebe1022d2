/// The delete-one jackknife: standard error, bias and acceleration from the values of a statistic with one unit left
/// out.
///
/// Units with equal patterns have equal leave-one-out values, hence one value for each pattern and its multiplicity
/// m_p,
/// n = sum m_p: mean = sum m_p theta_(p) / n, variance = (n - 1)/n sum m_p (theta_(p) - mean)^2,
/// bias = (n - 1)(mean - estimate). Leaving out whole clusters, a unit is a cluster.
///
/// Reference: B. Efron, R. J. Tibshirani (1993), An Introduction to the Bootstrap, equations 11.5, 11.8 and 14.15.
public struct Jackknife: Sendable, Hashable, Codable {
  /// Whether the jackknife exists, and if not, why.
  public enum Status: String, Sendable, Hashable, Codable {
    case defined
    /// Fewer than two units.
    case tooFewUnits = "too-few-units"
    /// The statistic is undefined with some unit left out (or altogether): no unit may be passed over here.
    case undefinedReplicate = "undefined-replicate"
  }

  public let status: Status

  /// n, the sum of the multiplicities.
  public let unitCount: Int

  /// How many units have a leave-one-out value that is not finite.
  public let undefinedCount: Int

  /// The square root of the jackknife variance; nil unless `status` is `defined`.
  public let standardError: Double?

  /// The jackknife's estimate of the bias, to be subtracted from the estimate; nil unless `status` is `defined`.
  public let bias: Double?

  /// sum m (mean - theta)^3 / (6 (sum m (mean - theta)^2)^(3/2)), the acceleration of a BCa interval; 0 without
  /// variation,
  /// nil unless `status` is `defined`.
  public let acceleration: Double?

  /// - Parameters:
  ///   - estimate: the statistic of all units.
  ///   - leaveOneOut: for each pattern, the statistic with one of its units left out.
  ///   - multiplicities: how many units have each pattern; nil for one each. A pattern with 0 is passed over.
  /// - Precondition: as many multiplicities as values, none negative.
  /// - Complexity: O(patterns).
  public init(estimate: Double, leaveOneOut values: [Double], multiplicities: [Int]? = nil) {
    let counts = multiplicities ?? [Int](repeating: 1, count: values.count)
    precondition(counts.count == values.count, "one multiplicity for each value")
    precondition(counts.allSatisfy { $0 >= 0 }, "a multiplicity is not negative")
    unitCount = counts.reduce(0, +)
    undefinedCount = zip(values, counts).reduce(0) { $0 + ($1.0.isFinite ? 0 : $1.1) }
    guard unitCount >= 2, undefinedCount == 0, estimate.isFinite else {
      status = unitCount < 2 ? .tooFewUnits : .undefinedReplicate
      (standardError, bias, acceleration) = (nil, nil, nil)
      return
    }
    let n = Double(unitCount)
    // Leave-one-out values lie within 1/n of the estimate: differences from it keep the digits that their mean would
    // lose.
    var offset = 0.0
    for (value, count) in zip(values, counts) where count > 0 { offset += Double(count) * (value - estimate) }
    offset /= n
    var (squares, cubes) = (0.0, 0.0)
    for (value, count) in zip(values, counts) where count > 0 {
      let deviation = offset - (value - estimate)
      squares += Double(count) * deviation * deviation
      cubes += Double(count) * deviation * deviation * deviation
    }
    status = .defined
    standardError = ((n - 1) / n * squares).squareRoot()
    bias = (n - 1) * offset
    acceleration = squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
  }
}
