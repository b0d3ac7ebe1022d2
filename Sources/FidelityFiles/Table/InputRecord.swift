import CArrow
package import FidelityData

/// What was read of an input: its name, and the size and SHA-256 of its bytes.
package struct InputRecord: Sendable, Equatable {
  package let file: String
  package let byteCount: Int
  /// In hexadecimal.
  package let sha256: String

  package init(file: String, byteCount: Int, sha256: String) {
    (self.file, self.byteCount, self.sha256) = (file, byteCount, sha256)
  }

  /// A file that was read as a whole.
  /// - Throws: `outOfMemory`.
  package init(file: String, bytes: [UInt8]) throws(DataError) {
    let digest = try ByteDigest()
    unsafe bytes.withUnsafeBytes { unsafe digest.take($0) }
    self.init(file: file, byteCount: bytes.count, sha256: digest.hexadecimal())
  }
}

extension TableFile {
  /// What was read of the file. The bytes of a pipe are counted as they are read, where its options say so; those of a
  /// file are read once more, from the file that is open. After a scan.
  /// - Returns: nil for a stream of another program, and for a pipe whose bytes were not counted.
  /// - Throws: `malformed` where the file has changed, `notReadable`, `outOfMemory`.
  /// - Complexity: O(bytes) of a file, constant memory.
  package func inputRecord() throws(DataError) -> InputRecord? {
    if let pipe { return InputRecord(file: path, byteCount: pipe.byteCount, sha256: pipe.hexadecimal()) }
    guard let byteCount else { return nil }
    let digest = try ByteDigest()
    var bytes = [UInt8](repeating: 0, count: min(max(byteCount, 1), 1 << 20))
    while digest.byteCount < byteCount {
      let count = read(from: digest.byteCount, into: &bytes)
      guard count >= 0 else {
        throw DataError(.notReadable(reason: "the file cannot be read to its end"), file: path)
      }
      if count == 0 { break }
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe digest.take(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      }
    }
    try checkUnchanged()
    return InputRecord(file: path, byteCount: digest.byteCount, sha256: digest.hexadecimal())
  }

  /// Fills `bytes` from a place of the file; returns how many there were, or -1.
  func read(from position: Int, into bytes: inout [UInt8]) -> Int {
    unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return 0 }
      let count = buffer.count
      return unsafe withSource { source in unsafe Int(fa_file_bytes(source, Int64(position), start, Int64(count))) }
    }
  }

  /// - Throws: `malformed` where the file has been written to since it was opened: then what was read of it is neither
  ///   what it was nor what it is.
  package func checkUnchanged() throws(DataError) {
    var error = FAError()
    let status = unsafe withSource { source in unsafe fa_check_unchanged(source, &error) }
    guard status == .OK else { throw error.dataError(file: path) }
  }
}
