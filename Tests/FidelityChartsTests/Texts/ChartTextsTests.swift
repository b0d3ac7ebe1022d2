import FidelityCharts
import FidelityData
import FidelityReports
import Foundation
import Testing

/// Every word of a picture comes from the texts, or out of the tables.
@Suite("Texts of pictures")
struct ChartTextsTests {
  /// A language whose letters are no Latin ones: what stays Latin in a picture has escaped the texts.
  static let cyrillic: ChartTexts = {
    let pairs = ChartTexts.all.map { id, text in (id, translated(text)) }
    return ChartTexts(
      Dictionary(uniqueKeysWithValues: pairs), decimalMark: "‚", thousandsMark: "’")
  }()

  private static func translated(_ text: String) -> String {
    TextTemplate(text).parts.map { part in
      switch part {
      case .words(let words): foreign(words)
      case .value(let name): "{\(name)}"
      case .choice(let name, let one, let other): "{\(name)|\(foreign(one))|\(foreign(other))}"
      }
    }.joined()
  }

  private static func foreign(_ words: String) -> String {
    String(words.map { character in character.isLetter && character.isASCII ? "ж" : character })
  }

  /// The words that stand in tables: cells, columns, names of files.
  private static func words(of results: Results) -> Set<String> {
    var words: Set<String> = ["e"]
    for table in results.tables {
      for text in [table.fileName, table.name] + table.columns { words.formUnion(latin(text)) }
      for column in table.columns {
        let cells = Set(table.texts(column) ?? []).filter { Double($0) == nil }
        for cell in cells { words.formUnion(latin(cell) + latin(DataError.printable(cell, limit: 2_000))) }
      }
    }
    return words
  }

  private static let known = Dictionary(
    uniqueKeysWithValues: LabelTests.Awkward.allCases.map { ($0, words(of: $0.results)) })

  private static func latin(_ text: String) -> [String] {
    text.matches(of: /[A-Za-z]+/).map { String($0.output) }
  }

  @Test("no word of a picture is written in the code", arguments: ChartKind.allCases, LabelTests.Awkward.allCases)
  func allTranslated(kind: ChartKind, awkward: LabelTests.Awkward) throws {
    var options = ChartOptions()
    options.texts = Self.cyrillic
    let results = awkward.results
    let known = Self.known[awkward] ?? []
    for picture in try kind.pictures(of: results, options: options) {
      let root = try #require(SVGElement.parse(picture.svg))
      let shown = root.all.filter { ["text", "title", "desc"].contains($0.name) }.map(\.text)
      for text in shown + picture.table.header + picture.table.rows.joined() + [picture.finding, picture.source] {
        // Parts of names that are cut or broken over lines are of names.
        for word in Self.latin(text) where !known.contains(word) && !known.contains(where: { $0.contains(word) }) {
          Issue.record("\(picture.identifier): \"\(word)\" in \"\(text)\" is in no language")
        }
      }
    }
  }

  @Test("numbers have the marks of the language")
  func marks() throws {
    var options = ChartOptions()
    options.texts = Self.cyrillic
    let picture = try #require(
      try ChartKind.caterpillar.pictures(of: LabelTests.Awkward.tenThousand.results, options: options).first)
    #expect(picture.svg.contains("10’000") && picture.svg.contains("0‚"))
    #expect(!picture.finding.contains(/[0-9][.,][0-9]/))
  }

  @Test("ids are distinct, texts are not empty and every value of a text has a name")
  func ids() {
    #expect(Set(ChartTexts.all.map(\.id)).count == ChartTexts.all.count)
    for (id, text) in ChartTexts.all {
      #expect(id.hasPrefix("chart-") && !text.isEmpty)
      for name in TextTemplate(text).names { #expect(name.contains(/^[a-z0-9-]+$/), "\(id): {\(name)}") }
    }
  }

  @Test(
    "a number of one reads like one",
    arguments: [ChartKind.overTime, .subscales, .caterpillar, .raterBias, .coaching, .agreement, .funnel])
  func one(kind: ChartKind) throws {
    for picture in try kind.pictures(of: LabelTests.Awkward.one.results) {
      for text in [picture.finding, picture.source] {
        #expect(!text.contains(/\b1 [a-z]+s\b/.ignoresCase()), "\(text)")
      }
    }
  }
}
