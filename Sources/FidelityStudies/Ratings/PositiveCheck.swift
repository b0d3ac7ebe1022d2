import FidelityData

/// Refuses values of 0 or less where logarithms are taken, with the first 20 places.
struct PositiveCheck: Sendable {
  private static let limit = 20
  private var found: [DataError] = []
  private var count = 0

  /// Checks the values of a column.
  /// - Parameter request: the column's place in the batch.
  mutating func check(_ request: Int, column: String, _ batch: Batch) {
    if let possible = batch.possibleNumbers(request), possible.allSatisfy({ $0.isNaN || $0 > 0 }) { return }
    batch.numbers(request).withSpan { values in
      for row in values.indices where values[row] <= 0 {
        count += 1
        guard found.count < Self.limit else { continue }
        let value = CategoryDictionary.label(values[row])
        found.append(
          DataError(
            .unusable(reason: "\(value) has no logarithm: ratings must be above 0"), file: batch.source,
            row: batch.rowNumber(row), column: column, value: value,
            remedy: .options("leave out `transform`, or declare the number with `missing`")))
      }
    }
  }

  /// Takes what was found in the rows that follow.
  mutating func merge(_ other: PositiveCheck) {
    count += other.count
    found += other.found.prefix(Self.limit - found.count)
  }

  /// - Throws: what was found, in the order of the data.
  func finish() throws(DataError) {
    guard var first = found.first else { return }
    first.others = Array(found.dropFirst())
    first.uncountedOthers = count - found.count
    throw first
  }
}
