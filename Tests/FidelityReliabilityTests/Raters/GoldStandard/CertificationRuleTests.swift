import FidelityData
import FidelityReliability
import FidelityTesting
import Testing

@Suite("Certification")
struct CertificationRuleTests {
  @Test("what can be written, and how it reads")
  func reading() throws {
    let rule = try CertificationRule("within-1>=0.80, kappa>=.6,kappa-quadratic>=0.7,bias<=0.25,accuracy>=0.5")
    #expect(
      rule.conditions == [
        .init(.within(1), 0.8), .init(.kappa(.identity), 0.6), .init(.kappa(.quadratic), 0.7), .init(.bias, 0.25),
        .init(.accuracy, 0.5),
      ])
    #expect(rule.text == "within-1>=0.8,kappa>=0.6,kappa-quadratic>=0.7,bias<=0.25,accuracy>=0.5")
    #expect(try CertificationRule(rule.text) == rule)
    #expect(try CertificationRule("within-0.5>=1").conditions == [.init(.within(0.5), 1)])
  }

  @Test(
    "what cannot",
    arguments: [
      "", "accuracy", "accuracy>=", "accuracy>=x", "accuracy<=0.8", "bias>=0.3", "kappa-cubic>=0.5", "within->=0.8",
      "within--1>=0.8", "accuracy>=80", "accuracy>=0.8,accuracy>=0.9", "accuracy>=0.8,", "accuracy>=nan",
      "accuracy>=0.8>=0.7", "within-inf>=0.5",
    ])
  func mistakes(text: String) {
    let error = #expect(throws: DataError.self) { try CertificationRule(text) }
    #expect(error?.exitStatus == 64)
  }

  /// The gold standard is rater 3; rater 0 is right, 1 misses one of ten, 2 rated two units.
  private func table() -> RatingTable {
    let gold = [1.0, 2, 3, 4, 5, 1, 2, 3, 4, 5]
    var second = gold
    second[0] = 2
    let third = gold.enumerated().map { $0.offset < 2 ? $0.element : .nan }
    return RatingMatrix(raters: [gold, second, third, gold]).table()
  }

  private func verdicts(
    _ rule: String, evidence: CertificationRule.Evidence = .estimate, minimumUnits: Int = 1
  ) throws -> [Certification] {
    RaterAnalysis().certifications(
      try CertificationRule(rule, evidence: evidence, minimumUnits: minimumUnits), gold: 3, of: table())
  }

  @Test("a bound that is just reached")
  func bounds() throws {
    #expect(try verdicts("accuracy>=0.9").map(\.verdict) == [.certified, .certified, .certified])
    #expect(try verdicts("accuracy>=0.91").map(\.verdict) == [.certified, .notCertified, .certified])
    #expect(try verdicts("within-1>=1").map(\.verdict) == [.certified, .certified, .certified])
    #expect(try verdicts("bias<=0.1").map(\.verdict) == [.certified, .certified, .certified])
    #expect(try verdicts("bias<=0.09").map(\.verdict) == [.certified, .notCertified, .certified])
  }

  @Test("all conditions must hold, and the row says which do not")
  func reasons() throws {
    let found = try verdicts("accuracy>=0.95,kappa>=0.99")
    #expect(found.map(\.verdict) == [.certified, .notCertified, .certified])
    #expect(found[1].note == "accuracy fails; kappa fails")
    #expect(found[0].note == nil)
    #expect(found.map(\.unitCount) == [10, 10, 2])
    #expect(found[1].values[0] == 0.9)
    #expect(found[1].accuracy == 0.9)
  }

  @Test("the lower limit asks for more")
  func limit() throws {
    let found = try verdicts("accuracy>=0.6", evidence: .limit)
    // Wilson: 10 of 10 has 0.7225, 9 of 10 0.5958, 2 of 2 0.3424.
    #expect(found.map(\.verdict) == [.certified, .notCertified, .notCertified])
    #expect(isClose(found[1].values[0], 0.5958, within: 5e-5))
    // A perfect kappa of ten units is no certainty: Wilson's limit of the agreement, chance agreement held.
    #expect(try verdicts("kappa>=1", evidence: .limit)[0].verdict == .notCertified)
    #expect(try verdicts("kappa>=0.2", evidence: .limit)[0].verdict == .certified)
  }

  @Test("too few units, and measures that are undefined")
  func undefined() throws {
    #expect(try verdicts("accuracy>=0.9", minimumUnits: 5).map(\.verdict) == [.certified, .certified, .tooFewUnits])
    let constant = RatingMatrix(raters: [[1.0, 1, 1], [1.0, 1, 1]]).table()
    let rule = try CertificationRule("accuracy>=0.9,kappa>=0.6")
    let found = RaterAnalysis().certifications(rule, gold: 1, of: constant)
    #expect(found.map(\.verdict) == [.undetermined])
    #expect(found[0].note == "kappa undefined: no-variation")
    let failing = try CertificationRule("bias<=-1,kappa>=0.6")
    #expect(RaterAnalysis().certifications(failing, gold: 1, of: constant).map(\.verdict) == [.notCertified])
    // No gold standard in the group.
    #expect(RaterAnalysis().certifications(rule, gold: 9, of: constant).map(\.verdict) == [.tooFewUnits, .tooFewUnits])
  }
}
