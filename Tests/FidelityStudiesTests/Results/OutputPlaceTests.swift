import FidelityData
import FidelityStudies
import FidelityTesting
import Foundation
import Testing

@Suite("Places for results")
struct OutputPlaceTests {
  private func problem(_ path: String, inputs: [String] = []) -> DataError.Problem? {
    do throws(DataError) {
      try OutputPlace.check(file: path, inputs: inputs)
      return nil
    } catch {
      return error.problem
    }
  }

  @Test func newAndOldFiles() throws {
    try withTemporaryFolder { folder in
      let old = try folder.write("x", to: "old.csv")
      #expect(problem(old, inputs: [folder.file("input.csv"), "-"]) == nil)
      #expect(problem(folder.file("new.csv")) == nil)
      #expect(problem("/dev/null") == nil)
    }
  }

  @Test("an input is not replaced, by whatever name it goes")
  func inputs() throws {
    try withTemporaryFolder { folder in
      let input = try folder.write("x", to: "data.csv")
      try FileManager.default.createSymbolicLink(atPath: folder.file("link.csv"), withDestinationPath: input)
      for name in ["data.csv", "./data.csv", "no/../data.csv", "link.csv"] {
        #expect(problem(folder.file(name), inputs: [input]) == .usage(reason: "the output would replace an input"))
      }
      #expect(problem(input, inputs: [folder.file("link.csv")]) == .usage(reason: "the output would replace an input"))
    }
  }

  @Test func placesThatCannotBe() throws {
    try withTemporaryFolder { folder in
      #expect(problem("") == .usage(reason: "the name of the output file is empty"))
      #expect(problem(folder.path) == .cannotCreate(reason: "this is a folder, not a file"))
      let lacking = problem(folder.file("none/out.csv"))
      #expect(lacking == .cannotCreate(reason: "there is no folder \(folder.file("none"))/"))
    }
  }
}
