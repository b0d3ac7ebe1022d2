import FidelityPages
import Testing

/// Small groups are on no page, in no table and in no picture.
@Suite struct WithholdingTests {
  @Test(arguments: [0, 5, 10, 11, 50])
  func `groups with fewer observations are nowhere`(least: Int) throws {
    let example = ExampleResults(sites: ["Ash", "Birch", "Cedar", "Dogwood"], counts: [4, 9, 10, 40])
    let (html, parsed) = try example.page { $0.suppressBelow = least }
    ReportTests.check(parsed, "least \(least)")
    let hidden = zip(example.sites, example.counts).filter { $0.1 < least }.map(\.0)
    let alone = hidden.count == 1
    for (site, count) in zip(example.sites, example.counts) {
      // One alone could be computed from the total: the next smallest goes with it.
      let isHidden = count < least || (alone && site == "Birch")
      #expect(html.contains(site) != isHidden, "\(site)")
    }
    let count = alone ? 2 : hidden.count
    #expect(html.contains("\(count) groups are not shown") == (count > 0))
  }

  @Test func `figures of few persons are not shown`() throws {
    let (_, parsed) = try ExampleResults.numbered(3).page()
    let rows = try #require(parsed.table("The drivers in figures"))
    #expect(rows[3] == ["units", "", "", "", "", "", "Not shown"])
    let all = try ExampleResults.numbered(3).page { $0.suppressBelow = 4 }.parsed
    #expect(try #require(all.table("The drivers in figures"))[3][1] == "0.20")
  }
}
