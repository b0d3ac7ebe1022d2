import FidelityData

/// The records that are due by the as-of date, and which of them came.
struct DueRecords {
  static let types = ["fidelity", "outcome", "quality"]
  private let table: DriverTable
  private let asOf: Double
  /// The rows that are due.
  private let due: [Int]
  /// Of each row of the table: the place of its type; the number of types for another.
  private let kinds: [Int]
  private let events: [Double]
  private let entries: [Double]

  init(_ table: DriverTable, asOf: Double) {
    (self.table, self.asOf) = (table, asOf)
    let days = table.numbers("due")
    due = days.indices.filter { days[$0] <= asOf }
    let names = table.names("type")
    let places = names.labels.map { Self.types.firstIndex(of: $0) ?? Self.types.count }
    kinds = names.codes.map { $0 == missingKey ? Self.types.count : places[Int($0)] }
    (events, entries) = (table.numbers("event"), table.numbers("entered"))
  }

  /// Rows that are due later.
  var laterCount: Int { table.laterCount("due", asOf: asOf) }

  private func isReceived(_ row: Int) -> Bool { entries[row] <= asOf }

  /// Received of those due, of each type.
  func completeness(_ rows: inout SystemRows) {
    var all = table.counts(rows.options)
    var each = Self.types.map { _ in all }
    for row in due {
      all.add(isReceived(row), row: row)
      if kinds[row] < each.count { each[kinds[row]].add(isReceived(row), row: row) }
    }
    rows.share(DriverFigure("completeness", term: "all"), all, note: all.total == 0 ? "nothing is due yet" : nil)
    for (type, counts) in zip(Self.types, each) { rows.share(DriverFigure("completeness", term: type), counts) }
  }

  /// From event to entry: what is not there yet is open, and does not vanish from a median.
  func timeliness(_ rows: inout SystemRows) {
    let limit = rows.options.limit
    var clock = ProductLimit()
    var old = table.counts(rows.options)
    for row in due where events[row] <= asOf {
      let length = (isReceived(row) ? entries[row] : asOf) - events[row]
      if length >= 0, length.isFinite { clock.add(days: length, isOver: isReceived(row)) }
      if asOf - events[row] >= limit { old.add(isReceived(row) && length <= limit, row: row) }
    }
    rows.clock(clock, term: "event to entry")
    let within = DriverFigure("timeliness", form: "within limit")
    let note = "within \(CategoryDictionary.label(limit)) days"
    if clock.count > 0 {
      var row = rows.survival(clock, limit, within)
      row.estimate.estimate = 1 - row.estimate.estimate
      (row.estimate.lower, row.estimate.upper) = (1 - row.estimate.upper, 1 - row.estimate.lower)
      row.estimate.note = note
      rows.append(row)
    } else {
      rows.missing(within, .noEvents, note: "no record that is due has the day of its event")
    }
    rows.share(DriverFigure("timeliness", form: "within limit, of those old enough"), old, note: note)
  }

  /// What units give: how often of each type, and whether of all types.
  func units(_ rows: inout SystemRows) {
    let units = table.names("unit")
    let count = Self.types.count
    var planned = [Int](repeating: 0, count: units.labels.count * count)
    var received = planned
    for row in due where units.codes[row] != missingKey && kinds[row] < count {
      let place = Int(units.codes[row]) * count + kinds[row]
      planned[place] += 1
      if isReceived(row) { received[place] += 1 }
    }
    var isKnown = [Bool](repeating: false, count: table.rowCount)
    for row in due where kinds[row] < count { isKnown[row] = true }
    let rowOfUnit = table.clusterRows(of: units, rows.options) { isKnown[$0] }
    var all = table.counts(rows.options)
    var parts = GroupedParts(table, rows.options)
    for unit in units.order where rowOfUnit[unit] >= 0 {
      let places = (unit * count..<(unit + 1) * count).filter { planned[$0] > 0 }
      let share = places.reduce(0.0) { $0 + Double(received[$1]) / Double(planned[$1]) }
      parts.add(share, of: Double(places.count), row: rowOfUnit[unit])
      all.add(places.count == count && places.allSatisfy { received[$0] > 0 }, row: rowOfUnit[unit])
    }
    rows.ratio(
      DriverFigure("reporting-frequency", form: "mean over unit and type of received over due"), parts.parts,
      isShare: true, note: parts.withoutCluster())
    rows.share(DriverFigure("all-three-types"), all)
  }
}
