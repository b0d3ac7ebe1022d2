import FidelityComponents
import FidelityData
import FidelityTesting
import Foundation
import Testing

@Suite("One-way analysis of variance")
struct OneWayAnovaTests {
  /// Digits that certified figures must keep: -log10 of the relative error.
  static let digits: [(slug: String, digits: Double)] = [
    ("nist-anova-sirstv", 9), ("nist-anova-atmwtag", 8.9), ("nist-anova-smls01", 9), ("nist-anova-smls04", 9),
    ("nist-anova-smls07", 4),
  ]

  static func figures(_ anova: OneWayAnova) -> [String: Double] {
    [
      "anova-ss between": anova.between.squares, "anova-ms between": anova.between.meanSquare,
      "anova-ss within": anova.within.squares, "anova-ms within": anova.within.meanSquare,
      "anova-f": anova.statistic, "r-squared": anova.rSquared, "residual-sd": anova.residualDeviation,
      "anova-p": anova.pValue, "k0": anova.sizes.k0, "harmonic-mean-k": anova.sizes.harmonicMean,
    ]
  }

  static func name(_ expected: ExpectedCase) -> String {
    ([expected.quantity] + [expected.options["source"]?.text].compactMap { $0 }).joined(separator: " ")
  }

  @Test("NIST's certified figures", arguments: digits)
  func certified(_ dataset: (slug: String, digits: Double)) throws {
    let figures = Self.figures(OneWayAnova(try ComponentTable(dataset.slug).oneWay("treatment")))
    for expected in try Datasets.cases(dataset.slug) {
      let figure = try #require(figures[Self.name(expected)])
      let value = try #require(expected.value ?? expected.pValue)
      #expect(isClose(figure, value, within: expected.tolerance), "\(expected): \(figure)")
      if expected.from.hasPrefix("published") {
        #expect(-log10(relativeError(figure, value)) >= dataset.digits, "\(expected): \(figure)")
      }
      if expected.options["inputs"] != nil { #expect(relativeError(figure, value) < 1e-12, "\(expected)") }
    }
  }

  /// SmLs02 to 09: the values of SmLs01 for more rows, and about 10^6 and 10^12. All figures follow from the number of
  /// rows of a treatment. About 10^12 the data as doubles have other figures than certified, from which exact rational
  /// arithmetic on these doubles is no nearer: SS between of 201 and 2,001 rows agrees to 3.9 digits.
  @Test(
    "NIST's SmLs series at its full length", arguments: [21, 201, 2_001], [(0.0, 9.0), (1e6, 9), (1e12, 4)])
  func series(_ count: Int, _ origin: (value: Double, digits: Double)) {
    let anova = Self.series(count, origin: origin.value)
    let n = Double(count)
    let between = origin.value == 1e12 ? 3.9 : origin.digits
    for (figure, expected, digits) in [
      (anova.between.squares, 0.08 * n, between), (anova.within.squares, 0.09 * (n - 1), origin.digits),
      (anova.statistic, n, origin.digits), (anova.residualDeviation, 0.1, origin.digits),
    ] { #expect(-log10(relativeError(figure, expected)) >= digits, "\(figure) \(expected)") }
  }

  @Test(
    "About 10^12, the figures of the doubles to twelve digits",
    arguments: [
      (21, 1.6801562694014696, 1.8000978373345875), (201, 16.081914284204238, 18.00097824625708),
      (2_001, 160.09949443572512, 180.00978232919425),
    ])
  func doubles(_ count: Int, between: Double, within: Double) {
    let anova = Self.series(count, origin: 1e12)
    #expect(relativeError(anova.between.squares, between) < 1e-12)
    #expect(relativeError(anova.within.squares, within) < 1e-12)
  }

  static func series(_ count: Int, origin: Double) -> OneWayAnova {
    var (groups, values): ([UInt32], [Double]) = ([], [])
    for treatment in 0..<9 {
      let centre = treatment == 0 ? 4 : treatment % 2 == 1 ? 3 : 5
      groups += Array(repeating: UInt32(treatment), count: count)
      for row in 0..<count {
        let tenths = row == 0 ? centre : row % 2 == 1 ? centre - 1 : centre + 1
        // As the decimal reads: 1000000000000.4.
        values.append(Double("\(Int(origin) + (origin == 0 ? 1 : 0)).\(tenths)") ?? .nan)
      }
    }
    var moments = OneWayMoments()
    moments.add(groups, values)
    return OneWayAnova(moments)
  }

  @Test("Groups of unequal size", arguments: try Datasets.cases("one-way-ticks"))
  func unequal(_ expected: ExpectedCase) throws {
    let table = try ComponentTable("one-way-ticks")
    let anova = OneWayAnova(table.oneWay("unit"))
    if let figure = Self.figures(anova)[Self.name(expected)] {
      #expect(isClose(figure, try #require(expected.value), within: expected.tolerance))
      if let p = expected.pValue { #expect(relativeError(anova.pValue, p) < 1e-9) }
      return
    }
    guard !["random-effect-sd", "icc"].contains(expected.quantity) else { return }
    let fit = table.oneWay("unit").fit()
    let value = try #require(expected.value)
    switch expected.quantity {
    case "variance-component" where expected.options["method"]?.text == "ANOVA":
      #expect(isClose(anova.components[0].raw, value, within: expected.tolerance))
    case "variance-component":
      let term = expected.options["term"]?.text == "group" ? "group" : "residual"
      #expect(isClose(fit.component(term).value, value, within: expected.tolerance))
    case "reml-criterion": #expect(isClose(fit.criterion, value, within: expected.tolerance))
    default:
      #expect(expected.quantity == "fixed-effect")
      #expect(isClose(fit.mean, value, within: expected.tolerance))
      #expect(isClose(fit.meanError, try #require(expected.standardError), within: expected.tolerance))
    }
  }

  @Test("Degenerate data have a status, and no figure that is not one")
  func degenerate() throws {
    func anova(_ groups: [UInt32], _ values: [Double]) -> OneWayAnova {
      var moments = OneWayMoments()
      moments.add(groups, values)
      return OneWayAnova(moments)
    }
    func fit(_ anova: OneWayAnova) -> (Status, Bool) { (anova.sizes.fit().status, anova.sizes.fit().note != nil) }
    let cases: [(OneWayAnova, Status, Status)] = [
      (anova([], []), .tooFewObservations, .tooFewObservations),
      (anova([0, 1], [.nan, .nan]), .tooFewObservations, .tooFewObservations),
      (anova([0, 0, 0], [1, 2, 3]), .tooFewUnits, .tooFewUnits),
      (anova([0, 1, 2], [1, 2, 3]), .tooFewObservations, .tooFewObservations),
      (anova([0, 0, 1, 1], [0.1, 0.1, 0.1, 0.1]), .noVariation, .noVariation),
      (anova([0, 0, 1, 1], [1, 1, 2, 2]), .exactFit, .exactFit),
      (anova([0, 0, 1, 1], [1e200, -1e200, 2, 2]), .outOfRange, .outOfRange),
      (anova([0, 0, 1, 1], [.infinity, 1, 2, 2]), .outOfRange, .outOfRange),
      (anova([0, 0, 1, 1], [1, 3, 1, 3]), .ok, .singularFit),
    ]
    for (anova, status, fitted) in cases {
      #expect(anova.status == status)
      let (found, hasNote) = fit(anova)
      #expect(found == fitted && hasNote, "\(found) \(fitted)")
    }
    #expect(cases[5].0.rSquared == 1 && cases[5].0.statistic.isNaN && cases[4].0.between.squares == 0)
    #expect(cases[8].0.components[0].raw == -1 && cases[8].0.components[0].value == 0)
  }
}
