import FidelityData
import FidelityProbability

extension CompensatoryDriver {
  /// What is indispensable: necessary condition analysis of each driver, p values by Holm over drivers.
  static func necessity(
    _ scores: DriverScores, _ outcomes: [Double], _ options: DriverOptions, _ rows: inout SystemRows
  ) {
    let width = scores.width
    var estimates: [Estimate] = []
    for driver in scores.scoredDrivers {
      let condition = NecessaryCondition(
        x: scores.units.indices.map { scores.scores[$0 * width + driver] }, y: outcomes,
        xScope: options.scope[scores.drivers[driver]], yScope: options.scope["outcome"])
      estimates += condition.estimates(
        term: scores.drivers[driver], levels: options.bottleneckLevels, permutations: options.permutations,
        seed: options.seed)
    }
    for form in NecessaryCondition.Ceiling.allCases.map(\.rawValue) {
      let places = estimates.indices.filter {
        estimates[$0].quantity == "nca-permutation" && estimates[$0].form == form
      }
      let adjusted = PValueAdjustment.holm.adjusted(places.map { estimates[$0].pValue })
      for (place, p) in zip(places, adjusted) where !p.isNaN {
        estimates[place].pValue = p
        if places.count > 1 { estimates[place].add(note: "p adjusted by Holm over \(places.count) drivers") }
      }
    }
    for estimate in estimates {
      var row = rows.row(DriverFigure(estimate.quantity, term: estimate.term, form: estimate.form))
      row.estimate = estimate
      rows.append(row)
    }
  }
}
