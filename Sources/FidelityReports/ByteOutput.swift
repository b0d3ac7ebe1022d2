package import FidelityData
import FidelityFiles
import FidelitySystem

/// Bytes on their way to a file, to standard output, or into memory.
///
/// A file grows while bytes come and takes its name by ``commit()``. What cannot be taken back, standard output and
/// devices, gets its bytes by ``commit()`` alone; until then they lie in memory.
final class ByteOutput {
  private let place: TablePlace?
  private let isHeld: Bool
  private var file: AtomicFile?
  private var chunks: [[UInt8]] = []

  /// Bytes that stay in memory.
  init() {
    place = nil
    isHeld = true
  }

  init(_ place: TablePlace) {
    self.place = place
    isHeld = if case .file(let path) = place { AtomicFile.isDevice(path) } else { true }
  }

  /// What is in memory.
  var bytes: [UInt8] { Array(chunks.joined()) }

  func write(_ bytes: [UInt8]) throws(DataError) {
    if isHeld { chunks.append(bytes) } else { try opened()?.write(bytes) }
  }

  func end() throws(DataError) {
    if !isHeld { try opened()?.end() }
  }

  func commit() throws(DataError) {
    switch place {
    case nil: break
    case .standardOutput:
      for chunk in chunks { try StandardOutput.write(chunk) }
    case .file:
      let file = try opened()
      if isHeld {
        for chunk in chunks { try file?.write(chunk) }
        try file?.end()
      }
      try file?.commit()
    }
    chunks = []
  }

  private func opened() throws(DataError) -> AtomicFile? {
    if file == nil, case .file(let path) = place { file = try AtomicFile(path) }
    return file
  }
}

/// Standard output, whose failures are errors like those of a file.
package enum StandardOutput {
  package static func write(_ text: String) throws(DataError) { try write(Array(text.utf8)) }

  package static func write(_ bytes: [UInt8]) throws(DataError) {
    let failure = DescriptorOutput.write(bytes, to: STDOUT_FILENO)
    guard failure == 0 else {
      throw DataError(.cannotWrite(reason: SystemFailure.reason(failure)), file: "standard output")
    }
  }
}
