import FidelityData
import FidelityDrivers
import Testing

@Suite("Tables of each unit")
struct DriverTableSplitTests {
  /// More rows than a stretch: units in turn but for every eleventh row, which has none.
  private static func table(rowCount: Int, unitCount: Int) -> DriverTable {
    let unit = (0..<rowCount).map { $0 % 11 == 6 ? missingKey : UInt32(($0 * 31) % unitCount) }
    let coachee = (0..<rowCount).map { UInt32(($0 * 17) % 1000) }
    return DriverTable(
      .coachingLog, file: "log.csv", rowCount: rowCount,
      names: [
        "coachee": NameColumn(labels: (0..<1000).map { "c\($0)" }, codes: coachee),
        "building": NameColumn(labels: (0..<unitCount).map { "b\($0)" }, codes: unit),
      ],
      columns: [
        "date": NumberColumn(
          codes: (0..<rowCount).map { $0 % 11 == 0 ? missingKey : UInt32($0 % 11) },
          numberOfCode: (0..<11).map { 100 + Double($0) }),
        "minutes": NumberColumn((0..<rowCount).map { Double($0) }),
      ])
  }

  @Test("Rows that are brought together give the same tables of units, in the same order of rows")
  func bringTogether() throws {
    let rowCount = RowStretches.rowsOfStretch + 5_000
    var tables = DriverTables([Self.table(rowCount: rowCount, unitCount: 70)])
    let before = tables.split(by: "building")
    DriverTableSplit.bringTogether(&tables, by: "building")
    let moved = try #require(tables[.coachingLog]).column("minutes")
    #expect(!moved.elementsEqual((0..<rowCount).map { Double($0) }))
    #expect(Set(moved).count == rowCount)
    let after = tables.split(by: "building")
    #expect(before.count == 70 && after.map(\.unit) == before.map(\.unit))
    for (own, others) in zip(before, after) {
      let (own, others) = try (#require(own.tables[.coachingLog]), #require(others.tables[.coachingLog]))
      #expect(own.numbers("minutes") == others.numbers("minutes"))
      #expect(own.numbers("date").map(\.bitPattern) == others.numbers("date").map(\.bitPattern))
      #expect(own.names("coachee") == others.names("coachee"))
    }
  }

  @Test("A unit has its own rows alone, in the order of the table")
  func rows() throws {
    let table = Self.table(rowCount: 500, unitCount: 40)
    let parts = DriverTables([table]).split(by: "building")
    #expect(parts.map(\.unit) == (0..<40).map { "b\($0)" }.sorted())
    let (units, minutes) = (table.names("building"), table.numbers("minutes"))
    for (unit, tables) in parts {
      let own = try #require(tables[.coachingLog])
      #expect(own.numbers("minutes") == (0..<500).filter { units[$0] == unit }.map { minutes[$0] })
      #expect(own.names("building").labels == [unit])
    }
  }

  @Test("Small tables stay as they are")
  func small() throws {
    var tables = DriverTables([Self.table(rowCount: 500, unitCount: 40)])
    DriverTableSplit.bringTogether(&tables, by: "building")
    #expect(try #require(tables[.coachingLog]).numbers("minutes") == (0..<500).map { Double($0) })
  }

  @Test("Coded numbers append to coded ones and to others")
  func numbers() {
    let coded = NumberColumn(codes: [1, missingKey, 0], numberOfCode: [5, 6])
    #expect(coded.array.map(\.bitPattern) == [6, Double.nan, 5].map(\.bitPattern))
    var both = coded
    both.append(NumberColumn(codes: [0], numberOfCode: [7]))
    #expect(Array(both.suffix(2)) == [5, 7])
    both.append(NumberColumn([8]))
    #expect(both.count == 5 && both[4] == 8 && both[1].isNaN && both[0] == 6)
    #expect(both.rows([4, 0]).array == [8, 6])
  }

  @Test("Counts over clusters of two stretches are those of the whole")
  func counts() {
    let clusters = NameColumn(["a", nil, "b", "a", nil, "b"])
    let hits = [true, false, true, false, true, true]
    func counts(_ rows: Range<Int>) -> ShareCounts {
      var counts = ShareCounts(clusters: clusters)
      for row in rows { counts.add(hits[row], row: row) }
      return counts
    }
    var sum = counts(0..<2)
    sum.merge(counts(2..<6))
    #expect(sum == counts(0..<6))
  }
}
