/// How a covariance that respects clusters (the sandwich of Liang and Zeger) is corrected for few clusters.
///
/// V = c M (sum over clusters g of X_g' A_g e_g e_g' A_g X_g) M, M = (X'X)^-1, G clusters, n rows, p parameters.
///
/// | name | A_g | c | also known as |
/// |---|---|---|---|
/// | `cr0` | I | 1 | |
/// | `cr1` | I | G / (G - 1) | |
/// | `cr1p` | I | G / (G - p) | |
/// | `cr1s` | I | G (n - 1) / ((G - 1) (n - p)) | Stata's, statsmodels', fixest's |
/// | `cr2` | (I - H_gg)^(-1/2), the symmetric root | 1 | bias reduced linearisation |
/// | `cr3` | (I - H_gg)^-1 | 1 | the jackknife over clusters, but for (G - 1) / G |
///
/// References: Liang, Zeger (1986), Biometrika 73, 13-22; Bell, McCaffrey (2002), Survey Methodology 28, 169-181;
/// Pustejovsky, Tipton (2018), J. Business & Economic Statistics 36, 672-683.
public enum ClusterCorrection: String, Sendable, Hashable, Codable, CaseIterable {
  case cr0, cr1, cr1p, cr1s, cr2, cr3

  /// c.
  func factor(clusterCount: Double, rowCount: Double, parameterCount: Double) -> Double {
    switch self {
    case .cr0, .cr2, .cr3: 1
    case .cr1: clusterCount / (clusterCount - 1)
    case .cr1p: clusterCount / (clusterCount - parameterCount)
    case .cr1s: clusterCount / (clusterCount - 1) * ((rowCount - 1) / (rowCount - parameterCount))
    }
  }

  /// Whether A_g is I.
  var isPlain: Bool {
    switch self {
    case .cr0, .cr1, .cr1p, .cr1s: true
    case .cr2, .cr3: false
    }
  }

  /// The function of an eigenvalue d of Q_g'Q_g that A_g is, within the span of the cluster's rows.
  func adjustment(_ d: Double) -> Double {
    let remaining = 1 - d
    switch self {
    case .cr0, .cr1, .cr1p, .cr1s: return 1
    case .cr2: return remaining > ClusterSums.leastRemaining ? 1 / remaining.squareRoot() : 0
    case .cr3: return remaining > ClusterSums.leastRemaining ? 1 / remaining : 0
    }
  }
}
