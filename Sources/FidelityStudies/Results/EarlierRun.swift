import FidelityData
import FidelityReports
import FidelitySystem

/// What an earlier run has left in a results folder, as its `run.json` says: the files that a later run may replace,
/// and removes where it does not make them.
struct EarlierRun {
  /// The part of `run.json` that tells it from any other file of the name.
  private struct Record: Decodable {
    struct File: Decodable { let file: String }
    let fidelity: String
    let results: [File]
  }

  static let recordName = "run.json"
  private static let byteLimit = 64 << 20

  let folder: String
  /// The names of its result tables; none where there was no run.
  let files: Set<String>

  /// - Throws: `cannotCreate` where the folder has a `run.json` that no run has made.
  init(in folder: String) throws(DataError) {
    self.folder = folder
    let path = folder + "/" + Self.recordName
    guard PathKind(of: path) != nil else {
      files = []
      return
    }
    let bytes = PathKind(of: path) == .file ? InputFile(path)?.read(upTo: Self.byteLimit) : nil
    guard let bytes, let record = try? JSONDecoder().decode(Record.self, from: Data(bytes)) else {
      throw Self.notOurs(path)
    }
    // Names in the folder itself and nothing else, whatever the file says.
    files = Set(record.results.map(\.file).filter { !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("/") })
  }

  /// - Throws: `cannotCreate` where a file of this name is there and the earlier run did not make it.
  func refuseReplacing(_ name: String) throws(DataError) {
    let path = folder + "/" + name
    guard name != Self.recordName, !files.contains(name), PathKind(of: path) != nil else { return }
    throw Self.notOurs(path)
  }

  private static func notOurs(_ path: String) -> DataError {
    DataError(
      .cannotCreate(reason: "the file is there, and no earlier run has left it, so it is not replaced"), file: path,
      remedy: .options("name another folder with `output`, or move the file away"))
  }

  /// Removes what the earlier run has left and this one has not made.
  /// - Parameter kept: the files of this run; and its inputs, which stay where they are.
  func removeLeftovers(except kept: [String], inputs: [String]) {
    for name in files.subtracting(kept).sorted() where name != Self.recordName {
      let path = folder + "/" + name
      if !inputs.contains(where: { PathKind.isSameFile($0, path) }) { unsafe unlink(path) }
    }
  }

  /// The files that look like results and are none of this run: nothing says whose they are.
  static func strangers(in folder: String, except kept: [String], inputs: [String]) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { name in
      let path = folder + "/" + name
      return !kept.contains(name) && isResultName(name) && PathKind(of: path) == .file
        && !inputs.contains { PathKind.isSameFile($0, path) }
    }.sorted()
  }

  /// `reliability.csv`, `reliability-2.parquet`.
  private static func isResultName(_ name: String) -> Bool {
    if name == ResultsFolder.workbookName { return true }
    guard let dot = name.lastIndex(of: ".") else { return false }
    let (stem, suffix) = (name[..<dot], String(name[name.index(after: dot)...]))
    guard TableFormat.all.contains(where: { $0.extensions.contains(suffix) }) else { return false }
    let tables = Set(Analyses.all.flatMap { $0.tables })
    if tables.contains(String(stem)) { return true }
    guard let dash = stem.lastIndex(of: "-"), Int(stem[stem.index(after: dash)...]) != nil else { return false }
    return tables.contains(String(stem[..<dash]))
  }
}
