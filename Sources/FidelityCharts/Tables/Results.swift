public import FidelityData
import FidelitySystem

/// What a results folder holds: its tables by name, and what `run.json` says of them.
public struct Results: Sendable {
  public let folder: String
  public let tables: [ResultTable]
  /// Nil where the folder has no `run.json`.
  public let provenance: RunRecord?

  public init(folder: String, tables: [ResultTable], provenance: RunRecord? = nil) {
    self.folder = folder
    self.tables = tables
    self.provenance = provenance
  }

  /// The table of a name.
  public subscript(name: String) -> ResultTable? { tables.first { $0.name == name } }

  /// The tables of an analysis that stands more than once in a study: `reliability`, `reliability-2`, ...
  public func tables(named name: String) -> [ResultTable] {
    tables.filter { Self.isNamed($0.name, name) }
  }

  /// Whether a table is of an analysis, be it its second time in a study: `reliability-2`.
  package static func isNamed(_ name: String, _ wanted: String) -> Bool {
    guard name.hasPrefix(wanted) else { return false }
    let rest = name.dropFirst(wanted.count)
    return rest.isEmpty || rest.hasPrefix("-") && Int(rest.dropFirst()) != nil
  }

  /// Reads a results folder, or `results` in the folder of a study.
  /// - Throws: `noSuchFile`, `notReadable`, `malformed`; `unusable` where it holds no table.
  public static func read(folder: String) throws(DataError) -> Results { try read(folder: folder, without: []) }

  /// - Parameter without: names of tables that are not wanted, such as `score`, which has a row for each
  ///   administration.
  public static func read(folder: String, without: Set<String>) throws(DataError) -> Results {
    guard let kind = PathKind(of: folder) else { throw DataError(.noSuchFile, file: folder) }
    guard kind == .folder else {
      throw DataError(
        .unusable(reason: "this is a file, and a results folder is wanted"), file: folder,
        hint: "'fidelity run STUDY -o FOLDER' leaves one")
    }
    let place = place(of: folder)
    var provenance: RunRecord?
    if PathKind(of: place + "/" + RunRecord.fileName) == .file {
      provenance = try RunRecord.read(place + "/" + RunRecord.fileName)
    }
    var tables: [ResultTable] = []
    for name in try tableFiles(in: place, provenance) where !without.contains(ResultTable.name(ofFile: name)) {
      // A table may be there in several formats; CSV comes first.
      guard !tables.contains(where: { $0.name == ResultTable.name(ofFile: name) }) else { continue }
      tables.append(try ResultTable.read(place + "/" + name))
    }
    guard !tables.isEmpty || !without.isEmpty else {
      throw DataError(
        .unusable(reason: "the folder holds no table of results"), file: folder,
        hint: "name the folder that 'fidelity run' has left")
    }
    return Results(folder: place, tables: tables, provenance: provenance)
  }

  /// The folder that holds the results: itself, or `results` in it.
  private static func place(of folder: String) -> String {
    let inner = folder + "/results"
    let isStudy =
      PathKind(of: folder + "/" + RunRecord.fileName) == nil && PathKind(of: inner + "/" + RunRecord.fileName) == .file
    return isStudy ? inner : folder
  }

  /// The paths of the tables of a results folder, or of `results` in the folder of a study.
  static func tableFiles(inFolder folder: String) throws(DataError) -> [String] {
    let place = place(of: folder)
    let record = place + "/" + RunRecord.fileName
    let provenance = PathKind(of: record) == .file ? try RunRecord.read(record) : nil
    return try tableFiles(in: place, provenance).map { place + "/" + $0 }
  }

  /// The files that are tables: those of `run.json`, or all with an extension of one.
  private static func tableFiles(in folder: String, _ provenance: RunRecord?) throws(DataError) -> [String] {
    let extensions = [".csv", ".parquet", ".arrow"]
    var names = provenance?.results.map(\.file).filter { PathKind(of: folder + "/" + $0) == .file }
    if names == nil {
      do {
        names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      } catch {
        throw DataError(.notReadable(reason: "the folder cannot be listed"), file: folder)
      }
    }
    // Names in the folder itself and nothing else, whatever the file says.
    let own = (names ?? []).filter { !$0.hasPrefix(".") && !$0.contains("/") }
    return extensions.flatMap { suffix in own.filter { $0.hasSuffix(suffix) } }
  }
}
