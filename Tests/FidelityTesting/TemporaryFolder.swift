import Foundation

/// A folder of files that a test reads and writes.
public struct TemporaryFolder: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// The path of a name in the folder.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file and returns its path.
  public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    // Foundation's own way waits for the disk, which tests of many small files would feel.
    let stream = unsafe fopen(file(name), "w")
    guard let stream = unsafe stream else { throw CocoaError(.fileNoSuchFile) }
    let bytes = Array(bytes)
    let written = unsafe bytes.withUnsafeBytes { unsafe fwrite($0.baseAddress, 1, $0.count, stream) }
    guard unsafe fclose(stream) == 0, written == bytes.count else { throw CocoaError(.fileWriteUnknown) }
    return file(name)
  }

  /// Writes a file of text and returns its path.
  public func write(_ text: String, to name: String) throws -> String { try write(text.utf8, to: name) }

  public func bytes(of name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: file(name)))) }

  /// The names in the folder, hidden ones too, sorted.
  public var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

/// Calls `body` with an empty folder, which is removed afterwards with all that is in it.
@discardableResult
public func withTemporaryFolder<Result>(_ body: (TemporaryFolder) throws -> Result) throws -> Result {
  let url = FileManager.default.temporaryDirectory.appending(path: "fidelity-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  return try body(TemporaryFolder(path: url.path()))
}
