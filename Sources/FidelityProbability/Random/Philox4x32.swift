/// The Philox4x32-10 bijection: ten rounds turn a 128-bit counter and a 64-bit key into 128 random bits.
///
/// There is no state to advance: the n-th block of a stream is a pure function of n. Passes BigCrush.
///
/// Reference: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw (2011), Parallel Random Numbers: As Easy as 1, 2, 3,
/// SC11.
package enum Philox4x32 {
  private static let multiplier0: UInt64 = 0xD251_1F53
  private static let multiplier1: UInt64 = 0xCD9E_8D57
  private static let weyl0: UInt32 = 0x9E37_79B9
  private static let weyl1: UInt32 = 0xBB67_AE85

  /// The random block of one counter. Words are in the order of the reference implementation.
  package static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c, k) = (counter, key)
    for round in 0..<10 {
      if round > 0 { k &+= SIMD2(weyl0, weyl1) }
      let p0 = multiplier0 &* UInt64(c.x)
      let p1 = multiplier1 &* UInt64(c.z)
      c = SIMD4(
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c.y ^ k.x, UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c.w ^ k.y, UInt32(truncatingIfNeeded: p0))
    }
    return c
  }

  /// Eight 64-bit words: the blocks `first`, ..., `first` + 3 of one stream, each giving its two words low half first.
  ///
  /// `first` is a multiple of 4, so that the four counters differ only in their lowest two bits. Each block lives in
  /// two
  /// vectors of 64-bit lanes, its even and its odd words, of which the low halves count: one vector multiply (pmuludq)
  /// then makes both products of a round, and the high halves may hold anything.
  @inline(__always)
  static func fourBlocks(first: UInt64, stream: UInt64, key: SIMD2<UInt32>) -> SIMD8<UInt64> {
    let odd = SIMD2(first >> 32, stream >> 32)
    var a = Lanes(even: SIMD2(first, stream), odd: odd)
    var b = Lanes(even: SIMD2(first | 1, stream), odd: odd)
    var c = Lanes(even: SIMD2(first | 2, stream), odd: odd)
    var d = Lanes(even: SIMD2(first | 3, stream), odd: odd)
    var k = SIMD2(UInt64(key.x), UInt64(key.y))
    for _ in 0..<10 {
      a.round(key: k)
      b.round(key: k)
      c.round(key: k)
      d.round(key: k)
      k &+= SIMD2(UInt64(weyl0), UInt64(weyl1))
    }
    let (wa, wb, wc, wd) = (a.words, b.words, c.words, d.words)
    return SIMD8(wa.x, wa.y, wb.x, wb.y, wc.x, wc.y, wd.x, wd.y)
  }

  private struct Lanes {
    var even: SIMD2<UInt64>
    var odd: SIMD2<UInt64>

    @inline(__always)
    mutating func round(key: SIMD2<UInt64>) {
      let product = (even & lowHalf) &* SIMD2(multiplier0, multiplier1)
      let swapped = SIMD2(product.y, product.x)
      even = (swapped &>> 32) ^ odd ^ key
      odd = swapped
    }

    @inline(__always)
    var words: SIMD2<UInt64> { (even & lowHalf) | (odd &<< 32) }

    private var lowHalf: SIMD2<UInt64> { SIMD2(repeating: 0xFFFF_FFFF) }
  }
}
