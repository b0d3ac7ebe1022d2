public import FidelityData
public import FidelityLinearAlgebra
import FidelityProbability

extension RaterAnalysis {
  /// Percent agreement and Cohen's kappa of every pair of raters with units in common, in the order of the raters; with
  /// `tests`, the tests of equal margins of each pair as well, and Cochran's Q of all raters where there are two
  /// categories.
  ///
  /// Kappas are linearised, see ``CrossTable/cohenKappa(_:values:labels:)``. Weights that are not symmetric have the
  /// categories of the rater with the lower code (whose name comes first) as their rows. Status of a kappa:
  /// `noVariation` where it is 0/0, `undefinedWeights` where weights are not finite on the scale, `tooManyCategories`
  /// above 256 categories for all but percent agreement and the quadratic kappa, which need no table; `tooFewUnits` for
  /// a pair without units in common, where such pairs are wanted.
  /// - Parameters:
  ///   - group: the group of the table.
  ///   - tests: whether to test margins too.
  ///   - rater: a rater to leave out, a gold standard say.
  ///   - unpaired: whether pairs without units in common have rows.
  /// - Complexity: the cheaper of O(sum r_i^2 / 2), r_i ratings of unit i, and O(r^2 q^2 n / 128)
  ///   words for r raters, q categories, n units; O(r^2 q^2) for the tables.
  public func pairs(
    of table: RatingTable, group: Int = 0, tests: Bool = false, excluding rater: UInt32? = nil, unpaired: Bool = false
  ) -> [RaterEstimate] {
    let place = RaterPlace(table, group: group)
    return pairs(of: ratings(place, excluding: rater), place, tests: tests, unpaired: unpaired)
  }

  /// Cohen's kappas of all pairs as a matrix: row and column i are those of the i-th code in `raters`, the diagonal is
  /// 1. Weights have the categories of the row's rater as their rows; so the matrix is symmetric where they are. NaN
  /// where a pair has no units in common or its kappa is undefined, see ``pairs(of:group:tests:excluding:unpaired:)``.
  /// - Complexity: that of ``pairs(of:group:tests:excluding:unpaired:)``.
  public func kappaMatrix(
    _ weights: AgreementWeights, of table: RatingTable, group: Int = 0
  ) -> (raters: [UInt32], kappas: Matrix) {
    let place = RaterPlace(table, group: group)
    let ratings = self.ratings(place)
    let count = ratings.raterCount
    var placeOfCode: [UInt32: Int] = [:]
    for (place, code) in ratings.raterCodes.enumerated() { placeOfCode[code] = place }
    var kappas = Matrix(rowCount: count, columnCount: count, repeating: .nan)
    for rater in 0..<count { kappas[rater, rater] = 1 }
    guard weights.isSymmetric || ratings.categoryCount > Self.tableLimit else {
      let matrix = WeightMatrix(weights, ratings.scale)
      forEachTable(of: ratings) { first, second, table in
        kappas[first, second] = table.cohenKappa(matrix).value
        kappas[second, first] = table.transposed.cohenKappa(matrix).value
      }
      return (ratings.raterCodes, kappas)
    }
    var single = self
    single.weights = [weights]
    for row in single.pairs(of: ratings, place, tests: false) where row.estimate.quantity == "cohen-kappa" {
      guard case .pair(let a, let b) = row.subject, let first = placeOfCode[a], let second = placeOfCode[b] else {
        continue
      }
      kappas[first, second] = row.estimate.estimate
      kappas[second, first] = row.estimate.estimate
    }
    return (ratings.raterCodes, kappas)
  }

  /// The cross tables of every pair of raters with units in common, in the order of the raters (by their codes), and
  /// the values of their categories, ascending: ranks 1, 2, ... for text.
  public func crossTables(
    of table: RatingTable, group: Int = 0
  ) -> (values: [Double], tables: [(first: UInt32, second: UInt32, table: CrossTable)]) {
    crossTables(of: table, group: group, route: nil)
  }

