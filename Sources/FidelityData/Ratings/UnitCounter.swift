/// Counts equal units of a range of a matrix.
///
/// A unit is a number in mixed radix: the digit of a rater is 0 for a missing rating, else 1 + the code of its value.
/// Numbers are counted in a table where it is small, else in a hash table. Values get their codes as they are met; with
/// a value too many for the radix, what was counted is written anew in a larger one.
struct UnitCounter {
  private static let blockSize = 1_024
  private static let largestTable: UInt64 = 1 << 20
  private static let mostValues = 255

  private var coder = ValueCoder()
  private let raterCount: Int
  private var radix: UInt64
  /// How many units have each number; empty where there are too many numbers.
  private var table: [UInt64] = []
  private var hashed: [UInt64: UInt64] = [:]

  private init?(radix: UInt64, raterCount: Int) {
    self.radix = radix
    self.raterCount = raterCount
    guard let size = Self.power(radix, raterCount) else { return nil }
    if size <= Self.largestTable { table = Array(repeating: 0, count: Int(size)) }
  }

  /// The counts of a range of units; nil where it cannot be done so, or is not worth while.
  static func count(_ matrix: RatingMatrix, _ units: Range<Int>) -> UnitCounter? {
    switch matrix.storage {
    case .numbers(let columns):
      return count(columns, units, radix: 2) { column, units, radix, coder, digits in
        let values = column.values.span
        var place = column.start + units.lowerBound * column.step
        for index in 0..<units.count {
          digits[index] = digits[index] &* radix &+ coder.digit(of: values[place])
          place += column.step
        }
      }
    case .small(let columns):
      return count(columns, units, radix: 2) { column, units, radix, coder, digits in
        let values = column.values.span
        for index in 0..<units.count {
          digits[index] = digits[index] &* radix &+ coder.digit(of: values[column.start + units.lowerBound + index])
        }
      }
    case .codes(let columns, let dictionary):
      guard dictionary.count <= mostValues else { return nil }
      return count(columns, units, radix: UInt64(dictionary.count) + 1) { column, units, radix, _, digits in
        let values = column.values.span
        for index in 0..<units.count {
          let code = values[column.start + units.lowerBound + index]
          precondition(code < UInt32(radix - 1) || code == missingKey, "a code that the dictionary does not have")
          // A missing key wraps to 0.
          digits[index] = digits[index] &* radix &+ UInt64(code &+ 1)
        }
      }
    }
  }

  @inline(__always)
  private static func count<Value>(
    _ columns: [RatingMatrix.Column<Value>], _ units: Range<Int>, radix: UInt64,
    _ read: (
      RatingMatrix.Column<Value>, Range<Int>, _ radix: UInt64, inout ValueCoder, inout MutableSpan<UInt64>
    ) -> Void
  ) -> UnitCounter? {
    guard var counter = UnitCounter(radix: radix, raterCount: columns.count) else { return nil }
    var block = [UInt64](repeating: 0, count: blockSize)
    var start = units.lowerBound
    while start < units.upperBound {
      let part = start..<min(start + blockSize, units.upperBound)
      var digits = block.mutableSpan
      for index in 0..<part.count { digits[index] = 0 }
      for column in columns { read(column, part, counter.radix, &counter.coder, &digits) }
      let needed = UInt64(counter.coder.count) + 1
      if needed > counter.radix {
        // Numbers with a digit too large mean nothing: the block is read once more, with all of its values known.
        guard counter.widen(to: needed) else { return nil }
        continue
      }
      counter.add(digits.span.extracting(0..<part.count))
      // Hardly any two units alike after the first thousands: a hash table would be as large as the data.
      if counter.hashed.count > max(1 << 15, (part.upperBound - units.lowerBound) / 2) { return nil }
      start = part.upperBound
    }
    return counter
  }

  private mutating func add(_ numbers: Span<UInt64>) {
    if table.isEmpty {
      for index in numbers.indices { hashed[numbers[index], default: 0] += 1 }
      return
    }
    var counts = table.mutableSpan
    for index in numbers.indices { counts[Int(truncatingIfNeeded: numbers[index])] &+= 1 }
  }

  /// A radix that holds so many digits, with the numbers counted so far written in it; false where there is none.
  private mutating func widen(to needed: UInt64) -> Bool {
    // By a quarter at least from 16 on: each new radix costs a pass over the table.
    let wider = max(needed, radix > 16 ? radix * 5 / 4 : 0)
    guard needed <= UInt64(Self.mostValues) + 1, var result = UnitCounter(radix: wider, raterCount: raterCount) else {
      return false
    }
    forEach { number, count in
      var (rest, place, written) = (number, 1 as UInt64, 0 as UInt64)
      for _ in 0..<raterCount {
        written &+= rest % radix &* place
        rest /= radix
        place &*= wider
      }
      if result.table.isEmpty { result.hashed[written] = count } else { result.table[Int(written)] = count }
    }
    result.coder = coder
    self = result
    return true
  }

