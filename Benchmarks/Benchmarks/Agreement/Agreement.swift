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

  for groupCount in Effort.sizes(10_000, smoke: 100) {
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
private let allCoefficients = AgreementCoefficient.names.filter { $0 != "cohen-kappa" }.flatMap {
  AgreementCoefficient.named($0, weights: [.identity, .quadratic], metrics: [.nominal, .ordinal, .interval, .ratio])
}

enum RatingOrder: String, CaseIterable {
  case byUnit = "by unit"
  case random = "random order"
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
