import FidelityData
import FidelityReliability
import FidelityTesting
import Testing

@Suite("What coefficients are made of")
struct AgreementPartsTests {
  @Test("the value is that of its parts, for all coefficients and small tables", arguments: 0..<40 as Range<UInt64>)
  func composed(seed: UInt64) throws {
    let raterCount = seed % 3 == 0 ? 2 : 4
    let ratings = RandomRatings(
      units: 12, raters: raterCount, categories: [1, 2, 3, 5], missing: seed % 2 == 0 ? 0.2 : 0, seed: seed)
    let coefficients = AgreementCoefficient.names.flatMap {
      AgreementCoefficient.named($0, weights: [.identity, .linear], metrics: [.nominal, .ordinal, .interval, .ratio])
    }
    let analysis = AgreementAnalysis(coefficients)
    let table = try ratings.table()
    let (rows, parts) = (analysis.estimates(of: table), analysis.parts(of: table))
    #expect(rows.count == parts.count)
    var composedCount = 0
    for (row, parts) in zip(rows, parts) {
      guard let parts else {
        #expect(!["gwet-ac", "fleiss-kappa", "conger-kappa"].contains(row.quantity) || row.status != .ok)
        continue
      }
      guard !row.estimate.isNaN else { continue }
      composedCount += 1
      if let observed = parts.observedDisagreement, let expected = parts.expectedDisagreement {
        #expect(isClose(row.estimate, 1 - observed / expected, within: 1e-12), "\(row.quantity) \(row.metric ?? "")")
      } else {
        let observed = try #require(parts.observedAgreement)
        let chance = try #require(parts.chanceAgreement)
        #expect(isClose(row.estimate, (observed - chance) / (1 - chance), within: 1e-12), "\(row.quantity)")
      }
    }
    #expect(composedCount >= 8)
  }

  @Test("what two raters alone have is nothing for three")
  func obstacles() {
    let table = RatingMatrix(raters: [[1.0, 2, 1], [1.0, 2, 2], [1.0, 1, 2]]).table()
    #expect(AgreementAnalysis([.cohenKappa(.identity), .percentAgreement(.identity)]).parts(of: table) == [nil, nil])
  }
}

@Suite("Coefficients of two raters where there are others")
struct NotTwoRatersTests {
  @Test("the note names what to use", arguments: [3, 4])
  func notes(raters: Int) throws {
    let table = RatingMatrix(raters: Array(repeating: [1.0, 2, 1, 2], count: raters)).table()
    let two = AgreementCoefficient.names.flatMap {
      AgreementCoefficient.named($0, weights: [.identity], metrics: [.nominal])
    }
    let rows = AgreementAnalysis(two).estimates(of: table).filter { $0.status == .notTwoRaters }
    #expect(rows.count >= 6)
    for row in rows {
      let note = try #require(row.note, "\(row.quantity)")
      #expect(note.contains("pairs of raters"), "\(note)")
      if row.quantity == "cohen-kappa" {
        #expect(note.hasPrefix("\(raters) raters, and it is one of two: use conger-kappa, fleiss-kappa or light-kappa"))
      }
      if row.quantity == "scott-pi" { #expect(note.contains("use fleiss-kappa, or the pairs")) }
    }
  }
}
