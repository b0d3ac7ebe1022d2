public import FidelityData
import FidelityProbability
import FidelitySystem

/// Correlation of pairs: Pearson's of the values, Spearman's of their average ranks.
///
/// Correlation is not agreement: raters that differ by a constant or a factor correlate perfectly.
///
/// Limits by Fisher's z, tanh(atanh r -+ q e), with e = 1 / sqrt(n - 3), for ranks sqrt(1 + r^2 / 2) / sqrt(n - 3)
/// where Bonett and Wright's is asked for. Test of 0: t = r sqrt((n - 2) / (1 - r^2)) on n - 2 degrees of freedom.
///
/// | data | row | status |
/// |---|---|---|
/// | no pair, one pair | no figure | `too-few-observations`, `too-few-units` |
/// | a side is constant | no figure | `no-variation` |
/// | two pairs, or all on a line | the correlation alone | `no-spread` |
/// | three pairs | no limits | `ok`, with a note |
///
/// Reference: Bonett & Wright (2000), Psychometrika 65, 23-28. Validation: `lin-ccc`, R `cor.test`.
public struct PairCorrelation: Sendable {
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    case pearson
    case spearman
  }

  /// The standard error of Fisher's z.
  public enum FisherError: String, Sendable, Hashable, Codable, CaseIterable {
    /// 1 / sqrt(n - 3).
    case plain = "fisher-z"
    /// sqrt(1 + r^2 / 2) / sqrt(n - 3), for ranks.
    case bonettWright = "bonett-wright"
  }

  public let kind: Kind
  public let value: Double
  public let pairCount: Int
  private let status: (Status, String?)

  /// Pearson's correlation.
  public init(_ moments: PairMoments) { self.init(.pearson, moments) }

  /// Spearman's rank correlation of two columns; a pair with NaN is left out.
  public init(ranksOf x: [Double], _ y: [Double]) {
    let pairs = zip(x, y).filter { !$0.isNaN && !$1.isNaN }
    self.init(.spearman, PairMoments(AverageRanks(pairs.map(\.0)).ranks, AverageRanks(pairs.map(\.1)).ranks))
  }

  /// Spearman's rank correlation of ranks that are there already, of the same units.
  package init(ranks x: AverageRanks, _ y: AverageRanks) { self.init(.spearman, PairMoments(x.ranks, y.ranks)) }

  private init(_ kind: Kind, _ moments: PairMoments) {
    self.kind = kind
    pairCount = moments.pairCount
    let (state, sentence) = moments.status
    let lin = LinConcordance(moments)
    value = state == .ok ? lin.pearson : .nan
    if state != .ok {
      status = (state, sentence)
    } else if value.isNaN {
      status = (.noVariation, "one side is constant")
    } else if abs(value) >= 1 - 1e-15 || pairCount < 3 {
      status = (.noSpread, "pairs on a line have no error")
    } else {
      status = (.ok, pairCount < 4 ? "limits need four pairs" : nil)
    }
  }

  /// The row `pearson` or `spearman`.
  public func estimate(_ error: FisherError = .plain, level: Double = 0.95) -> Estimate {
    var row = Estimate(kind.rawValue)
    row.estimate = value
    row.method = error.rawValue
    row.unitCount = pairCount
    (row.status, row.note) = status
    guard row.status == .ok else { return row }
    let n = Double(pairCount)
    if n > 3 {
      let factor = error == .bonettWright ? (1 + value * value / 2).squareRoot() : 1
      let reach = Normal.standard.quantile(upperTail: (1 - level) / 2) * factor / (n - 3).squareRoot()
      (row.lower, row.upper, row.level) = (tanh(atanh(value) - reach), tanh(atanh(value) + reach), level)
    }
    row.degreesOfFreedom = n - 2
    row.statistic = value * ((n - 2) / (1 - value * value)).squareRoot()
    row.pValue = StudentT(degreesOfFreedom: n - 2).twoSidedPValue(row.statistic)
    return row
  }
}
