public import FidelityData
import FidelityProbability

/// The difference of two coefficients of agreement that share units: the same coefficient of two groups of ratings (two
/// rounds, instruments or teams of raters), or two coefficients of the same ratings.
///
/// Linearised: var = n/(n - 1) sum_i (u2_i - u1_i)^2 with u the influences dK/dw_i of each coefficient, and a t test
/// with n - 1 degrees of freedom: the paired t test of Gwet (2016). n counts the units of either group; a unit that
/// only one of them has contributes its influence there alone, so without common units the variances add up. With
/// clusters, influences are summed by cluster, and n is the number of clusters. Bootstrap: one resample of units
/// (clusters) for both coefficients; jackknife: one unit (cluster) left out of both. The limits are not cut. What is
/// resampled is always units: an interval over raters is taken as `linearised`, as is `fleissCohenEveritt`.
///
/// Each group has a scale of its own, of the categories used there, unless categories are declared.
/// Reference: Gwet (2016), Educational and Psychological Measurement 76, 609-637, doi:10.1177/0013164415596420.
/// Validation: `datasets/gwet-paired-15x4` (pairedCAC).
public struct AgreementComparison: Sendable, Hashable, Codable {
  /// The coefficients, the interval, and the options; its benchmark is not used.
  public var analysis: AgreementAnalysis

  public init(_ analysis: AgreementAnalysis) { self.analysis = analysis }

  /// The name of a difference in results; the coefficient stands in the column `form`.
  public static let quantity = "agreement-difference"

  /// The columns of its result table: `form` is the coefficient, `term` names the two groups.
  public static let columns: EstimateColumns = [
    .term, .form, .weights, .metric, .interval, .test, .unitCount, .method, .note,
  ]

  /// For each coefficient, that of group `second` less that of group `first`; units are matched by their codes.
  /// Coefficients by category are left out: the groups may have different ones.
  /// - Parameters:
  ///   - stream: keys the bootstrap, together with its seed.
  ///   - clusters: the cluster of each unit; nil: every unit by itself.
  public func differences(
    of table: RatingTable, first: Int, second: Int, stream: UInt64 = 0, clusters: UnitClusters? = nil
  ) -> [Estimate] {
    var analysis = analysis
    analysis.coefficients.removeAll(where: \.isByCategory)
    var workspace = AgreementWorkspace(analysis, CountedUnits(table: table))
    let (left, right) = (workspace.prepared(group: first), workspace.prepared(group: second))
    var rows = analysis.coefficients.map { Estimate($0.quantity) }
    for (a, b) in zip(left, right) {
      let pair = AgreementPair(a, b, table, clusters)
      let found = pair.rows(a.coefficients.map { ($0, $0) }, analysis, stream: stream)
      for (place, row) in zip(a.places, found) { rows[place] = row }
    }
    return rows
  }

  /// `second` less `first`, two coefficients of the ratings of one group. The analysis's own coefficients play no part.
  public func difference(
    of table: RatingTable, group: Int = 0, first: AgreementCoefficient, second: AgreementCoefficient,
    stream: UInt64 = 0, clusters: UnitClusters? = nil
  ) -> Estimate {
    func prepared(_ coefficient: AgreementCoefficient) -> PreparedSample {
      var chosen = analysis
      chosen.coefficients = [coefficient]
      var workspace = AgreementWorkspace(chosen, CountedUnits(table: table))
      return workspace.prepared(group: group)[0]
    }
    return AgreementPair(prepared(first), prepared(second), table, clusters)
      .rows([(first, second)], analysis, stream: stream)[0]
  }
}

/// Two samples with their units matched.
struct AgreementPair: Sendable {
  private let first: AgreementSample
  private let second: AgreementSample
  /// The distinct pairs of patterns, -1 where a unit is in one sample only.
  private var pairs: [(first: Int, second: Int)] = []
  /// Units (one item for each pair of patterns) or clusters of them.
  private let items: SampledItems

