public import FidelityData
public import FidelityProbability

/// The scale that raters were given, as far as it is said: categories count in q even where nobody used them.
public enum DeclaredCategories: Sendable, Hashable, Codable {
  case none
  case numbers([Double])
  /// Text categories in their order, which ranks them 1, 2, ....
  case labels([String])
}

extension DeclaredCategories {
  /// What is declared for a group: for all of them, or else its own scale.
  func inGroup(_ group: Int, of table: RatingTable) -> DeclaredCategories {
    guard self == .none, table.scales.indices.contains(group), !table.scales[group].isEmpty else { return self }
    return .numbers(table.scales[group])
  }
}

/// An analysis of agreement: which coefficients, with which uncertainty, over which units.
///
/// Conventions: p values are against 0, two-sided unless asked. A unit rated once counts in the category shares and in
/// the standard error of every coefficient but alpha, and observes no agreement (Gwet); `minimumRatings: 2` leaves such
/// units out altogether. A coefficient that is 0/0 has a status, never a number.
public struct AgreementAnalysis: Sendable, Hashable, Codable {
  public var coefficients: [AgreementCoefficient]
  public var interval: AgreementInterval
  /// The confidence level, 0...1.
  public var level: Double
  /// Units with fewer ratings are left out.
  public var minimumRatings: Int
  /// Categories that count in q even where no rating uses them.
  public var declaredCategories: DeclaredCategories
  /// How many units there are in all, N, where the sample is a known part of them: the variances over units of
  /// `linearised` and `jackknife` take the factor 1 - n/N. Where units lie in clusters, the number of clusters. nil:
  /// the units stand for endlessly many.
  public var population: Int?
  /// Whether p values are those of an agreement above 0, P(T >= t), rather than of one other than 0. Limits stay
  /// two-sided.
  public var isOneSided: Bool
  /// The scale that estimates are placed on; its rows follow those of each coefficient. ``BenchmarkScale``
  public var benchmark: BenchmarkScale?
  /// The program whose conventions are followed where programs differ.
  public var convention = AgreementConvention.fidelity
  /// Whether estimates, errors and limits are rounded to the decimals that the program of the convention keeps.
  public var roundsLikeConvention = false

  /// Whether nobody knows who gave which rating, as where raters were counted by category: then coefficients that need
  /// it have the status `raters-unknown`.
  public var ratersAreUnknown = false

  public init(
    _ coefficients: [AgreementCoefficient], interval: AgreementInterval = .linearised, level: Double = 0.95,
    minimumRatings: Int = 1, declaredCategories: DeclaredCategories = .none, population: Int? = nil,
    isOneSided: Bool = false, benchmark: BenchmarkScale? = nil
  ) {
    self.coefficients = coefficients
    self.interval = interval
    self.level = level
    self.minimumRatings = minimumRatings
    self.declaredCategories = declaredCategories
    self.population = population
    self.isOneSided = isOneSided
    self.benchmark = benchmark
  }

  /// The limits of percent agreement where it is a share of independent units: two raters, no weights, every unit rated
  /// by both. nil: t limits, and Wilson's where all units agree or none does.
  public var shareLimits: ShareInterval?

  /// The columns of its result table. `term` is a category or a level of the benchmark, `form` the coefficient that a
  /// benchmark's probability is about.
  public static let columns = EstimateColumns.all.subtracting(.numeratorDegreesOfFreedom)

  /// The test of a coefficient against 0.
  var test: ErrorInterval.Test { isOneSided ? .oneSided : .twoSided }

  /// Whether it matters who gave which rating.
  package var needsRaters: Bool { interval.sampling != .units || AgreementNeeds(of: coefficients).raters }

  /// The estimates of one group in the order of the coefficients: one for each, or one for each category.
  /// - Parameters:
  ///   - stream: a number of the group that does not depend on the order of the data; it keys the bootstrap.
  ///   - clusters: the cluster of each unit; nil: every unit by itself.
  public func estimates(
    of table: RatingTable, group: Int = 0, stream: UInt64 = 0, clusters: UnitClusters? = nil
  ) -> [Estimate] {
    var workspace = AgreementWorkspace(self, CountedUnits(table: table), clusters: clusters)
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
  /// With a ``benchmark``, the rows of its levels follow each coefficient.
  /// - Parameter clusters: the cluster of each unit; nil: every unit by itself.
  public func append(
    _ table: RatingTable, order: [Int], clusters: UnitClusters? = nil, to result: inout EstimateTable
  ) {
    append(CountedUnits(table: table), order: order, clusters: clusters, to: &result)
  }

  /// As ``append(_:order:clusters:to:)``, the same to the last bit, with equal units counted already.
  /// - Precondition: where units do not say who gave which rating, ``needsRaters`` is false; with clusters, each unit
  ///   stands for itself.
  package func append(
    _ units: CountedUnits, order: [Int], clusters: UnitClusters? = nil, to result: inout EstimateTable
  ) {
    precondition(clusters == nil || units.multiplicities == nil, "equal units may be of different clusters")
    let shared = AgreementWorkspace(self, units, clusters: clusters)
    let pieceSize = 128
    // A round of pieces at a time, so that few of them wait to be appended.
    let roundSize = pieceSize * 16
    result.reserveCapacity(result.rowCount + order.count * coefficients.count)
    for roundStart in stride(from: 0, to: order.count, by: roundSize) {
      let round = roundStart..<min(roundStart + roundSize, order.count)
      let pieces = WorkerThreads.map((round.count + pieceSize - 1) / pieceSize) { piece in
        var workspace = shared
        var rows = EstimateTable(Self.columns)
        let start = round.lowerBound + piece * pieceSize
        for index in start..<min(start + pieceSize, round.upperBound) {
          for row in workspace.estimates(group: order[index], stream: UInt64(index)) {
            guard let benchmark else {
              rows.append(row, group: index)
              continue
            }
            for row in benchmark.rows(of: row) { rows.append(row, group: index) }
          }
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
