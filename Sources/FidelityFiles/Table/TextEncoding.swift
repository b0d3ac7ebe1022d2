import CArrow

/// How the bytes of text stand for characters.
public enum TextEncoding: String, Sendable, Hashable, CaseIterable {
  case utf8 = "utf-8"
  /// By the byte order mark; without one by where the zeros are, else the lower byte first.
  case utf16 = "utf-16"
  case utf16LE = "utf-16le"
  case utf16BE = "utf-16be"
  /// Western Europe, the encoding of Excel's CSV there; what it has beyond Latin-1 is control characters in that.
  case windows1252 = "windows-1252"
  /// Read as Windows-1252.
  case latin1 = "latin-1"
  /// With the euro sign.
  case latin9 = "iso-8859-15"
  case latin2 = "iso-8859-2"
  /// Central Europe.
  case windows1250 = "windows-1250"
  /// Cyrillic.
  case windows1251 = "windows-1251"
  /// Greek.
  case windows1253 = "windows-1253"
  /// Turkish.
  case windows1254 = "windows-1254"
  /// Excel of old Macintoshes.
  case macintosh
  case cp437, cp850
  case shiftJIS = "shift-jis"
  case gb18030
  case big5
  case eucKR = "euc-kr"

  var code: FAEncoding {
    switch self {
    case .utf8: .UTF8
    case .utf16: .UTF16
    case .utf16LE: .UTF16LE
    case .utf16BE: .UTF16BE
    case .windows1252, .latin1: .windows1252
    case .latin9: .ISO8859_15
    case .latin2: .ISO8859_2
    case .windows1250: .windows1250
    case .windows1251: .windows1251
    case .windows1253: .windows1253
    case .windows1254: .windows1254
    case .macintosh: .macintosh
    case .cp437: .CP437
    case .cp850: .CP850
    case .shiftJIS: .shiftJIS
    case .gb18030: .GB18030
    case .big5: .big5
    case .eucKR: .EUCKR
    }
  }
}

/// How a quotation mark inside a cell is written.
public enum QuoteEscape: String, Sendable, Hashable, CaseIterable {
  /// Twice, as in CSV.
  case doubled
  /// After a backslash, as MySQL, Redshift and R write it.
  case backslash

  var code: FAEscape { self == .doubled ? .doubled : .backslash }
}

/// The mark between thousands.
public enum ThousandsMark: String, Sendable, Hashable, CaseIterable {
  case comma, point, apostrophe
  /// Every blank of Unicode.
  case space

  var byte: UInt8 {
    switch self {
    case .comma: 0x2c
    case .point: 0x2e
    case .apostrophe: 0x27
    case .space: 0x20
    }
  }
}
