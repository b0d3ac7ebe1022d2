import FidelitySystem

/// A response scale: the points `lowest, lowest + step, ..., highest`.
public struct ResponseScale: Sendable, Hashable, Codable {
  public let lowest: Double
  public let step: Double
  public let optionCount: Int

  /// The most options of a scale.
  public static let mostOptions = 1_000

  /// Whole numbers.
  /// - Precondition: at least two options, and at most ``mostOptions``.
  public init(_ lowest: Int, _ highest: Int) {
    precondition(lowest < highest && highest - lowest < Self.mostOptions, "a response scale has 2 to 1,000 options")
    (self.lowest, step, optionCount) = (Double(lowest), 1, highest - lowest + 1)
  }

  /// Points in any order that are equally far apart; nil for others, for fewer than two and more than ``mostOptions``.
  public init?(points: [Double]) {
    let ordered = points.sorted()
    guard 2...Self.mostOptions ~= ordered.count, let first = ordered.first, let last = ordered.last else { return nil }
    let step = (last - first) / Double(ordered.count - 1)
    guard step > 0, step.isFinite,
      ordered.enumerated().allSatisfy({ abs((($1 - first) / step) - Double($0)) < Self.tolerance })
    else { return nil }
    (lowest, self.step, optionCount) = (first, step, ordered.count)
  }

  /// A tenth is no binary fraction; a value off the scale is off by far more than its rounding.
  private static let tolerance = 1e-9

  public var highest: Double { lowest + step * Double(optionCount - 1) }

  /// The place of a rating, 0 for the lowest; nil for what is no option.
  package func place(_ rating: Double) -> Int? {
    let steps = step == 1 ? rating - lowest : (rating - lowest) / step
    guard steps > -0.5, steps < Double(optionCount) - 0.5 else { return nil }
    let place = Int(steps + 0.5)
    return abs(steps - Double(place)) < Self.tolerance ? place : nil
  }
}
