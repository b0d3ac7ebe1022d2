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

  init(_ description: DataDescription, files: [TableFile], instrument: Instrument?) throws(DataError) {
    self.description = description
    self.instrument = instrument
    self.files = files
    guard case .wide(let pattern) = description.layout else {
      (wideColumns, layoutVariables) = ([], [])
      return
    }
    layoutVariables = pattern.variables
    wideColumns = try Self.match(pattern, columns: files[0].columnNames, instrument, file: files[0].path)
  }

  private static func match(
    _ pattern: WidePattern, columns: [String], _ instrument: Instrument?, file: String
  ) throws(DataError) -> [WideColumn] {
    let itemPlace = pattern.variables.firstIndex(of: "item")
    if pattern.text == "{item}", instrument == nil {
      throw DataError(
        .usage(reason: "a wide table without a pattern needs an instrument, which says which columns are items"))
    }
    let items = instrument.map { Set($0.items.map(\.id)) }
    let matched = columns.compactMap { name -> WideColumn? in
      guard let values = pattern.match(name) else { return nil }
      if let itemPlace, let items, !items.contains(values[itemPlace]) { return nil }
      return WideColumn(name: name, values: values)
    }
    if let instrument, let itemPlace {
      let found = Set(matched.map { $0.values[itemPlace] })
      if let lacking = instrument.items.first(where: { !found.contains($0.id) }) {
        var error = DataError.unknownColumn(
          pattern.text == "{item}" ? lacking.id : "\(lacking.id) (as \(pattern.text))", among: columns, file: file)
        error.hint = "item \(lacking.id) of \(instrument.id) has no column"
        throw error
      }
    }
    guard !matched.isEmpty else {
      throw DataError(
        .unusable(reason: "no column has a name of the form \(pattern.text)"), file: file,
        hint: "'fidelity describe' lists the columns")
    }
    return matched
  }

  var isWide: Bool { !wideColumns.isEmpty }

  /// The layout's values of each column of ratings; a long table has one column without any.
  var layoutValues: [[String]] { isWide ? wideColumns.map(\.values) : [[]] }

  /// The place of a variable in the layout.
  func layoutVariable(_ name: String) -> Int? { isWide ? layoutVariables.firstIndex(of: name) : nil }

  /// The item of each wide column as a place in the instrument.
  func instrumentItems() -> [Int?] {
    guard let place = layoutVariable("item") else { return wideColumns.map { _ in nil } }
    return wideColumns.map { instrument?.itemIndex($0.values[place]) }
  }

  /// Has the scan read a column; the place among its columns.
  mutating func request(_ name: String, _ kind: ColumnRequest.Kind) throws(DataError) -> Int {
    let request = ColumnRequest(name, kind)
    if let place = requests.firstIndex(of: request) { return place }
    for file in files { _ = try file.index(of: name) }
    requests.append(request)
    return requests.count - 1
  }

  /// The type of a column as the first file has it.
  func columnType(_ name: String) throws(DataError) -> String {
    files[0].columnType(try files[0].index(of: name))
  }

  func hasColumn(_ name: String) -> Bool { files[0].columnNames.contains(name) }

  /// Whether a variable is a part of the layout, a role or a column.
  func knows(_ name: String) -> Bool {
    layoutVariable(name) != nil || description.roles[name] != nil || hasColumn(name)
  }

  /// A coder for variables: parts of the layout, roles (with all their columns) or columns.
  mutating func coder(_ variables: [String]) throws(DataError) -> KeyCoder {
    var names: [String] = []
    var parts: [KeyCoder.Part] = []
    func resolve(_ name: String, isRole: Bool) throws(DataError) {
      if let variable = layoutVariable(name) {
        names.append(name)
        parts.append(.layout(variable: variable))
      } else if isRole, let columns = description.roles[name] {
        for column in columns { try resolve(column, isRole: false) }
      } else {
        names.append(name)
        parts.append(.column(request: try request(name, .key)))
      }
    }
    for variable in variables { try resolve(variable, isRole: true) }
    return KeyCoder(names: names, parts: parts, wideColumns: layoutValues)
  }

  /// A coder for a role that an analysis cannot do without.
  mutating func requiredCoder(_ role: String) throws(DataError) -> KeyCoder {
    guard description.roles[role] != nil || layoutVariable(role) != nil else {
      throw DataError(
        .usage(reason: "the analysis needs to know which column is the \(role)"),
        hint: "say it with --\(role) COLUMN, or in the study file under data: columns: {\(role): COLUMN}")
    }
    return try coder([role])
  }

  /// Opens the scan of all requested columns.
  func scan() throws(DataError) -> TableScan { try TableScan(files, requests, missing: description.missing) }
}
