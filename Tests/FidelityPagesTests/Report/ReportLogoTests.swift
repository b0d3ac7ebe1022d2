import FidelityData
import FidelityPages
import FidelityTesting
import Testing

@Suite struct ReportLogoTests {
  @Test(arguments: [
    ([UInt8]([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]), "image/png"),
    ([UInt8]([0xff, 0xd8, 0xff, 0xe0]), "image/jpeg"), (Array("<svg onload=\"x\"/>".utf8), "image/svg+xml"),
  ])
  func `a logo is inside the page, and an image only`(bytes: [UInt8], type: String) throws {
    try withTemporaryFolder { folder in
      let path = try folder.write(bytes, to: "logo")
      let (html, parsed) = try ExampleResults.numbered(1).page { options in
        options.logo = try? ReportLogo(contentsOfFile: path)
      }
      ReportTests.check(parsed, "\(type)")
      #expect(parsed.all("img").first?.attributes["src"]?.hasPrefix("data:\(type);base64,") == true)
      #expect(!html.contains("onload="))
    }
  }

  @Test func `what is no picture, or too large, is refused`() throws {
    try withTemporaryFolder { folder in
      let text = try folder.write("GIF89a", to: "a.gif")
      #expect(throws: DataError.self) { _ = try ReportLogo(contentsOfFile: text) }
      let large = try folder.write([UInt8]([0xff, 0xd8, 0xff]) + [UInt8](repeating: 0, count: 200_000), to: "b.jpg")
      let error = #expect(throws: DataError.self) { _ = try ReportLogo(contentsOfFile: large) }
      #expect(error?.exitStatus == 65)
      #expect(throws: DataError.self) { _ = try ReportLogo(contentsOfFile: folder.file("none")) }
    }
  }
}
