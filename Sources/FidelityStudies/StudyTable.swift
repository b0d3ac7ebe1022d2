import FidelityData
import FidelityFiles
import FidelityInstruments

/// The data of a study with every name resolved: which columns one scan reads, and what each is for.
struct StudyTable {
  /// A column of a wide table that holds ratings.
  struct WideColumn {
    let name: String
    /// The values of the layout's variables.
    let values: [String]
  }

  let description: DataDescription
  let instrument: Instrument?
  private let files: [TableFile]
  /// The columns of ratings of a wide table; empty for a long one.
  let wideColumns: [WideColumn]
  private let layoutVariables: [String]
  private(set) var requests: [ColumnRequest] = []
  private var places: [ColumnRequest: Int] = [:]

  /// - Throws: `usage` for roles that contradict each other; what is wrong with the columns of a wide table.
  init(_ description: DataDescription, files: [TableFile], instrument: Instrument?) throws(DataError) {
    self.description = description
    self.instrument = instrument
    self.files = files
    try description.checkRoles()
    guard case .wide(let pattern) = description.layout else {
      (wideColumns, layoutVariables) = ([], [])
      return
    }
    layoutVariables = pattern.variables
    wideColumns = try Self.match(pattern, files[0], instrument, keys: description.namedColumns)
  }

  /// The columns of ratings: of the pattern's form, no keys, and of an item that the instrument has.
  private static func match(
    _ pattern: WidePattern, _ file: TableFile, _ instrument: Instrument?, keys: Set<String>
  ) throws(DataError) -> [WideColumn] {
    let itemPlace = pattern.variables.firstIndex(of: "item")
    if pattern.text == "{item}", instrument == nil {
      throw DataError(
        .usage(reason: "a wide table without a pattern needs an instrument, which says which columns are items"))
    }
    let items = instrument.map { Set($0.items.map(\.id)) }
    let matched = file.columnNames.compactMap { name -> WideColumn? in
      guard !keys.contains(name), let values = pattern.match(name) else { return nil }
      if let itemPlace, let items, !items.contains(values[itemPlace]) { return nil }
      return WideColumn(name: name, values: values)
    }
    if let instrument, let itemPlace {
      let found = Set(matched.map { $0.values[itemPlace] })
      if let lacking = instrument.items.first(where: { !found.contains($0.id) }) {
        var error = DataError.unknownColumn(
          pattern.text == "{item}" ? lacking.id : "\(lacking.id) (as \(pattern.text))", among: file.columnNames,
          file: file.path)
        error.hint =
          "item \(lacking.id) of \(instrument.id) has no column; say how columns are named with --wide PATTERN, or with "
          + "--item and --value where each row is one rating"
        throw error
      }
    }
    guard !matched.isEmpty else {
      throw DataError(
        .unusable(reason: "no column has a name of the form \(pattern.text)"), file: file.path,
        remedy: .listColumns)
    }
    return matched
  }

  var isWide: Bool { !wideColumns.isEmpty }

  /// The columns of ratings: those of a wide table, or the one of the role `value`.
  /// - Throws: `usage` where nothing says which they are.
  func ratingColumns() throws(DataError) -> [String] {
    if isWide { return wideColumns.map(\.name) }
    guard let value = description.roles["value"]?.first else {
      throw DataError(
        .usage(reason: "the analysis needs to know which column holds the ratings"),
        remedy: .nameRatings)
    }
    return [value]
  }

  /// The place of a variable in the layout.
  func layoutVariable(_ name: String) -> Int? { isWide ? layoutVariables.firstIndex(of: name) : nil }

  /// The item of each column of ratings as a place in the instrument; nil where the columns' names do not say it.
  func instrumentItems() -> [Int?] {
    guard let place = layoutVariable("item") else { return Array(repeating: nil, count: max(1, wideColumns.count)) }
    return wideColumns.map { instrument?.itemIndex($0.values[place]) }
  }

