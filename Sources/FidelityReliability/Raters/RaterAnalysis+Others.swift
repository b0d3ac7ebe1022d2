public import FidelityData
import FidelityProbability

extension RaterAnalysis {
  /// Bias, spread and agreement of each rater against the other raters of the same units.
  ///
  /// Over the units that at least one other rater rated, x the rater's rating and m the mean of the others':
  ///
  /// | quantity | what |
  /// |---|---|
  /// | `bias` | mean of x - m, with its t test |
  /// | `spread` | sd(x) / sd(m), with the test of Pitman and Morgan for equal variances and its interval |
  /// | `mean-absolute-difference` | mean of \|x - m\| |
  /// | `agreement-with-others`, form `exact`, `within T` | mean share of the others with the same rating (within T) |
  /// | `majority-agreement` | share of units with the others' most frequent rating, of those that have a single one |
  /// | `mean-pairwise-kappa` | mean of the kappas that ``pairs(of:group:tests:excluding:unpaired:)`` has of the rater |
  ///
  /// The mean of several raters varies less than one rater, so `spread` exceeds 1 where all raters are alike: it tells
  /// raters apart, 1 is no target. `form` is `against others` but where the table says otherwise.
  ///
  /// With r the correlation of x + m and x - m, t = r sqrt((n - 2) / (1 - r^2)) has n - 2 degrees of freedom; the
  /// limits of the ratio of variances w are w (K -+ sqrt(K^2 - 1)), K = 1 + 2 (1 - rho^2) t_c^2 / (n - 2), rho the
  /// correlation of x and m, t_c the critical value.
  ///
  /// Status: `tooFewUnits` where no unit has another rater, `notNumeric` where numbers are needed, `noVariation` for
  /// the spread of constant ratings. References: Pitman (1939), Biometrika 31, 9-12; Morgan (1939), Biometrika 31,
  /// 13-19.
  /// Validation: SciPy (t and correlation), in the tests.
  /// - Complexity: O(ratings log ratings + ratings x distinct ratings of a unit), and that of
  ///   ``pairs(of:group:tests:excluding:unpaired:)`` for the kappas.
  /// - Parameter rater: a rater to leave out, a gold standard say.
  public func againstOthers(
    of table: RatingTable, group: Int = 0, excluding rater: UInt32? = nil
  ) -> [RaterEstimate] {
    againstOthers(RaterPlace(table, group: group), excluding: rater)
  }

  /// - Parameter kappas: whether the mean kappas are wanted, which take all pairs of raters.
  package func againstOthers(_ place: RaterPlace, excluding rater: UInt32?, kappas: Bool = true) -> [RaterEstimate] {
    let group = ratings(place, excluding: rater)
    let others = OthersOfUnits(group, tolerance: group.scale.isNumeric ? tolerance : nil)
    let byRater = group.byRater()
    let kappas = kappas ? meanKappas(group, place) : Array(repeating: [], count: group.raterCount)
    let pieces = place.map(group.raterCount) { rater in
      var maker = RowMaker(level: level)
      let sums = OthersOfRater(group, others, byRater, rater: rater)
      var rows = [sums.bias(&maker), sums.spread(level: level), sums.absoluteDifference(&maker)]
      rows.append(sums.agreement("exact", sums.exact, &maker))
      if let tolerance {
        rows.append(sums.agreement("within \(CategoryDictionary.label(tolerance))", sums.within, &maker))
      }
      rows.append(sums.majority(shareLimits, &maker))
      return rows + kappas[rater]
    }
    var rows = zip(group.raterCodes, pieces).flatMap { code, rows in rows.map { RaterEstimate(.rater(code), $0) } }
    if let adjustment { adjust(&rows, adjustment) }
    return rows
  }

