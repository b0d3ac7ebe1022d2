import FidelityData
import FidelityDefinitions
import FidelityDrivers
import FidelityFiles

extension StudyTables {
  /// The keys of a study file that say its tables.
  static let keys = ["tables", "as-of", "periods", "levels"]

  private static let sourceKeys = [
    "role", "file", "columns", "missing", "delimiter", "decimal-comma", "date-format", "sheet", "cells",
  ]

  /// Reads `tables`, `as-of`, `periods` and `levels` of a study.
  init(_ map: DefinitionMapping, folder: String) throws(DataError) {
    self.init()
    for node in try map["tables"]?.list("\"tables\"") ?? [] {
      let source = try Self.source(node, folder)
      if let known = sources.firstIndex(where: { $0.role == source.role }) {
        var like = source
        like.files = sources[known].files
        guard sources[known] == like else {
          throw node.error("the tables of a role have the same columns, missing codes and ways of writing")
        }
        sources[known].files += source.files
      } else {
        sources.append(source)
      }
    }
    asOf = try map["as-of"].map { node throws(DataError) in try Self.day(node, "\"as-of\"") }
    levels = try map["levels"]?.texts("a level") ?? []
    if let twice = levels.first(where: { level in levels.count { $0 == level } > 1 }) {
      throw map["levels"]?.error("the level \"\(twice)\" stands twice") ?? DataError(.definition(reason: twice))
    }
    periods = try map["periods"].map(Self.periods)
  }

  private static func source(_ node: DefinitionNode, _ folder: String) throws(DataError) -> Source {
    let map = try node.mapping("a table", keys: sourceKeys)
    let role = try map.required("role").choice("role", of: DriverRole.self)
    var files: [String] = []
    for path in try map.required("file").texts("a file") {
      files += try DataFiles.matching(DefinitionPath.resolve(path, relativeTo: folder))
    }
    var source = Source(role: role, files: files)
    if let columns = map["columns"] {
      guard case .mapping(let pairs) = columns.content else {
        throw columns.error("\"columns\" is a mapping of the role's columns to the file's")
      }
      for (key, value) in pairs {
        source.columns[try key.text("a column of the role")] = try value.text("a column of the file")
      }
    }
    if let missing = map["missing"] { source.missing = try DataDescription.missing(missing) }
    if let delimiter = map["delimiter"] {
      guard let character = TableOptions.delimiter(named: try delimiter.scalarText("the delimiter")) else {
        throw delimiter.error("the delimiter is one ASCII character, or tab")
      }
      source.options.delimiter = character
    }
    if let format = map["date-format"] {
      guard let form = CalendarDate.Format(try format.text("the date format")) else {
        throw format.error("a date format names YYYY (or YY), MM (or MMM: Jan) and DD once each")
      }
      source.dateFormat = form
    }
    source.options.usesDecimalComma = try map["decimal-comma"]?.flag("\"decimal-comma\"") ?? false
    source.options.sheet = try map["sheet"]?.scalarText("the sheet")
    source.options.cells = try map["cells"]?.scalarText("the cells")
    return source
  }

  private static func day(_ node: DefinitionNode, _ what: String) throws(DataError) -> Int {
    let text = try node.scalarText(what)
    guard let day = CalendarDate.Format.iso.day(text) else { throw node.error("\(what) is a date, YYYY-MM-DD") }
    return day
  }

  private static func periods(_ node: DefinitionNode) throws(DataError) -> ReportingPeriods {
    if case .sequence(let nodes) = node.content {
      var dates: [Int] = []
      for node in nodes { dates.append(try day(node, "the first day of a period")) }
      guard !dates.isEmpty else { throw node.error("the list of periods is empty") }
      return .dates(dates)
    }
    switch try node.text("\"periods\"") {
    case "month": return .month
    case "quarter": return .quarter
    case "term": return .term
    case "year": return .year
    default: throw node.error("\"periods\" is month, quarter, term, year, or a list of first days")
    }
  }
}
