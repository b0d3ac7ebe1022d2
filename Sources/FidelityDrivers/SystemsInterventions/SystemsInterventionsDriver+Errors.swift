package import FidelityData

extension SystemsInterventionsDriver {
  package static func errors(_ tables: DriverTables, _ options: DriverOptions) -> [DataError] {
    guard let table = tables[.escalations] else { return [] }
    var errors: [DataError] = []
    let paths = IssuePaths(table, levels: options.levels, asOf: nil)
    hops(table, paths, options, &errors)
    for issue in paths.issues.labels.indices { way(Array(paths.hops(of: issue)), table, paths, &errors) }
    return errors
  }

  /// What is wrong with a hop alone.
  private static func hops(
    _ table: DriverTable, _ paths: IssuePaths, _ options: DriverOptions, _ errors: inout [DataError]
  ) {
    let (sent, acknowledged) = (table.numbers("sent"), table.numbers("acknowledged"))
    let resolved = table.numbers("resolved")
    let known = options.levels.joined(separator: ", ")
    for row in 0..<table.rowCount {
      for (column, rank) in [("from_level", paths.from[row]), ("to_level", paths.to[row])] where rank < 0 {
        errors.append(
          table.error(
            "there is no such level", row: row, column: column,
            hint: "Levels, the lowest first, are \(known); the key levels of the study names others."))
      }
      if paths.from[row] >= 0, paths.from[row] == paths.to[row] {
        errors.append(
          table.error(
            "the issue was sent to the level that it came from", row: row, column: "to_level",
            hint: "A row is a hop from one level to another."))
      }
      if acknowledged[row] < sent[row] {
        errors.append(
          table.error(
            "the issue was acknowledged before it was sent", row: row, column: "acknowledged",
            hint: "Correct one of the dates sent and acknowledged."))
      }
      if resolved[row] < sent[row] {
        errors.append(
          table.error(
            "the issue was resolved before it was sent", row: row, column: "resolved",
            hint: "Correct one of the dates sent and resolved."))
      } else if resolved[row] < acknowledged[row] {
        errors.append(
          table.error(
            "the issue was resolved before it was acknowledged", row: row, column: "resolved",
            hint: "Correct one of the dates acknowledged and resolved."))
      }
    }
  }

  /// What is wrong with the hops of an issue together.
  private static func way(
    _ rows: [Int], _ table: DriverTable, _ paths: IssuePaths, _ errors: inout [DataError]
  ) {
    if rows.count < 2 { return }
    let (resolved, to) = (table.numbers("resolved"), table.names("to_level"))
    for (before, row) in zip(rows, rows.dropFirst()) {
      if paths.from[row] >= 0, paths.to[before] >= 0, paths.from[row] != paths.to[before] {
        errors.append(
          table.error(
            "the hop does not start at \(to[before] ?? ""), where the one before ended", row: row,
            column: "from_level", hint: "Each hop of an issue starts at the level that the one before led to."))
      }
      if !resolved[before].isNaN {
        errors.append(
          table.error(
            "the issue was resolved here and sent on later", row: before, column: "resolved",
            hint: "Only the last hop is resolved; give an issue that comes again another name."))
      }
    }
  }
}
