import FidelityCharts
import Testing

/// Pictures of compensation say nothing where a page withholds figures of them.
@Suite struct CompensationTests {
  private static func identifiers(withheld quantity: String?) throws -> [String] {
    let table = SampleTables.drivers(components: ["routines"], names: ["coaching", "training"])
    let quantities = table.texts("quantity") ?? []
    let place = quantities.firstIndex { $0 == quantity }
    let columns = table.columns.map { column in
      var texts = table.texts(column) ?? []
      if let place, column == "status" { texts[place] = "suppressed" }
      if let place, column == "estimate" { texts[place] = "" }
      return (column, texts)
    }
    let results = Results(folder: "results", tables: [ResultTable(name: table.name, columns: columns)])
    return try ChartKind.compensation.pictures(of: results).map(\.identifier)
  }

  @Test(arguments: ["required-compensation", "nca-bottleneck"])
  func `one withheld figure takes its picture away, and no other`(quantity: String) throws {
    let (all, left) = (try Self.identifiers(withheld: nil), try Self.identifiers(withheld: quantity))
    #expect(all.count == 2 && left.count == 1)
    #expect(left == all.filter { $0.contains("necessary") == (quantity == "required-compensation") })
  }
}