  /// - Complexity: O(units log units).
  init(_ first: PreparedSample, _ second: PreparedSample, _ table: RatingTable, _ clusters: UnitClusters?) {
    (self.first, self.second) = (first.sample, second.sample)
    var units = Self.matched(first.index, second.index, table)
    units.sort { ($0.first, $0.second, $0.unit) < ($1.first, $1.second, $1.unit) }
    var counts: [Int] = []
    var clustered: [(cluster: UInt32, pattern: Int)] = []
    for unit in units {
      if pairs.last.map({ $0 == (unit.first, unit.second) }) != true {
        pairs.append((unit.first, unit.second))
        counts.append(0)
      }
      counts[counts.count - 1] += 1
      if let clusters { clustered.append((clusters.cluster(of: unit.unit), pairs.count - 1)) }
    }
    items = clusters == nil ? SampledItems(multiplicities: counts) : SampledItems(clustered: clustered)
  }

  /// The patterns of each unit that either sample has; units of a group stand in the order of their codes.
  private static func matched(
    _ first: UnitPatterns?, _ second: UnitPatterns?, _ table: RatingTable
  ) -> [(first: Int, second: Int, unit: UInt32)] {
    func present(_ index: UnitPatterns?) -> [(unit: UInt32, pattern: Int)] {
      guard let index else { return [] }
      return index.patterns.enumerated().compactMap { place, pattern in
        pattern < 0 ? nil : (table.units[index.range.lowerBound + place], Int(pattern))
      }
    }
    let (left, right) = (present(first), present(second))
    var (a, b) = (0, 0)
    var result: [(first: Int, second: Int, unit: UInt32)] = []
    while a < left.count || b < right.count {
      let (x, y) = (a < left.count ? left[a].unit : .max, b < right.count ? right[b].unit : .max)
      let unit = min(x, y)
      result.append((x == unit ? left[a].pattern : -1, y == unit ? right[b].pattern : -1, unit))
      if x == unit { a += 1 }
      if y == unit { b += 1 }
    }
    return result
  }

  func rows(
    _ coefficients: [(AgreementCoefficient, AgreementCoefficient)], _ analysis: AgreementAnalysis, stream: UInt64
  ) -> [Estimate] {
    switch analysis.interval {
    case .bootstrap(let resamples, let seed, .units, let limits):
      let bootstrap = Bootstrap(resamples: resamples, seed: seed).keyed(by: stream)
      return bootstrapped(coefficients, analysis, bootstrap, limits)
    case .jackknife(.units):
      let leftOut = withoutItems(coefficients)
      return coefficients.indices.map { place in
        var row = point(coefficients[place])
        guard row.status == .ok else { return row }
        row.method = items.isClustered ? "jackknife-cluster" : "jackknife"
        let counts = multiplicities(coefficients[place])
        let jackknife = Jackknife(estimate: row.estimate, leaveOneOut: leftOut[place], multiplicities: counts)
        guard let error = jackknife.standardError else {
          row.add(note: "undefined without some \(items.isClustered ? "cluster" : "unit"): no standard error")
          return row
        }
        row.completeDifference(
          variance: error * error, sampled: jackknife.unitCount,
          rounding: rounding(coefficients[place], error / Double(jackknife.unitCount))
            * Double(jackknife.unitCount).squareRoot(), analysis)
        return row
      }
    case .linearised, .jackknife, .bootstrap, .fleissCohenEveritt:
      return coefficients.map { linearised($0, analysis) }
    }
  }

  private func point(_ pair: (AgreementCoefficient, AgreementCoefficient)) -> Estimate {
    let (a, b) = (first.point(pair.0), second.point(pair.1))
    var row = Estimate(AgreementComparison.quantity)
    if pair.0 == pair.1 {
      (row.form, row.weights, row.metric) = (a.quantity, a.weights, a.metric)
    } else {
      row.form = "\(Self.name(b)) - \(Self.name(a))"
    }
    row.unitCount = (items.isClustered ? unitCount(pair) : multiplicities(pair).reduce(0, +))
    row.status = a.status == .ok ? b.status : a.status
    if row.status == .ok { row.estimate = b.estimate - a.estimate }
    return row
  }

