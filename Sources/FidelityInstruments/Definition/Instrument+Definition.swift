public import FidelityData
import Foundation

extension Instrument {
  /// Reads a definition (the language is described at ``Instrument``).
  ///
  /// - Parameters:
  ///   - text: one YAML document of at most 1 MiB.
  ///   - file: the name that errors carry.
  /// - Throws: ``FidelityData/DataError`` `.definition` with line and character of what is wrong, and a hint where
  ///   there is one. The first error is thrown, in reading order within each section.
  /// - Complexity: O(text + items x scales); the product is limited to 5 million.
  public init(definition text: String, file: String? = nil) throws(DataError) {
    self = try InstrumentReader.read(try DefinitionNode(parsing: text, file: file))
  }

  /// Reads a definition file.
  ///
  /// - Throws: `.noSuchFile`, `.isDirectory`, `.notReadable`, or `.definition` as ``init(definition:file:)``.
  public init(contentsOfFile path: String) throws(DataError) {
    self = try Instrument(definition: DefinitionNode.text(ofFile: path), file: path)
  }
}

extension DefinitionNode {
  /// The text of a definition file, refused where it is no UTF-8 or longer than the limit.
  package static func text(ofFile path: String) throws(DataError) -> String {
    var isDirectory: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw DataError(.noSuchFile, file: path)
    }
    guard !isDirectory.boolValue else { throw DataError(.isDirectory, file: path) }
    let bytes: Data
    do {
      let handle = try FileHandle(forReadingFrom: URL(filePath: path))
      defer { try? handle.close() }
      // One byte more than allowed shows that there is more, however long the file (or the device) is.
      bytes = try handle.read(upToCount: byteLimit + 1) ?? Data()
    } catch {
      throw DataError(.notReadable(reason: "the file cannot be read"), file: path)
    }
    guard bytes.count <= byteLimit else {
      throw DataError(.definition(reason: "the definition is longer than 1 MiB"), file: path)
    }
    guard let text = String(data: bytes, encoding: .utf8) else {
      throw DataError(.definition(reason: "the file is not UTF-8 text"), file: path)
    }
    return text
  }
}