  /// - Parameter route: nil for the cheaper one.
  package func crossTables(
    of table: RatingTable, group: Int = 0, route: PairRoute?
  ) -> (values: [Double], tables: [(first: UInt32, second: UInt32, table: CrossTable)]) {
    let ratings = self.ratings(RaterPlace(table, group: group))
    var tables: [(first: UInt32, second: UInt32, table: CrossTable)] = []
    forEachTable(of: ratings, route: route) { first, second, table in
      tables.append((ratings.raterCodes[first], ratings.raterCodes[second], table))
    }
    return (ratings.scale.values, tables)
  }

  /// Calls `body` with the places of each pair of raters who have units in common, and their cross table.
  private func forEachTable(
    of ratings: RaterGroup, route: PairRoute? = nil, _ body: (_ first: Int, _ second: Int, CrossTable) -> Void
  ) {
    let counter = PairCounter(ratings, route: route)
    var scratch = PairCounter.Scratch()
    for first in 0..<ratings.raterCount {
      counter.forEachPartner(of: first, &scratch) { second, cells, start in
        body(first, second, CrossTable(categoryCount: ratings.categoryCount, cells: cells, at: start))
      }
    }
  }

  /// How many pairs of raters of a table there are, and at most so many of them have units in common.
  /// - Complexity: O(ratings).
  package static func pairCounts(of table: RatingTable) -> (all: Int, most: Int) {
    var used = LastUse()
    var pairs = (all: 0, most: 0)
    for group in 0..<table.groupCount {
      let units = table.groupOffsets[group]..<table.groupOffsets[group + 1]
      var byUnit = 0
      for unit in units {
        let size = table.unitOffsets[unit + 1] - table.unitOffsets[unit]
        byUnit += size * (size - 1) / 2
        for rating in table.ratings(unit) { used.use(table.raters[rating], by: group) }
      }
      let raters = used.takeCount()
      let all = raters * max(0, raters - 1) / 2
      pairs.all += all
      pairs.most += min(byUnit, all)
    }
    return pairs
  }

  /// Above so many categories no cross tables are made.
  static let tableLimit = 256

  /// As ``pairs(of:group:tests:excluding:unpaired:)``, in pieces that follow each other, each as `make` turns its rows;
  /// on any thread.
  package func pairs<Piece: Sendable>(
    _ place: RaterPlace, tests: Bool, excluding rater: UInt32?, unpaired: Bool,
    make: @Sendable ([RaterEstimate]) -> Piece
  ) -> [Piece] {
    pairs(of: ratings(place, excluding: rater), place, tests: tests, unpaired: unpaired, make: make)
  }

  func pairs(of group: RaterGroup, _ place: RaterPlace, tests: Bool, unpaired: Bool = false) -> [RaterEstimate] {
    pairs(of: group, place, tests: tests, unpaired: unpaired) { $0 }.flatMap(\.self)
  }

  private func pairs<Piece: Sendable>(
    of group: RaterGroup, _ place: RaterPlace, tests: Bool, unpaired: Bool,
    make: @Sendable ([RaterEstimate]) -> Piece
  ) -> [Piece] {
    guard group.categoryCount <= Self.tableLimit else {
      return [make(momentPairs(of: group, place, unpaired: unpaired))]
    }
    let maker = PairRows(self, group, tests: tests)
    let counter = PairCounter(group)
    // Few raters for one thread's memory of tables, many for the balance of threads.
    let width = max(1, group.raterCount / 64)
    let pieceCount = (group.raterCount + width - 1) / width
    var pieces = place.map(pieceCount) { piece in
      var scratch = PairCounter.Scratch()
      var maker = maker
      var rows: [RaterEstimate] = []
      for first in piece * width..<min((piece + 1) * width, group.raterCount) {
        var next = first + 1
        counter.forEachPartner(of: first, &scratch) { second, cells, start in
          if unpaired { appendUnpaired(group, first, next..<second, to: &rows) }
          next = second + 1
          let table = CrossTable(categoryCount: group.categoryCount, cells: cells, at: start)
          maker.append(table, first, second, to: &rows)
        }
        if unpaired { appendUnpaired(group, first, next..<group.raterCount, to: &rows) }
      }
      return make(rows)
    }
    if tests, group.categoryCount == 2, group.raterCount > 2 {
      pieces.append(make([RaterEstimate(.all, CochranQ.estimate(group))]))
    }
    return pieces
  }
}

