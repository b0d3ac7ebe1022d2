extension Instrument {
  /// What answers count in scores, where that is not what was rated.
  public struct Recode: Sendable, Equatable {
    /// An answer and what it counts.
    public struct Point: Sendable, Equatable {
      public let value: Double
      public let score: Double
    }

    public let points: [Point]
    /// What all other answers count; nil where ``points`` has every value of the scale.
    public let other: Double?
    /// The lowest that an answer counts.
    public let lower: Double
    /// The highest that an answer counts; more than ``lower``.
    public let upper: Double

    init(points: [Point], other: Double?) {
      self.points = points
      self.other = other
      let scores = points.map(\.score) + [other].compactMap(\.self)
      lower = scores.min() ?? 0
      upper = scores.max() ?? 0
    }

    /// What an answer counts. O(points).
    public func score(of value: Double) -> Double {
      points.first { abs($0.value - value) <= 1e-9 * max(1, abs(value)) }?.score ?? other ?? value
    }
  }
}

extension Instrument.Item {
  /// The least that an answer counts in scores.
  var scoredLower: Double { recode?.lower ?? lower }
  /// The most that an answer counts in scores.
  var scoredUpper: Double { recode?.upper ?? upper }
  /// What scores are multiples of, from the least on; nil where they may be anything.
  var scoredSteps: [Double]? {
    if let recode { return recode.points.map(\.score) + [recode.other].compactMap(\.self) }
    return step.map { [$0] }
  }
}
