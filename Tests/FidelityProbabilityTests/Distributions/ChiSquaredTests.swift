import FidelityProbability
import FidelityTesting
import Testing

struct ChiSquaredTests {
  struct Tails: Sendable {
    let degreesOfFreedom, x, cumulative, survival, logCumulative, logSurvival: Double
    init(
      _ degreesOfFreedom: Double, _ x: Double, _ cumulative: Double, _ survival: Double, _ logCumulative: Double,
      _ logSurvival: Double
    ) {
      (self.degreesOfFreedom, self.x) = (degreesOfFreedom, x)
      (self.cumulative, self.survival) = (cumulative, survival)
      (self.logCumulative, self.logSurvival) = (logCumulative, logSurvival)
    }

    var tolerance: Double { min(cumulative, survival) > 1e-100 ? 1e-13 : 5e-13 }
  }

  /// mpmath 1.3, 60 digits.
  static let tails: [Tails] = [
    .init(0.5, 1e-8, 9.2772960765127124e-3, 0.99072270392348729, -4.6801851457062645, -9.3205982136725636e-3),
    .init(0.5, 0.5, 0.74367794473146104, 0.25632205526853896, -0.29614720784889767, -1.3613205967645215),
    .init(0.5, 10, 0.99950797487555366, 4.9202512444634008e-4, -4.9214620852711884e-4, -7.6169807768279414),
    .init(0.5, 300, 1.0, 4.5943733156815637e-68, -4.5943733156815637e-68, -155.05095396105343),
    .init(1, 1e-6, 7.9788442782212515e-4, 0.99920211557217787, -7.1335467982935201, -7.9820290701986934e-4),
    .init(1, 3.841, 0.9499863162360433, 0.050013683763956699, -0.051307698453348274, -2.995458635717105),
    .init(1, 100, 1.0, 1.5239706048321052e-23, -1.5239706048321052e-23, -52.538137969952525),
    .init(2, 0.01, 4.9875208073176868e-3, 0.99501247919268231, -5.300816324881587, -5.0000000000000001e-3),
    .init(2, 5.991, 0.94998838497342091, 0.05001161502657909, -0.051305520806060346, -2.9954999999999998),
    .init(2, 700, 1.0, 9.9295903962649793e-153, -9.9295903962649793e-153, -350.0),
    .init(3.3, 0.01, 1.071928920214813e-4, 0.99989280710797852, -9.1408806172956612, -1.0719863759012435e-4),
    .init(3.3, 1, 0.15843991821325609, 0.84156008178674391, -1.8423798224286548, -0.17249786946063691),
    .init(3.3, 50, 0.99999999987176666, 1.2823334446571287e-10, -1.2823334447393476e-10, -22.777169508024951),
    .init(10, 0.1, 2.4979513360065105e-9, 0.99999999750204866, -19.807794906615128, -2.497951339126391e-9),
    .init(10, 9, 0.46789642362528452, 0.53210357637471548, -0.75950832459871081, -0.63091711615692923),
    .init(10, 18.307, 0.94999941090860188, 0.05000058909139812, -0.051293914483951341, -2.9957204917954338),
    .init(10, 200, 1.0, 1.6139305336977305e-37, -1.6139305336977305e-37, -84.716975911698489),
    .init(50, 5, 5.198100275214561e-17, 0.99999999999999995, -37.495653353750782, -5.1981002752145612e-17),
    .init(50, 49, 0.48650491635870932, 0.51349508364129068, -0.72050827183939037, -0.6665148238730073),
    .init(50, 80, 0.9955173434344268, 4.4826565655732046e-3, -4.4927337969706072e-3, -5.4075394249135432),
    .init(50, 400, 1.0, 4.2491598410243244e-56, -4.2491598410243244e-56, -127.49804392873725),
    .init(1000, 700, 2.8903599395611956e-14, 0.9999999999999711, -31.17481026098661, -2.8903599395612373e-14),
    .init(1000, 990, 0.4170538536448513, 0.5829461463551487, -0.87453992009059083, -0.53966047021710682),
    .init(1000, 1100, 0.98538559187370481, 0.014614408126295194, -0.014722250580850721, -4.2257473789266177),
    .init(1000, 2000, 1.0, 4.1436785914549917e-69, -4.1436785914549917e-69, -157.45678747461698),
    .init(100000, 98000, 3.3847542280794914e-6, 0.99999661524577192, -12.596229260416349, -3.3847599563730096e-6),
    .init(100000, 100000, 0.50059470810479331, 0.49940529189520669, -0.69195847114542501, -0.69433730468638594),
    .init(100000, 103000, 0.99999999998471087, 1.5289130117302352e-11, -1.5289130117419231e-11, -24.903878989868767),
    .init(1e7, 9.9e6, 8.8644602711023137e-112, 1.0, -255.70748036078478, -8.8644602711023137e-112),
    .init(1e7, 9.995e6, 0.13176827041795203, 0.86823172958204797, -2.0267104262760737, -0.14129663038724841),
    .init(1e7, 1e7, 0.50005947080393784, 0.49994052919606216, -0.69302824602506183, -0.69326612924193497),
    .init(1e7, 1.002e7, 0.99999607632940272, 3.9236705972845646e-6, -3.9236782949001779e-6, -12.448482965430926),
    .init(1e7, 1.01e7, 1.0, 2.4852506801423715e-110, -2.4852506801423715e-110, -252.37398669756333),
  ]

