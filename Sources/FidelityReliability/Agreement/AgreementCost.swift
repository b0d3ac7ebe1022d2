package import FidelityData
import FidelitySystem

extension AgreementAnalysis {
  /// Roughly how many steps of arithmetic the pairs of ratings of each unit and the intervals of a table's groups take,
  /// a thousand million of them a few seconds: what somebody asks for by mistake, the jackknife over a hundred thousand
  /// raters say, is better refused than begun. An upper bound where units may share patterns.
  ///
  /// - Parameter influence: whether ``influences(of:group:limit:unitRanks:)`` of all groups are wanted too.
  /// - Complexity: O(ratings + groups).
  package func stepCount(of units: CountedUnits, influence: Bool) -> Double {
    let table = units.table
    // Coefficients for which every pair of different categories of a unit is looked at.
    let pairing = Double(coefficients.count(where: \.visitsPairs))
    if interval == .linearised, !influence, pairing == 0 { return 0 }
    var (usedRaters, usedCategories) = (LastUse(), LastUse())
    var steps = 0.0
    for group in 0..<table.groupCount {
      let places = table.groupOffsets[group]..<table.groupOffsets[group + 1]
      if places.isEmpty { continue }
      var (longest, unitCount, ratingCount) = (0, 0.0, 0.0)
      for place in places {
        let size = table.unitOffsets[place + 1] - table.unitOffsets[place]
        let count = units.multiplicities?[place] ?? 1
        longest = max(longest, size)
        unitCount += count
        ratingCount += count * Double(size)
        let distinct = Double(min(size, table.dictionary.count))
        steps += pairing * Self.stepsOfPair * distinct * distinct / 2
      }
      if interval == .linearised, !influence { continue }
      for rating in table.unitOffsets[places.lowerBound]..<table.unitOffsets[places.upperBound] {
        usedRaters.use(table.raters[rating], by: group)
        usedCategories.use(table.categories[rating], by: group)
      }
      let raterCount = usedRaters.takeCount()
      let size = AgreementGroupSize(
        ratings: ratingCount, units: unitCount, longest: Double(longest),
        raters: Double(units.raterCounts?[group] ?? raterCount), categories: Double(usedCategories.takeCount()))
      steps += stepCount(size, influence: influence)
    }
    return steps
  }

  private static let stepsOfPair = 4.0

  private func stepCount(_ size: AgreementGroupSize, influence: Bool) -> Double {
    let value = coefficients.reduce(0.0) { $0 + size.valueSteps($1) }
    let (perItem, perRater) = (size.totals(coefficients) + value, size.patternRatings + value)
    var steps = influence ? size.patterns * perItem + (size.raters + size.categories) * perRater : 0
    switch interval {
    case .linearised, .fleissCohenEveritt: break
    case .bootstrap(let resamples, _, let sampling, _):
      steps += Double(resamples) * (sampling == .units ? value : perRater)
    case .jackknife(.units): steps += size.patterns * perItem
    case .jackknife(.raters): steps += size.raters * perRater
    case .jackknife(.both): steps += size.raters * size.patterns * perItem
    }
    return steps
  }
}

extension AgreementCoefficient {
  /// Whether the pairs of different categories of a unit are looked at one by one.
  fileprivate var visitsPairs: Bool {
    switch metric {
    case .ordinal, .ratio, .circular, .bipolar: true
    case .nominal, .interval: false
    case .weights(let weights): weights != .identity
    case nil: weights.map { $0 != .identity } ?? false
    }
  }
}

/// Counts the different codes of one group after the other.
struct LastUse {
  private var groups: [Int] = []
  private var count = 0

  mutating func use(_ code: UInt32, by group: Int) {
    if groups.count <= Int(code) { groups += repeatElement(-1, count: max(groups.count, Int(code) + 1 - groups.count)) }
    if groups[Int(code)] == group { return }
    groups[Int(code)] = group
    count += 1
  }

  mutating func takeCount() -> Int {
    defer { count = 0 }
    return count
  }
}

/// What the cost of a group depends on.
package struct AgreementGroupSize: Sendable {
  let ratings: Double
  let units: Double
  /// Ratings of the longest unit.
  let longest: Double
  let raters: Double
  let categories: Double

  /// At most so many patterns: as many as there are units, ways to fill a row of raters, or ways to choose a unit's
  /// raters and categories.
  var patterns: Double { min(units, pow(categories + 1, raters), pow(categories * raters, longest)) }

  var patternRatings: Double { ratings * patterns / units }

  /// The length of the vector of totals.
  func totals(_ coefficients: [AgreementCoefficient]) -> Double {
    let byRater = coefficients.contains(where: \.needsRaters) ? raters * categories : 0
    let pairs = coefficients.contains(where: \.needs.coincidences) ? coincidences : 0
    let tables = coefficients.contains(where: \.needsCrossTables) ? crossTables : 0
    return categories + byRater + pairs + tables
  }

  /// The cells of the cross tables of all pairs of raters.
  var crossTables: Double { raters * max(raters - 1, 0) / 2 * categories * categories }

  /// Pairs of categories that may meet in a unit.
  var coincidences: Double { min(categories * categories / 2, ratings * longest / 2) }

  /// The steps of a product with weights; there is no matrix of the identity, nor above a number of categories.
  func product(_ weights: AgreementWeights?) -> Double {
    let isMatrix = (weights ?? .identity) != .identity && categories <= Double(AgreementContext.matrixLimit)
    return isMatrix ? categories * categories : categories
  }

  /// The steps from the totals to a coefficient.
  func valueSteps(_ coefficient: AgreementCoefficient) -> Double {
    coefficient.isOfTwoRaters && raters > 2 ? 0 : coefficient.formula.stepCount(self)
  }
}
