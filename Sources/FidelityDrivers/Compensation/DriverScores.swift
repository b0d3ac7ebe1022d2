import FidelityData

/// The scores of units on drivers as a table of units by drivers, with weights and critical minima.
package struct DriverScores: Sendable {
  /// In the order of ``NameColumn/order``, as drivers are.
  package let units: [String]
  package let drivers: [String]
  /// A row for each unit; NaN where a unit has no score of a driver.
  package let scores: [Double]
  /// Of each driver.
  package let weights: [Double]
  /// NaN where a driver is not critical.
  package let minima: [Double]
  /// The cluster of each unit; nil where units are independent. A unit without one is a cluster of its own.
  package let clusters: NameColumn?
  /// Whether nothing says what drivers weigh.
  package let hasEqualWeights: Bool

  /// Nil without a table of scores.
  /// - Complexity: O(rows).
  package init?(_ tables: DriverTables, _ options: DriverOptions) {
    guard let table = tables[.driverScores] else { return nil }
    let (unitColumn, driverColumn) = (table.names("unit"), table.names("driver"))
    var known = NameColumn()
    for label in driverColumn.labels { known.append(label) }
    let weighted = tables[.driverWeights]?.names("driver") ?? NameColumn()
    for label in weighted.labels { known.append(label) }
    let (unitOrder, driverOrder) = (unitColumn.order, known.order)
    let drivers = driverOrder.map { known.labels[$0] }
    units = unitOrder.map { unitColumn.labels[$0] }
    self.drivers = drivers
    let unitPlaces = Self.inverse(unitOrder)
    let driverPlaces = Self.inverse(driverOrder)
    let ownDrivers = driverColumn.codes(in: known)

    var scores = [Double](repeating: .nan, count: unitOrder.count * drivers.count)
    let values = table.numbers("score")
    for row in 0..<table.rowCount {
      let (unit, driver) = (unitColumn.codes[row], driverColumn.codes[row])
      guard unit != missingKey, driver != missingKey else { continue }
      let place = unitPlaces[Int(unit)] * drivers.count + driverPlaces[Int(ownDrivers[Int(driver)])]
      scores[place] = values[row]
    }
    self.scores = scores

    var weights = drivers.map { options.weights[$0] ?? 1 }
    var minima = drivers.map { options.critical[$0] ?? .nan }
    if let table = tables[.driverWeights] {
      let (own, least) = (table.numbers("weight"), table.numbers("critical_minimum"))
      let places = weighted.codes(in: known)
      for row in 0..<table.rowCount where weighted.codes[row] != missingKey {
        let place = driverPlaces[Int(places[Int(weighted.codes[row])])]
        if options.weights[drivers[place]] == nil, !own[row].isNaN { weights[place] = own[row] }
        if minima[place].isNaN { minima[place] = least[row] }
      }
    }
    (self.weights, self.minima) = (weights, minima)
    hasEqualWeights = weights.allSatisfy { $0 == weights.first }
    clusters = options.cluster.flatMap { Self.clusters($0, tables, unitColumn, unitOrder) }
  }

  /// For each code its place in an order.
  private static func inverse(_ order: [Int]) -> [Int] {
    var places = [Int](repeating: 0, count: order.count)
    for (place, code) in order.enumerated() { places[code] = place }
    return places
  }

  /// The cluster of each unit, from the first of the tables that has them.
  private static func clusters(
    _ column: String, _ tables: DriverTables, _ units: NameColumn, _ order: [Int]
  ) -> NameColumn? {
    let sources = [DriverRole.driverScores, .driverOutcomes].compactMap { tables[$0] }
    guard let source = sources.first(where: { $0.has(column) }) else { return nil }
    let (names, own) = (source.names(column), source.names("unit"))
    let places = own.codes(in: units)
    var codes = [UInt32](repeating: missingKey, count: units.labels.count)
    for row in 0..<source.rowCount where own.codes[row] != missingKey && names.codes[row] != missingKey {
      let unit = places[Int(own.codes[row])]
      if unit != missingKey { codes[Int(unit)] = names.codes[row] }
    }
    return NameColumn(labels: names.labels, codes: order.map { codes[$0] })
  }

  package var width: Int { drivers.count }

  /// The scores of a unit.
  package func row(_ unit: Int) -> ArraySlice<Double> { scores[unit * width..<(unit + 1) * width] }

  /// The drivers that at least one unit has a score of.
  package var scoredDrivers: [Int] {
    drivers.indices.filter { driver in units.indices.contains { !scores[$0 * width + driver].isNaN } }
  }
}

/// The units with an outcome and all scores, from which is told what makes up for what.
struct OutcomeScores: Sendable {
  let drivers: [String]
  let outcomes: [Double]
  /// A column for each driver.
  let columns: [[Double]]
  let weights: [Double]
  /// Dense codes of the units' clusters; nil where units are independent.
  let clusters: [UInt32]?
  /// Units with scores that lack an outcome or another score.
  let leftOut: Int

  init(_ scores: DriverScores, outcomes: [Double]) {
    let kept = scores.scoredDrivers
    let width = scores.width
    let units = scores.units.indices.filter { unit in
      outcomes[unit].isFinite && kept.allSatisfy { !scores.scores[unit * width + $0].isNaN }
    }
    drivers = kept.map { scores.drivers[$0] }
    self.outcomes = units.map { outcomes[$0] }
    columns = kept.map { driver in units.map { scores.scores[$0 * width + driver] } }
    weights = kept.map { scores.weights[$0] }
    leftOut = scores.units.count - units.count
    clusters = scores.clusters.map { clusters in
      var next = UInt32(clusters.labels.count)
      return units.map { unit in
        if clusters.codes[unit] != missingKey { return clusters.codes[unit] }
        next += 1
        return next - 1
      }
    }
  }

  /// One unit's scores after another's.
  var rows: [Double] { outcomes.indices.flatMap { unit in columns.map { $0[unit] } } }
}
