extension CalendarDate {
  /// How dates are written.
  ///
  /// - A pattern of `YYYY`, `YY`, `MM` or `M`, `MMM` (the name, in a language of ``MonthNames``, or its beginning),
  ///   `MMMM` (the name), `DD` or `D` (in either case) and other characters that stand for themselves: `YYYY-MM-DD`,
  ///   `M/D/YYYY`, `DDMMYYYY`, `DD-MMM-YYYY`. With a separator after them, or before them at the end, one digit is
  ///   enough for month and day. Without a day, as in `YYYY-MM`, the first of the month is meant.
  /// - `excel` and `excel-1904`: days as a spreadsheet counts them (45292 is 2024-01-01), with the time of day as a
  ///   part of a day. `unix`: seconds since 1970-01-01.
  /// - `school-year`: `2023-24`, `2023/24` or `2023-2024`, which means 1 August 2023.
  public struct Format: Sendable, Equatable {
    enum Part: Equatable { case year(digits: Int), month, monthName(isFull: Bool), day, literal(UInt8) }
    enum Kind: Equatable {
      case pattern([Part])
      /// Days of a spreadsheet whose year 1900 or 1904 is the first.
      case excel(firstYear: Int)
      case unix
      case schoolYear
    }
    public let pattern: String
    let kind: Kind

    /// The forms that are no patterns.
    private static let named: [(name: String, kind: Kind)] = [
      ("excel", .excel(firstYear: 1900)), ("excel-1904", .excel(firstYear: 1904)), ("unix", .unix),
      ("school-year", .schoolYear),
    ]

    /// What a form looks like, for messages.
    package static let forms =
      "a date format names YYYY (or YY), MM (or MMM: Jan) and DD once each, as in DD/MM/YYYY; or it is excel, "
      + "excel-1904, unix or school-year"

    /// nil where the pattern does not name year and month once each, and the day at most once.
    public init?(_ pattern: String) {
      self.pattern = pattern
      if let named = Self.named.first(where: { $0.name == pattern.lowercased() }) {
        kind = named.kind
        return
      }
      let parts = Self.parts(Self.withoutTime(pattern))
      let years = parts.count { if case .year = $0 { true } else { false } }
      let months = parts.count { part in
        switch part {
        case .month, .monthName: true
        default: false
        }
      }
      let days = parts.count { $0 == .day }
      guard years == 1, months == 1, days <= 1 else { return nil }
      // Without a day, the year has all its digits: 03-24 is no month that one can be sure of.
      if days == 0, !parts.contains(.year(digits: 4)) { return nil }
      kind = .pattern(parts)
    }

    /// The pattern without the time of day at its end, which any date with separators may have.
    private static func withoutTime(_ pattern: String) -> String {
      for time in [" hh:mm:ss", "thh:mm:ss", " hh:mm", "thh:mm"] where pattern.lowercased().hasSuffix(time) {
        return String(pattern.dropLast(time.count))
      }
      return pattern
    }

    private static func parts(_ pattern: String) -> [Part] {
      let tokens: [(String, Part)] = [
        ("YYYY", .year(digits: 4)), ("YY", .year(digits: 2)), ("MMMM", .monthName(isFull: true)),
        ("MMM", .monthName(isFull: false)), ("MM", .month), ("DD", .day),
      ]
      var parts: [Part] = []
      let bytes = Array(pattern.utf8)
      var rest = bytes[...]
      while let next = rest.first {
        if let (token, part) = tokens.first(where: { isCalled($0.0, rest.prefix($0.0.utf8.count)) }) {
          parts.append(part)
          rest = rest.dropFirst(token.utf8.count)
          continue
        }
        // A single letter that stands for a number, and is no letter of a word.
        let isAlone =
          !isLetter(rest.startIndex > 0 ? bytes[rest.startIndex - 1] : 0) && !isLetter(rest.dropFirst().first ?? 0)
        switch next & 0xdf {
        case 0x4d where isAlone && isLetter(next): parts.append(.month)
        case 0x44 where isAlone && isLetter(next): parts.append(.day)
        default: parts.append(.literal(next))
        }
        rest = rest.dropFirst()
      }
      return parts
    }

    /// Letters in ASCII differ from their capitals in one bit.
    private static func isCalled(_ token: String, _ text: ArraySlice<UInt8>) -> Bool {
      text.elementsEqual(token.utf8) { $0 & 0xdf == $1 }
    }

    static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte & 0xdf) }
  }
}

extension CalendarDate.Format.Part {
  var isLiteral: Bool { if case .literal = self { true } else { false } }
}

extension CalendarDate.Format {
  /// YYYY-MM-DD, as ISO 8601 has it.
  package static let iso: CalendarDate.Format = {
    guard let format = CalendarDate.Format("YYYY-MM-DD") else { preconditionFailure("the ISO form is a date format") }
    return format
  }()

  /// Whether dates of this form are numbers.
  package var isNumber: Bool {
    switch kind {
    case .excel, .unix: true
    case .pattern, .schoolYear: false
    }
  }
}
