import FidelityProbability
import FidelityTesting
import Testing

struct PValueAdjustmentTests {
  /// The 15 p-values of Benjamini and Hochberg (1995), section 3; adjusted values as R's p.adjust gives (scipy 1.17).
  static let published = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1,
  ]
  static let falseDiscoveryRate = [
    0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857142857142857, 0.063857142857142857, 0.0645, 0.0765, 0.486,
    0.58118181818181819, 0.714875, 0.75323076923076926, 0.81321428571428567, 1,
  ]
  static let familywise = [
    0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, 1, 1, 1, 1, 1, 1,
  ]
  /// R 4.2.2, p.adjust: "BY", "hochberg", "bonferroni".
  static let anyDependence = [
    0.004977343489843491, 0.009954686979686982, 0.03152317543567544, 0.11821190788378289, 0.20008920829170834,
    0.21189262285333715, 0.21189262285333715, 0.2140257700632701, 0.253844517982018, 1, 1, 1, 1, 1, 1,
  ]
  static let stepUp = [
    0.0015, 0.0056, 0.0247, 0.11399999999999999, 0.2211, 0.2682, 0.2682, 0.2752, 0.32130000000000003, 1, 1, 1,
    1, 1, 1,
  ]
  static let singleStep = [
    0.0015, 0.006, 0.0285, 0.1425, 0.3015, 0.417, 0.447, 0.516, 0.6885, 1, 1, 1, 1, 1, 1,
  ]

  @Test(arguments: [
    (PValueAdjustment.benjaminiHochberg, falseDiscoveryRate), (.holm, familywise),
    (.benjaminiYekutieli, anyDependence), (.hochberg, stepUp), (.bonferroni, singleStep),
  ])
  func publishedExample(adjustment: PValueAdjustment, expected: [Double]) {
    for (value, reference) in zip(adjustment.adjusted(Self.published), expected) {
      #expect(relativeError(value, reference) < 1e-14)
    }
  }

  /// R: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "BH") and "holm".
  @Test(arguments: [
    (PValueAdjustment.benjaminiHochberg, [0.05, 0.05, 0.05, 0.05, 0.05]), (.holm, [0.05, 0.08, 0.09, 0.09, 0.09]),
  ]) func equallySpaced(adjustment: PValueAdjustment, expected: [Double]) {
    for (value, reference) in zip(adjustment.adjusted([0.01, 0.02, 0.03, 0.04, 0.05]), expected) {
      #expect(relativeError(value, reference) < 1e-14)
    }
  }

  /// Undefined tests stay undefined, do not count, and the order of the others does not matter.
  @Test(arguments: PValueAdjustment.allCases) func undefinedAndUnordered(adjustment: PValueAdjustment) {
    let order = [7, 2, 14, 0, 9, 4, 11, 1, 13, 6, 3, 12, 8, 5, 10]
    let sorted = adjustment.adjusted(Self.published)
    let shuffled = adjustment.adjusted([.nan] + order.map { Self.published[$0] } + [.nan])
    #expect(shuffled.count == 17 && shuffled[0].isNaN && shuffled[16].isNaN)
    #expect(Array(shuffled[1...15]) == order.map { sorted[$0] })
  }

  @Test(arguments: PValueAdjustment.allCases) func edges(adjustment: PValueAdjustment) {
    #expect(adjustment.adjusted([]).isEmpty)
    #expect(adjustment.adjusted([.nan]).first?.isNaN == true)
    #expect(adjustment.adjusted([0.3]) == [0.3])
    #expect(adjustment.adjusted([0, 1, 1]) == [0, 1, 1])
    // Ties get one value.
    #expect(Set(adjustment.adjusted([0.02, 0.02, 0.02])).count == 1)
  }

  @Test func aPValueAboveOneTraps() async {
    await #expect(processExitsWith: .failure) { _ = PValueAdjustment.holm.adjusted([1.2]) }
  }
}
