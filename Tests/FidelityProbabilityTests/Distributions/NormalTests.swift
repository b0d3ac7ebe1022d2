import FidelityProbability
import FidelityTesting
import Testing

struct NormalTests {
  struct Tail: Sendable {
    let z, survival, logSurvival: Double
    init(_ z: Double, _ survival: Double, _ logSurvival: Double) {
      (self.z, self.survival, self.logSurvival) = (z, survival, logSurvival)
    }
  }

  /// mpmath 1.3, 60 digits. A survival of 0 stands for less than 1e-305.
  static let tails: [Tail] = [
    .init(1e-8, 0.4999999960105772, -0.69314718853879095),
    .init(0.3, 0.38208857781104737, -0.96210281816885066),
    .init(1, 0.15865525393145705, -1.8410216450092635),
    .init(1.96, 0.024997895148220436, -3.6889636517296386),
    .init(3, 1.3498980316300945e-3, -6.6077262215103495),
    .init(5, 2.8665157187919391e-7, -15.064998393988726),
    .init(8.25, 7.9197263146424773e-17, -37.074589931901533),
    .init(12, 1.776482112077679e-33, -75.410673001568796),
    .init(20, 2.7536241186062337e-89, -203.91715537109726),
    .init(29.9, 9.8389683323905585e-197, -451.32291245852863),
    .init(30.1, 2.4226672179857588e-199, -457.32956441638226),
    .init(37.5, 0, -707.66898931750719),
    .init(38.4, 0, -741.84767301524831),
    .init(50, 0, -1254.8313611394199),
    .init(100, 0, -5005.5242086942051),
    .init(10000, 0, -5.0000010129278915e7),
    .init(1e8, 0, -5.0000000000000193e15),
  ]

  @Test(arguments: tails) func tailsMatchReference(_ tail: Tail) {
    let normal = Normal.standard
    if tail.survival > 0 {
      #expect(relativeError(normal.survival(tail.z), tail.survival) < 1e-15)
      #expect(relativeError(normal.cumulative(-tail.z), tail.survival) < 1e-15)
      #expect(relativeError(normal.twoSidedPValue(-tail.z), 2 * tail.survival) < 1e-15)
    } else {
      #expect(normal.survival(tail.z) < 1e-305)
    }
    #expect(relativeError(normal.logSurvival(tail.z), tail.logSurvival) < 1e-15)
    #expect(relativeError(normal.logCumulative(-tail.z), tail.logSurvival) < 1e-15)
    // The other tail: log(1 - q) = -q - q^2/2 - ...
    if tail.survival > 0 && tail.survival < 1e-9 {
      #expect(isClose(normal.logCumulative(tail.z), -tail.survival, within: tail.survival * 1e-9))
    }
  }

  static let quantiles: [(q: Double, z: Double)] = [
    (0.3, 0.52440051270804082),
    (0.025, 1.9599639845400542),
    (0.001, 3.0902323061678135),
    (1e-10, 6.3613409024040562),
    (1e-20, 9.2623400897984076),
    (1e-100, 21.273453560965324),
    (1e-300, 37.047096299361199),
  ]

  @Test(arguments: quantiles) func quantilesMatchReference(q: Double, z: Double) {
    #expect(relativeError(Normal.standard.quantile(upperTail: q), z) < 1e-15)
    #expect(relativeError(Normal.standard.quantile(q), -z) < 1e-15)
  }

  @Test func meanAndStandardDeviation() {
    let normal = Normal(mean: 100, standardDeviation: 15)
    #expect(isClose(normal.cumulative(129.39945976810081), 0.975, within: 1e-14))
    #expect(isClose(normal.quantile(0.975), 129.39945976810081, within: 1e-12))
    #expect(isClose(normal.density(100), 1 / (15 * (2 * Double.pi).squareRoot()), within: 1e-17))
    #expect(isClose(normal.logTwoSidedPValue(100 + 15 * 50), -1254.8313611394199 + 0.6931471805599453, within: 1e-12))
  }

  @Test func aNegativeStandardDeviationTraps() async {
    await #expect(processExitsWith: .failure) { _ = Normal(standardDeviation: -1) }
  }
}
