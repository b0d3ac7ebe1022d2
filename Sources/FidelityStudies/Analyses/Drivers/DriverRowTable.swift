import FidelityData
import FidelityDrivers

/// The table of all figures under construction: rows go into its columns one by one, and are kept nowhere else.
struct DriverRowTable {
  private var systems = NameColumn()
  private var periods = NameColumn()
  private var kinds = NameColumn()
  private var units = NameColumn()
  private var days: [Double] = []
  private var estimates = EstimateTable(columns)

  init(capacity: Int = 0) {
    days.reserveCapacity(capacity)
    estimates.reserveCapacity(capacity)
  }

  /// - Parameters:
  ///   - unitKind: what kind of unit the row is told of; nil for the whole.
  ///   - unit: which one.
  mutating func append(_ row: DriverRow, period: String? = nil, unitKind: String?, unit: String?) {
    estimates.append(row.estimate, group: days.count)
    systems.append(row.system.rawValue)
    periods.append(period)
    kinds.append(unitKind)
    units.append(unit)
    days.append(row.days)
  }

  var table: Table {
    let groups = [("system", systems), ("period", periods), ("system_level", kinds), ("unit", units)]
    return estimates.table(
      groups: groups.map { Table.Column($0, .text(codes: $1.codes, labels: $1.labels)) } + [
        Table.Column("days", .numbers(days))
      ])
  }

  private static let columns: EstimateColumns = [
    .term, .form, .interval, .test, .numeratorDegreesOfFreedom, .unitCount, .raterCount, .observationCount, .method,
    .note,
  ]
}
