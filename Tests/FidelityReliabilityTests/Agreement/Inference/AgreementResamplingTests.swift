import FidelityData
import FidelityProbability
import FidelityReliability
import FidelityTesting
import Testing

/// Bootstraps over clusters, raters and both, and BCa limits.
@Suite("Resampling of clusters and raters")
struct AgreementResamplingTests {
  static let coefficients: [AgreementCoefficient] = [
    .percentAgreement(.linear), .fleissKappa(.quadratic), .congerKappa(.identity), .gwetAC(.quadratic),
    .brennanPrediger(.linear), .krippendorffAlpha(metric: .nominal), .krippendorffAlpha(metric: .ordinal),
    .krippendorffAlpha(metric: .interval), .krippendorffAlpha(metric: .ratio),
  ]

  static let ways: [AgreementInterval] = AgreementSampling.allCases.flatMap { sampling in
    BootstrapLimits.allCases.map { .bootstrap(resamples: 200, seed: 3, over: sampling, limits: $0) }
  }

  @Test("Rows in another order: the same to the last bit", arguments: ways + [.jackknife(.units), .jackknife(.both)])
  func permutedRows(interval: AgreementInterval) throws {
    let ratings = RandomRatings(units: 40, raters: 5, categories: [1, 2, 3, 5], missing: 0.2, seed: 1)
    var order = Array(ratings.units.indices)
    var stream = RandomStream(seed: 1, stream: 99)
    order.shuffle(using: &stream)
    var shuffled = ratings
    shuffled.units = order.map { ratings.units[$0] }
    shuffled.raters = order.map { ratings.raters[$0] }
    shuffled.values = order.map { ratings.values[$0] }
    let analysis = AgreementAnalysis(Self.coefficients, interval: interval)
    #expect(analysis.estimates(of: try shuffled.table()) == analysis.estimates(of: try ratings.table()))
    // Clusters by the name of the unit.
    func clusters(_ ratings: RandomRatings) -> UnitClusters {
      var names: [String] = []
      for unit in ratings.units where !names.contains(unit) { names.append(unit) }
      return UnitClusters(codes: names.map { UInt32((Int($0.dropFirst()) ?? 0) % 9) })
    }
    #expect(
      analysis.estimates(of: try shuffled.table(), clusters: clusters(shuffled))
        == analysis.estimates(of: try ratings.table(), clusters: clusters(ratings)))
  }

  @Test("Any number of threads: the same to the last bit", arguments: ways)
  func threads(interval: AgreementInterval) throws {
    let table = try RandomRatings(units: 40, raters: 5, categories: [1, 2, 3], missing: 0.2, seed: 2).table()
    let analysis = AgreementAnalysis(Self.coefficients, interval: interval)
    let before = WorkerThreads.count
    defer { WorkerThreads.count = before }
    var found: [[Estimate]] = []
    for count in [1, 2, 5] {
      WorkerThreads.count = count
      found.append(analysis.estimates(of: table))
    }
    #expect(found[1] == found[0] && found[2] == found[0])
  }

  @Test("Each way says what it is, and its limits hold the estimate", arguments: ways)
  func methods(interval: AgreementInterval) throws {
    guard case .bootstrap(_, _, let sampling, let limits) = interval else { return }
    let table = try RandomRatings(units: 60, raters: 6, categories: [1, 2, 3], missing: 0.1, seed: 3).table()
    let part = [AgreementSampling.units: "", .raters: "-raters", .both: "-two-way"][sampling] ?? "?"
    for row in AgreementAnalysis(Self.coefficients, interval: interval).estimates(of: table) {
      #expect(row.method == "bootstrap\(part)-\(limits.rawValue)")
      #expect(row.lower < row.estimate && row.estimate < row.upper && row.standardError > 0, "\(row)")
    }
  }

  @Test("Every unit a cluster of its own: the bootstrap of units, up to the draws")
  func singletons() throws {
    let table = try RandomRatings(units: 60, raters: 3, categories: [1, 2, 3], missing: 0.1, seed: 5).table()
    let own = UnitClusters(codes: (0..<60).map { UInt32($0) })
    let analysis = AgreementAnalysis(Self.coefficients, interval: .bootstrap(resamples: 4_000, seed: 5))
    for (a, b) in zip(analysis.estimates(of: table), analysis.estimates(of: table, clusters: own)) {
      // Two bootstraps of 4,000: their ratio has a standard error of 1.6 %.
      #expect(abs(b.standardError / a.standardError - 1) < 0.08, "\(a.quantity)")
      #expect(b.method == "bootstrap-cluster-percentile")
    }
  }

  @Test("Few clusters of many units: the bootstrap's error is near the linearised one of clusters")
  func clusters() throws {
    let table = try RandomRatings(units: 600, raters: 3, categories: [1, 2, 3], missing: 0.1, seed: 6).table()
    let clusters = UnitClusters(codes: (0..<600).map { UInt32($0 % 60) })
    let linearised = AgreementAnalysis(Self.coefficients).estimates(of: table, clusters: clusters)
    let bootstrap = AgreementAnalysis(Self.coefficients, interval: .bootstrap(resamples: 4_000, seed: 5)).estimates(
      of: table, clusters: clusters)
    for (a, b) in zip(linearised, bootstrap) {
      #expect(abs(b.standardError / a.standardError - 1) < 0.08, "\(a.quantity)")
    }
  }

  /// All raters but copies: the coefficient of a resample by loops over pairs of different raters.
  static func byHand(_ values: [[Double]], _ weights: [Double], _ coefficient: AgreementCoefficient, q: Int) -> Double {
    // values[unit][rater] in 1...q or 0 for missing; identity weights.
    var (observed, paired, units) = (0.0, 0.0, 0.0)
    var shares = [Double](repeating: 0, count: q)
    for unit in values {
      let raters = unit.indices.filter { unit[$0] > 0 && weights[$0] > 0 }
      guard !raters.isEmpty else { continue }
      units += 1
      let size = raters.reduce(0) { $0 + weights[$1] }
      for g in raters { shares[Int(unit[g]) - 1] += weights[g] / size }
      var (same, all) = (0.0, 0.0)
      for g in raters {
        for h in raters where h != g {
          all += weights[g] * weights[h]
          if unit[g] == unit[h] { same += weights[g] * weights[h] }
        }
      }
      if raters.count >= 2 {
        observed += same / all
        paired += 1
      }
    }
    guard paired > 0 else { return .nan }
    let agreement = observed / paired
    shares = shares.map { $0 / units }
    let chance: Double
    switch coefficient.quantity {
    case "fleiss-kappa": chance = shares.reduce(0) { $0 + $1 * $1 }
    case "gwet-ac": chance = shares.reduce(0) { $0 + $1 * (1 - $1) } / Double(q - 1)
    case "conger-kappa":
      var (sum, all) = (0.0, 0.0)
      func margin(_ rater: Int) -> [Double]? {
        let own = values.map { $0[rater] }.filter { $0 > 0 }
        return own.isEmpty ? nil : (1...q).map { k in Double(own.count { $0 == Double(k) }) / Double(own.count) }
      }
      for g in weights.indices where weights[g] > 0 {
        for h in weights.indices where h != g && weights[h] > 0 {
          guard let a = margin(g), let b = margin(h) else { continue }
          sum += weights[g] * weights[h] * zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
          all += weights[g] * weights[h]
        }
      }
      chance = sum / all
    default: return .nan
    }
    return (agreement - chance) / (1 - chance)
  }

  @Test("Resampled raters: near loops over pairs of different raters, with draws of their own")
  func ratersByHand() throws {
    let ratings = RandomRatings(units: 15, raters: 5, categories: [1, 2, 3], missing: 0.25, seed: 7)
    var values = [[Double]](repeating: [0, 0, 0, 0, 0], count: 15)
    for place in ratings.units.indices {
      values[Int(ratings.units[place].dropFirst()) ?? 0][Int(ratings.raters[place].dropFirst()) ?? 0] =
        ratings.values[place]
    }
    values.removeAll { $0.allSatisfy { $0 == 0 } }
    let coefficients: [AgreementCoefficient] = [.fleissKappa(.identity), .gwetAC(.identity), .congerKappa(.identity)]
    let rows = AgreementAnalysis(
      coefficients, interval: .bootstrap(resamples: 6_000, seed: 7, over: .raters),
      declaredCategories: .numbers([1, 2, 3])
    ).estimates(of: try ratings.table())
    var stream = RandomStream(seed: 77)
    for (coefficient, row) in zip(coefficients, rows) {
      var replicates: [Double] = []
      for _ in 0..<6_000 {
        var weights = [Double](repeating: 0, count: 5)
        for _ in 0..<5 { weights[stream.next(upperBound: 5)] += 1 }
        let value = Self.byHand(values, weights, coefficient, q: 3)
        if value.isFinite { replicates.append(value) }
      }
      // Draws of their own: standard errors and limits of 6,000 differ by a few percent of a standard error.
      let byHand = BootstrapInterval(.percentile, level: 0.95, estimate: row.estimate, replicates: replicates)
      #expect(isClose(Self.byHand(values, [1, 1, 1, 1, 1], coefficient, q: 3), row.estimate, within: 1e-14))
      let error = try #require(byHand.standardError)
      #expect(abs(row.standardError / error - 1) < 0.06, "\(row.quantity)")
      #expect(isClose(byHand.lower, row.lower, within: 0.15 * error))
      #expect(isClose(byHand.upper, row.upper, within: 0.15 * error))
      // The bias that copies as pairs would bring is of the order (1 - p_a)/r: there is none of that size here.
      #expect(isClose(byHand.bias, 0, within: 0.5 * error))
    }
  }

  @Test("Over both, the error is at least that over units and about that over raters and units together")
  func both() throws {
    let table = try RandomRatings(units: 80, raters: 8, categories: [1, 2, 3], missing: 0, seed: 8).table()
    func errors(_ sampling: AgreementSampling) -> [Double] {
      AgreementAnalysis(Self.coefficients, interval: .bootstrap(resamples: 3_000, seed: 2, over: sampling))
        .estimates(of: table).map(\.standardError)
    }
    let (units, raters, both) = (errors(.units), errors(.raters), errors(.both))
    for place in both.indices {
      #expect(both[place] > units[place] && both[place] > raters[place])
      // The pigeonhole bootstrap holds the part of the cells three times, the other two once or twice.
      let together = (units[place] * units[place] + raters[place] * raters[place]).squareRoot()
      #expect(both[place] > 0.9 * together && both[place] < 1.4 * together)
    }
  }

  @Test("BCa limits over units are those of the replicates with the jackknife's acceleration")
  func bca() throws {
    let table = try RandomRatings(units: 30, raters: 3, categories: [1, 2, 3], missing: 0, seed: 9).table()
    func row(_ limits: BootstrapLimits) -> Estimate {
      AgreementAnalysis([.gwetAC(.identity)], interval: .bootstrap(resamples: 5_000, seed: 4, limits: limits))
        .estimates(of: table)[0]
    }
    let (percentile, basic, bca) = (row(.percentile), row(.basic), row(.bca))
    #expect(percentile.standardError == bca.standardError && basic.standardError == bca.standardError)
    #expect(isClose(basic.lower, 2 * basic.estimate - percentile.upper, within: 1e-14))
    // AC1's distribution is skewed to the left here: BCa moves both limits down.
    #expect(bca.lower < percentile.lower && bca.upper < percentile.upper)
  }
}