extension RaterAnalysis {
  /// Adds the rows of a rater with those that it has no units in common with.
  func appendUnpaired(_ group: RaterGroup, _ first: Int, _ others: Range<Int>, to rows: inout [RaterEstimate]) {
    for second in others {
      let subject = RaterEstimate.Subject.pair(group.raterCodes[first], group.raterCodes[second])
      for weights in weights {
        for quantity in hasAgreement(weights) ? ["percent-agreement", "cohen-kappa"] : ["cohen-kappa"] {
          var row = Estimate(quantity)
          (row.weights, row.raterCount, row.unitCount, row.status) = (weights.name, 2, 0, .tooFewUnits)
          rows.append(RaterEstimate(subject, row))
        }
      }
    }
  }
}

/// The rows of one pair after the other.
private struct PairRows: Sendable {
  private let weights: [WeightMatrix]
  private let group: RaterGroup
  private let tests: [MarginalTest]
  private let hasAgreement: @Sendable (AgreementWeights) -> Bool
  private var maker: RowMaker

  init(_ analysis: RaterAnalysis, _ group: RaterGroup, tests: Bool) {
    weights = analysis.weights.map { WeightMatrix($0, group.scale) }
    self.group = group
    self.tests = tests ? MarginalTest.suitable(categoryCount: group.categoryCount) : []
    hasAgreement = analysis.hasAgreement
    maker = RowMaker(level: analysis.level)
  }

  mutating func append(_ table: CrossTable, _ first: Int, _ second: Int, to rows: inout [RaterEstimate]) {
    let subject = RaterEstimate.Subject.pair(group.raterCodes[first], group.raterCodes[second])
    for matrix in weights {
      if hasAgreement(matrix.weights) { rows.append(RaterEstimate(subject, maker.agreement(table, matrix))) }
      rows.append(RaterEstimate(subject, maker.kappa(table, matrix)))
    }
    for test in tests { rows.append(RaterEstimate(subject, table.test(test))) }
  }
}

extension RowMaker {
  mutating func agreement(_ table: CrossTable, _ matrix: WeightMatrix) -> Estimate {
    var row = Estimate("percent-agreement")
    row.weights = matrix.weights.name
    row.raterCount = 2
    row.method = "linearised"
    if !matrix.isFinite { row.status = .undefinedWeights }
    if row.status == .ok { row.note = matrix.orderNote }
    fill(&row, table.percentAgreement(matrix), units: table.unitCount, within: -.infinity...1)
    if row.status == .noSpread, matrix.weights == .identity {
      let agreeing = Int((row.estimate * Double(table.unitCount)).rounded())
      row.takeLimits(ofShare: agreeing, of: table.unitCount, .wilson, level: level)
      row.add(note: "Wilson score limits")
    }
    return row
  }

  mutating func kappa(_ table: CrossTable, _ matrix: WeightMatrix) -> Estimate {
    var row = Estimate("cohen-kappa")
    row.weights = matrix.weights.name
    row.raterCount = 2
    row.method = "linearised"
    let found = table.cohenKappa(matrix)
    if found.value.isNaN {
      row.status = table.unitCount == 0 ? .tooFewUnits : matrix.isFinite ? .noVariation : .undefinedWeights
      row.method = nil
    } else {
      row.note = matrix.orderNote
      if table.hasConstantRater {
        row.add(note: "one rater used one category alone: kappa is 0 whatever the other's ratings")
      }
    }
    fill(&row, found, units: table.unitCount, within: -.infinity...1)
    if row.status == .noSpread, row.estimate == 1, matrix.weights == .identity {
      // Of the observed agreement, with the chance agreement held: 1 - (1 - p)/(1 - p_e).
      row.takeLimits(ofShare: table.unitCount, of: table.unitCount, .wilson, level: level)
      row.lower = 1 - (1 - row.lower) / (1 - table.agreement(matrix).chance)
      row.add(note: "Wilson score limits of the observed agreement")
    }
    return row
  }
}
