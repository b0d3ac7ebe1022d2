import FidelityProbability
import FidelityTesting
import Testing

struct FisherFTests {
  struct Tails: Sendable {
    let numerator, denominator, f, cumulative, survival, logCumulative, logSurvival: Double
    init(
      _ numerator: Double, _ denominator: Double, _ f: Double, _ cumulative: Double, _ survival: Double,
      _ logCumulative: Double, _ logSurvival: Double
    ) {
      (self.numerator, self.denominator, self.f) = (numerator, denominator, f)
      (self.cumulative, self.survival) = (cumulative, survival)
      (self.logCumulative, self.logSurvival) = (logCumulative, logSurvival)
    }

    var distribution: FisherF {
      FisherF(numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: denominator)
    }

    /// As documented: with two large parameters the centre is left to Boost's double evaluation.
    var tolerance: Double {
      if min(numerator, denominator) >= 1e4 { return 2e-12 }
      return min(cumulative, survival) > 1e-100 ? 1e-13 : 5e-13
    }
  }

  /// mpmath 1.3, 60 digits.
  static let tails: [Tails] = [
    .init(0.5, 0.5, 1e-6, 0.017055825111335202, 0.9829441748886648, -4.0712634848425961, -0.017202950998311932),
    .init(0.5, 0.5, 1, 0.5, 0.5, -0.69314718055994531, -0.69314718055994531),
    .init(0.5, 0.5, 300, 0.87044688023186517, 0.12955311976813483, -0.13874854377037992, -2.0436642906882522),
    .init(0.5, 30, 0.01, 0.24502716139830819, 0.75497283860169181, -1.4063862117320042, -0.2810735057422388),
    .init(0.5, 30, 20, 0.99879035967051976, 1.2096403294802362e-3, -1.2103725348732638e-3, -6.7174322119239798),
    .init(1, 1, 0.3, 0.3190057200399771, 0.6809942799600229, -1.142546245198251, -0.38420137233923246),
    .init(1, 1, 161.4, 0.94999265186043569, 0.050007348139564308, -0.051301029301216805, -2.9955853215606779),
    .init(1, 10, 4.965, 0.95000755614263493, 0.049992443857365074, -0.051285340584829552, -2.9958834078268984),
    .init(1, 10, 300, 0.99999999128609473, 8.7139052699459223e-9, -8.713905307911995e-9, -18.558345780328621),
    .init(1, 1e7, 0.01, 0.079655672549447624, 0.92034432745055238, -2.530042026713184, -0.083007409992218926),
    .init(1, 1e7, 3.84, 0.94995645101517824, 0.050043548984821765, -0.051339136474937455, -2.9948616729402719),
    .init(1, 1e7, 300, 1.0, 3.3018323411826056e-67, -3.3018323411826056e-67, -153.07872366132177),
    .init(2, 5.7, 0.3, 0.24816459617917571, 0.75183540382082429, -1.3936630586939259, -0.28523785688740022),
    .init(2, 5.7, 5, 0.94429049119094344, 0.055709508809056562, -0.057321436454649361, -2.8876044319142101),
    .init(2, 5.7, 300, 0.99999832193316669, 1.678066833305624e-6, -1.6780682412613476e-6, -13.297868121567232),
    .init(3, 20, 0.01, 1.4183239808989648e-3, 0.99858167601910104, -6.5582793996074264, -1.4193307544229831e-3),
    .init(3, 20, 3.098, 0.94998162989322821, 0.050018370106771788, -0.051312631529008467, -2.9953649388941932),
    .init(3, 20, 20, 0.99999689835025921, 3.1016497407938078e-6, -3.1016545509193113e-6, -12.683576413578162),
    .init(3.3, 10000, 0.3, 0.15629772960317009, 0.84370227039682991, -1.8559925675516341, -0.16995560681402277),
    .init(3.3, 10000, 2, 0.89473613184343618, 0.10526386815656382, -0.11122642893258138, -2.251285051141903),
    .init(3.3, 10000, 100, 1.0, 9.5069897878891974e-70, -9.5069897878891974e-70, -158.92892921437442),
    .init(10, 0.5, 0.8, 0.23857115551477383, 0.76142884448522617, -1.4330876671761568, -0.27255855226663322),
    .init(10, 0.5, 300, 0.81611776165758407, 0.18388223834241593, -0.20319661867370387, -1.6934597352749531),
    .init(10, 1e7, 0.01, 2.4979562284007232e-9, 0.99999999750204377, -19.807792948054386, -2.4979562315206158e-9),
    .init(10, 1e7, 1.01, 0.56823569273751923, 0.43176430726248077, -0.56521899432708449, -0.8398754246642544),
    .init(10, 1e7, 2, 0.9707471984231666, 0.029252801576833401, -0.029689196366627239, -3.5317799294863609),
    .init(10, 1e7, 20, 1.0, 1.6154192300275186e-37, -1.6154192300275186e-37, -84.716053932635109),
    .init(50, 200, 0.3, 1.3871846963842361e-6, 0.99999861281530362, -13.488234262999271, -1.3871856585258168e-6),
    .init(50, 200, 1.3, 0.89352920564538076, 0.10647079435461924, -0.1125762581285169, -2.2398845628529926),
    .init(50, 200, 5, 0.99999999999999986, 1.4479435880174945e-16, -1.4479435880174946e-16, -36.471217153251564),
    .init(50, 1e7, 0.3, 3.7498999399072985e-7, 0.99999962501000601, -14.796366494023377, -3.7499006429949522e-7),
    .init(50, 1e7, 1.01, 0.54637509706604414, 0.45362490293395586, -0.60444954814405215, -0.79048462742752933),
    .init(50, 1e7, 2, 0.99996544827734479, 3.4551722655207351e-5, -3.4552319579726459e-5, -10.273053149219099),
    .init(1000, 30, 0.3, 6.2743581006161725e-9, 0.9999999937256419, -18.886794651883548, -6.2743581202999574e-9),
    .init(1000, 30, 0.99, 0.45195211085259379, 0.54804788914740621, -0.79417905420410856, -0.60139260689719299),
    .init(1000, 30, 5, 0.99999923450051647, 7.6549948353315773e-7, -7.654997765280369e-7, -14.082737296527989),
    .init(1000, 10000, 0.8, 2.0889276999290175e-6, 0.99999791107230007, -13.078859685883938, -2.0889298817415237e-6),
    .init(1000, 10000, 1, 0.50510346743022185, 0.49489653256977815, -0.68299198469260804, -0.70340656337379935),
    .init(1000, 10000, 1.3, 0.99999999688319531, 3.1168046865403834e-9, -3.1168046913976192e-9, -19.586457498842993),
    .init(100000, 30, 0.3, 1.8812499425632714e-9, 0.99999999811875006, -20.091329417962514, -1.8812499443328221e-9),
    .init(100000, 30, 0.99, 0.45023257143832968, 0.54976742856167032, -0.7979910043075195, -0.59825994734552043),
    .init(100000, 30, 2, 0.98973406083404291, 0.01026593916595709, -0.0103189973599309, -4.5789237406401639),
    .init(1e7, 5.7, 0.3, 3.3387265332595519e-3, 0.99666127346674045, -5.7021658221654626, -3.3443125175395962e-3),
    .init(1e7, 5.7, 1, 0.42119914223101974, 0.57880085776898026, -0.86464953521294738, -0.54679680224770967),
    .init(1e7, 5.7, 20, 0.99930014651759492, 6.9985348240507709e-4, -7.0009849417505744e-4, -7.2646395556793324),
    .init(1e7, 10000, 0.9, 1.6770396700016911e-14, 0.99999999999998323, -31.719161164017431, -1.6770396700017051e-14),
    .init(1e7, 10000, 0.99, 0.23693287099475815, 0.76306712900524185, -1.4399784227162317, -0.27040927122009363),
    .init(1e7, 10000, 1.05, 0.99968199798235168, 3.1800201764832319e-4, -3.1805259101184266e-4, -8.0534528303981777),
    .init(3e6, 1e7, 0.97, 8.0529514766482659e-234, 1.0, -536.71887309331146, -8.0529514766482659e-234),
    .init(3e6, 1e7, 1, 0.50006666065183641, 0.49993333934816359, -0.69301386814276767, -0.69328051075169312),
    .init(3e6, 1e7, 1.01, 1.0, 5.1957933557202918e-27, -5.1957933557202918e-27, -60.521948182698495),
  ]

