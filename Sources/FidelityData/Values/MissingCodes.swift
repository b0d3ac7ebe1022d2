/// Which values stand for "missing": texts and numbers, for all columns or for one.
///
/// Numbers and ratings: the texts `""`, `NA`, `N/A`, `NaN`, `nan`, `null`, `NULL` and `.` always count as missing, and
/// so does a NaN. Keys: only the empty text (a country may be called NA). Codes declared for all columns hold for
/// numbers and ratings; for a key they must be declared for its column.
public struct MissingCodes: Sendable, Equatable {
  /// Texts that are missing in every column of numbers.
  public static let standardTexts = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "."]

  private var everywhere: [String]
  private var byColumn: [String: [String]]
  /// Whether the standard texts count as missing; without them, the empty text alone does.
  public var hasStandardTexts: Bool

  public init(everywhere: [String] = [], byColumn: [String: [String]] = [:], hasStandardTexts: Bool = true) {
    self.everywhere = everywhere
    self.byColumn = byColumn
    self.hasStandardTexts = hasStandardTexts
  }

  /// Codes as people list them: `none` among those for all columns takes the standard texts off the list.
  package init(listed everywhere: [String], byColumn: [String: [String]] = [:]) {
    self.init(
      everywhere: everywhere.filter { $0 != Self.noStandardTexts }, byColumn: byColumn,
      hasStandardTexts: !everywhere.contains(Self.noStandardTexts))
  }

  private static let noStandardTexts = "none"

  /// The same, and further codes of each of some columns.
  package func adding(_ codes: [String], columns: [String]) -> MissingCodes {
    var result = self
    for column in Set(columns) { result.byColumn[column, default: []] += codes }
    return result
  }

  /// The texts that are missing in every column of numbers, undeclared.
  package var undeclaredTexts: [String] { hasStandardTexts ? Self.standardTexts : [""] }

  /// The columns that codes are declared for, in order.
  public var columns: [String] { byColumn.keys.sorted() }

  /// The declared texts that are missing in a column of numbers, beside the standard ones.
  public func texts(forNumbers column: String) -> [String] { everywhere + (byColumn[column] ?? []) }

  /// The declared numbers that are missing in a column of numbers.
  public func numbers(_ column: String) -> [Double] { texts(forNumbers: column).compactMap(Self.number) }

  /// The texts that are missing in a column of keys.
  public func texts(forKeys column: String) -> [String] { [""] + (byColumn[column] ?? []) }

  /// A declared code that is matched by value: 99 stands for 99.0 too. Infinity has no value to match, and a whole
  /// number that would be rounded is matched by its text.
  private static func number(_ code: String) -> Double? {
    RoundedWhole.isRounded(code) ? nil : Double(code).flatMap { $0.isFinite ? $0 : nil }
  }

  /// All declared texts that are not numbers, of whatever column; a whole number that would be rounded counts as text.
  public var declaredTexts: [String] {
    var seen: Set<String> = []
    let declared = everywhere + byColumn.values.flatMap(\.self)
    return declared.filter { Self.number($0) == nil && seen.insert($0).inserted }.sorted()
  }
}
