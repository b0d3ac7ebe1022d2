import FidelityData
import FidelitySystem

/// The distribution of ratings by raters who do not agree at all, which indices of agreement within a group are held
/// against.
///
/// Variances of ratings 1 apart. Uniform is (A^2 - 1) / 12 for A response options. Skewed, triangular and normal are
/// those of LeBreton and Senter's table 2, for 5 to 11 options: numbers of a published table with two decimals, whose
/// triangular and normal columns come from rounded shares. `maximum` is half of the raters at each end (Lindell &
/// Brandt 1997).
///
/// References: James, Demaree & Wolf (1984), J. Appl. Psychol. 69, 85-98; LeBreton & Senter (2008), Organ. Res. Methods
/// 11, 815-852, table 2; Lindell & Brandt (1997), Appl. Psychol. Meas. 21, 271-278.
public enum AgreementNull: Sendable, Hashable, Codable {
  case uniform
  case slightSkew
  case moderateSkew
  case heavySkew
  case triangular
  case normal
  case maximum
  /// A variance of one's own, > 0, in squared units of the ratings.
  case variance(Double)

  /// Those with a name.
  public static let named: [AgreementNull] = [
    .uniform, .slightSkew, .moderateSkew, .heavySkew, .triangular, .normal, .maximum,
  ]

  /// The name in result tables.
  public var name: String {
    switch self {
    case .uniform: "uniform"
    case .slightSkew: "slight-skew"
    case .moderateSkew: "moderate-skew"
    case .heavySkew: "heavy-skew"
    case .triangular: "triangular"
    case .normal: "normal"
    case .maximum: "maximum"
    case .variance(let variance): "variance \(CategoryDictionary.label(variance))"
    }
  }

  /// The null of a name in ``named``, or of a number, which is its variance; nil for another text and for a variance
  /// that is not above 0.
  public init?(_ text: String) {
    if let null = Self.named.first(where: { $0.name == text }) {
      self = null
    } else if let variance = Double(text), variance > 0, variance.isFinite {
      self = .variance(variance)
    } else {
      return nil
    }
  }

  /// Rows of 5 to 11 options; columns slight, moderate, heavy skew, triangular, normal.
  private static let table: [[Double]] = [
    [1.34, 0.90, 0.44, 1.32, 1.04], [1.85, 1.26, 0.69, 1.45, 1.25], [2.90, 2.14, 1.39, 2.10, 1.40],
    [3.47, 2.79, 2.35, 2.81, 1.73], [5.66, 4.73, 3.16, 3.00, 1.58], [6.30, 5.09, 3.46, 2.89, 1.45],
    [7.31, 6.32, 4.02, 3.32, 1.40],
  ]

  private var column: Int? {
    switch self {
    case .slightSkew: 0
    case .moderateSkew: 1
    case .heavySkew: 2
    case .triangular: 3
    case .normal: 4
    default: nil
    }
  }

  /// The variance of ratings on a scale; nil where the table has none for so many options.
  public func variance(of scale: ResponseScale) -> Double? {
    if case .variance = self { return variance(optionCount: scale.optionCount) }
    return variance(optionCount: scale.optionCount).map { $0 * scale.step * scale.step }
  }

  /// The variance of ratings 1 apart; nil where the table has none for so many options.
  public func variance(optionCount: Int) -> Double? {
    let options = Double(optionCount)
    switch self {
    case .uniform: return optionCount > 1 ? (options * options - 1) / 12 : nil
    case .maximum: return optionCount > 1 ? (options - 1) * (options - 1) / 4 : nil
    case .variance(let variance): return variance > 0 && variance.isFinite ? variance : nil
    default:
      guard let column, 5...11 ~= optionCount else { return nil }
      return Self.table[optionCount - 5][column]
    }
  }

  /// The share of each option, lowest first; nil where they are not published (skewed and normal for other than five
  /// options, a variance alone).
  public func shares(optionCount: Int) -> [Double]? {
    switch (self, optionCount) {
    case (.uniform, 2...): return Array(repeating: 1 / Double(optionCount), count: optionCount)
    case (.maximum, 2...): return (0..<optionCount).map { $0 == 0 || $0 == optionCount - 1 ? 0.5 : 0 }
    case (.slightSkew, 5): return [0.05, 0.15, 0.20, 0.35, 0.25]
    case (.moderateSkew, 5): return [0, 0.10, 0.15, 0.40, 0.35]
    case (.heavySkew, 5): return [0, 0, 0.10, 0.40, 0.50]
    case (.normal, 5): return [0.07, 0.24, 0.38, 0.24, 0.07]
    case (.triangular, 2...):
      let heights = (0..<optionCount).map { Double(min($0, optionCount - 1 - $0) + 1) }
      let total = heights.reduce(0, +)
      return heights.map { $0 / total }
    default: return nil
    }
  }
}
