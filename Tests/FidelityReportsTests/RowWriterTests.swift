import FidelityData
import FidelityReports
import FidelityTesting
import Foundation
import Testing

/// What every format does alike.
@Suite struct RowWriterTests {
  /// Pieces with labels of their own, missing values and whole numbers of either kind.
  private static func piece(_ number: Int, rowCount: Int) -> Table {
    let rows = number * rowCount..<(number + 1) * rowCount
    return Table(columns: [
      Table.Column("name", text: rows.map { $0 % 7 == 0 ? nil : "\(number), \($0 % 11)" }),
      Table.Column("score", .numbers(rows.map { $0 % 5 == 0 ? .nan : Double($0 % 13) / 8 })),
      Table.Column("estimate", .numbers(rows.map { Double($0).squareRoot() })),
      Table.Column("whole", number % 2 == 0 ? .wholes(Array(rows)) : .integers(rows.map { $0 % 3 == 0 ? nil : $0 })),
    ])
  }

  private static func write(
    _ pieces: [Table], _ format: TableFormat, to path: String, _ style: TableStyle = TableStyle()
  ) throws(DataError) {
    let writer = try format.writer(to: .file(path), style: style)
    for piece in pieces { try writer.append(piece) }
    try writer.finish(.object([("rows", .integer(pieces.count))]))
  }

  @Test(arguments: TableFormat.all, [1, 3, 7])
  func `pieces make the file that the whole table makes`(format: TableFormat, count: Int) throws {
    try withTemporaryFolder { folder in
      // More than a chunk of cells in a piece.
      let pieces = (0..<count).map { Self.piece($0, rowCount: 20_000) }
      try Self.write(pieces, format, to: folder.file("pieces"))
      #expect(try folder.names == ["pieces"])
      if format.needsFile {
        let size = try folder.bytes(of: "pieces").count
        #expect(size > 10_000)
        return
      }
      let whole = try format.bytes(
        of: Table(joining: pieces), provenance: .object([("rows", .integer(count))]))
      let isSame = try folder.bytes(of: "pieces") == whole
      #expect(isSame)
    }
  }

  @Test(arguments: TableFormat.all, [0, 1, 2])
  func `a writer that is given up leaves what was there`(format: TableFormat, count: Int) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("as it was", to: "rows")
      do {
        let writer = try format.writer(to: .file(path))
        for number in 0..<count { try writer.append(Self.piece(number, rowCount: 40_000)) }
        if count == 2 { try writer.end(nil) }
      }
      #expect(try folder.names == ["rows"])
      #expect(try folder.bytes(of: "rows") == Array("as it was".utf8))
    }
  }

  @Test(arguments: TableFormat.all)
  func `the file has its name by commit alone`(format: TableFormat) throws {
    try withTemporaryFolder { folder in
      let writer = try format.writer(to: .file(folder.file("rows")))
      try writer.append(Self.piece(0, rowCount: 3))
      try writer.end(nil)
      #expect(try !folder.names.contains("rows"))
      try writer.commit()
      #expect(try folder.names == ["rows"])
    }
  }

  @Test(arguments: TableFormat.all)
  func `a folder that is missing is told`(format: TableFormat) throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: DataError.self) {
        try Self.write([Self.piece(0, rowCount: 3)], format, to: folder.file("none/rows"))
      }
      #expect(error?.exitStatus == 73)
      let names = try folder.names
      #expect(names.isEmpty)
    }
  }

  @Test(arguments: TableFormat.all.filter { !$0.needsFile })
  func `a device is written in place`(format: TableFormat) throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    try Self.write([Self.piece(0, rowCount: 3)], format, to: "/dev/null")
    let error = #expect(throws: DataError.self) {
      try Self.write([Self.piece(0, rowCount: 30_000)], format, to: "/dev/full")
    }
    #expect(error?.exitStatus == 74)
  }

  @Test(arguments: TableFormat.all)
  func `a table without rows`(format: TableFormat) throws {
    try withTemporaryFolder { folder in
      try Self.write([Self.piece(0, rowCount: 0)], format, to: folder.file("rows"))
      #expect(try folder.names == ["rows"])
    }
  }

  @Test(arguments: TableFormat.all.filter { !$0.needsFile })
  func `columns by name, in the order of the names`(format: TableFormat) throws {
    let style = TableStyle(width: 5, columns: .named(["whole", "name"]))
    let chosen = try format.bytes(of: Self.piece(0, rowCount: 4), style: style)
    let expected = try format.bytes(
      of: Table(columns: [Self.piece(0, rowCount: 4).columns[3], Self.piece(0, rowCount: 4).columns[0]]),
      style: TableStyle(columns: .all))
    #expect(chosen == expected)
  }

  @Test func `a name that is none is wrong usage, with the nearest`() throws {
    for (name, hint) in [
      ("Score", "did you mean score?"), ("xxxxxxxx", "its columns are name, score, estimate, whole"),
    ] {
      let style = TableStyle(columns: .named(["name", name]))
      let error = #expect(throws: DataError.self) {
        _ = try TableFormat.csv.bytes(of: Self.piece(0, rowCount: 1), style: style)
      }
      #expect(error?.exitStatus == 64)
      #expect(error?.value == name)
      #expect(error?.hint == hint)
    }
  }
}