  /// Adjusts the p values of each quantity over the raters.
  private func adjust(_ rows: inout [RaterEstimate], _ adjustment: PValueAdjustment) {
    for quantity in ["bias", "spread"] {
      let places = rows.indices.filter { rows[$0].estimate.quantity == quantity }
      let adjusted = adjustment.adjusted(places.map { rows[$0].estimate.pValue })
      for (place, pValue) in zip(places, adjusted) where !pValue.isNaN {
        rows[place].estimate.pValue = pValue
        rows[place].estimate.method = [rows[place].estimate.method, adjustment.rawValue].compactMap(\.self)
          .joined(separator: ", ")
      }
    }
  }

  /// For each rater a row of the mean kappa with the others, for each of the weights.
  private func meanKappas(_ group: RaterGroup, _ place: RaterPlace) -> [[Estimate]] {
    var placeOfCode: [UInt32: Int] = [:]
    for (place, code) in group.raterCodes.enumerated() { placeOfCode[code] = place }
    var sums = Array(
      repeating: Array(repeating: (sum: 0.0, count: 0, status: Status?.none), count: weights.count),
      count: group.raterCount)
    for row in pairs(of: group, place, tests: false) where row.estimate.quantity == "cohen-kappa" {
      guard case .pair(let first, let second) = row.subject,
        let weight = weights.firstIndex(where: { $0.name == row.estimate.weights })
      else { continue }
      for place in [first, second].compactMap({ placeOfCode[$0] }) {
        if row.estimate.estimate.isNaN {
          sums[place][weight].status = row.estimate.status
        } else {
          sums[place][weight].sum += row.estimate.estimate
          sums[place][weight].count += 1
        }
      }
    }
    return sums.map { sums in
      zip(weights, sums).map { weights, found in
        var row = Estimate("mean-pairwise-kappa")
        row.form = OthersOfRater.form
        row.weights = weights.name
        row.raterCount = found.count
        if found.count > 0 {
          row.estimate = found.sum / Double(found.count)
          if !weights.isSymmetric { row.note = CustomWeights.orderNote }
        } else {
          row.status = found.status ?? .tooFewUnits
        }
        return row
      }
    }
  }
}

/// For each rating of a group what the other raters of its unit gave.
private struct OthersOfUnits: Sendable {
  /// The sum of all ratings of a unit, moved by the lowest value; empty for text.
  var sums: [Double] = []
  /// For each rating, how many others gave the same.
  var equal: [UInt32]
  /// For each rating, how many others are within the tolerance; empty without one.
  var within: [UInt32] = []
  /// For each rating, whether it is the others' most frequent one; nil where two are as frequent.
  var isMajority: [Bool?]

  init(_ group: RaterGroup, tolerance: Double?) {
    let values = group.scale.values
    let origin = values.first ?? 0
    equal = Array(repeating: 0, count: group.ranks.count)
    isMajority = Array(repeating: nil, count: group.ranks.count)
    if tolerance != nil { within = equal }
    if group.scale.isNumeric { sums = Array(repeating: 0, count: group.unitCount) }
    for unit in 0..<group.unitCount {
      let range = group.unitOffsets[unit]..<group.unitOffsets[unit + 1]
      let runs = Self.runs(group.ranks[range])
      if group.scale.isNumeric {
        // By ascending categories: the same sum in any order of raters.
        sums[unit] = runs.reduce(0) { $0 + Double($1.count) * (values[Int($1.rank)] - origin) }
      }
      for rating in range where range.count > 1 {
        let rank = group.ranks[rating]
        var (best, ties, isOwnBest) = (0, 0, false)
        for run in runs {
          let count = run.rank == rank ? run.count - 1 : run.count
          if run.rank == rank { equal[rating] = UInt32(count) }
          if let tolerance, RaterAnalysis.isWithin(tolerance, values[Int(run.rank)], values[Int(rank)]) {
            within[rating] += UInt32(count)
          }
          if count > best {
            (best, ties, isOwnBest) = (count, 1, run.rank == rank)
          } else if count == best, count > 0 {
            ties += 1
          }
        }
        isMajority[rating] = ties == 1 ? isOwnBest : nil
      }
    }
  }

