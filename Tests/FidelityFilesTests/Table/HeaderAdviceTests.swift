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
