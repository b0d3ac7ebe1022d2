import FidelityData
import FidelityFiles

/// What the columns of a sheet hold beyond what a table says.
package enum SheetColumnKind: Sendable {
  /// A result: numbers with the decimals of the style, texts that are dates as dates.
  case result
  /// Data: numbers as they are, texts as texts.
  case plain
  /// Data: texts that are dates, with or without a time of day, as dates.
  case date
  /// Data: the texts `true` and `false` as truth values.
  case boolean
}

/// The XML of a cell behind its place, from the style on.
struct SheetCell: Sendable {
  private let whole, fixed, scientific, date, dateTime, heading, wrapped: [UInt8]
  private let decimals: Int

  init(_ file: WorkbookFile, decimals: Int) {
    func attribute(_ style: WorkbookFile.Style) -> [UInt8] { Array(" s=\"\(file.index(of: style))\"".utf8) }
    whole = attribute(.whole)
    fixed = attribute(.fixed)
    scientific = attribute(.scientific)
    date = attribute(.date)
    dateTime = attribute(.dateTime)
    heading = attribute(.heading)
    wrapped = attribute(.wrapped)
    self.decimals = decimals
  }

  // MARK: - Texts

  /// The cell of a label.
  func append(_ label: String, _ kind: SheetColumnKind, to output: inout [UInt8]) {
    switch kind {
    case .result, .date: if appendDate(label, to: &output) { return }
    case .boolean where label == "true" || label == "false":
      output += Array(" t=\"b\"><v>\(label == "true" ? 1 : 0)</v></c>".utf8)
      return
    case .plain, .boolean: break
    }
    appendText(label, to: &output)
  }

  func appendHeading(_ text: String, to output: inout [UInt8]) {
    output += heading
    appendText(text, to: &output)
  }

  func appendWrapped(_ text: String, to output: inout [UInt8]) {
    output += wrapped
    appendText(text, to: &output)
  }

  /// Text that is nothing but text, whatever it begins with.
  private func appendText(_ text: String, to output: inout [UInt8]) {
    output += " t=\"inlineStr\"><is><t".utf8
    let hasBlanks = (text.first?.isWhitespace ?? false) || (text.last?.isWhitespace ?? false)
    if hasBlanks { output += " xml:space=\"preserve\"".utf8 }
    output.append(0x3e)
    Self.append(escaping: text, to: &output)
    output += "</t></is></c>".utf8
  }

  /// Text in XML. What XML cannot hold, or Excel takes for an escape, is written `_xHHHH_`.
  static func append(escaping text: String, to output: inout [UInt8]) {
    let isPlain = text.utf8.allSatisfy { byte in
      (0x20..<0x80).contains(byte) && byte != 0x26 && byte != 0x3c && byte != 0x3e && byte != 0x5f
    }
    if isPlain {
      output += text.utf8
      return
    }
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      switch scalar {
      case "&": output += "&amp;".utf8
      case "<": output += "&lt;".utf8
      case ">": output += "&gt;".utf8
      case "\t", "\n": output.append(UInt8(scalar.value))
      case "_" where isEscape(rest): output += "_x005F_".utf8
      case _ where scalar.value < 0x20 || scalar.value == 0xfffe || scalar.value == 0xffff:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        output += "_x\(String(repeating: "0", count: 4 - digits.count))\(digits)_".utf8
      default: output += String(scalar).utf8
      }
      rest = rest.dropFirst()
    }
  }

  /// Whether `_xHHHH_` comes next.
  private static func isEscape(_ text: Substring.UnicodeScalarView) -> Bool {
    let next = Array(text.prefix(7))
    guard next.count == 7, next[1] == "x", next[6] == "_" else { return false }
    return next[2...5].allSatisfy { $0.properties.isASCIIHexDigit }
  }

  // MARK: - Dates

  /// 1900-03-01, before which Excel counts a day that there was not.
  private static let firstDay = -25_508
  private static let lastDay = 2_932_896

  /// The cell of `2024-09-15` or `2024-09-15 10:30:00`; false for other texts, and for days that Excel has not.
  private func appendDate(_ text: String, to output: inout [UInt8]) -> Bool {
    let count = text.utf8.count
    guard count == 10 || count == 19, let day = CalendarDate.Format.iso.day(String(text.prefix(10))),
      (Self.firstDay...Self.lastDay).contains(day), CalendarDate.text(ofDay: day) == text.prefix(10)
    else { return false }
    if count == 10 {
      output += date
      output += "><v>\(day + 25_569)</v></c>".utf8
      return true
    }
    guard let second = Self.second(Array(text.utf8)[10...]) else { return false }
    output += dateTime
    output += "><v>\(NumberText.exact(Double(day + 25_569) + Double(second) / 86_400))</v></c>".utf8
    return true
  }

  /// The second of the day of ` HH:MM:SS`.
  private static func second(_ text: ArraySlice<UInt8>) -> Int? {
    let bytes = Array(text)
    guard bytes.count == 9, bytes[0] == 0x20, bytes[3] == 0x3a, bytes[6] == 0x3a else { return nil }
    func number(_ place: Int) -> Int? {
      let (tens, ones) = (Int(bytes[place]) - 0x30, Int(bytes[place + 1]) - 0x30)
      return (0...9).contains(tens) && (0...9).contains(ones) ? 10 * tens + ones : nil
    }
    guard let hour = number(1), let minute = number(4), let second = number(7), hour < 24, minute < 60, second < 60
    else { return nil }
    return 3_600 * hour + 60 * minute + second
  }

  // MARK: - Numbers

  /// What no double of Excel keeps is text: whole numbers beyond 2^53.
  @inline(__always)
  func append(_ integer: Int, to output: inout [UInt8]) {
    guard integer.magnitude <= 1 << 53 else {
      appendText(String(integer), to: &output)
      return
    }
    output += whole
    output += Self.value
    NumberText.append(integer, to: &output)
    output += Self.end
  }

  /// An infinite number is text, since Excel has none.
  @inline(__always)
  func append(_ number: Double, _ kind: SheetColumnKind, _ cache: inout NumberCache, to output: inout [UInt8]) {
    guard number.isFinite else {
      appendText(NumberText.exact(number), to: &output)
      return
    }
    if case .result = kind { output += style(number) }
    output += Self.value
    cache.append(number, to: &output)
    output += Self.end
  }

  /// So many decimals that something shows.
  private func style(_ number: Double) -> [UInt8] {
    let isSmall = number != 0 && number.magnitude < Self.smallest[decimals]
    return isSmall || number.magnitude >= 1e9 ? scientific : fixed
  }

  private static let smallest: [Double] = (0...17).map { Double("1e-\($0)") ?? 0 }
  private static let value: [UInt8] = Array("><v>".utf8)
  private static let end: [UInt8] = Array("</v></c>".utf8)
}
