import FidelityData
import FidelityDrivers
import FidelityFiles
import FidelitySystem

/// Reads the tables of a study into memory, and says what is wrong with them: up to twenty cells of a table, and how
/// many more.
struct DriverTableReader {
  let tables: StudyTables
  /// Columns that are read beside those of the roles: levels, clusters.
  let extraColumns: [String]
  /// The files that were opened.
  private(set) var files: [TableFile] = []
  private(set) var warnings: [String] = []

  init(_ tables: StudyTables, extraColumns: [String]) {
    self.tables = tables
    self.extraColumns = extraColumns
  }

  /// All tables, with the levels of their units.
  mutating func read() throws(DataError) -> DriverTables {
    var found = DriverTables()
    for source in tables.sources {
      var whole: DriverTable?
      for path in source.files {
        guard PathKind(of: path) != nil else {
          warnings.append("there is no \(path): the lines that need \(source.role.rawValue) stay empty")
          continue
        }
        let file = try TableFile(path, options: source.options)
        try source.options.check([file])
        files.append(file)
        let read: DriverTable?
        do {
          read = try self.read(file, source)
        } catch {
          throw Self.withAdvice(error.withLines(of: [file]), source)
        }
        warnings += [file].notices
        guard let table = read else { continue }
        if whole == nil { whole = table } else { whole?.append(table) }
      }
      guard let whole else { continue }
      var findings = CellFindings()
      DriverTableChecks(whole).keys(&findings)
      try report(findings)
      found[source.role] = whole
      noteLookAlikes(whole)
    }
    var levels = DriverLevelChecks(found, levels: tables.levels)
    for role in found.roles {
      var findings = CellFindings()
      if let table = found[role] { levels.check(table, &findings) }
      try report(findings)
    }
    try joinLevels(&found)
    return found
  }

  /// - Throws: the findings, with the physical lines of text files.
  func report(_ findings: CellFindings) throws(DataError) {
    do {
      try findings.report()
    } catch {
      throw error.withLines(of: files)
    }
  }

  /// Names that people may take for the same.
  private mutating func noteLookAlikes(_ table: DriverTable) {
    for column in table.namesOfNameColumns {
      for labels in LabelForm.lookAlikes(table.names(column).labels) {
        warnings.append(
          "\(table.file): column \"\(column)\": \(LabelForm.shown(labels)) differ only in case or blanks, and count as "
            + "\(labels.count); write them alike")
      }
    }
  }

  /// What an error of a cell that is no number or no date may come from.
  private static func withAdvice(_ error: DataError, _ source: StudyTables.Source) -> DataError {
    var error = error
    guard let value = error.value else { return error }
    switch error.problem {
    case .notANumber:
      switch NumberForm(value, usesDecimalComma: source.options.usesDecimalComma) {
      case .decimalComma: error.hint = "numbers with a comma for the point: say decimal-comma: true for this table"
      case .thousands:
        error.hint = "write \(NumberForm.plain(value)), or say the mark of thousands for this table: comma or point"
      case .word, .other:
        if error.hint?.contains("percentage") == true { break }
        error.hint = "correct the cell, leave it empty, or say missing: [\(value)] for this table"
      }
    case .notADate:
      error.hint =
        "dates are written \(source.dateFormat?.pattern ?? "YYYY-MM-DD"); for others say, for this table, date-format: "
        + "MM/DD/YYYY or DD.MM.YYYY"
    default: break
    }
    return error
  }

  /// The file's heading of a column of the role: its own name or, where one alone is like it but for capitals and what
  /// stands between its words (`Feedback date`), that one.
  private static func heading(_ column: String, among names: [String]) -> String {
    if names.contains(column) { return column }
    let wanted = ItemNames.plain(column)
    let alike = names.filter { ItemNames.plain($0) == wanted }
    return alike.count == 1 ? alike[0] : column
  }

