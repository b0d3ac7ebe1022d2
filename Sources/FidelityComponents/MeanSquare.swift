import FidelityProbability

/// A line of an analysis of variance: sum of squares over degrees of freedom.
public struct MeanSquare: Sendable, Equatable {
  public let term: String
  /// The sum of squares; NaN where there is none.
  public let squares: Double
  public let degreesOfFreedom: Double

  public init(_ term: String, squares: Double, degreesOfFreedom: Double) {
    self.term = term
    self.squares = squares
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// NaN without degrees of freedom.
  public var meanSquare: Double { degreesOfFreedom > 0 ? squares / degreesOfFreedom : .nan }

  /// F = this mean square over another; NaN where that is 0 or undefined.
  public func ratio(to error: MeanSquare) -> Double { error.meanSquare > 0 ? meanSquare / error.meanSquare : .nan }

  /// P(F > f), the upper tail; NaN where F is.
  public func pValue(against error: MeanSquare) -> Double {
    let statistic = ratio(to: error)
    if statistic.isNaN { return .nan }
    return FisherF(
      numeratorDegreesOfFreedom: degreesOfFreedom, denominatorDegreesOfFreedom: error.degreesOfFreedom
    ).survival(statistic)
  }

  public static func == (a: MeanSquare, b: MeanSquare) -> Bool {
    a.term == b.term && (a.squares == b.squares || a.squares.isNaN && b.squares.isNaN)
      && a.degreesOfFreedom == b.degreesOfFreedom
  }
}
