import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

/// Agreement of a matrix of ratings: the table's, to the last bit.
///
/// Serialised, since some tests set the number of threads of the whole library; no result may depend on it.
@Suite("Agreement of a rating matrix", .serialized)
struct RatingMatrixAgreementTests {
  /// Random ratings, columns of numbers.
  private struct Ratings {
    var columns: [[Double]]

    init(units: Int, raters: Int, values: [Double], missing: Double, seed: UInt64) {
      var stream = RandomStream(seed: seed)
      columns = Array(repeating: [], count: raters)
      for _ in 0..<units {
        let truth = stream.next(upperBound: values.count)
        for rater in 0..<raters {
          let place = stream.uniform() < 0.6 ? truth : stream.next(upperBound: values.count)
          columns[rater].append(stream.uniform() < missing ? .nan : values[place])
        }
      }
    }

    /// One by one and in another order of units, through the collector's sort. Names that sort as the columns stand.
    func table() throws -> RatingTable {
      var (units, raters, values) = ([String](), [String](), [Double]())
      for unit in columns[0].indices.reversed() {
        for (rater, column) in columns.enumerated() where !column[unit].isNaN {
          units.append("u\(unit)")
          raters.append("r\(100 + rater)")
          values.append(column[unit])
        }
      }
      return try RatingTable(units: units, raters: raters, values: values)
    }
  }

  private static let coefficients = AgreementInvarianceTests.all + AgreementInvarianceTests.ofTwo
  private static let scales: [[Double]] = [
    [1, 2, 3, 4, 5], [0, 1], [-1.5, 0, 2.25, 1e9], [3], Array(stride(from: 0.1, to: 4, by: 0.1)), [0.25, 7, 8, 9],
  ]

  @Test("Small matrices with missing ratings, 3,000 of them", arguments: 0..<30)
  func smallMatrices(round: Int) throws {
    var stream = RandomStream(seed: 77, stream: UInt64(round))
    for _ in 0..<100 {
      let ratings = Ratings(
        units: 1 + stream.next(upperBound: 30), raters: 1 + stream.next(upperBound: 6),
        values: Self.scales[stream.next(upperBound: Self.scales.count)],
        missing: [0, 0.1, 0.5, 0.9][stream.next(upperBound: 4)], seed: stream.next())
      var analysis = AgreementAnalysis(Self.coefficients, minimumRatings: 1 + stream.next(upperBound: 2))
      if stream.next(upperBound: 3) == 0 { analysis.declaredCategories = .numbers([-7, 1, 2, 11]) }
      let matrix = RatingMatrix(raters: ratings.columns)
      let expected = analysis.estimates(of: try ratings.table())
      #expect(analysis.estimates(of: matrix) == expected)
      #expect(analysis.estimates(of: matrix.table()) == expected)
    }
  }

  @Test("Every form of a matrix is the same matrix")
  func forms() throws {
    let ratings = Ratings(units: 300, raters: 4, values: [1, 2, 3, 7], missing: 0.1, seed: 3)
    let analysis = AgreementAnalysis(Self.coefficients)
    let expected = analysis.estimates(of: try ratings.table())
    let raterMajor = ratings.columns.flatMap { $0 }
    let unitMajor = (0..<300).flatMap { unit in ratings.columns.map { $0[unit] } }
    let small = ratings.columns.map { $0.map { $0.isNaN ? UInt8.max : UInt8($0) } }
    var dictionary = CategoryDictionary(.numbers)
    let codes = ratings.columns.map { $0.map { $0.isNaN ? missingKey : dictionary.code(of: $0) } }
    for matrix in [
      RatingMatrix(raterMajor: raterMajor, raterCount: 4), RatingMatrix(unitMajor: unitMajor, raterCount: 4),
      RatingMatrix(raters: small), RatingMatrix(raters: codes, dictionary: dictionary),
    ] {
      #expect(matrix.unitCount == 300 && matrix.raterCount == 4)
      #expect(analysis.estimates(of: matrix) == expected)
      #expect(analysis.estimates(of: matrix.table()) == expected)
    }
  }

  @Test("Text categories by code")
  func text() throws {
    let (first, second) = (["a", "b", "a", nil, "c"], ["a", "b", "b", "c", "c"])
    var dictionary = CategoryDictionary(.text)
    let codes = [first, second].map { $0.map { $0.map { dictionary.code(of: $0) } ?? missingKey } }
    let units = ["0", "1", "2", "3", "4"]
    let table = try RatingTable(
      units: units + units, raters: units.map { _ in "a" } + units.map { _ in "b" }, labels: first + second)
    let analysis = AgreementAnalysis(Self.coefficients)
    let matrix = RatingMatrix(raters: codes, dictionary: dictionary)
    #expect(analysis.estimates(of: matrix) == analysis.estimates(of: table))
    #expect(analysis.estimates(of: matrix)[0].status == .ok)
  }

