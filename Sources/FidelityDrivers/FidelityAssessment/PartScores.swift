import FidelityData

/// The scores whose mean is that of a whole: those of the units just below it, each the mean of the units just below it
/// in turn.
///
/// The units of a building are its teachers, those of a district its buildings, where the table has these levels. A
/// level of which there is one unit, where all are in it, is the whole by another name, and is passed over; without
/// levels the parts are the units that were scored.
struct PartScores {
  private(set) var scores: [Double]
  /// Where the scores come from, in words; nil for the units themselves.
  private(set) var note: String?

  /// - Parameter level: of the unit that the table is of; nil for a whole.
  init(_ scores: AssessmentScores, _ table: DriverTable, _ options: DriverOptions, below level: String?) {
    let levels = options.levels.prefix { $0 != level }.filter { $0 != "unit" && table.has($0) }
    let columns = levels.map { table.names($0) }
    let codes = columns.map { Self.codes(of: scores.units, $0) }
    self.scores = scores.scored.map { scores.score($0) }
    // Of each part, its place in every level.
    var places = scores.scored.map { unit in codes.map { $0[unit] } }
    var (below, leftOut) = ("unit", [String]())
    for (place, level) in levels.enumerated() {
      let groups = Self.groups(self.scores, places, at: place, columns[place])
      let missing = places.count { $0[place] == missingKey }
      guard groups.scores.count > 1 || (groups.scores.count == 1 && missing > 0) else { continue }
      if missing > 0 { leftOut.append("\(missing) of the \(below)s without a \(level): left out") }
      (self.scores, places, below) = (groups.scores, groups.places, level)
    }
    if below != "unit" { note = (["mean of \(below)s"] + leftOut).joined(separator: "; ") }
  }

  /// The first name of each unit in a column of a level; `missingKey` for none.
  private static func codes(of units: NameColumn, _ names: NameColumn) -> [UInt32] {
    var codes = [UInt32](repeating: missingKey, count: units.labels.count)
    for (unit, name) in zip(units.codes, names.codes) where unit != missingKey && codes[Int(unit)] == missingKey {
      codes[Int(unit)] = name
    }
    return codes
  }

  /// The mean score of each unit of a level, in the order of results, and its place in every level.
  private static func groups(
    _ scores: [Double], _ places: [[UInt32]], at level: Int, _ names: NameColumn
  ) -> (scores: [Double], places: [[UInt32]]) {
    var sums = [Double](repeating: 0, count: names.labels.count)
    var counts = sums
    var placesOfGroup = [[UInt32]?](repeating: nil, count: sums.count)
    for (score, places) in zip(scores, places) where places[level] != missingKey {
      let group = Int(places[level])
      sums[group] += score
      counts[group] += 1
      // Levels above are those of the first part that has them.
      placesOfGroup[group] =
        placesOfGroup[group].map { known in zip(known, places).map { $0 == missingKey ? $1 : $0 } } ?? places
    }
    let order = names.order.filter { counts[$0] > 0 }
    return (order.map { sums[$0] / counts[$0] }, order.compactMap { placesOfGroup[$0] })
  }
}
