public import FidelityTesting

/// Damages bytes: flips, cuts, doubles, splices, tokens, huge numbers, deep nesting.
public struct Mutator {
  public var generator: SeededGenerator
  private let tokens: [[UInt8]]

  public init(seed: UInt64, tokens: [String]) {
    generator = SeededGenerator(seed: seed)
    self.tokens = (tokens + Self.general).map { Array($0.utf8) }
  }

  /// Tokens that are awkward everywhere.
  private static let general = [
    "0", "-1", "9007199254740993", "99999999999999999999999", "1e308", "1e999", "-0.0", ".nan", "NaN", "inf", "\u{0}",
    "\u{FEFF}", "\u{85}", "\u{2028}", "e\u{301}", "\u{1F600}", "\u{1B}[2J", "\r\n", "\n", "\t", "\"", "'", ",", ";",
  ]

  /// For YAML.
  public static let yaml = [
    "&a ", "*a", "!!str ", "!x ", "---\n", "...\n", "{", "}", "[", "]", ": ", "- ", "? ", "|\n", ">-\n", "#", "%",
    "<<: ",
    "~", "null", "true", "&a [*a, *a]", "%YAML 1.1\n",
  ]

  /// For delimited text and binary files.
  public static let table = [
    "1 250", "1,250.5", "85%", "\\\"", "\\", "sep=;\n", "Title\n", ",,\n", "Total,1\n", "{\"ImportId\":\"Q\"}\n",
    "\"\"", ",\"", "\"\n", "\n\n", "NA", "PAR1", "ARROW1", "\u{1F}\u{8B}", "2024-02-30", "1,5", "-", "\r", "|",
  ]

  /// For the parts of a workbook.
  public static let workbook = [
    "<", ">", "/>", "&", "&#10;", "&a;", "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE a [<!ENTITY a \"b\">]>",
    "<?a ?>", "<row r=\"3\">", "</row>", "<c>", "</c>", "<c r=\"XFE1\">", "<v>", "</v>", "<f>", "<x:row>", "r=\"A1\"",
    "t=\"s\"", "r=\"1048577\"", "_x0041_", "_xD800_", "45000.5", "2958466", "#N/A", "#DIV/0!", "UTF-16", "PK\u{5}\u{6}",
  ]

  /// For JSON.
  public static let json = [
    "{", "}", "[", "]", ":", "null", "true", "\"\"", "\\u0000", "\\ud800", "\\", "1e-999", "-", "{\"a\":", "[[[",
    "\"weights\": \"ratio\"", "\"options\": {}", "\"population\": 1", "\"resamples\": 0", "\"categories\": \"|\"",
    "\"table\": \"data.csv\"", "\"method\": \"jackknife-cluster\"", "\"round\": \"9\"", "\"metric\": \"ratio\"",
  ]

  public mutating func mutate(_ bytes: [UInt8], with other: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) { damage(&bytes, other) }
    return bytes
  }

  /// The bytes as if each were a character of Latin-1, in UTF-16, UTF-32 or UTF-8, with a byte order mark or not; or
  /// with characters of Windows-1252 between them.
  public mutating func encode(_ bytes: [UInt8]) -> [UInt8] {
    let mark = pick([true, false])
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: return (mark ? [0xff, 0xfe] : []) + bytes.flatMap { [$0, 0] }
    case 1: return (mark ? [0xfe, 0xff] : []) + bytes.flatMap { [0, $0] }
    case 2: return [0xff, 0xfe, 0, 0] + bytes.flatMap { [$0, 0, 0, 0] }
    case 3:
      let characters = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
      return (mark ? [0xef, 0xbb, 0xbf] : []) + Array(characters.utf8)
    default:
      return bytes.flatMap { byte in
        let isFollowed = Int.random(in: 0..<8, using: &generator) == 0
        return isFollowed ? [byte, UInt8.random(in: 0x80...0xff, using: &generator)] : [byte]
      }
    }
  }

  private mutating func damage(_ bytes: inout [UInt8], _ other: [UInt8]) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let end = min(bytes.count, place + Int.random(in: 0...24, using: &generator))
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
    case 1: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &generator) }
    case 2: bytes.removeSubrange(place..<end)
    case 3: if Bool.random(using: &generator) { bytes.removeSubrange(place...) }
    case 4: bytes.insert(contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0...bytes.count, using: &generator))
    case 5:
      let start = Int.random(in: 0...other.count, using: &generator)
      bytes.replaceSubrange(place..., with: other[start...])
    case 6:
      let token = token()
      let count = [1, 1, 1, 2, 40, 3000][Int.random(in: 0..<6, using: &generator)]
      bytes.insert(contentsOf: repeatElement(token, count: count).joined(), at: place)
    default: bytes.replaceSubrange(place..<end, with: token())
    }
  }

  private mutating func token() -> [UInt8] { tokens[Int.random(in: 0..<tokens.count, using: &generator)] }

  /// An element at random of an array that is not empty.
  public mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &generator)]
  }
}
