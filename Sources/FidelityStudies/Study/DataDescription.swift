public import FidelityData
public import FidelityFiles

/// What the data are: files, layout, the roles of columns, missing codes.
public struct DataDescription: Sendable, Equatable {
  /// How ratings stand in the table.
  public enum Layout: Sendable, Equatable {
    /// One rating a row, in the column of the role `value`.
    case long
    /// Several ratings a row, in columns whose names carry variables.
    case wide(WidePattern)
    /// Several ratings a row, in columns that are listed: a column for each rater, item or unit.
    case columns(ColumnList)
    /// A column for each category, whose cells count the raters that chose it; a row is a unit.
    case counts(ColumnList)
    /// A cross table of two raters, as it is printed: the column of the first rater's category, and a column for each
    /// category of the second; without a list, all columns that no role names.
    case crossTable(rows: String, columns: ColumnList?)
  }

  /// Where time comes from.
  public enum TimeSource: Sendable, Equatable {
    /// A column of numbers, or of dates as text (`YYYY-MM-DD`) or as the file's date type.
    case column(String)
    /// A column of dates in a stated form.
    case date(column: String, format: CalendarDate.Format)
    /// Year, month and day in columns of their own.
    case parts(year: String, month: String, day: String)

    /// The column of whole times; nil where they are in parts.
    var column: String? {
      switch self {
      case .column(let column), .date(let column, _): column
      case .parts: nil
      }
    }
  }

  public var files: [String]
  public var options: TableOptions
  public var layout: Layout
  /// Of a wide layout: the values of variables that are taken, where not all are; `["item": ["goal", "pace"]]`.
  public var layoutValues: [String: [String]] = [:]
  /// The columns of each role: `unit`, `rater`, `item`, `value`, `site`, ...; any name may be a role.
  public var roles: [String: [String]]
  public var time: TimeSource?
  public var missing: MissingCodes
  /// Which rows are taken; nil for all. It may name variables of a wide layout too.
  public var condition: RowCondition?
  /// What to do where a rater rated a unit twice, or an administration has an item twice.
  public var duplicates: DuplicateRule
  /// The file of a REDCap project's data dictionary, which says what the words of an export stand for; nil for none.
  public var redcapDictionary: String?

  public init(
    files: [String], options: TableOptions = TableOptions(), layout: Layout = .long, roles: [String: [String]] = [:],
    time: TimeSource? = nil, missing: MissingCodes = MissingCodes(), where condition: RowCondition? = nil,
    duplicates: DuplicateRule = .error
  ) {
    self.files = files
    self.options = options
    self.layout = layout
    self.roles = roles
    self.time = time
    self.missing = missing
    self.condition = condition
    self.duplicates = duplicates
  }
}
