/// Why data, an instrument or a study cannot be used, or a file cannot be read or written: what was found where, and
/// what to do about it.
///
/// The place is as exact as the source allows: file, physical line (text files; the header is line 1) or cell
/// (workbooks), data row (1 = the first row of data), column and the offending value.
public struct DataError: Error, Sendable, Equatable {
  /// What is wrong.
  public enum Problem: Sendable, Equatable {
    /// There is no such file.
    case noSuchFile
    /// The path names a folder.
    case isDirectory
    /// The file may not be read.
    case notReadable(reason: String)
    /// The bytes are not what the format promises.
    case malformed(reason: String)
    /// A row has another number of cells than the header.
    case ragged(expected: Int, found: Int)
    /// A cell that should be a number is not.
    case notANumber
    /// A cell that should be a date is not.
    case notADate(format: String)
    /// A number is infinite.
    case notFinite
    /// A whole number beyond 2^53 that no double is, where a number is asked for.
    case rounded
    /// A value outside the scale of an item.
    case offScale(scale: String)
    /// There is no such column; the nearest names.
    case unknownColumn(similar: [String])
    /// A column name stands twice in the header.
    case duplicateColumn
    /// The same rater rated the same unit twice; the first few pairs.
    case duplicateRatings(examples: [String], count: Int)
    /// Data are usable as a file, but not for this analysis.
    case unusable(reason: String)
    /// An instrument or study definition is wrong.
    case definition(reason: String)
    /// Options that contradict each other.
    case usage(reason: String)
    /// The output cannot be created.
    case cannotCreate(reason: String)
    /// The output cannot be written to its end.
    case cannotWrite(reason: String)
    /// The system gives no more memory.
    case outOfMemory
  }

  public var problem: Problem
  public var file: String?
  public var line: Int?
  /// The character of the line, 1 = the first (definitions only).
  public var character: Int?
  public var row: Int?
  public var column: String?
  public var value: String?
  /// In place of a line, the cell of a workbook: `visits!C17`.
  public var cell: String?
  /// What the user can do.
  public var remedy: Remedy?
  /// Further errors of the same kind (values off the scale), up to a limit.
  public var others: [DataError] = []
  /// Of ``Problem/duplicateRatings(examples:count:)``: how to find the rows of each example.
  package var repeatedKeys: [RepeatedKeys] = []
  /// How many more there are beside ``others``.
  public var uncountedOthers = 0

  /// - Parameters:
  ///   - hint: what the user can do, in words that hold everywhere.
  ///   - remedy: what the user can do, where command, study file and library say it each in words of their own.
  public init(
    _ problem: Problem, file: String? = nil, line: Int? = nil, character: Int? = nil, row: Int? = nil,
    column: String? = nil, value: String? = nil, hint: String? = nil, remedy: Remedy? = nil
  ) {
    self.problem = problem
    self.file = file
    self.line = line
    self.character = character
    self.row = row
    self.column = column
    self.value = value
    self.remedy = remedy ?? hint.map(Remedy.words)
  }

  /// The words of ``remedy`` for somebody who writes a program.
  public var hint: String? {
    get { remedy?.description }
    set { remedy = newValue.map(Remedy.words) }
  }

  /// The status that a command ends with (sysexits): 64 usage, 65 data, 66 no input, 71 out of
  /// memory, 73 cannot create, 74 cannot write.
  public var exitStatus: Int32 {
    switch problem {
    case .usage: 64
    case .noSuchFile, .isDirectory, .notReadable: 66
    case .outOfMemory: 71
    case .cannotCreate: 73
    case .cannotWrite: 74
    default: 65
    }
  }
}

/// What rows have that repeat one rating: who looks for them reads the data once more.
package struct RepeatedKeys: Sendable, Equatable {
  /// What a column holds.
  package struct Key: Sendable, Equatable {
    package let column: String
    package let label: String

    package init(column: String, label: String) { (self.column, self.label) = (column, label) }
  }

  package let keys: [Key]
  /// The columns of which at least one holds a rating.
  package let ratings: [String]
  package let areNumbers: Bool

  package init(keys: [Key], ratings: [String], areNumbers: Bool) {
    (self.keys, self.ratings, self.areNumbers) = (keys, ratings, areNumbers)
  }
}

extension DataError: CustomStringConvertible {
  /// `ratings.csv:17: column "score": "4.5" is not on the scale 0, 1, 2`
  public var description: String {
    var place = file.map { Self.printable($0, limit: 400) } ?? ""
    if let cell {
      place += (place.isEmpty ? "" : ": ") + Self.printable(cell)
    } else if let line {
      place += (place.isEmpty ? "line " : ":") + "\(line)" + (character.map { ":\($0)" } ?? "")
    } else if let row {
      place += place.isEmpty ? "row \(row)" : ": row \(row)"
    }
    let parts = [place, column.map { "column \"\(Self.printable($0))\"" } ?? "", problemText].filter { !$0.isEmpty }
    // Reasons may quote the data too.
    return Self.printable(parts.joined(separator: ": "), limit: Self.messageLimit)
  }

