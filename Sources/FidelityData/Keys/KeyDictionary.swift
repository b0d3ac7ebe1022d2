/// The distinct values of a key column (site, rater, item, unit) in the order they were met, each with a dense code
/// 0, 1, 2, ...
///
/// Keys are names, not quantities: text is kept to the letter ("007" is not "7", "a" is not "A"); the two ways in which
/// Unicode writes "é" are one key, which prints as it was met first. Whole numbers of a typed file are kept as
/// integers and print as such.
public struct KeyDictionary: Sendable {
  private var texts = TextCodes()
  private var codes = IntegerCodes()
  /// The keys by code as long as all are whole numbers: their texts are not made before somebody needs them.
  private var integerLabels: [Int64] = []
  private var isWhole = true
  /// Whether every whole number was above those before it, or among them without a gap: then no table of codes is kept.
  private var ascends = true
  /// Whether a column of whole numbers was seen, be it without a value.
  private var isTyped = false
  /// The order of the keys, where a file says that they are words of a scale.
  package private(set) var levels = Levels.none

  /// What files say about the order of keys: the levels of an ordered factor.
  package enum Levels: Sendable, Equatable {
    case none
    /// Lowest first; some may be no key.
    case inOrder([String])
    /// Different lists in different parts.
    case contradictory
  }

  /// The code of each label in its folded form, where labels that differ only in case or blanks are one key.
  private var foldedCodes: [String: UInt32]?

  public init() {}

  /// - Parameter foldsLabels: whether labels that differ only in case or blanks are one key, which prints as it was met
  ///   first.
  package init(foldsLabels: Bool) { if foldsLabels { foldedCodes = [:] } }

  public init(labels: [String]) {
    for label in labels { _ = code(of: label) }
  }

  public var count: Int { isWhole ? integerLabels.count : texts.count }

  /// The distinct values as text, by code. They are made here, O(all bytes): for one of them, ``label(_:)``.
  public var labels: [String] { (0..<UInt32(count)).map(label) }

  /// The keys by code where all of them are whole numbers of a typed file; nil otherwise.
  package var integers: [Int64]? { isWhole && isTyped ? integerLabels : nil }

  /// The text of a code.
  public func label(_ code: UInt32) -> String {
    isWhole ? String(integerLabels[Int(code)]) : texts.label(code)
  }

  /// Calls `body` with the text of a code in UTF-8.
  func withText<Result>(_ code: UInt32, _ body: (Span<UInt8>) -> Result) -> Result {
    if !isWhole { return texts.withBytes(code, body) }
    var text = label(code)
    return text.withUTF8 { bytes in unsafe body(Span(_unsafeElements: bytes)) }
  }

  /// The code of a text, new if need be. Amortised O(length).
  public mutating func code(of text: String) -> UInt32 {
    var text = text
    return text.withUTF8 { bytes in unsafe code(ofBytes: Span(_unsafeElements: bytes)) }
  }

  /// The code of a text in UTF-8, new if need be. Amortised O(length).
  package mutating func code(ofBytes text: Span<UInt8>) -> UInt32 {
    if isWhole { becomeText() }
    if foldedCodes != nil { return foldedCode(ofBytes: text) }
    return texts.code(of: text)
  }

  private mutating func foldedCode(ofBytes text: Span<UInt8>) -> UInt32 {
    if let code = texts.existingCode(of: text) { return code }
    let form = LabelForm.folded(TextCodes.string(text))
    if let code = foldedCodes?[form] { return code }
    let code = texts.code(of: text)
    foldedCodes?[form] = code
    return code
  }

  /// Pairs of texts that are one key in two Unicode forms, some of them: the form met first, then the other.
  package var mergedForms: [(first: String, second: String)] { texts.mergedForms }

  private mutating func becomeText() {
    isWhole = false
    for integer in integerLabels { _ = code(of: String(integer)) }
    integerLabels = []
  }