  private static func name(_ row: Estimate) -> String {
    [row.quantity, row.weights ?? row.metric].compactMap(\.self).joined(separator: " ")
  }

  // MARK: - Who counts

  private func counts(_ pair: Int, _ coefficients: (AgreementCoefficient, AgreementCoefficient)) -> Bool {
    first.counts(pairs[pair].first, coefficients.0) || second.counts(pairs[pair].second, coefficients.1)
  }

  private func multiplicities(_ coefficients: (AgreementCoefficient, AgreementCoefficient)) -> [Int] {
    (0..<items.count).map { item in
      items.entries(item).contains { counts(items.patterns[$0], coefficients) } ? items.multiplicities[item] : 0
    }
  }

  private func unitCount(_ coefficients: (AgreementCoefficient, AgreementCoefficient)) -> Int {
    items.patterns.indices.reduce(0) { $0 + (counts(items.patterns[$1], coefficients) ? items.counts[$1] : 0) }
  }

  /// How far a difference may be off by rounding.
  private func rounding(_ coefficients: (AgreementCoefficient, AgreementCoefficient), _ error: Double) -> Double {
    first.rounding(of: coefficients.0, error) + second.rounding(of: coefficients.1, error)
  }

  // MARK: - Linearised

  private func linearised(
    _ coefficients: (AgreementCoefficient, AgreementCoefficient), _ analysis: AgreementAnalysis
  ) -> Estimate {
    var row = point(coefficients)
    guard row.status == .ok else { return row }
    guard coefficients.0.isSmooth, coefficients.1.isSmooth else {
      row.add(note: "no linearised error; a bootstrap has an interval")
      return row
    }
    row.method = items.isClustered ? "linearised-cluster" : "linearised"
    let (left, right) = (first.influences(of: coefficients.0), second.influences(of: coefficients.1))
    var squares = 0.0
    for item in 0..<items.count {
      var sum = 0.0
      for entry in items.entries(item) {
        let pair = pairs[items.patterns[entry]]
        let difference = (pair.second < 0 ? 0 : right[pair.second]) - (pair.first < 0 ? 0 : left[pair.first])
        sum += Double(items.counts[entry]) * difference
      }
      squares += Double(items.multiplicities[item]) * sum * sum
    }
    let count = multiplicities(coefficients).reduce(0, +)
    row.completeDifference(
      variance: squares * Double(count) / Double(max(count - 1, 1)), sampled: count,
      rounding: rounding(coefficients, squares.squareRoot()) / Double(max(count, 1)).squareRoot(), analysis)
    return row
  }

  // MARK: - Resampling

  private var totalCount: Int { first.totals.count + second.totals.count }

  /// Adds `factor` times the features of both samples of an item.
  private func add(_ item: Int, factor: Double, _ left: inout [Double], _ right: inout [Double]) {
    for entry in items.entries(item) {
      let pair = pairs[items.patterns[entry]]
      let times = factor * Double(items.counts[entry])
      if pair.first >= 0 { first.features.addRow(pair.first, factor: times, to: &left) }
      if pair.second >= 0 { second.features.addRow(pair.second, factor: times, to: &right) }
    }
  }

  private func withoutItems(_ coefficients: [(AgreementCoefficient, AgreementCoefficient)]) -> [[Double]] {
    var values = coefficients.map { _ in [Double](repeating: .nan, count: items.count) }
    for item in 0..<items.count {
      var (left, right) = (first.totals, second.totals)
      add(item, factor: -1, &left, &right)
      for (place, pair) in coefficients.enumerated() {
        values[place][item] = second.value(pair.1, right) - first.value(pair.0, left)
      }
    }
    return values
  }

