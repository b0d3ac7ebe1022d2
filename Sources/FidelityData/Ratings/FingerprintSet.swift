/// A set of 64-bit numbers: an open-addressing table, at most half full, 16 to 32 bytes a number.
struct FingerprintSet: Sendable {
  /// Numbers but 0, which marks a free place.
  private var slots = [UInt64](repeating: 0, count: 64)
  private var hasZero = false
  private(set) var count = 0

  /// Adds numbers, none of which should be there already.
  /// - Returns: whether all were new.
  mutating func insert(_ numbers: Span<UInt64>) -> Bool {
    reserve(count + numbers.count)
    count += numbers.count
    var hadZero = hasZero
    guard Self.insert(numbers, into: &slots, &hadZero) else { return false }
    hasZero = hadZero
    return true
  }

  private static func insert(_ numbers: Span<UInt64>, into table: inout [UInt64], _ hasZero: inout Bool) -> Bool {
    var slots = table.mutableSpan
    let mask = slots.count - 1
    for index in numbers.indices {
      let number = numbers[index]
      if number == 0 {
        if hasZero { return false }
        hasZero = true
        continue
      }
      var place = Int(truncatingIfNeeded: mix(number)) & mask
      while slots[place] != 0 {
        if slots[place] == number { return false }
        place = (place + 1) & mask
      }
      slots[place] = number
    }
    return true
  }

  private mutating func reserve(_ wanted: Int) {
    var size = slots.count
    while size < 2 * wanted { size *= 2 }
    guard size > slots.count else { return }
    let old = slots
    slots = Array(repeating: 0, count: size)
    let mask = size - 1
    for number in old where number != 0 {
      var place = Int(truncatingIfNeeded: Self.mix(number)) & mask
      while slots[place] != 0 { place = (place + 1) & mask }
      slots[place] = number
    }
  }

  /// A number for each number, such that neighbours land far apart: the finaliser of SplitMix64.
  @inline(__always)
  static func mix(_ number: UInt64) -> UInt64 {
    var mixed = (number ^ (number >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
