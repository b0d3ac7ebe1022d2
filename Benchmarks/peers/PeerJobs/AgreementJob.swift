import Fidelity

/// What is computed.
enum AgreementJob: String {
  /// Alpha in three metrics, AC1, AC2, Fleiss, Conger, Brennan-Prediger with standard errors; then 10,000 resamples.
  case family
  /// All of them unweighted and with quadratic weights.
  case weightedFamily = "weighted-family"
  /// 1,000 resamples of ordinal alpha.
  case alphaBootstrap = "alpha-bootstrap"
  /// As `family`, without the bootstrap, on generated ratings.
  case size

  private var coefficients: [AgreementCoefficient] {
    let alphas = [AlphaMetric.nominal, .ordinal, .interval].map { AgreementCoefficient.krippendorffAlpha(metric: $0) }
    let corrected = ["gwet-ac", "fleiss-kappa", "conger-kappa", "brennan-prediger"]
    switch self {
    case .family, .size:
      return alphas + [.gwetAC(.identity), .gwetAC(.quadratic)]
        + [.fleissKappa(.identity), .congerKappa(.identity), .brennanPrediger(.identity)]
    case .weightedFamily:
      return [alphas[0], alphas[2]]
        + corrected.flatMap { AgreementCoefficient.named($0, weights: [.identity, .quadratic], metrics: []) }
    case .alphaBootstrap: return [alphas[1]]
    }
  }

  /// The resamples of the bootstrap and whether it is the job itself or comes on top of it.
  private var resamples: (count: Int, isOnTop: Bool) {
    switch self {
    case .family, .weightedFamily: (10_000, true)
    case .alphaBootstrap: (1_000, false)
    case .size: (0, false)
    }
  }

  /// Does the job some times; the estimates are those of the last.
  func run(on ratings: RatingArray, passes: Int) throws -> JobReport {
    let clock = ContinuousClock()
    var report = JobReport()
    let bootstrap = AgreementInterval.bootstrap(resamples: resamples.count, seed: 7)
    let isBootstrap = resamples.count > 0 && !resamples.isOnTop
    let analysis = AgreementAnalysis(coefficients, interval: isBootstrap ? bootstrap : .linearised)
    for start in Passes(most: passes) {
      let estimates = analysis.estimates(of: ratings.matrix)
      report.seconds.append((clock.now - start) / .seconds(1))
      report.figures = Self.figures(estimates)
      guard resamples.isOnTop else { continue }
      let resampled = clock.measure {
        report.bootstrapFigures = Self.figures(
          AgreementAnalysis(coefficients, interval: bootstrap).estimates(of: ratings.matrix))
      }
      report.bootstrap.append(resampled / .seconds(1))
    }
    return report
  }

  private static func figures(_ estimates: [Estimate]) -> [String: [Double?]] {
    let rows = estimates.map { row in
      let name = row.metric.map { "alpha-\($0)" } ?? "\(row.quantity)-\(row.weights ?? "")"
      return (name, [row.estimate, row.standardError].map { $0.isFinite ? $0 : nil })
    }
    return Dictionary(uniqueKeysWithValues: rows)
  }
}

/// What a job prints.
struct JobReport: Encodable {
  /// Of each pass: from the input in memory (the file, for reading) to the results, the bootstrap on top left out.
  var seconds: [Double] = []
  /// The bootstrap that comes on top.
  var bootstrap: [Double] = []
  /// The profile limits that come on top.
  var limits: [Double] = []
  /// Estimate and standard error by name.
  var figures: [String: [Double?]] = [:]
  var bootstrapFigures: [String: [Double?]] = [:]
}
