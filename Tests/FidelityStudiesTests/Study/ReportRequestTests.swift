import FidelityData
import FidelityReports
import FidelityStudies
import Foundation
import Testing

@Suite struct ReportRequestTests {
  private static func request(_ yaml: String) throws -> ReportRequest? {
    try Study(yaml: "data: {files: d.csv}\n\(yaml)\n", file: "f/study.yaml").report
  }

  @Test func `every key`() throws {
    let report = try #require(
      try Self.request(
        "report: {title: T, language: de.yaml, logo: l.png, sections: [summary, sites], suppress-cells-below: 5, "
          + "audience: building}"))
    #expect(report.title == "T" && report.language == "f/de.yaml" && report.logo == "f/l.png")
    #expect(report.sections == [.summary, .sites] && report.suppressBelow == 5 && report.audience == .building)
    #expect(try Self.request("report: true") == ReportRequest())
    #expect(try Self.request("seed: 1") == nil)
  }

  @Test(arguments: [
    ("report: false", "leaves out the key"), ("report: {titel: x}", "has no key \"titel\""),
    ("report: {sections: [site]}", "no section \"site\""), ("report: {audience: state}", "no audience \"state\""),
    ("report: {suppress-cells-below: -1}", "a whole number"), ("report: {sections: []}", "is empty"),
  ])
  func `what is wrong has its place`(yaml: String, words: String) throws {
    let error = #expect(throws: DataError.self) { _ = try Self.request(yaml) }
    #expect(error?.line == 2)
    #expect("\(try #require(error))".contains(words))
  }

  @Test func `what run.json says of it reads back`() throws {
    let report = try #require(
      try Self.request("report: {title: '\"T\"', sections: [next], suppress-cells-below: 0, audience: district}"))
    let again = try JSONDecoder().decode(ReportRequest.self, from: Data(report.record.text.utf8))
    #expect(again == report && again.audience == .district && again.suppressBelow == 0)
  }
}
