public import FidelityLinearAlgebra

/// A value that is not on the scale of its item.
public struct OffScaleValue: Sendable, Equatable {
  /// Row of the block, from 0.
  public let row: Int
  /// Index of the item.
  public let item: Int
  public let value: Double
}

extension InstrumentScorer {
  /// How near a whole number of steps a value must lie, in steps: far above the rounding of a decimal fraction, far
  /// below any real scale.
  private static let stepTolerance = 1e-6

  /// The values that are not on their item's scale: outside the range, infinite, or between two steps. Missing values
  /// and codes for "does not apply" are on it.
  ///
  /// - Parameters:
  ///   - values: rows x items, as in ``score(_:rowCount:)``.
  ///   - rowCount: how many rows count; all where nil.
  ///   - checkStep: false for values averaged over occasions or raters, which lie between steps.
  ///   - limit: how many values to name at most.
  /// - Returns: how many there are, and the first of them, row by row.
  /// - Complexity: O(rows x items).
  public func offScale(
    in values: Matrix, rowCount: Int? = nil, checkStep: Bool = true, limit: Int = 20
  ) -> (values: [OffScaleValue], count: Int) {
    let rowCount = rowCount ?? values.rowCount
    precondition(values.columnCount == instrument.items.count, "the values have another number of items")
    precondition(rowCount >= 0 && rowCount <= values.rowCount, "more rows than there are values")
    let elements = values.elements
    let rules = instrument.items.map { ItemRule($0, checkStep: checkStep) }
    var count = 0
    for (item, rule) in rules.enumerated() {
      let start = item * values.rowCount
      count += rule.countOff(elements.span.extracting(start..<start + rowCount))
    }
    var found: [OffScaleValue] = []
    var row = 0
    while found.count < min(limit, count), row < rowCount {
      for (item, rule) in rules.enumerated() where found.count < limit {
        let value = elements[row + item * values.rowCount]
        if rule.isOff(value) { found.append(OffScaleValue(row: row, item: item, value: value)) }
      }
      row += 1
    }
    return (found, count)
  }

  private struct ItemRule {
    let lower: Double
    let upper: Double
    /// Steps per unit; 0 where the step is not checked.
    let density: Double
    let codes: [Double]

    init(_ item: Instrument.Item, checkStep: Bool) {
      (lower, upper, codes) = (item.lower, item.upper, item.notApplicable)
      density = checkStep ? item.step.map { 1 / $0 } ?? 0 : 0
    }

    /// Branchless, without codes. Adding and taking away 1.5 x 2^52 rounds to a whole number without a call; a
    /// missing value compares false throughout.
    @inline(__always)
    private func isOffIgnoringCodes(_ value: Double) -> Bool {
      let steps = (value - lower) * density
      let whole = (steps + 6_755_399_441_055_744) - 6_755_399_441_055_744
      let distance = steps - whole
      return (value < lower) || (value > upper) || (distance > stepTolerance) || (-distance > stepTolerance)
    }

    func isOff(_ value: Double) -> Bool { isOffIgnoringCodes(value) && !codes.contains(value) }

    func countOff(_ column: Span<Double>) -> Int {
      var count = 0
      for row in column.indices { count &+= isOffIgnoringCodes(column[row]) ? 1 : 0 }
      if count == 0 || codes.isEmpty { return count }
      count = 0
      for row in column.indices { count &+= isOff(column[row]) ? 1 : 0 }
      return count
    }
  }
}
