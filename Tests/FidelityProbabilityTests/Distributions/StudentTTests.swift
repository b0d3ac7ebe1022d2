import FidelityProbability
import FidelityTesting
import Testing

struct StudentTTests {
  struct Tail: Sendable {
    let degreesOfFreedom, t, survival, logSurvival: Double
    init(_ degreesOfFreedom: Double, _ t: Double, _ survival: Double, _ logSurvival: Double) {
      (self.degreesOfFreedom, self.t, self.survival, self.logSurvival) = (degreesOfFreedom, t, survival, logSurvival)
    }
  }

  /// mpmath 1.3, 60 digits. A survival of 0 stands for less than 1e-305.
  static let tails: [Tail] = [
    .init(0.5, 1e-8, 0.49999999730323699, -0.69314718595347134),
    .init(0.5, 0.1, 0.4731658105643032, -0.74830940104290162),
    .init(0.5, 1, 0.30112161084132208, -1.2002410730998224),
    .init(0.5, 20, 0.071697480514230315, -2.6352996712655048),
    .init(0.5, 10000, 3.2070097517369717e-3, -5.7424163175096146),
    .init(0.5, 1e200, 3.2070097541422291e-101, -231.39575543017609),
    .init(1, 1e-8, 0.49999999681690114, -0.69314718692614305),
    .init(1, 0.01, 0.49681700723509174, -0.69953351538382367),
    .init(1, 1, 0.25, -1.3862943611198906),
    .init(1, 12.706, 0.025000401179066594, -3.6888634070800269),
    .init(1, 10000, 3.1830988512275772e-5, -10.355070261158916),
    .init(1.5, 0.5, 0.34028355533497, -1.0779760226659293),
    .init(1.5, 8, 0.016459175470453411, -4.106872177912972),
    .init(1.5, 100, 3.7705494496244677e-4, -7.8831196385297256),
    .init(2, 1, 0.21132486540518712, -1.5543586830764359),
    .init(2, 4.303, 0.024996262492607251, -3.6890289655859294),
    .init(2, 100, 4.9992501249781289e-5, -9.9036375387878778),
    .init(3, 0.5, 0.3257239824240755, -1.1217049359318676),
    .init(3, 3.182, 0.025008568271656883, -3.6885367819664682),
    .init(3, 37, 2.1711744062489563e-5, -10.737657242777938),
    .init(4.7, 1.96, 0.055473345698918373, -2.8918526312675496),
    .init(4.7, 12.5, 4.3665027939868849e-5, -10.038963052230035),
    .init(4.7, 10000, 1.0504035319213066e-18, -41.397357267438383),
    .init(10, 1e-8, 0.49999999610891616, -0.69314718834211302),
    .init(10, 2.228, 0.025005885908555683, -3.6886440454824953),
    .init(10, 30, 1.9808961710156621e-11, -24.644886669001732),
    .init(30, 0.1, 0.46050480589513558, -0.77543198708686677),
    .init(30, 2.042, 0.025014335328098951, -3.6883062053284641),
    .init(30, 8, 3.1329112378503795e-9, -19.581303156737295),
    .init(30, 40, 6.8630225972032014e-28, -62.546234647299176),
    .init(100, 1.96, 0.026389450683114833, -3.6347909440259175),
    .init(100, 20, 4.997133930668478e-37, -83.586783906561771),
    .init(333.3, 3, 1.4515819795884727e-3, -6.5351012968740379),
    .init(333.3, 12.5, 5.757851004780626e-30, -67.326988474176562),
    .init(333.3, 40, 1.4083861381284538e-129, -296.69103253026469),
    .init(1000, 1, 0.15877620904233615, -1.8402595585065587),
    .init(1000, 5, 3.3836281823243152e-7, -14.899147090450735),
    .init(1000, 37, 8.6503944049565307e-190, -435.33356275301562),
    .init(10000, 0.5, 0.30854303966161671, -1.1758939326882127),
    .init(10000, 3, 1.3532240949988331e-3, -6.6052653152756348),
    .init(10000, 20, 1.3823262932703866e-87, -200.00113529078254),
    .init(10000, 50, 0, -1120.4375708550824),
    .init(100000, 1.96, 0.024999281597150819, -3.6889081906407936),
    .init(100000, 8, 6.2869599381281868e-16, -35.002883850700316),
    .init(100000, 40, 0, -798.26796564124547),
    .init(1e6, 0.01, 0.49601064468277384, -0.70115789143351518),
    .init(1e6, 5, 2.8669989354453708e-7, -15.064829835370246),
    .init(1e6, 30, 6.0100471168317189e-198, -454.11841582456561),
    .init(3e6, 1.96, 0.024997941363013439, -3.6889618029839739),
    .init(3e6, 12.5, 3.740262788738351e-36, -81.573907474459086),
    .init(3e6, 40, 0, -804.39491798928241),
    .init(3e6, 60, 0, -1803.9338243465737),
    .init(1e7, 0.5, 0.30853754422700754, -1.1759117437642789),
    .init(1e7, 3, 1.3499013555185806e-3, -6.607723759187777),
    .init(1e7, 20, 2.7647156034788507e-89, -203.91313550267048),
    .init(1e7, 37, 6.0006061613191709e-300, -688.98366740720199),
    .init(1e7, 100, 0, -5003.0253743866844),
  ]

