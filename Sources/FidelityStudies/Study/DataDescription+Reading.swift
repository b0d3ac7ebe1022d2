import FidelityData
import FidelityDefinitions
package import FidelityFiles
import FidelityInstruments

extension DataDescription {
  init(_ node: DefinitionNode, folder: String) throws(DataError) {
    let map = try node.mapping(
      "\"data\"",
      keys: [
        "files", "layout", "columns", "missing", "where", "delimiter", "decimal-comma", "sheet", "cells", "fold-labels",
        "duplicates",
      ])
    var files: [String] = []
    for path in try map.required("files").texts("a file") {
      files += try DataFiles.matching(DefinitionPath.resolve(path, relativeTo: folder))
    }
    self.init(files: files)
    if let layout = map["layout"] { self.layout = try Self.layout(layout) }
    if let columns = map["columns"] { try readColumns(columns) }
    if let missing = map["missing"] { self.missing = try Self.missing(missing) }
    if let condition = map["where"] { self.condition = try RowCondition(condition) }
    if let delimiter = map["delimiter"] {
      let text = try delimiter.scalarText("the delimiter")
      guard let character = TableOptions.delimiter(named: text) else {
        throw delimiter.error("the delimiter is one ASCII character, or tab")
      }
      options.delimiter = character
    }
    options.usesDecimalComma = try map["decimal-comma"]?.flag("\"decimal-comma\"") ?? false
    options.sheet = try map["sheet"]?.scalarText("the sheet")
    options.cells = try map["cells"]?.scalarText("the cells")
    options.foldsLabels = try map["fold-labels"]?.flag("\"fold-labels\"") ?? false
    duplicates = try map["duplicates"]?.choice("rule for duplicates", of: DuplicateRule.self) ?? .error
  }

  private static func layout(_ node: DefinitionNode) throws(DataError) -> Layout {
    if case .scalar(let text, _) = node.content {
      switch text {
      case "long": return .long
      case "wide": return .wide(try WidePattern("{item}"))
      default: throw node.error("the layout is long, wide or {wide: \"pattern\"}")
      }
    }
    let pattern = try node.mapping("the layout", keys: ["wide"]).required("wide")
    let text = try pattern.text("the pattern")
    do {
      return .wide(try WidePattern(text))
    } catch {
      throw pattern.error("\(error)", hint: error.hint)
    }
  }

  private mutating func readColumns(_ node: DefinitionNode) throws(DataError) {
    guard case .mapping(let pairs) = node.content else {
      throw node.error("\"columns\" is a mapping of roles to columns")
    }
    for (key, value) in pairs {
      let role = try key.identifier("a role")
      switch role {
      case "time": time = try Self.time(value)
      case "item", "value": roles[role] = [try value.text("the column of \"\(role)\"")]
      default: roles[role] = try value.texts("the column of \"\(role)\"")
      }
    }
  }

  private static func time(_ node: DefinitionNode) throws(DataError) -> TimeSource {
    guard case .mapping(let pairs) = node.content else { return .column(try node.text("the column of time")) }
    let isParts = pairs.contains { if case .scalar("year", _) = $0.key.content { true } else { false } }
    if isParts {
      let map = try node.mapping("time by year, month and day", keys: ["year", "month", "day"])
      return .parts(
        year: try map.required("year").text("the column of the year"),
        month: try map.required("month").text("the column of the month"),
        day: try map.required("day").text("the column of the day"))
    }
    let map = try node.mapping("time", keys: ["column", "format", "year", "month", "day"])
    let column = try map.required("column").text("the column of time")
    if let part = map["month"] ?? map["day"] { throw part.error("month and day go with a year") }
    guard let format = map["format"] else { return .column(column) }
    guard let form = CalendarDate.Format(try format.text("the date format")) else {
      throw format.error("a date format names YYYY (or YY), MM (or MMM: Jan) and DD once each")
    }
    return .date(column: column, format: form)
  }

  static func missing(_ node: DefinitionNode) throws(DataError) -> MissingCodes {
    func codes(_ node: DefinitionNode) throws(DataError) -> [String] {
      guard case .sequence(let elements) = node.content else { return [try node.scalarText("a missing code")] }
      var codes: [String] = []
      for element in elements { codes.append(try element.scalarText("a missing code")) }
      return codes
    }
    guard case .mapping(let pairs) = node.content else { return MissingCodes(listed: try codes(node)) }
    var everywhere: [String] = []
    var byColumn: [String: [String]] = [:]
    for (key, value) in pairs {
      let name = try key.text("a column")
      if name == "all" { everywhere = try codes(value) } else { byColumn[name] = try codes(value) }
    }
    return MissingCodes(listed: everywhere, byColumn: byColumn)
  }
}

extension RowCondition {
  /// A condition in a study file; what is wrong with it is reported at its place.
  init(_ node: DefinitionNode) throws(DataError) {
    let text = try node.text("the condition", manyLines: true)
    do {
      try self.init(text)
    } catch {
      throw node.error(error.conditionReason ?? error.description, hint: error.hint)
    }
  }
}

extension TableOptions {
  /// The delimiter that a text stands for: one ASCII character, or `tab`.
  package static func delimiter(named text: String) -> Character? {
    if text == "tab" { return "\t" }
    guard let character = text.first, text.count == 1, let byte = character.asciiValue, byte >= 0x20 || byte == 0x09,
      byte != 0x22, byte < 0x7f
    else { return nil }
    return character
  }
}
