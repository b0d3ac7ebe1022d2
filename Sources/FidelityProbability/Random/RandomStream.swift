/// A random stream keyed by (seed, stream): counter-based, so that any stream, and any place in it, is there at once.
///
/// Work that may run on any number of threads takes one stream for each piece (resample, simulated site, chain): the
/// same
/// seed gives the same answer whatever the order and the number of threads. Streams of one seed never overlap; each has
/// 2^64 words.
///
/// The generator is Philox4x32-10 with key = seed and counter = (block, stream). The words, the uniform
/// and whole-number draws and all counts are the same on every platform; normal and exponential draws up to the last
/// bit of the platform's logarithm, sine and cosine.
///
///     var stream = RandomStream(seed: 7, stream: 42)
///     let u = stream.uniform()
///     sites.shuffle(using: &stream)
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: SIMD2<UInt32>

  /// Which of the 2^64 streams of the seed this is.
  public let stream: UInt64

  /// Eight words at a time; `used` of them have been handed out.
  private var words: SIMD8<UInt64> = .zero
  private var used = 8
  private var nextBlock: UInt64 = 0

  /// Box and Muller's method makes normals in pairs; the second one waits here.
  var spareNormal: Double?

  /// A stream at its beginning, or at any 64-bit word of it.
  ///
  /// Complexity: O(1), whatever the position.
  public init(seed: UInt64, stream: UInt64 = 0, position: UInt64 = 0) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.stream = stream
    jump(to: position)
  }

  public var seed: UInt64 { UInt64(key.x) | UInt64(key.y) << 32 }

  /// How many 64-bit words of the stream lie behind.
  public var position: UInt64 { nextBlock &* 2 &- UInt64(truncatingIfNeeded: 8 - used) }

  /// Goes to any word of the stream, in constant time; a spare normal is forgotten.
  public mutating func jump(to position: UInt64) {
    spareNormal = nil
    nextBlock = position / 8 * 4
    used = 8
    let offset = Int(truncatingIfNeeded: position % 8)
    if offset > 0 {
      refill()
      used = offset
    }
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    if used == 8 { refill() }
    defer { used += 1 }
    return words[used]
  }

  private mutating func refill() {
    words = Philox4x32.fourBlocks(first: nextBlock, stream: stream, key: key)
    nextBlock &+= 4
    used = 0
  }

  /// A whole number in 0..<`upperBound`, without bias.
  ///
  /// Lemire's method: one multiplication as a rule, a division only in the rare case that could be biased.
  ///
  /// - Precondition: `upperBound` > 0.
  public mutating func next(upperBound: Int) -> Int {
    precondition(upperBound > 0, "there is no number below 0 to draw")
    let bound = UInt64(truncatingIfNeeded: upperBound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(truncatingIfNeeded: product.high)
  }

  /// A double in [0, 1): one of 2^53 equally likely multiples of 2^-53.
  public mutating func uniform() -> Double { Self.halfOpen(next()) }

  /// A double in (0, 1): one of 2^52 equally likely odd multiples of 2^-53; never 0 or 1, symmetric about 1/2.
  public mutating func openUniform() -> Double {
    (Double(Int64(truncatingIfNeeded: next() >> 12)) + 0.5) * 0x1p-52
  }

  /// Fills with draws of ``uniform()``, the same numbers as one by one.
  public mutating func fillUniform(_ values: inout MutableSpan<Double>) {
    var index = 0
    while used < 8, index < values.count {
      values[index] = uniform()
      index += 1
    }
    while index + 8 <= values.count {
      refill()
      for lane in 0..<8 { values[index + lane] = Self.halfOpen(words[lane]) }
      used = 8
      index += 8
    }
    while index < values.count {
      values[index] = uniform()
      index += 1
    }
  }

  private static func halfOpen(_ word: UInt64) -> Double { Double(Int64(truncatingIfNeeded: word >> 11)) * 0x1p-53 }
}
