import FidelityData
import FidelityDrivers

extension DriverRun {
  /// The tables that pictures are drawn from; nil for another name.
  func pointTable(_ name: String) -> Table? {
    switch name {
    case "coaching-cycles": cycleTable
    case "barrier-survival": barrierTable
    case "escalation-matrix": escalationTable
    default: nil
    }
  }

  private static func statuses(_ count: Int) -> Table.Column {
    Table.Column("status", text: Array(repeating: Status.ok.rawValue, count: count))
  }

  /// Minutes and sessions planned and delivered, cycle by cycle.
  private var cycleTable: Table {
    let cycles = cycles
    func days(_ value: (CoachingCycles.Cycle) -> Double) -> [String?] {
      cycles.map { value($0).isFinite ? CalendarDate.text(ofDay: Int(value($0))) : nil }
    }
    return Table(columns: [
      Table.Column("cycle", .wholes(cycles.map(\.number))),
      Table.Column("from", text: days(\.from)),
      Table.Column("to", text: days(\.to)),
      Table.Column("planned", .numbers(cycles.map(\.planned))),
      Table.Column("delivered", .numbers(cycles.map(\.delivered))),
      Table.Column("sessions_planned", .wholes(cycles.map(\.sessionsPlanned))),
      Table.Column("sessions_held", .wholes(cycles.map(\.sessionsHeld))),
      Table.Column("coachees", .wholes(cycles.map(\.coachees))),
      Self.statuses(cycles.count),
    ])
  }

  /// The share of barriers still open by days.
  private var barrierTable: Table {
    let points = isChosen(.facilitativeAdministration) ? BarrierCurves(driverTables, options).points : []
    return Table(columns: [
      Table.Column("group", text: points.map(\.group)),
      Table.Column("days", .numbers(points.map(\.days))),
      Table.Column("estimate", .numbers(points.map(\.estimate))),
      Table.Column("lower", .numbers(points.map(\.lower))),
      Table.Column("upper", .numbers(points.map(\.upper))),
      Table.Column("at_risk", .wholes(points.map(\.atRisk))),
      Table.Column("events", .wholes(points.map(\.events))),
      Table.Column("censored", .wholes(points.map(\.censored))),
      Self.statuses(points.count),
    ])
  }

  /// Issues by where they were raised and resolved.
  private var escalationTable: Table {
    let cells = isChosen(.systemsInterventions) ? EscalationMatrix(driverTables, options).cells : []
    return Table(columns: [
      Table.Column("from", text: cells.map(\.from)),
      Table.Column("to", text: cells.map(\.to)),
      Table.Column("issues", .wholes(cells.map(\.issues))),
      Table.Column("share", .numbers(cells.map(\.share))),
      Self.statuses(cells.count),
    ])
  }
}