  /// Has the scan read a column; the place among its columns.
  mutating func request(_ name: String, _ kind: ColumnRequest.Kind) throws(DataError) -> Int {
    let request = ColumnRequest(name, kind)
    if let place = places[request] { return place }
    for file in files { _ = try file.index(of: name) }
    places[request] = requests.count
    requests.append(request)
    return requests.count - 1
  }

  mutating func requests(_ names: [String], _ kind: ColumnRequest.Kind) throws(DataError) -> [Int] {
    var places: [Int] = []
    for name in names { places.append(try request(name, kind)) }
    return places
  }

  /// The type of a column as the first file has it.
  func columnType(_ name: String) throws(DataError) -> ColumnType {
    files[0].columnType(try files[0].index(of: name))
  }

  func hasColumn(_ name: String) -> Bool { files[0].columnNames.contains(name) }

  /// Opens the scan of all requested columns.
  func scan() throws(DataError) -> PartScan {
    try PartScan(files, requests, missing: description.missing, threads: description.options.threads)
  }
}

// MARK: - Variables

extension StudyTable {
  /// The variables that a name stands for: a part of the layout, the columns of a role, or a column.
  func variables(_ name: String) -> [String] {
    layoutVariable(name) == nil ? description.roles[name] ?? [name] : [name]
  }

  /// A coder for names of variables and roles; one that comes twice counts once.
  mutating func coder(_ names: [String]) throws(DataError) -> KeyCoder {
    var variables: [String] = []
    for variable in names.flatMap({ self.variables($0) }) where !variables.contains(variable) {
      variables.append(variable)
    }
    return try coder(variables: variables)
  }

  /// A coder for variables: parts of the layout, or columns, even where a role has the same name.
  mutating func coder(variables: [String]) throws(DataError) -> KeyCoder {
    var parts: [KeyCoder.Part] = []
    for name in variables {
      if let variable = layoutVariable(name) {
        parts.append(.layout(variable: variable))
      } else {
        parts.append(.column(request: try request(name, .key)))
      }
    }
    return KeyCoder(names: variables, parts: parts, wideColumns: isWide ? wideColumns.map(\.values) : [[]])
  }

  /// A coder for a role that an analysis cannot do without.
  mutating func requiredCoder(_ role: String) throws(DataError) -> KeyCoder {
    guard description.roles[role] != nil || layoutVariable(role) != nil else {
      throw DataError(
        .usage(reason: "the analysis needs to know which column is the \(role)"),
        remedy: .nameColumn(role: role))
    }
    return try coder([role])
  }
}

extension DataDescription {
  /// The columns that hold keys or time, and so no ratings of a wide table.
  var namedColumns: Set<String> {
    let times: [String] =
      switch time {
      case .column(let column), .date(let column, _): [column]
      case .parts(let year, let month, let day): [year, month, day]
      case nil: []
      }
    return Set(roles.values.flatMap(\.self) + times)
  }

  /// Roles of one column each, ratings that are no keys, and raters who can meet at a unit.
  fileprivate func checkRoles() throws(DataError) {
    for role in ["item", "value"] where roles[role, default: []].count > 1 {
      throw DataError(.usage(reason: "the role \(role) takes one column, not \(roles[role, default: []].count)"))
    }
    if let value = roles["value"]?.first {
      for (role, columns) in roles.sorted(by: { $0.key < $1.key }) where role != "value" && columns.contains(value) {
        throw DataError(.usage(reason: "the column cannot be both the value and the \(role)"), column: value)
      }
    }
    if case .wide(let pattern) = layout {
      if let role = pattern.variables.first(where: { roles[$0] != nil }) {
        throw DataError(
          .usage(reason: "the \(role) stands in the names of columns (\(pattern.text)), and is said to be a column too")
        )
      }
      if let value = roles["value"]?.first {
        throw DataError(
          .usage(reason: "the table is wide (\(pattern.text)), so no single column is the value"), column: value)
      }
    }
    if let unit = roles["unit"], let rater = roles["rater"], Set(rater).isSubset(of: unit) {
      throw DataError(
        .usage(reason: "every column of the rater is part of the unit, so that no two raters share a unit"),
        hint: "the unit is what was rated, whoever rated it")
    }
  }
}