  private static func runs(_ ranks: ArraySlice<UInt32>) -> [(rank: UInt32, count: Int)] {
    var runs: [(rank: UInt32, count: Int)] = []
    for rank in ranks.sorted() {
      if let last = runs.last, last.rank == rank {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((rank, 1))
      }
    }
    return runs
  }
}

/// The comparison of one rater with the others, over the units that have any.
private struct OthersOfRater {
  static let form = "against others"

  /// A mean of shares over units, from whole numbers alone.
  struct ShareSums {
    /// By the number of others: sums of counts, and of their squares.
    var sums: [Int: (count: Int, square: Int)] = [:]

    mutating func add(_ count: UInt32, of others: Int) {
      let count = Int(count)
      sums[others, default: (0, 0)].count += count
      sums[others, default: (0, 0)].square += count * count
    }

    func mean(units: Int) -> ValueWithError {
      let (n, ordered) = (Double(units), sums.sorted { $0.key < $1.key })
      let mean = ordered.reduce(0) { $0 + Double($1.value.count) / Double($1.key) } / n
      let square = ordered.reduce(0) { $0 + Double($1.value.square) / Double($1.key * $1.key) }
      let variance = units > 1 ? max(0, square - n * mean * mean) / (n - 1) : .nan
      // The variance is a difference: its rounding is that of what it is the difference of.
      let rounding = (8 * Double.ulpOfOne * square / (n * max(1, n - 1))).squareRoot()
      return ValueWithError(value: mean, standardError: (variance / n).squareRoot(), rounding: rounding)
    }
  }

  private let isNumeric: Bool
  /// The largest magnitude of a rating.
  private let size: Double
  private var unitCount = 0
  /// Own rating and the others' mean of each unit, ascending; empty for text.
  private var pairs: [(own: Double, others: Double)] = []
  private(set) var exact = ShareSums()
  private(set) var within = ShareSums()
  private var majorityUnits = 0
  private var majorityHits = 0

  init(_ group: RaterGroup, _ others: OthersOfUnits, _ byRater: RaterGroup.ByRater, rater: Int) {
    isNumeric = group.scale.isNumeric
    size = group.scale.size
    let values = group.scale.values
    let origin = values.first ?? 0
    for place in byRater.offsets[rater]..<byRater.offsets[rater + 1] {
      let (rating, unit) = (Int(byRater.ratings[place]), Int(byRater.units[place]))
      let count = group.unitOffsets[unit + 1] - group.unitOffsets[unit] - 1
      if count == 0 { continue }
      unitCount += 1
      if isNumeric {
        let own = values[Int(group.ranks[rating])] - origin
        pairs.append((own, (others.sums[unit] - own) / Double(count)))
      }
      exact.add(others.equal[rating], of: count)
      if !others.within.isEmpty { within.add(others.within[rating], of: count) }
      if let isHit = others.isMajority[rating] {
        majorityUnits += 1
        majorityHits += isHit ? 1 : 0
      }
    }
    // Sums in the order of the values do not depend on the order of the units.
    pairs.sort { ($0.own, $0.others) < ($1.own, $1.others) }
  }

  /// A row without its numbers; its status is not ok where there cannot be any.
  private func row(_ quantity: String, needsNumbers: Bool = true) -> Estimate {
    var row = Estimate(quantity)
    row.form = Self.form
    row.unitCount = unitCount
    if unitCount == 0 { row.status = .tooFewUnits }
    if needsNumbers, !isNumeric { row.status = .notNumeric }
    return row
  }