  @Test(arguments: tails) func tailsMatchReference(_ tail: Tail) {
    let t = StudentT(degreesOfFreedom: tail.degreesOfFreedom)
    // Above a million degrees of freedom the far tail magnifies the rounding of t^2 / df to just above 1e-13.
    let tolerance = tail.degreesOfFreedom <= 1000 ? 5e-14 : tail.survival > 1e-100 ? 1e-13 : 2e-13
    if tail.survival > 0 {
      #expect(relativeError(t.survival(tail.t), tail.survival) < tolerance)
      #expect(relativeError(t.cumulative(-tail.t), tail.survival) < tolerance)
      #expect(relativeError(t.twoSidedPValue(-tail.t), 2 * tail.survival) < tolerance)
    } else {
      #expect(t.survival(tail.t) < 1e-305)
    }
    #expect(isClose(t.cumulative(tail.t), 1 - tail.survival, within: 1e-15))
    #expect(relativeError(t.logSurvival(tail.t), tail.logSurvival) < 1e-15)
    #expect(relativeError(t.logCumulative(-tail.t), tail.logSurvival) < 1e-15)
    let logTwoSided = tail.logSurvival + 0.69314718055994531
    #expect(isClose(t.logTwoSidedPValue(tail.t), logTwoSided, within: 1e-15 * max(1, -logTwoSided)))
  }

  struct Quantile: Sendable {
    let degreesOfFreedom, q, t: Double
    init(_ degreesOfFreedom: Double, _ q: Double, _ t: Double) {
      (self.degreesOfFreedom, self.q, self.t) = (degreesOfFreedom, q, t)
    }
  }

