import FidelityData
import FidelityDrivers
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Which table of the drivers a file may be")
struct RoleRecognitionTests {
  private func sentences(_ header: String, file: String = "t.csv") throws -> [String] {
    try withTemporaryFolder { folder in
      let row = header.split(separator: ",").map { _ in "1" }.joined(separator: ",")
      let path = try folder.write("\(header)\n\(row)\n", to: "t.csv")
      return try TableDescription(path).roleSentences(file: file)
    }
  }

  @Test("the template of each role is that role", arguments: DriverRole.allCases)
  func templates(role: DriverRole) throws {
    let header = role.columns.map(\.name).joined(separator: ",") + (role == .units ? ",building" : "")
    let found = try sentences(header)
    #expect(found.first?.hasPrefix("a table of the drivers: \(role.rawValue)") == true, "\(found)")
    #expect(found.last == "in the tables of a study: - {role: \(role.rawValue), file: t.csv}")
  }

  @Test(
    "headings as people write them, the best match first, and files that are none",
    arguments: [
      ("Barrier,Category,Raised", "a table of the drivers: barriers"),
      ("unit,source,occasion,score,date,level", "a table of the drivers: fidelity-assessment, data-access"),
      ("unit,rater,score", nil), ("unit,school", "a table of the drivers: units"), ("a,b", nil),
    ] as [(String, String?)])
  func guesses(header: String, sentence: String?) throws {
    #expect(try sentences(header).first == sentence)
  }

  @Test("paths that YAML would read otherwise stand in quotation marks")
  func paths() throws {
    let found = try sentences("barrier,category,raised", file: "our {notes}/it's: 1.csv")
    #expect(found.last == "in the tables of a study: - {role: barriers, file: \"our {notes}/it's: 1.csv\"}")
  }
}
