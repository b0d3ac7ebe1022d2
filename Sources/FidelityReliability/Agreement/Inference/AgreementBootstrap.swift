import FidelityData
import FidelityLinearAlgebra
import FidelityProbability

/// Bootstrap of a group: intervals of all coefficients from the same resamples.
///
/// - Over units, a resample is a multinomial draw over patterns; the totals of a block of resamples are one product
///   [resamples x patterns] x [patterns x totals] (DGEMM). Nothing goes back to the ratings.
/// - Over clusters, as many clusters as there are are drawn with replacement; the rows of the product are the sums of
///   each cluster, or, where that would be too large, patterns with the units of the drawn clusters.
/// - Over raters, as many raters as there are are drawn with replacement. The same rater drawn twice does not agree
///   with itself: copies are no pair (``WeightedRaters``).
/// - Over both, units (clusters) and raters are drawn independently, the pigeonhole bootstrap of Owen (2007), Annals of
///   Applied Statistics 1, 386-411. It is conservative: a mean of crossed effects gets its variance plus twice that of
///   the cells' own part.
///
/// A BCa interval takes its acceleration from the jackknife over what is resampled; over both, that of two samples
/// (Davison & Hinkley 1997, ch. 5: empirical influences of each sample with n^-3 and n^-2).
/// For clusters see Kang et al. (2013), Statistics in Medicine 32, doi:10.1002/sim.5796.
/// Resample b is keyed by (seed, group, b), so the answer does not depend on threads, blocks or the order of the data.
/// - Complexity: O(resamples x patterns x totals), memory O(block x (patterns + totals) + resamples x coefficients);
///   over raters O(resamples x patterns x (ratings + pairs of categories in a pattern)), eight resamples at a time
///   (``RaterBlocks``).
struct AgreementBootstrap {
  /// A feature matrix with more elements stays sparse.
  static let denseLimit = 1 << 22
  /// A block is a matrix product: its weights should stay in the cache until then.
  static let blockWeightCount = 1 << 16
  static let pieceBlocks = 8
  /// Keys the draws of raters apart from those of units.
  private static let raterKey: UInt64 = 0x7261_7465_7273

  let bootstrap: Bootstrap
  let level: Double
  let sampling: AgreementSampling
  let limits: BootstrapLimits

  init(
    resamples: Int, seed: UInt64, stream: UInt64, level: Double, sampling: AgreementSampling = .units,
    limits: BootstrapLimits = .percentile
  ) {
    bootstrap = Bootstrap(resamples: resamples, seed: seed).keyed(by: stream)
    self.level = level
    self.sampling = sampling
    self.limits = limits
  }

  func estimates(_ coefficients: [AgreementCoefficient], of sample: AgreementSample) -> [Estimate] {
    var rows = coefficients.map(sample.point)
    let raters = sampling == .units ? nil : WeightedRaters(sample)
    let active = rows.indices.filter { index in
      guard rows[index].status == .ok else { return false }
      rows[index].method = method(isClustered: sample.clusters != nil)
      if let raters, let reason = raters.obstacle(coefficients[index], rows[index]) {
        rows[index].add(note: reason)
        return false
      }
      if sampling != .raters, sample.count(sample.items, coefficients[index]) < 2 {
        rows[index].add(note: "one \(sample.clusters == nil ? "unit" : "cluster"): no standard error")
        return false
      }
      return true
    }
    guard !active.isEmpty else { return rows }
    let chosen = active.map { coefficients[$0] }
    let items = sample.items
    let replicates =
      raters.map { self.replicates(chosen, of: sample, items, $0) } ?? self.replicates(chosen, of: sample, items)
    let accelerations =
      limits == .bca ? accelerations(chosen, of: sample, items, raters) : chosen.map { _ in nil }
    let estimates = active.map { rows[$0].estimate }
    let intervals = WorkerThreads.map(active.count) { place in
      BootstrapInterval(
        limits.kind, level: level, estimate: estimates[place], replicates: replicates[place],
        acceleration: accelerations[place])
    }
    for (place, index) in active.enumerated() {
      let rounding = 4 * sample.rounding(of: chosen[place], intervals[place].standardError ?? 0)
      rows[index].take(intervals[place], resamples: bootstrap.resamples, rounding: rounding)
    }
    return rows
  }

  func method(isClustered: Bool) -> String {
    sampling.method("bootstrap", isClustered: isClustered) + "-" + limits.rawValue
  }

  // MARK: - Over units

