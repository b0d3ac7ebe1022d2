import FidelityData
import FidelityFiles
import FidelityTesting
import Foundation
import Testing

@Suite("How bytes stand for characters")
struct TextEncodingTests {
  private static let text = "Schüler,Wert\nMüller – Köln,1.5\n\"Ärzte, „alle“\",2\nß€,3\n"
  private static let keys = ["Müller – Köln", "Ärzte, „alle“", "ß€"]

  private static func bytes(_ encoding: String.Encoding, mark: [UInt8] = []) throws -> [UInt8] {
    mark + Array(try #require(text.data(using: encoding)))
  }

  private func check(_ bytes: [UInt8], _ encoding: TextEncoding? = nil, notice: String?) throws {
    try withTemporaryFolder { folder in
      var options = TableOptions()
      options.encoding = encoding
      let path = try folder.write(bytes, to: "a.csv")
      let file = try TableFile(path, options: options)
      let table = try readTable([file], keys: ["Schüler"], numbers: ["Wert"])
      #expect(table.cells("Schüler") == Self.keys)
      #expect(table.cells("Wert") == ["1.5", "2", "3"])
      #expect(file.notices.count == (notice == nil ? 0 : 1))
      if let notice { #expect(file.notices.first?.contains(notice) == true) }
    }
  }

  @Test("found by the mark, by where zeros are, by the rules of UTF-8, and said")
  func found() throws {
    try check(Self.bytes(.utf8), notice: nil)
    try check(Self.bytes(.utf8, mark: [0xef, 0xbb, 0xbf]), notice: nil)
    try check(Self.bytes(.utf16LittleEndian, mark: [0xff, 0xfe]), notice: "UTF-16LE")
    try check(Self.bytes(.utf16BigEndian, mark: [0xfe, 0xff]), notice: "UTF-16BE")
    try check(Self.bytes(.utf16LittleEndian), notice: "UTF-16LE")
    try check(Self.bytes(.utf16BigEndian), notice: "UTF-16BE")
    try check(Self.bytes(.utf32LittleEndian, mark: [0xff, 0xfe, 0, 0]), notice: "UTF-32LE")
    try check(Self.bytes(.windowsCP1252), notice: "Windows-1252")
  }

  @Test("told, and then not said")
  func told() throws {
    try check(Self.bytes(.utf8), .utf8, notice: nil)
    try check(Self.bytes(.windowsCP1252), .windows1252, notice: nil)
    try check(Self.bytes(.windowsCP1252), .latin1, notice: nil)
    try check(Self.bytes(.utf16LittleEndian), .utf16, notice: nil)
    try check(Self.bytes(.utf16BigEndian, mark: [0xfe, 0xff]), .utf16, notice: nil)
    try check(Self.bytes(.utf16BigEndian), .utf16BE, notice: nil)
  }

  @Test(
    "what only the name of the encoding tells",
    arguments: [
      (TextEncoding.windows1250, [0x8a, 0xf8], "Šř"), (.windows1251, [0xdf, 0xe7], "Яз"),
      (.macintosh, [0x8a], "ä"), (.cp850, [0x84], "ä"), (.cp437, [0x84], "ä"), (.latin2, [0xb9], "š"),
      (.latin9, [0xa4], "€"), (.shiftJIS, [0x93, 0xfa, 0x7c], "日|"), (.gb18030, [0xd6, 0xd0], "中"),
      (.big5, [0xa4, 0xa4], "中"), (.eucKR, [0xc7, 0xd1], "한"),
      (.windows1253, [0xe1], "α"), (.windows1254, [0xf0], "ğ"),
    ] as [(TextEncoding, [UInt8], String)])
  func named(encoding: TextEncoding, bytes: [UInt8], text: String) throws {
    try withTemporaryFolder { folder in
      var options = TableOptions()
      options.encoding = encoding
      let path = try folder.write(Array("k,v\n".utf8) + bytes + Array(",1\n".utf8), to: "a.csv")
      #expect(try readTable([path], keys: ["k"], options: options).cells("k") == [text])
    }
  }

  @Test("all bytes of Windows-1252, as the C library has them")
  func windows() throws {
    let bytes = (0x80...0xff).map { UInt8($0) }.filter { ![0x81, 0x8d, 0x8f, 0x90, 0x9d].contains($0) }
    let expected = bytes.compactMap { String(data: Data([$0]), encoding: .windowsCP1252) }
    #expect(expected.count == bytes.count)
    try withTemporaryFolder { folder in
      let rows: [UInt8] = bytes.flatMap { [0x78, $0, 0x0a] }
      let path = try folder.write(Array("k\n".utf8) + rows, to: "a.csv")
      #expect(try readTable([path], keys: ["k"]).cells("k") == expected.map { "x\($0)" })
    }
  }

  @Test("found far behind, past blocks of ASCII: in keys, and in a number's blanks", arguments: [1, 3])
  func late(threads: Int) throws {
    try withTemporaryFolder { folder in
      let rows = String(repeating: "abcdefgh,12345\n", count: 200_000)
      let last = Array("M".utf8) + [0xfc] + Array("ller,1".utf8) + [0xa0] + Array("250\n".utf8)
      let path = try folder.write(Array("k,n\n\(rows)".utf8) + last, to: "a.csv")
      var options = TableOptions()
      options.threads = threads
      let file = try TableFile(path, options: options)
      #expect(file.notices.isEmpty)
      let table = try readTable([file], keys: ["k"], numbers: ["n"])
      #expect(table.cells("k").last == "Müller")
      #expect(table.cells("n").last == "1250")
      #expect(file.notices.contains { $0.contains("Windows-1252") })
    }
  }

  @Test("cells in UTF-8 and cells that are not, in one file", arguments: [1, 3])
  func mixed(threads: Int) throws {
    try withTemporaryFolder { folder in
      let ascii = String(repeating: "abcdefgh,1\n", count: 200_000)
      let bytes = Array("k,n\n\(ascii)Köln,1\n\(ascii)\(ascii)K".utf8) + [0xf6] + Array("ln,1\n".utf8)
      let path = try folder.write(bytes, to: "a.csv")
      var options = TableOptions()
      options.threads = threads
      let error = readError(path, keys: ["k"], options: options)
      #expect(error?.description.contains("UTF-8") == true)
      #expect(error?.exitStatus == 65)
      // Nobody reads the cells.
      #expect(readError(path, numbers: ["n"], options: options) == nil)
    }
  }

  @Test("a block of UTF-8 with a few bytes that are not, past blocks of ASCII")
  func damagedLate() throws {
    try withTemporaryFolder { folder in
      let ascii = String(repeating: "abcdefgh,1\n", count: 200_000)
      let path = try folder.write(
        Array("k,n\n\(ascii)Köln,1\nÄÖ,2\nK".utf8) + [0xf6] + Array("ln,1\n".utf8), to: "a.csv")
      #expect(readError(path, keys: ["k"])?.row == 200_003)
    }
  }

  @Test("text that breaks the rules of what it is said to be, or of what its first bytes say")
  func broken() throws {
    func fault(_ bytes: [UInt8], _ encoding: TextEncoding? = nil) throws -> DataError {
      try withTemporaryFolder { folder in
        var options = TableOptions()
        options.encoding = encoding
        return try #require(readError(folder.write(bytes, to: "a.csv"), keys: ["a"], options: options))
      }
    }
    func utf16(_ units: [UInt16]) -> [UInt8] { units.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] } }
    let loneSurrogate = try fault(utf16([0xfeff] + Array("a\n1\n".utf16) + [0xd800, 0x0a]))
    #expect(loneSurrogate.line == 3 && loneSurrogate.exitStatus == 65)
    // Half a character at the end.
    #expect(try fault(utf16([0xfeff] + Array("a\n1\n".utf16)) + [0x31]).description.contains("UTF-16LE"))
    #expect(try fault(Array("a\n1\n2".utf8) + [0x81, 0x0a], .windows1252).line == 3)
    #expect(try fault([0xef, 0xbb, 0xbf] + Array("a\n1\n".utf8), .windows1252).description.contains("mark of UTF-8"))
    #expect(try fault(Array("a\n".utf8) + [0xe9, 0x0a], .utf8).line == 2)
    // More characters of UTF-8 than bytes that are none: damaged, not another encoding.
    #expect(try fault(Array("a\nÄÖÜ\n".utf8) + [0xe9, 0x0a]).line == 3)
    // Control characters are no text.
    #expect(try fault(Array("a\n\u{1}\u{2}".utf8) + [0xe9, 0x0a]).line == 2)
  }

