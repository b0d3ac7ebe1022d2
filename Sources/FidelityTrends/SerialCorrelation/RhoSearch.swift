import FidelityData
import FidelityProbability
import FidelitySystem

/// The likelihood of rho with everything else at its best, on a scale u without ends: atanh(rho), or the logit of the
/// correlation over the median gap.
struct RhoSearch {
  let series: TimeSeriesRegression
  let form: SerialCorrelationForm
  let isRestricted: Bool
  /// The median gap, the unit of time of the continuous form.
  private let unit: Double

  /// How far u goes: |rho| up to 1 - 3e-8 and 1 - 1e-8.
  var range: ClosedRange<Double> { form == .discrete ? -9...9 : -18...18 }

  init(_ series: TimeSeriesRegression, _ form: SerialCorrelationForm, isRestricted: Bool) {
    self.series = series
    self.form = form
    self.isRestricted = isRestricted
    let gaps = series.order.gaps.filter { $0 > 0 }.sorted()
    unit = gaps.isEmpty || form == .discrete ? 1 : gaps[gaps.count / 2]
  }

  /// The correlation over the median gap, and its derivative.
  private func share(_ u: Double) -> (value: Double, slope: Double) {
    if form == .continuous { return (1 / (1 + exp(-u)), 1 / (1 + exp(-u)) / (1 + exp(u))) }
    return (tanh(u), 1 / cosh(u) / cosh(u))
  }

  /// The correlation over one unit of time.
  func rho(_ u: Double) -> Double { form == .discrete ? tanh(u) : pow(share(u).value, 1 / unit) }

  func coordinate(_ rho: Double) -> Double {
    let share = pow(rho, unit)
    return form == .discrete ? atanh(rho) : log(share / (1 - share))
  }

  func whitened(_ u: Double, isRefined: Bool = false) -> WhitenedSeries? {
    let share = share(u)
    return WhitenedSeries(series, rho: share.value, slope: share.slope, unit: unit, isRefined: isRefined)
  }

  func at(_ u: Double) -> (value: Double, slope: Double) {
    guard let whitened = whitened(u) else { return (-.infinity, .nan) }
    let result = whitened.logLikelihood(series, isRestricted: isRestricted)
    return result.value.isNaN ? (-.infinity, .nan) : result
  }

  /// Of independent errors, rho = 0.
  var independent: Double {
    WhitenedSeries(series, rho: 0)?.logLikelihood(series, isRestricted: isRestricted).value ?? -.infinity
  }

  /// The u of the highest point, going up from the best of a grid, since there may be several hills; nil where it lies
  /// at an end of the range.
  func best(_ record: inout SearchRecord) -> Double? {
    let step = form == .discrete ? 0.5 : 1.0
    let grid = Array(stride(from: range.lowerBound, through: range.upperBound, by: step))
    let heights = grid.map { at($0) }
    record.evaluationCount += grid.count
    guard let best = grid.indices.max(by: { heights[$0].value < heights[$1].value }),
      heights[best].value > -.infinity
    else { return nil }
    let isRising = heights[best].slope > 0
    let other = best + (isRising ? 1 : -1)
    guard grid.indices.contains(other) else { return nil }
    var count = 0
    let root = RootFinder.root(between: min(grid[best], grid[other]), max(grid[best], grid[other])) { u in
      count += 1
      return at(u).slope
    }
    record.evaluationCount += count
    return root
  }

  /// Where twice the fall of the log likelihood below `peak` is `quantile`, going from u by steps of one sign; nil
  /// where it is not before the end of the range.
  func limit(from u: Double, peak: Double, quantile: Double, step: Double) -> Double? {
    let rise = { (u: Double) in 2 * (peak - at(u).value) - quantile }
    var inside = u
    while range.contains(inside + step) {
      let value = rise(inside + step)
      if value > 0 {
        // Beyond the last rho that allows a fit there is no limit to find.
        guard value.isFinite else { return nil }
        return RootFinder.root(between: inside, inside + step, rise)
      }
      inside += step
    }
    return nil
  }
}

extension TimeSeriesRegression {
  /// The regression with autoregressive errors.
  /// - Parameter form: discrete for rows at whole steps; Prais-Winsten and Cochrane-Orcutt have no other.
  /// - Complexity: O(n k^2) for each evaluation, some 50 to 100 of the likelihood, 10 to 30 iterations of the others.
  public func autoregressive(
    _ estimator: AutoregressiveEstimator, _ form: SerialCorrelationForm = .discrete
  ) -> AutoregressiveFit {
    let isLikelihood = estimator == .maximumLikelihood || estimator == .restrictedMaximumLikelihood
    var fit = AutoregressiveFit(self, estimator, isLikelihood ? form : .discrete)
    if ordinary.isOutOfRange {
      fit.status = .outOfRange
    } else if ordinary.residualDegreesOfFreedom < 1 || !order.gaps.contains(where: { $0 > 0 }) {
      fit.status = .tooFewObservations
    } else if ordinary.isExact {
      takeOrdinary(&fit, .exactFit)
    } else if fit.form == .discrete, !order.isRegular {
      fit.status = .unbalanced
    } else if isLikelihood {
      fitLikelihood(&fit)
    } else {
      iterate(&fit, dropsFirst: estimator == .cochraneOrcutt)
    }
    return fit
  }

