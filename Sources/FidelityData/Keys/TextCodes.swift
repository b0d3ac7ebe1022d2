/// Codes of texts by their bytes: an open-addressing hash table over one array of all bytes.
///
/// No text is made a `String` before somebody asks for it; millions of keys cost their bytes and some 40 bytes each.
struct TextCodes: Sendable {
  private var bytes: [UInt8] = []
  /// Where each text ends; it begins where the one before it ends.
  private var ends: [Int] = []
  private var hashes: [UInt32] = []
  /// At each place of the table the hash and the code, ``missingKey`` where there is none: a text that is not there is
  /// told from the table alone. A power of two, at most half full.
  private var slots: [UInt64] = []
  private static let free = UInt64(missingKey)
  /// The codes of texts that are not ASCII alone, whichever way Unicode writes them: strings of equivalent forms are
  /// equal.
  private var equivalents: [String: UInt32] = [:]
  /// Some pairs of texts that are equal in two Unicode forms: the one met first, then the other.
  private(set) var mergedForms: [(first: String, second: String)] = []
  private static let mostMergedForms = 5

  var count: Int { ends.count }

  /// The text of a code; bytes that are no UTF-8 are replaced.
  func label(_ code: UInt32) -> String {
    String(decoding: bytes[start(code)..<ends[Int(code)]], as: UTF8.self)
  }

  private func start(_ code: UInt32) -> Int { code == 0 ? 0 : ends[Int(code) - 1] }

  /// The bytes of a code.
  func withBytes<Result>(_ code: UInt32, _ body: (Span<UInt8>) -> Result) -> Result {
    body(bytes.span.extracting(start(code)..<ends[Int(code)]))
  }

  /// The code of a text, new if need be.
  mutating func code(of text: Span<UInt8>) -> UInt32 { code(of: text, Self.hash(text)) }

  private mutating func code(of text: Span<UInt8>, _ hash: UInt32) -> UInt32 {
    if !slots.isEmpty {
      let (code, place) = find(text, hash)
      if code != missingKey { return code }
      if let code = equivalentCode(of: text) { return code }
      if ends.count < slots.count / 2 { return add(text, hash, at: place) }
    }
    if let code = equivalentCode(of: text) { return code }
    grow()
    return add(text, hash, at: find(text, hash).place)
  }

  /// The code of a text whose equivalent form is there; otherwise the next new code is noted as that of the text.
  private mutating func equivalentCode(of text: Span<UInt8>) -> UInt32? {
    guard Self.isBeyondASCII(text) else { return nil }
    let string = Self.string(text)
    if let code = equivalents[string], code < ends.count {
      if mergedForms.count < Self.mostMergedForms { note(label(code), string) }
      return code
    }
    equivalents[string] = UInt32(ends.count)
    return nil
  }

  /// Notes that two texts are one key; each text is noted once.
  private mutating func note(_ first: String, _ second: String) {
    let isKnown = mergedForms.contains { $0.second.utf8.elementsEqual(second.utf8) }
    if !isKnown, !first.utf8.elementsEqual(second.utf8) { mergedForms.append((first, second)) }
  }

  static func isBeyondASCII(_ text: Span<UInt8>) -> Bool {
    var bits: UInt8 = 0
    for index in text.indices { bits |= text[index] }
    return bits >= 0x80
  }

  static func string(_ text: Span<UInt8>) -> String {
    String(decoding: text.indices.map { text[$0] }, as: UTF8.self)
  }

  /// Takes the texts of another table, in their order.
  /// - Returns: the code here of each code there.
  mutating func merge(_ other: TextCodes) -> [UInt32] {
    let bytes = other.bytes.span
    var start = 0
    for pair in other.mergedForms where mergedForms.count < Self.mostMergedForms { note(pair.first, pair.second) }
    return other.ends.indices.map { code in
      let text = bytes.extracting(start..<other.ends[code])
      start = other.ends[code]
      return self.code(of: text, other.hashes[code])
    }
  }

  /// The code of a text that is there.
  func existingCode(of text: Span<UInt8>) -> UInt32? {
    if slots.isEmpty { return nil }
    let code = find(text, Self.hash(text)).code
    if code != missingKey { return code }
    return Self.isBeyondASCII(text) ? equivalents[Self.string(text)] : nil
  }

  /// The text's code and place; the first free place where it is not there.
  private func find(_ text: Span<UInt8>, _ hash: UInt32) -> (code: UInt32, place: Int) {
    let mask = slots.count - 1
    var place = Int(hash) & mask
    while true {
      let code = UInt32(truncatingIfNeeded: slots[place])
      if code == missingKey || (slots[place] >> 32 == UInt64(hash) && isEqual(code, text)) { return (code, place) }
      place = (place + 1) & mask
    }
  }

  private func isEqual(_ code: UInt32, _ text: Span<UInt8>) -> Bool {
    let start = start(code)
    guard ends[Int(code)] - start == text.count else { return false }
    let bytes = bytes.span
    for index in text.indices where bytes[start + index] != text[index] { return false }
    return true
  }

  private mutating func add(_ text: Span<UInt8>, _ hash: UInt32, at place: Int) -> UInt32 {
    let code = UInt32(ends.count)
    for index in text.indices { bytes.append(text[index]) }
    ends.append(bytes.count)
    hashes.append(hash)
    slots[place] = UInt64(hash) << 32 | UInt64(code)
    return code
  }

  private mutating func grow() {
    let size = max(64, slots.count * 2)
    slots = Array(repeating: Self.free, count: size)
    let mask = size - 1
    for (code, hash) in hashes.enumerated() {
      var place = Int(hash) & mask
      while slots[place] != Self.free { place = (place + 1) & mask }
      slots[place] = UInt64(hash) << 32 | UInt64(code)
    }
  }

  /// The well-mixed upper half of the fingerprint.
  private static func hash(_ text: Span<UInt8>) -> UInt32 { UInt32(truncatingIfNeeded: fingerprintOfBytes(text) >> 32) }

  /// 64 bits of a text: eight bytes at a time, each multiplied into the state.
  static func fingerprint(_ text: Span<UInt8>) -> UInt64 {
    // Equivalent forms have one fingerprint; it is the same only within this run.
    if isBeyondASCII(text) { return UInt64(bitPattern: Int64(string(text).hashValue)) }
    return fingerprintOfBytes(text)
  }

  private static func fingerprintOfBytes(_ text: Span<UInt8>) -> UInt64 {
    let raw = unsafe text.bytes
    var state = UInt64(truncatingIfNeeded: text.count) &* 0x9e37_79b9_7f4a_7c15
    var place = 0
    while place + 8 <= raw.byteCount {
      state = unsafe mix(state ^ raw.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self))
      place += 8
    }
    var tail: UInt64 = 0
    var shift: UInt64 = 0
    while place < raw.byteCount {
      tail |= UInt64(text[place]) << shift
      shift += 8
      place += 1
    }
    return mix(state ^ tail)
  }

  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 {
    let (high, low) = value.multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
    return high ^ low ^ (value >> 29)
  }
}