  @Test(
    "Counted in a table, in a hash table, or not at all; by any number of threads",
    arguments: [
      (40_000, 4, 5, 0.05), (40_000, 9, 5, 0.3), (12_000, 30, 12, 0.2), (9_000, 3, 120, 0.1), (9_000, 3, 700, 0.1),
    ])
  func threads(units: Int, raters: Int, values: Int, missing: Double) throws {
    defer { WorkerThreads.count = 2 }
    let ratings = Ratings(
      units: units, raters: raters, values: (0..<values).map { Double($0) / 4 }, missing: missing, seed: 5)
    let matrix = RatingMatrix(raters: ratings.columns)
    let coefficients: [AgreementCoefficient] = [
      .gwetAC(.quadratic), .congerKappa(.linear), .krippendorffAlpha(metric: .nominal),
      .krippendorffAlpha(metric: .interval),
    ]
    WorkerThreads.count = 1
    let expected = AgreementAnalysis(coefficients).estimates(of: try ratings.table())
    for count in [1, 2, 7] {
      WorkerThreads.count = count
      #expect(AgreementAnalysis(coefficients).estimates(of: matrix) == expected, "\(count) threads")
    }
  }

  @Test("The bootstrap does not depend on the number of threads", arguments: [(50, 3), (4_000, 3), (4_000, 5)])
  func bootstrapThreads(units: Int, raters: Int) throws {
    defer { WorkerThreads.count = 2 }
    let ratings = Ratings(units: units, raters: raters, values: [1, 2, 3, 4, 5], missing: 0.05, seed: 9)
    let analysis = AgreementAnalysis(
      AgreementBootstrapTests.coefficients, interval: .bootstrap(resamples: 1_500, seed: 4))
    WorkerThreads.count = 1
    let expected = analysis.estimates(of: try ratings.table())
    for count in [1, 2, 7] {
      WorkerThreads.count = count
      #expect(analysis.estimates(of: RatingMatrix(raters: ratings.columns)) == expected, "\(count) threads")
    }
  }

  @Test("Groups do not depend on the number of threads")
  func groupThreads() throws {
    defer { WorkerThreads.count = 2 }
    var stream = RandomStream(seed: 15)
    var (collector, dictionary) = (RatingCollector(), CategoryDictionary(.numbers))
    let groupCount = 2_500
    for group in 0..<groupCount {
      for unit in 0..<6 {
        for rater in 0..<3 where stream.uniform() > 0.1 {
          let value = Double(stream.next(upperBound: 2 + group % 3))
          collector.append(
            group: UInt32(group), unit: UInt32(unit), rater: UInt32(rater), category: dictionary.code(of: value))
        }
      }
    }
    let table = try RatingTable(collector, groupCount: groupCount, unitCount: 6, dictionary: dictionary)
    let analysis = AgreementAnalysis(Self.coefficients)
    var expected = EstimateTable()
    for group in 0..<groupCount {
      for row in analysis.estimates(of: table, group: group) { expected.append(row, group: group) }
    }
    for count in [1, 2, 7] {
      WorkerThreads.count = count
      var result = EstimateTable()
      analysis.append(table, order: Array(0..<groupCount), to: &result)
      #expect(result.table() == expected.table(), "\(count) threads")
    }
  }

  @Test("Permuted units change nothing, permuted raters no digit that is printed")
  func permuted() throws {
    let ratings = Ratings(units: 200, raters: 5, values: [1, 2, 3, 4, 5], missing: 0.1, seed: 10)
    let analysis = AgreementAnalysis(AgreementInvarianceTests.all)
    let expected = analysis.estimates(of: RatingMatrix(raters: ratings.columns))
    var stream = RandomStream(seed: 11)
    var order = Array(0..<200)
    order.shuffle(using: &stream)
    let units = RatingMatrix(raters: ratings.columns.map { column in order.map { column[$0] } })
    #expect(analysis.estimates(of: units) == expected)
    let raters = RatingMatrix(raters: [3, 0, 4, 1, 2].map { ratings.columns[$0] })
    AgreementInvarianceTests.expectEqual(analysis.estimates(of: raters), expected, within: 1e-13)
  }

  @Test("Nobody rated anything, or there is nobody")
  func empty() {
    for matrix in [
      RatingMatrix(raters: [[Double]]()), RatingMatrix(raters: [[Double.nan, .nan], [.nan, .nan]]),
      RatingMatrix(raterMajor: [], raterCount: 3), RatingMatrix(raters: [[UInt8.max]]),
    ] {
      let row = matrix.estimate(.fleissKappa(.identity))
      #expect(row.status == .tooFewUnits)
      #expect(row.unitCount == 0)
      #expect(matrix.table().ratingCount == 0)
    }
  }

  @Test("Missing numbers with bits of their own, and a negative zero")
  func bits() {
    let odd = (0..<3_000).map { Double(nan: $0 + 1, signaling: false) }
    let plain = odd.map { _ in Double.nan }
    let values = (0..<3_000).map { Double($0 % 3) }
    let signed = values.map { $0 == 0 ? -0.0 : $0 }
    let analysis = AgreementAnalysis(Self.coefficients)
    let expected = analysis.estimates(of: RatingMatrix(raters: [values, values, plain]))
    #expect(analysis.estimates(of: RatingMatrix(raters: [values, signed, odd])) == expected)
    #expect(expected[0].raterCount == 2)
  }

  @Test("Columns of different length, and a code without a meaning, trap") func traps() async {
    await #expect(processExitsWith: .failure) { _ = RatingMatrix(raters: [[1.0], [1, 2]]) }
    await #expect(processExitsWith: .failure) { _ = RatingMatrix(unitMajor: [1, 2, 3], raterCount: 2) }
    await #expect(processExitsWith: .failure) {
      let matrix = RatingMatrix(raters: [[7], [7]], dictionary: CategoryDictionary(.text))
      _ = matrix.estimate(.fleissKappa(.identity))
    }
  }
}
