public import FidelityData
import FidelityFiles
import FidelitySystem

/// Checks on a place for results, before any work is done.
public enum OutputPlace {
  /// Whether a file can be written there, and is none of the inputs.
  /// - Throws: `usage` for an empty name or the name of an input; `cannotCreate` for a folder, or a folder that is
  ///   missing or closed to us.
  public static func check(file path: String, inputs: [String]) throws(DataError) {
    guard !path.isEmpty else { throw DataError(.usage(reason: "the name of the output file is empty")) }
    let kind = PathKind(of: path)
    if kind == .folder { throw DataError(.cannotCreate(reason: "this is a folder, not a file"), file: path) }
    try refuse(replacing: path, inputs: inputs)
    let target = try AtomicFile.target(of: path)
    let folder = URL(filePath: target).deletingLastPathComponent().path(percentEncoded: false)
    guard kind != nil || PathKind(of: folder) != nil else {
      throw DataError(.cannotCreate(reason: "there is no folder \(folder)"), file: path)
    }
    // A device is written in place, whatever its folder.
    guard
      FileManager.default.isWritableFile(atPath: folder)
        || (kind != nil && FileManager.default.isWritableFile(atPath: path))
    else { throw DataError(.cannotCreate(reason: "the folder may not be written to"), file: path) }
  }

  /// - Throws: `usage` where `path` is one of the inputs.
  static func refuse(replacing path: String, inputs: [String]) throws(DataError) {
    let output = real(path)
    for input in inputs where input != "-" && (real(input) == output || PathKind.isSameFile(input, path)) {
      throw DataError(
        .usage(reason: "the output would replace an input"), file: path, hint: "choose another name for the output")
    }
  }

  private static func real(_ path: String) -> URL {
    URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath()
  }
}
