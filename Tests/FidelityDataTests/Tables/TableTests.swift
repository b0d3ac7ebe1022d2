import FidelityData
import Testing

@Suite struct TableTests {
  static let table = Table(columns: [
    Table.Column("site", text: ["x", nil, "y", "x"]), Table.Column("mean", .numbers([1.5, .nan, 3, -1])),
    Table.Column("n", .integers([4, 5, nil, 7])),
  ])

  @Test func `columns by name`() {
    #expect(Self.table.rowCount == 4)
    #expect(Self.table["site"] == .text(codes: [0, missingKey, 1, 0], labels: ["x", "y"]))
    #expect(Self.table["none"] == nil)
    #expect(Self.table.texts("site") == ["x", nil, "y", "x"])
    #expect(Self.table.texts("mean") == nil)
    #expect(Self.table.numbers("site") == nil)
    #expect(Self.table.numbers("none") == nil)
    let numbers = Self.table.numbers("n")
    #expect(numbers?[0] == 4 && numbers?[2].isNaN == true)
    #expect(Self.table.numbers("mean")?[1].isNaN == true)
  }

  @Test func `rows in a given order`() {
    let rows = Self.table.rows([3, 0, 3])
    #expect(rows.rowCount == 3)
    #expect(rows.texts("site") == ["x", "x", "x"])
    #expect(rows.numbers("mean") == [-1, 1.5, -1])
    #expect(rows["n"] == .integers([7, 4, 7]))
    #expect(Self.table.rows([]).rowCount == 0)
    #expect(Self.table.rows([]).columns.map(\.name) == ["site", "mean", "n"])
  }

  @Test(arguments: [(0, 0), (1, 1), (4, 4), (9, 4)])
  func `the first rows`(count: Int, expected: Int) {
    #expect(Self.table.prefix(count).rowCount == expected)
  }

  @Test func `equality takes missing numbers as equal`() {
    #expect(Self.table == Self.table)
    #expect(Table.Values.numbers([.nan]) != .numbers([0]))
    #expect(Table.Values.numbers([1]) != .integers([1]))
    #expect(Table.Values.numbers([1]) != .numbers([1, 2]))
  }

  @Test func `no columns, no rows`() {
    #expect(Table().rowCount == 0)
    #expect(Table(columns: []).columns.isEmpty)
    #expect(Table.Column("a", text: [nil]).values == .text(codes: [missingKey], labels: []))
  }

  @Test func `a column of another length traps`() async {
    await #expect(processExitsWith: .failure) {
      var table = TableTests.table
      table.append(Table.Column("short", .numbers([1])))
    }
  }
}