  /// No message is longer, whatever the data are.
  package static let messageLimit = 4_000

  private var problemText: String {
    let shown = value.map { "\"\(Self.printable($0))\"" } ?? "the value"
    switch problem {
    case .noSuchFile: return "there is no such file"
    case .isDirectory: return "this is a folder, not a file"
    case .notReadable(let reason), .malformed(let reason), .unusable(let reason), .definition(let reason),
      .usage(let reason), .cannotCreate(let reason), .cannotWrite(let reason):
      return value == nil ? reason : "\(shown): \(reason)"
    case .ragged(let expected, let found):
      return "the row has \(found) cells where the header has \(expected)"
    case .notANumber: return "\(shown) is not a number"
    case .notADate(let format): return "\(shown) is not a date of the form \(format)"
    case .outOfMemory: return "not enough memory"
    case .notFinite: return "\(shown) is not a finite number"
    case .rounded: return "\(shown) has more digits than a number keeps, and would be rounded"
    case .offScale(let scale): return "\(shown) is not on the scale \(scale)"
    case .unknownColumn(let similar):
      return "there is no such column"
        + (similar.isEmpty ? "" : " (there is \(similar.map { "\"\(Self.printable($0))\"" }.joined(separator: ", ")))")
    case .duplicateColumn: return "the header names this column more than once"
    case .duplicateRatings(let examples, let count):
      return "\(count) ratings repeat a unit and a rater: \(examples.joined(separator: "; "))"
    }
  }

  /// Text fit for a terminal: control characters shown as escapes, cut at `limit` characters.
  package static func printable(_ text: String, limit: Int = 120) -> String {
    let scalars = text.unicodeScalars
    let isLong = scalars.count > limit
    guard isLong || scalars.contains(where: isControl) else { return text }
    let shown = scalars.prefix(limit).map { isControl($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
    return isLong ? shown + "..." : shown
  }

  /// U+0000...U+001F and U+007F...U+009F, of which one begins a command to a terminal; marks that turn the direction of
  /// the text around them; ends of lines and paragraphs, and the mark of byte order.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7f { return scalar.value < 0x20 }
    switch scalar.value {
    case 0x7f...0x9f, 0x61c, 0x200e...0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: return true
    default: return false
    }
  }
}

extension DataError {
  /// The error for a column that a file lacks, with the nearest names.
  public static func unknownColumn(_ name: String, among names: [String], file: String?) -> DataError {
    let similar = nearest(to: name, among: names)
    return DataError(
      .unknownColumn(similar: similar), file: file, column: name, remedy: similar.isEmpty ? .listColumns : nil)
  }

  /// The up to three names that are equal but for case and blanks, or within a small edit distance.
  package static func nearest(to name: String, among names: [String]) -> [String] {
    func plain(_ name: String) -> [Character] { name.lowercased().filter { !$0.isWhitespace } }
    let wanted = plain(name)
    let limit = max(1, wanted.count / 3)
    return names.prefix(10_000).compactMap { candidate -> (Int, String)? in
      let distance = editDistance(wanted, plain(candidate), limit: limit)
      return distance <= limit ? (distance, candidate) : nil
    }
    .sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(3).map(\.1)
  }

  /// The nearest names; where there are none, up to ten that have a part near to the one wanted: `cohen-kappa` and
  /// others for `kapa`.
  package static func nearest(toWordOf name: String, among names: [String]) -> [String] {
    let whole = nearest(to: name, among: names)
    guard whole.isEmpty else { return whole }
    let parts = names.prefix(1_000).filter { candidate in
      candidate.split { $0 == "-" || $0 == "_" || $0 == " " }.contains {
        !nearest(to: name, among: [String($0)]).isEmpty
      }
    }
    return Array(parts.prefix(10))
  }

  private static func editDistance(_ a: [Character], _ b: [Character], limit: Int) -> Int {
    if abs(a.count - b.count) > limit { return limit + 1 }
    // Two letters in the wrong order count once.
    var (before, previous) = ([Int](), Array(0...b.count))
    for (i, left) in a.enumerated() {
      var current = [i + 1]
      for (j, right) in b.enumerated() {
        var distance = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (left == right ? 0 : 1))
        if i > 0, j > 0, left == b[j - 1], a[i - 1] == right { distance = min(distance, before[j - 1] + 1) }
        current.append(distance)
      }
      (before, previous) = (previous, current)
    }
    return previous[b.count]
  }
}
