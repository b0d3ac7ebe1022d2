import FidelityData
import FidelityLinearAlgebra
import FidelityProbability
import FidelitySystem
import FidelityTrends

extension RegressionAnalysis {
  /// The regression of a group from its rows.
  func collected(
    _ members: ArraySlice<UInt32>, _ data: RegressionData, _ spline: NaturalSpline?,
    _ quantiles: inout StudentTQuantileTable
  ) throws(DataError) -> GroupResult {
    let rows = members.map { Int($0) }
    guard !rows.isEmpty else { return GroupResult() }
    if trend.isPlain, let line = line(rows, data) { return line }
    let values = values(rows, data, spline)
    let outcome = rows.map { data.values[$0 * data.width + data.width - 1] }
    let weights = trend.weights == nil ? nil : rows.map { data.weights[$0] }
    do {
      if trend.serial != nil || trend.errors.needsOrder {
        return try ordered(rows, data, values, outcome, &quantiles)
      }
      if !cells.layout.absorbed.isEmpty { return try absorbed(rows, data, values, outcome, weights, &quantiles) }
      let fit = try LeastSquares(
        outcome: outcome, predictors: zip(columns.map(\.name), values).map { ($0, $1) },
        intercept: design.terms.hasIntercept, weights: weights, absorbedCount: 0, keepsRows: true)
      var result = result(fit, values, rows, data, weights, absorbedCount: 0, nestedCount: 0, &quantiles)
      // A line has no test of all its terms.
      if trend.isPlain { result.rows.removeTests() }
      return result
    } catch {
      throw DataError(.unusable(reason: "\(error)"), column: trend.outcome)
    }
  }

  /// The columns of the design.
  private func values(_ rows: [Int], _ data: RegressionData, _ spline: NaturalSpline?) -> [[Double]] {
    var values = columns.map { _ in [Double]() }
    for place in values.indices { values[place].reserveCapacity(rows.count) }
    for row in rows {
      let levels = cells.levels(of: data.cells[row])
      let first = row * data.width
      // Time has another origin and unit here.
      func number(_ variable: Int) -> Double {
        let own = data.values[first + variable]
        return design.hasTime && variable == 0 ? (own - scale.origin) / scale.unit : own
      }
      let splines = spline?.columns(at: number(0)) ?? []
      for (place, column) in columns.enumerated() {
        guard column.levels.allSatisfy({ levels[$0.factor] == $0.level }) else {
          values[place].append(0)
          continue
        }
        var product = 1.0
        for part in column.parts {
          switch part {
          case .value(let variable): product *= number(variable)
          case .power(let variable, let power): product *= pow(number(variable), Double(power))
          case .spline(_, let column): product *= splines.isEmpty ? 0 : splines[column]
          }
        }
        values[place].append(product)
      }
    }
    return values
  }

  /// A straight line whose sums keep their digits, as it is where no second look is needed.
  private func line(_ rows: [Int], _ data: RegressionData) -> GroupResult? {
    var moments = GroupedMoments()
    let (x, y) = (rows.map { data.values[$0 * data.width] }, rows.map { data.values[$0 * data.width + 1] })
    moments.add(x: x.span, y: y.span)
    let lines = GroupedTrend(
      predictor: design.variables[0], level: trend.level, origin: scale.origin, unit: scale.unit, note: scale.note)
    guard !lines.line(moments, group: 0).losesDigits else { return nil }
    var result = GroupResult()
    result.rows = lines.estimates(moments, group: 0)
    return result
  }

