/// The distinct rating values met, each with a code in the order of meeting: numbers, or text.
///
/// -0 counts as 0. Values are compared exactly: 1.5 is a category of its own, "a" is not "A".
public struct CategoryDictionary: Sendable {
  public enum Kind: Sendable { case numbers, text }
  public let kind: Kind
  private var halves = [UInt32](repeating: missingKey, count: 512)
  private var others: [UInt64: UInt32] = [:]
  private var keys = KeyDictionary()
  /// The values by code (numbers).
  public private(set) var numbers: [Double] = []

  public init(_ kind: Kind) { self.kind = kind }

  /// - Parameter foldsLabels: whether texts that differ only in case or blanks are one category.
  package init(_ kind: Kind, foldsLabels: Bool) {
    self.kind = kind
    keys = KeyDictionary(foldsLabels: foldsLabels)
  }

  /// Pairs of texts that are one category in two Unicode forms, some of them.
  package var mergedForms: [(first: String, second: String)] { keys.mergedForms }

  public var count: Int { kind == .numbers ? numbers.count : keys.count }

  /// The values by code as text; a whole number prints without a fraction.
  public var labels: [String] { kind == .numbers ? numbers.map(Self.label) : keys.labels }

  /// The value of a code as text.
  public func label(_ code: UInt32) -> String {
    kind == .numbers ? Self.label(numbers[Int(code)]) : keys.label(code)
  }

  /// The code of a number, new if need be. Multiples of one half in -128..<128, which nearly all scales use, need no
  /// hash.
  public mutating func code(of number: Double) -> UInt32 {
    let doubled = number * 2
    // Comparing whole numbers, since rounding is a call of the C library on processors of the oldest kind.
    if doubled >= -256, doubled < 256, doubled == Double(Int32(doubled)) {
      let index = Int(doubled) + 256
      if halves[index] == missingKey { halves[index] = add(number + 0) }
      return halves[index]
    }
    if let code = others[number.bitPattern] { return code }
    let code = add(number)
    others[number.bitPattern] = code
    return code
  }

  public mutating func code(of text: String) -> UInt32 { keys.code(of: text) }

  /// Takes the values of another dictionary of the same kind, in their order.
  /// - Returns: the code here of each code there.
  package mutating func merge(_ other: CategoryDictionary) -> [UInt32] {
    precondition(kind == other.kind, "categories of different kinds")
    return kind == .numbers ? other.numbers.map { code(of: $0) } : keys.merge(other.keys)
  }

  private mutating func add(_ number: Double) -> UInt32 {
    numbers.append(number)
    return UInt32(numbers.count - 1)
  }

  /// Codes by increasing value (numbers) or code point (text).
  public var sortedCodes: [UInt32] {
    let codes = 0..<UInt32(count)
    switch kind {
    case .numbers: return codes.sorted { numbers[Int($0)] < numbers[Int($1)] }
    case .text:
      let labels = keys.labels
      return codes.sorted { labels[Int($0)].utf8.lexicographicallyPrecedes(labels[Int($1)].utf8) }
    }
  }

  /// `2`, `2.5`, `1e+30`: the shortest text that reads back as the same number, without the fraction `.0`.
  public static func label(_ number: Double) -> String {
    // Beyond 2^53, Swift's own description is in powers of ten.
    number == number.rounded() && abs(number) <= 0x1p53 ? String(Int64(number)) : number.description
  }
}
