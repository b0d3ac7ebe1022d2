package import FidelityData
package import FidelityFiles
package import FidelityReports

/// Writes tables in another format or layout: columns as what they are, rows in their order.
///
/// A change of format and the way from wide to long take memory for some parts of the tables; wide tables and counts
/// are made in memory.
package struct TableConversion: Sendable {
  package enum Shape: Sendable, Equatable {
    case unchanged
    /// A row for each cell of some columns.
    case long(GatheredColumns, names: [String]?, values: String)
    /// A row for what is the same in the other columns, with a column for each name.
    case wide(names: [String], values: String, pattern: WidePattern?)
    /// A row for each unit, with the number of cells of each value; `unit` empty: all columns that are not gathered.
    case counts(GatheredColumns, unit: [String])
  }

  package var files: [String]
  package var options: TableOptions
  package var missing: MissingCodes
  /// The columns that are read; nil: all.
  package var selected: [String]?
  package var condition: RowCondition?
  package var shape: Shape
  /// The columns of dates that are written in another form than the ISO one.
  package var dates: [String: CalendarDate.Format]

  package init(
    files: [String], options: TableOptions = TableOptions(), missing: MissingCodes = MissingCodes(),
    selected: [String]? = nil, where condition: RowCondition? = nil, shape: Shape = .unchanged,
    dates: [String: CalendarDate.Format] = [:]
  ) {
    self.dates = dates
    self.files = files
    self.options = options
    self.missing = missing
    self.selected = selected
    self.condition = condition
    self.shape = shape
  }

  /// What came of a conversion.
  package struct Report: Sendable {
    package let rowsRead: Int
    package let rowsWritten: Int
    package let warnings: [String]
  }

  /// - Throws: what makes a table unreadable, a column unknown, a layout impossible or a file unwritable; nothing
  ///   half-written stays behind.
  package func run(
    to place: TablePlace, _ format: TableFormat, style: TableStyle = TableStyle()
  ) throws(DataError) -> Report {
    var tables: [TableFile] = []
    for file in files { tables.append(try TableFile(file, options: options)) }
    try options.check(tables)
    for column in missing.columns { _ = try tables[0].index(of: column) }
    for column in dates.keys.sorted() { _ = try tables[0].index(of: column) }
    do {
      return try run(tables, to: place, format, style: style)
    } catch {
      var error = error
      // Rows that were taken are counted; which rows of a file they are is known where all rows of one are taken.
      if error.file == nil, error.row != nil {
        if tables.count == 1 { error.file = tables[0].path }
        if tables.count > 1 || condition != nil { error.row = nil }
      }
      throw error.withLines(of: tables)
    }
  }

  private func run(
    _ tables: [TableFile], to place: TablePlace, _ format: TableFormat, style: TableStyle
  ) throws(DataError) -> Report {
    let description = DataDescription(files: files, missing: missing, where: condition)
    let filter = try ResolvedCondition(description, tables[0]).filter
    // A pipe cannot be read a second time.
    let pipe = tables.first { $0.isText && $0.byteCount == nil }
    let wantsTypes = format.isTyped || missing != MissingCodes() || options.saysNumbers || !dates.isEmpty
    var scan = try TypedScan(
      tables, columns: selected, missing: missing, filter: filter, findsTypes: wantsTypes && pipe == nil,
      writing: options, dates: dates)
    var warnings: [String] = []
    if wantsTypes, let pipe { warnings.append("\(pipe.path) can be read only once: its columns are texts") }
    let work = Work(file: tables[0].path, place: place, format: format, style: style)
    let (read, written) = try work.run(shape, &scan)
    warnings += read.findings?.warnings ?? []
    // Some of them are known now.
    warnings += tables.notices
    return Report(rowsRead: read.rowCount, rowsWritten: written, warnings: warnings)
  }
}

extension TableOptions {
  /// Whether they say that numbers are written otherwise than in the text that is written.
  fileprivate var saysNumbers: Bool { usesDecimalComma || thousands != nil }
}

extension TableFormat {
  /// Whether its cells have types, which texts have to be looked through for.
  fileprivate var isTyped: Bool { self != .csv && self != .tsv && !isForPeople }
}

/// A conversion whose tables are open.
private struct Work {
  let file: String
  let place: TablePlace
  let format: TableFormat
  let style: TableStyle

  typealias Read = (rowCount: Int, findings: RowFilter.Findings?)

  func run(
    _ shape: TableConversion.Shape, _ scan: inout TypedScan
  ) throws(DataError) -> (read: Read, written: Int) {
    let names = scan.columns.map(\.name)
    switch shape {
    case .unchanged:
      return try stream(scan, scan.columns.map { ($0.name, $0.type) }) { $0 }
    case .long(let columns, let variables, let values):
      let gathered = try columns.resolve(among: names, file: file)
      let rows = try LongRows(gathered, columns: names, names: variables, values: values)
      scan.unify(gathered.places)
      return try stream(scan, rows.columns(scan.columns), rows.rows)
    case .wide(let variables, let values, let pattern):
      let places = try self.places(of: variables, among: names)
      let value = try self.places(of: [values], among: names)[0]
      let kept = names.indices.filter { $0 != value && !places.contains($0) }
      var rows = WideRows(kept: kept, names: places, value: value, pattern: pattern)
      var before = 0
      let read = try scan.run { table throws(DataError) in
        try rows.add(table, rowsBefore: before)
        before += table.rowCount
      }
      let types = kept.map { scan.columns[$0].type }
      let more = Array(repeating: scan.columns[value].type, count: rows.valueColumnCount)
      return (read, try write(rows.table(), types + more))
    case .counts(let columns, let unit):
      let gathered = try columns.resolve(among: names, file: file)
      scan.unify(gathered.places)
      let places =
        try unit.isEmpty ? names.indices.filter { !gathered.places.contains($0) } : self.places(of: unit, among: names)
      var rows = CountedRows(unit: places, values: gathered.places)
      let read = try scan.run { table in rows.add(table) }
      let table = try rows.table()
      let types = places.map { scan.columns[$0].type }
      return (read, try write(table, types + table.columns.dropFirst(types.count).map { _ in .integer }))
    }
  }

  /// Writes the rows while others are being read.
  private func stream(
    _ scan: TypedScan, _ columns: [(name: String, type: CellType)], _ rows: (Table) -> Table
  ) throws(DataError) -> (read: Read, written: Int) {
    let output = try ConvertedOutput(place, format, style, columns: columns)
    let read = try scan.run { table throws(DataError) in
      try output.append(rows(table))
    }
    try output.finish()
    return (read, output.rowCount)
  }

  private func write(_ table: Table, _ types: [CellType]) throws(DataError) -> Int {
    let columns = zip(table.columns, types).map { (name: $0.name, type: $1) }
    let output = try ConvertedOutput(place, format, style, columns: columns)
    try output.append(table)
    try output.finish()
    return table.rowCount
  }

  private func places(of wanted: [String], among names: [String]) throws(DataError) -> [Int] {
    var places: [Int] = []
    for name in wanted {
      guard let place = names.firstIndex(of: name) else {
        throw DataError.unknownColumn(name, among: names, file: file)
      }
      places.append(place)
    }
    return places
  }
}