  @Test(arguments: tails) func tailsMatchReference(_ tails: Tails) {
    let f = tails.distribution
    #expect(relativeError(f.cumulative(tails.f), tails.cumulative) < tails.tolerance)
    #expect(relativeError(f.survival(tails.f), tails.survival) < tails.tolerance)
    #expect(relativeError(f.logCumulative(tails.f), tails.logCumulative) < tails.tolerance)
    #expect(relativeError(f.logSurvival(tails.f), tails.logSurvival) < tails.tolerance)
  }

  @Test(arguments: tails) func quantilesMatchReference(_ tails: Tails) {
    let f = tails.distribution
    if tails.cumulative < tails.survival {
      #expect(relativeError(f.quantile(tails.cumulative), tails.f) < 1e-13)
    } else {
      #expect(relativeError(f.quantile(upperTail: tails.survival), tails.f) < 1e-13)
    }
  }

  /// Fractional degrees of freedom, as Satterthwaite's formula has them; mpmath 1.3, 60 digits.
  @Test(
    arguments: [
      (19, 7.3, 0.025, 4.3240995502377054), (7.3, 19, 0.025, 3.0201547830057197), (9, 1.7, 0.025, 67.958170061619520),
      (1, 1.7, 0.05, 26.202512587659608), (1.3, 9, 0.005, 12.091451977658202), (99, 3.2, 1e-9, 542898.30484686942),
      (2.5, 199_999.5, 0.25, 1.3800186127485263), (20_000, 12.4, 0.025, 2.6705778215178436),
    ] as [(Double, Double, Double, Double)])
  func upperQuantiles(numerator: Double, denominator: Double, tail: Double, expected: Double) {
    let distribution = FisherF(numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: denominator)
    let mirrored = FisherF(numeratorDegreesOfFreedom: denominator, denominatorDegreesOfFreedom: numerator)
    #expect(relativeError(distribution.quantile(upperTail: tail), expected) < 1e-13)
    #expect(relativeError(mirrored.quantile(tail), 1 / expected) < 1e-13)
  }

