import FidelityData
import FidelityInstruments

/// Refuses values that are not on the scale of their item, collecting the first 20 places, row by row, before it gives
/// up.
struct ValueCheck {
  /// What a value may be.
  struct Scale {
    let lower: Double
    let upper: Double
    let step: Double?
    /// Single values beside the range.
    let values: [Double]
    /// The ends of a list that is all whole numbers between them.
    private let wholes: ClosedRange<Double>?
    let name: String

    init(_ item: Instrument.Item, of instrument: Instrument) {
      (lower, upper, step, values) = (item.lower, item.upper, item.step, item.notApplicable)
      wholes = nil
      let range = "\(CategoryDictionary.label(lower)) to \(CategoryDictionary.label(upper))"
      let steps = item.step.map { " in steps of \(CategoryDictionary.label($0))" } ?? ""
      name = "\(range)\(steps) of item \(item.id) (\(instrument.title))"
    }

    /// A list of categories.
    init(_ categories: [Double]) {
      (lower, upper, step, values) = (.infinity, -.infinity, nil, categories)
      let ordered = categories.sorted()
      let labels = ordered.map(CategoryDictionary.label)
      let isRun = zip(ordered, ordered.dropFirst()).allSatisfy { $1 - $0 == 1 && $0 == $0.rounded() }
      wholes = ordered.count > 1 && isRun ? ordered[0]...ordered[ordered.count - 1] : nil
      // Nobody reads a hundred numbers.
      name =
        wholes != nil && labels.count > 20
        ? "\(labels[0]) to \(labels[labels.count - 1]) in steps of 1" : labels.joined(separator: ", ")
    }

    /// Whether all values are on the scale or missing. Without branches on what they are, so that several are looked at
    /// together; a false alarm is settled one by one.
    func containsAll(_ values: Span<Double>) -> Bool {
      if let wholes { return Self.areWhole(values, from: wholes.lowerBound, to: wholes.upperBound) }
      guard values.isEmpty || lower <= upper else { return false }
      // Added and taken off again, it rounds a number below 2^51 to a whole one.
      let rounder = 0x1.8p52
      let step = step ?? 0
      let divisor = step == 0 ? 1 : step
      // Without a step, no distance from the next one is too far.
      let tolerance = step == 0 ? 2 : 1e-9
      if divisor == 1, step == 1, lower == lower.rounded(), Self.areWhole(values, from: lower, to: upper) {
        return true
      }
      var isOff: UInt64 = 0
      for row in values.indices {
        let value = values[row]
        let clamped = value >= lower ? (value <= upper ? value : lower) : lower
        let steps = (clamped - lower) / divisor
        let distance = abs(steps - ((steps + rounder) - rounder))
        isOff |= (value == clamped && distance < tolerance) || value != value ? 0 : 1
      }
      return isOff == 0
    }

    /// Whether all values are whole numbers from one to another, or missing; no division.
    private static func areWhole(_ values: Span<Double>, from lower: Double, to upper: Double) -> Bool {
      let rounder = 0x1.8p52
      var areOn = SIMDMask<SIMD8<Int64>>(repeating: true)
      var row = 0
      while row + 8 <= values.count {
        var value = SIMD8<Double>()
        for lane in 0..<8 { value[lane] = values[row + lane] }
        let isWithin = value .>= lower .& value .<= upper
        let isWhole = (value + rounder) - rounder .== value
        areOn = areOn .& ((isWithin .& isWhole) .| value .!= value)
        row += 8
      }
      return all(areOn)
        && (row..<values.count).allSatisfy { row in
          let value = values[row]
          return value.isNaN || (value >= lower && value <= upper && value == value.rounded())
        }
    }

    func contains(_ value: Double) -> Bool {
      if value >= lower, value <= upper {
        guard let step else { return true }
        let steps = (value - lower) / step
        // A step such as 0.1 is not a binary fraction; a value off the step is off by far more than its rounding.
        return abs(steps - steps.rounded()) < 1e-9
      }
      return values.contains(value)
    }
  }

  private var errors = FoundErrors()
  /// The batch that is being checked, and the places found before it.
  private var source = ""
  private var firstRow = 0
  private var foundBefore = 0

  /// Checks the values of a column against one scale.
  /// - Parameter request: the column's place in the batch.
  mutating func check(_ request: Int, _ scale: Scale, column: String, _ batch: Batch) {
    if let possible = batch.possibleNumbers(request), scale.containsAll(possible.span) { return }
    batch.numbers(request).withSpan { values in
      if scale.containsAll(values) { return }
      for row in values.indices where !values[row].isNaN && !scale.contains(values[row]) {
        note(CategoryDictionary.label(values[row]), scale: scale.name, row: row, column: column, batch)
      }
    }
  }

  /// Checks the values of a column against the scale of each row's item.
  mutating func check(
    _ values: Buffer<Double>, _ scales: [Scale], items: [Int?], column: String, _ batch: Batch
  ) {
    values.withSpan { values in
      for row in values.indices where !values[row].isNaN {
        guard let item = items[row], !scales[item].contains(values[row]) else { continue }
        note(CategoryDictionary.label(values[row]), scale: scales[item].name, row: row, column: column, batch)
      }
    }
  }

  /// Takes down a value that is not on its scale.
  mutating func note(_ value: String, scale: @autoclosure () -> String, row: Int, column: String, _ batch: Batch) {
    errors.count += 1
    if batch.firstRow != firstRow || batch.source != source {
      (source, firstRow, foundBefore) = (batch.source, batch.firstRow, errors.found.count)
    }
    // Column follows column: a place comes before those of later rows, wherever a batch ends.
    var place = errors.found.count
    while place > foundBefore, let other = errors.found[place - 1].row, other > batch.rowNumber(row) { place -= 1 }
    guard place < FoundErrors.limit else { return }
    if errors.isFull { errors.found.removeLast() }
    errors.found.insert(
      DataError(
        .offScale(scale: scale()), file: batch.source, row: batch.rowNumber(row), column: column, value: value,
        remedy: .declareMissingOrMendScale(value)),
      at: place)
  }

  /// Takes what was found in the rows that follow.
  mutating func merge(_ other: ValueCheck) { errors.merge(other.errors) }

  /// - Throws: what was found, in the order of the data.
  func finish() throws(DataError) { try errors.finish() }
}
