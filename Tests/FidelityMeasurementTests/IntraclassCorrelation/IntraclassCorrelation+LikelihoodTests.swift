import FidelityComponents
import FidelityData
import FidelityMeasurement
import FidelityTesting
import Testing

@Suite("Intraclass correlations by likelihood")
struct IntraclassCorrelationLikelihoodTests {
  /// Ten units by three raters, some ratings missing. At the lower limit of ICC(A,1) the criterion has two minima in
  /// the raters' variance, one below and one above the residual's.
  private static let twoMinima: [[Double]] = [
    [0.7645, -1.4657, -0.1134], [-1.1567, -1.5487, -2.1123], [-1.4974, -1.4942, -1.4708], [0.058, .nan, -1.3782],
    [-0.0984, -1.9922, -1.5827], [-1.276, .nan, -1.8214], [.nan, 0.5485, 0.1221], [-0.0334, -1.3118, -1.4881],
    [-1.3848, -1.2696, -1.4914], [0.4394, -0.0285, -0.41],
  ]

  /// The limits were found by the criterion of the covariance matrix itself, its least over a grid of the raters'
  /// variance, and bisection.
  @Test("There are limits where the profile has two minima: it is the lower that counts", arguments: [false, true])
  func twoMinima(isTurned: Bool) {
    var moments = CrossedMoments(raterCount: 3)
    let raters: [UInt32] = [0, 1, 2]
    for ratings in isTurned ? Self.twoMinima.reversed() : Self.twoMinima {
      moments.add(raters: raters.span, values: ratings.span)
    }
    let form = IntraclassCorrelation(model: .twoWayRandom, agreement: .absolute, unit: .single)
    let row = form.estimate(moments.fit(), raterCount: 3)
    #expect(row.status == .ok)
    #expect(isClose(row.estimate, 0.510_445_55, within: 1e-7))
    #expect(isClose(row.lower, 0.087_494_335_404, within: 1e-9))
    #expect(isClose(row.upper, 0.820_290_595_282, within: 1e-9))
  }
}
