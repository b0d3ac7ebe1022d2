import FidelityData
import FidelitySystem

/// The periods that times fall into: months of dates, or the times themselves.
///
/// Of more than ``most`` periods quarters are made, and of more than ``most`` quarters years; numbers fall into classes
/// of equal width. The width is the smallest power of two that leaves no more than ``most`` classes with a number
/// (``mostKept`` while data come): classes of twice a width are pairs of its classes, so the width follows from the set
/// of numbers alone and not from the order of rows, batches or merges.
package struct TimePeriods: Sendable {
  /// Periods of a finished table at most.
  package static let most = 60
  /// Distinct numbers that are kept apart while data come.
  static let mostKept = 4_096

  /// What a period begins with, by its code: months since year 0, or a number.
  package private(set) var keys: [Double] = []
  private var codes: [Double: UInt32] = [:]
  /// The width of classes of numbers; 0 where every number is a class. Of months: 1, 3 or 12.
  private var width: Double
  package let isDate: Bool

  package init(isDate: Bool) {
    self.isDate = isDate
    width = isDate ? 1 : 0
  }

  package var count: Int { keys.count }

  private func key(_ value: Double) -> Double { Self.key(value, width) }

  /// The beginning of the class of a number; zero without a sign. Beyond 2^53 widths a number is its own class.
  private static func key(_ value: Double, _ width: Double) -> Double {
    let place = value / width
    return (width == 0 || place.magnitude >= 0x1p53 ? value : place.rounded(.down) * width) + 0
  }

  /// The period of each time; ``FidelityData/missingKey`` for a missing one.
  /// - Returns: also the new code of each code there was, where periods had to be joined.
  package mutating func codes(_ times: [Double]) -> (codes: [UInt32], joined: [UInt32]?) {
    var (last, lastCode) = (Double.nan, missingKey)
    let result = times.map { time -> UInt32 in
      if time.isNaN { return missingKey }
      if time == last { return lastCode }
      (last, lastCode) = (time, code(of: key(isDate ? Self.month(time) : time)))
      return lastCode
    }
    guard !isDate, keys.count > Self.mostKept else { return (result, nil) }
    let joined = join(to: Self.mostKept)
    return (result.map { $0 == missingKey ? $0 : joined[Int($0)] }, joined)
  }

  private mutating func code(of key: Double) -> UInt32 {
    if let code = codes[key] { return code }
    let code = UInt32(keys.count)
    codes[key] = code
    keys.append(key)
    return code
  }

  /// Months since year 0 of a day since 1970-01-01.
  private static func month(_ day: Double) -> Double {
    let date = CalendarDate.civil(Int(day.rounded(.down)))
    return Double(12 * date.year + date.month - 1)
  }

  /// Takes the periods of other data.
  /// - Returns: the code here of each code there; and the new code of each code there was, where periods were joined.
  package mutating func merge(_ other: TimePeriods) -> (theirs: [UInt32], own: [UInt32]) {
    var own = Array(0..<UInt32(count))
    if other.width > width { own = widen(to: other.width) }
    var theirs = other.keys.map { code(of: key($0)) }
    if !isDate, keys.count > Self.mostKept {
      let joined = join(to: Self.mostKept)
      own = own.map { joined[Int($0)] }
      theirs = theirs.map { joined[Int($0)] }
    }
    return (theirs, own)
  }

  /// Joins periods until there are no more than `most`.
  /// - Returns: the new code of each code there was.
  @discardableResult
  package mutating func join(to most: Int = TimePeriods.most) -> [UInt32] {
    guard keys.count > most else { return Array(0..<UInt32(count)) }
    if isDate { return widen(to: Set(keys.map { ($0 / 3).rounded(.down) }).count > most ? 12 : 3) }
    // The number of classes falls as the width grows; of classes there are, twice the width is mostly enough.
    var (low, high) = (width == 0 ? -1_074 : min(Int(width.exponent) + 1, 1_023), 1_023)
    if width > 0, hasMost(most, exponent: low) { high = low }
    while low < high {
      let middle = low + (high - low) / 2
      if hasMost(most, exponent: middle) { high = middle } else { low = middle + 1 }
    }
    return widen(to: Double(sign: .plus, exponent: low, significand: 1))
  }

  /// Whether no more than `most` classes of a width of two to a power have a number.
  private func hasMost(_ most: Int, exponent: Int) -> Bool {
    let width = Double(sign: .plus, exponent: exponent, significand: 1)
    return Set(keys.map { Self.key($0, width) }).count <= most
  }

  private mutating func widen(to wider: Double) -> [UInt32] {
    let old = keys
    (keys, codes, width) = ([], [:], wider)
    return old.map { code(of: key($0)) }
  }

  /// The periods in the order of time.
  package var sorted: [Int] { keys.indices.sorted { keys[$0] < keys[$1] } }

  /// What a period begins with, as text: the first day of a month, or the number.
  package func label(_ code: Int) -> String {
    guard isDate else { return CategoryDictionary.label(keys[code]) }
    let months = Int(keys[code])
    let (year, month) = (months / 12, months % 12 + 1)
    return CalendarDate.day(year: year, month: month, day: 1).map { CalendarDate.text(ofDay: $0) } ?? ""
  }
}
