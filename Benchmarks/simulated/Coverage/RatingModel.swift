import Fidelity

/// Ratings of units by raters: the sum of a unit's part, a rater's and a residual, all normal.
struct RatingModel: Sendable {
  let unitCount: Int
  let raterCount: Int
  /// The variance of each part; they sum to 1.
  let unit: Double
  let rater: Double
  let residual: Double

  /// - Parameters:
  ///   - correlation: the share of the units' variance, ICC(A,1).
  ///   - raterShare: the raters' part of the rest.
  init(units unitCount: Int, raters raterCount: Int, correlation: Double, raterShare: Double) {
    (self.unitCount, self.raterCount, unit) = (unitCount, raterCount, correlation)
    rater = (1 - correlation) * raterShare
    residual = 1 - correlation - rater
  }

  var design: String { "\(unitCount) units x \(raterCount) raters, ICC(A,1) = \(decimal(unit))" }

  /// The same, with what raters have of the rest.
  var designWithRaters: String { "\(design), raters \(decimal(rater / (1 - unit))) of the rest" }

  /// What a form estimates.
  func truth(_ form: IntraclassCorrelation) -> Double {
    let part = form.unit == .single ? 1 : 1 / Double(raterCount)
    let error = form.agreement == .absolute ? rater + residual : residual
    return unit / (unit + part * error)
  }

  /// Ratings of which each is missing with a probability.
  func sample(missing: Double = 0, _ stream: inout RandomStream) -> CrossedMoments {
    let raters = (0..<raterCount).map { _ in rater.squareRoot() * stream.normal() }
    var moments = CrossedMoments(raterCount: raterCount)
    let codes = (0..<UInt32(raterCount)).map { $0 }
    var values = raters
    for _ in 0..<unitCount {
      let level = unit.squareRoot() * stream.normal()
      for place in values.indices {
        values[place] = level + raters[place] + residual.squareRoot() * stream.normal()
        if missing > 0, stream.uniform() < missing { values[place] = .nan }
      }
      moments.add(raters: codes.span, values: values.span)
    }
    return moments
  }
}

/// `.5`: a share as designs have it.
func decimal(_ value: Double) -> String {
  let text = String((value * 1_000).rounded() / 1_000)
  return text.hasPrefix("0.") ? String(text.dropFirst()) : text
}
