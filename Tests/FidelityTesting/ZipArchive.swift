/// A zip archive that a test makes, part by part.
public struct ZipArchive: Sendable {
  /// How the bytes of a part are packed: as they are; or deflated, in fixed codes without references; or, where all of
  /// them are blanks, as one blank and references to it, which packs them to a thousandth.
  public enum Packing: Sendable { case stored, literals, blanks }

  private var parts: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  public init() {}

  /// Adds a part. A flag of 1 marks it as encrypted; a method may be one that nobody reads.
  public mutating func add(
    _ name: String, _ bytes: [UInt8], _ packing: Packing = .literals, flags: Int = 0, method: Int? = nil
  ) {
    let packed: [UInt8] =
      switch packing {
      case .stored: bytes
      case .literals: Deflate.literals(bytes)
      case .blanks: Deflate.blanks(bytes.count)
      }
    let used = method ?? (packing == .stored ? 0 : 8)
    let common =
      Self.little(flags, 2) + Self.little(used, 2) + Self.little(0, 4) + Self.little(Int(Self.checksum(bytes)), 4)
      + Self.little(packed.count, 4) + Self.little(bytes.count, 4) + Self.little(name.utf8.count, 2)
      + Self.little(0, 2)
    directory += [0x50, 0x4b, 1, 2] + Self.little(20, 2) + Self.little(20, 2) + common
    directory += Self.little(0, 10) + Self.little(parts.count, 4) + Array(name.utf8)
    parts += [0x50, 0x4b, 3, 4] + Self.little(20, 2) + common + Array(name.utf8) + packed
    count += 1
  }

  public var bytes: [UInt8] {
    parts + directory + [0x50, 0x4b, 5, 6] + Self.little(0, 4) + Self.little(count, 2) + Self.little(count, 2)
      + Self.little(directory.count, 4) + Self.little(parts.count, 4) + Self.little(0, 2)
  }

  private static func little(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xffff_ffff) { sum, byte in sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] }
  }
}

/// Deflated data (RFC 1951) in one block.
private struct Deflate {
  private var bytes: [UInt8] = []
  private var pending = 0
  private var width = 0

  static func literals(_ bytes: [UInt8]) -> [UInt8] {
    var stream = Deflate(blockType: 1)
    for byte in bytes {
      if byte < 144 { stream.putCode(0x30 + Int(byte), 8) } else { stream.putCode(0x190 + Int(byte) - 144, 9) }
    }
    stream.putCode(0, 7)
    return stream.ended()
  }

  /// In codes of its own: 0 for a length of 258, 10 for a blank, 11 for the end, 0 for a distance of 1.
  static func blanks(_ count: Int) -> [UInt8] {
    var stream = Deflate(blockType: 2)
    // 286 codes of literals and lengths, 1 of distances, and 18 that tell their lengths: 18 is a run of zeros (code 0),
    // 1 and 2 are lengths (codes 10 and 11).
    stream.put(29, 5)
    stream.put(0, 5)
    stream.put(14, 4)
    for length in [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2] { stream.put(length, 3) }
    for (zeros, length) in [(32, 2), (138, 0), (85, 2), (28, 1), (0, 1)] {
      if zeros > 0 {
        stream.putCode(0, 1)
        stream.put(zeros - 11, 7)
      }
      if length > 0 { stream.putCode(length == 1 ? 2 : 3, 2) }
    }
    stream.putCode(2, 2)
    for _ in 0..<(count - 1) / 258 { stream.putCode(0, 2) }
    for _ in 0..<(count - 1) % 258 { stream.putCode(2, 2) }
    stream.putCode(3, 2)
    return stream.ended()
  }

  private init(blockType: Int) {
    put(1, 1)
    put(blockType, 2)
  }

  private mutating func ended() -> [UInt8] {
    put(0, 7)
    return bytes
  }

  /// Codes have their highest bit first, all else its lowest.
  private mutating func putCode(_ code: Int, _ count: Int) {
    for bit in (0..<count).reversed() { put(code >> bit & 1, 1) }
  }

  private mutating func put(_ bits: Int, _ count: Int) {
    pending |= bits << width
    width += count
    while width >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      width -= 8
    }
  }
}
