import FidelityData

/// What the texts of a column of a text file can be, all of them: what one of them is not, the column is not.
///
/// A whole number is written without zeros before it and without a plus sign: "007" and "+7" are names, kept to the
/// letter. So is what has more digits than a number keeps.
struct TextForms: Sendable {
  private var hasValue = false
  private var areIntegers = true
  /// Whether the whole numbers are doubles, all of them.
  private(set) var areExact = true
  private var areNumbers = true
  private var areBooleans = true
  private var areDates = true

  /// - Parameter isMissing: whether the text stands for a missing number, where the column has numbers.
  mutating func add(_ label: String, decimalPoint: UInt8, isMissing: Bool) {
    if isMissing {
      (areBooleans, areDates) = (false, false)
      return
    }
    hasValue = true
    if areNumbers { addNumber(label, decimalPoint) }
    if areBooleans { areBooleans = label == "true" || label == "false" }
    if areDates { areDates = CellType.day(label) != nil }
  }

  private mutating func addNumber(_ label: String, _ decimalPoint: UInt8) {
    switch NumberForm(label, decimalPoint: decimalPoint) {
    case .none: (areNumbers, areIntegers) = (false, false)
    case .fraction: areIntegers = false
    case .integer(let isExact):
      if !isExact { areExact = false }
    }
  }

  /// What the columns of two parts can be.
  mutating func merge(_ other: TextForms) {
    hasValue = hasValue || other.hasValue
    areIntegers = areIntegers && other.areIntegers
    areExact = areExact && other.areExact
    areNumbers = areNumbers && other.areNumbers
    areBooleans = areBooleans && other.areBooleans
    areDates = areDates && other.areDates
  }

  var type: CellType {
    if !hasValue { return .text }
    if areIntegers { return .integer }
    // Whole numbers that a double rounds stay as they are written.
    if areNumbers { return areExact ? .number : .text }
    if areBooleans { return .boolean }
    return areDates ? .date : .text
  }
}

/// How a number is written.
private enum NumberForm {
  case none
  /// A whole number of 64 bits.
  case integer(isExact: Bool)
  /// A number with a point or an exponent, of at most 17 digits.
  case fraction

  init(_ label: String, decimalPoint: UInt8) {
    var label = label
    self = label.withUTF8 { bytes in unsafe Self.form(Span(_unsafeElements: bytes), decimalPoint) }
    if case .integer(let isExact) = self, !isExact, Int64(label) == nil { self = .none }
  }

  private static func form(_ text: Span<UInt8>, _ decimalPoint: UInt8) -> NumberForm {
    var place = 0
    func digits() -> Int {
      let start = place
      while place < text.count, text[place] &- 0x30 < 10 { place += 1 }
      return place - start
    }
    func take(_ byte: UInt8) -> Bool {
      guard place < text.count, text[place] == byte else { return false }
      place += 1
      return true
    }
    let isNegative = take(0x2d)
    let start = place
    let whole = digits()
    guard whole > 0, whole == 1 || text[start] != 0x30 else { return .none }
    // Minus zero is a number and no whole one.
    if place == text.count, !(isNegative && text[start] == 0x30) { return .integer(isExact: whole <= 15) }
    var significant = text[start] == 0x30 ? 0 : whole
    if take(decimalPoint) {
      let first = place
      let count = digits()
      guard count > 0 else { return .none }
      if significant == 0 {
        var leading = first
        while leading < place, text[leading] == 0x30 { leading += 1 }
        significant = place - leading
      } else {
        significant += count
      }
    }
    if take(0x65) || take(0x45) {
      _ = take(0x2d) || take(0x2b)
      let count = digits()
      // Beyond this a number may be infinite, or nothing.
      guard (1...2).contains(count) else { return .none }
    }
    return place == text.count && significant <= 17 ? .fraction : .none
  }
}
