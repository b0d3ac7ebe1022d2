import FidelityData
import FidelityFiles
import FidelityTesting
import Foundation
import Testing

/// What is told of an input is what was read of it, and a file that changes meanwhile is refused.
@Suite("Records of inputs")
struct InputRecordTests {
  static let kinds = ["csv", "parquet", "arrow"]

  /// A file of `rowCount` numbers.
  private static func file(_ kind: String, _ rowCount: Int, in folder: TemporaryFolder) throws -> String {
    let path = folder.file("t.\(kind)")
    if kind == "csv" {
      return try folder.write("x\n" + (0..<rowCount).map { "\($0)\n" }.joined(), to: "t.csv")
    }
    let table = Table(columns: [Table.Column("x", .numbers((0..<rowCount).map(Double.init)))])
    try TableWriter.write(table, to: path, format: kind == "parquet" ? .parquet : .arrow)
    return path
  }

  private static func rowCount(_ file: TableFile) throws -> Int {
    var scan = try TableScan([file], [ColumnRequest("x", .number)])
    while try scan.next() != nil {}
    return scan.rowCount
  }

  @Test("SHA-256 and size of a file, before and after it is read, and through a link", arguments: kinds)
  func files(kind: String) throws {
    try withTemporaryFolder { folder in
      let path = try Self.file(kind, 200_000, in: folder)
      let bytes = try folder.bytes(of: "t.\(kind)")
      let expected = try InputRecord(file: path, bytes: bytes)
      let file = try TableFile(path)
      #expect(try file.inputRecord() == expected)
      #expect(try Self.rowCount(file) == 200_000)
      #expect(try file.inputRecord() == expected)
      try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: path)
      let linked = try #require(try TableFile(folder.file("link")).inputRecord())
      #expect(linked.byteCount == bytes.count && linked.sha256 == expected.sha256)
    }
  }

  @Test("the digest of known bytes")
  func known() throws {
    let record = try InputRecord(file: "abc", bytes: Array("abc".utf8))
    #expect(record.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(record.byteCount == 3)
  }

  @Test("a named pipe is opened once, and its bytes are counted as they are read", arguments: [1, 3, 400_000])
  func pipe(rowCount: Int) throws {
    try withTemporaryFolder { folder in
      let path = folder.file("pipe.csv")
      #expect(unsafe mkfifo(path, 0o600) == 0)
      let bytes = Array(("x\n" + (0..<rowCount).map { "\($0)\n" }.joined()).utf8)
      let writer = Thread {
        let handle = FileHandle(forWritingAtPath: path)
        try? handle?.write(contentsOf: Data(bytes))
        try? handle?.close()
      }
      writer.start()
      var options = TableOptions()
      options.recordsPipes = true
      let file = try TableFile(path, options: options)
      #expect(try Self.rowCount(file) == rowCount)
      #expect(try file.inputRecord() == InputRecord(file: path, bytes: bytes))
    }
  }

  /// What happens to a file between its opening and the end of its scan.
  enum Change: String, CaseIterable {
    case cutOff, emptied, appended, rewritten
  }

  @Test("a file that changes while it is read is an error", arguments: kinds, Change.allCases)
  func changed(kind: String, change: Change) throws {
    try withTemporaryFolder { folder in
      let path = try Self.file(kind, 200_000, in: folder)
      let size = try folder.bytes(of: "t.\(kind)").count
      let file = try TableFile(path)
      let handle = try #require(FileHandle(forUpdatingAtPath: path))
      switch change {
      case .cutOff: try handle.truncate(atOffset: UInt64(size / 2))
      case .emptied: try handle.truncate(atOffset: 0)
      case .appended:
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("7\n".utf8))
      case .rewritten:
        try handle.write(contentsOf: Data("x".utf8))
        let later = Date().addingTimeInterval(10)
        try FileManager.default.setAttributes([.modificationDate: later], ofItemAtPath: path)
      }
      try handle.close()
      let error = #expect(throws: DataError.self) { try Self.rowCount(file) }
      #expect(error?.exitStatus == 65 && error?.file == path)
      #expect("\(try #require(error))".contains("the file changed while it was read"), "\(String(describing: error))")
      #expect(throws: DataError.self) { try file.inputRecord() }
    }
  }

  @Test("a file that is replaced under its name is read as it was when it was opened", arguments: kinds)
  func replaced(kind: String) throws {
    try withTemporaryFolder { folder in
      let path = try Self.file(kind, 200_000, in: folder)
      let bytes = try folder.bytes(of: "t.\(kind)")
      let file = try TableFile(path)
      try FileManager.default.removeItem(atPath: path)
      _ = try folder.write("x\n1\n", to: "t.\(kind)")
      #expect(try Self.rowCount(file) == 200_000)
      #expect(try file.inputRecord() == InputRecord(file: path, bytes: bytes))
    }
  }
}
