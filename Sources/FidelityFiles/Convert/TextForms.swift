import CArrow
import FidelityData

/// What the texts of a column of a text file can be, all of them: what one of them is not, the column is not.
///
/// A whole number is written without zeros before it and without a plus sign: "007" and "+7" are names, kept to the
/// letter. So is what has more digits than a number keeps. Marks between thousands count where they are declared,
/// percentages where all numbers are such.
struct TextForms: Sendable {
  private var hasValue = false
  private var areIntegers = true
  /// Whether the whole numbers are doubles, all of them.
  private(set) var areExact = true
  private var areNumbers = true
  private var areBooleans = true
  private var areDates = true
  private var hasPercentages = false
  private var hasPlainNumbers = false

  /// - Parameter isMissing: whether the text stands for a missing number, where the column has numbers.
  mutating func add(_ label: String, _ writing: NumberWriting, isMissing: Bool) {
    if isMissing {
      (areBooleans, areDates) = (false, false)
      return
    }
    hasValue = true
    if areNumbers { addNumber(label, writing) }
    if areBooleans { areBooleans = label == "true" || label == "false" }
    if areDates { areDates = CellType.day(label) != nil }
  }

  private mutating func addNumber(_ label: String, _ writing: NumberWriting) {
    switch NumberForm(label, decimalPoint: writing.decimalPoint) {
    case .none: addWritten(label, writing)
    case .fraction: (areIntegers, hasPlainNumbers) = (false, true)
    case .integer(let isExact):
      hasPlainNumbers = true
      if !isExact { areExact = false }
    }
  }

  /// A number with marks between thousands, or a percentage.
  private mutating func addWritten(_ label: String, _ writing: NumberWriting) {
    guard let number = WrittenNumber(label, writing) else {
      (areNumbers, areIntegers) = (false, false)
      return
    }
    if number.isPercentage { hasPercentages = true } else { hasPlainNumbers = true }
    if !number.isWhole { areIntegers = false }
  }

  /// What the columns of two parts can be.
  mutating func merge(_ other: TextForms) {
    hasValue = hasValue || other.hasValue
    areIntegers = areIntegers && other.areIntegers
    areExact = areExact && other.areExact
    areNumbers = areNumbers && other.areNumbers
    areBooleans = areBooleans && other.areBooleans
    areDates = areDates && other.areDates
    hasPercentages = hasPercentages || other.hasPercentages
    hasPlainNumbers = hasPlainNumbers || other.hasPlainNumbers
  }

  /// Whether the column is one of texts, whatever follows.
  var isSettled: Bool { hasValue && !areNumbers && !areBooleans && !areDates }

  var type: CellType {
    // 85 beside 85 % may be meant as the same or as a hundred times as much.
    if !hasValue || areNumbers && hasPercentages && hasPlainNumbers { return .text }
    if areIntegers { return .integer }
    // Whole numbers that a double rounds stay as they are written.
    if areNumbers { return areExact ? .number : .text }
    if areBooleans { return .boolean }
    return areDates ? .date : .text
  }
}

/// How numbers of a file are written.
struct NumberWriting: Sendable {
  let decimalPoint: UInt8
  /// The mark between thousands, where it is declared.
  let thousands: ThousandsMark?
}

/// A number that has declared marks between thousands, or a percentage, as a column of numbers reads it; at most 15
/// digits.
private struct WrittenNumber {
  let isPercentage: Bool
  let isWhole: Bool

  init?(_ label: String, _ writing: NumberWriting) {
    // A plus sign makes a name, and so does a zero before other digits.
    let digits = label.utf8.first == 0x2d ? label.utf8.dropFirst() : label.utf8[...]
    guard let first = digits.first, first &- 0x30 < 10 else { return nil }
    if first == 0x30, let second = digits.dropFirst().first, second &- 0x30 < 10 { return nil }
    var label = label
    var number = FAWrittenNumber()
    let isNumber = label.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { text in
        guard let start = text.baseAddress else { return false }
        return unsafe fa_written_number(
          start, Int64(text.count), CChar(bitPattern: writing.decimalPoint),
          CChar(bitPattern: writing.thousands?.byte ?? 0), &number)
      }
    }
    guard isNumber, number.is_percentage || number.has_thousands && writing.thousands != nil, number.digits <= 15
    else { return nil }
    (isPercentage, isWhole) = (number.is_percentage, number.is_whole)
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
