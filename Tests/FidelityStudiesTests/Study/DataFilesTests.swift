import FidelityData
import FidelityStudies
import FidelityTesting
import Testing

@Suite("Files of a path")
struct DataFilesTests {
  @Test("a pattern stands for its files, sorted; a file of that very name for itself")
  func patterns() throws {
    try withTemporaryFolder { folder in
      for name in ["b.csv", "a.csv", "c.txt", "w[1].csv", "w1.csv"] { _ = try folder.write("x", to: name) }
      #expect(try DataFiles.matching(folder.file("[ab].csv")) == ["a.csv", "b.csv"].map(folder.file))
      #expect(try DataFiles.matching(folder.file("?.*")) == ["a.csv", "b.csv", "c.txt"].map(folder.file))
      #expect(try DataFiles.matching(folder.file("w[1].csv")) == [folder.file("w[1].csv")])
      #expect(try DataFiles.matching("no/such/file.csv") == ["no/such/file.csv"])
    }
  }

  @Test func noMatch() throws {
    let error = #expect(throws: DataError.self) { try DataFiles.matching("no/such/*.csv") }
    #expect(error == DataError(.noSuchFile, file: "no/such/*.csv", hint: "no file matches the pattern"))
  }
}
