import FidelityData
import FidelityDefinitions
import FidelityTesting
import Testing

@Suite struct DefinitionFileTests {
  @Test func `the text of a file`() throws {
    try withTemporaryFolder { folder in
      #expect(try DefinitionNode.text(ofFile: folder.write("a: é\n", to: "good.yaml")) == "a: é\n")
      let marked = try folder.write("\u{FEFF}a: 1\n", to: "marked.yaml")
      #expect(try DefinitionNode.text(ofFile: marked).unicodeScalars.first == "a")
      #expect(try DefinitionNode.text(ofFile: folder.write("", to: "empty.yaml")) == "")
      let whole = try folder.write([UInt8](repeating: 0x20, count: 1 << 20), to: "whole.yaml")
      #expect(try DefinitionNode.text(ofFile: whole).utf8.count == 1 << 20)
    }
  }

  @Test func `what is no text of a definition`() throws {
    try withTemporaryFolder { folder in
      let latin = try folder.write([0x61, 0xE9, 0x0A], to: "latin.yaml")
      #expect(throws: DataError(.definition(reason: "the file is not UTF-8 text"), file: latin)) {
        try DefinitionNode.text(ofFile: latin)
      }
      let long = try folder.write([UInt8](repeating: 0x20, count: (1 << 20) + 1), to: "long.yaml")
      for path in [long, "/dev/zero"] {
        #expect(throws: DataError(.definition(reason: "the definition is longer than 1 MiB"), file: path)) {
          try DefinitionNode.text(ofFile: path)
        }
      }
      #expect(throws: DataError(.isDirectory, file: folder.path)) { try DefinitionNode.text(ofFile: folder.path) }
      #expect(throws: DataError(.noSuchFile, file: "/no/such")) { try DefinitionNode.text(ofFile: "/no/such") }
    }
  }

  @Test(arguments: [
    ("data.csv", "study", "study/data.csv"), ("/data.csv", "study", "/data.csv"), ("data.csv", ".", "data.csv"),
    ("data.csv", "", "data.csv"), ("-", "study", "-"), ("../data.csv", "a/b", "a/b/../data.csv"),
  ])
  func `paths are relative to the folder of the definition`(_ path: String, _ folder: String, _ resolved: String) {
    #expect(DefinitionPath.resolve(path, relativeTo: folder) == resolved)
  }
}
