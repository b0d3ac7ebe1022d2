package import FidelityData

/// The compensatory drivers: "the integrated drivers are compensatory", so strengths in one make up for weaknesses in
/// another. How far, at what price, and what nothing makes up for.
package enum CompensatoryDriver: DriverAnalysis {
  package static let system = DriverSystem.compensatory
  package static let roles: [DriverRole] = [.driverScores, .driverWeights, .driverOutcomes]
  package static let headlines = [
    DriverHeadline("power-mean", criterion: 0.8, "composite of the drivers"),
    DriverHeadline("hybrid-rule", "units that pass composite and minima"),
  ]

  package static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError] {
    guard let scores = tables[.driverScores] else { return [] }
    let drivers = scores.names("driver")
    var errors: [DataError] = []
    if let weights = tables[.driverWeights] {
      let weighted = weights.names("driver")
      let isUnknown = drivers.codes(in: weighted).map { $0 == missingKey }
      var told = [Bool](repeating: false, count: isUnknown.count)
      for row in 0..<scores.rowCount {
        let code = drivers.codes[row]
        guard code != missingKey, isUnknown[Int(code)], !told[Int(code)] else { continue }
        told[Int(code)] = true
        errors.append(
          scores.error(
            "this driver has no row in the table of weights", row: row, column: "driver",
            hint: "add the driver to \(weights.file), or correct its name"))
      }
      let values = weights.numbers("weight")
      if values.allSatisfy({ $0 == 0 }) {
        errors.append(
          weights.error(
            "all weights are 0", row: 0, column: "weight", hint: "give at least one driver a weight above 0"))
      }
    }
    if let outcomes = tables[.driverOutcomes] { errors += unknownUnits(outcomes, scores.names("unit"), scores.file) }
    return errors + contradictions(scores, options) + unknownDrivers(drivers, tables, options)
  }

  private static func unknownUnits(_ table: DriverTable, _ units: NameColumn, _ file: String) -> [DataError] {
    let own = table.names("unit")
    let places = own.codes(in: units)
    return (0..<table.rowCount).filter { own.codes[$0] != missingKey && places[Int(own.codes[$0])] == missingKey }
      .map {
        table.error(
          "this unit has an outcome and no score of a driver", row: $0, column: "unit",
          hint: "correct the name, add the unit to \(file), or take the row out")
      }
  }

  /// Units that stand with several clusters.
  private static func contradictions(_ table: DriverTable, _ options: DriverOptions) -> [DataError] {
    guard let column = options.cluster, table.has(column) else { return [] }
    let (units, clusters) = (table.names("unit"), table.names(column))
    var first = [UInt32](repeating: missingKey, count: units.labels.count)
    var errors: [DataError] = []
    for row in 0..<table.rowCount where units.codes[row] != missingKey && clusters.codes[row] != missingKey {
      let unit = Int(units.codes[row])
      if first[unit] == missingKey { first[unit] = clusters.codes[row] }
      guard first[unit] != clusters.codes[row] else { continue }
      let before = clusters.labels[Int(first[unit])]
      errors.append(
        table.error(
          "the unit stands in another \(column) before: \(before)", row: row, column: column,
          hint: "a unit belongs to one \(column)"))
    }
    return errors
  }

  /// Drivers that the study speaks of and no table has.
  private static func unknownDrivers(
    _ drivers: NameColumn, _ tables: DriverTables, _ options: DriverOptions
  ) -> [DataError] {
    let weighted = tables[.driverWeights]?.names("driver")
    var names = options.critical.keys.sorted().map { ("critical", $0) }
    names += options.weights.keys.sorted().map { ("weights", $0) }
    names += options.requiredCompensation.flatMap { [$0.lossIn, $0.by] }.map { ("required-compensation", $0) }
    names += options.scope.keys.filter { $0 != "outcome" }.sorted().map { ("scope", $0) }
    return names.filter { drivers.code(of: $0.1) == nil && weighted?.code(of: $0.1) == nil }.map { key, name in
      DataError(
        .usage(reason: "\(key): no table has the driver '\(name)'"),
        hint: "there are \(drivers.order.map { drivers.labels[$0] }.joined(separator: ", "))")
    }
  }

  package static func compute(_ tables: DriverTables, _ options: DriverOptions, _ rows: inout SystemRows) {
    guard let scores = DriverScores(tables, options) else {
      rows.missing(DriverFigure("power-mean"), .noTable, note: "fill driver-scores.csv")
      return
    }
    composites(scores, options, &rows)
    prices(scores, options, &rows)
    required(scores, options, &rows)
    guard let table = tables[.driverOutcomes] else {
      rows.missing(DriverFigure("compensation-interaction"), .noTable, note: "fill driver-outcomes.csv")
      return
    }
    let outcomes = outcomes(table, scores)
    flags(scores, outcomes, options, &rows)
    detection(OutcomeScores(scores, outcomes: outcomes), options, &rows)
    necessity(scores, outcomes, options, &rows)
  }

  /// The outcome of each unit; NaN for none.
  private static func outcomes(_ table: DriverTable, _ scores: DriverScores) -> [Double] {
    let units = NameColumn(scores.units)
    let own = table.names("unit")
    let places = own.codes(in: units)
    var result = [Double](repeating: .nan, count: scores.units.count)
    for (row, value) in table.numbers("outcome").enumerated() where own.codes[row] != missingKey {
      let place = places[Int(own.codes[row])]
      if place != missingKey { result[Int(place)] = value }
    }
    return result
  }
}
