import FidelityData
package import FidelityFiles

/// The columns of a table whose cells are values of one kind.
package enum GatheredColumns: Sendable, Equatable {
  /// Those whose names are of a form that carries variables.
  case pattern(WidePattern)
  case named([String])

  /// The columns among those of a table.
  /// - Throws: `unknownColumn`; `unusable` where there is none.
  func resolve(among columns: [String], file: String) throws(DataError) -> Resolved {
    switch self {
    case .named(let names):
      guard !names.isEmpty else { throw DataError(.usage(reason: "no column is named that holds values")) }
      var places: [Int] = []
      for name in names {
        guard let place = columns.firstIndex(of: name) else {
          throw DataError.unknownColumn(name, among: columns, file: file)
        }
        places.append(place)
      }
      return Resolved(places: places, variables: [names], names: nil)
    case .pattern(let pattern):
      let found = columns.enumerated().compactMap { place, name in pattern.match(name).map { (place, $0) } }
      guard !found.isEmpty else {
        throw DataError(
          .unusable(reason: "no column has a name of the form \(pattern.text)"), file: file, remedy: .listColumns)
      }
      let variables = pattern.variables.indices.map { index in found.map { $0.1[index] } }
      return Resolved(places: found.map(\.0), variables: variables, names: pattern.variables)
    }
  }

  struct Resolved {
    /// The places of the columns.
    let places: [Int]
    /// For each variable, its value in the name of each column.
    let variables: [[String]]
    /// The names of the variables, where the pattern says them.
    let names: [String]?
  }
}

/// Rows with a cell of the gathered columns each: row by row, the cells of a row in the order of the columns.
struct LongRows {
  private let gathered: GatheredColumns.Resolved
  private let kept: [Int]
  private let names: [String]
  private let values: String

  /// - Parameters:
  ///   - names: what the columns of variables are called; nil: as the pattern says, or `name`.
  ///   - values: what the column of cells is called.
  /// - Throws: `usage` for another number of names than variables, or a name that a kept column has.
  init(
    _ gathered: GatheredColumns.Resolved, columns: [String], names: [String]?, values: String
  ) throws(DataError) {
    let names = names ?? gathered.names ?? ["name"]
    guard names.count == gathered.variables.count else {
      throw DataError(
        .usage(reason: "the columns' names carry \(gathered.variables.count) variables, and \(names.count) are named"),
        hint: "give --names as many names, or none")
    }
    (self.gathered, self.names, self.values) = (gathered, names, values)
    let taken = Set(gathered.places)
    kept = columns.indices.filter { !taken.contains($0) }
    try ConversionNames.refuseRepeats(kept.map { columns[$0] } + names + [values])
  }

  /// The columns of the result with their types.
  func columns(_ all: [TypedScan.Column]) -> [(name: String, type: CellType)] {
    kept.map { (all[$0].name, all[$0].type) } + names.map { ($0, .text) } + [(values, all[gathered.places[0]].type)]
  }

  func rows(of table: Table) -> Table {
    let count = gathered.places.count
    var result = Table()
    for place in kept {
      let column = table.columns[place]
      result.append(.init(column.name, Self.repeated(column.values, count)))
    }
    for (index, name) in names.enumerated() {
      var labels = KeyDictionary()
      let codes = gathered.variables[index].map { labels.code(of: $0) }
      let all = (0..<table.rowCount).flatMap { _ in codes }
      result.append(.init(name, .text(codes: all, labels: labels.labels)))
    }
    result.append(.init(values, Self.woven(gathered.places.map { table.columns[$0].values })))
    return result
  }

  private static func repeated(_ values: Table.Values, _ count: Int) -> Table.Values {
    func repeated<Value>(_ values: [Value]) -> [Value] { values.flatMap { repeatElement($0, count: count) } }
    return switch values {
    case .text(let codes, let labels): .text(codes: repeated(codes), labels: labels)
    case .numbers(let numbers): .numbers(repeated(numbers))
    case .integers(let integers): .integers(repeated(integers))
    case .wholes(let integers): .wholes(repeated(integers))
    }
  }

  /// The first values of all columns, their second ones, ...; the columns are of one kind.
  private static func woven(_ columns: [Table.Values]) -> Table.Values {
    func woven<Value>(_ columns: [[Value]]) -> [Value] {
      columns[0].indices.flatMap { row in columns.map { $0[row] } }
    }
    switch columns[0] {
    case .text:
      var labels: [String] = []
      var codes: [[UInt32]] = []
      for case .text(let theirs, let own) in columns {
        let start = UInt32(labels.count)
        codes.append(theirs.map { $0 == missingKey ? missingKey : start + $0 })
        labels += own
      }
      return .text(codes: woven(codes), labels: labels)
    case .numbers:
      return .numbers(woven(columns.map { if case .numbers(let numbers) = $0 { numbers } else { [] } }))
    case .integers, .wholes:
      let integers = columns.map { values -> [Int?] in
        switch values {
        case .integers(let integers): integers
        case .wholes(let integers): integers.map { $0 }
        case .text, .numbers: []
        }
      }
      return .integers(woven(integers))
    }
  }
}

enum ConversionNames {
  /// - Throws: `usage` where two columns of a result would have one name.
  static func refuseRepeats(_ names: [String]) throws(DataError) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw DataError(
        .usage(reason: "two columns of the result would have this name"), value: name,
        hint: "name the new columns with --names and --values, or leave columns out with --select")
    }
  }
}
