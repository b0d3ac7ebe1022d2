import FidelityData
import FidelityStudies
import FidelityTesting
import Testing

@Suite("SHA-256 of files")
struct FileDigestTests {
  /// FIPS 180-4 examples, the empty text, and a million times the letter a, which takes more than one chunk.
  @Test(
    arguments: [
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ])
  func known(text: String, digest: String) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(text, to: "text")
      #expect(try FileDigest.sha256(ofFile: path) == digest)
    }
  }

  @Test func missingFile() {
    let error = #expect(throws: DataError.self) { try FileDigest.sha256(ofFile: "no/such/file") }
    #expect(error?.problem == .noSuchFile)
  }
}
