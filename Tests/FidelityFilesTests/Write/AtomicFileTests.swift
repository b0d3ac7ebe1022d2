import FidelityData
import FidelityFiles
import FidelityTesting
import Foundation
import Testing

@Suite struct AtomicFileTests {
  @Test(arguments: [0, 1, 3_000_000])
  func `a committed file holds its bytes, and nothing stays beside it`(count: Int) throws {
    try withTemporaryFolder { folder in
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
      let file = try AtomicFile(folder.file("a.csv"), bytes: bytes)
      #expect(!(try folder.names.contains("a.csv")))
      try file.commit()
      #expect(try folder.names == ["a.csv"])
      #expect(try folder.bytes(of: "a.csv") == bytes)
      try file.commit()
      #expect(try folder.names == ["a.csv"])
    }
  }

  @Test func `a file that is there is replaced on commit only`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("old", to: "a.csv")
      let file = try AtomicFile(path, bytes: Array("new".utf8))
      #expect(try folder.bytes(of: "a.csv") == Array("old".utf8))
      try file.commit()
      #expect(try folder.bytes(of: "a.csv") == Array("new".utf8))
      #expect(try folder.names == ["a.csv"])
    }
  }

  @Test func `a file that is dropped leaves nothing`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("old", to: "a.csv")
      do { _ = try AtomicFile(path, bytes: [1, 2, 3]) }
      #expect(try folder.names == ["a.csv"])
      #expect(try folder.bytes(of: "a.csv") == Array("old".utf8))
    }
  }

  @Test func `a folder that is missing`() throws {
    try withTemporaryFolder { folder in
      let path = folder.file("none/a.csv")
      #expect(throws: DataError(.cannotCreate(reason: "No such file or directory"), file: path)) {
        try AtomicFile(path, bytes: [])
      }
      let names = try folder.names
      #expect(names.isEmpty)
    }
  }

  @Test func `a folder in place of the file`() throws {
    try withTemporaryFolder { folder in
      #expect(throws: DataError(.cannotCreate(reason: "this is a folder, not a file"), file: folder.path)) {
        try AtomicFile(folder.path, bytes: [])
      }
      let path = folder.file("late")
      let file = try AtomicFile(path, bytes: [])
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      #expect(throws: DataError(.cannotCreate(reason: "Is a directory"), file: path)) { try file.commit() }
      withExtendedLifetime(file) {}
    }
  }

  @Test func `a file in place of the folder`() throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("x", to: "file") + "/a.csv"
      #expect(throws: DataError(.cannotCreate(reason: "Not a directory"), file: path)) {
        try AtomicFile(path, bytes: [])
      }
    }
  }

  @Test(arguments: ["~a.csv", "a b#%.csv", "\u{e9}\u{1f600}.csv", ".hidden"])
  func `names of any kind`(name: String) throws {
    try withTemporaryFolder { folder in
      try AtomicFile(folder.file(name), bytes: [7]).commit()
      #expect(try folder.bytes(of: name) == [7])
      #expect(try folder.names.count == 1)
    }
  }

  @Test func `a device is written in place`() throws {
    try AtomicFile("/dev/null", bytes: [1, 2, 3]).commit()
    var status = stat()
    #expect(unsafe stat("/dev/null", &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func `a full disk`() {
    #expect(throws: DataError(.cannotWrite(reason: "No space left on device"), file: "/dev/full")) {
      try AtomicFile("/dev/full", bytes: [1, 2, 3]).commit()
    }
  }
}