  /// Where the quick way to a quantile ends, the other one goes on.
  @Test(arguments: [(19, 7.3), (1.3, 9), (250, 30), (3, 900.5)] as [(Double, Double)])
  func quantilesMeetAtTheEndsOfTheQuickWay(numerator: Double, denominator: Double) {
    let f = FisherF(numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: denominator)
    for tail in [0.3, 1e-12] {
      let beyond = tail == 0.3 ? tail.nextUp : tail.nextDown
      #expect(relativeError(f.quantile(tail), f.quantile(beyond)) < 1e-13)
      #expect(relativeError(f.quantile(upperTail: tail), f.quantile(upperTail: beyond)) < 1e-13)
    }
    for least in [1.0, 200_000] {
      let beyond = least == 1 ? least.nextDown : least.nextUp
      let inside = FisherF(numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: least)
      let outside = FisherF(numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: beyond)
      for tail in [0.025, 1e-6] {
        #expect(relativeError(inside.quantile(tail), outside.quantile(tail)) < 1e-13)
        #expect(relativeError(inside.quantile(upperTail: tail), outside.quantile(upperTail: tail)) < 1e-13)
      }
    }
  }

  /// log P(F > f), and log P(F <= f), where the tail itself is zero; mpmath 1.3, 60 digits.
  @Test(
    arguments: [
      (10, 1e7, 200, -975.44383996925097), (1000, 1e4, 5, -906.18873105423122), (5e5, 5e5, 1.2, -2079.7831689780931),
    ] as [(Double, Double, Double, Double)]) func logSurvivalBeyondUnderflow(
      numerator: Double, denominator: Double, f: Double, expected: Double
    )
  {
    let distribution = FisherF(numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: denominator)
    #expect(distribution.survival(f) == 0)
    #expect(relativeError(distribution.logSurvival(f), expected) < 1e-14)
  }

