import FidelityTesting
import Foundation
import Testing

/// What git tracks is text that people can read and review: `scripts/check-files.sh`, which `make lint` runs too.
@Suite("Tracked files")
struct TrackedFilesTests {
  private static let script = Datasets.projectFolder.appending(path: "scripts/check-files.sh").path()

  /// Runs a program in a folder; returns its status and what it said.
  private static func run(_ arguments: [String], in folder: String) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    // Of a hook that runs these tests, git would take the checkout.
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GIT_") }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  /// What the script says of one file in a checkout made for it.
  private static func check(_ name: String, _ bytes: [UInt8]) throws -> (status: Int32, output: String) {
    try withTemporaryFolder { folder in
      _ = try folder.write(bytes, to: name)
      for arguments in [["git", "init", "--quiet"], ["git", "add", "--all", "--force"]] {
        let (status, output) = try run(arguments, in: folder.path)
        try #require(status == 0, "\(output)")
      }
      return try run(["sh", script, folder.path], in: folder.path)
    }
  }

  @Test(
    "This checkout holds no archive, no binary, no large file, no long line",
    .enabled(if: FileManager.default.fileExists(atPath: Datasets.projectFolder.appending(path: ".git").path())))
  func checkout() throws {
    let (status, output) = try Self.run(["sh", Self.script], in: Datasets.projectFolder.path())
    #expect(status == 0, "\(output)")
  }

  @Test(
    "Archives and binaries are refused by their bytes, whatever they are called",
    arguments: [
      ("a gzip file", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0]), ("a bzip2 file", [0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0]),
      ("an xz file", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4]), ("a zstd file", [0x28, 0xB5, 0x2F, 0xFD, 4, 0, 1, 0]),
      ("an lz4 file", [4, 0x22, 0x4D, 0x18, 0x64, 0]), ("a 7z file", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]),
      ("a zip file", [0x50, 0x4B, 3, 4, 20, 0, 0, 0]), ("a zip file", [0x50, 0x4B, 5, 6, 0, 0, 0, 0]),
      ("a rar file", [0x52, 0x61, 0x72, 0x21, 0x1A, 7, 0]), ("a Parquet file", [0x50, 0x41, 0x52, 0x31, 0x15, 4, 0]),
      ("an Arrow file", [0x41, 0x52, 0x52, 0x4F, 0x57, 0x31, 0, 0]),
      ("a program or library (ELF)", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]),
      ("a program or library (Mach-O)", [0xCF, 0xFA, 0xED, 0xFE, 7, 0, 0, 1]),
      ("a library (ar)", Array("!<arch>\n".utf8) + [0]),
      ("a tar file", Array("name".utf8) + [UInt8](repeating: 0, count: 253) + Array("ustar".utf8)),
      ("binary", Array("text\u{0}text\n".utf8)), ("binary", [UInt8](repeating: 0x61, count: 20_000) + [0, 0x0A]),
    ] as [(String, [UInt8])])
  func binary(kind: String, bytes: [UInt8]) throws {
    let (status, output) = try Self.check("notes é.md", bytes)
    #expect(status == 1)
    #expect(output.contains("notes é.md is \(kind)\n"), "\(output)")
  }

  @Test("1 MiB is the limit")
  func size() throws {
    let line = Array((String(repeating: "1,", count: 511) + "1\n").utf8)
    let mebibyte = Array((0..<1_024).map { _ in line }.joined())
    #expect(mebibyte.count == 1 << 20)
    #expect(try Self.check("data.csv", mebibyte).status == 0)
    let (status, output) = try Self.check("data.csv", mebibyte + [0x0A])
    #expect(status == 1)
    #expect(output.contains("data.csv is over 1 MiB"), "\(output)")
  }

  @Test(
    "Source text has 120 columns, comments too; an accented letter is one",
    arguments: ["a.swift", "a.c", "a.h", "a.cpp", "a.sh", "Makefile"])
  func columns(name: String) throws {
    let comment = "// " + String(repeating: "é", count: 117)
    #expect(try Self.check(name, Array("\(comment)\n".utf8)).status == 0)
    let (status, output) = try Self.check(name, Array("\n\(comment)x\n".utf8))
    #expect(status == 1)
    #expect(output.contains("\(name):2 has 121 columns"), "\(output)")
  }

  @Test("Long lines of other files are as they are")
  func otherText() throws {
    #expect(try Self.check("notes.md", Array(repeating: 0x61, count: 500)).status == 0)
  }

  @Test("A checkout of nothing is a fault, not a success")
  func nothing() throws {
    try withTemporaryFolder { folder in
      _ = try Self.run(["git", "init", "--quiet"], in: folder.path)
      let (status, output) = try Self.run(["sh", Self.script, folder.path], in: folder.path)
      #expect(status == 1)
      #expect(output.contains("git tracks no files"), "\(output)")
    }
  }
}
