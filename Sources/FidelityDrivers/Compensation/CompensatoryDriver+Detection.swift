import FidelityData

extension CompensatoryDriver {
  /// How many units are which flag, and each unit's own.
  static func flags(
    _ scores: DriverScores, _ outcomes: [Double], _ options: DriverOptions, _ rows: inout SystemRows
  ) {
    var counts: [CompensationFlag: Int] = [:]
    var total = 0
    let scored = scores.scoredDrivers
    for unit in scores.units.indices where !outcomes[unit].isNaN {
      // A driver that has a weight but no scores at all says nothing of a unit.
      let all = Array(scores.row(unit))
      let own = scored.map { all[$0] }
      let hasDeficit = own.contains { CutScore.isMissed($0, options.threshold) }
      // A driver without a score may be the deficit.
      guard hasDeficit || !own.contains(where: \.isNaN) else { continue }
      let meetsCriterion = CutScore.isReached(outcomes[unit], options.cut)
      let flag = CompensationFlag(hasDeficit: hasDeficit, meetsCriterion: meetsCriterion)
      counts[flag, default: 0] += 1
      total += 1
      rows.whole(
        DriverFigure(
          "compensation-flag", term: flag.rawValue, form: "with outcome", unitKind: "unit", unit: scores.units[unit]),
        1)
    }
    let note = "deficit below \(text(options.threshold)), outcome at least \(text(options.cut))"
    for flag in CompensationFlag.allCases {
      let figure = DriverFigure("compensation-flag", term: flag.rawValue, form: "with outcome")
      if total > 0 {
        rows.whole(figure, Double(counts[flag] ?? 0), count: total, note: note)
      } else {
        rows.missing(figure, .tooFewUnits, note: "no unit has scores of all drivers and an outcome")
      }
    }
  }

  /// What outcomes say of compensation.
  static func detection(_ data: OutcomeScores, _ options: DriverOptions, _ rows: inout SystemRows) {
    guard data.drivers.count > 1 else {
      rows.missing(
        DriverFigure("compensation-interaction"), .notIdentified,
        note: "one driver alone has nothing to make up for it")
      return
    }
    guard !data.outcomes.isEmpty else {
      rows.missing(
        DriverFigure("compensation-interaction"), .tooFewUnits,
        note: "no unit has scores of all drivers and an outcome")
      return
    }
    let note = data.leftOut > 0 ? "\(data.leftOut) units without an outcome or a score left out" : nil
    for a in data.drivers.indices {
      for b in data.drivers.indices.dropFirst(a + 1) { pair(data, a, b, options, note, &rows) }
    }
    power(data, options, note, &rows)
  }

  private static func pair(
    _ data: OutcomeScores, _ a: Int, _ b: Int, _ options: DriverOptions, _ note: String?, _ rows: inout SystemRows
  ) {
    let (nameA, nameB) = (data.drivers[a], data.drivers[b])
    func regression(_ a: Int, _ b: Int) -> CompensationInteraction {
      CompensationInteraction(
        outcomes: data.outcomes, of: data.columns[a], by: data.columns[b], clusters: data.clusters,
        level: options.level)
    }
    let fit = regression(a, b)
    for estimate in [fit.equal, fit.clustered] {
      var row = rows.row(DriverFigure("compensation-interaction", term: "\(nameA) x \(nameB)", form: estimate.form))
      let (term, form) = (row.estimate.term, row.estimate.form)
      row.estimate = estimate
      (row.estimate.term, row.estimate.form) = (term, form)
      row.estimate.unitCount = data.outcomes.count
      if let note { row.estimate.add(note: note) }
      rows.append(row)
    }
    let cells = CompensationCells(
      outcomes: data.outcomes, of: data.columns[a], by: data.columns[b], threshold: options.threshold)
    let parts = [
      ("low", "low", cells.lowLow), ("low", "high", cells.lowHigh), ("high", "low", cells.highLow),
      ("high", "high", cells.highHigh),
    ]
    for (first, second, cell) in parts { add(cell, "\(nameA) \(first), \(nameB) \(second)", &rows) }
    let independent = data.clusters == nil ? nil : "units taken as independent"
    for (cells, fit, term) in [
      (cells, fit, "\(nameA) by \(nameB)"), (cells.exchanged, regression(b, a), "\(nameB) by \(nameA)"),
    ] {
      add(cells.compensationRatio(level: options.level), "compensation-ratio", term, independent, &rows)
      add(cells.bufferingRatio(level: options.level), "buffering-ratio", term, independent, &rows)
      for (quantity, value) in [
        ("compensation-ratio", fit.compensationRatio), ("buffering-ratio", fit.bufferingRatio),
      ] {
        rows.whole(
          DriverFigure(quantity, term: term, form: "interaction"), value, count: data.outcomes.count,
          status: value.isNaN ? .notIdentified : .ok, note: "low and high are quartiles; no limits")
      }
    }
  }