  private func result(
    _ fit: LeastSquares, _ values: [[Double]], _ rows: [Int], _ data: RegressionData, _ weights: [Double]?,
    absorbedCount: Int,
    nestedCount: Int, _ quantiles: inout StudentTQuantileTable
  ) -> GroupResult {
    guard let basis = fit.rows else { preconditionFailure("a regression without its rows") }
    let shift = design.terms.hasIntercept ? 1 : 0
    let constant = values.indices.filter { column in
      values[column].first.map { first in values[column].allSatisfy { $0 == first } } ?? true
    }
    let summary = RegressionSummary(
      fit, absorbedCount: absorbedCount, constant: shift == 0 ? [] : Set(constant.map { $0 + shift }))
    var note: String?
    var clusters: Clusters?
    var errors = summary.equalErrors
    switch trend.errors {
    case .ols, .neweyWest: break
    case .leverage(let correction):
      errors = .matrix(
        correction.matrix(basis, parameterCount: summary.parameterCount),
        degreesOfFreedom: summary.residualDegreesOfFreedom)
    case .cluster(let correction):
      let found = clusterCodes(rows, data)
      var own = Clusters(
        sums: basis.clusters(found.codes, count: found.count), first: found.first, second: found.second,
        parameterCount: Double(summary.parameterCount - nestedCount))
      if let weights, correction == .cr2 {
        own.covariance = ClusteredCovariance(weighted: basis, weights: weights, codes: found.codes, count: found.count)
      }
      clusters = own
      errors = self.errors(summary, own, &note)
    }
    return result(summary, errors, clusters, note: note, &quantiles)
  }

  /// The cluster of each row, in the order of names; for two ways the cell, and the cluster of each cell.
  private func clusterCodes(
    _ rows: [Int], _ data: RegressionData
  ) -> (codes: [Int], count: Int, first: [Int], second: [Int]) {
    let isTwoWay = cells.layout.clusters.count == 2
    let keys = rows.map { row in
      let cell = data.cells[row]
      return Pair(first: cells.cluster(0, of: cell), second: isTwoWay ? cells.cluster(1, of: cell) : 0)
    }
    let present = Set(keys).sorted()
    var places: [Pair: Int] = [:]
    for (place, key) in present.enumerated() { places[key] = place }
    func dense(_ values: [Int]) -> [Int] {
      var known: [Int: Int] = [:]
      for value in Set(values).sorted() { known[value] = known.count }
      return values.map { known[$0] ?? 0 }
    }
    return (
      keys.map { places[$0] ?? 0 }, present.count, isTwoWay ? dense(present.map(\.first)) : [],
      isTwoWay ? dense(present.map(\.second)) : []
    )
  }

  private struct Pair: Hashable, Comparable {
    let first: Int
    let second: Int

    static func < (a: Self, b: Self) -> Bool { (a.first, a.second) < (b.first, b.second) }
  }

  /// The regression of what absorbed effects leave of the columns.
  private func absorbed(
    _ rows: [Int], _ data: RegressionData, _ values: [[Double]], _ outcome: [Double], _ weights: [Double]?,
    _ quantiles: inout StudentTQuantileTable
  ) throws(LinearAlgebraError) -> GroupResult {
    let factors = cells.layout.absorbed.indices.map { place in
      rows.map { UInt32(cells.absorbed(place, of: data.cells[$0])) }
    }
    let effects = AbsorbedEffects(factors, weights: weights, keepsSingletons: trend.like == .fixest)
    let width = values.count + 1
    var residual: [Double] = []
    residual.reserveCapacity(effects.rows.count * width)
    for row in effects.rows {
      for column in values { residual.append(column[row]) }
      residual.append(outcome[row])
    }
    let solution = effects.residualise(&residual, width: width)
    let kept = effects.rows.map { rows[$0] }
    let own = (0..<width).map { column in
      stride(from: column, to: residual.count, by: width).map { residual[$0] }
    }
    let fit = try LeastSquares(
      outcome: own[width - 1], predictors: zip(columns.map(\.name), own).map { ($0, $1) }, intercept: false,
      weights: weights.map { weights in effects.rows.map { weights[$0] } }, absorbedCount: effects.parameterCount,
      keepsRows: true)
    var result = result(
      fit, own, kept, data, weights.map { weights in effects.rows.map { weights[$0] } },
      absorbedCount: effects.parameterCount, nestedCount: nestedCount(effects, factors, kept, data), &quantiles)
    result.singletonCount = effects.singletonCount
    if !solution.isConverged {
      for place in result.rows.indices where result.rows[place].status == .ok {
        result.rows[place].status = .notConverged
      }
    }
    return result
  }

