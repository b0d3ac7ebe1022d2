public import FidelityData
import FidelityDefinitions

/// The instruments that come with the package. Each is a definition in the language of ``Instrument``, with its source,
/// its licence and what its rules were checked against.
///
/// Wording of most instruments is licensed: the catalogue holds structure and scoring rules, under short labels of our
/// own. Definitions are string literals: a program that uses the library stays one file, and the compiler needs no time
/// for
/// long arrays of bytes.
public enum InstrumentCatalogue {
  private static let texts: [(id: String, text: String)] = [
    ("implementation-drivers", implementationDrivers),
    ("set-2.1", schoolwideEvaluationTool21),
    ("tfi-2.1", tieredFidelityInventory21),
  ]

  /// The ids in alphabetical order.
  public static var ids: [String] { texts.map(\.id) }

  /// The definition of an instrument, or nil where there is none of that id.
  public static func text(_ id: String) -> String? { texts.first { $0.id == id }?.text }

  /// An instrument by its id.
  ///
  /// - Throws: `.usage` with the nearest ids where there is none of that id.
  public static func instrument(_ id: String) throws(DataError) -> Instrument {
    guard let text = text(id) else {
      throw DataError(
        .usage(reason: "there is no instrument \"\(DefinitionNode.shown(id))\""),
        remedy: DefinitionNode.hint(id, among: ids).map(Remedy.words) ?? .listInstruments)
    }
    return try Instrument(definition: text, file: id)
  }
}
