public import FidelityData
import FidelityProbability

/// How the uncertainty of a coefficient is estimated.
public enum AgreementInterval: Sendable, Hashable, Codable {
  /// The linearised standard error over units with a t interval, n - 1 degrees of freedom, the upper limit cut at 1
  /// (Gwet 2014).
  case linearised
  /// Percentile interval over bootstrap resamples of the units; the standard error is the resamples' standard
  /// deviation.
  case bootstrap(resamples: Int, seed: UInt64)
}

/// The scale that raters were given, as far as it is said: categories count in q even where nobody used them.
public enum DeclaredCategories: Sendable, Hashable, Codable {
  case none
  case numbers([Double])
  /// Text categories in their order, which ranks them 1, 2, ....
  case labels([String])
}

/// An analysis of agreement: which coefficients, with which uncertainty, over which units.
///
/// Conventions: p values are two-sided against 0. A unit rated once counts in the category shares and in the standard
/// error of every coefficient but alpha, and observes no agreement (Gwet); `minimumRatings: 2` leaves such units out
/// altogether. A coefficient that is 0/0 has a status, never a number.
public struct AgreementAnalysis: Sendable, Hashable, Codable {
  public var coefficients: [AgreementCoefficient]
  public var interval: AgreementInterval
  /// The confidence level, 0...1.
  public var level: Double
  /// Units with fewer ratings are left out.
  public var minimumRatings: Int
  /// Categories that count in q even where nobody used them.
  public var declaredCategories: DeclaredCategories

  public init(
    _ coefficients: [AgreementCoefficient], interval: AgreementInterval = .linearised, level: Double = 0.95,
    minimumRatings: Int = 1, declaredCategories: DeclaredCategories = .none
  ) {
    self.coefficients = coefficients
    self.interval = interval
    self.level = level
    self.minimumRatings = minimumRatings
    self.declaredCategories = declaredCategories
  }

  /// The estimates of one group in the order of the coefficients: one for each, or one for each category.
  /// - Parameter stream: a number of the group that does not depend on the order of the data; it keys the bootstrap.
  public func estimates(of table: RatingTable, group: Int = 0, stream: UInt64 = 0) -> [Estimate] {
    var workspace = AgreementWorkspace(self, CountedUnits(table: table))
    return workspace.estimates(group: group, stream: stream)
  }

  /// The estimates of a matrix of ratings in the order of the coefficients: the same, to the last bit, as those of
  /// ``RatingMatrix/table()``, without sorting anything.
  ///
  /// ```swift
  /// let matrix = RatingMatrix(raters: [[1, 2, .nan], [1, 3, 3]])
  /// let rows = AgreementAnalysis([.krippendorffAlpha(metric: .ordinal)]).estimates(of: matrix)
  /// ```
  /// - Parameter stream: keys the bootstrap, together with its seed.
  /// - Complexity: one pass over the ratings; then nothing but the distinct units, of which there are at most
  ///   (categories + 1)^raters.
  public func estimates(of matrix: RatingMatrix, stream: UInt64 = 0) -> [Estimate] {
    let units =
      matrix.distinctUnits().map { CountedUnits(table: $0.table, multiplicities: $0.multiplicities) }
      ?? CountedUnits(table: matrix.table())
    var workspace = AgreementWorkspace(self, units)
    return workspace.estimates(group: 0, stream: stream)
  }

  /// Adds the rows of the groups in the order of `order`: row group index i is `order[i]`'s group.
  ///
  /// Groups are spread over ``WorkerThreads``; the rows and their order do not depend on how many there are.
  public func append(_ table: RatingTable, order: [Int], to result: inout EstimateTable) {
    let shared = AgreementWorkspace(self, CountedUnits(table: table))
    let pieceSize = 128
    // A round of pieces at a time, so that few of them wait to be appended.
    let roundSize = pieceSize * 16
    result.reserveCapacity(result.rowCount + order.count * coefficients.count)
    for roundStart in stride(from: 0, to: order.count, by: roundSize) {
      let round = roundStart..<min(roundStart + roundSize, order.count)
      let pieces = WorkerThreads.map((round.count + pieceSize - 1) / pieceSize) { piece in
        var workspace = shared
        var rows = EstimateTable()
        let start = round.lowerBound + piece * pieceSize
        for index in start..<min(start + pieceSize, round.upperBound) {
          for row in workspace.estimates(group: order[index], stream: UInt64(index)) { rows.append(row, group: index) }
        }
        return rows
      }
      for piece in pieces { result.append(piece) }
    }
  }
}

extension RatingMatrix {
  /// One coefficient with its uncertainty.
  ///
  /// ```swift
  /// let ratings = RatingMatrix(raters: [anna, ben, carla])
  /// let ac2 = ratings.estimate(.gwetAC(.quadratic), interval: .bootstrap(resamples: 10_000, seed: 7))
  /// ```
  public func estimate(
    _ coefficient: AgreementCoefficient, interval: AgreementInterval = .linearised, level: Double = 0.95
  ) -> Estimate {
    AgreementAnalysis([coefficient], interval: interval, level: level).estimates(of: self)[0]
  }
}

