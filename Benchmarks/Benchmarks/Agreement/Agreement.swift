import Benchmark
import Fidelity
import Measuring

/// Agreement of raters: arranging ratings, and every coefficient with its uncertainty, for one group and for many.
let benchmarks: @Sendable () -> Void = {
  for unitCount in Effort.sizes(10_000, 100_000, 1_000_000, smoke: 1_000) {
    let ratingCount = unitCount * 4
    for order in RatingOrder.allCases {
      measure("RatingTable, \(order.rawValue)", ratingCount, .ratings) {
        GeneratedRatings(unitCount: unitCount, raterCount: 4, order)
      } job: { ratings in
        try ratings.table()
      }
    }
    measure("All coefficients, linearised", ratingCount, .ratings) {
      try GeneratedRatings(unitCount: unitCount, raterCount: 4).table()
    } job: { table in
      AgreementAnalysis(allCoefficients).estimates(of: table)
    }
    measure("All coefficients, bootstrap of \(shortened(ratingCount)) ratings", resampleCount, .resamples) {
      try GeneratedRatings(unitCount: unitCount, raterCount: 4).table()
    } job: { table in
      AgreementAnalysis(allCoefficients, interval: .bootstrap(resamples: resampleCount, seed: 7)).estimates(of: table)
    }
    measure("Alpha, interval, continuous values", ratingCount, .ratings) {
      try GeneratedRatings(unitCount: unitCount, raterCount: 4, isContinuous: true).table()
    } job: { table in
      AgreementAnalysis([.krippendorffAlpha(metric: .interval)]).estimates(of: table)
    }
  }

  for unitCount in Effort.sizes(25_000, 250_000, 2_500_000, 25_000_000, smoke: 1_000) {
    measure("Matrix, all coefficients, linearised", unitCount * 4, .ratings) {
      GeneratedMatrix.numbers(unitCount: unitCount, raterCount: 4)
    } job: { matrix in
      AgreementAnalysis(allCoefficients).estimates(of: matrix)
    }
  }
  for raterCount in [4, 5] {
    let unitCount = Effort.current == .full ? 1_000_000 : 1_000
    let size = "\(shortened(unitCount)) x \(raterCount)"
    measure("Matrix of bytes, all coefficients, linearised, \(size)", unitCount * raterCount, .ratings) {
      GeneratedMatrix.bytes(unitCount: unitCount, raterCount: raterCount)
    } job: { matrix in
      AgreementAnalysis(allCoefficients).estimates(of: matrix)
    }
    measure("Matrix, all coefficients, bootstrap, \(size)", resampleCount, .resamples) {
      GeneratedMatrix.numbers(unitCount: unitCount, raterCount: raterCount)
    } job: { matrix in
      AgreementAnalysis(allCoefficients, interval: .bootstrap(resamples: resampleCount, seed: 7)).estimates(of: matrix)
    }
  }
  measure("Matrix, all coefficients, linearised, 5 raters", Effort.current == .full ? 500_000 : 5_000, .ratings) {
    GeneratedMatrix.numbers(unitCount: Effort.current == .full ? 100_000 : 1_000, raterCount: 5)
  } job: { matrix in
    AgreementAnalysis(allCoefficients).estimates(of: matrix)
  }
  measure("Matrix, ordinal alpha, 10k x 3, bootstrap", 1_000, .resamples) {
    GeneratedMatrix.numbers(unitCount: 10_000, raterCount: 3)
  } job: { matrix in
    matrix.estimate(.krippendorffAlpha(metric: .ordinal), interval: .bootstrap(resamples: 1_000, seed: 7))
  }

  measure(
    "Matrix, all coefficients, jackknife over units, 5 raters", Effort.current == .full ? 500_000 : 5_000, .ratings
  ) {
    GeneratedMatrix.numbers(unitCount: Effort.current == .full ? 100_000 : 1_000, raterCount: 5)
  } job: { matrix in
    AgreementAnalysis(allCoefficients, interval: .jackknife(.units)).estimates(of: matrix)
  }
  measure("Matrix, all coefficients, bootstrap over 20 raters", Effort.current == .full ? 1_000 : 40, .resamples) {
    GeneratedMatrix.numbers(unitCount: Effort.current == .full ? 10_000 : 100, raterCount: 20)
  } job: { matrix in
    let resamples = Effort.current == .full ? 1_000 : 40
    return AgreementAnalysis(allCoefficients, interval: .bootstrap(resamples: resamples, seed: 7, over: .raters))
      .estimates(of: matrix)
  }

  let clusteredUnits = Effort.current == .full ? 100_000 : 1_000
  measure("All coefficients, linearised, clusters of 20 units", clusteredUnits * 4, .ratings) {
    try (
      GeneratedRatings(unitCount: clusteredUnits, raterCount: 4).table(),
      UnitClusters(codes: (0..<clusteredUnits).map { UInt32($0 / 20) })
    )
  } job: { table, clusters in
    AgreementAnalysis(allCoefficients).estimates(of: table, clusters: clusters)
  }
  measure("All coefficients, bootstrap over units and 20 raters", Effort.current == .full ? 1_000 : 40, .resamples) {
    GeneratedMatrix.numbers(unitCount: Effort.current == .full ? 10_000 : 100, raterCount: 20)
  } job: { matrix in
    let resamples = Effort.current == .full ? 1_000 : 40
    return AgreementAnalysis(allCoefficients, interval: .bootstrap(resamples: resamples, seed: 7, over: .both))
      .estimates(of: matrix)
  }

  for groupCount in Effort.sizes(10_000, 100_000, smoke: 100) {
    measure("All coefficients by group, 20 units x 3 raters", groupCount, .groups) {
      try GeneratedRatings(groupCount: groupCount, unitCount: 20, raterCount: 3).table()
    } job: { table in
      var result = EstimateTable()
      AgreementAnalysis(allCoefficients).append(table, order: Array(0..<groupCount), to: &result)
      return result
    }
  }
}

