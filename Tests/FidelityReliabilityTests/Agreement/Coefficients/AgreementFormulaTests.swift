import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Foundation
import Testing

/// A coefficient that this file alone knows: chance agreement is one half. It is 2 p_a - 1.
private struct HalfChance: ChanceCorrected {
  static let name = "half-chance"
  static let words = CoefficientWords(
    formula: CoefficientWords.corrected, chance: "one half", reference: "Holley & Guilford (1964)")

  let weights: AgreementWeights

  var needs: AgreementNeeds { AgreementNeeds(observed: [weights]) }

  func chance(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double { 0.5 }

  func addChanceGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, factor: Double,
    to gradient: inout [Double]
  ) {}
}

/// Another: the sum of the squared shares of the categories, with no part in common with those of the library.
private struct Concentration: AgreementFormula {
  static let name = "concentration"
  static let words = CoefficientWords(
    formula: "the sum of the squared shares of the categories", chance: "none", reference: "Simpson (1949)")

  static func variants(weights: [AgreementWeights], metrics: [AlphaMetric]) -> [Concentration] { [Concentration()] }

  var needs: AgreementNeeds { AgreementNeeds(shares: true) }

  private func shares(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext
  ) -> [Double] {
    guard let start = layout.shares else { return [] }
    return (0..<context.categoryCount).map { totals[start + $0] / totals[layout.units] }
  }

  func value(_ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext) -> Double {
    shares(totals, layout, context).reduce(0) { $0 + $1 * $1 }
  }

  func addGradient(
    _ totals: Span<Double>, _ layout: AgreementFeatureLayout, _ context: AgreementContext, to gradient: inout [Double]
  ) {
    guard let start = layout.shares else { return }
    for (category, share) in shares(totals, layout, context).enumerated() {
      gradient[start + category] += 2 * share / totals[layout.units]
      gradient[layout.units] -= 2 * share * share / totals[layout.units]
    }
  }
}

@Suite("A coefficient is a file")
struct AgreementFormulaTests {
  private static let half = AgreementCoefficient(HalfChance(weights: .linear))
  private static let concentration = AgreementCoefficient(Concentration())

  @Test(
    "A coefficient of this file has error, limits and resamples like any other",
    arguments: [
      AgreementInterval.linearised, .jackknife(.units), .jackknife(.raters), .jackknife(.both),
      .bootstrap(resamples: 400, seed: 3), .bootstrap(resamples: 400, seed: 3, limits: .bca),
      .bootstrap(resamples: 200, seed: 3, over: .raters), .bootstrap(resamples: 200, seed: 3, over: .both),
      .fleissCohenEveritt,
    ])
  func ofThisFile(_ interval: AgreementInterval) throws {
    // Gwet's linearised error counts units rated once otherwise than percent agreement does.
    let isLinearised = interval == .linearised || interval == .fleissCohenEveritt
    let table = try RandomRatings(
      units: 60, raters: 4, categories: [1, 2, 3], missing: isLinearised ? 0 : 0.1, seed: 4
    ).table()
    let rows = AgreementAnalysis([Self.half, .percentAgreement(.linear)], interval: interval).estimates(of: table)
    let (found, percent) = (rows[0], rows[1])
    #expect(found.quantity == "half-chance" && found.weights == "linear" && found.status == .ok)
    #expect(isClose(found.estimate, 2 * percent.estimate - 1, within: 1e-14))
    #expect(found.unitCount == percent.unitCount && found.raterCount == 4 && found.method == percent.method)
    // Limits of percent agreement may be cut at 1, which is 1 here too.
    for (a, b) in [
      (found.standardError, 2 * percent.standardError), (found.lower, 2 * percent.lower - 1),
      (found.upper, 2 * percent.upper - 1),
    ] { #expect(isClose(a, b, within: 1e-12)) }
  }

  @Test("A formula without any help from the library")
  func fromScratch() throws {
    // Shares that differ: near equal ones the first derivative vanishes, and the error is of second order.
    let ratings = RandomRatings(units: 200, raters: 3, categories: [1, 1, 1, 2, 3], missing: 0, seed: 9)
    let table = try ratings.table()
    let shares = [1.0, 2, 3].map { category in Double(ratings.values.count { $0 == category }) / 600 }
    let expected = shares.reduce(0) { $0 + $1 * $1 }
    let linearised = AgreementAnalysis([Self.concentration]).estimates(of: table)[0]
    #expect(isClose(linearised.estimate, expected, within: 1e-14))
    // A unit adds 2 sum_k pi_k r_k / 3: the error of a mean.
    let units = Dictionary(grouping: ratings.values.indices) { ratings.units[$0] }.values.map { places in
      places.reduce(0) { $0 + 2 * shares[Int(ratings.values[$1]) - 1] / 3 }
    }
    let mean = units.reduce(0, +) / 200
    let variance = units.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 199
    #expect(isClose(linearised.standardError, (variance / 200).squareRoot(), within: 1e-14))
    for interval in [AgreementInterval.jackknife(.units), .bootstrap(resamples: 2_000, seed: 2)] {
      let row = AgreementAnalysis([Self.concentration], interval: interval).estimates(of: table)[0]
      #expect(abs(row.standardError / linearised.standardError - 1) < 0.06)
      #expect(row.lower < row.estimate && row.estimate < row.upper)
    }
    #expect(AgreementExplanation(Self.concentration, AgreementAnalysis([])).text.contains("Simpson (1949)"))
    #expect(AgreementAnalysis([Self.concentration]).influences(of: table, limit: 2).count == 2 + 3 + 3)
  }

  @Test("The list has each coefficient once, and each can be named, written and read back")
  func list() throws {
    let names = AgreementCoefficient.names
    #expect(Set(names).count == names.count && names.count == AgreementCoefficient.formulas.count)
    #expect(AgreementCoefficient.commonNames.allSatisfy(names.contains))
    for name in names {
      let found = AgreementCoefficient.named(name, weights: [.identity, .linear], metrics: [.nominal, .ordinal])
      #expect([1, 2].contains(found.count))
      for coefficient in found {
        #expect(coefficient.quantity == name)
        let data = try JSONEncoder().encode(coefficient)
        let read = try JSONDecoder().decode(AgreementCoefficient.self, from: data)
        #expect(read == coefficient && read.hashValue == coefficient.hashValue)
      }
      #expect(Set(found).count == found.count)
    }
    #expect(AgreementCoefficient.named("half-chance", weights: [.identity], metrics: []).isEmpty)
    #expect(AgreementCoefficient.gwetAC(.linear) != .gwetAC(.quadratic))
    #expect(AgreementCoefficient.gwetAC(.linear) != .fleissKappa(.linear))
    let text = String(decoding: try JSONEncoder().encode(AgreementCoefficient.gwetAC(.linear)), as: UTF8.self)
    #expect(text == #"{"name":"gwet-ac","weights":"linear"}"# || text == #"{"weights":"linear","name":"gwet-ac"}"#)
    for wrong in [#"{"name": "half-chance", "weights": "linear"}"#, #"{"name": "gwet-ac"}"#] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(AgreementCoefficient.self, from: Data(wrong.utf8))
      }
    }
  }
}
