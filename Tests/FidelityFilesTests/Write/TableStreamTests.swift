import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

@Suite("Files whose rows are written while others are being made")
struct TableStreamTests {
  /// A piece with names of its own, missing values and scores that repeat.
  private static func piece(_ number: Int, rowCount: Int = 3_000) -> Table {
    let rows = number * rowCount..<(number + 1) * rowCount
    return Table(columns: [
      Table.Column("name", text: rows.map { $0 % 7 == 0 ? nil : "\(number) \($0 % 11)" }),
      Table.Column("score", .numbers(rows.map { $0 % 5 == 0 ? .nan : Double($0 % 13) / 8 })),
      Table.Column("estimate", .numbers(rows.map { Double($0).squareRoot() })),
      Table.Column("whole", number % 2 == 0 ? .wholes(Array(rows)) : .integers(rows.map { $0 % 3 == 0 ? nil : $0 })),
    ])
  }

  @Test(arguments: BinaryTableFormat.allCases, [1, 2, 3, 60])
  func `all rows in their order`(format: BinaryTableFormat, count: Int) throws {
    try withTemporaryFolder { folder in
      let path = folder.file("rows")
      let stream = TableStream(to: path, format: format)
      let pieces = (0..<count).map { Self.piece($0) }
      for piece in pieces { try stream.append(piece) }
      #expect(try !folder.names.contains("rows"))
      try stream.finish()
      #expect(try folder.names == ["rows"])
      let read = try readTable([path], keys: ["name", "whole"], numbers: ["score", "estimate"])
      let whole = Table(joining: pieces)
      for column in ["score", "estimate"] {
        let isSame = read[column] == whole[column]
        #expect(isSame, "\(column)")
      }
      let isSameText = read.texts("name") == whole.texts("name")
      #expect(isSameText)
      let wholes = pieces.flatMap { piece -> [String?] in
        switch piece["whole"] {
        case .wholes(let wholes): wholes.map { String($0) }
        case .integers(let integers): integers.map { $0.map { String($0) } }
        default: []
        }
      }
      let isSameWhole = read.texts("whole") == wholes
      #expect(isSameWhole)
    }
  }

  @Test(arguments: BinaryTableFormat.allCases, [0, 1, 2, 5])
  func `one that is given up leaves what was there`(format: BinaryTableFormat, count: Int) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write("as it was", to: "rows")
      do {
        let stream = TableStream(to: path, format: format)
        for number in 0..<count { try stream.append(Self.piece(number)) }
      }
      #expect(try folder.names == ["rows"])
      #expect(try folder.bytes(of: "rows") == Array("as it was".utf8))
    }
  }

  @Test(arguments: BinaryTableFormat.allCases, [1, 2, 40])
  func `where the file cannot be made, somebody is told`(format: BinaryTableFormat, count: Int) throws {
    try withTemporaryFolder { folder in
      let path = folder.file("missing/rows")
      let error = #expect(throws: DataError.self) {
        let stream = TableStream(to: path, format: format)
        for number in 0..<count { try stream.append(Self.piece(number)) }
        try stream.finish()
      }
      #expect(error?.file == path)
      #expect(error?.exitStatus == 73)
      let names = try folder.names
      #expect(names.isEmpty)
    }
  }

  @Test(arguments: [1, 3])
  func `a device is no place for a table`(count: Int) throws {
    let error = #expect(throws: DataError.self) {
      let stream = TableStream(to: "/dev/null", format: .parquet)
      for number in 0..<count { try stream.append(Self.piece(number)) }
      try stream.finish()
    }
    #expect(error?.exitStatus == 73)
  }

  @Test func `scores that repeat take little room`() throws {
    try withTemporaryFolder { folder in
      let rows = 0..<100_000
      func size(_ numbers: [Double], _ name: String) throws -> Int {
        let table = Table(columns: [Table.Column("x", .numbers(numbers))])
        try TableWriter.write(table, to: folder.file(name), format: .parquet)
        return try folder.bytes(of: name).count
      }
      // 7 bits a row.
      let few = try size(rows.map { Double($0 * 7919 % 97) / 96 }, "few.parquet")
      #expect(few < 110_000)
      let many = try size(rows.map { Double($0).squareRoot() }, "many.parquet")
      #expect(many > 400_000)
    }
  }
}
