import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Foundation
import Testing

@Suite("Weights by a matrix")
struct CustomWeightsTests {
  private static let categories = ["none", "some", "all"]

  @Test("Distances become 1 - d / max d")
  func distances() throws {
    let weights = try CustomWeights(categories: Self.categories, distances: [[0, 1, 4], [1, 0, 6], [2, 2, 0]])
    let expected: [Double] = [6, 5, 2, 5, 6, 0, 4, 4, 6]
    for (weight, sixths) in zip(weights.matrix, expected) { #expect(isClose(weight, sixths / 6, within: 1e-15)) }
    #expect(weights.matrix.count == expected.count)
    #expect(!weights.isSymmetric)
    #expect(weights.name == "custom-distance")
    let symmetric = try CustomWeights(categories: ["1", "2"], agreement: [[1, 0.25], [0.25, 1]], name: "mine")
    #expect(symmetric.isSymmetric)
    #expect(AgreementWeights.custom(symmetric).name == "mine")
    #expect(AlphaMetric.weights(.custom(symmetric)).name == "mine")
  }

  @Test(
    "Every mistake says where it is",
    arguments: [
      (["a", "b"], CustomWeights.Kind.agreement, [[1, 0]], "the matrix is not square: 1 rows, 2 categories"),
      (["a", "b"], .agreement, [[1, 0], [0]], "row 2: the matrix is not square: 1 numbers in a row of 2"),
      ([], .agreement, [], "the matrix is not square: 0 rows, 0 categories"),
      (
        ["a", "b"], .agreement, [[1, 0], [0, 0.5]],
        "row 2: column \"b\": \"0.5\": an agreement weight on the diagonal is not 1"
      ),
      (
        ["a", "b"], .distance, [[0, 1], [1, 1]], "row 2: column \"b\": \"1\": a distance on the diagonal is not 0"
      ),
      (
        ["a", "b"], .agreement, [[1, 1.5], [0, 1]],
        "row 1: column \"b\": \"1.5\": an agreement weight lies outside 0 to 1"
      ),
      (["a", "b"], .distance, [[0, -1], [1, 0]], "row 1: column \"b\": \"-1\": a distance is negative"),
      (["a", "b"], .distance, [[0, 1], [.nan, 0]], "row 2: column \"a\": \"nan\" is not a finite number"),
      (["a", "b"], .agreement, [[1, .infinity], [0, 1]], "row 1: column \"b\": \"inf\" is not a finite number"),
      (["a", "b"], .distance, [[0, 0], [0, 0]], "all distances are 0, so no categories differ"),
      (["a", "a"], .agreement, [[1, 0], [0, 1]], "column \"a\": \"a\": a category stands twice in the matrix"),
      (
        ["1", "1.0"], .agreement, [[1, 0], [0, 1]], "column \"1.0\": \"1.0\": a category stands twice in the matrix"
      ),
    ])
  func mistakes(categories: [String], kind: CustomWeights.Kind, rows: [[Double]], expected: String) {
    let error = #expect(throws: DataError.self) { try CustomWeights(categories: categories, kind, rows) }
    #expect(error?.description == expected)
    #expect(error?.exitStatus == 65)
  }

  @Test("Written and read back, families and matrices")
  func codable() throws {
    let matrix = try CustomWeights(categories: Self.categories, distances: [[0, 1, 4], [1, 0, 6], [2, 2, 0]])
    for weights in AgreementWeights.families + [.custom(matrix)] {
      let coefficient = AgreementCoefficient.lightKappa(weights)
      let data = try JSONEncoder().encode(coefficient)
      #expect(try JSONDecoder().decode(AgreementCoefficient.self, from: data) == coefficient)
    }
    #expect(String(decoding: try JSONEncoder().encode([AgreementWeights.linear]), as: UTF8.self) == "[\"linear\"]")
    for text in ["[\"cubic\"]", "[{\"name\":\"x\",\"categories\":[\"a\"],\"matrix\":[[2]]}]"] {
      #expect(throws: (any Error).self) {
        try JSONDecoder().decode([AgreementWeights].self, from: Data(text.utf8))
      }
    }
    let same = try CustomWeights(categories: Self.categories, distances: [[0, 2, 8], [2, 0, 12], [4, 4, 0]])
    #expect(same == matrix)
    #expect(Set([AgreementWeights.custom(matrix), .custom(same), .linear]).count == 2)
  }