  private func mean(_ value: ((own: Double, others: Double)) -> Double) -> ValueWithError {
    let n = Double(unitCount)
    let mean = pairs.reduce(0) { $0 + value($1) } / n
    let squares = pairs.reduce(0) { $0 + square(value($1) - mean) }
    return ValueWithError(
      value: mean, standardError: unitCount > 1 ? (squares / (n - 1) / n).squareRoot() : .nan,
      rounding: 8 * Double.ulpOfOne * size)
  }

  func bias(_ maker: inout RowMaker) -> Estimate {
    var row = row("bias")
    guard row.status == .ok else { return row }
    row.method = "t"
    maker.fill(&row, mean { $0.own - $0.others }, units: unitCount)
    return row
  }

  func absoluteDifference(_ maker: inout RowMaker) -> Estimate {
    var row = row("mean-absolute-difference")
    guard row.status == .ok else { return row }
    row.method = "t"
    maker.fill(
      &row, mean { abs($0.own - $0.others) }, units: unitCount, within: 0 ... .infinity, isTested: false)
    return row
  }

  func agreement(_ form: String, _ sums: ShareSums, _ maker: inout RowMaker) -> Estimate {
    var row = row("agreement-with-others", needsNumbers: form != "exact")
    row.form = form
    guard row.status == .ok else { return row }
    row.method = "t"
    maker.fill(&row, sums.mean(units: unitCount), units: unitCount, within: -.infinity...1, isTested: false)
    return row
  }

  func majority(_ limits: ShareInterval?, _ maker: inout RowMaker) -> Estimate {
    var row = row("majority-agreement", needsNumbers: false)
    maker.fill(&row, count: majorityHits, total: majorityUnits, limits)
    if majorityUnits < unitCount {
      row.add(note: "\(unitCount - majorityUnits) units without a most frequent rating")
    }
    return row
  }

  /// The ratio of standard deviations with the test of Pitman and Morgan.
  func spread(level: Double) -> Estimate {
    var row = row("spread")
    guard row.status == .ok else { return row }
    guard unitCount >= 2 else {
      row.status = .tooFewUnits
      return row
    }
    let n = Double(unitCount)
    let own = pairs.reduce(0) { $0 + $1.own } / n
    let others = pairs.reduce(0) { $0 + $1.others } / n
    let ownSquares = pairs.reduce(0) { $0 + square($1.own - own) }
    let otherSquares = pairs.reduce(0) { $0 + square($1.others - others) }
    let products = pairs.reduce(0) { $0 + ($1.own - own) * ($1.others - others) }
    // What rounding leaves of constant means is far below what any rating could.
    let scale = max(ownSquares, otherSquares, 1e-300)
    guard otherSquares > 1e-20 * scale, ownSquares > 1e-20 * scale else {
      row.status = .noVariation
      return row
    }
    row.estimate = (ownSquares / otherSquares).squareRoot()
    row.method = "pitman-morgan"
    guard unitCount >= 3 else {
      row.note = "two units: no test"
      return row
    }
    row.degreesOfFreedom = n - 2
    row.level = level
    let remainder = max(0, 1 - products * products / (ownSquares * otherSquares))
    let student = StudentT(degreesOfFreedom: n - 2)
    let k = 1 + 2 * remainder * square(student.quantile(upperTail: (1 - level) / 2)) / (n - 2)
    let reach = k + (k * k - 1).squareRoot()
    // The two factors are reciprocal.
    row.lower = row.estimate / reach.squareRoot()
    row.upper = row.estimate * reach.squareRoot()
    guard remainder > 1e-14 else {
      row.note = "the ratings are a linear function of the others' means: no test"
      (row.lower, row.upper, row.level) = (.nan, .nan, .nan)
      return row
    }
    // r sqrt((n - 2) / (1 - r^2)), written without the correlation of sum and difference.
    row.statistic =
      (ownSquares - otherSquares) / (2 * (ownSquares * otherSquares * remainder).squareRoot()) * (n - 2).squareRoot()
    row.pValue = student.twoSidedPValue(row.statistic)
    return row
  }
}
