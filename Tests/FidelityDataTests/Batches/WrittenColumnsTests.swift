import FidelityData
import Testing

@Suite("Columns that threads write side by side")
struct WrittenColumnsTests {
  private static func batch(_ keys: [UInt32], _ numbers: [Double]) -> Batch {
    Batch(columns: [.keys(Buffer(keys)), .numbers(Buffer(numbers))], rowCount: keys.count)
  }

  @Test("Parts come to their places, and their codes to the common ones")
  func parts() {
    var columns = WrittenColumns([.keys, .numbers], rowCount: 5)
    columns.fill { writer in
      #expect(writer.write(Self.batch([1, missingKey, 0], [3, 4, 5]), from: 2))
      #expect(writer.write(Self.batch([0, 1], [1, .nan]), from: 0))
    }
    columns.translate([
      WrittenColumns.Part(rowCount: 2, codes: nil), WrittenColumns.Part(rowCount: 3, codes: [[1, 2], []]),
    ])
    #expect(columns.codes[0] == [0, 1, 2, missingKey, 1])
    #expect(columns.numbers[1].map(\.bitPattern) == [1, Double.nan, 3, 4, 5].map(\.bitPattern))
    #expect(columns.codes[1].isEmpty && columns.numbers[0].isEmpty)
  }

  @Test("Rows beyond those that were said are not written", arguments: [-1, 2, 3])
  func beyond(row: Int) {
    var columns = WrittenColumns([.keys, .numbers], rowCount: 3)
    columns.fill { writer in
      #expect(writer.write(Self.batch([0, 0, 0], [1, 2, 3]), from: 0))
      #expect(!writer.write(Self.batch([7, 7], [8, 9]), from: row))
    }
    #expect(columns.numbers[1] == [1, 2, 3])
  }

  @Test("What cannot be read leaves no column")
  func failure() {
    var columns = WrittenColumns([.keys, .numbers], rowCount: 3)
    #expect(throws: DataError.self) {
      try columns.fill { _ throws(DataError) in throw DataError(.outOfMemory) }
    }
    #expect(columns.codes[0].isEmpty && columns.numbers[1].isEmpty)
  }
}