  @Test(arguments: tails) func tailsMatchReference(_ tails: Tails) {
    let chiSquared = ChiSquared(degreesOfFreedom: tails.degreesOfFreedom)
    #expect(relativeError(chiSquared.cumulative(tails.x), tails.cumulative) < tails.tolerance)
    #expect(relativeError(chiSquared.survival(tails.x), tails.survival) < tails.tolerance)
    // The logarithm of a tail near 1/2 is as good as the tail, in absolute terms.
    #expect(relativeError(chiSquared.logCumulative(tails.x), tails.logCumulative) < 2 * tails.tolerance)
    #expect(relativeError(chiSquared.logSurvival(tails.x), tails.logSurvival) < 2 * tails.tolerance)
  }

  @Test(arguments: tails) func quantilesMatchReference(_ tails: Tails) {
    let chiSquared = ChiSquared(degreesOfFreedom: tails.degreesOfFreedom)
    if tails.cumulative < tails.survival {
      #expect(relativeError(chiSquared.quantile(tails.cumulative), tails.x) < 1e-13)
    } else {
      #expect(relativeError(chiSquared.quantile(upperTail: tails.survival), tails.x) < 1e-13)
    }
  }

  /// Where the tail itself is zero; mpmath 1.3, 60 digits.
  @Test(
    arguments: [
      (3, 2000, -996.42484049733325), (1000, 5000, -1200.6943717304726), (1e7, 1.2e7, -88399.238011099421),
      (0.5, 1e5, -50009.402871237593),
    ] as [(Double, Double, Double)]) func logSurvivalBeyondUnderflow(
      degreesOfFreedom: Double, x: Double, expected: Double
    )
  {
    let chiSquared = ChiSquared(degreesOfFreedom: degreesOfFreedom)
    #expect(chiSquared.survival(x) == 0)
    #expect(relativeError(chiSquared.logSurvival(x), expected) < 1e-14)
  }

  @Test(arguments: [(10, 1e-100, -1159.5457741426046), (1e7, 8e6, -115724.77854992137)] as [(Double, Double, Double)])
  func logCumulativeBeyondUnderflow(degreesOfFreedom: Double, x: Double, expected: Double) {
    let chiSquared = ChiSquared(degreesOfFreedom: degreesOfFreedom)
    #expect(chiSquared.cumulative(x) == 0)
    #expect(relativeError(chiSquared.logCumulative(x), expected) < 1e-14)
  }

  /// The printed table: chi-squared with an upper tail of 0.05.
  @Test(arguments: [(1, 3.841), (5, 11.070), (10, 18.307), (30, 43.773)] as [(Double, Double)])
  func printedTable(degreesOfFreedom: Double, x: Double) {
    #expect(isClose(ChiSquared(degreesOfFreedom: degreesOfFreedom).quantile(upperTail: 0.05), x, within: 0.0005))
  }

  /// mpmath 1.3, 60 digits; and the ends of the support.
  @Test(
    arguments: [
      (0.5, 3, -3.7852685363391461), (5, 0.1, -5.5214284613638509), (1e4, 9000, -32.567916749613061),
      (1e7, 1.01e7, -257.6802444560694), (1, 0, .infinity), (2, 0, -0.69314718055994531), (3, 0, -.infinity),
      (3, -1, -.infinity),
    ] as [(Double, Double, Double)]) func logDensity(degreesOfFreedom: Double, x: Double, expected: Double)
  {
    #expect(relativeError(ChiSquared(degreesOfFreedom: degreesOfFreedom).logDensity(x), expected) < 1e-14)
  }

  /// Two degrees of freedom: the exponential distribution with mean 2.
  @Test(arguments: [1e-9, 0.3, 5, 700, 1e5]) func exponential(x: Double) {
    let chiSquared = ChiSquared(degreesOfFreedom: 2)
    #expect(relativeError(chiSquared.logSurvival(x), -x / 2) < 1e-14)
  }
}
