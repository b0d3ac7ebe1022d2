import Fidelity
import Foundation

extension Subject {
  /// How long things stay open.
  static let clocks = Subject(
    name: "Clocks: product limit with censoring",
    model: """
      40 spells, exponential with a mean of 30 days; censoring exponential with a mean of 45 days, which ends 40 % of
      them before. With fractions of a day, or rounded up to whole days.
      """,
    seed: 1_900, experiments: [clock(isWhole: false), clock(isWhole: true)])

  private static func clock(isWhole: Bool) -> Experiment {
    let days = [7.0, 14, 30, 60]
    let median = isWhole ? (30 * log(2.0)).rounded(.up) : 30 * log(2.0)
    let intervals =
      days.map { days in
        let truth = exp(-days / 30)
        return Interval(
          "share open after \(Int(days)) days = \(decimal(truth))", "log(-log)", truth: truth,
          absence: "all or none of the spells have ended")
      } + [Interval("median", "log(-log)", truth: median)]
    return Experiment(isWhole ? "40 spells, whole days" : "40 spells", intervals) { stream in
      var clock = ProductLimit()
      for _ in 0..<40 {
        let (end, censoring) = (30 * stream.exponential(), 45 * stream.exponential())
        let (last, most) = isWhole ? (end.rounded(.up), censoring.rounded(.up)) : (end, censoring)
        clock.add(days: min(last, most), isOver: last <= most)
      }
      let curve = clock.curve()
      let points = days.map { curve.survival(at: $0) }
      let limits = curve.median()
      return points.map { Limits($0.lower, $0.upper) } + [Limits(limits.lower, limits.upper)]
    }
  }
}
