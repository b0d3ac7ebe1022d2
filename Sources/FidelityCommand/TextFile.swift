import FidelityData
import FidelityFiles
import FidelitySystem

/// Small texts that a command writes.
enum TextFile {
  /// Writes a file, whole or not at all, with the folders that lead to it.
  /// - Throws: `cannotCreate`, `cannotWrite`.
  static func write(_ text: String, to path: String) throws(DataError) {
    let folder = URL(filePath: path).deletingLastPathComponent().relativePath
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw DataError(.cannotCreate(reason: "the folder cannot be made"), file: folder)
    }
    let file = try AtomicFile(path, bytes: Array(text.utf8))
    try file.commit()
  }
}
