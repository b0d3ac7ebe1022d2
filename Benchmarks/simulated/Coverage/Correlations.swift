import Fidelity

extension Subject {
  /// Correlations, as they are and corrected for selection, and effect sizes.
  static let correlations = Subject(
    name: "Correlations and effect sizes",
    model: """
      Score and outcome bivariate normal with r = .5, in a sample of all, or among those hired: the highest scores of
      200 candidates. Scores before and after training bivariate normal with SD 1, r = .7 and means .5 apart.
      """,
    seed: 2_000,
    experiments: [20, 50].flatMap { [plain($0), corrected($0), gain($0)] })

  private static func outcome(_ score: Double, _ stream: inout RandomStream) -> Double {
    0.5 * score + 0.75.squareRoot() * stream.normal()
  }

  private static func plain(_ count: Int) -> Experiment {
    Experiment("\(count) units", [Interval("r", "Fisher z", truth: 0.5)]) { stream in
      var moments = PairMoments()
      for _ in 0..<count {
        let score = stream.normal()
        moments.add(score, outcome(score, &stream))
      }
      return [Limits(PairCorrelation(moments).estimate())]
    }
  }

  private static func corrected(_ hires: Int) -> Experiment {
    let interval = Interval("r among all candidates", "Fisher z, Thorndike 2", truth: 0.5)
    return Experiment("\(hires) hires of 200 candidates", [interval]) { stream in
      let scores = (0..<200).map { _ in stream.normal() }.sorted(by: >)
      let selected = Array(scores.prefix(hires))
      let moments = PairMoments(selected, selected.map { outcome($0, &stream) })
      let restriction = RangeRestriction(
        correlation: PairCorrelation(moments).value, allDeviation: deviation(scores),
        selectedDeviation: deviation(selected))
      return [Limits(restriction.limits(pairCount: hires))]
    }
  }

  private static func deviation(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
  }

  private static func gain(_ count: Int) -> Experiment {
    let intervals = [
      Interval("Hedges' g, SD before = .5", "normal", truth: 0.5),
      Interval("Hedges' g, SD of the differences = .645", "normal", truth: 0.5 / 0.6.squareRoot()),
    ]
    return Experiment("\(count) persons", intervals) { stream in
      let before = (0..<count).map { _ in stream.normal() }
      let after = before.map { 0.5 + 0.7 * $0 + 0.51.squareRoot() * stream.normal() }
      let effect = PairedEffectSize(before: before, after: after)
      return [Limits(effect.estimate(.preDeviation)), Limits(effect.estimate(.changeDeviation))]
    }
  }
}
