import FidelityData
import FidelityFiles

/// A row for all rows that have the same in the columns that are kept, with a column for each name and the values in
/// them. Memory O(cells).
struct WideRows {
  private var rows: IdentifiedRows
  private var names: IdentifiedRows
  private let value: Int
  private let pattern: WidePattern?
  private var values = DistinctValues()
  /// For each column, the code of the value of each row.
  private var cells: [[UInt32]] = []

  /// - Parameters:
  ///   - names: the columns that name those of the result, in the order of the pattern's variables.
  ///   - value: the column of values.
  ///   - pattern: how the columns are called; nil: the names with `_` between them.
  init(kept: [Int], names: [Int], value: Int, pattern: WidePattern?) {
    rows = IdentifiedRows(kept)
    self.names = IdentifiedRows(names)
    self.value = value
    self.pattern = pattern
  }

  /// - Parameter rowsBefore: rows of other pieces.
  /// - Throws: `unusable` for a row without a name, and for two with the same.
  mutating func add(_ table: Table, rowsBefore: Int) throws(DataError) {
    let rowCodes = rows.codes(of: table)
    let nameCodes = names.codes(of: table)
    let valueCodes = values.codes(of: table.columns[value].values)
    while cells.count < names.count {
      let labels = names.labels(UInt32(cells.count))
      if labels.contains(nil) {
        let row = nameCodes.firstIndex(of: UInt32(cells.count)) ?? 0
        throw DataError(
          .unusable(reason: "the name of a column is missing"), row: rowsBefore + row + 1,
          column: table.columns[names.places[0]].name, hint: "leave such rows out with --where")
      }
      cells.append([])
    }
    for row in 0..<table.rowCount {
      let (place, column) = (Int(rowCodes[row]), Int(nameCodes[row]))
      if cells[column].count < rows.count {
        cells[column] += repeatElement(missingKey, count: rows.count - cells[column].count)
      }
      guard cells[column][place] == missingKey else {
        throw DataError(
          .unusable(reason: "two rows have the same name and the same in all columns that are kept"),
          row: rowsBefore + row + 1, column: name(column),
          hint: "keep a column that tells them apart, or leave columns out with --select")
      }
      cells[column][place] = valueCodes[row]
    }
  }

  private func name(_ column: Int) -> String {
    let labels = names.labels(UInt32(column)).map { $0 ?? "" }
    return pattern?.name(of: labels) ?? labels.joined(separator: "_")
  }

  /// - Throws: `usage` where two columns would have one name.
  func table() throws(DataError) -> Table {
    var table = Table(columns: rows.columns)
    try ConversionNames.refuseRepeats(table.columns.map(\.name) + cells.indices.map(name))
    for (index, codes) in cells.enumerated() {
      let missing = repeatElement(missingKey, count: rows.count - codes.count)
      table.append(.init(name(index), values.values(of: codes + missing)))
    }
    return table
  }

  var valueColumnCount: Int { cells.count }
}

/// A row for all rows of a unit, with a column for each value that says how many cells have it. Memory O(units x
/// values).
struct CountedRows {
  private var rows: IdentifiedRows
  private let gathered: [Int]
  private var values = DistinctValues()
  private var counts: [[Int]] = []

  init(unit: [Int], values gathered: [Int]) {
    rows = IdentifiedRows(unit)
    self.gathered = gathered
  }

  mutating func add(_ table: Table) {
    let rowCodes = rows.codes(of: table)
    for place in gathered {
      for (row, code) in zip(rowCodes, values.codes(of: table.columns[place].values)) {
        let value = Int(code)
        while counts.count <= value { counts.append([]) }
        if counts[value].count < rows.count {
          counts[value] += repeatElement(0, count: rows.count - counts[value].count)
        }
        counts[value][Int(row)] += 1
      }
    }
  }

  /// - Throws: `usage` where a value is called like a column of units.
  func table() throws(DataError) -> Table {
    var table = Table(columns: rows.columns)
    let codes = values.sortedCodes
    try ConversionNames.refuseRepeats(table.columns.map(\.name) + codes.map { values.label($0) ?? "" })
    for code in codes {
      let count = counts[Int(code)]
      let rest = repeatElement(0, count: rows.count - count.count)
      table.append(.init(values.label(code) ?? "", .wholes(count + rest)))
    }
    return table
  }
}
