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
  /// sin^2(pi (c - k) / U) on a circle of circumference U: the range of the values and one step, the smallest between two
  /// categories (hours 0, 1, ..., 23: U = 24). Declare the categories, or U depends on those in use; the note tells it.
  /// Text categories are ranks, U their number.
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

/// Krippendorff's alpha: 1 - (N - 1) D_o / D_e over units with two or more ratings, with D_o = sum_u sum_ck n_uc n_uk
/// d2_ck / (m_u - 1), D_e = sum_ck n_c n_k d2_ck, N the number of their ratings.
///
/// No metric but ratio, circular, bipolar and weights visits pairs of categories: nominal needs the margins, interval sums of squares,
/// ordinal is interval alpha on midranks (which move with the margins: its standard error differentiates them too).
///
/// The linearised standard error is that of 1 - N D_o / D_e, without the small-sample term, over the m units that
/// count: irrCAC 1.4 (R).
/// References: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; Gwet (2014), ch. 2 and 5.
/// Validation: `datasets/krippendorff-12x4`, `datasets/gwet-raw4raters`, `datasets/agreement-traps`.
struct KrippendorffAlpha: AgreementFunctional {
  let metric: AlphaMetric

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    let parts = Parts(metric, totals, layout, context)
    return parts.expected > 0 ? 1 - (parts.size - 1) * parts.observed / parts.expected : .nan
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    guard let start = layout.pairableRatings else { return }
    let parts = Parts(metric, totals, layout, context)
    let ratio = parts.observed / parts.expected
    let perObserved = -parts.size / parts.expected
    if let place = layout.disagreement(metric) { gradient[place] += perObserved }
    var observedByMargin = [Double](repeating: 0, count: parts.margins.count)
    if let coincidences = layout.coincidences, metric == .ordinal {
      var moved = observedByMargin
      for (index, pair) in layout.coincidencePairs.enumerated() {
        let difference = parts.scores[pair.low] - parts.scores[pair.high]
        gradient[coincidences + index] += perObserved * 2 * square(difference)
        moved[pair.low] += 4 * totals[coincidences + index] * difference
        moved[pair.high] -= 4 * totals[coincidences + index] * difference
      }
      observedByMargin = Self.throughMidranks(moved)
    }
    let expectedByMargin = parts.expectedByMargin(metric, context)
    for category in parts.margins.indices {
      gradient[start + category] +=
        -ratio + perObserved * observedByMargin[category]
        + parts.size * ratio / parts.expected * expectedByMargin[category]
    }
  }

  /// Derivatives with respect to the midranks M_c = sum_{g<c} n_g + n_c / 2, as derivatives with respect to the margins
  /// n_j.
  private static func throughMidranks(_ byScore: [Double]) -> [Double] {
    var result = byScore
    var above = 0.0
    for category in byScore.indices.reversed() {
      result[category] = byScore[category] / 2 + above
      above += byScore[category]
    }
    return result
  }

  /// The margins with observed and expected disagreement.
  private struct Parts {
    let margins: [Double]
    let size: Double
    /// Numbers whose squared differences are the metric (interval: the values, ordinal: the midranks); empty for the
    /// others.
    private(set) var scores: [Double] = []
    private(set) var mean = 0.0
    private(set) var observed = 0.0
    private(set) var expected = 0.0

    init(
      _ metric: AlphaMetric, _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
    ) {
      guard let start = layout.pairableRatings else {
        (margins, size) = ([], 0)
        return
      }
      let margins = (0..<context.categoryCount).map { totals[start + $0] }
      self.margins = margins
      size = margins.reduce(0, +)
      if let place = layout.disagreement(metric) { observed = totals[place] }
      switch metric {
      case .nominal:
        expected = margins.reduce(0) { $0 + $1 * (size - $1) }
      case .interval:
        scores = context.values.map { $0 - context.values[0] }
        takeSpread()
      case .ordinal:
        var below = 0.0
        for margin in margins {
          scores.append(below + margin / 2)
          below += margin
        }
        takeSpread()
        guard let coincidences = layout.coincidences else { return }
        for (index, pair) in layout.coincidencePairs.enumerated() {
          observed += 2 * totals[coincidences + index] * square(scores[pair.low] - scores[pair.high])
        }
      case .ratio, .circular, .bipolar, .weights:
        let distances = context.distances(metric)
        for row in margins.indices where margins[row] > 0 {
          for column in (row + 1)..<max(row + 1, margins.count) where margins[column] > 0 {
            expected += 2 * margins[row] * margins[column] * distances(row, column)
          }
        }
      }
    }

    /// D_e = 2 N sum n (s - mean)^2, by two passes.
    private mutating func takeSpread() {
      mean = zip(margins, scores).reduce(0) { $0 + $1.0 * $1.1 } / size
      expected = 2 * size * zip(margins, scores).reduce(0) { $0 + $1.0 * square($1.1 - mean) }
    }

    /// Derivatives of D_e with respect to the margins.
    func expectedByMargin(_ metric: AlphaMetric, _ context: AgreementContext) -> [Double] {
      switch metric {
      case .nominal: return margins.map { 2 * (size - $0) }
      case .interval, .ordinal:
        let spread = expected / (2 * size)
        var direct = scores.map { 2 * (size * square($0 - mean) + spread) }
        if metric == .ordinal {
          let moved = KrippendorffAlpha.throughMidranks(
            margins.indices.map { 4 * margins[$0] * size * (scores[$0] - mean) })
          for category in direct.indices { direct[category] += moved[category] }
        }
        return direct
      case .ratio, .circular, .bipolar, .weights:
        let distances = context.distances(metric)
        return margins.indices.map { row in
          margins.indices.reduce(0) { sum, column in
            row == column ? sum : sum + 2 * margins[column] * distances(row, column)
          }
        }
      }
    }
  }
}