  @Test(
    arguments: [
      (1e7, 1e7, 0.97, -1164.4531486520073), (3e6, 1e4, 0.5, -1531.1497714801166),
      (50, 1e5, 1e-20, -1128.8182570780584),
    ] as [(Double, Double, Double, Double)]) func logCumulativeBeyondUnderflow(
      numerator: Double, denominator: Double, f: Double, expected: Double
    )
  {
    let distribution = FisherF(numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: denominator)
    #expect(distribution.cumulative(f) == 0)
    #expect(relativeError(distribution.logCumulative(f), expected) < 1e-14)
  }

  /// The printed table: F with an upper tail of 0.05.
  @Test(arguments: [(1, 10, 4.965), (3, 20, 3.098), (5, 10, 3.326), (10, 30, 2.165)] as [(Double, Double, Double)])
  func printedTable(numerator: Double, denominator: Double, f: Double) {
    let distribution = FisherF(numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: denominator)
    #expect(isClose(distribution.quantile(upperTail: 0.05), f, within: 0.0005))
  }

  /// mpmath 1.3, 60 digits.
  @Test(
    arguments: [
      (0.5, 0.5, 3, -3.5207865035324824), (5, 2, 0.1, -1.0278625075312599), (10, 1e7, 2, -2.3582735459415958),
      (1e7, 1e7, 1.001, 5.1972114935684268),
    ] as [(Double, Double, Double, Double)]) func logDensity(
      numerator: Double, denominator: Double, f: Double, expected: Double
    )
  {
    let distribution = FisherF(numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: denominator)
    #expect(relativeError(distribution.logDensity(f), expected) < 1e-14)
  }

  @Test(arguments: [(1, .infinity), (2, 0), (3, -.infinity)] as [(Double, Double)])
  func logDensityAtZero(numerator: Double, expected: Double) {
    let f = FisherF(numeratorDegreesOfFreedom: numerator, denominatorDegreesOfFreedom: 9)
    #expect(f.logDensity(0) == expected)
    #expect(f.logDensity(-1) == -.infinity)
  }

  /// F(d1, infinity) = chi-squared(d1) / d1, and F(1, d2) = t(d2)^2.
  @Test(arguments: [0.01, 0.9, 2.5, 30, 400]) func relatives(f: Double) {
    let wald = FisherF(numeratorDegreesOfFreedom: 4, denominatorDegreesOfFreedom: .infinity)
    let chiSquared = ChiSquared(degreesOfFreedom: 4)
    #expect(wald.survival(f) == chiSquared.survival(4 * f))
    #expect(wald.logSurvival(f) == chiSquared.logSurvival(4 * f))
    #expect(relativeError(wald.density(f), 4 * chiSquared.density(4 * f)) < 1e-13)
    #expect(wald.quantile(0.3) == chiSquared.quantile(0.3) / 4)
    let square = FisherF(numeratorDegreesOfFreedom: 1, denominatorDegreesOfFreedom: 17)
    let p = StudentT(degreesOfFreedom: 17).twoSidedPValue(f.squareRoot())
    #expect(relativeError(square.survival(f), p) < 1e-14)
  }
}
