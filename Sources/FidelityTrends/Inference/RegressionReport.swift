package import FidelityData
package import FidelityProbability

/// The result rows of a regression under one way of computing errors.
///
/// | rows | |
/// |---|---|
/// | `regression-coefficient` | of every term: error, limits, t, p; degrees of freedom of the errors |
/// | `contrast` | of every contrast asked for |
/// | `predicted-mean` | of every prediction asked for: error and limits of the mean |
/// | `predicted-value` | the same of one new observation: its own variance sigma^2 on top, t with n - p |
/// | `wald-test` | that the terms of a test are 0 together: F and its two degrees of freedom |
/// | `r-squared` | with the F test of all terms, where errors are equal |
/// | `residual-sd` | |
/// | `cluster-count` | where errors are those of clusters |
package struct RegressionReport: Sendable {
  /// Terms that are tested together.
  package struct Test: Sendable {
    package var name: String
    package var places: [Int]

    package init(name: String, places: [Int]) {
      self.name = name
      self.places = places
    }
  }

  /// A sum of coefficients with weights.
  package struct Combination: Sendable {
    package var quantity: String
    package var name: String
    package var weights: [Double]

    package init(_ quantity: String, name: String, weights: [Double]) {
      self.quantity = quantity
      self.name = name
      self.weights = weights
    }
  }

  package var method: String
  package var errors: ContrastErrors
  package var tests: [Test] = []
  package var combinations: [Combination] = []
  /// Remarks on the rows of terms.
  package var notes: [String: String] = [:]
  /// The names of clusterings, with their numbers of clusters.
  package var clusters: [(name: String, count: Int)] = []
  /// The bootstrap that p values and limits come from, where they do.
  package var wild: (plan: WildClusterBootstrap, sums: ClusterSums)?
  /// A remark on all coefficients.
  package var note: String?

  package init(method: String, errors: ContrastErrors) {
    self.method = method
    self.errors = errors
  }

  /// The columns of its result table.
  package static let columns: EstimateColumns = [
    .term, .interval, .numeratorDegreesOfFreedom, .test, .observationCount, .method, .note,
  ]

  /// Whether errors are those of clusters and there is but one.
  private var lacksClusters: Bool { clusters.contains { $0.count < 2 } }

  private var hasEqualErrors: Bool { if case .equal = errors { true } else { false } }

  package func estimates(
    _ fit: RegressionSummary, _ quantiles: inout StudentTQuantileTable
  ) -> [Estimate] {
    var rows: [Estimate] = []
    rows.reserveCapacity(fit.terms.count + combinations.count + tests.count + 2 + clusters.count)
    forEachEstimate(fit, &quantiles) { rows.append($0) }
    return rows
  }

  /// Calls its body with each of the rows: where groups are many, rows need no array of their own.
  package func forEachEstimate(
    _ fit: RegressionSummary, _ quantiles: inout StudentTQuantileTable, _ body: (Estimate) -> Void
  ) {
    let hasErrors = fit.status == .ok && !lacksClusters
    let freedoms = hasErrors ? errors.degreesOfFreedom(fit.contrasts.compactMap(\.self)) : []
    var present = 0
    for (place, term) in fit.terms.enumerated() {
      var row = row("regression-coefficient", fit)
      row.term = term
      row.note = notes[term]
      if let note { row.add(note: note) }
      row.estimate = fit.coefficients[place]
      row.status = fit.status
      if let contrast = fit.contrasts[place] {
        let refined = hasEqualErrors ? fit.refinedErrors?[place] : nil
        take(contrast, hasErrors ? freedoms[present] : .nan, refined, fit, &row, &quantiles)
        present += 1
      } else if !fit.isOutOfRange {
        let reason: Status = fit.constantTerms.contains(place) ? .constantPredictor : .aliased
        row.status = fit.observationCount < 2 ? .tooFewObservations : reason
      }
      body(row)
    }
    for combination in combinations {
      var row = row(combination.quantity, fit)
      row.term = combination.name
      row.status = fit.status
      if let (contrast, value) = fit.contrast(combination.weights) {
        row.estimate = value
        if combination.quantity == "predicted-value" {
          takeNew(contrast, fit, &row, &quantiles)
        } else {
          take(contrast, hasErrors ? errors.degreesOfFreedom([contrast])[0] : .nan, nil, fit, &row, &quantiles)
        }
        // That a prediction is 0 is nobody's hypothesis.
        if combination.quantity.hasPrefix("predicted") { (row.statistic, row.pValue) = (.nan, .nan) }
      } else if !fit.isOutOfRange {
        row.status = .aliased
      }
      body(row)
    }
    for own in tests { body(test(own, fit, hasErrors)) }
    forEachEnd(fit, body)
  }

  private func row(_ quantity: String, _ fit: RegressionSummary) -> Estimate {
    var row = Estimate(quantity)
    row.method = method
    row.observationCount = fit.observationCount
    return row
  }

  /// The error and limits of one new observation: the mean's error and the residual variance of a row.
  private func takeNew(
    _ contrast: [Double], _ fit: RegressionSummary, _ row: inout Estimate, _ quantiles: inout StudentTQuantileTable
  ) {
    guard fit.status == .ok, !lacksClusters else {
      if fit.status == .ok { row.status = .tooFewClusters }
      return
    }
    let error = (errors.covariance(contrast, contrast) + fit.residualVariance).squareRoot()
    guard fit.residualDegreesOfFreedom > 0, error > 0 else { return }
    row.take(
      standardError: error,
      ErrorInterval(
        estimate: row.estimate, standardError: error, .studentT(degreesOfFreedom: fit.residualDegreesOfFreedom),
        test: .none, zero: .isExact, &quantiles))
  }

  /// The error, limits and test of a contrast.
  /// - Parameter refined: its error, where it is known better.
  private func take(
    _ contrast: [Double], _ freedom: Double, _ refined: Double?, _ fit: RegressionSummary, _ row: inout Estimate,
    _ quantiles: inout StudentTQuantileTable
  ) {
    if fit.status == .exactFit {
      row.take(
        standardError: 0,
        ErrorInterval(
          estimate: row.estimate, standardError: 0, .studentT(degreesOfFreedom: fit.residualDegreesOfFreedom),
          zero: .isExact, &quantiles))
      return
    }
    guard fit.status == .ok else { return }
    if lacksClusters {
      row.status = .tooFewClusters
      return
    }
    let error = refined ?? errors.standardError(contrast)
    guard freedom > 0, error > 0 else {
      row.standardError = error > 0 ? error : .nan
      row.status = clusters.isEmpty ? .noSpread : .tooFewClusters
      return
    }
    row.take(
      standardError: error,
      ErrorInterval(
        estimate: row.estimate, standardError: error, .studentT(degreesOfFreedom: freedom), zero: .isExact, &quantiles))
    guard let wild else { return }
    let result = wild.plan.test(wild.sums, contrast, estimate: row.estimate, level: quantiles.level)
    (row.pValue, row.lower, row.upper) = (result.pValue, result.lower, result.upper)
    row.degreesOfFreedom = .nan
  }

  private func test(_ test: Test, _ fit: RegressionSummary, _ hasErrors: Bool) -> Estimate {
    var row = row("wald-test", fit)
    row.term = test.name
    row.status = fit.status
    let places = test.places.filter { fit.contrasts[$0] != nil }
    guard !places.isEmpty else {
      row.status = .aliased
      return row
    }
    guard hasErrors else {
      if lacksClusters, fit.status == .ok { row.status = .tooFewClusters }
      return row
    }
    let result = errors.waldTest(
      places.compactMap { fit.contrasts[$0] }, values: places.map { fit.coefficients[$0] })
    row.statistic = result.statistic
    row.numeratorDegreesOfFreedom = result.numeratorDegreesOfFreedom
    row.degreesOfFreedom = result.degreesOfFreedom
    row.pValue = result.pValue
    if result.statistic.isNaN { row.status = clusters.isEmpty ? .aliased : .tooFewClusters }
    return row
  }

  /// What is known of the whole fit.
  private func forEachEnd(_ fit: RegressionSummary, _ body: (Estimate) -> Void) {
    var share = row("r-squared", fit)
    if !fit.isConstant, !fit.isOutOfRange {
      share.estimate = fit.isExact ? 1 : 1 - fit.residualSumOfSquares / fit.totalSumOfSquares
    }
    share.status = fit.status
    let slopes = fit.terms.indices.reduce(0) {
      $0 + (fit.contrasts[$1] != nil && !(fit.hasIntercept && $1 == 0) ? 1 : 0)
    }
    if hasEqualErrors, fit.status == .ok, slopes > 0 {
      let freedom = Double(slopes)
      share.numeratorDegreesOfFreedom = freedom
      share.degreesOfFreedom = fit.residualDegreesOfFreedom
      share.statistic = (fit.totalSumOfSquares - fit.residualSumOfSquares) / freedom / fit.residualVariance
      share.pValue =
        FisherF(numeratorDegreesOfFreedom: freedom, denominatorDegreesOfFreedom: fit.residualDegreesOfFreedom)
        .survival(share.statistic)
    }
    if share.estimate.isNaN, share.status == .ok { share.status = .noVariation }
    body(share)
    var deviation = row("residual-sd", fit)
    deviation.estimate = fit.residualVariance.squareRoot()
    deviation.degreesOfFreedom = fit.residualDegreesOfFreedom
    deviation.status = fit.status
    body(deviation)
    for cluster in clusters {
      var row = row("cluster-count", fit)
      row.term = cluster.name
      row.estimate = Double(cluster.count)
      if cluster.count < 2 { row.status = .tooFewClusters }
      body(row)
    }
  }
}
