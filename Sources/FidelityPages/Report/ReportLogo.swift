public import FidelityData
import FidelitySystem

/// A picture at the head of a report, inside the page.
public struct ReportLogo: Sendable {
  /// The picture as a `data:` URI.
  let uri: String

  /// The largest file, in bytes.
  static let byteLimit = 200_000

  /// Reads a PNG, JPEG or SVG file. An SVG is shown as an image, in which no script runs.
  /// - Throws: `noSuchFile`, `notReadable`; `unusable` for another format or a file that is too large.
  public init(contentsOfFile path: String) throws(DataError) {
    guard PathKind(of: path) != nil else { throw DataError(.noSuchFile, file: path) }
    guard let bytes = InputFile(path)?.read(upTo: Self.byteLimit + 1) else {
      throw DataError(.notReadable(reason: "the file cannot be read"), file: path)
    }
    guard bytes.count <= Self.byteLimit else {
      throw DataError(
        .unusable(reason: "the logo is larger than \(Self.byteLimit / 1000) kB"), file: path,
        hint: "the page carries it: make it smaller")
    }
    guard let type = Self.type(bytes) else {
      throw DataError(.unusable(reason: "the logo is no PNG, JPEG or SVG file"), file: path)
    }
    uri = "data:\(type);base64,\(Data(bytes).base64EncodedString())"
  }

  private static func type(_ bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) { return "image/png" }
    if bytes.starts(with: [0xff, 0xd8, 0xff]) { return "image/jpeg" }
    guard let text = String(validating: bytes, as: UTF8.self), text.contains("<svg") else { return nil }
    return "image/svg+xml"
  }
}
