import Foundation

/// Agreement weights w_kl between categories: 1 on the diagonal, less the further apart two categories are.
///
/// With category values x_k, minimum a, maximum b and d = x_k - x_l:
///
/// | case | w_kl |
/// |---|---|
/// | `identity` | 1 if k = l, else 0 |
/// | `linear` | 1 - \|d\| / (b - a) |
/// | `quadratic` | 1 - d^2 / (b - a)^2 |
/// | `ordinal` | 1 - s / max s, s = C(\|rank difference\| + 1, 2) |
/// | `radical` | 1 - sqrt(\|d\| / (b - a)) |
/// | `ratio` | 1 - (d / (x_k + x_l))^2 / ((b - a) / (b + a))^2 |
/// | `circular` | 1 - s / max s, s = sin^2(pi d / (b - a + 1)) |
/// | `bipolar` | 1 - s / max s, s = d^2 / ((x_k + x_l - 2a)(2b - x_k - x_l)) |
///
/// Text categories take their ranks 1, 2, ... as values. Reference: Gwet (2014), Handbook of Inter-Rater Reliability,
/// 4th ed., ch. 3.
public enum AgreementWeights: String, Sendable, Hashable, Codable, CaseIterable {
  case identity, linear, quadratic, ordinal, radical, ratio, circular, bipolar

  /// The q x q matrix for ascending category values, row by row. A distance of 0/0 is 0. O(q^2).
  public func matrix(values: [Double]) -> [Double] {
    let count = values.count
    guard count > 1 else { return Array(repeating: 1, count: count) }
    var distances = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0..<count where row != column {
        distances[row * count + column] = distance(row, column, values)
      }
    }
    switch self {
    case .ordinal, .circular, .bipolar:
      let largest = distances.max() ?? 1
      return distances.map { 1 - $0 / largest }
    default:
      return distances.map { 1 - $0 }
    }
  }

  private func distance(_ row: Int, _ column: Int, _ values: [Double]) -> Double {
    let (x, y) = (values[row], values[column])
    let (low, high) = (values[0], values[values.count - 1])
    let difference = abs(x - y)
    switch self {
    case .identity: return 1
    case .linear: return difference / (high - low)
    case .quadratic: return square(difference / (high - low))
    case .radical: return (difference / (high - low)).squareRoot()
    case .ratio: return square(difference / (x + y)) / square((high - low) / (high + low))
    case .ordinal:
      let steps = Double(abs(row - column))
      return steps * (steps + 1) / 2
    case .circular: return square(sinOfPi(times: difference / (high - low + 1)))
    case .bipolar: return square(difference) / ((x + y - 2 * low) * (2 * high - x - y))
    }
  }
}

func square(_ value: Double) -> Double { value * value }

/// sin(pi x) for 0 <= x <= 1.
private func sinOfPi(times x: Double) -> Double { sin(.pi * x) }