  /// The code of a text that is already there.
  public func existingCode(of text: String) -> UInt32? {
    if isWhole {
      return Int64(text).flatMap { String($0) == text ? (ascends ? ascendingCode(of: $0) : codes[$0]) : nil }
    }
    var text = text
    return text.withUTF8 { bytes in unsafe texts.existingCode(of: Span(_unsafeElements: bytes)) }
  }

  /// The code of a whole number, new if need be. The number and its text are the same key.
  public mutating func code(of integer: Int64) -> UInt32 {
    isTyped = true
    if isWhole, ascends {
      if integerLabels.isEmpty || integer > integerLabels[integerLabels.count - 1] {
        integerLabels.append(integer)
        return UInt32(integerLabels.count - 1)
      }
      if hasNoGap || integer == integerLabels[integerLabels.count - 1], let code = ascendingCode(of: integer) {
        return code
      }
      makeTable()
    }
    if let code = codes[integer] { return code }
    let code: UInt32
    if isWhole {
      code = UInt32(integerLabels.count)
      integerLabels.append(integer)
    } else {
      code = self.code(of: String(integer))
    }
    codes[integer] = code
    return code
  }

  /// Whether ascending numbers follow each other without a gap. Their difference may wrap, but never to this.
  private var hasNoGap: Bool {
    guard let first = integerLabels.first, let last = integerLabels.last else { return true }
    return last &- first == Int64(integerLabels.count - 1)
  }

  /// The code of a number among ascending ones; nil where it is none of them. O(1) without gaps, else O(log n).
  private func ascendingCode(of integer: Int64) -> UInt32? {
    guard let first = integerLabels.first, let last = integerLabels.last, integer >= first, integer <= last else {
      return nil
    }
    if hasNoGap { return UInt32(integer &- first) }
    var (low, high) = (0, integerLabels.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if integerLabels[middle] < integer { low = middle + 1 } else { high = middle }
    }
    return integerLabels[low] == integer ? UInt32(low) : nil
  }

  private mutating func makeTable() {
    ascends = false
    for (code, integer) in integerLabels.enumerated() { codes[integer] = UInt32(code) }
  }

  /// Takes the levels of an ordered factor, as one part of a file lists them.
  package mutating func take(levels: [String]) {
    if !levels.isEmpty { take(.inOrder(levels), isAlone: self.levels == .none) }
  }

  /// - Parameter isAlone: whether no key has come without levels.
  private mutating func take(_ other: Levels, isAlone: Bool) {
    if isAlone { levels = other } else if levels != other { levels = .contradictory }
  }

  /// Takes the keys of another dictionary, in their order.
  /// - Returns: the code here of each code there.
  package mutating func merge(_ other: KeyDictionary) -> [UInt32] {
    if other.isTyped { isTyped = true }
    if other.count == 0 { return [] }
    if levels != other.levels { take(other.levels, isAlone: count == 0) }
    if isWhole, other.isWhole, ascends, other.ascends, let first = other.integerLabels.first,
      integerLabels.last.map({ $0 < first }) ?? true
    {
      let start = UInt32(integerLabels.count)
      integerLabels += other.integerLabels
      return Array(start..<UInt32(integerLabels.count))
    }
    if other.isWhole { return encode(other.integerLabels.span, isValid: { _ in true }, anyMissing: false).array }
    if isWhole { becomeText() }
    guard foldedCodes != nil else { return texts.merge(other.texts) }
    return (0..<UInt32(other.count)).map { other.texts.withBytes($0) { foldedCode(ofBytes: $0) } }
  }

  /// Codes of many whole numbers; `isValid` is asked only where `anyMissing`.
  package mutating func encode(
    _ values: Span<Int32>, isValid: (Int) -> Bool, anyMissing: Bool
  ) -> Buffer<UInt32> {
    encodeWhole(values, isValid: isValid, anyMissing: anyMissing)
  }

  /// Codes of many whole numbers; `isValid` is asked only where `anyMissing`.
  package mutating func encode(
    _ values: Span<Int64>, isValid: (Int) -> Bool, anyMissing: Bool
  ) -> Buffer<UInt32> {
    encodeWhole(values, isValid: isValid, anyMissing: anyMissing)
  }