  /// The value of each coefficient in each resample; NaN where undefined.
  private func replicates(
    _ coefficients: [AgreementCoefficient], of sample: AgreementSample, _ items: SampledItems
  ) -> [[Double]] {
    let rows = ResampledRows(items, sample.features)
    return rows.replicates(bootstrap, statistics: coefficients.count) { totals, count, values in
      for (index, coefficient) in coefficients.enumerated() {
        sample.appendValues(
          coefficient, totals, start: 0, stride: totals.count / count, count: count, to: &values[index])
      }
    }
  }

  // MARK: - Over raters

  private func replicates(
    _ coefficients: [AgreementCoefficient], of sample: AgreementSample, _ items: SampledItems, _ raters: WeightedRaters
  ) -> [[Double]] {
    let units = sampling == .both ? items.planOverPatterns(sample.features.patternCount) : nil
    let raterPlan = ResamplingPlan(multiplicities: Array(repeating: 1, count: raters.raterCount))
    let raterBootstrap = bootstrap.keyed(by: Self.raterKey)
    let blocks = bootstrap.blocks(of: RaterBlocks.laneCount)
    if let lanes = RaterBlocks(raters) {
      let draw = RaterDraw(raters: raterBootstrap, raterPlan: raterPlan, units: bootstrap, unitPlan: units)
      let counts = sample.patterns.multiplicities.map { RaterBlocks.Lanes(repeating: $0) }
      let pieces = WorkerThreads.map(blocks.count) { block in
        Self.replicates(coefficients, counts, raters, lanes, draw, blocks[block])
      }
      return coefficients.indices.map { place in pieces.flatMap { $0[place] } }
    }
    let pieces = WorkerThreads.map(blocks.count) { block -> [[Double]] in
      var scratch = WeightedRaters.Scratch()
      var totals = [Double](repeating: 0, count: sample.totals.count)
      var multiplicities = sample.patterns.multiplicities
      var weights = [Double](repeating: 0, count: raters.raterCount)
      var values = coefficients.map { _ in [Double]() }
      for resample in blocks[block] {
        var raterSpan = weights.mutableSpan
        raterBootstrap.fillWeights(raterPlan, resamples: resample..<resample + 1, order: .rowMajor, into: &raterSpan)
        if let units {
          var unitSpan = multiplicities.mutableSpan
          bootstrap.fillWeights(units, resamples: resample..<resample + 1, order: .rowMajor, into: &unitSpan)
        }
        raters.fill(&totals, raterWeights: weights, multiplicities: multiplicities, &scratch)
        for (place, coefficient) in coefficients.enumerated() {
          values[place].append(raters.value(coefficient, totals, raterWeights: weights))
        }
      }
      return values
    }
    return coefficients.indices.map { place in pieces.flatMap { $0[place] } }
  }

  /// The resamples of raters, and of units where these are drawn too.
  private struct RaterDraw: Sendable {
    let raters: Bootstrap
    let raterPlan: ResamplingPlan
    let units: Bootstrap
    let unitPlan: ResamplingPlan?
  }

  /// The value of each coefficient in the resamples of one block.
  private static func replicates(
    _ coefficients: [AgreementCoefficient], _ multiplicities: [RaterBlocks.Lanes], _ raters: WeightedRaters,
    _ lanes: RaterBlocks,
    _ draw: RaterDraw, _ block: Range<Int>
  ) -> [[Double]] {
    var weights = [Double](repeating: 0, count: block.count * raters.raterCount)
    var raterSpan = weights.mutableSpan
    draw.raters.fillWeights(draw.raterPlan, resamples: block, order: .columnMajor, into: &raterSpan)
    var counts = multiplicities
    if let plan = draw.unitPlan {
      var units = [Double](repeating: 0, count: block.count * plan.columnCount)
      var unitSpan = units.mutableSpan
      draw.units.fillWeights(plan, resamples: block, order: .columnMajor, into: &unitSpan)
      counts = Self.lanes(units, count: block.count)
    }
    var totals = [RaterBlocks.Lanes](repeating: .zero, count: raters.layout.count)
    var scratch = RaterBlocks.Scratch()
    lanes.fill(&totals, weights: Self.lanes(weights, count: block.count), multiplicities: counts, &scratch)
    var values = coefficients.map { _ in [Double]() }
    for lane in 0..<block.count {
      let own = totals.map { $0[lane] }
      let drawn = (0..<raters.raterCount).map { weights[$0 * block.count + lane] }
      for (place, coefficient) in coefficients.enumerated() {
        values[place].append(raters.value(coefficient, own, raterWeights: drawn))
      }
    }
    return values
  }

