package import FidelityData
import FidelityFiles
package import FidelityReliability
import FidelitySystem

extension CustomWeights {
  /// Reads a matrix from a table: the header names the categories from the second column on, the first column names the
  /// category of each row. Rows may stand in another order than columns.
  ///
  /// In result tables it is called `custom:FILE` or `custom-distance:FILE`, the file without its folder.
  /// - Throws: what the file or the matrix lacks, with line, column and value.
  package init(contentsOfFile path: String, _ kind: Kind) throws(DataError) { try self.init(TableFile(path), kind) }

  /// Reads a matrix from an open table.
  init(_ table: TableFile, _ kind: Kind) throws(DataError) {
    let path = table.path
    let categories = Array(table.columnNames.dropFirst())
    guard (1...Self.mostCategories).contains(categories.count) else {
      throw DataError(
        .unusable(
          reason: "a matrix of weights has 1 to \(Self.mostCategories) categories, and here are "
            + "\(categories.count)"),
        file: path, hint: "the header names the categories from the second column on")
    }
    let rows = try MatrixRows(table, categories)
    do {
      try self.init(
        categories: categories, kind, try rows.inOrder(of: categories),
        name: "\(kind.rawValue):\(URL(filePath: path).lastPathComponent)")
    } catch {
      throw rows.placed(error, categories)
    }
  }

  /// More have no use as weights: see ``AgreementWeights``.
  private static let mostCategories = 1_000
}

/// The rows of a file of weights, as they stand.
private struct MatrixRows {
  private let table: TableFile
  private var labels: [String] = []
  private var numbers: [[Double]] = []

  init(_ table: TableFile, _ categories: [String]) throws(DataError) {
    self.table = table
    let requests = [ColumnRequest(table.columnNames[0], .key)] + categories.map { ColumnRequest($0, .number) }
    var scan = try TableScan([table], requests)
    while let batch = try scan.next() {
      let keys = Array(batch.keys(0).withSpan { keys in keys.indices.map { keys[$0] } })
      let columns = categories.indices.map { column in
        batch.numbers(column + 1).withSpan { numbers in numbers.indices.map { numbers[$0] } }
      }
      for row in 0..<batch.rowCount {
        labels.append(keys[row] == missingKey ? "" : scan.dictionaries[0].label(keys[row]))
        numbers.append(columns.map { $0[row] })
        if let column = categories.indices.first(where: { columns[$0][row].isNaN }) {
          throw fault(
            "a number is missing", row: labels.count - 1, column: categories[column],
            hint: "a matrix has a number in every cell")
        }
        if labels.count > categories.count { throw notSquare(categories, "more than \(categories.count)") }
      }
    }
  }

  private func fault(
    _ reason: String, row: Int, column: String? = nil, value: String? = nil, hint: String? = nil
  ) -> DataError {
    DataError(
      .unusable(reason: reason), file: table.path, row: row + 1, column: column, value: value, hint: hint
    ).withLines(of: [table])
  }

  private func notSquare(_ categories: [String], _ rowCount: String) -> DataError {
    DataError(
      .unusable(reason: "the matrix is not square: \(rowCount) rows, \(categories.count) categories"),
      file: table.path, hint: "give one row and one column for each category")
  }

  /// The rows in the order of the columns.
  func inOrder(of categories: [String]) throws(DataError) -> [[Double]] {
    let places = categories.map { labels.firstIndex(of: $0) }
    for (row, label) in labels.enumerated() where !places.contains(row) {
      let isKnown = categories.contains(label)
      throw fault(
        isKnown ? "a category has two rows" : "the header has no such category", row: row, column: table.columnNames[0],
        value: label, hint: "row names and column names are the same categories")
    }
    guard labels.count == categories.count else { throw notSquare(categories, "\(labels.count)") }
    return places.compactMap { $0.map { numbers[$0] } }
  }

  /// An error of the matrix with its place in the file.
  func placed(_ error: DataError, _ categories: [String]) -> DataError {
    guard error.file == nil else { return error }
    var placed = error
    placed.file = table.path
    if let row = error.row, let place = labels.firstIndex(of: categories[row - 1]) {
      placed.row = place + 1
    }
    return placed.withLines(of: [table])
  }
}

extension DeclaredCategories {
  /// The categories of the scale where matrices of weights name them: those of the first matrix unless some are
  /// declared; each matrix has to name the same.
  /// - Throws: `unusable` for a category that a matrix lacks, or has and the scale has not.
  func completed(by weights: [AgreementWeights]) throws(DataError) -> DeclaredCategories {
    var categories = self
    for case .custom(let matrix) in weights {
      let own = DeclaredCategories(labels: matrix.categories)
      if categories == .none { categories = own }
      let (scale, named) = (Set(categories.names), Set(own.names))
      guard let category = scale.symmetricDifference(named).min() else { continue }
      throw DataError(
        .unusable(
          reason: named.contains(category)
            ? "a category of the matrix is not on the scale" : "the matrix lacks a category of the scale"),
        file: matrix.name, value: category,
        hint:
          "the matrix has to name the categories of the scale, which are \(categories.names.joined(separator: ", "))")
    }
    return categories
  }
}

extension DeclaredCategories {
  /// Categories in their order: numbers where all are numbers; none where there are none.
  package init(labels: [String]) {
    let numbers = labels.compactMap { Double($0) }.filter(\.isFinite)
    // Numbers in another order than their own are names: the order said is the order used.
    let isAscending = numbers.count == labels.count && zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
    self = labels.isEmpty ? .none : isAscending ? .numbers(numbers) : .labels(labels)
  }

  /// The categories as text; 1.0 is 1.
  fileprivate var names: [String] {
    switch self {
    case .none: []
    case .numbers(let numbers): numbers.map(CategoryDictionary.label)
    case .labels(let labels): labels
    }
  }
}
