public import FidelityData
import FidelitySystem

/// The files that a path of a study or of a command line stands for.
public enum DataFiles {
  /// The path itself, or the files that a pattern with `*`, `?` or `[...]` stands for, sorted. A file that is called
  /// like the pattern is that file.
  /// - Throws: `noSuchFile` where no file matches a pattern.
  public static func matching(_ path: String) throws(DataError) -> [String] {
    guard path.contains(where: { "*?[".contains($0) }), !FileManager.default.fileExists(atPath: path) else {
      return [path]
    }
    var result = unsafe glob_t()
    defer { unsafe globfree(&result) }
    guard unsafe glob(path, 0, nil, &result) == 0 else {
      throw DataError(.noSuchFile, file: path, hint: "no file matches the pattern")
    }
    let paths = unsafe UnsafeBufferPointer(start: result.gl_pathv, count: Int(result.gl_pathc))
    return unsafe paths.compactMap { path in unsafe path.map { unsafe String(cString: $0) } }
  }
}
