public import ArgumentParser
public import FidelityData
import FidelityFiles
import FidelityStudies

/// The options that say what the data are; each has a field of the same meaning in a study file.
struct DataOptions: ParsableArguments {
  @OptionGroup var files: FileOptions

  @Option(
    help: ArgumentHelp(
      "The table is wide: columns whose names are of this form hold the ratings, as in {item}_S{segment}.",
      valueName: "pattern"), transform: Self.pattern)
  var wide: WidePattern?

  @Option(help: "Columns that together name what was rated (a comma between them).")
  var unit: [Names] = []

  @Option(help: "Columns that together name the rater.")
  var rater: [Names] = []

  @Option(help: "Column that names the item (long tables).")
  var item: String?

  @Option(help: "Column that holds the rating (long tables).")
  var value: String?

  @Option(help: "Column of time: numbers or dates.")
  var time: String?

  @Option(help: "How dates are written, as in YYYY-MM-DD, DDMMYYYY or DD-MMM-YYYY.", transform: Self.dateFormat)
  var timeFormat: CalendarDate.Format?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Take only rows that meet a condition (given twice: both), as in 'phase == \"baseline\" && score >= 2'.",
      valueName: "condition"),
    transform: Self.condition)
  var conditions: [RowCondition] = []

  @Option(help: "Where a rater rated a unit twice.")
  var duplicates = DuplicateRule.error

  func validate() throws {
    if wide != nil, value != nil {
      throw ValidationError("--wide and --value exclude each other: a table is wide or long")
    }
    if timeFormat != nil, time == nil { throw ValidationError("--time-format goes with --time") }
  }

  static func condition(_ text: String) throws -> RowCondition {
    do {
      return try RowCondition(text)
    } catch {
      throw ValidationError(
        [error.conditionReason ?? error.description, error.hint].compactMap(\.self).joined(separator: "; "))
    }
  }

  private static func pattern(_ text: String) throws -> WidePattern {
    do {
      return try WidePattern(text)
    } catch {
      throw ValidationError(error.descriptionWithRemedy)
    }
  }

  private static func dateFormat(_ text: String) throws -> CalendarDate.Format {
    guard let format = CalendarDate.Format(text) else {
      throw ValidationError("a date format names YYYY (or YY), MM (or MMM: Jan) and DD once each, as in DD/MM/YYYY")
    }
    return format
  }

  /// - Parameter hasItemColumns: whether the table has a column for each item of an instrument, unless the options say
  ///   otherwise.
  func description(hasItemColumns: Bool) throws -> DataDescription {
    var data = DataDescription(files: try files.paths(), options: files.options)
    data.duplicates = duplicates
    data.missing = files.missingCodes
    data.condition = conditions.dropFirst().reduce(conditions.first) { joined, next in joined?.and(next) }
    let roles = [("unit", unit.names), ("rater", rater.names), ("item", [item].compactMap(\.self))]
    for (role, columns) in roles + [("value", [value].compactMap(\.self))] where !columns.isEmpty {
      data.roles[role] = columns
    }
    data.time = time.map { column in timeFormat.map { .date(column: column, format: $0) } ?? .column(column) }
    if let wide {
      data.layout = .wide(wide)
    } else if value == nil, hasItemColumns {
      data.layout = .wide(try WidePattern("{item}"))
    }
    return data
  }
}

extension DuplicateRule: ExpressibleByArgument {}

extension [String] {
  /// Comma-separated lists, given once or several times, as one list.
  var split: [String] { flatMap { $0.split(separator: ",").map(String.init) } }
}