  /// Inlined into its two callers, so that no row pays for being generic.
  @inline(__always)
  private mutating func encodeWhole<Integer: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ values: Span<Integer>, isValid: (Int) -> Bool, anyMissing: Bool
  ) -> Buffer<UInt32> {
    isTyped = true
    return Buffer(count: values.count) { output in
      var row = isWhole && ascends && !anyMissing ? encodeAscending(values, into: &output) : 0
      while row < values.count {
        // Numbers that are known, through the direct table alone; those that have their place in it; then one the slow
        // way.
        if !anyMissing {
          row = codes.encodeKnown(values, from: row, into: &output)
          if row < values.count, isWhole, !ascends {
            row = codes.encodeNew(values, from: row, &integerLabels, into: &output)
          }
        }
        if row == values.count { break }
        output.append(anyMissing && !isValid(row) ? missingKey : code(of: Int64(values[row])))
        row += 1
      }
    }
  }

  /// Codes of numbers as long as they ascend or were met and leave no gap.
  /// - Returns: the place of the first number that does neither, or the end.
  @inline(__always)
  private mutating func encodeAscending<Integer: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ values: Span<Integer>, into output: inout OutputSpan<UInt32>
  ) -> Int {
    guard !values.isEmpty else { return 0 }
    if integerLabels.isEmpty { integerLabels.append(Int64(values[0])) }
    let first = integerLabels[0]
    var last = integerLabels[integerLabels.count - 1]
    for row in values.indices {
      let value = Int64(values[row])
      if value > last {
        integerLabels.append(value)
        last = value
        output.append(UInt32(integerLabels.count - 1))
      } else if value == last {
        output.append(UInt32(integerLabels.count - 1))
      } else if value >= first, last &- first == Int64(integerLabels.count - 1) {
        output.append(UInt32(value &- first))
      } else {
        return row
      }
    }
    return values.count
  }

  /// Codes in the order people expect: numbers by size where every label is a number, else text by code point.
  /// O(n log n).
  public var sortedCodes: [UInt32] {
    let codes = (0..<UInt32(count))
    if isWhole { return sortedWholeCodes }
    let labels = labels
    let numbers = labels.map { Double($0) ?? .nan }
    if numbers.allSatisfy({ !$0.isNaN }) {
      return codes.sorted { a, b in
        let (x, y) = (numbers[Int(a)], numbers[Int(b)])
        return x == y ? Self.precedes(labels[Int(a)], labels[Int(b)]) : x < y
      }
    }
    // Most labels differ in their first bytes: two words in place of a comparison of strings.
    let beginnings = labels.map(Beginning.init)
    return codes.sorted { a, b in
      let (x, y) = (beginnings[Int(a)], beginnings[Int(b)])
      return x == y ? Self.precedes(labels[Int(a)], labels[Int(b)]) : x < y
    }
  }

  /// The first sixteen bytes of a text, with 0 for those that it lacks, as numbers that compare as the bytes do.
  private struct Beginning: Comparable {
    private var words: (UInt64, UInt64) = (0, 0)

    init(_ label: String) {
      var label = label
      var bytes: (UInt64, UInt64) = (0, 0)
      label.withUTF8 { text in
        for place in 0..<16 {
          let byte = place < text.count ? unsafe UInt64(text[place]) : 0
          if place < 8 { bytes.0 = bytes.0 << 8 | byte } else { bytes.1 = bytes.1 << 8 | byte }
        }
      }
      words = bytes
    }

    static func == (a: Self, b: Self) -> Bool { a.words == b.words }
    static func < (a: Self, b: Self) -> Bool { a.words < b.words }
  }

  /// Numbers that lie close together go where they belong without a comparison.
  private var sortedWholeCodes: [UInt32] {
    guard let lowest = integerLabels.min(), let highest = integerLabels.max() else { return [] }
    let (width, overflow) = highest.subtractingReportingOverflow(lowest)
    guard !overflow, width < 8 * integerLabels.count else {
      return (0..<UInt32(count)).sorted { integerLabels[Int($0)] < integerLabels[Int($1)] }
    }
    var places = [UInt32](repeating: missingKey, count: Int(width) + 1)
    for (code, integer) in integerLabels.enumerated() { places[Int(integer - lowest)] = UInt32(code) }
    return places.filter { $0 != missingKey }
  }

  private static func precedes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}

