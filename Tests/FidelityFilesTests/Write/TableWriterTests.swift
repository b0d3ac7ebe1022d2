import FidelityData
import FidelityFiles
import FidelityTesting
import Foundation
import Testing

@Suite struct TableWriterTests {
  private static func path(_ folder: TemporaryFolder, _ format: BinaryTableFormat) -> String {
    folder.file("a.\(format.rawValue)")
  }

  /// Text, numbers and whole numbers with missing ones.
  private static func table(rowCount: Int, labelCount: Int, seed: UInt64) -> Table {
    var generator = SeededGenerator(seed: seed)
    func isMissing() -> Bool { Int.random(in: 0..<10, using: &generator) == 0 }
    let texts = (0..<rowCount).map { _ in
      isMissing() ? nil : "\u{e9}\u{1f600} \(Int.random(in: 0..<labelCount, using: &generator))"
    }
    let numbers = (0..<rowCount).map { _ in isMissing() ? Double.nan : Double.random(in: -1...1, using: &generator) }
    let integers = (0..<rowCount).map { _ in
      isMissing() ? nil : Int.random(in: -(1 << 53)...(1 << 53), using: &generator)
    }
    return Table(columns: [
      Table.Column("text", text: texts), Table.Column("number", .numbers(numbers)),
      Table.Column("whole", .integers(integers)),
    ])
  }

  @Test(arguments: BinaryTableFormat.allCases, [0, 1, 7, 64, 65, 1_000, 200_000])
  func `tables come back`(format: BinaryTableFormat, rowCount: Int) throws {
    let table = Self.table(rowCount: rowCount, labelCount: rowCount > 1_000 ? 20_000 : 5, seed: UInt64(rowCount))
    try withTemporaryFolder { folder in
      let path = Self.path(folder, format)
      try TableWriter.write(table, to: path, format: format)
      #expect(try folder.names == ["a.\(format.rawValue)"])
      let file = try TableFile(path)
      #expect(file.columnNames == ["text", "number", "whole"])
      #expect(file.rowCount == rowCount)
      #expect(!file.isText)
      let read = try readTable([path], keys: ["text", "whole"], numbers: ["number"])
      let isSameText = read.texts("text") == table.texts("text")
      #expect(isSameText)
      let isSameNumber = read["number"] == table["number"]
      #expect(isSameNumber)
      let wholes = try readTable([path], numbers: ["whole"])["whole"]
      let isSameWhole = wholes == table.numbers("whole").map { .numbers($0) }
      #expect(isSameWhole)
      guard case .integers(let integers) = table["whole"] else { return }
      let isSameKey = read.texts("whole") == integers.map { $0.map(String.init) }
      #expect(isSameKey)
    }
  }

  @Test(arguments: BinaryTableFormat.allCases)
  func `types in the file`(format: BinaryTableFormat) throws {
    try withTemporaryFolder { folder in
      let path = Self.path(folder, format)
      try TableWriter.write(Self.table(rowCount: 3, labelCount: 2, seed: 1), to: path, format: format)
      let file = try TableFile(path)
      #expect(file.columnType(0) == (format == .parquet ? .factor(.text) : .text))
      #expect(file.columnType(1) == .real(bits: 64))
      #expect(file.columnType(2) == .integer(bits: 64, isSigned: true))
    }
  }

  @Test(arguments: BinaryTableFormat.allCases)
  func `columns of nothing but missing values, odd names and labels`(format: BinaryTableFormat) throws {
    try withTemporaryFolder { folder in
      let path = Self.path(folder, format)
      let table = Table(columns: [
        Table.Column("", text: [nil, nil]), Table.Column("\u{e9},\"\n", .numbers([.nan, .nan])),
        Table.Column("n", .integers([nil, nil])), Table.Column("x", text: ["NA", "a\0b"]),
        Table.Column("big", .integers([.min, .max])), Table.Column("edge", .numbers([-0.0, 5e-300])),
        Table.Column("unused", .text(codes: [1, 1], labels: ["z", "y"])),
      ])
      try TableWriter.write(table, to: path, format: format)
      let read = try readTable([path], keys: ["", "x", "big", "n", "unused"], numbers: ["\u{e9},\"\n", "edge"])
      #expect(read.texts("") == [nil, nil])
      #expect(read.texts("n") == [nil, nil])
      #expect(read.texts("x") == ["NA", "a\0b"])
      #expect(read.texts("unused") == ["y", "y"])
      #expect(read.texts("big") == ["-9223372036854775808", "9223372036854775807"])
      #expect(read["\u{e9},\"\n"] == .numbers([.nan, .nan]))
      #expect(read["edge"] == .numbers([0, 5e-300]))
    }
  }

