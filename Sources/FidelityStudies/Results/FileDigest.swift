internal import COpenSSL
public import FidelityData
import FidelitySystem

/// The SHA-256 of a file, by OpenSSL.
public enum FileDigest {
  /// The digest in hexadecimal. O(bytes), constant memory.
  /// - Throws: `noSuchFile`, `notReadable`.
  public static func sha256(ofFile path: String) throws(DataError) -> String {
    guard PathKind(of: path) != nil else { throw DataError(.noSuchFile, file: path) }
    guard let file = InputFile(path) else {
      throw DataError(.notReadable(reason: "the file may not be read"), file: path)
    }
    guard let context = unsafe EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
    defer { unsafe EVP_MD_CTX_free(context) }
    guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else { preconditionFailure("no SHA-256") }
    while true {
      guard let chunk = file.read(upTo: 1 << 20) else {
        throw DataError(.notReadable(reason: "the file cannot be read to its end"), file: path)
      }
      if chunk.isEmpty { break }
      unsafe chunk.withUnsafeBytes { bytes in
        _ = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
      }
    }
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    _ = unsafe EVP_DigestFinal_ex(context, &digest, &length)
    return digest.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
