import FidelityCharts

/// What a page may show of the tables of drivers.
enum DriverCells {
  /// The systems whose units are persons.
  private static let ofPersons: Set<String> = [
    "selection", "coaching", "fidelity-assessment", "levels", "compensatory",
  ]
  /// Figures of leaders are theirs alone below so many: a team has few leaders, and wants to see them as a group.
  private static let leastLeaders = 3
  private static let numbers: Set<String> = [
    "estimate", "standard_error", "lower", "upper", "statistic", "p_value", "change", "change_lower", "change_upper",
  ]

  /// Whether a figure rests on too few persons to be shown.
  static func isSmall(_ system: String, _ count: Double, least: Int) -> Bool {
    if system == "leadership" { return count < Double(min(leastLeaders, least)) }
    return ofPersons.contains(system) && count < Double(least)
  }

  /// A table without the numbers of few persons; nil where nothing is left of it.
  static func shown(_ table: ResultTable, least: Int) -> ResultTable? {
    if let coachees = table.numbers("coachees"), table.has("sessions_planned") {
      return coachees.allSatisfy { $0 < Double(least) } ? nil : table
    }
    guard let systems = table.texts("system"), let counts = table.numbers("n_units"), table.has("estimate") else {
      return table
    }
    let small = systems.indices.filter { isSmall(systems[$0], counts[$0], least: least) }
    guard !small.isEmpty else { return table }
    return ResultTable(
      name: table.name,
      columns: table.columns.map { column in
        var texts = table.texts(column) ?? []
        for row in small {
          if numbers.contains(column) { texts[row] = "" }
          if column == "status" { texts[row] = "suppressed" }
        }
        return (column, texts)
      })
  }
}
