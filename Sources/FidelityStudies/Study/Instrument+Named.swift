public import FidelityData
import FidelityDefinitions
import FidelityFiles
public import FidelityInstruments
import FidelitySystem

extension Instrument {
  /// A built-in instrument by id, or a definition by path.
  /// - Throws: `noSuchFile`, `notReadable`, `definition`.
  public init(named name: String) throws(DataError) { self = try Self.source(named: name).instrument }

  /// An instrument, its text, and what was read of its file; nil for a built-in one. A file is read once.
  /// - Throws: `noSuchFile`, `notReadable`, `definition`.
  static func source(
    named name: String
  ) throws(DataError) -> (instrument: Instrument, text: String, record: InputRecord?) {
    let looksLikePath = name.contains("/") || name.contains(".y") || FileManager.default.fileExists(atPath: name)
    if InstrumentCatalogue.ids.contains(name) || !looksLikePath {
      return (try InstrumentCatalogue.instrument(name), InstrumentCatalogue.text(name) ?? "", nil)
    }
    let (text, bytes) = try DefinitionNode.source(ofFile: name)
    return (try Instrument(definition: text, file: name), text, try InputRecord(file: name, bytes: bytes))
  }

  /// The text of a built-in instrument, or of a definition file.
  /// - Throws: `noSuchFile`, `notReadable`, or that it is not sound.
  public static func text(named name: String) throws(DataError) -> String {
    try source(named: name).text
  }
}