  /// A [resamples x columns] matrix, column-major, as one vector of lanes a column; lanes without a resample are 0.
  private static func lanes(_ matrix: [Double], count: Int) -> [RaterBlocks.Lanes] {
    (0..<matrix.count / count).map { column in
      var lanes = RaterBlocks.Lanes.zero
      for lane in 0..<count { lanes[lane] = matrix[column * count + lane] }
      return lanes
    }
  }

  // MARK: - Acceleration

  private func accelerations(
    _ coefficients: [AgreementCoefficient], of sample: AgreementSample, _ items: SampledItems, _ raters: WeightedRaters?
  ) -> [Double?] {
    let jackknife = AgreementJackknife(sample: sample, coefficients: coefficients)
    let byUnit = sampling == .raters ? [] : jackknife.withoutItems(items)
    let byRater = raters.map(jackknife.withoutRaters) ?? []
    return coefficients.indices.map { place in
      let estimate = sample.value(coefficients[place], sample.totals)
      var samples: [(values: [Double], counts: [Int])] = []
      if !byUnit.isEmpty { samples.append((byUnit[place], sample.multiplicities(items, coefficients[place]))) }
      if !byRater.isEmpty { samples.append((byRater[place], Array(repeating: 1, count: byRater[place].count))) }
      return Self.acceleration(samples, estimate: estimate)
    }
  }

  /// a = sum_s n_s^-3 sum l^3 / (6 (sum_s n_s^-2 sum l^2)^(3/2)), l = (n_s - 1)(mean - theta_(i)); with one sample that
  /// of the jackknife. nil where some value is undefined.
  static func acceleration(_ samples: [(values: [Double], counts: [Int])], estimate: Double) -> Double? {
    if samples.count == 1 {
      return Jackknife(estimate: estimate, leaveOneOut: samples[0].values, multiplicities: samples[0].counts)
        .acceleration
    }
    var (cubes, squares) = (0.0, 0.0)
    for sample in samples {
      let count = Double(sample.counts.reduce(0, +))
      var offset = 0.0
      for (value, times) in zip(sample.values, sample.counts) where times > 0 {
        guard value.isFinite else { return nil }
        offset += Double(times) * (value - estimate) / count
      }
      for (value, times) in zip(sample.values, sample.counts) where times > 0 {
        let influence = (count - 1) / count * (offset - (value - estimate))
        squares += Double(times) * influence * influence
        cubes += Double(times) * influence * influence * influence
      }
    }
    return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
  }
}

extension Estimate {
  /// Adds the limits and the standard error of a bootstrap.
  /// - Parameters:
  ///   - rounding: an error of so little is 0.
  ///   - most: limits above are cut to it.
  mutating func take(_ interval: BootstrapInterval, resamples: Int, rounding: Double, atMost most: Double = 1) {
    if let error = interval.standardError, error <= rounding, interval.definedCount > 0 {
      standardError = 0
      status = .noSpread
      if interval.undefinedCount > 0 { add(note: "undefined in \(interval.undefinedCount) of \(resamples) resamples") }
      add(note: "no resample changes the value: no error, limits or test")
      return
    }
    standardError = interval.standardError ?? .nan
    lower = interval.lower.map { min($0, most) } ?? .nan
    upper = interval.upper.map { min($0, most) } ?? .nan
    level = interval.level
    var notes: [String] = []
    if interval.undefinedCount > 0 { notes.append("undefined in \(interval.undefinedCount) of \(resamples) resamples") }
    switch interval.status {
    case .undefinedAcceleration: notes.append("undefined without some unit or rater: no bca limits")
    case .outsideReplicates: notes.append("no resample on one side of the estimate: no bca limits")
    case .defined, .tooFewReplicates, .undefinedEstimate: break
    }
    for note in notes { add(note: note) }
  }
}

extension SampledItems {
  /// Draws items, and counts the units of each pattern in them.
  func planOverPatterns(_ patternCount: Int) -> ResamplingPlan {
    isClustered
      ? ResamplingPlan(
        patternCount: patternCount, clusterOffsets: offsets, patterns: patterns, multiplicities: counts)
      : ResamplingPlan(multiplicities: multiplicities)
  }
}

/// Rows of features with the plan that draws them.
struct ResampledRows: Sendable {
  private let plan: ResamplingPlan
  /// [rows x totals], column-major; nil where it would be too large.
  private let dense: [Double]?
  /// The totals under the weights of a resample, where there is no matrix.
  private let sums: @Sendable (Span<Double>) -> [Double]
  private let totalCount: Int

