/// Dense codes of pairs of dense codes, in the order in which the pairs were met.
///
/// The first pair of every second code is found by one look: of teachers within sites, a teacher has no other. For the
/// others, while the two codes make up a small rectangle, one look into a table of it finds a pair; beyond, an
/// open-addressing hash table does. A table of a rectangle has no more places than 2^20, 4 MB.
struct PairCodes: Sendable {
  private static let largestTable = 1 << 20
  /// The pairs by code, the first part in the upper half.
  private var pairs: [UInt64] = []
  /// Of each second code the first part of its first pair, and the code of that pair; missing where there is none.
  private var homes: [UInt32] = []
  private var homeCodes: [UInt32] = []
  /// Whether the code of every first pair is its second code: then no row need look for it.
  private var isOrdered = true
  /// Second codes from here on have no first pair of their own, for they need not be dense.
  private static let mostHomes = 1 << 22
  /// The other pairs: the code at `first << shift | second`, or, where they are hashed, at the place of the pair.
  private var table: [UInt32] = []
  private var others = 0
  private var rowCount = 1
  private var shift: UInt64 = 0
  private var isHashed = false

  init() { table = [missingKey] }

  var count: Int { pairs.count }

  /// The pairs, by code.
  var all: some Sequence<(first: UInt32, second: UInt32)> {
    pairs.lazy.map { (UInt32($0 >> 32), UInt32($0 & 0xFFFF_FFFF)) }
  }

  /// The pair that has a code.
  func pair(_ code: UInt32) -> (first: UInt32, second: UInt32) {
    let pair = pairs[Int(code)]
    return (UInt32(pair >> 32), UInt32(pair & 0xFFFF_FFFF))
  }

  /// The codes of the pairs of two columns of equal length; missing where either part is.
  mutating func encode(_ first: Buffer<UInt32>, _ second: Buffer<UInt32>) -> Buffer<UInt32> {
    precondition(first.count == second.count, "columns of different length")
    return first.withSpan { firsts in
      second.withSpan { seconds in
        let known = homeCount(firsts, seconds, from: 0)
        return isOrdered && known == seconds.count ? second : encode(firsts, seconds, known)
      }
    }
  }

  /// - Parameter known: how many rows come first whose pairs are known to be first ones.
  private mutating func encode(_ first: Span<UInt32>, _ second: Span<UInt32>, _ known: Int) -> Buffer<UInt32> {
    Buffer(count: first.count) { output in
      appendCodes(second, known, to: &output)
      var (lastFirst, lastSecond, last) = (missingKey, missingKey, missingKey)
      while true {
        appendHomes(first, second, to: &output)
        let row = output.count
        if row == first.count { break }
        if first[row] != lastFirst || second[row] != lastSecond {
          (lastFirst, lastSecond) = (first[row], second[row])
          last = lastFirst == missingKey || lastSecond == missingKey ? missingKey : code(lastFirst, lastSecond)
        }
        output.append(last)
      }
    }
  }

  /// Appends the codes of the next rows as long as each is the first pair of its second code, or becomes that.
  @inline(__always)
  private mutating func appendHomes(
    _ first: Span<UInt32>, _ second: Span<UInt32>, to output: inout OutputSpan<UInt32>
  ) {
    var known = 0
    while output.count < first.count {
      let row = output.count
      let place = Int(second[row])
      guard place < homes.count, first[row] != missingKey else { return }
      if homes[place] == first[row] {
        output.append(homeCodes[place])
        known += 1
      } else if homes[place] == missingKey {
        output.append(settle(first[row], second[row]))
        known = 0
      } else {
        return
      }
      if known == Self.blockSize {
        appendCodes(second, homeCount(first, second, from: row + 1), to: &output)
        known = 0
      }
    }
  }

  /// Appends the codes of the next rows, whose pairs are known to be first ones.
  @inline(__always)
  private func appendCodes(_ second: Span<UInt32>, _ count: Int, to output: inout OutputSpan<UInt32>) {
    let codes = homeCodes.span
    for row in output.count..<output.count + count { output.append(codes[Int(second[row])]) }
  }

  private static let blockSize = 32