  static let quantiles: [Quantile] = [
    .init(0.5, 0.3, 1.0095258786071661),
    .init(0.5, 0.025, 164.55767348048851),
    .init(0.5, 0.001, 102849.11563017555),
    .init(0.5, 1e-12, 1.0284911563163401e+23),
    .init(0.5, 1e-100, 1.02849115631634e+199),
    .init(1, 0.3, 0.72654252800536094),
    .init(1, 0.025, 12.706204736174704),
    .init(1, 0.001, 318.30883898555044),
    .init(1, 1e-12, 318309886183.79068),
    .init(1, 1e-100, 3.1830988618379067e+99),
    .init(2.5, 0.3, 0.59730773825231749),
    .init(2.5, 0.025, 3.5746548420036831),
    .init(2.5, 0.001, 13.822193110865965),
    .init(2.5, 1e-12, 55306.174076515816),
    .init(2.5, 1e-100, 8.7654378822799919e+39),
    .init(7, 0.3, 0.54910965794728505),
    .init(7, 0.025, 2.3646242515927853),
    .init(7, 0.001, 4.785289628638334),
    .init(7, 1e-12, 104.0218292626472),
    .init(7, 1e-100, 387862584049539.85),
    .init(30, 0.3, 0.53001900390650451),
    .init(30, 0.025, 2.0422724563012383),
    .init(30, 0.001, 3.3851848668293051),
    .init(30, 1e-12, 11.397217523311411),
    .init(30, 1e-100, 10810.645001143976),
    .init(1000, 0.3, 0.52456770730922693),
    .init(1000, 0.025, 1.9623390808264085),
    .init(1000, 0.001, 3.0984021639129229),
    .init(1000, 1e-12, 7.1242289253144091),
    .init(1000, 1e-100, 23.930617087826443),
    .init(3e6, 0.3, 0.52440056842542074),
    .init(3e6, 0.025, 1.9599647752974446),
    .init(3e6, 0.001, 3.0902350228796728),
    .init(3e6, 1e-12, 7.0345134194588657),
    .init(3e6, 1e-100, 21.274257651683881),
  ]

  @Test(arguments: quantiles) func quantilesMatchReference(_ quantile: Quantile) {
    let t = StudentT(degreesOfFreedom: quantile.degreesOfFreedom)
    let tolerance = quantile.t < 1e100 ? 1e-14 : 1e-13
    #expect(relativeError(t.quantile(upperTail: quantile.q), quantile.t) < tolerance)
    #expect(relativeError(t.quantile(quantile.q), -quantile.t) < tolerance)
  }

  /// The printed table: t with an upper tail of 0.025, three decimals.
  @Test(arguments: [(1, 12.706), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)] as [(Int, Double)])
  func printedTable(degreesOfFreedom: Int, t: Double) {
    #expect(isClose(StudentT(degreesOfFreedom: Double(degreesOfFreedom)).quantile(0.975), t, within: 0.0005))
  }

  /// mpmath 1.3, 60 digits.
  @Test(
    arguments: [
      (0.5, 0, -1.3105329259115095), (3, 1.5, -2.1201204254943551), (1e4, 40, -743.09319912713016),
      (3e6, 2, -2.9189379498720801), (1e7, 100, -4998.421103726037),
    ] as [(Double, Double, Double)]) func logDensity(degreesOfFreedom: Double, t: Double, expected: Double)
  {
    let distribution = StudentT(degreesOfFreedom: degreesOfFreedom)
    #expect(relativeError(distribution.logDensity(t), expected) < 1e-15)
    #expect(distribution.logDensity(-t) == distribution.logDensity(t))
  }

  @Test(arguments: [0, 0.5, 1.96, 8, 45, -3]) func infinitelyManyDegreesOfFreedomAreTheNormal(t: Double) {
    let distribution = StudentT(degreesOfFreedom: .infinity)
    #expect(distribution.survival(t) == Normal.standard.survival(t))
    #expect(distribution.logSurvival(t) == Normal.standard.logSurvival(t))
    #expect(isClose(distribution.logDensity(t), Normal.standard.logDensity(t), within: 1e-12))
    #expect(distribution.quantile(0.9) == Normal.standard.quantile(0.9))
    let many = StudentT(degreesOfFreedom: 1e17)
    #expect(relativeError(many.logSurvival(t), Normal.standard.logSurvival(t)) < 1e-13)
  }

  @Test func undefinedDegreesOfFreedomGiveNaN() {
    let t = StudentT(degreesOfFreedom: .nan)
    #expect(t.survival(1).isNaN && t.logSurvival(1).isNaN && t.quantile(0.9).isNaN && t.logDensity(1).isNaN)
  }

  @Test func noDegreesOfFreedomTrap() async {
    await #expect(processExitsWith: .failure) { _ = StudentT(degreesOfFreedom: 0) }
  }
}
