import FidelityLinearAlgebra
import FidelitySystem

/// How a covariance respects unequal variances of rows (White's), corrected for leverage h.
///
/// V = M (sum over rows of w_i x_i x_i' e_i^2) M with w_i:
///
/// | name | w_i |
/// |---|---|
/// | `hc0` | 1 |
/// | `hc1` | n / (n - p) |
/// | `hc2` | 1 / (1 - h_i) |
/// | `hc3` | 1 / (1 - h_i)^2 |
/// | `hc4` | (1 - h_i)^-d_i, d_i = min(4, n h_i / p) |
///
/// A row that determines a coefficient alone (h = 1) has no residual and adds nothing.
/// References: White (1980), Econometrica 48, 817-838; MacKinnon, White (1985), J. Econometrics 29, 305-325;
/// Cribari-Neto (2004), Computational Statistics & Data Analysis 45, 215-233.
public enum LeverageCorrection: String, Sendable, Hashable, Codable, CaseIterable {
  case hc0, hc1, hc2, hc3, hc4

  /// The covariance of the basis' coefficients, k x k by rows.
  /// - Parameters:
  ///   - rows: the basis with each row's residual.
  ///   - parameterCount: p; nil for the dimension of the basis.
  package func matrix(_ rows: RegressionRows, parameterCount: Int? = nil) -> [Double] {
    let (n, k) = (rows.residuals.count, rows.order)
    let p = Double(parameterCount ?? k)
    var result = [Double](repeating: 0, count: k * k)
    var own = [Double](repeating: 0, count: k)
    for row in 0..<n {
      var leverage = 0.0
      for column in 0..<k {
        own[column] = rows.basis[row, column]
        leverage += own[column] * own[column]
      }
      let remaining = 1 - leverage
      let weight: Double =
        switch self {
        case .hc0: 1
        case .hc1: Double(n) / (Double(n) - p)
        case .hc2: remaining > 1e-12 ? 1 / remaining : 0
        case .hc3: remaining > 1e-12 ? 1 / (remaining * remaining) : 0
        case .hc4: remaining > 1e-12 ? pow(remaining, -min(4, Double(n) * leverage / p)) : 0
        }
      let size = weight * rows.residuals[row] * rows.residuals[row]
      for column in 0..<k {
        for other in 0...column { result[column * k + other] += size * own[column] * own[other] }
      }
    }
    for row in 0..<k { for column in 0..<row { result[column * k + row] = result[row * k + column] } }
    return result
  }
}
