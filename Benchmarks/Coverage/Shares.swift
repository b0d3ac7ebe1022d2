import Fidelity

extension Subject {
  /// Shares, ratios of totals and rates.
  static let shares = Subject(
    name: "Shares, ratios of totals, rates",
    model: """
      Shares of n independent units; ratios of totals over clusters of 5 to 25 units or with 200 to 1,000 planned
      minutes, whose own ratios vary with SD .15; counts of events at a constant rate. The drivers' ratio of totals
      (`SystemRows`) is not public: the same figures come from a regression on a constant by CR1, with weights.
      """,
    seed: 1_800,
    experiments: [20, 50].flatMap { count in [0.5, 0.8, 0.95].map { share(count, $0) } }
      + [8, 30].flatMap { [ratio($0, isShare: true), ratio($0, isShare: false)] } + [2, 5, 20].map(rate))

  private static func share(_ count: Int, _ probability: Double) -> Experiment {
    let methods = [ShareInterval.wilson, .exact]
    let intervals = methods.map { Interval("share = \(decimal(probability))", $0.rawValue, truth: probability) }
    // All that can come out.
    let limits = methods.map { method in
      (0...count).map { method.limits(count: $0, total: count, level: 0.95) }
    }
    return Experiment("\(count) units", intervals) { stream in
      let hits = stream.binomial(trials: count, probability: probability)
      return limits.map { Limits($0[hits]) }
    }
  }

  private static func ratio(_ clusters: Int, isShare: Bool) -> Experiment {
    let interval = Interval(
      isShare ? "share of units in clusters = .8" : "minutes held of those planned = .8", "ratio, t with G - 1",
      truth: 0.8)
    return Experiment("\(clusters) clusters", [interval]) { stream in
      var (ratios, totals): ([Double], [Double]) = ([], [])
      for _ in 0..<clusters {
        if isShare {
          let total = 5 + stream.next(upperBound: 21)
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
    let interval = Interval("rate", "exact", truth: events / 10)
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
