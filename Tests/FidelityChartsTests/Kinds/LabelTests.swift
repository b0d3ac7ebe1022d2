import FidelityCharts
import Testing

/// Labels of all kinds of pictures, of tables as awkward as people have them.
@Suite("Labels stay inside and apart")
struct LabelTests {
  enum Awkward: String, CaseIterable, Sendable {
    case district, one, longNames, twoHundred, tenThousand, missing, hostile, rightToLeft, wide

    private static let all = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.made) })

    var results: Results { Self.all[self] ?? made }

    private var made: Results {
      let names = names
      let few = Array(names.prefix(60))
      let isMissing = self == .missing
      return Results(
        folder: "results",
        tables: [
          SampleTables.scoreSummary(names, isMissing: isMissing), SampleTables.trendDecisions(names),
          SampleTables.overTime(self == .one ? 1 : self == .tenThousand ? 400 : 24), SampleTables.bands,
          SampleTables.itemMeans(few, occasions: self == .one ? 1 : 9), SampleTables.reliability(few),
          SampleTables.raters(names), SampleTables.raterPairs(few), SampleTables.driversPage,
          SampleTables.drivers(components: few, names: Array(names.prefix(7))),
          SampleTables.coachingCycles(self == .one ? 1 : 70),
        ] + SampleTables.concordance(names[0], names[names.count - 1], points: names.count))
    }

    private var names: [String] {
      let long = "The Elementary School of the Upper Valley and of the River, No."
      return switch self {
      case .district: (1...40).map { "S\($0)" }
      case .one: ["S1"]
      case .longNames: (1...12).map { "\(long) \($0)" }
      case .twoHundred: (1...200).map { "\(long) \($0)" }
      case .tenThousand: (1...10_000).map { "S\($0)" }
      case .missing: (1...5).map { "S\($0)" }
      case .hostile:
        [
          "<script>alert(1)</script>", "a & b \"c\" 'd'", "]]>", "&lt;", "\u{0}\u{1}\u{b}", "\u{202e}abc", "x\ny",
          " - ",
          "A - B - C", "🏫👩🏽‍🏫", "\u{fffe}", "e\u{301}\u{301}\u{301}",
        ]
      case .rightToLeft:
        (1...8).map { "בית הספר היסודי בעמק העליון \($0)" }
          + ["مدرسة الوادي الابتدائية"]
      case .wide: (1...8).map { "上谷川小学校附属教育研究所\($0)" }
      }
    }
  }

  @Test("no label runs out or touches another", arguments: Awkward.allCases, ChartKind.allCases)
  func labels(awkward: Awkward, kind: ChartKind) throws {
    for picture in try kind.pictures(of: awkward.results) {
      let faults = labelFaults(picture)
      #expect(faults.isEmpty, "\(picture.identifier): \(faults.prefix(5).joined(separator: "; "))")
    }
  }

  @Test("a picture of 10,000 sites is small and says how it was summarised")
  func summary() throws {
    let results = Awkward.tenThousand.results
    for kind in ChartKind.allCases {
      for picture in try kind.pictures(of: results) {
        #expect(picture.svg.utf8.count < 250_000, "\(picture.identifier): \(picture.svg.utf8.count)")
        #expect(picture.table.rows.count <= 1_000, "\(picture.identifier)")
      }
    }
    let caterpillar = try #require(try ChartKind.caterpillar.pictures(of: results).first)
    #expect(caterpillar.svg.contains("All 10,000 are in the curve"))
    #expect(caterpillar.finding.contains("10,000"))
  }

  @Test("marks stay inside too", arguments: Awkward.allCases, ChartKind.allCases)
  func marks(awkward: Awkward, kind: ChartKind) throws {
    for picture in try kind.pictures(of: awkward.results) {
      let root = try #require(SVGElement.parse(picture.svg))
      for element in root.all where element.name == "rect" || element.name == "circle" {
        let radius = element.number("r")
        let left = element.name == "circle" ? element.number("cx") - radius : element.number("x")
        let right = element.name == "circle" ? element.number("cx") + radius : left + element.number("width")
        #expect(left >= -1 && right <= 481, "\(picture.identifier): \(element.attributes)")
      }
    }
  }
}
