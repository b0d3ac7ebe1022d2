public import FidelityData
import FidelityProbability
import FidelityTrends

/// Whether two drivers add up: the coefficient b_3 of their product in the outcome, y = b_0 + b_1 a + b_2 b + b_3 a b.
///
/// 0 where drivers add up (p = 1, full compensation at a constant price), above 0 where each is worth more with the
/// other (p < 1), below 0 where one is enough (p > 1).
///
/// Errors: ``equal`` by ordinary least squares; ``clustered`` CR2 with Satterthwaite's degrees of freedom, by clusters
/// of units, or with each unit as its own (then CR2 is HC2). Drivers that do
/// not vary or go together, or a product that is a combination of them, are `aliased`; fewer than five units are
/// `too-few-observations`, one cluster is `too-few-clusters`; a fit without residuals is `exact-fit`.
/// References: Bell & McCaffrey (2002), Survey Methodology 28, 169-181. Validation: clubSandwich 0.5.8
/// (`datasets/drivers-compensation-detection`).
public struct CompensationInteraction: Sendable, Equatable {
  /// b_3 with errors of equal variance.
  public private(set) var equal: Estimate
  /// b_3 with errors that respect clusters.
  public private(set) var clustered: Estimate
  /// b_0 ... b_3; NaN where aliased.
  public private(set) var coefficients = [Double](repeating: .nan, count: 4)
  /// The lower and upper quartile (type 7) of a and of b.
  private let quartiles: (a: (low: Double, high: Double), b: (low: Double, high: Double))

  /// - Parameters:
  ///   - outcomes: of each unit, finite.
  ///   - a: the score of each unit in one driver.
  ///   - b: in the other one.
  ///   - clusters: of each unit, codes from 0; nil where units are independent.
  /// - Precondition: as many scores and clusters as outcomes.
  /// - Complexity: O(units log units).
  public init(outcomes: [Double], of a: [Double], by b: [Double], clusters: [UInt32]? = nil, level: Double = 0.95) {
    precondition(a.count == outcomes.count && b.count == outcomes.count, "scores for each outcome")
    precondition(clusters.map { $0.count == outcomes.count } ?? true, "a cluster for each outcome")
    quartiles = (Self.quartiles(a), Self.quartiles(b))
    equal = Estimate("compensation-interaction")
    equal.form = "ols"
    equal.status = .tooFewObservations
    clustered = equal
    clustered.form = "cr2"
    guard outcomes.count > 4 else { return }
    let predictors = [
      (name: "a", values: a), (name: "b", values: b), (name: "a x b", values: zip(a, b).map { $0 * $1 }),
    ]
    guard let fit = try? LeastSquares(outcome: outcomes, predictors: predictors) else {
      (equal.status, clustered.status) = (.outOfRange, .outOfRange)
      return
    }
    coefficients = fit.coefficients
    guard !coefficients.contains(where: \.isNaN) else {
      let status: Status = fit.isOutOfRange ? .outOfRange : .aliased
      (equal.status, clustered.status) = (status, status)
      return
    }
    Self.take(fit.estimates(level: level), &equal)
    var sums = GroupedCrossProducts(width: 4)
    let codes = clusters ?? (0..<UInt32(outcomes.count)).map { $0 }
    sums.add(groups: codes.span, columns: predictors.map(\.values) + [outcomes])
    let regression = ClusteredRegression(sums, predictors: predictors.map(\.name), correction: .cr2)
    Self.take(regression.estimates(level: level), &clustered)
    if clusters == nil { clustered.add(note: "each unit its own cluster (HC2)") }
  }

  private static func take(_ estimates: [Estimate], _ row: inout Estimate) {
    guard let product = estimates.first(where: { $0.term == "a x b" }) else { return }
    (row.estimate, row.standardError) = (product.estimate, product.standardError)
    (row.lower, row.upper, row.level) = (product.lower, product.upper, product.level)
    (row.degreesOfFreedom, row.statistic) = (product.degreesOfFreedom, product.statistic)
    (row.pValue, row.method, row.status) = (product.pValue, product.method, product.status)
  }

  private static func quartiles(_ scores: [Double]) -> (low: Double, high: Double) {
    let sorted = scores.sorted()
    return (SampleQuantile.type7(0.25, ofSorted: sorted), SampleQuantile.type7(0.75, ofSorted: sorted))
  }

  /// ``CompensationCells/compensationRatio(level:)`` from the regression, low and high being quartiles; NaN where a
  /// coefficient is missing or low and high differ in nothing.
  public var compensationRatio: Double {
    let (one, two) = (coefficients[1], coefficients[2])
    let ((lowA, highA), (lowB, highB)) = (quartiles.a, quartiles.b)
    let both = one * (highA - lowA) + two * (highB - lowB) + coefficients[3] * (highA * highB - lowA * lowB)
    return Self.ratio((two + coefficients[3] * lowA) * (highB - lowB), both)
  }

  /// ``CompensationCells/bufferingRatio(level:)`` from the regression, low and high being quartiles of b.
  public var bufferingRatio: Double {
    let ((lowA, highA), (lowB, highB)) = (quartiles.a, quartiles.b)
    guard lowA < highA, lowB < highB else { return .nan }
    return 1
      - Self.ratio(coefficients[1] + coefficients[3] * highB, coefficients[1] + coefficients[3] * lowB)
  }

  private static func ratio(_ numerator: Double, _ denominator: Double) -> Double {
    denominator == 0 ? .nan : numerator / denominator
  }

  public static func == (a: CompensationInteraction, b: CompensationInteraction) -> Bool {
    a.equal == b.equal && a.clustered == b.clustered && zip(a.coefficients, b.coefficients).allSatisfy(isSameNumber)
  }
}
