import FidelityData
import FidelityFiles

/// The columns that name units, for whoever needs to know only where one ends and the next begins.
struct UnitColumns: Sendable {
  /// The scan's columns.
  private let requests: [Int]
  /// The part that the names of columns have in a unit.
  private let layout: KeyCoder

  /// Nil where rows do not name units: where only the names of columns do.
  /// - Parameter keys: columns that the scan reads as keys anyway.
  init?(_ table: inout StudyTable, keys: Set<String>) throws(DataError) {
    var (columns, variables) = ([String](), [String]())
    for variable in try table.requiredVariables("unit") {
      if table.layoutVariable(variable) == nil { columns.append(variable) } else { variables.append(variable) }
    }
    if columns.isEmpty { return nil }
    var requests: [Int] = []
    for column in columns {
      // Numbers of rows have no dictionary while rows come.
      let isKey = keys.contains(column) && table.shape?.unit != column
      requests.append(try table.request(column, isKey ? .key : .sequence))
    }
    self.requests = requests
    layout = try table.coder(variables: variables)
  }

  /// Which of the units of a row a column is of.
  func place(wideColumn: Int) -> UInt32 { layout.step(wideColumn: wideColumn).summand }

  /// The columns of a batch.
  func columns(_ batch: Batch, _ dictionaries: [KeyDictionary]) -> [UnitColumn] {
    requests.map { request in
      if let numbers = batch.wholes(request) { return .wholes(numbers) }
      return .keys(batch.keys(request), dictionaries[request])
    }
  }
}
