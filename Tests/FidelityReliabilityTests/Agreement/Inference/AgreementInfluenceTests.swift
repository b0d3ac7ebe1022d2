import FidelityData
import FidelityReliability
import FidelityTesting
import Testing

@Suite("Influence on agreement")
struct AgreementInfluenceTests {
  static let effects = ((try? Datasets.cases("agreement-inference")) ?? []).filter { $0.quantity == "effect" }

  @Test("The dataset is there") func figuresAreThere() { #expect(Self.effects.count >= 240) }

  @Test("Every unit, rater and category left out of the ratings and computed anew")
  func figures() throws {
    let table = try AgreementInferenceTests.ratings().table
    var seen = 0
    let groups = Dictionary(grouping: Self.effects) { effect in
      ["coefficient", "weights", "metric"].map { effect.options[$0]?.text ?? "" }.joined(separator: " ")
    }
    for cases in groups.values {
      let name = try #require(cases[0].options["coefficient"]?.text)
      let coefficient = try #require(AgreementInferenceTests.coefficient(name, cases[0].options))
      let found = AgreementAnalysis([coefficient], declaredCategories: .numbers([1, 2, 3, 4])).influences(of: table)
      for expected in cases {
        let which = try #require(expected.options["which"]?.text)
        let row = found.first { row in
          switch (row.subject, expected.options["without"]?.text) {
          case (.unit(let code), "unit"): "\(code + 1)" == which
          case (.rater(let code), "rater"): String(UnicodeScalar(UInt8(code + 80))) == which
          case (.category(let code), "category"):
            table.dictionary.numbers[Int(code)] == Double(which)
          default: false
          }
        }
        // Alpha knows nothing of the unit that is rated once.
        guard let row else {
          #expect(coefficient.metric != nil && which == "9" && expected.value == 0)
          continue
        }
        seen += 1
        #expect(isClose(row.effect, try #require(expected.value), within: expected.tolerance), "\(expected)")
      }
    }
    #expect(seen >= 240)
  }

  @Test("Ordered by size, ties in the order of labels, so many as asked for")
  func order() throws {
    let table = try RandomRatings(units: 200, raters: 3, categories: [1, 2, 3], missing: 0.2, seed: 2).table()
    let analysis = AgreementAnalysis([.gwetAC(.identity), .krippendorffAlpha(metric: .ordinal)])
    let ranks = (0..<200).map { UInt32(199 - $0) }
    for limit in [1, 7, 50, 1_000] {
      let found = analysis.influences(of: table, limit: limit, unitRanks: ranks)
      for coefficient in 0..<2 {
        var units: [(effect: Double, rank: UInt32)] = []
        for row in found where row.coefficient == coefficient {
          if case .unit(let code) = row.subject { units.append((row.effect, ranks[Int(code)])) }
        }
        let counted = analysis.estimates(of: table)[coefficient].unitCount ?? 0
        #expect(units.count == min(limit, counted))
        for (a, b) in zip(units, units.dropFirst()) {
          #expect(abs(a.effect) > abs(b.effect) - 1e-12)
          if abs(a.effect - b.effect) < 1e-13 { #expect(a.rank < b.rank) }
        }
      }
    }
  }

  @Test("A unit's own agreement and its ratings")
  func ownAgreement() throws {
    let table = try RatingTable(
      units: ["u", "u", "u", "v", "v", "w"], raters: ["c", "a", "b", "a", "b", "a"], values: [4, 2, 2, 3, 3, 1])
    let found = AgreementAnalysis([.percentAgreement(.identity), .gwetAC(.linear)]).influences(of: table)
    let shares = found.filter { $0.coefficient == 0 }
    #expect(shares.count == 3 + 3 + 4)
    for row in shares {
      guard case .unit(let code) = row.subject else { continue }
      let ratings = row.ratings.map { table.dictionary.numbers[Int($0)] }
      switch code {
      case 0: #expect(isClose(row.agreement, 1.0 / 3, within: 1e-15) && ratings == [2, 2, 4])
      case 1: #expect(row.agreement == 1 && ratings == [3, 3])
      default: #expect(row.agreement.isNaN && ratings == [1])
      }
    }
  }

  @Test("The unit without which there is no variation comes first; an undefined coefficient has no influences")
  func undefined() throws {
    let table = try RatingTable(
      units: ["1", "1", "2", "2", "3", "3"], raters: ["a", "b", "a", "b", "a", "b"], values: [1, 1, 1, 1, 1, 2])
    let first = AgreementAnalysis([.krippendorffAlpha(metric: .nominal)]).influences(of: table)[0]
    #expect(first.subject == .unit(2) && first.effect.isNaN && first.without.isNaN)
    let constant = try RatingTable(units: ["1", "1"], raters: ["a", "b"], values: [1, 1])
    #expect(AgreementAnalysis([.fleissKappa(.identity)]).influences(of: constant).isEmpty)
  }
}
