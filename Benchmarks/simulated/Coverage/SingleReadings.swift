import Fidelity

extension Subject {
  /// Two methods that measured each unit once.
  static let singleReadings = Subject(
    name: "Two methods, one reading of each unit",
    model: """
      Normal differences with mean .3 and SD 1; of the limits of agreement, bias -+ 1.96 SD, the upper one, which the
      lower one mirrors. For Lin's coefficient and the regression of differences on means, pairs are bivariate normal
      with SD 1.1 and 1, means .25 apart and the correlation said.
      """,
    seed: 1_500,
    experiments: [20, 50].flatMap { [limits($0), pairs($0, correlation: 0.95), pairs($0, correlation: 0.5)] })

  private static func limits(_ count: Int) -> Experiment {
    let kinds = LimitsOfAgreement.Interval.allCases
    let intervals =
      [Interval("bias", "t", truth: 0.3), Interval("SD of differences", "chi-squared", truth: 1)]
      + kinds.map { Interval("upper limit of agreement", $0.rawValue, truth: 0.3 + 1.96) }
    return Experiment("\(count) units", intervals) { stream in
      var moments = PairMoments()
      for _ in 0..<count {
        let base = 2 * stream.normal()
        moments.add(base + 0.3 + stream.normal(), base)
      }
      let agreement = LimitsOfAgreement(moments)
      return [Limits(agreement.biasInterval()), Limits(agreement.deviationInterval())]
        + kinds.map { Limits(agreement.limitIntervals($0)?.upper) }
    }
  }

  private static func pairs(_ count: Int, correlation: Double) -> Experiment {
    let (deviation, shift) = (1.1, 0.25)
    let covariance = correlation * deviation
    let concordance = 2 * covariance / (deviation * deviation + 1 + shift * shift)
    // Differences over means.
    let slope = (deviation * deviation - 1) / 2 / ((deviation * deviation + 1 + 2 * covariance) / 4)
    let intervals = [
      Interval("Lin's CCC = \(decimal(concordance))", "Fisher z", truth: concordance),
      Interval("proportional bias, slope", "t", truth: slope),
      Interval("proportional bias, intercept", "t", truth: shift - slope * (10 + shift / 2)),
    ]
    return Experiment("\(count) units, r = \(decimal(correlation))", intervals) { stream in
      var (x, y): ([Double], [Double]) = ([], [])
      for _ in 0..<count {
        let first = stream.normal()
        x.append(10 + shift + deviation * first)
        y.append(10 + correlation * first + (1 - correlation * correlation).squareRoot() * stream.normal())
      }
      let rows = ProportionalBias(BlandAltmanPoint.points(x, y)).estimates()
      let line = ["slope", "intercept"].map { term in
        Limits(rows.first { $0.quantity == "bland-altman-regression" && $0.term == term })
      }
      return [Limits(LinConcordance(PairMoments(x, y)).interval())] + line
    }
  }
}