  /// The rows of items: patterns, or the sums of clusters.
  init(_ items: SampledItems, _ features: AgreementFeatures) {
    totalCount = features.layout.count
    sums = features.totals
    if items.isClustered, items.count * totalCount <= AgreementBootstrap.denseLimit {
      var dense = [Double](repeating: 0, count: items.count * totalCount)
      var row = [Double](repeating: 0, count: totalCount)
      for item in 0..<items.count {
        for place in row.indices { row[place] = 0 }
        for entry in items.entries(item) {
          features.addRow(items.patterns[entry], factor: Double(items.counts[entry]), to: &row)
        }
        for place in row.indices { dense[place * items.count + item] = row[place] }
      }
      self.dense = dense
      plan = ResamplingPlan(multiplicities: items.multiplicities)
      return
    }
    plan = items.planOverPatterns(features.patternCount)
    dense = features.patternCount * totalCount <= AgreementBootstrap.denseLimit ? features.dense() : nil
  }

  /// Any rows.
  /// - Parameters:
  ///   - dense: the matrix [rows x totals], column-major, if it is not too large.
  ///   - sums: the totals under weights of the rows.
  init(_ plan: ResamplingPlan, totalCount: Int, dense: [Double]?, sums: @escaping @Sendable (Span<Double>) -> [Double])
  {
    (self.plan, self.totalCount, self.dense, self.sums) = (plan, totalCount, dense, sums)
  }

  /// What `body` makes of the totals of each resample.
  /// - Parameter body: adds the values of each of `statistics` statistics for a block of resamples, of which it gets
  ///   the totals, one resample's after the other's, and the number.
  func replicates(
    _ bootstrap: Bootstrap, statistics: Int, _ body: @Sendable (Span<Double>, Int, inout [[Double]]) -> Void
  ) -> [[Double]] {
    // The size depends on the data alone, so the products, to their last bits, do not depend on the threads.
    let blockSize = min(128, max(8, AgreementBootstrap.blockWeightCount / max(plan.columnCount, 1)))
    let blocks = bootstrap.blocks(of: blockSize)
    let size = AgreementBootstrap.pieceBlocks
    let pieces = WorkerThreads.map((blocks.count + size - 1) / size) { piece in
      let start = piece * size
      return replicates(bootstrap, blocks[start..<min(start + size, blocks.count)], statistics, body)
    }
    return (0..<statistics).map { index in pieces.flatMap { $0[index] } }
  }

  /// The values of some blocks, one after the other in the same memory.
  private func replicates(
    _ bootstrap: Bootstrap, _ blocks: ArraySlice<Range<Int>>, _ statistics: Int,
    _ body: @Sendable (Span<Double>, Int, inout [[Double]]) -> Void
  ) -> [[Double]] {
    let rowCount = plan.columnCount
    let blockSize = blocks.first?.count ?? 0
    var weights = [Double](repeating: 0, count: blockSize * rowCount)
    var totals = [Double](repeating: 0, count: blockSize * totalCount)
    var replicates = [[Double]](repeating: [], count: statistics)
    for block in blocks {
      if block.count < blockSize {
        weights = Array(repeating: 0, count: block.count * rowCount)
        totals = Array(repeating: 0, count: block.count * totalCount)
      }
      var blockWeights = weights.mutableSpan
      bootstrap.fillWeights(plan, resamples: block, order: .rowMajor, into: &blockWeights)
      if let dense {
        product(dense, weights, into: &totals, resamples: block.count)
      } else {
        for resample in 0..<block.count {
          let sums = sums(weights.span.extracting(resample * rowCount..<(resample + 1) * rowCount))
          for place in 0..<totalCount { totals[resample * totalCount + place] = sums[place] }
        }
      }
      body(totals.span, block.count, &replicates)
    }
    return replicates
  }

  /// Totals of a block, totals x resamples: F' W with F rows x totals and W rows x resamples.
  private func product(_ features: [Double], _ weights: [Double], into totals: inout [Double], resamples: Int) {
    let rowCount = plan.columnCount
    var target = totals.mutableSpan
    do {
      try MatrixProducts.multiply(
        features.span, MatrixLayout(rowCount: rowCount, columnCount: totalCount).transposed,
        weights.span, MatrixLayout(rowCount: rowCount, columnCount: resamples),
        into: &target, MatrixLayout(rowCount: totalCount, columnCount: resamples))
    } catch {
      // The dense limit keeps every dimension far below 2^31.
      preconditionFailure("\(error)")
    }
  }
}
