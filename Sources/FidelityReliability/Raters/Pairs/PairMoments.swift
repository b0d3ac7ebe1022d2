package import FidelityData
import FidelityLinearAlgebra

/// Sums of products of powers of two raters' values over their common units: all that the quadratic kappa and its
/// standard error depend on.
///
/// With v = (x - y)^2, weights 1 - v / (b - a)^2 give kappa = 1 - D / E, D = mean v, E = mean x^2 + mean y^2 - 2 mean x
/// mean y; the scale's range falls out. This is Lin's concordance coefficient with divisor n. The linearised influence
/// of a unit is a polynomial of the second degree in x and y, its square one of the fourth: so the sums of x^a y^b with
/// a + b <= 4 are enough, whatever the number of distinct values.
///
/// References: Fleiss and Cohen (1973), Educational and Psychological Measurement 33, 613-619; Lin (1989), Biometrics
/// 45, 255-268; Schuster (2004), Educational and Psychological Measurement 64, 243-253.
struct PairMoments: Sendable, Equatable {
  /// The powers (a, b), in the order of `sums`.
  static let powers: [(Int, Int)] = [
    (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (0, 1), (0, 2), (0, 3), (0, 4), (1, 1), (2, 1), (3, 1), (1, 2), (1, 3),
    (2, 2),
  ]
  static let count = powers.count

  private static let places: [[Int]] = (0...4).map { a in
    (0...4).map { b in powers.firstIndex { $0 == (a, b) } ?? -1 }
  }

  /// The sum of x^a y^b for each of the powers.
  let sums: [Double]

  var unitCount: Int { Int(sums[0]) }

  private func mean(_ a: Int, _ b: Int) -> Double { sums[Self.places[a][b]] / sums[0] }

  /// Percent agreement with quadratic weights, 1 - D / range^2, and its standard error over units.
  func percentAgreement(range: Double) -> ValueWithError {
    let n = sums[0]
    guard n > 0 else { return .undefined }
    // A scale of one value: all ratings are equal.
    guard range > 0 else { return ValueWithError(value: 1, standardError: n > 1 ? 0 : .nan) }
    let scale = range * range
    let disagreement = mean(2, 0) - 2 * mean(1, 1) + mean(0, 2)
    let square = mean(4, 0) - 4 * mean(3, 1) + 6 * mean(2, 2) - 4 * mean(1, 3) + mean(0, 4)
    let variance = n > 1 ? max(0, square - disagreement * disagreement) / (n - 1) : .nan
    return ValueWithError(value: 1 - disagreement / scale, standardError: variance.squareRoot() / scale)
  }

  /// The quadratic kappa and its linearised standard error; NaN where the raters do not vary.
  func quadraticKappa() -> ValueWithError {
    let n = sums[0]
    guard n > 0 else { return .undefined }
    let disagreement = mean(2, 0) - 2 * mean(1, 1) + mean(0, 2)
    let expected = mean(2, 0) + mean(0, 2) - 2 * mean(1, 0) * mean(0, 1)
    // What rounding leaves of a difference of equal numbers.
    guard expected > 1e-13 * max(mean(2, 0), mean(0, 2)) else { return .undefined }
    let ratio = disagreement / expected
    guard n > 1 else { return ValueWithError(value: 1 - ratio, standardError: .nan) }
    // Without any disagreement every influence is 0; their moments would leave the root of what was rounded.
    if disagreement <= 1e-15 * expected { return ValueWithError(value: 1, standardError: 0) }
    let terms: [(a: Int, b: Int, factor: Double)] = [
      (2, 0, ratio - 1), (0, 2, ratio - 1), (1, 1, 2), (1, 0, -2 * ratio * mean(0, 1)),
      (0, 1, -2 * ratio * mean(1, 0)), (0, 0, disagreement + ratio * (mean(2, 0) + mean(0, 2) - 2 * expected)),
    ]
    var square = 0.0
    for left in terms {
      for right in terms { square += left.factor * right.factor * mean(left.a + right.a, left.b + right.b) }
    }
    return ValueWithError(
      value: 1 - ratio, standardError: (max(0, square) / (n - 1)).squareRoot() / expected)
  }
}

/// Makes the moments of all pairs of raters of a group.
///
/// Values are moved by the middle of the scale, so that nothing cancels; whole numbers stay whole, their sums exact.
///
/// - **by unit**: O(sum r_i^2 / 2) for r_i ratings of unit i.
/// - **by products**: powers of the values as matrices, units x raters, 0 where a rating is missing; each sum is an
///   element of a product of two of them: 15 n r^2 operations of dense algebra.
struct PairMomentCounter: Sendable {
  typealias Route = PairMomentRoute

  private let group: RaterGroup
  /// The value of each category, moved.
  private let values: [Double]
  /// The sums of each power as a matrix of raters, row by the first; empty by unit.
  private let products: [[Double]]
  private let byRater: RaterGroup.ByRater

