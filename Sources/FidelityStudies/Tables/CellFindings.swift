import FidelityData

/// What is wrong with the cells of a table.
struct CellFindings {
  private static let mostErrors = 20
  private var errors: [DataError] = []
  private var count = 0

  mutating func add(_ error: @autoclosure () -> DataError) {
    count += 1
    if errors.count < Self.mostErrors { errors.append(error()) }
  }

  /// - Throws: the first error, with the others below it.
  func report() throws(DataError) {
    guard var first = errors.first else { return }
    first.others = Array(errors.dropFirst())
    first.uncountedOthers = count - errors.count
    throw first
  }
}
