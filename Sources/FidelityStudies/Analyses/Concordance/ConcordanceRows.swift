import FidelityComponents
import FidelityData
import FidelityMeasurement
import FidelitySystem

/// The rows of a pair of raters, and of all raters of a group.
struct ConcordanceRows: Sendable {
  let options: ConcordanceAnalysis

  static let columns: EstimateColumns = [
    .term, .form, .metric, .interval, .test, .unitCount, .raterCount, .observationCount, .method, .note,
  ]

  private var metric: String? { options.pairScale == .log ? PairMoments.Scale.log.rawValue : nil }

  // MARK: - Pairs

  /// Limits of agreement, concordance and correlation of two raters.
  func rows(_ pair: RaterColumns.Pair, _ factors: inout ToleranceFactors) -> [Estimate] {
    let moments = PairMoments(pair.x, pair.y, scale: options.pairScale)
    var rows = LimitsOfAgreement(moments, multiplier: options.multiplier)
      .estimates(options.limitInterval, level: options.level, &factors)
    if options.proportionalBias {
      rows += regression(BlandAltmanPoint.points(pair.x, pair.y, scale: options.pairScale))
    }
    var others = LinConcordance(moments, divisor: options.divisor).estimates(level: options.level)
    others.append(PairCorrelation(moments).estimate(level: options.level))
    for place in others.indices { others[place].metric = metric }
    let spearman = pair.ranks.map { PairCorrelation(ranks: $0.x, $0.y) } ?? PairCorrelation(ranksOf: pair.x, pair.y)
    rows += others + [spearman.estimate(level: options.level)]
    if let note = Self.note(leftOut: pair.leftOut) { for place in rows.indices { rows[place].add(note: note) } }
    return rows
  }

  private func regression(_ points: [BlandAltmanPoint]) -> [Estimate] {
    ProportionalBias(points).estimates(level: options.level).map { row in
      var row = row
      row.metric = metric
      return row
    }
  }

  private static func note(leftOut: Int) -> String? {
    switch leftOut {
    case 0: nil
    case 1: "1 unit with a rating of one of the two is left out"
    default: "\(leftOut) units with a rating of one of the two are left out"
    }
  }

  /// The rows of a group that has no pair: of a rater alone, or without the reference.
  func rows(withoutPairOf raterCount: Int, hasReplicates: Bool = false) -> [Estimate] {
    let sentence = raterCount < 2 ? "there is one rater: a pair needs two" : "the reference has no rating here"
    var factors = ToleranceFactors()
    let none =
      hasReplicates ? rows(ReplicatedPairs(scale: options.pairScale), leftOut: 0) : rows(RaterColumns.Pair(), &factors)
    return none.map { row in
      var row = row
      (row.status, row.note) = (.tooFewRaters, sentence)
      return row
    }
  }

  // MARK: - Replicates

  /// Limits of agreement of two raters with replicates.
  /// - Parameter leftOut: units, or readings where they are linked, of one of the two alone.
  func rows(_ pair: ReplicatedPairs, leftOut: Int) -> [Estimate] {
    let method: ReplicatedPairs.Method = options.linked ? .linked : .notLinked
    var rows = pair.limits(method, multiplier: options.multiplier).estimates(.mover, level: options.level)
    if options.proportionalBias {
      rows += regression(pair.points(method).filter { !$0.mean.isNaN }).map { row in
        var row = row
        row.add(note: "of the units' means")
        return row
      }
    }
    let what = options.linked ? "reading" : "unit"
    if leftOut > 0 {
      let note =
        "\(leftOut) \(what)\(leftOut == 1 ? "" : "s") of one of the two \(leftOut == 1 ? "is" : "are") left out"
      for place in rows.indices { rows[place].add(note: note) }
    }
    return rows
  }

  /// How well one rater repeats their own readings.
  func repeatability(_ readings: OneWayMoments) -> Estimate {
    var row = Repeatability.withinUnits(readings)
    row.metric = metric
    return row
  }

  // MARK: - All raters

  /// Overall concordance, Kendall's W, Finn's coefficient.
  /// - Parameter group: the code of the group.
  func rows(_ columns: RaterColumns, _ arranged: ArrangedRatings, group: Int) -> [Estimate] {
    let table = arranged.table
    let incomplete = columns.unitCount - columns.completeUnits.count
    var moments = RaterMoments(raterCount: columns.raters.count)
    for unit in columns.completeUnits {
      let place = table.groupOffsets[group] + Int(unit)
      let own = table.unitOffsets[place]..<table.unitOffsets[place + 1]
      let values = own.map { table.dictionary.numbers[Int(table.categories[$0])] }
      moments.add(options.pairScale == .log ? values.map { log($0) } : values)
    }
    var rows = OverallConcordance(moments, divisor: options.divisor).estimates
    for place in rows.indices {
      rows[place].metric = metric
      if incomplete > 0 {
        rows[place].add(note: "\(incomplete) units without a rating of every rater are left out")
      }
    }
    let kendall = KendallConcordance(
      ranks: columns.completeRanks, unitCount: columns.completeUnits.count, incompleteCount: incomplete)
    return rows + [kendall.estimate()] + finn(arranged, group)
  }

  private func finn(_ arranged: ArrangedRatings, _ group: Int) -> [Estimate] {
    var scale = options.scale
    if scale == .unknown, arranged.table.scales.indices.contains(group), arranged.table.scales[group].count > 1 {
      scale = .list(arranged.table.scales[group])
    }
    guard scale != .unknown else { return [] }
    let moments = CrossedMoments(arranged.units, group: group)
    let (oneWay, twoWay) = (OneWayAnova(moments.unitSizes, term: "unit"), TwoWayAnova(moments))
    var rows: [Estimate]
    switch scale {
    case .count(let count):
      rows = [
        FinnCoefficient(oneWay, categoryCount: count).estimate,
        FinnCoefficient(.twoWay, twoWay, categoryCount: count).estimate,
      ]
      let span = arranged.span(ofGroup: group)
      if span > Double(count - 1) {
        let reason = "ratings lie up to \(CategoryDictionary.label(span)) apart: more than \(count) categories reach"
        rows = rows.map { Self.refused($0, .outOfRange, reason) }
      }
    case .list(let categories):
      rows = [
        FinnCoefficient(oneWay, categories: categories).estimate,
        FinnCoefficient(.twoWay, twoWay, categories: categories).estimate,
      ]
    case .unknown: rows = []
    }
    return rows.map { row in
      var row = row
      row.raterCount = moments.activeRaterCount
      return moments.activeRaterCount > 1
        ? row : Self.refused(row, .tooFewRaters, "there is one rater: concordance needs two")
    }
  }

  private static func refused(_ row: Estimate, _ status: Status, _ reason: String) -> Estimate {
    var refused = Estimate(row.quantity)
    (refused.form, refused.method) = (row.form, row.method)
    (refused.unitCount, refused.raterCount) = (row.unitCount, row.raterCount)
    (refused.status, refused.note) = (status, reason)
    return refused
  }
}

extension ArrangedRatings {
  /// How far the least and the greatest rating of a group lie apart.
  fileprivate func span(ofGroup group: Int) -> Double {
    let units = table.groupOffsets[group]..<table.groupOffsets[group + 1]
    var (least, greatest) = (Double.infinity, -Double.infinity)
    for rating in table.unitOffsets[units.lowerBound]..<table.unitOffsets[units.upperBound] {
      let value = table.dictionary.numbers[Int(table.categories[rating])]
      (least, greatest) = (min(least, value), max(greatest, value))
    }
    return greatest - least
  }
}
