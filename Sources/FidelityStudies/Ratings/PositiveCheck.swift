import FidelityData

/// Refuses values of 0 or less where logarithms are taken, with the first 20 places.
struct PositiveCheck: Sendable {
  private var errors = FoundErrors()

  /// Checks the values of a column.
  /// - Parameter request: the column's place in the batch.
  mutating func check(_ request: Int, column: String, _ batch: Batch) {
    if let possible = batch.possibleNumbers(request), possible.allSatisfy({ $0.isNaN || $0 > 0 }) { return }
    batch.numbers(request).withSpan { values in
      for row in values.indices where values[row] <= 0 {
        errors.count += 1
        if errors.isFull { continue }
        let value = CategoryDictionary.label(values[row])
        errors.found.append(
          DataError(
            .unusable(reason: "\(value) has no logarithm: ratings must be above 0"), file: batch.source,
            row: batch.rowNumber(row), column: column, value: value,
            remedy: .options("leave out `transform`, or declare the number with `missing`")))
      }
    }
  }

  mutating func merge(_ other: PositiveCheck) { errors.merge(other.errors) }

  /// - Throws: what was found, in the order of the data.
  func finish() throws(DataError) { try errors.finish() }
}