  /// The parameters of effects whose levels lie within one cluster each, less one for each such effect.
  private func nestedCount(
    _ effects: AbsorbedEffects, _ factors: [[UInt32]], _ rows: [Int], _ data: RegressionData
  ) -> Int {
    guard cells.layout.clusters.count == 1 else { return 0 }
    var count = 0
    for (place, factor) in factors.enumerated() {
      var known: [UInt32: Int] = [:]
      let isNested = zip(effects.rows, rows).allSatisfy { index, row in
        let cluster = cells.cluster(0, of: data.cells[row])
        let own = known[factor[index], default: cluster]
        known[factor[index]] = own
        return own == cluster
      }
      if isNested { count += effects.levelCounts[place] - 1 }
    }
    return count
  }
}

// MARK: - Rows that follow each other in time

extension RegressionAnalysis {
  /// The regression of a group whose rows are one series.
  private func ordered(
    _ rows: [Int], _ data: RegressionData, _ values: [[Double]], _ outcome: [Double],
    _ quantiles: inout StudentTQuantileTable
  ) throws(LinearAlgebraError) -> GroupResult {
    let predictors = zip(columns.map(\.name), values).map { (name: $0, values: $1) }
    let times = rows.map { (data.values[$0 * data.width] - scale.origin) / scale.unit }
    let fit = try LeastSquares(
      outcome: outcome, predictors: predictors, intercept: design.terms.hasIntercept, weights: nil, absorbedCount: 0,
      keepsRows: true)
    guard let order = try? TimeOrder(times: times) else {
      var result = result(fit, values, rows, data, nil, absorbedCount: 0, nestedCount: 0, &quantiles)
      result.rows.refuse(.unbalanced, note: "two rows have the same time")
      result.slope.status = .unbalanced
      result.slope.standardError = .nan
      return result
    }
    let series = try TimeSeriesRegression(
      outcome: outcome, predictors: predictors, intercept: design.terms.hasIntercept, order: order)
    if let serial = trend.serial {
      let own = series.autoregressive(serial, order.isRegular ? .discrete : .continuous)
      var result = GroupResult()
      result.rows = own.estimates(level: trend.level, rhoInterval: series.rhoInterval(own, level: trend.level))
      return finished(result)
    }
    guard case .neweyWest(let lag) = trend.errors, let basis = fit.rows else {
      preconditionFailure("a series without a method")
    }
    let covariance = series.neweyWest(NeweyWest(lag: lag, isAdjusted: trend.like != .sandwich, gaps: .ignored))
    let summary = RegressionSummary(fit)
    let errors: ContrastErrors =
      covariance.status == .ok
      ? .matrix(basis.basisCovariance(covariance.matrix), degreesOfFreedom: summary.residualDegreesOfFreedom)
      : summary.equalErrors
    let note = lag == .fixed(covariance.lag) ? nil : "\(covariance.lag) lags"
    var found = result(summary, errors, nil, note: covariance.status == .ok ? note : nil, &quantiles)
    if covariance.status == .ok, covariance.lag >= rows.count {
      found.rows.refuse(.tooFewObservations, note: "\(covariance.lag) lags of \(rows.count) rows")
      found.slope.status = .tooFewObservations
      found.slope.standardError = .nan
    }
    return found
  }

  /// The slope of the rows, where verdicts ask for it.
  private func finished(_ result: GroupResult) -> GroupResult {
    var result = result
    let row = result.rows.first { $0.quantity == "regression-coefficient" && $0.term == design.variables.first }
    if let row {
      result.slope = SlopeEstimate(
        slope: row.estimate, standardError: row.standardError, degreesOfFreedom: row.degreesOfFreedom,
        status: row.status)
    }
    return result
  }
}

extension [Estimate] {
  /// Takes errors, limits and tests away.
  fileprivate mutating func refuse(_ status: Status, note: String) {
    for place in indices where self[place].status == .ok {
      self[place].standardError = .nan
      (self[place].lower, self[place].upper, self[place].level) = (.nan, .nan, .nan)
      (self[place].statistic, self[place].pValue, self[place].degreesOfFreedom) = (.nan, .nan, .nan)
      self[place].status = status
      self[place].add(note: note)
    }
  }

  /// Leaves out the test of all terms together.
  fileprivate mutating func removeTests() {
    for place in indices where self[place].quantity == "r-squared" {
      self[place].numeratorDegreesOfFreedom = .nan
      self[place].degreesOfFreedom = .nan
      self[place].statistic = .nan
      self[place].pValue = .nan
    }
  }
}
