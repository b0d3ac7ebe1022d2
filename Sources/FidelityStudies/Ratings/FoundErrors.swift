import FidelityData

/// Errors of single cells, the first 20 of them with their places, and how many there are.
struct FoundErrors: Sendable {
  static let limit = 20
  var found: [DataError] = []
  var count = 0

  var isFull: Bool { found.count >= Self.limit }

  /// Takes what was found in the rows that follow.
  mutating func merge(_ other: FoundErrors) {
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
