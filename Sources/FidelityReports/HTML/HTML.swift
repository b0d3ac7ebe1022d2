/// HTML under construction: every element that is opened is closed, and every text is escaped.
///
/// Only ``markup(_:)`` takes markup as it is: pictures, which their own writer has escaped, and parts of this module.
package struct HTML: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// An element with what it holds.
  package mutating func element(
    _ name: StaticString, _ attributes: [(StaticString, String)] = [], _ content: (inout HTML) -> Void
  ) {
    open(name, attributes)
    content(&self)
    bytes += "</\(name)>".utf8
  }

  /// An element with a text.
  package mutating func element(_ name: StaticString, _ attributes: [(StaticString, String)] = [], text: String) {
    element(name, attributes) { $0.text(text) }
  }

  /// An element that never holds anything: `meta`, `img`, `br`.
  package mutating func void(_ name: StaticString, _ attributes: [(StaticString, String)] = []) {
    open(name, attributes)
  }

  /// A text; what HTML gives a meaning stands for itself.
  package mutating func text(_ text: String) { Self.escape(text, to: &bytes) }

  /// A name out of the data, apart from the direction of the text around it.
  package mutating func name(_ name: String) {
    if name.utf8.allSatisfy({ $0 < 0x80 }) {
      text(name)
    } else {
      element("bdi", text: Self.withoutDirections(name))
    }
  }

  /// A name in which U+FFFD stands for characters that would turn the direction of what follows, or end its isolation.
  package static func withoutDirections(_ name: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      switch scalar.value {
      case 0x202a...0x202e, 0x2066...0x2069: scalars.append("\u{fffd}")
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  /// Markup as it is.
  package mutating func markup(_ markup: String) { bytes += markup.utf8 }

  package mutating func line() { bytes.append(0x0a) }

  private mutating func open(_ name: StaticString, _ attributes: [(StaticString, String)]) {
    bytes += "<\(name)".utf8
    for (attribute, value) in attributes {
      bytes += " \(attribute)=\"".utf8
      text(value)
      bytes.append(0x22)
    }
    bytes.append(0x3e)
  }

  /// Characters that no HTML document may hold become U+FFFD: controls but for line feed and tab, and noncharacters; so
  /// do those that turn the direction of what follows. First strong isolates stay, by which a page sets values apart.
  package static func escape(_ text: String, to bytes: inout [UInt8]) {
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x26: bytes += "&amp;".utf8
      case 0x3c: bytes += "&lt;".utf8
      case 0x3e: bytes += "&gt;".utf8
      case 0x22: bytes += "&quot;".utf8
      case 0x27: bytes += "&#39;".utf8
      case 0x09, 0x0a, 0x20..<0x7f: bytes.append(UInt8(scalar.value))
      case ..<0xa0, 0xfdd0...0xfdef, 0x202a...0x202e, 0x2066, 0x2067: bytes += "\u{fffd}".utf8
      case let value where value & 0xfffe == 0xfffe: bytes += "\u{fffd}".utf8
      default: bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
  }
}
