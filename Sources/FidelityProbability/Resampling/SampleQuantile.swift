/// How a quantile is read from a sample: the three continuous definitions in common use, numbered as by Hyndman and
/// Fan.
///
/// With the ordered sample x_1 <= ... <= x_n, all interpolate linearly between neighbours; they differ in the place h
/// of
/// the p-quantile among 1...n.
///
/// Reference: R. J. Hyndman, Y. Fan (1996), Sample Quantiles in Statistical Packages, American Statistician 50,
/// 361-365.
public enum SampleQuantile: Int, Sendable, Hashable, Codable {
  /// h = (n + 1) p: SPSS and Minitab.
  case type6 = 6
  /// h = (n - 1) p + 1: the default of R, numpy, Julia and Excel.
  case type7 = 7
  /// h = (n + 1/3) p + 1/3: median-unbiased, recommended by Hyndman and Fan.
  case type8 = 8

  /// The p-quantile of an ascending sample; NaN if the sample is empty or p is not in 0...1.
  ///
  /// - Precondition: `sorted` ascends and holds no NaN.
  /// - Complexity: O(1).
  public func callAsFunction(_ p: Double, ofSorted sorted: [Double]) -> Double {
    guard let first = sorted.first, let last = sorted.last, p.isProbability else { return .nan }
    let n = Double(sorted.count)
    let place =
      switch self {
      case .type6: (n + 1) * p
      case .type7: (n - 1) * p + 1
      case .type8: (n + 1.0 / 3) * p + 1.0 / 3
      }
    if place <= 1 { return first }
    if place >= n { return last }
    let below = place.rounded(.down)
    let (low, high) = (sorted[Int(below) - 1], sorted[Int(below)])
    return low == high ? low : low + (place - below) * (high - low)
  }
}
