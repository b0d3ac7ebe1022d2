import Foundation

/// What a workbook's parts say, read by patterns that fit what the program writes and nothing else.
public struct WorkbookContent {
  public struct Cell: Equatable, Sendable {
    /// The value as it stands in the file: the text, or the digits.
    public let value: String
    public let isText: Bool
    public let isTruth: Bool
    /// The format of numbers, empty for the general one.
    public let format: String

    public init(value: String, isText: Bool, isTruth: Bool, format: String) {
      (self.value, self.isText, self.isTruth, self.format) = (value, isText, isTruth, format)
    }
  }

  public struct Sheet {
    public let name: String
    /// By their places: `A1`.
    public let cells: [String: Cell]
    public let xml: String
  }

  public let sheets: [Sheet]

  public init(_ bytes: [UInt8]) throws {
    let archive = try ZipContents(bytes)
    let formats = try Self.formats(archive.text("xl/styles.xml"))
    let names = try archive.text("xl/workbook.xml").matches(of: /<sheet name="([^"]*)"/).map { String($0.1) }
    sheets = try names.enumerated().map { index, name in
      let xml = try archive.text("xl/worksheets/sheet\(index + 1).xml")
      return Sheet(name: Self.plain(name), cells: Self.cells(xml, formats), xml: xml)
    }
  }

  private static func cells(_ xml: String, _ formats: [String]) -> [String: Cell] {
    var cells: [String: Cell] = [:]
    let pattern =
      #/
      <c\x20r="([A-Z]+[0-9]+)"(?:\x20s="([0-9]+)")?(?:\x20t="([a-zA-Z]+)")?>
      (?:<is><t[^>]*>([^<]*)</t></is>|<v>([^<]*)</v>)</c>
      /#
    for match in xml.matches(of: pattern) {
      let style = match.2.flatMap { Int($0) }.map { formats[$0] } ?? ""
      cells[String(match.1)] = Cell(
        value: plain(String(match.4 ?? match.5 ?? "")), isText: match.3 == "inlineStr", isTruth: match.3 == "b",
        format: style)
    }
    return cells
  }

  /// The format of each style of cells.
  private static func formats(_ xml: String) -> [String] {
    var named = ["0": "", "1": "0", "2": "0.00", "11": "0.00E+00"]
    for match in xml.matches(of: /<numFmt numFmtId="([0-9]+)" formatCode="([^"]*)"/) {
      named[String(match.1)] = plain(String(match.2))
    }
    let styles = xml.split(separator: "<cellXfs").dropFirst().first ?? ""
    let end = styles.range(of: "</cellXfs>")?.lowerBound ?? styles.endIndex
    return styles[..<end].matches(of: /<xf numFmtId="([0-9]+)"/).map { named[String($0.1)] ?? "?" }
  }

  private static func plain(_ text: String) -> String {
    text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&amp;", with: "&")
  }
}
