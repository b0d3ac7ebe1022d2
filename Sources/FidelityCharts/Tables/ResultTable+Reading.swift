public import FidelityData
import FidelityFiles
import FidelitySystem

extension ResultTable {
  /// Reads a table from a file: CSV, Parquet or Arrow.
  /// - Throws: what ``FidelityFiles/TableFile`` throws; `duplicateColumn`.
  public static func read(_ path: String) throws(DataError) -> ResultTable { try read(path, where: nil) }

  /// Reads the rows of a table that meet a condition.
  /// - Throws: also `unknownColumn` and `usage` for a condition that the table does not serve.
  public static func read(_ path: String, where condition: RowCondition?) throws(DataError) -> ResultTable {
    let file = try TableFile(path)
    let types = file.columnNames.indices.map { file.columnType($0) }
    var requests: [ColumnRequest] = []
    for (index, name) in file.columnNames.enumerated() {
      _ = try file.index(of: name)
      let isNumber = !file.isText && types[index].isNumber
      requests.append(ColumnRequest(name, isNumber ? .number : .key))
    }
    let missing = MissingCodes()
    var filter: RowFilter?
    if let condition {
      filter = try RowFilter(condition.clauses, missing: missing) { column throws(DataError) in
        types[try file.index(of: column.name)]
      }
    }
    var scan = try TableScan([file], requests, missing: missing, filter: filter)
    var codes = requests.map { _ in [UInt32]() }
    var numbers = requests.map { _ in [Double]() }
    while let batch = try scan.next() {
      for (index, request) in requests.enumerated() {
        if request.kind == .number {
          numbers[index] += batch.numbers(index).array
        } else {
          codes[index] += batch.keys(index).array
        }
      }
    }
    let dictionaries = scan.dictionaries
    let cells = requests.indices.map { index -> Cells in
      requests[index].kind == .number
        ? .numbers(numbers[index]) : .codes(codes[index], labels: dictionaries[index].labels)
    }
    return ResultTable(
      name: Self.name(ofFile: path), columns: file.columnNames, cells: cells, rowCount: scan.rowCount, file: path)
  }

  /// `score-summary` of `results/score-summary.csv`.
  static func name(ofFile path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = last.firstIndex(of: "."), dot != last.startIndex else { return last }
    return String(last[..<dot])
  }
}
