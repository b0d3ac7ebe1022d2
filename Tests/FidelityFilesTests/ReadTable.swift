import FidelityData
import FidelityFiles

/// All rows of some columns of one or more files, by one scan.
func readTable(
  _ paths: [String], keys: [String] = [], numbers: [String] = [], missing: MissingCodes = MissingCodes(),
  options: TableOptions = TableOptions()
) throws(DataError) -> Table {
  var files: [TableFile] = []
  for path in paths { files.append(try TableFile(path, options: options)) }
  return try readTable(files, keys: keys, numbers: numbers, missing: missing)
}

/// The same of tables that are open.
func readTable(
  _ files: [TableFile], keys: [String] = [], numbers: [String] = [], missing: MissingCodes = MissingCodes()
) throws(DataError) -> Table {
  let requests = keys.map { ColumnRequest($0, .key) } + numbers.map { ColumnRequest($0, .number) }
  var scan = try TableScan(files, requests, missing: missing)
  var codes = Array(repeating: [UInt32](), count: keys.count)
  var values = Array(repeating: [Double](), count: numbers.count)
  while let batch = try scan.next() {
    for column in keys.indices { codes[column] += batch.keys(column).array }
    for column in numbers.indices { values[column] += batch.numbers(keys.count + column).array }
  }
  var table = Table()
  for (column, name) in keys.enumerated() {
    table.append(Table.Column(name, .text(codes: codes[column], labels: scan.dictionaries[column].labels)))
  }
  for (column, name) in numbers.enumerated() { table.append(Table.Column(name, .numbers(values[column]))) }
  return table
}

/// The error that reading a table ends in.
func readError(
  _ path: String, keys: [String] = [], numbers: [String] = [], missing: MissingCodes = MissingCodes(),
  options: TableOptions = TableOptions()
) -> DataError? {
  do {
    _ = try readTable([path], keys: keys, numbers: numbers, missing: missing, options: options)
    return nil
  } catch {
    return error
  }
}

extension Table {
  /// The cells of a column as text; nothing where there is no such column.
  func cells(_ name: String) -> [String] {
    guard let column = columns.first(where: { $0.name == name }) else { return [] }
    switch column.values {
    case .text(let codes, let labels): return codes.map { $0 == missingKey ? "" : labels[Int($0)] }
    case .numbers(let values): return values.map { $0.isNaN ? "" : CategoryDictionary.label($0) }
    default: return []
    }
  }
}