  /// Above, the matrices of sums would fill the memory.
  private static let mostRaters = 2_000

  init(_ group: RaterGroup, route chosen: Route? = nil) throws(LinearAlgebraError) {
    self.group = group
    values = Self.moved(group.scale.values)
    byRater = group.byRater()
    let raters = Double(group.raterCount)
    var pairRatings = 0.0
    for unit in 0..<group.unitCount {
      let size = Double(group.unitOffsets[unit + 1] - group.unitOffsets[unit])
      pairRatings += size * (size - 1) / 2
    }
    // A step of the loop over units costs as much as some sixty multiplications of a matrix product.
    let isDense = 15 * Double(group.unitCount) * raters * raters < 120 * pairRatings
    let route = chosen ?? (isDense && group.raterCount <= Self.mostRaters ? .byProducts : .byUnit)
    products = route == .byProducts ? try Self.products(group, values) : []
  }

  private static func moved(_ values: [Double]) -> [Double] {
    guard let low = values.first, let high = values.last else { return [] }
    let middle = low / 2 + high / 2
    let isWhole = values.allSatisfy { $0 == $0.rounded() && abs($0) < 0x1p40 } && high - low <= 2_000
    let (center, half) = isWhole ? (middle.rounded(), 1) : (middle, max(high / 2 - low / 2, .leastNormalMagnitude))
    return values.map { ($0 - center) / half }
  }

  /// The range of the moved values.
  var range: Double { (values.last ?? 0) - (values.first ?? 0) }

  /// Calls `body` with each rater after `first` who has units in common with it, ascending, and the sums of the two.
  func forEachPartner(of first: Int, _ body: (_ second: Int, PairMoments) -> Void) {
    if products.isEmpty { return forEachPartnerByUnit(of: first, body) }
    let raters = group.raterCount
    for second in first + 1..<max(first + 1, raters) where products[0][first * raters + second] > 0 {
      body(second, PairMoments(sums: products.map { $0[first * raters + second] }))
    }
  }

  private func forEachPartnerByUnit(of first: Int, _ body: (_ second: Int, PairMoments) -> Void) {
    let width = PairMoments.count
    var sums = [Double](repeating: 0, count: group.raterCount * width)
    do {
      var sums = sums.mutableSpan
      let (raters, ranks, offsets) = (group.raters.span, group.ranks.span, group.unitOffsets.span)
      let values = values.span
      let (own, units) = (byRater.ratings.span, byRater.units.span)
      for place in byRater.offsets[first]..<byRater.offsets[first + 1] {
        let rating = Int(own[place])
        let x = values[Int(ranks[rating])]
        let xx = x * x
        for other in rating + 1..<max(rating + 1, offsets[Int(units[place]) + 1]) {
          let start = Int(raters[other]) * width
          let y = values[Int(ranks[other])]
          let yy = y * y
          sums[start] += 1
          sums[start + 1] += x
          sums[start + 2] += xx
          sums[start + 3] += xx * x
          sums[start + 4] += xx * xx
          sums[start + 5] += y
          sums[start + 6] += yy
          sums[start + 7] += yy * y
          sums[start + 8] += yy * yy
          sums[start + 9] += x * y
          sums[start + 10] += xx * y
          sums[start + 11] += xx * x * y
          sums[start + 12] += x * yy
          sums[start + 13] += x * yy * y
          sums[start + 14] += xx * yy
        }
      }
    }
    for second in first + 1..<max(first + 1, group.raterCount) where sums[second * width] > 0 {
      body(second, PairMoments(sums: Array(sums[second * width..<(second + 1) * width])))
    }
  }

  /// How often each later rater gave the same rating as `first`.
  func equalCounts(of first: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: group.raterCount)
    for place in byRater.offsets[first]..<byRater.offsets[first + 1] {
      let (rating, end) = (Int(byRater.ratings[place]), group.unitOffsets[Int(byRater.units[place]) + 1])
      for other in rating + 1..<max(rating + 1, end) where group.ranks[other] == group.ranks[rating] {
        counts[Int(group.raters[other])] += 1
      }
    }
    return counts
  }

  private static func products(
    _ group: RaterGroup, _ values: [Double]
  ) throws(LinearAlgebraError) -> [[Double]] {
    let raters = group.raterCount
    let blockSize = 1_024
    var blocks = Array(repeating: Matrix(rowCount: blockSize, columnCount: raters), count: 5)
    var results = Array(repeating: Matrix(rowCount: raters, columnCount: raters), count: PairMoments.count)
    for start in stride(from: 0, to: group.unitCount, by: blockSize) {
      let units = start..<min(start + blockSize, group.unitCount)
      for power in blocks.indices { fill(&blocks[power], power, group, values, units) }
      for (place, (a, b)) in PairMoments.powers.enumerated() where a >= b {
        // The elements (first, second) are sums of x_first^a x_second^b.
        if a == b {
          try results[place].addGram(of: blocks[a], fill: .upper)
        } else {
          try results[place].addProduct(of: blocks[a].transposedView, blocks[b])
        }
      }
    }
    // Rows by the first rater: a matrix is kept column by column, so its own order is that of its transpose.
    return PairMoments.powers.enumerated().map { place, powers in
      let (a, b) = powers
      if a == b {
        results[place].mirrorUpperTriangle()
        return results[place].elements
      }
      let source = PairMoments.powers.firstIndex { $0 == (max(a, b), min(a, b)) } ?? place
      return a > b ? results[source].transposed().elements : results[source].elements
    }
  }