  /// The ordinary fit, in which errors are independent.
  private func takeOrdinary(_ fit: inout AutoregressiveFit, _ status: Status) {
    fit.coefficients = ordinary.coefficients
    fit.covariance = ordinary.covariance
    fit.degreesOfFreedom = ordinary.residualDegreesOfFreedom
    fit.residualDeviation = ordinary.residualDeviation
    fit.durbinWatson = durbinWatson()
    fit.status = status
  }

  private func fitLikelihood(_ fit: inout AutoregressiveFit) {
    let search = RhoSearch(self, fit.form, isRestricted: fit.estimator == .restrictedMaximumLikelihood)
    let best = search.best(&fit.record)
    let independent = search.independent
    if fit.form == .continuous, best.map({ search.at($0).value }) ?? -.infinity <= independent,
      independent >= search.at(search.range.upperBound).value
    {
      takeOrdinary(&fit, .singularFit)
      (fit.rho, fit.logLikelihood) = (0, independent)
      fit.record.isConverged = true
      return
    }
    let ends = [search.range.lowerBound, search.range.upperBound]
    let u = best ?? (search.at(ends[0]).value > search.at(ends[1]).value ? ends[0] : ends[1])
    guard let whitened = search.whitened(u, isRefined: true) else {
      fit.status = .notConverged
      return
    }
    fit.take(whitened, self, rho: search.rho(u), dropsFirst: false)
    let result = whitened.logLikelihood(self, isRestricted: search.isRestricted)
    fit.logLikelihood = result.value
    fit.record.slope = result.slope
    fit.record.isConverged = best != nil
    if best == nil { fit.status = .notConverged }
  }

  /// Rho from residuals, coefficients from rho, until rho settles.
  private func iterate(_ fit: inout AutoregressiveFit, dropsFirst: Bool) {
    let pairs = order.neighbours(.respected)
    guard !pairs.isEmpty, !dropsFirst || pairs.count > kept.count, var whitened = WhitenedSeries(self, rho: 0) else {
      fit.status = .tooFewObservations
      return
    }
    var rho = 0.0
    for _ in 0..<1_000 {
      let errors = whitened.errors(self)
      let product = pairs.reduce(0) { $0 + errors[$1] * errors[$1 - 1] }
      let square = pairs.reduce(0) { $0 + errors[$1 - 1] * errors[$1 - 1] }
      let next = product / square
      guard abs(next) < 1, let fitted = WhitenedSeries(self, rho: next, dropsFirst: dropsFirst, isRefined: true) else {
        break
      }
      fit.record.iterationCount += 1
      fit.record.slope = next - rho
      rho = next
      whitened = fitted
      if abs(fit.record.slope) <= 1e-13 {
        fit.record.isConverged = true
        break
      }
    }
    guard whitened.rowCount > kept.count, fit.record.iterationCount > 0 else {
      fit.status = fit.record.iterationCount == 0 ? .notConverged : .tooFewObservations
      return
    }
    fit.take(whitened, self, rho: rho, dropsFirst: dropsFirst)
    if !fit.record.isConverged { fit.status = .notConverged }
  }

  /// The profile likelihood interval of rho: all values whose log likelihood, with everything else at its best, is
  /// below the highest by at most half the quantile of chi-squared with one degree of freedom.
  ///
  /// A limit that the data do not set is the end of what rho can be: 1, -1, or 0 in continuous time. NaN for estimators
  /// without a likelihood and for fits without rho.
  public func rhoInterval(_ fit: AutoregressiveFit, level: Double = 0.95) -> (lower: Double, upper: Double) {
    guard !fit.logLikelihood.isNaN, fit.status == .ok || fit.status == .singularFit else { return (.nan, .nan) }
    let search = RhoSearch(self, fit.form, isRestricted: fit.estimator == .restrictedMaximumLikelihood)
    let quantile = ChiSquared(degreesOfFreedom: 1).quantile(level)
    let peak = fit.logLikelihood
    let u = fit.rho == 0 && fit.form == .continuous ? search.range.lowerBound : search.coordinate(fit.rho)
    let step = fit.form == .discrete ? 0.25 : 0.5
    let upper = search.limit(from: u, peak: peak, quantile: quantile, step: step)
    var lower: Double?
    let isZeroPossible = fit.form == .continuous && 2 * (peak - search.independent) <= quantile
    if !isZeroPossible { lower = search.limit(from: u, peak: peak, quantile: quantile, step: -step) }
    return (
      lower.map(search.rho) ?? (fit.form == .discrete ? -1 : 0), upper.map(search.rho) ?? 1
    )
  }
}
