import FidelityData
import FidelityDrivers
import FidelitySystem

/// Something that waits for somebody.
struct DriverAction: Sendable {
  enum Kind: String, Sendable {
    case openBarrier = "open-barrier"
    case stuckIssue = "stuck-issue"
    case overdueCoaching = "overdue-coaching"
    case overdueCommitment = "overdue-commitment"
    case gap
    case trainingNeed = "training-need"
  }

  let kind: Kind
  let what: String
  let detail: String?
  let owner: String?
  /// How long it has waited; NaN where that is no time.
  let days: Double
}

extension DriverRun {
  /// What is open, the longest first within each kind.
  var actions: [DriverAction] {
    barriers + issues + coaching + commitments + gaps + needs
  }

  private func sorted(_ actions: [DriverAction]) -> [DriverAction] {
    actions.sorted { a, b in a.days == b.days ? a.what < b.what : a.days > b.days }
  }

  private var barriers: [DriverAction] {
    guard isChosen(.facilitativeAdministration), let table = driverTables[.barriers] else { return [] }
    let (raised, resolved) = (table.numbers("raised"), table.numbers("resolved"))
    let rows = (0..<table.rowCount).filter { row in
      raised[row] <= options.asOf && (resolved[row].isNaN || resolved[row] > options.asOf)
    }
    let (names, categories, owners) = (table.names("barrier"), table.names("category"), table.names("owner"))
    return sorted(
      rows.map { row in
        DriverAction(
          kind: .openBarrier, what: names[row] ?? "", detail: categories[row], owner: owners[row],
          days: options.asOf - raised[row])
      })
  }

  /// Issues that their last hop's level has not resolved, by the time since they were first sent: those of `open-days`.
  private var issues: [DriverAction] {
    guard isChosen(.systemsInterventions), let table = driverTables[.escalations], table.has("resolved") else {
      return []
    }
    let (from, to) = (table.names("from_level"), table.names("to_level"))
    let resolved = table.numbers("resolved")
    let paths = IssuePaths(table, levels: options.levels, asOf: options.asOf)
    return sorted(
      paths.issues.labels.enumerated().compactMap { issue, name in
        let hops = paths.hops(of: issue)
        guard let first = hops.first, let last = hops.last, !(resolved[last] <= options.asOf) else { return nil }
        return DriverAction(
          kind: .stuckIssue, what: name, detail: "\(from[last] ?? "") to \(to[last] ?? "")", owner: to[last],
          days: options.asOf - paths.sent[first])
      })
  }

  private var coaching: [DriverAction] {
    sorted(
      overdue.map {
        DriverAction(
          kind: .overdueCoaching, what: $0.unit ?? "", detail: nil, owner: nil, days: $0.estimate.estimate)
      })
  }

  private var commitments: [DriverAction] {
    guard isChosen(.coachingWorksheet), let table = driverTables[.coachingWorksheet] else { return [] }
    let (status, due, done) = (table.numbers("status"), table.numbers("due"), table.numbers("done"))
    // What is in place from a later day on is not yet.
    let rows = (0..<table.rowCount).filter {
      (status[$0] < 2 || status[$0] == 2 && done[$0] > options.asOf) && due[$0] < options.asOf
    }
    let (items, levels, owners) = (table.names("item"), table.names("level"), table.names("owner"))
    return sorted(
      rows.map { row in
        DriverAction(
          kind: .overdueCommitment, what: items[row] ?? "", detail: levels[row], owner: owners[row],
          days: options.asOf - due[row])
      })
  }

  /// Cells of the integration matrix below the threshold, the emptiest first.
  private var gaps: [DriverAction] {
    guard isChosen(.integrated), let matrix else { return [] }
    var found: [(share: Double, action: DriverAction)] = []
    for (row, component) in matrix.components.enumerated() {
      for (column, driver) in matrix.drivers.enumerated() {
        let share = matrix.cells[row][column]
        guard CutScore.isMissed(share, options.threshold) else { continue }
        found.append(
          (
            share,
            DriverAction(
              kind: .gap, what: component, detail: "\(driver) \(DecimalText.fixed(share, digits: 2))", owner: nil,
              days: .nan)
          ))
      }
    }
    return found.sorted { $0.share < $1.share }.map(\.action)
  }

  private var needs: [DriverAction] {
    whole.filter { $0.estimate.quantity == "training-need" && $0.estimate.form == "share" && $0.estimate.estimate > 0 }
      .sorted { $0.estimate.estimate > $1.estimate.estimate }
      .map {
        DriverAction(
          kind: .trainingNeed, what: $0.estimate.term ?? "",
          detail: "\(DecimalText.fixed(100 * $0.estimate.estimate, digits: 0)) % of the hires", owner: nil, days: .nan)
      }
  }

  func isChosen(_ system: DriverSystem) -> Bool { chosenSystems.contains { $0.system == system } }

  /// The mean rating of each component in each driver over its maximum; NaN for a cell that nobody rated.
  struct Matrix {
    let components: [String]
    let drivers: [String]
    let cells: [[Double]]
  }

  /// As `integrated` has computed it: rows `integration-cell`, whose terms are the drivers and whose units components.
  var matrix: Matrix? {
    let cells = whole.filter { $0.system == .integrated && $0.estimate.quantity == "integration-cell" }
    guard !cells.isEmpty else { return nil }
    let drivers = NameColumn(cells.map(\.estimate.term))
    let components = NameColumn(cells.map(\.unit))
    let (rows, columns) = (components.labels.count, drivers.labels.count)
    var values = [[Double]](repeating: Array(repeating: .nan, count: columns), count: rows)
    for (place, cell) in cells.enumerated() where components.codes[place] != missingKey {
      guard drivers.codes[place] != missingKey else { continue }
      values[Int(components.codes[place])][Int(drivers.codes[place])] = cell.estimate.estimate
    }
    return Matrix(components: components.labels, drivers: drivers.labels, cells: values)
  }
}
