import FidelityData
import FidelitySystem

/// The periods that times fall into: months of dates, or the times themselves.
///
/// Of more than ``most`` periods quarters are made, and of more than ``most`` quarters years; numbers fall into equal
/// classes whose width is a power of two, so that periods do not depend on the order of the data.
struct TimePeriods: Sendable {
  /// Periods of a finished table at most.
  static let most = 60
  /// Distinct numbers that are kept apart while data come.
  private static let mostKept = 4_096

  /// What a period begins with, by its code: months since year 0, or a number.
  private(set) var keys: [Double] = []
  private var codes: [Double: UInt32] = [:]
  /// The width of classes of numbers; 0 where every number is a class. Of months: 1, 3 or 12.
  private var width: Double
  let isDate: Bool

  init(isDate: Bool) {
    self.isDate = isDate
    width = isDate ? 1 : 0
  }

  var count: Int { keys.count }

  private func key(_ value: Double) -> Double { width == 0 ? value : (value / width).rounded(.down) * width }

  /// The period of each time; ``FidelityData/missingKey`` for a missing one.
  /// - Returns: also the new code of each code there was, where periods had to be joined.
  mutating func codes(_ times: [Double]) -> (codes: [UInt32], joined: [UInt32]?) {
    var (last, lastCode) = (Double.nan, missingKey)
    let result = times.map { time -> UInt32 in
      if time.isNaN { return missingKey }
      if time == last { return lastCode }
      (last, lastCode) = (time, code(of: key(isDate ? Self.month(time) : time)))
      return lastCode
    }
    guard !isDate, keys.count > Self.mostKept else { return (result, nil) }
    let joined = join(to: Self.mostKept / 2)
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
  mutating func merge(_ other: TimePeriods) -> (theirs: [UInt32], own: [UInt32]) {
    var own = Array(0..<UInt32(count))
    if other.width > width { own = widen(to: other.width) }
    let theirs = other.keys.map { code(of: key($0)) }
    return (theirs, own)
  }

  /// Joins periods until there are no more than `most`.
  /// - Returns: the new code of each code there was.
  mutating func join(to most: Int = TimePeriods.most) -> [UInt32] {
    guard keys.count > most, let low = keys.min(), let high = keys.max() else { return Array(0..<UInt32(count)) }
    if isDate { return widen(to: Set(keys.map { ($0 / 3).rounded(.down) }).count > most ? 12 : 3) }
    // A range has at most two classes more than it holds widths.
    var wider = max(width, 0x1p-1000)
    while (high - low) / wider > Double(most - 2) { wider *= 2 }
    return widen(to: wider)
  }

  private mutating func widen(to wider: Double) -> [UInt32] {
    let old = keys
    (keys, codes, width) = ([], [:], wider)
    return old.map { code(of: key($0)) }
  }

  /// The periods in the order of time.
  var sorted: [Int] { keys.indices.sorted { keys[$0] < keys[$1] } }

  /// What a period begins with, as text: the first day of a month, or the number.
  func label(_ code: Int) -> String {
    guard isDate else { return CategoryDictionary.label(keys[code]) }
    let months = Int(keys[code])
    let (year, month) = (months / 12, months % 12 + 1)
    return CalendarDate.day(year: year, month: month, day: 1).map { CalendarDate.text(ofDay: $0) } ?? ""
  }
}
