import FidelitySystem
import FidelityTesting
import Foundation
import Testing

@Suite struct InputFileTests {
  private struct NotOpened: Error {}

  /// What reading so many bytes at a time gives.
  private func pieces(_ path: String, _ counts: [Int]) throws -> [[UInt8]?] {
    guard let file = InputFile(path) else { throw NotOpened() }
    var pieces: [[UInt8]?] = []
    for count in counts { pieces.append(file.read(upTo: count)) }
    return pieces
  }

  @Test func `a file comes in pieces`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("0123456789", to: "digits")
      #expect(try pieces(path, [4, 6, 6]) == [Array("0123".utf8), Array("456789".utf8), []])
      #expect(try pieces(path, [100]) == [Array("0123456789".utf8)])
      #expect(try pieces(path, [0, 1]) == [[], [0x30]])
    }
    #expect(try pieces("/dev/zero", [3]) == [[0, 0, 0]])
  }

  @Test func `what is not there or no file`() throws {
    #expect(throws: NotOpened.self) { try pieces("/no/such", [1]) }
    try withTemporaryFolder { folder in
      let found = try pieces(folder.path, [1])
      #expect(found.count == 1 && found[0] == nil)
    }
  }

  @Test func `kinds of paths`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("a", to: "file")
      let (link, dangling) = (folder.file("link"), folder.file("dangling"))
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
      try FileManager.default.createSymbolicLink(atPath: dangling, withDestinationPath: "/no/such")
      #expect(PathKind(of: path) == .file)
      #expect(PathKind(of: link) == .file)
      #expect(PathKind(of: folder.path) == .folder)
      #expect(PathKind(of: "/dev/null") == .device)
      #expect(PathKind(of: dangling) == nil)
      #expect(PathKind(of: "/no/such") == nil)
      #expect(PathKind(of: "") == nil)
    }
  }
}
