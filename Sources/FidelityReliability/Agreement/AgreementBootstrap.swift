import FidelityData
import FidelityLinearAlgebra
import FidelityProbability

/// Bootstrap over the units of a group: percentile intervals of all coefficients from the same resamples.
///
/// A resample is a multinomial draw over patterns; the totals of a block of resamples are one product [resamples x
/// patterns] x [patterns x totals] (DGEMM). Nothing goes back to the ratings. Resample b is keyed by (seed, group, b),
/// so the answer does not depend on threads, blocks or the order of the data.
/// - Complexity: O(resamples x patterns x totals), memory O(block x (patterns + totals) + resamples x coefficients).
struct AgreementBootstrap {
  /// A feature matrix with more elements stays sparse.
  private static let denseLimit = 1 << 22
  /// A block is a matrix product: its weights should stay in the cache until then.
  private static let blockWeights = 1 << 16
  private static let blocksOfPiece = 8

  let bootstrap: Bootstrap
  let level: Double

  init(resamples: Int, seed: UInt64, stream: UInt64, level: Double) {
    bootstrap = Bootstrap(resamples: resamples, seed: seed).keyed(by: stream)
    self.level = level
  }

  func estimates(_ coefficients: [AgreementCoefficient], of sample: AgreementSample) -> [Estimate] {
    let points = coefficients.map(sample.point)
    let active = coefficients.indices.filter { points[$0].status == .ok }
    guard !active.isEmpty else { return points }
    let replicates = replicates(active.map { coefficients[$0] }, of: sample)
    let intervals = WorkerThreads.map(active.count) { place in
      BootstrapInterval(
        .percentile, level: level, estimate: points[active[place]].estimate, replicates: replicates[place])
    }
    var rows = points
    for (place, index) in active.enumerated() {
      let interval = intervals[place]
      rows[index].method = "bootstrap-percentile"
      rows[index].standardError = interval.standardError ?? .nan
      rows[index].lower = interval.lower ?? .nan
      rows[index].upper = interval.upper ?? .nan
      rows[index].level = level
      if interval.undefinedCount > 0 {
        rows[index].add(note: "undefined in \(interval.undefinedCount) of \(bootstrap.resamples) resamples")
      }
    }
    return rows
  }

  /// The value of each coefficient in each resample; NaN where undefined.
  private func replicates(_ coefficients: [AgreementCoefficient], of sample: AgreementSample) -> [[Double]] {
    let plan = ResamplingPlan(multiplicities: sample.patterns.multiplicities.map { Int($0) })
    let (patternCount, totalCount) = (sample.features.patternCount, sample.features.layout.count)
    let dense = patternCount * totalCount <= Self.denseLimit ? sample.features.dense() : nil
    // The size depends on the data alone, so the products, to their last bits, do not depend on the threads.
    let blockSize = min(128, max(8, Self.blockWeights / max(patternCount, 1)))
    let blocks = bootstrap.blocks(of: blockSize)
    let pieces = WorkerThreads.map((blocks.count + Self.blocksOfPiece - 1) / Self.blocksOfPiece) { piece in
      let start = piece * Self.blocksOfPiece
      return replicates(
        coefficients, of: sample, plan, dense, blocks[start..<min(start + Self.blocksOfPiece, blocks.count)])
    }
    return coefficients.indices.map { index in pieces.flatMap { $0[index] } }
  }

  /// The values of some blocks, one after the other in the same memory.
  private func replicates(
    _ coefficients: [AgreementCoefficient], of sample: AgreementSample, _ plan: ResamplingPlan, _ dense: [Double]?,
    _ blocks: ArraySlice<Range<Int>>
  ) -> [[Double]] {
    let (features, layout) = (sample.features, sample.features.layout)
    let (patternCount, totalCount) = (features.patternCount, layout.count)
    let blockSize = blocks.first?.count ?? 0
    var weights = [Double](repeating: 0, count: blockSize * patternCount)
    var totals = [Double](repeating: 0, count: blockSize * totalCount)
    var replicates = coefficients.map { _ in [Double]() }
    for block in blocks {
      if block.count < blockSize {
        weights = Array(repeating: 0, count: block.count * patternCount)
        totals = Array(repeating: 0, count: block.count * totalCount)
      }
      var blockWeights = weights.mutableSpan
      bootstrap.fillWeights(plan, resamples: block, order: .rowMajor, into: &blockWeights)
      if let dense {
        product(
          dense, weights, into: &totals, patternCount: patternCount, totalCount: totalCount, resamples: block.count)
      } else {
        for resample in 0..<block.count {
          let range = resample * patternCount..<(resample + 1) * patternCount
          let sums = features.totals(weights.span.extracting(range))
          for place in 0..<totalCount { totals[resample * totalCount + place] = sums[place] }
        }
      }
      for (index, coefficient) in coefficients.enumerated() {
        for resample in 0..<block.count {
          let range = resample * totalCount..<(resample + 1) * totalCount
          let sums = totals.span.extracting(range)
          let isPaired = sums[layout.pairedUnits] > 0
          replicates[index].append(isPaired ? coefficient.value(sums, layout, sample.context) : .nan)
        }
      }
    }
    return replicates
  }

  /// Totals of a block, totals x resamples: F' W with F patterns x totals and W patterns x resamples.
  private func product(
    _ features: [Double], _ weights: [Double], into totals: inout [Double], patternCount: Int, totalCount: Int,
    resamples: Int
  ) {
    var target = totals.mutableSpan
    do {
      try MatrixProducts.multiply(
        features.span, MatrixLayout(rowCount: patternCount, columnCount: totalCount).transposed,
        weights.span, MatrixLayout(rowCount: patternCount, columnCount: resamples),
        into: &target, MatrixLayout(rowCount: totalCount, columnCount: resamples))
    } catch {
      // The dense limit keeps every dimension far below 2^31.
      preconditionFailure("\(error)")
    }
  }
}