  @Test("lines of UTF-16, where characters have bytes like line ends")
  func lines() throws {
    try withTemporaryFolder { folder in
      let text = "k,n\n\u{010a}\u{220a},1\n\"a\nb\",2\nx,y\n"
      for encoding in [String.Encoding.utf16LittleEndian, .utf16BigEndian] {
        let mark: [UInt8] = encoding == .utf16LittleEndian ? [0xff, 0xfe] : [0xfe, 0xff]
        let path = try folder.write(mark + Array(try #require(text.data(using: encoding))), to: "a.csv")
        #expect(try TableFile(path).physicalLines(ofRows: [1, 2, 3]) == [1: 2, 2: 3, 3: 5])
        let error = readError(path, numbers: ["n"])
        #expect((error?.line, error?.row, error?.value) == (5, 3, "y"))
      }
    }
  }

  @Test("compressed text in Windows-1252")
  func compressed() throws {
    let text = Array("k\nM".utf8) + [0xfc] + Array("ller\n".utf8)
    var check = UInt32.max
    for byte in text {
      check ^= UInt32(byte)
      for _ in 0..<8 { check = check >> 1 ^ (check & 1 == 1 ? 0xedb8_8320 : 0) }
    }
    // A gzip member with one stored block.
    let count = UInt8(text.count)
    let head: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1, count, 0, ~count, 255]
    let tail = (0..<4).map { UInt8(truncatingIfNeeded: ~check >> (8 * $0)) } + [count, 0, 0, 0]
    try withTemporaryFolder { folder in
      let path = try folder.write(head + text + tail, to: "a.csv.gz")
      #expect(try readTable([path], keys: ["k"]).cells("k") == ["Müller"])
    }
  }
}
