import FidelityData

/// Numbers of rows as keys: dense codes that need no dictionary while rows come.
///
/// Units that rows stand for several of are numbered as they come; other rows have their number in the file.
struct RowNumbers: Sendable {
  private let countsUnits: Bool
  /// The number of code 0; nil before the first row.
  private var base: Int?
  /// Number of codes in use.
  private(set) var count = 0

  init(countsUnits: Bool) {
    self.countsUnits = countsUnits
    base = countsUnits ? 1 : nil
  }

  /// The code of a row, by its number in the file.
  mutating func code(ofRow number: Int) -> UInt32 {
    if base == nil { base = number }
    let code = countsUnits ? count : number - (base ?? number)
    count = max(count, code + 1)
    return UInt32(truncatingIfNeeded: code)
  }

  /// Takes the rows of another part, which follow.
  /// - Returns: the code here of each code there.
  mutating func merge(_ other: RowNumbers) -> [UInt32] {
    guard other.count > 0 else { return [] }
    if base == nil { base = other.base }
    let shift = countsUnits ? count : (other.base ?? 0) - (base ?? 0)
    count = max(count, shift + other.count)
    return (0..<other.count).map { UInt32(truncatingIfNeeded: shift + $0) }
  }

  /// The numbers as keys.
  var dictionary: KeyDictionary {
    var dictionary = KeyDictionary()
    for code in 0..<count { _ = dictionary.code(of: Int64((base ?? 1) + code)) }
    return dictionary
  }
}
