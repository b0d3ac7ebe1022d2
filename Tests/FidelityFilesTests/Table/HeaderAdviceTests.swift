import FidelityData
import FidelityFiles
import FidelityTesting
import Testing

@Suite struct HeaderAdviceTests {
  private static func advice(_ text: String) throws -> String? {
    try withTemporaryFolder { folder in
      let file = try TableFile(folder.write(text, to: "a.csv"))
      #expect(file.headerAdvice.map { file.notices.contains($0.replacing("`", with: "")) } ?? true)
      return file.headerAdvice
    }
  }

  @Test(arguments: [
    (
      "Visits,,,\n,,,\n,,site,score\n,,Birch,1\n,,Cedar,2\n",
      "line 3 looks like the header, and line 1 counts as it: `skip` 2 begins there"
    ),
    (
      "Site,Pre,,Post,\n,score,n,score,n\nBirch,1,2,3,4\nCedar,1,2,3,4\n",
      "line 2 looks like a second row of the header: `header-rows` 2 joins them"
    ),
    (
      "site,score,minutes\n,(0-2),(min)\nBirch,1,20\nCedar,2,30\n",
      "line 2 looks like a second row of the header: `header-rows` 2 joins them"
    ),
  ])
  func `what looks like the header`(text: String, advice: String) throws {
    #expect(try Self.advice(text) == advice)
  }

  @Test(arguments: [("lesson anna ben\nl1 1 2\nl2 2 2\n", true), ("a^b\n1^2\n", true), ("School name\nBirch\n", false)])
  func `a single column that may be several`(text: String, isSaid: Bool) throws {
    let advice = try Self.advice(text)
    #expect((advice?.contains("`delimiter` says which character stands between cells") ?? false) == isSaid)
  }

  @Test(arguments: [
    ("\u{FEFF}\u{FEFF}lesson , anna,\u{A0}ben\t\nl1,1,2\n", ["lesson", "anna", "ben"]),
    ("a, a, b ,  \n1,2,3,4\n", ["a", " a", "b", ""]), ("\" a \",b\n1,2\n", ["a", "b"]),
  ])
  func `names without blanks around them`(text: String, names: [String]) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(text, to: "a.csv")
      #expect(try TableFile(path).columnNames == names)
    }
  }

  @Test(arguments: [
    ("<html><table><tr><td>a</td></tr></table></html>", "a page in HTML"), ("[{\"a\": 1}]", "a document in JSON"),
    ("{\\rtf1 a,b}", "a document in RTF"), ("<?xml version=\"1.0\"?>", "a document in XML"),
  ])
  func `what is no table`(text: String, reason: String) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(text, to: "a.csv")
      let error = #expect(throws: DataError.self) { try TableFile(path) }
      #expect(error?.description.contains(reason) == true)
    }
  }

  @Test(arguments: [
    "site,score\nBirch,1\nCedar,2\n", "site,score\nBirch,n/a\nCedar,2\nElm,3\n", "a,b\nx,y\nz,w\n",
    "site,score\nBirch,many\nCedar,2\nElm,3\n", ",a,b\n1,2,3\n2,3,4\n", "site,score,\nBirch,1,\nCedar,2,\n",
    "lesson,anna,ben\nl1,yes,no\nl2,no,no\n", "a,b,c\nabsent,NA,-\n1,2,3\n4,5,6\n",
  ])
  func `what does not`(text: String) throws {
    #expect(try Self.advice(text) == nil)
  }

  @Test func `of a sheet the cells are named`() throws {
    try withTemporaryFolder { folder in
      let cells = [
        ["Visits"], [""], ["", "", "site", "score"], ["", "", "Birch", "1"], ["", "", "Cedar", "2"],
      ]
      let path = try folder.write(Workbook([.init("s", cells)]).bytes, to: "a.xlsx")
      let advice = try TableFile(path).headerAdvice
      #expect(
        advice
          == "row 3 of the sheet looks like the header, and row 1 of the sheet counts as it: `cells` C3 begins there")
      var options = TableOptions()
      options.cells = "C3"
      #expect(try readTable([path], numbers: ["score"], options: options)["score"] == .numbers([1, 2]))
      #expect(try TableFile(path, options: options).headerAdvice == nil)
    }
  }
}