extension RatingTable {
  /// One coefficient of the first group, with its uncertainty.
  ///
  /// ```swift
  /// let ratings = try RatingTable(units: lesson, raters: observer, values: score)
  /// let alpha = ratings.estimate(.krippendorffAlpha(metric: .ordinal), interval: .bootstrap(resamples: 10_000, seed:
  /// 7))
  /// ```
  public func estimate(
    _ coefficient: AgreementCoefficient, interval: AgreementInterval = .linearised, level: Double = 0.95
  ) -> Estimate {
    AgreementAnalysis([coefficient], interval: interval, level: level).estimates(of: self)[0]
  }
}

/// The memory that the groups of one analysis share, and the steps for one group.
struct AgreementWorkspace {
  private let analysis: AgreementAnalysis
  private let units: CountedUnits
  private let sortedCodes: [UInt32]
  private var parts: [Part]
  private var builder = PatternBuilder()
  private var quantiles: StudentTQuantileTable
  private var used: [Bool]

  /// Coefficients over the same units.
  private struct Part {
    /// Their places among the coefficients of the analysis.
    let places: [Int]
    let coefficients: [AgreementCoefficient]
    let needs: AgreementNeeds
    let minimumRatings: Int
    /// Whether some coefficient has a row for each category.
    let isByCategory: Bool
    /// The scale of the last group; neighbouring groups mostly have the same.
    var context: AgreementContext?
  }

  init(_ analysis: AgreementAnalysis, _ units: CountedUnits) {
    self.analysis = analysis
    self.units = units
    sortedCodes = units.table.dictionary.sortedCodes
    quantiles = StudentTQuantileTable(level: analysis.level)
    used = Array(repeating: false, count: units.table.dictionary.count)
    // Coefficients of two raters know only units that both rated; the others follow the analysis.
    let all = Array(analysis.coefficients.enumerated())
    parts = [
      (all.filter { !$0.element.isCohen }, analysis.minimumRatings),
      (all.filter { $0.element.isCohen }, max(2, analysis.minimumRatings)),
    ].filter { !$0.0.isEmpty }.map { chosen, minimum in
      let coefficients = chosen.map(\.element)
      return Part(
        places: chosen.map(\.offset), coefficients: coefficients, needs: AgreementNeeds(coefficients),
        minimumRatings: minimum, isByCategory: coefficients.contains(where: \.isByCategory))
    }
  }

  mutating func estimates(group: Int, stream: UInt64) -> [Estimate] {
    let range = units.table.groupOffsets[group]..<units.table.groupOffsets[group + 1]
    if parts.count == 1 { return estimates(part: 0, range, stream: stream) }
    // A coefficient may have several rows, next to each other and in the order of the coefficients.
    var rows = analysis.coefficients.map { _ in [Estimate]() }
    for part in parts.indices {
      let coefficients = parts[part].coefficients
      var found = estimates(part: part, range, stream: stream)[...]
      let byCategory = coefficients.count(where: \.isByCategory)
      let categories = (found.count - coefficients.count + byCategory) / max(byCategory, 1)
      for (place, coefficient) in zip(parts[part].places, coefficients) {
        let count = coefficient.isByCategory ? categories : 1
        rows[place] = Array(found.prefix(count))
        found.removeFirst(count)
      }
    }
    return rows.flatMap { $0 }
  }

  private mutating func estimates(part place: Int, _ range: Range<Int>, stream: UInt64) -> [Estimate] {
    let part = parts[place]
    let scale = scale(range, part.minimumRatings)
    let patterns = builder.patterns(
      of: units, range: range, scale: scale, isLabelled: part.needs.raters, minimumRatings: part.minimumRatings)
    let context = context(place, scale, raterCount: patterns.raterCount)
    let features = AgreementFeatures(patterns, needs: part.needs, context: context)
    let sample = AgreementSample(patterns: patterns, features: features, context: context, isNumeric: scale.isNumeric)
    let coefficients =
      part.isByCategory ? part.coefficients.flatMap { $0.rows(categoryCount: scale.count) } : part.coefficients
    switch analysis.interval {
    case .linearised:
      return coefficients.map { sample.linearised($0, &quantiles) }
    case .bootstrap(let resamples, let seed):
      let bootstrap = AgreementBootstrap(resamples: resamples, seed: seed, stream: stream, level: analysis.level)
      return bootstrap.estimates(coefficients, of: sample)
    }
  }

  private mutating func context(_ part: Int, _ scale: CategoryScale, raterCount: Int) -> AgreementContext {
    if let last = parts[part].context, last.serves(scale, raterCount: raterCount) { return last }
    let weights = parts[part].coefficients.compactMap(\.weights)
    let context = AgreementContext(
      scale: scale, raterCount: raterCount, weights: AgreementWeights.distinct(weights))
    parts[part].context = context
    return context
  }

  private mutating func scale(_ range: Range<Int>, _ minimumRatings: Int) -> CategoryScale {
    markUsed(range, minimumRatings)
    return CategoryScale(
      used: used, sortedCodes: sortedCodes, dictionary: units.table.dictionary, declared: analysis.declaredCategories)
  }

  private mutating func markUsed(_ range: Range<Int>, _ minimumRatings: Int) {
    let table = units.table
    let (categories, offsets) = (table.categories.span, table.unitOffsets.span)
    var flags = used.mutableSpan
    for code in flags.indices { flags[code] = false }
    for unit in range {
      let ratings = offsets[unit]..<offsets[unit + 1]
      if ratings.count < minimumRatings { continue }
      for rating in ratings { flags[Int(categories[rating])] = true }
    }
  }
}