  private func bootstrapped(
    _ coefficients: [(AgreementCoefficient, AgreementCoefficient)], _ analysis: AgreementAnalysis,
    _ bootstrap: Bootstrap, _ limits: BootstrapLimits
  ) -> [Estimate] {
    var rows = coefficients.map { point($0) }
    let active = rows.indices.filter { rows[$0].status == .ok }
    guard !active.isEmpty else { return rows }
    let chosen = active.map { coefficients[$0] }
    let split = first.totals.count
    let (a, b) = (first, second)
    let replicates = resampledRows().replicates(bootstrap, statistics: chosen.count) { totals, count, values in
      var (left, right) = ([Double](), [Double]())
      let stride = totals.count / count
      for (place, pair) in chosen.enumerated() {
        left.removeAll(keepingCapacity: true)
        right.removeAll(keepingCapacity: true)
        a.appendValues(pair.0, totals, start: 0, stride: stride, count: count, to: &left)
        b.appendValues(pair.1, totals, start: split, stride: stride, count: count, to: &right)
        values[place] += zip(right, left).map { $0 - $1 }
      }
    }
    let leftOut = limits == .bca ? withoutItems(chosen) : []
    for (place, index) in active.enumerated() {
      let estimate = rows[index].estimate
      let acceleration =
        leftOut.isEmpty
        ? nil
        : Jackknife(
          estimate: estimate, leaveOneOut: leftOut[place], multiplicities: multiplicities(chosen[place])
        ).acceleration
      let interval = BootstrapInterval(
        limits.kind, level: analysis.level, estimate: estimate, replicates: replicates[place],
        acceleration: acceleration)
      rows[index].method =
        AgreementSampling.units.method("bootstrap", isClustered: items.isClustered) + "-" + limits.rawValue
      rows[index].take(
        interval, resamples: bootstrap.resamples,
        rounding: 4 * rounding(coefficients[index], interval.standardError ?? 0), atMost: .infinity)
    }
    return rows
  }

  private func resampledRows() -> ResampledRows {
    let (split, count) = (first.totals.count, totalCount)
    var dense: [Double]?
    if items.count * count <= AgreementBootstrap.denseLimit {
      var matrix = [Double](repeating: 0, count: items.count * count)
      for item in 0..<items.count {
        var (left, right) = ([Double](repeating: 0, count: split), [Double](repeating: 0, count: count - split))
        add(item, factor: 1, &left, &right)
        for (place, value) in (left + right).enumerated() { matrix[place * items.count + item] = value }
      }
      dense = matrix
    }
    return ResampledRows(
      ResamplingPlan(multiplicities: items.multiplicities), totalCount: count, dense: dense
    ) { weights in
      var (left, right) = ([Double](repeating: 0, count: split), [Double](repeating: 0, count: count - split))
      for item in weights.indices where weights[item] != 0 { add(item, factor: weights[item], &left, &right) }
      return left + right
    }
  }
}

extension AgreementSample {
  /// Whether a unit of a pattern counts for a coefficient; -1 is no pattern.
  func counts(_ pattern: Int, _ coefficient: AgreementCoefficient) -> Bool {
    guard pattern >= 0 else { return false }
    return !coefficient.countsPairedUnitsOnly || (patterns.labelled ?? patterns.unlabelled).ratings(pattern).count >= 2
  }
}

extension Estimate {
  /// Adds a standard error with t limits, which are not cut, and a test against 0.
  fileprivate mutating func completeDifference(
    variance: Double, sampled count: Int, rounding: Double, _ analysis: AgreementAnalysis
  ) {
    guard count >= 2 else {
      note = "one unit or cluster: no standard error"
      return
    }
    let error = variance.squareRoot()
    var quantiles = StudentTQuantileTable(level: analysis.level)
    take(
      standardError: error,
      ErrorInterval(
        estimate: estimate, standardError: error, .studentT(degreesOfFreedom: Double(count - 1)), test: analysis.test,
        zero: .noSpread(rounding: rounding), &quantiles))
    if status == .noSpread { add(note: Self.noSpreadNote("unit or cluster")) }
  }
}