  private static func fill(
    _ block: inout Matrix, _ power: Int, _ group: RaterGroup, _ values: [Double], _ units: Range<Int>
  ) {
    let rowCount = block.rowCount
    block.withMutableElements { elements in
      for place in elements.indices { elements[place] = 0 }
      for unit in units {
        for rating in group.unitOffsets[unit]..<group.unitOffsets[unit + 1] {
          let value = values[Int(group.ranks[rating])]
          var result = 1.0
          for _ in 0..<power { result *= value }
          elements[unit - units.lowerBound + Int(group.raters[rating]) * rowCount] = result
        }
      }
    }
  }
}

/// How sums of pairs are made; sums of whole numbers are the same.
package enum PairMomentRoute: Sendable, CaseIterable { case byUnit, byProducts }

extension RaterAnalysis {
  /// The quadratic kappas of all pairs from sums alone, and the sums, in the order of the raters.
  package func quadraticKappas(
    of table: RatingTable, route: PairMomentRoute
  ) throws -> [(sums: [Double], kappa: ValueWithError, agreement: ValueWithError)] {
    let group = ratings(RaterPlace(table, group: 0))
    let counter = try PairMomentCounter(group, route: route)
    var found: [(sums: [Double], kappa: ValueWithError, agreement: ValueWithError)] = []
    for first in 0..<group.raterCount {
      counter.forEachPartner(of: first) { _, moments in
        found.append((moments.sums, moments.quadraticKappa(), moments.percentAgreement(range: counter.range)))
      }
    }
    return found
  }

  /// The rows of pairs on scales of too many values for cross tables: percent agreement, and the quadratic kappa.
  func momentPairs(of group: RaterGroup, _ place: RaterPlace, unpaired: Bool) -> [RaterEstimate] {
    let counter: PairMomentCounter
    do {
      counter = try PairMomentCounter(group)
    } catch {
      preconditionFailure("raters and blocks of units fit into 32 bits")
    }
    let maker = RowMaker(level: level)
    let pieces = place.map(group.raterCount) { first in
      var maker = maker
      var rows: [RaterEstimate] = []
      let equal = weights.contains(.identity) ? counter.equalCounts(of: first) : []
      var next = first + 1
      counter.forEachPartner(of: first) { second, moments in
        if unpaired { appendUnpaired(group, first, next..<second, to: &rows) }
        next = second + 1
        let subject = RaterEstimate.Subject.pair(group.raterCodes[first], group.raterCodes[second])
        for weights in weights {
          let agreement: ValueWithError? =
            switch weights {
            case .identity: Self.share(equal[second], of: moments.unitCount)
            case .quadratic where group.scale.isNumeric: moments.percentAgreement(range: counter.range)
            default: nil
            }
          let kappa = weights == .quadratic && group.scale.isNumeric ? moments.quadraticKappa() : nil
          if hasAgreement(weights) {
            rows.append(RaterEstimate(subject, maker.row("percent-agreement", weights, agreement, moments.unitCount)))
          }
          rows.append(RaterEstimate(subject, maker.row("cohen-kappa", weights, kappa, moments.unitCount)))
        }
      }
      if unpaired { appendUnpaired(group, first, next..<group.raterCount, to: &rows) }
      return rows
    }
    return Array(pieces.joined())
  }

  private static func share(_ count: Int, of units: Int) -> ValueWithError {
    let share = Double(count) / Double(units)
    let variance = units > 1 ? share * (1 - share) / Double(units - 1) : .nan
    return ValueWithError(value: share, standardError: variance.squareRoot())
  }
}

extension RowMaker {
  /// A row of a pair on a scale of many values; nil for what needs a cross table.
  fileprivate mutating func row(
    _ quantity: String, _ weights: AgreementWeights, _ found: ValueWithError?, _ units: Int
  ) -> Estimate {
    var row = Estimate(quantity)
    row.weights = weights.name
    row.raterCount = 2
    if let found, !found.value.isNaN {
      row.method = "linearised"
    } else {
      row.status = found == nil ? .tooManyCategories : .noVariation
    }
    fill(&row, found ?? .undefined, units: units, within: -.infinity...1)
    return row
  }
}
