package import FidelityData
import FidelityFiles
import FidelitySystem

/// The content security policy of a page: nothing but its own styles and script, by their SHA-256, and images inside
/// the page.
package enum ContentPolicy {
  /// - Parameters:
  ///   - styles: the contents of all `style` elements.
  ///   - scripts: the contents of all `script` elements.
  package static func text(styles: [String], scripts: [String]) throws(DataError) -> String {
    var parts = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "img-src data:"]
    parts.append(try "style-src" + sources(styles))
    parts.append(try "script-src" + sources(scripts))
    return parts.joined(separator: "; ")
  }

  private static func sources(_ contents: [String]) throws(DataError) -> String {
    if contents.isEmpty { return " 'none'" }
    var text = ""
    var seen: Set<String> = []
    for content in contents where seen.insert(content).inserted { text += try " 'sha256-\(digest(content))'" }
    return text
  }

  /// The SHA-256 in base 64.
  private static func digest(_ content: String) throws(DataError) -> String {
    let digest = try ByteDigest()
    let bytes = Array(content.utf8)
    unsafe bytes.withUnsafeBytes { unsafe digest.take($0) }
    let digits = Array(digest.hexadecimal())
    let raw = stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    return Data(raw).base64EncodedString()
  }
}
