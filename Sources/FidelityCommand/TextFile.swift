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

/// Files of a new folder; none that is there is touched.
struct NewFiles {
  private let files: [(path: String, text: String)]

  /// - Throws: `cannotCreate` where one of them exists.
  init(_ files: [(path: String, text: String)]) throws(DataError) {
    for file in files where PathKind(of: file.path) != nil {
      throw DataError(
        .cannotCreate(reason: "the file is there already, and nothing is overwritten"), file: file.path,
        hint: "name a new folder")
    }
    self.files = files
  }

  var count: Int { files.count }

  func write() throws(DataError) {
    for file in files { try TextFile.write(file.text, to: file.path) }
  }
}
