import FidelityData

/// Krippendorff's alpha: 1 - (N - 1) D_o / D_e over units with two or more ratings, with D_o = sum_u sum_ck n_uc n_uk
/// d2_ck / (m_u - 1), D_e = sum_ck n_c n_k d2_ck, N the number of their ratings.
///
/// No metric but ratio, circular, bipolar and weights visits pairs of categories, the first three only as long as these
/// are few (``DistanceSums``): nominal needs the margins, interval sums of squares, ordinal is interval alpha on
/// midranks (which move with the margins: its standard error differentiates them too).
///
/// The linearised standard error is that of 1 - N D_o / D_e, without the small-sample term, over the m units that
/// count: irrCAC 1.4 (R).
/// References: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; Gwet (2014), ch. 2 and 5.
/// Validation: `datasets/krippendorff-12x4`, `datasets/gwet-raw4raters`, `datasets/agreement-traps`.
struct KrippendorffAlpha: AgreementFormula {
  static let name = "krippendorff-alpha"
  static let isCommon = true
  static let words = CoefficientWords(
    formula:
      "1 - observed disagreement / expected disagreement; observed is the mean squared distance of two ratings "
      + "of the same unit, by the metric",
    chance: "expected is the mean squared distance of any two ratings, whoever gave them to whatever unit, drawn "
      + "without replacement", reference: "Krippendorff (2011), Computing Krippendorff's Alpha-Reliability")

  static func variants(weights: [AgreementWeights], metrics: [AlphaMetric]) -> [KrippendorffAlpha] {
    metrics.map { KrippendorffAlpha(metric: $0) }
  }

  let metric: AlphaMetric

  var alphaMetric: AlphaMetric? { metric }
  var agreementWeights: AgreementWeights? { if case .weights(let weights) = metric { weights } else { nil } }

  var needs: AgreementNeeds {
    AgreementNeeds(
      pairedUnitsOnly: true, numbers: metric.needsNumbers, disagreement: metric == .ordinal ? [] : [metric],
      coincidences: metric == .ordinal)
  }

  var conventions: [AgreementConvention] {
    switch metric {
    case .nominal: [.irrCACR, .irrCACPython, .irrCACTable, .kalpha]
    case .weights: [.irrCACR, .irrCACPython, .irrCACTable]
    case .ordinal, .interval, .ratio: [.kalpha]
    case .circular, .bipolar: []
    }
  }

  /// The ratio distance of a code and its negative is infinite, and one of two signs exceeds 1.
  func obstacle(_ context: AgreementContext) -> Status? {
    guard metric == .ratio, let low = context.values.first, let high = context.values.last else { return nil }
    return low < 0 && high > 0 ? .undefinedWeights : nil
  }

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    let parts = Parts(metric, totals, layout, context)
    return parts.expected > 0 ? 1 - (parts.size - 1) * parts.observed / parts.expected : .nan
  }

  /// Disagreements are means of squared distances, the expected one of two different ratings; shares that agree are
  /// known of metrics of at most 1, and those by chance of two ratings that may be the same (Gwet).
  func parts(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> AgreementParts? {
    let parts = Parts(metric, totals, layout, context)
    let observed = parts.observed / parts.size
    var result = AgreementParts(
      observedDisagreement: observed, expectedDisagreement: parts.expected / (parts.size * (parts.size - 1)))
    switch metric {
    case .nominal, .weights:
      (result.observedAgreement, result.chanceAgreement) = (1 - observed, 1 - parts.expected / square(parts.size))
    case .ordinal, .interval, .ratio, .circular, .bipolar: break
    }
    return result
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

  func notes(
    _ estimate: Double, _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> [String] {
    if metric == .circular { return ["circumference \(CategoryDictionary.label(context.circumference))"] }
    guard metric == .nominal, let disagreement = layout.disagreement(.nominal), let start = layout.pairableRatings
    else { return [] }
    let size = (0..<context.categoryCount).reduce(0) { $0 + totals[start + $1] }
    let note = PrevalenceNote.text(estimate, agreement: 1 - totals[disagreement] / size, context) { totals[start + $0] }
    return note.map { [$0] } ?? []
  }

  func stepCount(_ size: AgreementGroupSize) -> Double {
    switch metric {
    case .nominal, .interval: size.categories
    case .ordinal: size.coincidences + size.categories
    case .ratio, .circular, .bipolar:
      size.categories <= Double(DistanceSums.pairLimit) ? size.categories * size.categories : 64 * size.categories
    case .weights: size.product(agreementWeights)
    }
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
    /// For each category the sum of margins times distances, where that is not found pair by pair.
    private var distanceSums: [Double] = []

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
        // Weights without a matrix, those of the identity, tell categories apart and no more.
        if distances.isNominal {
          expected = margins.reduce(0) { $0 + $1 * (size - $1) }
          return
        }
        // Of weights there is a matrix, so that there are few categories.
        if margins.count > DistanceSums.pairLimit {
          distanceSums = DistanceSums(distances).sums(margins)
          expected = zip(margins, distanceSums).reduce(0) { $0 + $1.0 * $1.1 }
          return
        }
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
        if !distanceSums.isEmpty { return distanceSums.map { 2 * $0 } }
        let distances = context.distances(metric)
        if distances.isNominal { return margins.map { 2 * (size - $0) } }
        return DistanceSums(distances).pairSums(margins).map { 2 * $0 }
      }
    }
  }
}

extension AgreementCoefficient {
  /// Krippendorff's alpha.
  public static func krippendorffAlpha(metric: AlphaMetric) -> AgreementCoefficient {
    AgreementCoefficient(KrippendorffAlpha(metric: metric))
  }
}
