import Fidelity

extension Subject {
  /// Shares, ratios of totals and rates.
  static let shares = Subject(
    name: "Shares, ratios of totals, rates",
    model: """
      Shares of n independent units; ratios of totals over clusters of 5 to 25 units, of 15 each, or with 200 to 1,000
      planned minutes, whose own ratios vary with SD .15; counts of events at a constant rate. The drivers' ratio of
      totals (`SystemRows`) is not public: the same figures come from a regression on a constant by CR1, with weights.
      """,
    seed: 1_800,
    experiments: [20, 50].flatMap { count in [0.5, 0.8, 0.95].map { share(count, $0) } }
      + [8, 30].flatMap { count in [5...25, 15...15, nil].map { ratio(count, sizes: $0) } } + [2, 5, 20].map(rate))

  private static func reason(_ method: ShareInterval) -> String {
    method == .exact
      ? "never below its level, whatever the share: counts are whole"
      : "counts are whole: of 20 units, 18, 19 or 20 have limits that hold .95, a probability of .925"
  }

  private static func share(_ count: Int, _ probability: Double) -> Experiment {
    let methods = [ShareInterval.wilson, .exact]
    let intervals = methods.map {
      Interval("share = \(decimal(probability))", $0.rawValue, truth: probability, reason: reason($0))
    }
    // All that can come out.
    let limits = methods.map { method in
      (0...count).map { method.limits(count: $0, total: count, level: 0.95) }
    }
    return Experiment("\(count) units", intervals) { stream in
      let hits = stream.binomial(trials: count, probability: probability)
      return limits.map { Limits($0[hits]) }
    }
  }

  /// - Parameter sizes: of clusters; nil for minutes.
  private static func ratio(_ clusters: Int, sizes: ClosedRange<Int>?) -> Experiment {
    let interval = Interval(
      sizes == nil ? "minutes held of those planned = .8" : "share of units in clusters = .8", "ratio, t with G - 1",
      truth: 0.8, reason: "few clusters of unequal size: the linearised error is too small")
    let size = sizes.map { $0.count == 1 ? " of \($0.lowerBound)" : " of \($0.lowerBound) to \($0.upperBound)" } ?? ""
    return Experiment("\(clusters) clusters\(size)", [interval]) { stream in
      var (ratios, totals): ([Double], [Double]) = ([], [])
      for _ in 0..<clusters {
        if let sizes {
          let total = sizes.lowerBound + stream.next(upperBound: sizes.count)
          let probability = stream.uniform() < 0.5 ? 0.65 : 0.95
          ratios.append(Double(stream.binomial(trials: total, probability: probability)) / Double(total))
          totals.append(Double(total))
        } else {
          ratios.append(0.8 + 0.15 * stream.normal())
          totals.append(200 + 800 * stream.uniform())
        }
      }
      var sums = GroupedCrossProducts(width: 1, isWeighted: true)
      let codes = (0..<UInt32(clusters)).map { $0 }
      sums.add(groups: codes.span, rows: ratios.span, weights: totals.span)
      return [Limits(ClusteredRegression(sums, predictors: [], correction: .cr1).estimates().first)]
    }
  }

  private static func rate(_ events: Double) -> Experiment {
    let interval = Interval(
      "rate", "exact", truth: events / 10, reason: "never below its level, whatever the rate: counts are whole")
    return Experiment("\(Int(events)) events expected in 10 months", [interval]) { stream in
      var (count, time) = (0, stream.exponential())
      while time < events {
        count += 1
        time += stream.exponential()
      }
      return [Limits(PoissonRate(count: Double(count), exposure: 10).limits())]
    }
  }
}
