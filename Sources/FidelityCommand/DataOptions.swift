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

  @Option(
    help: ArgumentHelp(
      "A column for each rater: names, or forms as rater* or {rater}_score; rows are units where --unit names none.",
      valueName: "columns"))
  var raters: [Names] = []

  @Option(
    help: ArgumentHelp(
      "A column for each item: names or forms; with --wide, the items that are taken.", valueName: "columns"))
  var items: [Names] = []

  @Option(help: ArgumentHelp("A column for each unit, and a row for each rater.", valueName: "columns"))
  var unitsInColumns: [Names] = []

  @Option(
    help: ArgumentHelp(
      "A column for each category, in order, whose cells count the raters that chose it; rows are units.",
      valueName: "columns"))
  var counts: [Names] = []

  @Option(
    help: ArgumentHelp(
      "A cross table as printed: the column of the first rater's category; the others are the second's.",
      valueName: "column"))
  var crossTable: String?

  @Option(
    name: [.customLong("frequency"), .customLong("count")],
    help: ArgumentHelp(
      "Column that says how many units have the row's ratings (tables with a column per rater).", valueName: "column"))
  var frequency: String?

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

  @Option(
    help: "How dates are written: M/D/YYYY, DDMMYYYY, DD-MMM-YYYY, YYYY-MM, school-year, excel, excel-1904, unix.",
    transform: Self.dateFormat)
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

  @Option(
    help: ArgumentHelp(
      "The data dictionary of a REDCap project (CSV): what the words of an export with labels stand for.",
      valueName: "file"), completion: .file())
  var redcapDictionary: String?

  func validate() throws {
    if wide != nil, value != nil {
      throw ValidationError("--wide and --value exclude each other: a table is wide or long")
    }
    for (key, isSaid) in [
      ("raters", !raters.isEmpty), ("items", !items.isEmpty), ("units-in-columns", !unitsInColumns.isEmpty),
      ("counts", !counts.isEmpty), ("cross-table", crossTable != nil),
    ] where isSaid && value != nil {
      throw ValidationError("--\(key) and --value exclude each other: ratings stand in several columns, or in one")
    }
    var data = DataDescription(files: [])
    do {
      try data.take(choice)
    } catch {
      let text = [error.description, error.hint].compactMap(\.self).joined(separator: "; ")
      throw ValidationError(OptionFault.flags(text))
    }
    if timeFormat != nil, time == nil { throw ValidationError("--time-format goes with --time") }
  }

  /// How the options say that ratings stand.
  private var choice: LayoutChoice {
    var choice = LayoutChoice()
    choice.wide = wide
    (choice.raters, choice.items, choice.units) = (raters.names, items.names, unitsInColumns.names)
    (choice.counts, choice.crossTable) = (counts.names, crossTable)
    return choice
  }

  static func condition(_ text: String) throws -> RowCondition {
    do {
      return try RowCondition(text)
    } catch {
      throw ValidationError(
        [error.conditionReason ?? error.description, error.hint].compactMap(\.self).joined(separator: "; "))
    }
  }

  static func pattern(_ text: String) throws -> WidePattern {
    do {
      return try WidePattern(text)
    } catch {
      throw ValidationError(error.descriptionWithRemedy)
    }
  }

  static func dateFormat(_ text: String) throws -> CalendarDate.Format {
    guard let format = CalendarDate.Format(text) else {
      throw ValidationError(CalendarDate.Format.forms)
    }
    return format
  }

  /// - Parameter hasItemColumns: whether the table has a column for each item of an instrument, unless the options say
  ///   otherwise.
  func description(hasItemColumns: Bool) throws -> DataDescription {
    var data = DataDescription(files: try files.paths(), options: files.options)
    data.duplicates = duplicates
    data.redcapDictionary = redcapDictionary
    data.missing = files.missingCodes
    data.condition = conditions.dropFirst().reduce(conditions.first) { joined, next in joined?.and(next) }
    let roles = [("unit", unit.names), ("rater", rater.names), ("item", [item].compactMap(\.self))]
    let others = [("value", [value].compactMap(\.self)), ("frequency", [frequency].compactMap(\.self))]
    for (role, columns) in roles + others where !columns.isEmpty {
      data.roles[role] = columns
    }
    data.time = time.map { column in timeFormat.map { .date(column: column, format: $0) } ?? .column(column) }
    let choice = choice
    if !choice.isEmpty {
      try data.take(choice)
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
