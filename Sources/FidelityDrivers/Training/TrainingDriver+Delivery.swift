import FidelityData

/// The plan of training, and the sessions that were held.
struct TrainingDelivery {
  let components: NameColumn
  /// P: minutes planned of each component; 0 for one that the plan has 0 minutes of.
  private(set) var planned: [Double]
  /// D: minutes held of each component.
  private(set) var held: [Double]
  /// Minutes held of what is not planned.
  private(set) var unplanned = 0.0
  /// Minutes of all sessions.
  private(set) var offered = 0.0
  /// Components of which some minutes are planned, in the order of their names.
  let order: [Int]
  let sessions: NameColumn
  /// Of each session its component of the plan; nil for none. By the codes of ``sessions``.
  private(set) var component: [Int?]

  init(_ plan: DriverTable?, _ table: DriverTable) {
    let components = plan?.names("component") ?? NameColumn()
    var planned = [Double](repeating: 0, count: components.labels.count)
    if let plan {
      for (code, minutes) in zip(components.codes, plan.numbers("planned_minutes"))
      where code != missingKey && minutes > 0 { planned[Int(code)] += minutes }
    }
    sessions = table.names("session")
    held = Array(repeating: 0, count: planned.count)
    component = Array(repeating: nil, count: sessions.labels.count)
    let (names, length) = (table.names("component"), table.numbers("minutes"))
    let places = names.codes(in: components)
    // In the order of their names, by which sums do not depend on the order of rows.
    for row in NameRows(sessions).rows(in: sessions.order) {
      let (minutes, name) = (length[Int(row)], names.codes[Int(row)])
      if minutes.isNaN { continue }
      let place = name == missingKey ? missingKey : places[Int(name)]
      offered += minutes
      if place != missingKey, planned[Int(place)] > 0 {
        held[Int(place)] += minutes
        component[Int(sessions.codes[Int(row)])] = Int(place)
      } else {
        unplanned += minutes
      }
    }
    order = components.order.filter { planned[$0] > 0 }
    self.components = components
    self.planned = planned
  }

  /// sum P.
  var plannedTotal: Double { order.reduce(0) { $0 + planned[$1] } }
}

extension TrainingDriver {
  /// What was held of the plan. No errors: a plan and its sessions are a whole, not a sample.
  static func held(_ delivery: TrainingDelivery, _ rows: inout SystemRows) {
    let total = delivery.plannedTotal
    func whole(_ figure: DriverFigure, _ y: Double, of x: Double, count: Int) {
      if x > 0 { rows.whole(figure, y / x, count: count) } else { rows.missing(figure, .nothingPlanned) }
    }
    let order = delivery.order
    let capped = order.reduce(0) { $0 + min(delivery.held[$1], delivery.planned[$1]) }
    let dose = order.reduce(0) { $0 + delivery.held[$1] }
    whole(DriverFigure("training-adherence", form: "capped"), capped, of: total, count: order.count)
    whole(DriverFigure("training-dose", form: "uncapped"), dose, of: total, count: order.count)
    for code in order {
      let figure = DriverFigure("training-dose", term: delivery.components.labels[code], form: "uncapped")
      whole(figure, delivery.held[code], of: delivery.planned[code], count: 1)
    }
    rows.whole(DriverFigure("unplanned-minutes"), delivery.unplanned)
    let most = order.count { CutScore.isReached(delivery.held[$0], covered * delivery.planned[$0]) }
    let any = order.count { delivery.held[$0] > 0 }
    for (form, count) in [("at least .8 of the plan", most), ("any", any)] {
      let figure = DriverFigure("component-coverage", form: form)
      whole(figure, Double(count), of: Double(order.count), count: order.count)
    }
  }

  /// `practice-share` and `feedback-share` of the sessions that say so.
  static func practice(_ sessions: DriverTable, _ rows: inout SystemRows) {
    let (minutes, practice) = (sessions.numbers("minutes"), sessions.numbers("practice_minutes"))
    let feedback = sessions.numbers("feedback")
    var groups = GroupedParts(sessions, rows.options)
    var counts = sessions.counts(rows.options)
    let names = sessions.names("session")
    for row in NameRows(names).rows(in: names.order).map({ Int($0) }) {
      if !practice[row].isNaN, !minutes[row].isNaN { groups.add(practice[row], of: minutes[row], row: row) }
      if !feedback[row].isNaN { counts.add(feedback[row] == 1, row: row) }
    }
    rows.ratio(
      DriverFigure("practice-share"), groups.parts, isShare: true,
      note: groups.withoutCluster(groups.parts.isEmpty ? "fill practice_minutes in training-sessions.csv" : nil))
    rows.share(
      DriverFigure("feedback-share"), counts,
      note: counts.total == 0 ? "fill feedback in training-sessions.csv" : nil)
  }

  /// What participants received: `dose-received`, `share-with-full-dose`, `attendance`.
  static func received(
    _ delivery: TrainingDelivery, _ attendance: DriverTable, hasPlan: Bool, _ rows: inout SystemRows
  ) {
    let participants = attendance.names("participant")
    let sessions = attendance.names("session")
    let minutes = attendance.numbers("minutes")
    let places = sessions.codes(in: delivery.sessions)
    let bySession = NameRows(sessions).rows(in: sessions.order)
    let byParticipant = NameRows(participants, order: bySession)
    let total = delivery.plannedTotal
    var attended = [Double](repeating: 0, count: delivery.planned.count)
    var (doses, met): ([(unit: String, dose: Double)], [Int]) = ([], [])
    var groups = GroupedParts(attendance, rows.options)
    var full = attendance.counts(rows.options)
    for participant in participants.order {
      var sum = 0.0
      var first = Int.max
      for row in byParticipant[participant].map({ Int($0) }) {
        let session = sessions.codes[row] == missingKey ? missingKey : places[Int(sessions.codes[row])]
        guard session != missingKey, !minutes[row].isNaN else { continue }
        first = min(first, row)
        sum += minutes[row]
        guard let component = delivery.component[Int(session)] else { continue }
        if attended[component] == 0 { met.append(component) }
        attended[component] += minutes[row]
      }
      let received = met.reduce(0) { $0 + min(attended[$1], delivery.planned[$1]) }
      for component in met { attended[component] = 0 }
      met.removeAll(keepingCapacity: true)
      if first == Int.max { continue }
      groups.add(sum, of: delivery.offered, row: first)
      if total > 0 {
        doses.append((participants.labels[participant], received / total))
        full.add(CutScore.isReached(received, rows.options.threshold * total), row: first)
      }
    }
    if hasPlan {
      let mean = DriverFigure("dose-received", term: "mean over participants", form: "capped")
      rows.mean(mean, doses.map(\.dose), within: 0...1, empty: total > 0 ? .tooFewUnits : .nothingPlanned)
      for (unit, dose) in doses {
        rows.whole(DriverFigure("dose-received", form: "capped", unitKind: "participant", unit: unit), dose)
      }
      let share = CategoryDictionary.label(rows.options.threshold)
      rows.share(
        DriverFigure("share-with-full-dose"), full, empty: total > 0 ? .tooFewUnits : .nothingPlanned,
        note: "at least \(share) of the planned minutes")
    }
    rows.ratio(DriverFigure("attendance"), groups.parts, isShare: true, note: groups.withoutCluster())
  }
}
