import FidelityData
import FidelityProbability

/// The figures of a matrix with raters drawn anew, or components where there are not two raters.
struct IntegrationBootstrap {
  /// What is drawn.
  enum Unit: String, Sendable {
    case raters
    case components
  }

  let unit: Unit
  let seed: UInt64
  private(set) var replicates: [IntegrationMatrix.Figures] = []

  private static let resamples = 2_000
  private static let fewestResamples = 200
  /// So many entries and cells are gone through in all; large tables get fewer resamples.
  private static let mostWork = 2_000_000_000

  /// Nil where there are neither two raters nor two components.
  init?(_ ratings: ComponentRatings, _ matrix: IntegrationMatrix, _ options: DriverOptions) {
    let unit: Unit = ratings.raterCount > 1 ? .raters : .components
    let count = unit == .raters ? ratings.raterCount : matrix.componentCount
    guard count > 1, ratings.entryCount > 0 else { return nil }
    (self.unit, seed) = (unit, options.seed)
    let (components, drivers) = (Double(matrix.componentCount), Double(matrix.driverCount))
    let work = Double(ratings.entryCount) + components * drivers * drivers
    let most = min(Double(Self.resamples), Double(Self.mostWork) / work)
    let bootstrap = Bootstrap(resamples: max(Self.fewestResamples, Int(most)), seed: seed)
    let blocks = bootstrap.blocks(of: 50)
    let threshold = options.threshold
    replicates = WorkerThreads.map(blocks.count) { block in
      blocks[block].map { resample -> IntegrationMatrix.Figures in
        var stream = bootstrap.stream(resample: resample)
        // Ratings without a rater stay.
        var weights = [Double](repeating: 0, count: unit == .raters ? count + 1 : count)
        if unit == .raters { weights[count] = 1 }
        for _ in 0..<count { weights[stream.next(upperBound: count)] += 1 }
        return unit == .raters
          ? ratings.matrix(weights: weights).figures(threshold: threshold)
          : matrix.figures(threshold: threshold, weights: weights)
      }
    }.flatMap(\.self)
  }

  /// Gives a row its error and limits.
  func take(_ row: inout DriverRow, _ figure: KeyPath<IntegrationMatrix.Figures, Double>, level: Double) {
    guard row.estimate.status == .ok else { return }
    row.estimate.method = "bootstrap over \(unit.rawValue), percentile"
    let interval = BootstrapInterval(
      .percentile, level: level, estimate: row.estimate.estimate, replicates: replicates.map { $0[keyPath: figure] })
    guard let error = interval.standardError, let lower = interval.lower, let upper = interval.upper else {
      row.estimate.status = .tooFewObservations
      row.estimate.add(note: "too few resamples have the figure: no limits")
      return
    }
    if error <= 1e-12 {
      (row.estimate.standardError, row.estimate.status) = (0, .noSpread)
      row.estimate.add(note: "nothing varies between \(unit.rawValue)")
      return
    }
    row.estimate.standardError = error
    (row.estimate.lower, row.estimate.upper, row.estimate.level) = (lower, upper, level)
    row.estimate.add(note: "\(replicates.count) resamples, seed \(seed)")
    if interval.undefinedCount > 0 { row.estimate.add(note: "\(interval.undefinedCount) of them without the figure") }
  }
}
