import Fidelity

extension Subject {
  /// Whether drivers make up for each other.
  static let compensation = Subject(
    name: "Compensation",
    model: """
      Fieller: means of 20 pairs, normal, with a ratio of .5; the compensation and the buffering ratio of cells. There,
      drivers a and b are uniform in 0...1 and high from .5 on; outcomes have means .3, .5, .55 and .85 in the cells low
      low, low high, high low and high high, SD .1. Interaction: y = a + b + .5 a b + residual, whose SD is .3, or grows
      with a. Power p: outcome = .1 + .8 M_p of three drivers, uniform in .2...1, + residual with SD .05.
      """,
    seed: 2_100,
    experiments: [fieller] + [40, 100].map(cells) + [interaction(grows: false), interaction(grows: true)]
      + [1, 0, -2].flatMap { p in [40, 100].map { power(p, $0) } })

  private static let fieller = Experiment(
    "20 pairs, denominator 6.7 errors from 0", [Interval("ratio of means", "Fieller", truth: 0.5)]
  ) { stream in
    var pairs = PairMoments()
    var (first, second): ([Double], [Double]) = ([], [])
    for _ in 0..<20 {
      let common = stream.normal()
      first.append(1 + 0.7 * common + 0.7 * stream.normal())
      second.append(2 + common + 0.9 * stream.normal())
    }
    pairs.add(first.span, second.span)
    func covariance(_ a: [Double], _ meanA: Double, _ b: [Double], _ meanB: Double) -> Double {
      zip(a, b).reduce(0) { $0 + ($1.0 - meanA) * ($1.1 - meanB) } / 19 / 20
    }
    let (x, y) = (pairs.meanX, pairs.meanY)
    let limits = FiellerInterval(
      numerator: (x, covariance(first, x, first, x)), denominator: (y, covariance(second, y, second, y)),
      covariance: covariance(first, x, second, y), degreesOfFreedom: 19)
    return [Limits(limits.lower, limits.upper)]
  }

  private static let unbounded = "a denominator that may be 0, or fewer than two units in a cell"

  private static func cells(_ count: Int) -> Experiment {
    let intervals = [
      Interval("compensation ratio = .364", "Fieller", truth: 0.2 / 0.55, absence: unbounded),
      Interval("buffering ratio = -.4", "Fieller", truth: 1 - 0.35 / 0.25, absence: unbounded),
    ]
    return Experiment("\(count) units in four cells", intervals) { stream in
      let a = (0..<count).map { _ in stream.uniform() }
      let b = (0..<count).map { _ in stream.uniform() }
      let outcomes = zip(a, b).map { a, b in
        (a < 0.5 ? (b < 0.5 ? 0.3 : 0.5) : (b < 0.5 ? 0.55 : 0.85)) + 0.1 * stream.normal()
      }
      let cells = CompensationCells(outcomes: outcomes, of: a, by: b, threshold: 0.5)
      return [cells.compensationRatio(), cells.bufferingRatio()].map { ratio in
        Limits(ratio.map { ($0.lower, $0.upper) })
      }
    }
  }

  private static func interaction(grows: Bool) -> Experiment {
    let intervals = [
      Interval(
        "interaction", "least squares, t", truth: 0.5, reason: "takes variances as equal; HC2 beside it does not"),
      Interval("interaction", "HC2, Satterthwaite", truth: 0.5),
    ]
    return Experiment("40 units, \(grows ? "SD grows with a" : "equal SD")", intervals) { stream in
      let a = (0..<40).map { _ in stream.uniform() }
      let b = (0..<40).map { _ in stream.uniform() }
      let outcomes = zip(a, b).map { a, b in
        a + b + 0.5 * a * b + (grows ? 0.6 * a * a : 0.3) * stream.normal()
      }
      let interaction = CompensationInteraction(outcomes: outcomes, of: a, by: b)
      return [Limits(interaction.equal), Limits(interaction.clustered)]
    }
  }

  private static func power(_ p: Double, _ count: Int) -> Experiment {
    let interval = Interval("power p = \(Int(p))", "profile likelihood", truth: p)
    let weights = [1.0, 1, 1]
    return Experiment("\(count) units x 3 drivers", samples: 2_000, [interval]) { stream in
      let scores = (0..<3 * count).map { _ in 0.2 + 0.8 * stream.uniform() }
      let mean = PowerMean(p: p)
      let outcomes = (0..<count).map { unit in
        0.1 + 0.8 * mean.value(of: Array(scores[3 * unit..<3 * unit + 3])) + 0.05 * stream.normal()
      }
      let power = CompensationPower(outcomes: outcomes, scores: scores, weights: weights)
      return [Limits(power.lower, power.upper)]
    }
  }
}