  private static func add(_ cell: CompensationCells.Cell, _ term: String, _ rows: inout SystemRows) {
    let figure = DriverFigure("compensation-cell", term: term)
    guard cell.count > 0 else { return rows.missing(figure, .tooFewUnits, note: "no unit in this cell") }
    var row = rows.row(figure)
    row.estimate.estimate = cell.mean
    row.estimate.unitCount = cell.count
    if cell.count > 1 {
      rows.take(
        cell.varianceOfMean.squareRoot(), degreesOfFreedom: Double(cell.count - 1),
        rounding: 1e-15 * max(1, abs(cell.mean)), &row)
    } else {
      row.estimate.add(note: "one unit: no error")
    }
    rows.append(row)
  }

  private static func add(
    _ ratio: FiellerInterval?, _ quantity: String, _ term: String, _ note: String?, _ rows: inout SystemRows
  ) {
    let figure = DriverFigure(quantity, term: term, form: "cells")
    guard let ratio else { return rows.missing(figure, .tooFewUnits, note: "fewer than two units in a cell") }
    var row = rows.row(figure)
    row.estimate.estimate = ratio.ratio
    (row.estimate.lower, row.estimate.upper) = (ratio.lower, ratio.upper)
    if !ratio.lower.isNaN { row.estimate.level = ratio.level }
    row.estimate.degreesOfFreedom = ratio.degreesOfFreedom
    row.estimate.method = "Fieller"
    row.estimate.status = ratio.status
    row.estimate.note = note
    if ratio.status == .notIdentified { row.estimate.add(note: "the denominator may be 0: no limits") }
    rows.append(row)
  }

  private static func power(
    _ data: OutcomeScores, _ options: DriverOptions, _ note: String?, _ rows: inout SystemRows
  ) {
    let scores = data.rows
    let fit = CompensationPower(
      outcomes: data.outcomes, scores: scores, weights: data.weights, level: options.level)
    var row = rows.row(DriverFigure("compensation-power", form: "profile"))
    row.estimate.estimate = fit.p
    (row.estimate.lower, row.estimate.upper) = (fit.lower, fit.upper)
    if !fit.lower.isNaN || !fit.upper.isNaN { row.estimate.level = options.level }
    row.estimate.unitCount = data.outcomes.count
    row.estimate.method = "least squares, profile likelihood"
    row.estimate.status = fit.status
    row.estimate.note = note
    if !fit.p.isNaN, fit.status != .exactFit {
      if fit.lower.isNaN { row.estimate.add(note: "no lower limit down to -10") }
      if fit.upper.isNaN { row.estimate.add(note: "no upper limit up to 10") }
    }
    rows.append(row)
    for (term, value) in [
      ("intercept", fit.intercept), ("slope", fit.slope), ("residual sum of squares", fit.residualSumOfSquares),
    ] {
      rows.whole(
        DriverFigure("compensation-power-fit", term: term), value, count: data.outcomes.count,
        status: value.isNaN ? fit.status : .ok)
    }
    let check = KmentaPower(outcomes: data.outcomes, scores: scores, weights: data.weights)
    rows.whole(
      DriverFigure("compensation-power", form: "kmenta"), check.p, count: data.outcomes.count, status: check.status,
      note: check.status == .ok ? "for the sign only" : "needs scores and outcomes above 0 that rise with each other")
  }
}