  @Test("Text categories go by name, in whatever order the matrix and the scale have them")
  func text() throws {
    let units = ["1", "2", "3", "4", "5"]
    let table = try RatingTable(
      units: units + units, raters: units.map { _ in "a" } + units.map { _ in "b" },
      labels: ["none", "some", "all", "all", "none"] + ["none", "all", "all", "some", "some"])
    let first = try CustomWeights(
      categories: Self.categories, agreement: [[1, 0.5, 0], [0.5, 1, 0.75], [0, 0.75, 1]])
    let second = try CustomWeights(
      categories: ["all", "unused", "none", "some"],
      agreement: [[1, 0, 0, 0.75], [0, 1, 0, 0], [0, 0, 1, 0.5], [0.75, 0, 0.5, 1]])
    let rows = AgreementAnalysis(
      [.percentAgreement(.custom(first)), .percentAgreement(.custom(second)), .cohenKappa(.custom(first))]
    ).estimates(of: table)
    #expect(isClose(rows[0].estimate, 0.8, within: 1e-15))
    #expect(rows[1].estimate == rows[0].estimate)
    #expect(rows[0].weights == "custom")
    // p_e by hand: margins 2 1 2 and 1 2 2 of none, some, all.
    let (none, some, all) = (1.0 + 2 * 0.5, 0.5 + 2 + 2 * 0.75, 2 * 0.75 + 2)
    let chance = (2 * none + some + 2 * all) / 25
    #expect(isClose(rows[2].estimate, (0.8 - chance) / (1 - chance), within: 1e-15))
  }

  @Test("A group with a category that the matrix lacks has a status")
  func lackingCategory() throws {
    let weights = AgreementWeights.custom(
      try CustomWeights(categories: ["1", "2"], agreement: [[1, 0.5], [0.5, 1]]))
    let table = try RatingTable(units: ["1", "1", "2", "2"], raters: ["a", "b", "a", "b"], values: [1, 2, 3, 3])
    for coefficient in AgreementCoefficient.names.flatMap({
      AgreementCoefficient.named($0, weights: [weights], metrics: [.weights(weights)])
    }) where coefficient.weights != nil {
      #expect(table.estimate(coefficient).status == .undefinedWeights, "\(coefficient.quantity)")
    }
    let text = try RatingTable(
      units: ["1", "1", "2", "2"], raters: ["a", "b", "a", "b"], labels: ["1", "2", "x", "2"])
    #expect(text.estimate(.gwetAC(weights)).status == .undefinedWeights)
  }

  @Test("Asymmetric weights are told: Cohen keeps the order of raters, the others take both")
  func asymmetric() throws {
    let matrix = try CustomWeights(categories: ["1", "2", "3"], distances: [[0, 1, 4], [1, 0, 6], [2, 2, 0]])
    let both = try CustomWeights(
      categories: ["1", "2", "3"], distances: [[0, 1, 3], [1, 0, 4], [3, 4, 0]])
    let ratings = RandomRatings(units: 40, raters: 2, categories: [1, 2, 3], missing: 0, seed: 8)
    var swapped = ratings
    swapped.raters = ratings.raters.map { $0 == "r0" ? "r1" : "r0" }
    let table = try ratings.table()
    let cohen = table.estimate(.cohenKappa(.custom(matrix)))
    #expect(cohen.note == "asymmetric weights: rows are the rater whose name comes first")
    #expect(try swapped.table().estimate(.cohenKappa(.custom(matrix))).estimate != cohen.estimate)
    let conger = table.estimate(.congerKappa(.custom(matrix)))
    #expect(conger.note == "asymmetric weights: the mean of both orders")
    // 1 - d / 6 and 1 - d / 4 of the means: kappa does not see the unit of distances.
    #expect(isClose(conger.estimate, table.estimate(.congerKappa(.custom(both))).estimate, within: 1e-13))
    #expect(try swapped.table().estimate(.congerKappa(.custom(matrix))).estimate == conger.estimate)
  }
}
