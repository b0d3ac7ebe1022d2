public import FidelityData
import FidelityDefinitions
public import FidelityInstruments
import FidelitySystem

extension Instrument {
  /// A built-in instrument by id, or a definition by path.
  /// - Throws: `noSuchFile`, `notReadable`, `definition`.
  public init(named name: String) throws(DataError) {
    if InstrumentCatalogue.ids.contains(name) {
      self = try InstrumentCatalogue.instrument(name)
      return
    }
    let looksLikePath = name.contains("/") || name.contains(".y") || FileManager.default.fileExists(atPath: name)
    self = try looksLikePath ? Instrument(contentsOfFile: name) : InstrumentCatalogue.instrument(name)
  }

  /// The text of a built-in instrument, or of a definition file.
  /// - Throws: `noSuchFile`, `notReadable`, or that it is not sound.
  public static func text(named name: String) throws(DataError) -> String {
    _ = try Instrument(named: name)
    if let text = InstrumentCatalogue.text(name) { return text }
    return try DefinitionNode.text(ofFile: name)
  }
}
