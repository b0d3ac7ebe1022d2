import FidelityData

/// The tests of participants: a row for each, or one for each component that was tested.
///
/// A participant's points are the sums over the components of which both scores and the maximum are known; where there
/// is none, over all of them, so that what is missing in one is missing in the sum.
/// - Complexity: O(rows + participants + trainers).
struct TrainingScores {
  private let table: DriverTable
  /// The points of each participant, in the order of their names: sums do not depend on the order of the table.
  private(set) var participants: [Points] = []
  /// In practice, later; NaN where it is not known.
  private(set) var fidelity: [Double] = []
  private let rowsOfParticipant: [[Int]]
  private let before: [Double]
  private let after: [Double]
  private let maximum: [Double]

  struct Points {
    /// A row that they come from, for its cluster.
    let row: Int
    let before: Double
    let after: Double
    let maximum: Double

    var areComplete: Bool { !(before + after + maximum).isNaN }
  }

  init(_ table: DriverTable, _ options: DriverOptions) {
    self.table = table
    (before, after, maximum) = (table.numbers("before"), table.numbers("after"), table.numbers("maximum"))
    let names = table.names("participant")
    let byName = NameRows(names)
    rowsOfParticipant = names.order.map { byName[$0].map { Int($0) } }.filter { !$0.isEmpty }
    let clusterRows = table.clusterRows(of: names, options)
    let later = table.numbers("fidelity")
    fidelity = rowsOfParticipant.map { rows in rows.first { !later[$0].isNaN }.map { later[$0] } ?? .nan }
    participants = rowsOfParticipant.map { sum($0, row: clusterRows[Int(names.codes[$0[0]])]) }
  }

  /// The points of a row.
  private func points(_ row: Int) -> Points {
    Points(row: row, before: before[row], after: after[row], maximum: maximum[row])
  }

  /// The points of a participant's rows.
  private func sum(_ rows: [Int], row: Int) -> Points {
    let all = rows.map(points)
    let complete = all.filter(\.areComplete)
    // By size, whatever the order of the rows.
    func sum(_ part: (Points) -> Double) -> Double {
      (complete.isEmpty ? all : complete).map(part).sorted().reduce(0, +)
    }
    return Points(row: row, before: sum(\.before), after: sum(\.after), maximum: sum(\.maximum))
  }

  /// The gains in points of each trainer's participants.
  /// - Parameter trainers: the column of the table.
  func gains(_ trainers: NameColumn) -> [[Double]] {
    var gains = trainers.labels.map { _ in [Double]() }
    var met: [Int] = []
    var sums = [Double](repeating: 0, count: trainers.labels.count)
    var isMet = [Bool](repeating: false, count: sums.count)
    for rows in rowsOfParticipant {
      for row in rows where trainers.codes[row] != missingKey {
        let (trainer, gain) = (Int(trainers.codes[row]), after[row] - before[row])
        if gain.isNaN { continue }
        if !isMet[trainer] { met.append(trainer) }
        isMet[trainer] = true
        sums[trainer] += gain
      }
      for trainer in met {
        gains[trainer].append(sums[trainer])
        (sums[trainer], isMet[trainer]) = (0, false)
      }
      met.removeAll(keepingCapacity: true)
    }
    return gains
  }

  /// Whether the table says which component a test was of.
  static func areByComponent(_ table: DriverTable) -> Bool {
    table.has("component") && !table.names("component").labels.isEmpty
  }

  /// What participants had in the tests of each component, by the codes of the column `component`.
  var pointsByComponent: [[Points]] {
    let components = table.names("component")
    var points = components.labels.map { _ in [Points]() }
    for row in rowsOfParticipant.joined() where components.codes[row] != missingKey {
      points[Int(components.codes[row])].append(self.points(row))
    }
    return points
  }

  /// The gain of all over the room that all had: R by person, or by cluster where one is said.
  func classGain(_ persons: [Points], _ figure: DriverFigure, _ rows: inout SystemRows) {
    var parts = GroupedParts(table, rows.options)
    for person in persons where person.areComplete {
      parts.add(person.after - person.before, of: person.maximum - person.before, row: person.row)
    }
    NormalisedGain.append(ofClass: parts.parts, figure, note: parts.withoutCluster(), &rows)
  }
}