  /// How many rows from `start` on are known to be first pairs of their second codes: all of some blocks, found without
  /// a branch a row, and of what is less than a block at the end.
  @inline(__always)
  private func homeCount(_ first: Span<UInt32>, _ second: Span<UInt32>, from start: Int) -> Int {
    let homes = homes.span
    guard !homes.isEmpty else { return 0 }
    let last = UInt32(homes.count - 1)
    var end = start
    while end < first.count {
      let next = min(end + Self.blockSize, first.count)
      var strangers: UInt32 = 0
      for row in end..<next {
        let (first, second) = unsafe (first[unchecked: row], second[unchecked: row])
        strangers |= unsafe first ^ homes[unchecked: Int(min(second, last))]
        strangers |= second > last ? 1 : 0
        strangers |= first == missingKey ? 1 : 0
      }
      if strangers != 0 { break }
      end = next
    }
    return end - start
  }

  /// Makes a new pair the first one of its second code, which has none.
  /// - Returns: its code.
  private mutating func settle(_ first: UInt32, _ second: UInt32) -> UInt32 {
    let code = UInt32(pairs.count)
    (homes[Int(second)], homeCodes[Int(second)]) = (first, code)
    if code != second { isOrdered = false }
    pairs.append(UInt64(first) << 32 | UInt64(second))
    return code
  }

  /// The code of a pair, new if need be; neither part is missing.
  @inline(__always)
  mutating func code(_ first: UInt32, _ second: UInt32) -> UInt32 {
    if Int(second) < homes.count, homes[Int(second)] == first { return homeCodes[Int(second)] }
    if !isHashed, Int(first) < rowCount, UInt64(second) >> shift == 0 {
      let code = table[Int(UInt64(first) << shift | UInt64(second))]
      if code != missingKey { return code }
    }
    return slowCode(UInt64(first) << 32 | UInt64(second))
  }

  @inline(never)
  private mutating func slowCode(_ pair: UInt64) -> UInt32 {
    let second = Int(pair & 0xFFFF_FFFF)
    if second < Self.mostHomes {
      if second >= homes.count {
        // Never beyond those that may have one: what lies there is in the table.
        let count = min(max(homes.count, second + 1 - homes.count), Self.mostHomes - homes.count)
        let more = repeatElement(missingKey, count: count)
        homes += more
        homeCodes += more
      }
      if homes[second] == missingKey { return settle(UInt32(pair >> 32), UInt32(second)) }
    }
    if isHashed {
      let place = place(of: pair)
      if table[place] != missingKey { return table[place] }
    }
    let code = UInt32(pairs.count)
    pairs.append(pair)
    others += 1
    makeRoom(for: pair)
    table[place(of: pair)] = code
    return code
  }

  /// Where a pair is, or where it goes.
  private func place(of pair: UInt64) -> Int {
    if !isHashed { return Int((pair >> 32) << shift | (pair & 0xFFFF_FFFF)) }
    let mask = table.count - 1
    // The upper half of a product: all bits of both parts move it.
    let mixed = (pair ^ (pair >> 29)) &* 0x9e37_79b9_7f4a_7c15
    var place = Int(truncatingIfNeeded: mixed >> 32) & mask
    while table[place] != missingKey, pairs[Int(table[place])] != pair { place = (place + 1) & mask }
    return place
  }

  /// Makes the table large enough for all pairs that are not at home, the last of which is new.
  private mutating func makeRoom(for pair: UInt64) {
    if isHashed {
      if 2 * others > table.count { rebuild(size: 2 * table.count) }
      return
    }
    let (first, second) = (Int(pair >> 32), pair & 0xFFFF_FFFF)
    if first < rowCount, second >> shift == 0 { return }
    while second >> shift != 0 { shift += 1 }
    while first >= rowCount { rowCount *= 2 }
    let size = rowCount.multipliedReportingOverflow(by: 1 << Int(shift))
    isHashed = size.overflow || size.partialValue > Self.largestTable
    var hashSize = 64
    while hashSize < 4 * others { hashSize *= 2 }
    rebuild(size: isHashed ? hashSize : size.partialValue)
  }

  /// Enters all pairs that are not at home, but the last, into a new table.
  private mutating func rebuild(size: Int) {
    table = Array(repeating: missingKey, count: size)
    for code in 0..<pairs.count - 1 {
      let second = Int(pairs[code] & 0xFFFF_FFFF)
      if second < homes.count, homeCodes[second] == UInt32(code) { continue }
      table[place(of: pairs[code])] = UInt32(code)
    }
  }
}