  private func forEach(_ body: (_ number: UInt64, _ count: UInt64) -> Void) {
    for (number, count) in hashed { body(number, count) }
    let counts = table.span
    for number in counts.indices where counts[number] > 0 { body(UInt64(number), counts[number]) }
  }

  /// Adds the distinct units, their counts, and their values to a dictionary of numbers.
  func append(
    to rows: inout RatingTable.Rows, _ multiplicities: inout [Double], _ dictionary: inout CategoryDictionary
  ) {
    let isCoded = coder.count == 0 && dictionary.count > 0
    let codes = coder.values.map { dictionary.code(of: $0) }
    var digits = [UInt64](repeating: 0, count: raterCount)
    forEach { number, count in
      // The unit that nobody rated.
      if number == 0 { return }
      var rest = number
      for rater in digits.indices.reversed() {
        digits[rater] = rest % radix
        rest /= radix
      }
      for (rater, digit) in digits.enumerated() where digit > 0 {
        rows.append(rater: UInt32(rater), category: isCoded ? UInt32(digit - 1) : codes[Int(digit) - 1])
      }
      rows.endUnit(UInt32(truncatingIfNeeded: multiplicities.count))
      multiplicities.append(Double(count))
    }
  }

  /// base^exponent where it fits into 64 bits.
  private static func power(_ base: UInt64, _ exponent: Int) -> UInt64? {
    var result: UInt64 = 1
    for _ in 0..<exponent {
      let (product, overflow) = result.multipliedReportingOverflow(by: base)
      if overflow { return nil }
      result = product
    }
    return result
  }
}

/// Digits of values: 0 for a missing one, then 1, 2, ... in the order of meeting.
private struct ValueCoder {
  private static let slotBits: UInt64 = 10
  private static let unknown = UInt32.max
  /// A value lies in the slot that a multiplication by an odd number leads to: what is there is its bits or is not.
  private var bits = [UInt64](repeating: 0, count: 1 << slotBits)
  private var digits = [UInt32](repeating: unknown, count: 1 << slotBits)
  private var multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
  /// The digits of small whole numbers.
  private var small = [UInt32](repeating: unknown, count: 256)
  /// All bit patterns met, with their digits (0 and -0, or two NaN, share one).
  private var known: [UInt64: UInt32] = [:]
  private(set) var values: [Double] = []

  var count: Int { values.count }

  @inline(__always)
  mutating func digit(of value: Double) -> UInt64 {
    let pattern = value.bitPattern
    let slot = Int(truncatingIfNeeded: (pattern &* multiplier) &>> (64 - Self.slotBits))
    let digit = digits[slot]
    return bits[slot] == pattern && digit != Self.unknown ? UInt64(digit) : UInt64(find(value))
  }

  @inline(__always)
  mutating func digit(of value: UInt8) -> UInt64 {
    let digit = small[Int(value)]
    if digit != Self.unknown { return UInt64(digit) }
    let found = value == .max ? 0 : find(Double(value))
    small[Int(value)] = found
    return UInt64(found)
  }

  @inline(never)
  private mutating func find(_ value: Double) -> UInt32 {
    let pattern = value.bitPattern
    if let digit = known[pattern] { return digit }
    var digit: UInt32 = 0
    if !value.isNaN {
      digit = known[(value + 0).bitPattern] ?? UInt32(values.count + 1)
      if Int(digit) > values.count { values.append(value + 0) }
      known[(value + 0).bitPattern] = digit
    }
    // Some programs give every NaN bits of its own.
    if known.count < 1 << Self.slotBits {
      known[pattern] = digit
      arrange()
    }
    return digit
  }

  /// Finds a multiplier that gives every value a slot of its own; with hundreds of them, some stay without.
  private mutating func arrange() {
    for _ in 0..<16 {
      for slot in digits.indices { digits[slot] = Self.unknown }
      var isFree = true
      for (pattern, digit) in known {
        let slot = Int(truncatingIfNeeded: (pattern &* multiplier) &>> (64 - Self.slotBits))
        isFree = isFree && digits[slot] == Self.unknown
        bits[slot] = pattern
        digits[slot] = digit
      }
      if isFree { return }
      multiplier = multiplier &* 0x5851_F42D_4C95_7F2D | 1
    }
  }
}
