/// For each rater and category the set of units that the rater put there, one bit a unit.
struct CategorySets: Sendable {
  typealias Word = SIMD4<UInt64>

  private static let bitsPerWord = 256
  /// Words are counted in blocks of so many; sets are padded with zeros to whole blocks.
  private static let blockSize = 8

  private let categoryCount: Int
  /// Words of one set.
  private let wordCount: Int
  /// The set of rater r and category k begins at `(r * categoryCount + k) * wordCount`.
  private let words: [Word]
  /// The size of each set.
  private let sizes: [UInt32]
  /// Whether a rater rated every unit.
  private let isComplete: [Bool]

  init(_ group: RaterGroup) {
    let count = group.categoryCount
    let blocks = (group.unitCount + Self.bitsPerWord * Self.blockSize - 1) / (Self.bitsPerWord * Self.blockSize)
    let wordCount = blocks * Self.blockSize
    let lanesPerSet = wordCount * Word.scalarCount
    var lanes = [UInt64](repeating: 0, count: group.raterCount * count * lanesPerSet)
    var sizes = [UInt32](repeating: 0, count: group.raterCount * count)
    do {
      let (raters, ranks) = (group.raters.span, group.ranks.span)
      var lanes = lanes.mutableSpan
      var sizes = sizes.mutableSpan
      for unit in 0..<group.unitCount {
        let bit: UInt64 = 1 << UInt64(unit % 64)
        for rating in group.unitOffsets[unit]..<group.unitOffsets[unit + 1] {
          let set = Int(raters[rating]) * count + Int(ranks[rating])
          lanes[set * lanesPerSet + unit / 64] |= bit
          sizes[set] &+= 1
        }
      }
    }
    let words = (0..<lanes.count / Word.scalarCount).map { word in
      Word(lanes[word * Word.scalarCount..<(word + 1) * Word.scalarCount])
    }
    categoryCount = count
    self.wordCount = wordCount
    self.words = words
    self.sizes = sizes
    isComplete = (0..<group.raterCount).map { rater in
      sizes[rater * count..<(rater + 1) * count].reduce(0) { $0 + Int($1) } == group.unitCount
    }
  }

  /// Writes the cross table of two raters.
  /// - Returns: the number of units that both rated.
  func count(_ first: Int, _ second: Int, into cells: inout MutableSpan<UInt32>, at start: Int) -> Int {
    let words = words.span
    let (firstSet, secondSet) = (first * categoryCount, second * categoryCount)
    // Where both rated all units, the margins are known and give the last row and column.
    let isWhole = isComplete[first] && isComplete[second]
    let counted = isWhole ? categoryCount - 1 : categoryCount
    var total: UInt32 = 0
    for row in 0..<counted {
      if sizes[firstSet + row] == 0 { continue }
      for column in 0..<counted where sizes[secondSet + column] > 0 {
        let cell = Self.sizeOfIntersection(
          words, (firstSet + row) * wordCount, (secondSet + column) * wordCount, wordCount)
        cells[start + row * categoryCount + column] = cell
        total += cell
      }
    }
    guard isWhole, counted >= 0 else { return Int(total) }
    var corner = sizes[secondSet + counted]
    for row in 0..<counted {
      var rest = sizes[firstSet + row]
      for column in 0..<counted { rest -= cells[start + row * categoryCount + column] }
      cells[start + row * categoryCount + counted] = rest
      corner -= rest
    }
    for column in 0..<counted {
      var rest = sizes[secondSet + column]
      for row in 0..<counted { rest -= cells[start + row * categoryCount + column] }
      cells[start + counted * categoryCount + column] = rest
    }
    cells[start + counted * categoryCount + counted] = corner
    return 1
  }

  /// The number of bits that two sets share.
  ///
  /// Counters of bits in 64 lanes a number, added up by carry-save adders: five operations of logic a word instead of a
  /// dozen, on processors whose own counting of bits may not be relied upon.
  /// Reference: Mula, Kurz and Lemire (2018), The Computer Journal 61, 111-120 (after Harley and Seal).
  @inline(__always)
  private static func sizeOfIntersection(_ words: Span<Word>, _ first: Int, _ second: Int, _ count: Int) -> UInt32 {
    var (ones, twos, fours) = (Word.zero, Word.zero, Word.zero)
    var eights = Word.zero
    for block in stride(from: 0, to: count, by: blockSize) {
      let (a, b) = (first + block, second + block)
      let twosA = add(&ones, words[a] & words[b], words[a + 1] & words[b + 1])
      let twosB = add(&ones, words[a + 2] & words[b + 2], words[a + 3] & words[b + 3])
      let foursA = add(&twos, twosA, twosB)
      let twosC = add(&ones, words[a + 4] & words[b + 4], words[a + 5] & words[b + 5])
      let twosD = add(&ones, words[a + 6] & words[b + 6], words[a + 7] & words[b + 7])
      let foursB = add(&twos, twosC, twosD)
      eights &+= bitCounts(add(&fours, foursA, foursB))
    }
    let sums = (eights &<< 3) &+ (bitCounts(fours) &<< 2) &+ (bitCounts(twos) &<< 1) &+ bitCounts(ones)
    return UInt32(truncatingIfNeeded: sums.wrappedSum())
  }

  /// Adds two bits to a counter in every place, and returns what is carried.
  @inline(__always)
  private static func add(_ sum: inout Word, _ b: Word, _ c: Word) -> Word {
    let half = sum ^ b
    let carry = (sum & b) | (half & c)
    sum = half ^ c
    return carry
  }

  /// The number of bits of each lane.
  @inline(__always)
  private static func bitCounts(_ word: Word) -> Word {
    let pairs = word &- ((word &>> 1) & Word(repeating: 0x5555_5555_5555_5555))
    let mask = Word(repeating: 0x3333_3333_3333_3333)
    let nibbles = (pairs & mask) &+ ((pairs &>> 2) & mask)
    let bytes = (nibbles &+ (nibbles &>> 4)) & Word(repeating: 0x0F0F_0F0F_0F0F_0F0F)
    // Without a product: 64-bit ones are slow in vectors.
    let pairsOfBytes = bytes &+ (bytes &>> 8)
    let quads = pairsOfBytes &+ (pairsOfBytes &>> 16)
    return (quads &+ (quads &>> 32)) & Word(repeating: 0xFF)
  }
}