private let resampleCount = Effort.current == .full ? 10_000 : 200

/// Unweighted and with quadratic weights; alpha in every metric.
private let allCoefficients = AgreementCoefficient.commonNames.flatMap {
  AgreementCoefficient.named($0, weights: [.identity, .quadratic], metrics: [.nominal, .ordinal, .interval, .ratio])
}

enum RatingOrder: String, CaseIterable {
  case byUnit = "by unit"
  case random = "random order"
}

/// The same ratings as a matrix in memory.
enum GeneratedMatrix {
  static func numbers(unitCount: Int, raterCount: Int) -> RatingMatrix {
    RatingMatrix(raters: columns(unitCount, raterCount))
  }

  static func bytes(unitCount: Int, raterCount: Int) -> RatingMatrix {
    RatingMatrix(raters: columns(unitCount, raterCount).map { $0.map { $0.isNaN ? UInt8.max : UInt8($0) } })
  }

  /// 5 % missing.
  private static func columns(_ unitCount: Int, _ raterCount: Int) -> [[Double]] {
    var stream = RandomStream(seed: 3)
    var columns = Array(repeating: [Double](), count: raterCount)
    for rater in 0..<raterCount { columns[rater].reserveCapacity(unitCount) }
    for _ in 0..<unitCount {
      let quality = stream.normal()
      for rater in 0..<raterCount {
        let seen = min(max((quality + 0.6 * stream.normal() + 3).rounded(), 1), 5)
        columns[rater].append(stream.uniform() < 0.05 ? .nan : seen)
      }
    }
    return columns
  }
}

/// Ratings of raters who agree in part: 1...5 (or a continuous value), 8 % missing.
struct GeneratedRatings {
  private struct Rating {
    let group: UInt32
    let unit: UInt32
    let rater: UInt32
    let value: Double
  }

  private var ratings: [Rating] = []
  private let groupCount: Int
  private let unitCount: Int

  init(
    groupCount: Int = 1, unitCount: Int, raterCount: Int, _ order: RatingOrder = .byUnit, isContinuous: Bool = false
  ) {
    self.groupCount = groupCount
    self.unitCount = unitCount
    var stream = RandomStream(seed: 3)
    ratings.reserveCapacity(groupCount * unitCount * raterCount)
    for group in 0..<groupCount {
      for unit in 0..<unitCount {
        let quality = stream.normal()
        for rater in 0..<raterCount where stream.uniform() >= 0.08 {
          let seen = quality + 0.6 * stream.normal()
          let value = isContinuous ? seen : min(max((seen + 3).rounded(), 1), 5)
          ratings.append(Rating(group: UInt32(group), unit: UInt32(unit), rater: UInt32(rater), value: value))
        }
      }
    }
    if order == .random { ratings.shuffle(using: &stream) }
  }

  /// Collected one by one, as from a scan, and arranged.
  func table() throws -> RatingTable {
    var categories = CategoryDictionary(.numbers)
    var collected = RatingCollector()
    for rating in ratings {
      collected.append(
        group: rating.group, unit: rating.unit, rater: rating.rater, category: categories.code(of: rating.value))
    }
    return try RatingTable(collected, groupCount: groupCount, unitCount: unitCount, dictionary: categories)
  }
}
