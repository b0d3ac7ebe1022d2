import FidelityData

/// What coaching is about beside what was trained: coaching data inform training.
///
/// Of each component the share of the coached minutes (R by coachee), how much of its planned training was held,
/// min(D, P) / P, and what was learnt in it, the normalised gain of all who were tested (R by person). Much coaching of
/// what was little trained asks for more training, of what was trained and not learnt for other training.
/// - Complexity: O(sessions + components x coachees) where that product is at most 2^24, as often as it is more.
enum CoachingComponents {
  private static func figure(_ component: String, _ form: String) -> DriverFigure {
    DriverFigure("coaching-by-component", term: component, form: form)
  }

  /// Whether a log says what sessions were about.
  static func areKnown(_ table: DriverTable) -> Bool {
    table.has("component") && !table.names("component").labels.isEmpty
  }

  /// - Parameter log: nil where components are not known.
  static func rows(
    _ log: CoachingLog?, _ clusters: CoacheeClusters, _ tables: DriverTables, _ rows: inout SystemRows
  ) {
    guard let log, areKnown(log.table) else {
      return rows.missing(
        DriverFigure("coaching-by-component", form: "share of minutes"), .nothingPlanned,
        note: "fill the column component of coaching-log.csv")
    }
    let components = log.table.names("component")
    let training = coverage(tables)
    let tested = tables[.trainingScores].flatMap { TrainingScores.areByComponent($0) ? $0 : nil }
    let testedNames = tested?.names("component") ?? NameColumn()
    let all = NameColumn(components.labels + training.map(\.component) + testedNames.labels)
    minutes(log, components, all, clusters, &rows)
    coverage(training, all, tables, &rows)
    gain(tested, testedNames, all, tables, &rows)
  }

  private static func coverage(
    _ training: [(component: String, planned: Double, held: Double)], _ all: NameColumn, _ tables: DriverTables,
    _ rows: inout SystemRows
  ) {
    if let missing = [DriverRole.trainingPlan, .trainingSessions].first(where: { tables[$0] == nil }) {
      rows.missing(
        DriverFigure("coaching-by-component", form: "training coverage"), .noTable,
        note: "fill \(missing.rawValue).csv")
      return
    }
    let codes = NameColumn(training.map(\.component)).codes(in: all)
    for place in all.order {
      guard let found = codes.firstIndex(of: UInt32(place)), training[found].planned > 0 else {
        rows.missing(figure(all.labels[place], "training coverage"), .nothingPlanned)
        continue
      }
      rows.whole(
        figure(all.labels[place], "training coverage"),
        min(training[found].held, training[found].planned) / training[found].planned)
    }
  }

  /// - Parameter tested: the tests, where they say which component they are about.
  private static func gain(
    _ tested: DriverTable?, _ names: NameColumn, _ all: NameColumn, _ tables: DriverTables, _ rows: inout SystemRows
  ) {
    guard let tested else {
      let column = tables[.trainingScores] == nil ? "" : "the column component of "
      return rows.missing(
        DriverFigure("coaching-by-component", form: "normalised gain"), .noTable,
        note: "fill \(column)training-scores.csv")
    }
    let scores = TrainingScores(tested, rows.options)
    let points = scores.pointsByComponent
    for place in all.order {
      let figure = figure(all.labels[place], "normalised gain")
      if let code = names.code(of: all.labels[place]) {
        scores.classGain(points[Int(code)], figure, &rows)
      } else {
        rows.missing(figure, .tooFewUnits, note: "nobody was tested on it")
      }
    }
  }

  /// So many sums of a component and a coachee are held at once.
  private static let mostSums = 1 << 24

  private static func minutes(
    _ log: CoachingLog, _ components: NameColumn, _ all: NameColumn, _ clusters: CoacheeClusters,
    _ rows: inout SystemRows
  ) {
    let translation = components.codes(in: all)
    let count = log.coachees.labels.count
    let order = all.order
    var ranks = [Int](repeating: 0, count: order.count)
    for (rank, place) in order.enumerated() { ranks[place] = rank }
    let rankOfCode = translation.map { ranks[Int($0)] }
    var totals = [Double](repeating: 0, count: count)
    for row in components.codes.indices where log.counts[row] && components.codes[row] != missingKey {
      totals[Int(log.codes[row])] += log.minutes[row]
    }
    let coachees = log.coachees.order.filter { totals[$0] > 0 }
    let width = max(1, mostSums / max(1, count))
    for first in stride(from: 0, to: order.count, by: width) {
      let part = first..<min(order.count, first + width)
      var own = [Double](repeating: 0, count: part.count * count)
      for row in components.codes.indices where log.counts[row] && components.codes[row] != missingKey {
        let rank = rankOfCode[Int(components.codes[row])]
        if part.contains(rank) { own[(rank - first) * count + Int(log.codes[row])] += log.minutes[row] }
      }
      for rank in part {
        let parts = clusters.parts(coachees) { (own[(rank - first) * count + $0], totals[$0]) }
        rows.ratio(
          figure(all.labels[order[rank]], "share of minutes"), parts.parts, isShare: true,
          note: parts.withoutCluster())
      }
    }
  }

  /// Minutes of training planned and held of each component of the training plan; none without both tables.
  private static func coverage(_ tables: DriverTables) -> [(component: String, planned: Double, held: Double)] {
    guard let plan = tables[.trainingPlan], let sessions = tables[.trainingSessions] else { return [] }
    let planned = plan.names("component")
    var totals = planned.labels.map { (component: $0, planned: 0.0, held: 0.0) }
    let minutes = plan.numbers("planned_minutes")
    for row in minutes.indices where planned.codes[row] != missingKey && minutes[row] >= 0 {
      totals[Int(planned.codes[row])].planned += minutes[row]
    }
    let held = sessions.names("component")
    let places = held.codes(in: planned)
    let sessionMinutes = sessions.numbers("minutes")
    for row in sessionMinutes.indices where held.codes[row] != missingKey && sessionMinutes[row] >= 0 {
      let place = places[Int(held.codes[row])]
      if place != missingKey { totals[Int(place)].held += sessionMinutes[row] }
    }
    return totals
  }
}
