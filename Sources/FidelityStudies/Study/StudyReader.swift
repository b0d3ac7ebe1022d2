public import FidelityData
import FidelityDefinitions
import FidelityFiles
import FidelityInstruments
import FidelitySystem

/// The text of a study file, read once, for whoever wants a part of it.
package struct StudyFile: Sendable {
  let text: String
  let record: InputRecord

  /// - Throws: `noSuchFile`, `isDirectory`, `notReadable`, `definition`.
  package init(_ path: String) throws(DataError) {
    let (text, bytes) = try DefinitionNode.source(ofFile: path)
    self.text = text
    record = try InputRecord(file: path, bytes: bytes)
  }
}

extension Study {
  /// Reads a study file.
  ///
  /// Paths in it are relative to its folder. Every mistake is reported with line and character.
  /// - Parameter seed: replaces the file's.
  /// - Throws: `noSuchFile`, `notReadable`, `definition`.
  public init(contentsOfFile path: String, seed: UInt64? = nil) throws(DataError) {
    try self.init(StudyFile(path), seed: seed)
  }

  /// Reads a study from its file.
  package init(_ file: StudyFile, seed: UInt64? = nil) throws(DataError) {
    try self.init(yaml: file.text, file: file.record.file, seed: seed)
    source = file.record
  }

  /// Reads a study from YAML text.
  /// - Throws: `definition` with line and character.
  public init(yaml: String, file: String? = nil, seed: UInt64? = nil) throws(DataError) {
    try self.init(yaml: yaml, file: file, seed: seed, analyses: Analyses.all)
  }

  /// As ``init(yaml:file:seed:)``, with these analyses to choose from.
  package init(
    yaml: String, file: String? = nil, seed chosenSeed: UInt64? = nil, analyses known: [any Analysis.Type]
  ) throws(DataError) {
    let root = try DefinitionNode(parsing: yaml, file: file)
    let map = try root.mapping("a study", keys: Self.keys)
    let folder = file.map { URL(filePath: $0).deletingLastPathComponent().relativePath } ?? "."
    name = try map.text("study") ?? "study"
    tables = try StudyTables(map, folder: folder)
    // A study of tables alone has no data.
    data =
      tables.sources.isEmpty || map["data"] != nil
      ? try DataDescription(map.required("data"), folder: folder) : DataDescription(files: [])
    instrument = try map.text("instrument").map { Self.instrumentPath($0, folder: folder) }
    // Numbers of a definition are doubles: beyond 2^53 not every whole number is one.
    let written = UInt64(try map["seed"]?.wholeNumber("the seed", in: 0...1 << 53) ?? 1)
    seed = chosenSeed ?? written
    analyses = []
    var reader = AnalysisReader(known, folder: folder)
    let nodes = try map["analyses"]?.list("\"analyses\"") ?? []
    for node in nodes { analyses.append(try reader.request(node)) }
    if let fault = ResultNames.fault(among: analyses) { throw reader.error(fault.reason, analysis: fault.place) }
    for node in try map["gates"]?.list("\"gates\"") ?? [] { gates.append(try Gate(node)) }
    report = try map["report"].map { node throws(DataError) in try ReportRequest(node, folder: folder) }
    notes = reader.notes
  }

  /// The keys of a study file.
  static let keys =
    ["study", "data", "instrument", "analyses", "gates", "report", "seed", "simulate"] + StudyTables.keys

  /// A built-in id stays; anything else is a path relative to the study's folder.
  private static func instrumentPath(_ text: String, folder: String) -> String {
    InstrumentCatalogue.ids.contains(text) ? text : DefinitionPath.resolve(text, relativeTo: folder)
  }
}
