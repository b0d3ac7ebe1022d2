package import FidelityData
import FidelityDrivers

/// The files of a new study of the drivers: the study itself, an empty table of every role, a dictionary of their
/// columns.
package struct DriverTemplates: Sendable {
  /// The roles of the chosen systems, in order.
  private let roles: [DriverRole]
  private let systems: [any DriverAnalysis.Type]

  /// - Throws: `usage` for a system that there is not.
  package init(systems names: [String]) throws(DataError) {
    var analysis = DriversAnalysis.standard
    analysis.systems = [Names](names.isEmpty ? ["all"] : names)
    do throws(OptionFault) {
      systems = try analysis.chosenSystems()
    } catch {
      throw error.usage(of: DriversAnalysis.name)
    }
    let wanted = Set(systems.flatMap { $0.roles })
    roles = DriverRole.allCases.filter { wanted.contains($0) || $0 == .units }
  }

  /// The files by their paths in the folder.
  package var files: [(path: String, text: String)] {
    var files = [(path: "study.yaml", text: study)]
    for role in roles { files.append(("tables/\(role.rawValue).csv", Self.header(role))) }
    files.append(("tables/README.md", dictionary))
    return files
  }

  private var study: String {
    let all = DriverRole.allCases.map { role in
      let line = "- {role: \(role.rawValue), file: tables/\(role.rawValue).csv}"
      return (roles.contains(role) ? "  " : "  # ") + line
    }
    let chosen =
      systems.count == DriverSystems.all.count
      ? "all" : "[" + systems.map { $0.system.rawValue }.joined(separator: ", ") + "]"
    return """
      # A study of the Implementation Drivers. Fill the tables you have; an empty one leaves its lines empty.
      #   fidelity drivers check study.yaml     what is there, and which lines stay empty
      #   fidelity drivers study.yaml           the page
      #   fidelity run study.yaml -o results    all tables; then 'fidelity report results' makes a web page
      study: Our district
      # The end of every clock: what is not done by then is open. Without it, the latest date of the tables.
      # as-of: 2025-03-31
      # Every headline again for each of: month, quarter, term, year.
      # periods: term
      # The columns of your levels, the lowest first, where tables have them (or units.csv knows them).
      levels: [building, district]
      tables:
      \(all.joined(separator: "\n"))
      analyses:
        - drivers: {systems: \(chosen)}

      """
  }

  private static func header(_ role: DriverRole) -> String {
    let levels = role == .units ? ["building", "district"] : []
    let header = (role.columns.map(\.name) + levels).joined(separator: ",") + "\n"
    guard role == .coachingWorksheet else { return header }
    // A worksheet begins with items of ours, whose status is still open.
    let blanks = String(repeating: ",", count: role.columns.count - 2)
    return header + CoachingWorksheetItems.all.map { "\($0.id),\($0.level)\(blanks)\n" }.joined()
  }

  private var dictionary: String {
    var text = """
      # Tables

      One table for each subject, a row for each thing it is about. Dates are written 2025-03-31, yes and no as 1 and 0,
      numbers with a point; capitals and blanks of a heading do not matter (Feedback date). Columns marked * are needed
      in every row and together name it; those marked ? may be left out, and their cells empty. Any table may have
      columns of your levels (building, district); those of units.csv are joined to every table with a unit, coachee,
      participant, leader or team. Each of these belongs to one building, and a building to one district, in all tables.
      Excel: save as "CSV UTF-8".

      """
    text += "\n## The questions\n\nThe last column of each table says which of these a column serves, or another.\n\n"
    for (place, question) in DriverQuestion.all.enumerated() { text += "\(place + 1). \(question.words)\n" }
    for role in roles {
      text += "\n## \(role.rawValue).csv: \(role.meaning)\n\n"
      text += "| column | meaning | type | example | question |\n|---|---|---|---|---|\n"
      for column in role.columns {
        let mark = column.isOptional ? "?" : column.isKey ? "*" : ""
        text += "| \(column.name)\(mark) | \(column.meaning) | \(Self.kind(column)) | \(column.example) | "
        text += "\(role.question(of: column.name)) |\n"
      }
    }
    if roles.contains(.coachingWorksheet) {
      text += "\n## The items of the worksheet\n\nTake out what does not apply, add your own.\n\n"
      text += "| item | what is in place |\n|---|---|\n"
      for item in CoachingWorksheetItems.all { text += "| \(item.id) | \(item.text) |\n" }
    }
    return text
  }

  private static func kind(_ column: DriverColumn) -> String {
    switch column.kind {
    case .name: "text"
    case .words(let words): words.joined(separator: ", ")
    case .number(let range):
      range.upperBound < 1e15
        ? "number from \(CategoryDictionary.label(range.lowerBound)) to \(CategoryDictionary.label(range.upperBound))"
        : range.lowerBound == 0 ? "number, 0 or more" : "number"
    case .day: "date"
    case .flag: "0 or 1"
    }
  }
}