  /// A table without rows is none.
  private func read(_ file: TableFile, _ source: StudyTables.Source) throws(DataError) -> DriverTable? {
    let role = source.role
    let names = file.columnNames
    func own(_ column: String) -> String { source.columns[column] ?? Self.heading(column, among: names) }
    for (column, theirs) in source.columns.sorted(by: { $0.key < $1.key }) {
      guard role.columns.contains(where: { $0.name == column }) || extraColumns.contains(column) else {
        throw DataError(
          .definition(reason: "the table \(role.rawValue) has no column \"\(column)\""), file: file.path,
          hint: "its columns are \(role.columns.map(\.name).joined(separator: ", "))")
      }
      if !names.contains(theirs) { throw DataError.unknownColumn(theirs, among: names, file: file.path) }
    }
    var requests: [ColumnRequest] = []
    var columns: [(name: String, column: DriverColumn?)] = []
    let present = role.columns.map(\.name).filter { names.contains(own($0)) }
    if let twice = present.first(where: { name in present.contains { $0 != name && own($0) == own(name) } }) {
      throw DataError(
        .definition(reason: "two columns of \(role.rawValue) are read from the file's \"\(own(twice))\""),
        file: file.path, hint: "see `columns` of the table")
    }
    for column in role.columns {
      let theirs = own(column.name)
      guard names.contains(theirs) else {
        if column.isOptional { continue }
        var error = DataError.unknownColumn(theirs, among: names, file: file.path)
        error.hint =
          "\(role.rawValue) needs \(column.name): \(column.meaning); if it has another name, say it under `columns`"
        throw error
      }
      switch column.kind {
      case .number: requests.append(ColumnRequest(theirs, .number))
      case .name, .words, .day, .flag: requests.append(ColumnRequest(theirs, .key))
      }
      columns.append((column.name, column))
    }
    for name in extraColumns where !columns.contains(where: { $0.name == name }) && names.contains(own(name)) {
      requests.append(ColumnRequest(own(name), .key))
      columns.append((name, nil))
    }
    let cells = try DriverTableCells(file, requests, missing: source.missing)
    // In keys of other tables, codes for all columns are names: a country may be called NA. In these, what is said to
    // be missing is missing in every column.
    let missing = requests.map { Set(source.missing.texts(forNumbers: $0.name).map(LabelForm.trimmed)) }
    return try DriverTableReading(cells, columns, role, file.path, source.dateFormat ?? .iso, missing: missing).table
  }

  /// Gives every table the levels that the table of units knows of its units, people and teams.
  /// - Throws: units that a table puts elsewhere than the table of units does.
  private mutating func joinLevels(_ found: inout DriverTables) throws(DataError) {
    guard let units = found[.units] else { return }
    let unit = units.names("unit")
    var rowOfUnit = [Int](repeating: -1, count: unit.labels.count)
    for (row, code) in unit.codes.enumerated() where code != missingKey { rowOfUnit[Int(code)] = row }
    for role in found.roles where role != .units {
      guard var table = found[role] else { continue }
      guard let key = DriverLevelChecks.keys.first(where: table.has) else { continue }
      let names = table.names(key)
      let places = names.codes(in: unit)
      let unknown = places.count { $0 == missingKey }
      // A table of which no name is known is about other units.
      if unknown == places.count { continue }
      if unknown > 0 {
        warnings.append(
          "\(table.file): \(unknown) of \(places.count) names in \"\(key)\" are not in \(units.file), and have no level"
        )
      }
      var findings = CellFindings()
      for level in units.extraNames {
        let known = units.names(level)
        let own = table.has(level) ? table.names(level) : nil
        let codes = names.codes.map { code -> UInt32 in
          guard code != missingKey, places[Int(code)] != missingKey else { return missingKey }
          return known.codes[rowOfUnit[Int(places[Int(code)])]]
        }
        if let own {
          let places = own.codes(in: known)
          for row in codes.indices where codes[row] != missingKey && own.codes[row] != missingKey {
            guard places[Int(own.codes[row])] != codes[row] else { continue }
            let reason = "\(units.file) has \(names[row] ?? "the unit") in \(known.labels[Int(codes[row])])"
            let hint =
              "a \(key) belongs to one \(level): correct the row, or give another name to what is no unit of "
              + units.file
            findings.add(table.error(reason, row: row, column: level, value: own[row], hint: hint))
          }
          guard own.hasGaps else { continue }
          // Empty cells are filled.
          let filled = codes.indices.map { row in
            own[row] ?? (codes[row] == missingKey ? nil : known.labels[Int(codes[row])])
          }
          table.join(level, NameColumn(filled))
        } else {
          table.join(level, NameColumn(labels: known.labels, codes: codes))
        }
      }
      try report(findings)
      found[role] = table
    }
  }
}
