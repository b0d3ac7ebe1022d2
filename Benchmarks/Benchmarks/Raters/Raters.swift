import Benchmark
import Fidelity
import Measuring

/// Every pair of hundreds of raters, and each rater against the others.
let benchmarks: @Sendable () -> Void = {
  for raterCount in Effort.sizes(30, 300, smoke: 8) {
    let unitCount = Effort.current == .full ? 10_000 : 200
    let pairCount = raterCount * (raterCount - 1) / 2
    let size = "\(raterCount) raters x \(shortened(unitCount)) units"
    measure("All pairs, five categories, \(size)", pairCount, .pairs) {
      CodedRatings(unitCount: unitCount, raterCount: raterCount, missing: 0).table
    } job: { table in
      RaterAnalysis(weights: [.identity, .quadratic]).pairs(of: table)
    }
    measure("All pairs, five categories, a tenth missing, \(size)", pairCount, .pairs) {
      CodedRatings(unitCount: unitCount, raterCount: raterCount, missing: 0.1).table
    } job: { table in
      RaterAnalysis(weights: [.identity, .quadratic]).pairs(of: table)
    }
    measure("All pairs, five categories, margins tested, \(size)", pairCount, .pairs) {
      CodedRatings(unitCount: unitCount, raterCount: raterCount, missing: 0).table
    } job: { table in
      RaterAnalysis(weights: [.identity, .quadratic]).pairs(of: table, tests: true)
    }
    measure("All pairs, 1,000 values, quadratic kappa, \(size)", pairCount, .pairs) {
      CodedRatings(unitCount: unitCount, raterCount: raterCount, missing: 0, stepsPerPoint: 200).table
    } job: { table in
      RaterAnalysis(weights: [.quadratic]).pairs(of: table)
    }
    measure("Each against the others, \(size)", raterCount * unitCount, .ratings) {
      CodedRatings(unitCount: unitCount, raterCount: raterCount, missing: 0).table
    } job: { table in
      RaterAnalysis(tolerance: 1).againstOthers(of: table)
    }
    measure("All pairs, two of \(raterCount) raters a unit, five categories", unitCount * 200, .ratings) {
      try CodedRatings(unitCount: unitCount * 100, raterCount: raterCount, raterCountOfUnit: 2).table
    } job: { table in
      RaterAnalysis(weights: [.identity, .quadratic]).pairs(of: table)
    }
  }
}

/// Ratings of raters who agree in part, on five points or on steps between them.
private struct CodedRatings {
  let table: RatingTable

  init(unitCount: Int, raterCount: Int, missing: Double, stepsPerPoint: Double = 1) {
    var stream = RandomStream(seed: 3)
    var columns = Array(repeating: [Double](), count: raterCount)
    for _ in 0..<unitCount {
      let quality = stream.normal()
      for rater in 0..<raterCount {
        let seen = min(max(quality + 0.6 * stream.normal() + 3, 1), 5)
        let isMissing = missing > 0 && stream.uniform() < missing
        columns[rater].append(isMissing ? .nan : (seen * stepsPerPoint).rounded() / stepsPerPoint)
      }
    }
    table = RatingMatrix(raters: columns).table()
  }

  /// A few raters, drawn anew for each unit.
  init(unitCount: Int, raterCount: Int, raterCountOfUnit: Int) throws {
    var stream = RandomStream(seed: 3)
    var categories = CategoryDictionary(.numbers)
    var collected = RatingCollector()
    for unit in 0..<unitCount {
      let quality = stream.normal()
      var raters: Set<Int> = []
      while raters.count < raterCountOfUnit { raters.insert(stream.next(upperBound: raterCount)) }
      for rater in raters.sorted() {
        let seen = min(max((quality + 0.6 * stream.normal() + 3).rounded(), 1), 5)
        collected.append(group: 0, unit: UInt32(unit), rater: UInt32(rater), category: categories.code(of: seen))
      }
    }
    table = try RatingTable(collected, groupCount: 1, unitCount: unitCount, dictionary: categories)
  }
}
