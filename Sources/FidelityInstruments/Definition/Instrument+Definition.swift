public import FidelityData
import FidelityDefinitions

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
