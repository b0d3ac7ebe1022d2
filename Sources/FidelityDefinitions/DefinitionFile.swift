package import FidelityData
import FidelitySystem

extension DefinitionNode {
  /// The text of a definition file without its byte order mark, refused where it is no UTF-8 or longer than the limit.
  ///
  /// - Throws: `.noSuchFile`, `.isDirectory`, `.notReadable`, `.definition`.
  package static func text(ofFile path: String) throws(DataError) -> String { try source(ofFile: path).text }

  /// The same with the bytes of the file as they were read. A file is opened once, so that it may be a pipe.
  ///
  /// - Throws: `.noSuchFile`, `.isDirectory`, `.notReadable`, `.definition`.
  package static func source(ofFile path: String) throws(DataError) -> (text: String, bytes: [UInt8]) {
    guard let kind = PathKind(of: path) else { throw DataError(.noSuchFile, file: path) }
    guard kind != .folder else { throw DataError(.isDirectory, file: path) }
    // One byte more than allowed shows that there is more, however long the file (or the device) is.
    guard let file = InputFile(path), let bytes = file.read(upTo: byteLimit + 1) else {
      throw DataError(.notReadable(reason: "the file cannot be read"), file: path)
    }
    guard bytes.count <= byteLimit else {
      throw DataError(.definition(reason: "the definition is longer than 1 MiB"), file: path)
    }
    guard !file.hasChanged else {
      throw DataError(
        .definition(reason: "the file changed while it was read"), file: path,
        hint: "run it again when nothing writes to the file, or on a copy")
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    guard let text = String(validating: bytes.dropFirst(bytes.starts(with: mark) ? mark.count : 0), as: UTF8.self)
    else {
      throw DataError(.definition(reason: "the file is not UTF-8 text"), file: path)
    }
    return (text, bytes)
  }
}

/// Paths in a definition file.
package enum DefinitionPath {
  package static func resolve(_ path: String, relativeTo folder: String) -> String {
    path.hasPrefix("/") || folder == "." || folder.isEmpty || path == "-" ? path : folder + "/" + path
  }
}
