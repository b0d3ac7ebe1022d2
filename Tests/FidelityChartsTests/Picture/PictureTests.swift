import FidelityCharts
import FidelityData
import FidelityTesting
import Foundation
import Testing

@Suite("Picture")
struct PictureTests {
  @Test("title, text alternative, source and data", arguments: ChartKind.allCases)
  func parts(kind: ChartKind) throws {
    for picture in try kind.pictures(of: SampleTables.district) {
      let root = try #require(SVGElement.parse(picture.svg))
      #expect(root.attributes["role"] == "img")
      let labels = (root.attributes["aria-labelledby"] ?? "").split(separator: " ")
      let named = root.children.filter { labels.contains(($0.attributes["id"] ?? "")[...]) }
      #expect(named.map(\.name) == ["title", "desc"])
      #expect(named.map(\.text) == [picture.title, picture.finding])
      #expect(picture.finding.hasSuffix("."))
      let texts = root.all.filter { $0.name == "text" }.map(\.text)
      #expect(texts.contains { $0.hasPrefix("Source: ") })
      #expect(!picture.table.rows.isEmpty)
      #expect(picture.table.rows.allSatisfy { $0.count == picture.table.header.count })
      #expect(root.attributes["viewBox"] == "0 0 480 \(picture.height)")
    }
  }

  @Test("identifiers of two folders do not meet")
  func prefix() throws {
    var options = ChartOptions()
    options.identifierPrefix = "second"
    let first = try ChartKind.integration.pictures(of: SampleTables.district)
    let second = try ChartKind.integration.pictures(of: SampleTables.district, options: options)
    func identifiers(_ pictures: [Picture]) throws -> [String] {
      try pictures.flatMap { try #require(SVGElement.parse($0.svg)).all.compactMap { $0.attributes["id"] } }
    }
    let all = try identifiers(first) + identifiers(second)
    #expect(Set(all).count == all.count)
  }

  @Test("a hostile label stays text")
  func escaping() throws {
    let results = LabelTests.Awkward.hostile.results
    for kind in ChartKind.allCases {
      for picture in try kind.pictures(of: results) {
        let root = try #require(SVGElement.parse(picture.svg), "\(picture.identifier)")
        #expect(!root.all.contains { $0.name == "script" })
        #expect(root.all.allSatisfy { !$0.attributes.keys.contains { $0.hasPrefix("on") } })
      }
    }
  }

  @Test("a cell that is no number is named, not drawn")
  func damaged() {
    let table = SampleTables.plain(
      "item-means", ["item", "label", "time", "estimate"], [["a1", "", "", "0.5"], ["a2", "", "", "abc"]])
    let error = #expect(throws: DataError.self) {
      try ChartKind.itemHeatMap.pictures(of: Results(folder: "", tables: [table]))
    }
    #expect(error?.row == 2 && error?.column == "estimate" && error?.value == "abc")
  }

  @Test("nothing is drawn where the table is not there", arguments: ChartKind.allCases)
  func lacking(kind: ChartKind) throws {
    #expect(try kind.pictures(of: Results(folder: "", tables: [])).isEmpty)
  }

  @Test("a table without rows", arguments: ChartKind.allCases)
  func empty(kind: ChartKind) throws {
    let tables = SampleTables.district.tables.map { table in
      ResultTable(name: table.name, columns: table.columns.map { ($0, []) })
    }
    for picture in try kind.pictures(of: Results(folder: "", tables: tables)) {
      #expect(labelFaults(picture).isEmpty)
    }
  }

  @Test("what has no interval is not drawn as if its interval held the criterion")
  func withoutInterval() throws {
    let sites = SampleTables.tidy(
      "score-summary", groups: ["site"],
      [
        ["S1", "score-mean", "total", "", "0.9", "0.02", "0.86", "0.94", "40", "ok"],
        ["S2", "score-mean", "total", "", "0.3", "", "", "", "1", "ok"],
      ])
    let raters = SampleTables.tidy(
      "raters", groups: ["rater"], count: "n_units",
      [["R1", "bias", "", "against gold", "0.5", "", "", "", "1", "ok"]])
    let results = Results(folder: "", tables: [sites, SampleTables.bands, raters])
    for kind in [ChartKind.caterpillar, .raterBias] {
      let svg = try #require(try kind.pictures(of: results).first).svg
      #expect(svg.contains(">no interval<") && !svg.contains(">interval holds"))
    }
  }

  @Test("what is asked for: title, term, criterion")
  func options() throws {
    var options = ChartOptions()
    (options.title, options.term, options.criterion) = ("Quality <now>", "quality", 0.7)
    let picture = try #require(try ChartKind.caterpillar.pictures(of: SampleTables.district, options: options).first)
    #expect(picture.title == "Quality <now>")
    #expect(picture.identifier == "chart-caterpillar-mean-quality")
    #expect(picture.finding.contains("0.70 (criterion)"))
    options.term = "no such"
    #expect(try ChartKind.funnel.pictures(of: SampleTables.district, options: options).isEmpty)
  }
}
