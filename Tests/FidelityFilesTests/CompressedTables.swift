import Foundation

/// `site,score`, then `x,1`, `y,2.5` and `007,`, packed by gzip, zstd and bzip2.
enum CompressedTables {
  private static let texts = [
    "a.csv.gz": "H4sIAAAAAAACAyvOLEnVKU7OL0rlqtAx5KrUMdIz5TIwMNfhAgBHjvWVGgAAAA==",
    "a.csv.zst": "KLUv/SAa0QAAc2l0ZSxzY29yZQp4LDEKeSwyLjUKMDA3LAo=",
    "a.csv.bz2": "QlpoOTFBWSZTWSly/C0AAAtZgAAQAAVygAognGAgADFDTTAARGhp6mg8pD6gFXkSGlyU/lkKrfF3JFOFCQKXL8LQ",
  ]

  static func all() throws -> [String: [UInt8]] {
    try texts.mapValues { text in
      guard let data = Data(base64Encoded: text) else { throw CocoaError(.coderInvalidValue) }
      return [UInt8](data)
    }
  }
}
