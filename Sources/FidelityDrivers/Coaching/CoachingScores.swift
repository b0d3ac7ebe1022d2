import FidelityData

/// First and last fidelity of each unit, from one source of scores.
///
/// A unit's source is the first of observation, product, self, interview and record that it has scores from. Several
/// scores of a day are averaged. A unit whose scores are of one day has no gain.
struct CoachingScores {
  private static let sources = ["observation", "product", "self", "interview", "record"]
  private let units: NameColumn
  /// Of each unit; NaN without scores of two days.
  private var first: [Double]
  private var last: [Double]

  init(_ table: DriverTable, asOf: Double) {
    let units = table.names("unit")
    let (source, scores, days) = (table.names("source"), table.numbers("score"), table.numbers("date"))
    let ranks = source.labels.map { Self.sources.firstIndex(of: $0) ?? Self.sources.count }
    let count = units.labels.count
    func rank(_ row: Int) -> Int {
      source.codes[row] == missingKey ? Self.sources.count : ranks[Int(source.codes[row])]
    }
    let rows = scores.indices.filter {
      units.codes[$0] != missingKey && days[$0] <= asOf && scores[$0].isFinite
    }
    var best = [Int](repeating: Self.sources.count + 1, count: count)
    for row in rows { best[Int(units.codes[row])] = min(best[Int(units.codes[row])], rank(row)) }
    var (begin, end) = ([Double](repeating: .infinity, count: count), [Double](repeating: -.infinity, count: count))
    let used = rows.filter { rank($0) == best[Int(units.codes[$0])] }
    for row in used {
      let unit = Int(units.codes[row])
      (begin[unit], end[unit]) = (min(begin[unit], days[row]), max(end[unit], days[row]))
    }
    var sums = [(first: Double, firstCount: Double, last: Double, lastCount: Double)](
      repeating: (0, 0, 0, 0), count: count)
    for row in used {
      let unit = Int(units.codes[row])
      if days[row] == begin[unit] {
        sums[unit].first += scores[row]
        sums[unit].firstCount += 1
      }
      if days[row] == end[unit] {
        sums[unit].last += scores[row]
        sums[unit].lastCount += 1
      }
    }
    self.units = units
    first = sums.map { $0.first / $0.firstCount }
    last = sums.map { $0.last / $0.lastCount }
    for unit in 0..<count where begin[unit] >= end[unit] { (first[unit], last[unit]) = (.nan, .nan) }
  }

  /// The gains of coachees beside their hours; a coachee's coach is who coached most minutes, else the planned one.
  func gain(
    _ log: CoachingLog, _ records: [CoachingRecord], _ planTable: DriverTable?, _ plans: CoachingPlans?, _ order: [Int]
  ) -> CoachingGain {
    let here = log.coachees.codes(in: units)
    let own = log.table.names("coach")
    let planned = planTable?.names("coach") ?? NameColumn()
    let coaches = NameColumn(own.labels + planned.labels)
    let ofPlan = planned.codes(in: coaches)
    let main = Self.mainCoaches(log, own)
    var codes: [UInt32] = []
    for coachee in order {
      if main[coachee] != missingKey {
        codes.append(main[coachee])
      } else if let plans, let place = plans.places(of: coachee).last {
        let code = planned.codes[plans.plans[place].row]
        codes.append(code == missingKey ? missingKey : ofPlan[Int(code)])
      } else {
        codes.append(missingKey)
      }
    }
    // By name, so that sums do not depend on who comes first in the table.
    var ranks = [UInt32](repeating: 0, count: coaches.labels.count)
    for (rank, place) in coaches.order.enumerated() { ranks[place] = UInt32(rank) }
    return CoachingGain(
      coaches: codes.map { $0 == missingKey ? missingKey : ranks[Int($0)] },
      hours: records.map(\.hours),
      first: order.map { here[$0] == missingKey ? .nan : first[Int(here[$0])] },
      last: order.map { here[$0] == missingKey ? .nan : last[Int(here[$0])] })
  }

  /// Of each coachee, the coach with most minutes, the first by name among equals; `missingKey` without sessions.
  private static func mainCoaches(_ log: CoachingLog, _ coaches: NameColumn) -> [UInt32] {
    let count = log.coachees.labels.count
    var starts = [Int](repeating: 0, count: count + 1)
    for row in log.codes.indices where log.counts[row] { starts[Int(log.codes[row]) + 1] += 1 }
    for place in starts.indices.dropFirst() { starts[place] += starts[place - 1] }
    var next = starts
    var rows = [UInt32](repeating: 0, count: starts.last ?? 0)
    for row in log.codes.indices where log.counts[row] {
      rows[next[Int(log.codes[row])]] = UInt32(row)
      next[Int(log.codes[row])] += 1
    }
    var ranks = [Int](repeating: 0, count: coaches.labels.count)
    for (rank, place) in coaches.order.enumerated() { ranks[place] = rank }
    var minutes = [Double](repeating: -1, count: coaches.labels.count)
    var met: [Int] = []
    return (0..<count).map { coachee in
      for place in starts[coachee]..<starts[coachee + 1] {
        let code = coaches.codes[Int(rows[place])]
        if code == missingKey { continue }
        if minutes[Int(code)] < 0 {
          minutes[Int(code)] = 0
          met.append(Int(code))
        }
        minutes[Int(code)] += log.minutes[Int(rows[place])]
      }
      let best = met.max { (minutes[$0], ranks[$1]) < (minutes[$1], ranks[$0]) }
      for code in met { minutes[code] = -1 }
      met.removeAll(keepingCapacity: true)
      return best.map(UInt32.init) ?? missingKey
    }
  }
}
