/// The squared distance between two categories that Krippendorff's alpha counts as disagreement.
public enum AlphaMetric: Sendable, Hashable, Codable {
  /// 1 for different categories.
  case nominal
  /// Krippendorff's own: the squared difference of midranks, (sum of n_g from c to k, less half of n_c and n_k)^2.
  case ordinal
  /// (c - k)^2
  case interval
  /// ((c - k) / (c + k))^2; 0/0 is 0.
  case ratio
  /// sin^2(pi (c - k) / U) on a circle of circumference U: the range of the values and one step, the smallest between
  /// two categories (hours 0, 1, ..., 23: U = 24). Declare the categories, or U depends on those in use; the note tells
  /// it. Text categories are ranks, U their number.
  case circular
  /// (c - k)^2 / ((c + k - 2 min) (2 max - c - k)), min and max the ends of the scale, declared or in use; 0/0 is 0.
  case bipolar
  /// 1 - w_ck: Gwet's form of alpha with agreement weights. With a matrix of distances (``CustomWeights``), alpha in a
  /// metric of one's own, since it does not depend on their unit.
  case weights(AgreementWeights)

  /// The name in result tables.
  public var name: String {
    switch self {
    case .nominal: "nominal"
    case .ordinal: "ordinal"
    case .interval: "interval"
    case .ratio: "ratio"
    case .circular: "circular"
    case .bipolar: "bipolar"
    case .weights(.custom(let weights)): weights.name
    case .weights(let weights): "\(weights.name)-weights"
    }
  }

  private static let all: [AlphaMetric] =
    [.nominal, .ordinal, .interval, .ratio, .circular, .bipolar] + AgreementWeights.families.map { .weights($0) }

  /// Whether differences or ratios of values mean something, so that text has no such distance.
  var needsNumbers: Bool {
    switch self {
    case .interval, .ratio, .bipolar: true
    case .nominal, .ordinal, .circular, .weights: false
    }
  }

  /// The names of all metrics but matrices.
  public static var names: [String] { all.map(\.name) }

  /// The metric of a name, or nil.
  public init?(name: String) {
    guard let metric = Self.all.first(where: { $0.name == name }) else { return nil }
    self = metric
  }
}
