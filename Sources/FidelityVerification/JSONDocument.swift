import FidelityData

/// A JSON document (RFC 8259) whose values know where they stand, so that a message can say where a file is damaged.
struct JSONDocument: Sendable {
  /// A value and the place of its first byte.
  struct Node: Sendable {
    let content: Content
    fileprivate let offset: Int
  }

  enum Content: Sendable {
    case null
    case bool(Bool)
    /// A number, and how it is written.
    case number(Double, text: String)
    case string(String)
    case array([Node])
    case object([(name: String, value: Node)])
  }

  let root: Node
  private let bytes: [UInt8]
  private let file: String

  /// - Throws: `malformed` with file, line and character.
  init(_ bytes: [UInt8], file: String) throws(DataError) {
    var parser = JSONParser(bytes, file: file)
    root = try parser.document()
    self.bytes = bytes
    self.file = file
  }

  /// The error that a value is not what it should be.
  func refusal(_ reason: String, at node: Node) -> DataError {
    JSONParser.refusal(reason, bytes, at: node.offset, file: file)
  }
}

extension JSONDocument.Node {
  fileprivate init(_ content: JSONDocument.Content, at offset: Int) {
    self.content = content
    self.offset = offset
  }

  /// The value of a member; nil where there is none of that name, or null.
  subscript(name: String) -> JSONDocument.Node? {
    guard case .object(let members) = content, let member = members.first(where: { $0.name == name })?.value else {
      return nil
    }
    if case .null = member.content { return nil }
    return member
  }
}

private struct JSONParser {
  /// Deeper documents are refused, so that a hostile one cannot use up the stack.
  private static let depthLimit = 64

  private let bytes: [UInt8]
  private let file: String
  private var offset = 0

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  static func refusal(_ reason: String, _ bytes: [UInt8], at offset: Int, file: String) -> DataError {
    let before = bytes.prefix(offset)
    let lineStart = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    // Bytes 10xxxxxx continue a character.
    let character = before[lineStart...].count { $0 & 0xc0 != 0x80 } + 1
    return DataError(
      .malformed(reason: reason), file: file, line: before.count { $0 == 0x0a } + 1, character: character)
  }

  private func refusal(_ reason: String) -> DataError { Self.refusal(reason, bytes, at: offset, file: file) }

  mutating func document() throws(DataError) -> JSONDocument.Node {
    // The order of bytes at the start is no part of the text.
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { offset = 3 }
    let root = try value(depth: 1)
    skipBlanks()
    guard offset == bytes.count else { throw refusal("nothing may follow the JSON value") }
    return root
  }

  private mutating func skipBlanks() {
    while offset < bytes.count, [0x20, 0x0a, 0x0d, 0x09].contains(bytes[offset]) { offset += 1 }
  }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: byte) else { return false }
    offset += 1
    return true
  }

  private mutating func value(depth: Int) throws(DataError) -> JSONDocument.Node {
    skipBlanks()
    guard depth <= Self.depthLimit else { throw refusal("the JSON value is nested too deeply") }
    guard offset < bytes.count else { throw refusal("the JSON text ends too early") }
    let start = offset
    switch bytes[offset] {
    case UInt8(ascii: "{"): return .init(.object(try object(depth: depth)), at: start)
    case UInt8(ascii: "["): return .init(.array(try array(depth: depth)), at: start)
    case UInt8(ascii: "\""): return .init(.string(try string()), at: start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .init(try number(), at: start)
    default:
      for (word, content) in [("null", JSONDocument.Content.null), ("true", .bool(true)), ("false", .bool(false))]
      where bytes[offset...].starts(with: word.utf8) {
        offset += word.utf8.count
        return .init(content, at: start)
      }
      throw refusal("a JSON value is expected here")
    }
  }

  private mutating func object(depth: Int) throws(DataError) -> [(name: String, value: JSONDocument.Node)] {
    offset += 1
    var members: [(name: String, value: JSONDocument.Node)] = []
    var names: Set<[UInt8]> = []
    skipBlanks()
    if take("}") { return members }
    while true {
      skipBlanks()
      guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { throw refusal("a name is expected here") }
      let place = offset
      let name = try string()
      if !names.insert(Array(name.utf8)).inserted {
        throw Self.refusal("\"\(name)\" stands twice in one object", bytes, at: place, file: file)
      }
      skipBlanks()
      guard take(":") else { throw refusal("a colon is expected here") }
      members.append((name, try value(depth: depth + 1)))
      skipBlanks()
      if take("}") { return members }
      guard take(",") else { throw refusal("a comma or } is expected here") }
    }
  }

  private mutating func array(depth: Int) throws(DataError) -> [JSONDocument.Node] {
    offset += 1
    var elements: [JSONDocument.Node] = []
    skipBlanks()
    if take("]") { return elements }
    while true {
      elements.append(try value(depth: depth + 1))
      skipBlanks()
      if take("]") { return elements }
      guard take(",") else { throw refusal("a comma or ] is expected here") }
    }
  }

  private mutating func digits() -> Int {
    let start = offset
    while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
    return offset - start
  }

  private mutating func number() throws(DataError) -> JSONDocument.Content {
    let start = offset
    _ = take("-")
    let isZero = offset < bytes.count && bytes[offset] == UInt8(ascii: "0")
    let whole = digits()
    var isNumber = whole > 0 && !(isZero && whole > 1)
    if take(".") { isNumber = digits() > 0 && isNumber }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      isNumber = digits() > 0 && isNumber
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard isNumber, let number = Double(text), number.isFinite else {
      throw Self.refusal("\"\(text)\" is not a number", bytes, at: start, file: file)
    }
    return .number(number, text: text)
  }

  private mutating func string() throws(DataError) -> String {
    offset += 1
    var content: [UInt8] = []
    let start = offset
    while offset < bytes.count {
      let byte = bytes[offset]
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        guard let text = String(validating: content, as: UTF8.self) else {
          throw Self.refusal("the text is not UTF-8", bytes, at: start, file: file)
        }
        return text
      case UInt8(ascii: "\\"): content += try escape().utf8
      case 0..<0x20: throw refusal("a text must end on its line")
      default:
        content.append(byte)
        offset += 1
      }
    }
    throw refusal("the JSON text ends within quotation marks")
  }

  private mutating func escape() throws(DataError) -> String {
    let start = offset
    offset += 1
    guard offset < bytes.count else { throw refusal("the JSON text ends within quotation marks") }
    let byte = bytes[offset]
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return String(Unicode.Scalar(byte))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var units = [hexadecimal()]
      if let high = units[0], UTF16.isLeadSurrogate(high), take("\\"), take("u") { units.append(hexadecimal()) }
      if let text = String(validating: units.map { $0 ?? 0xd800 }, as: UTF16.self) { return text }
    default: break
    }
    throw Self.refusal("there is no such escape in JSON", bytes, at: start, file: file)
  }

  /// Four hexadecimal digits, or nil.
  private mutating func hexadecimal() -> UInt16? {
    let end = offset + 4
    guard end <= bytes.count else { return nil }
    var value: UInt16 = 0
    while offset < end {
      guard let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue else { return nil }
      value = value << 4 | UInt16(digit)
      offset += 1
    }
    return value
  }
}
