internal import COpenSSL
package import FidelityData

/// The SHA-256 of bytes that come one after the other, by OpenSSL, and how many there were. Used by one thread at a
/// time.
@safe
package final class ByteDigest: @unchecked Sendable {
  private let context: OpaquePointer
  package private(set) var byteCount = 0
  private var text: String?

  /// - Throws: `outOfMemory`.
  package init() throws(DataError) {
    guard let context = unsafe EVP_MD_CTX_new() else { throw DataError(.outOfMemory) }
    guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      unsafe EVP_MD_CTX_free(context)
      throw DataError(.outOfMemory)
    }
    unsafe self.context = context
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Takes the bytes that follow. Not after ``hexadecimal()``.
  package func take(_ bytes: UnsafeRawBufferPointer) {
    precondition(text == nil, "bytes after the end")
    byteCount += bytes.count
    _ = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// The digest of all bytes.
  package func hexadecimal() -> String {
    if let text { return text }
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    _ = unsafe EVP_DigestFinal_ex(context, &digest, &length)
    let result = digest.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
    text = result
    return result
  }
}