  @Test(arguments: BinaryTableFormat.allCases)
  func `an infinite number is found by the reader`(format: BinaryTableFormat) throws {
    try withTemporaryFolder { folder in
      let path = Self.path(folder, format)
      try TableWriter.write(Table(columns: [Table.Column("x", .numbers([1, -.infinity]))]), to: path, format: format)
      let error = DataError(
        .notFinite, file: path, row: 2, column: "x", value: "-inf", hint: "correct the cell or leave it empty")
      #expect(readError(path, numbers: ["x"]) == error)
    }
  }

  @Test(arguments: BinaryTableFormat.allCases)
  func `a column of text has no numbers`(format: BinaryTableFormat) throws {
    try withTemporaryFolder { folder in
      let path = Self.path(folder, format)
      try TableWriter.write(Table(columns: [Table.Column("x", text: ["1"])]), to: path, format: format)
      let error = try #require(readError(path, numbers: ["x"]))
      #expect((error.file, error.column, error.exitStatus) == (path, "x", 65))
      #expect(error.description.contains("not numbers"))
    }
  }

  @Test(arguments: BinaryTableFormat.allCases)
  func `a file that ends too soon`(format: BinaryTableFormat) throws {
    try withTemporaryFolder { folder in
      let path = Self.path(folder, format)
      try TableWriter.write(Self.table(rowCount: 40, labelCount: 3, seed: 2), to: path, format: format)
      let bytes = try folder.bytes(of: "a.\(format.rawValue)")
      for count in stride(from: 0, to: bytes.count - 1, by: 7) {
        _ = try folder.write(bytes.prefix(count), to: "a.\(format.rawValue)")
        let error = readError(path, keys: ["text"], numbers: ["number"])
        #expect(error?.exitStatus == 65, "\(count) bytes")
      }
    }
  }

  @Test(arguments: BinaryTableFormat.allCases)
  func `damaged bytes give rows or an error`(format: BinaryTableFormat) throws {
    var generator = SeededGenerator(seed: 3)
    try withTemporaryFolder { folder in
      let path = Self.path(folder, format)
      try TableWriter.write(Self.table(rowCount: 40, labelCount: 3, seed: 2), to: path, format: format)
      let bytes = try folder.bytes(of: "a.\(format.rawValue)")
      for _ in 0..<150 {
        var damaged = bytes
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          damaged[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8(truncatingIfNeeded: generator.next())
        }
        _ = try folder.write(damaged, to: "a.\(format.rawValue)")
        let error = readError(path, keys: ["text", "whole"], numbers: ["number"])
        // A damaged length may ask for more memory than there is: 71.
        #expect(error == nil || error?.exitStatus == 65 || error?.problem == .outOfMemory)
      }
    }
  }

  @Test(arguments: BinaryTableFormat.allCases)
  func `a file is replaced, or left alone where writing fails`(format: BinaryTableFormat) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("old", to: "a.\(format.rawValue)")
      let table = Self.table(rowCount: 3, labelCount: 2, seed: 1)
      try TableWriter.write(table, to: path, format: format)
      #expect(try readTable([path], keys: ["text"]).rowCount == 3)
      let missing = folder.file("none/a.\(format.rawValue)")
      let error = #expect(throws: DataError.self) { try TableWriter.write(table, to: missing, format: format) }
      #expect((error?.exitStatus, error?.file) == (73, missing))
      let other = #expect(throws: DataError.self) { try TableWriter.write(table, to: folder.path, format: format) }
      #expect((other?.exitStatus, other?.file) == (73, folder.path))
      #expect(try folder.names == ["a.\(format.rawValue)"])
    }
  }

  @Test(arguments: BinaryTableFormat.allCases)
  func `a device is not replaced by a file`(format: BinaryTableFormat) throws {
    let error = #expect(throws: DataError.self) {
      try TableWriter.write(Self.table(rowCount: 1, labelCount: 1, seed: 1), to: "/dev/null", format: format)
    }
    #expect(error?.exitStatus == 73)
    var status = stat()
    #expect(unsafe stat("/dev/null", &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFCHR)
  }
}
