public import FidelityData
import FidelityFiles
import FidelitySystem

/// The SHA-256 of a file.
public enum FileDigest {
  /// The digest in hexadecimal. O(bytes), constant memory.
  /// - Throws: `noSuchFile`, `notReadable`; `malformed` where the file changes meanwhile; `outOfMemory`.
  public static func sha256(ofFile path: String) throws(DataError) -> String { try record(ofFile: path).sha256 }

  /// What is read of a file from its beginning to its end.
  static func record(ofFile path: String) throws(DataError) -> InputRecord {
    guard PathKind(of: path) != nil else { throw DataError(.noSuchFile, file: path) }
    guard let file = InputFile(path) else {
      throw DataError(.notReadable(reason: "the file may not be read"), file: path)
    }
    let digest = try ByteDigest()
    while true {
      guard let chunk = file.read(upTo: 1 << 20) else {
        throw DataError(.notReadable(reason: "the file cannot be read to its end"), file: path)
      }
      if chunk.isEmpty { break }
      unsafe chunk.withUnsafeBytes { unsafe digest.take($0) }
    }
    guard !file.hasChanged else {
      throw DataError(
        .malformed(reason: "the file changed while it was read"), file: path,
        hint: "run it again when nothing writes to the file, or on a copy")
    }
    return InputRecord(file: path, byteCount: digest.byteCount, sha256: digest.hexadecimal())
  }
}