/// Codes of whole numbers: a direct table while the values lie within a few million of each other, else a hash table.
private struct IntegerCodes: Sendable {
  private static let directLimit = 1 << 22
  private var origin: Int64 = 0
  private var direct: [UInt32] = []
  private var hashed: [Int64: UInt32] = [:]

  subscript(value: Int64) -> UInt32? {
    get {
      let (offset, overflow) = value.subtractingReportingOverflow(origin)
      if !overflow, offset >= 0, offset < Int64(direct.count) {
        let code = direct[Int(offset)]
        return code == missingKey ? nil : code
      }
      return hashed.isEmpty ? nil : hashed[value]
    }
    set {
      guard let code = newValue else { return }
      if direct.isEmpty {
        origin = value
        direct = Array(repeating: missingKey, count: 1)
      }
      if reach(value) { direct[Int(value - origin)] = code } else { hashed[value] = code }
    }
  }

  /// Codes from `start` on, up to the first number that the direct table does not know.
  /// - Returns: the place of that number, or the end.
  @inline(__always)
  func encodeKnown<Integer: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ values: Span<Integer>, from start: Int, into output: inout OutputSpan<UInt32>
  ) -> Int {
    let direct = direct.span
    let limit = UInt64(direct.count)
    for row in start..<values.count {
      // Numbers below the origin wrap to beyond the limit.
      let offset = UInt64(bitPattern: Int64(values[row]) &- origin)
      if offset >= limit { return row }
      let code = direct[Int(offset)]
      if code == missingKey { return row }
      output.append(code)
    }
    return values.count
  }

  /// Gives codes, those of the next labels, from `start` on, up to the first number that has one or that lies outside
  /// the direct table.
  /// - Returns: the place of that number, or the end.
  @inline(__always)
  mutating func encodeNew<Integer: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ values: Span<Integer>, from start: Int, _ labels: inout [Int64], into output: inout OutputSpan<UInt32>
  ) -> Int {
    let origin = origin
    var direct = direct.mutableSpan
    let limit = UInt64(direct.count)
    for row in start..<values.count {
      let offset = UInt64(bitPattern: Int64(values[row]) &- origin)
      if offset >= limit || direct[Int(offset)] != missingKey { return row }
      let code = UInt32(labels.count)
      direct[Int(offset)] = code
      labels.append(Int64(values[row]))
      output.append(code)
    }
    return values.count
  }

  /// Grows the direct table to hold `value`; false where it would grow beyond its limit. It ends where the whole
  /// numbers do: none of its places stands for another one.
  private mutating func reach(_ value: Int64) -> Bool {
    let (offset, overflow) = value.subtractingReportingOverflow(origin)
    if overflow || offset.magnitude >= UInt64(Self.directLimit) { return false }
    if offset < 0 {
      let below = Self.distance(from: .min, to: origin)
      let extra = min(max(Int(-offset), direct.count), Self.directLimit - direct.count, below)
      if extra < Int(-offset) { return false }
      direct.insert(contentsOf: repeatElement(missingKey, count: extra), at: 0)
      origin -= Int64(extra)
    } else if offset >= Int64(direct.count) {
      let most = min(Self.directLimit, Self.distance(from: origin, to: .max) + 1)
      let size = min(max(Int(offset) + 1, direct.count * 2), most)
      if Int(offset) >= size { return false }
      direct.append(contentsOf: repeatElement(missingKey, count: size - direct.count))
    }
    return true
  }

  /// How far apart two numbers are, as far as it matters here.
  private static func distance(from lower: Int64, to upper: Int64) -> Int {
    Int(min(UInt64(bitPattern: upper &- lower), UInt64(directLimit)))
  }
}
