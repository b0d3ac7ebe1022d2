import FidelityData
import FidelityReports
import FidelitySystem

/// The results of a study as one workbook: first where they come from, then a sheet for each table.
enum StudyWorkbook {
  /// A workbook that is written and has yet to appear.
  /// - Parameter provenance: the content of `run.json`.
  static func ended(
    _ path: String, _ results: StudyResults, _ study: Study, _ provenance: JSONValue
  ) throws(DataError) -> WorkbookTables {
    let book = try WorkbookTables(path, title: study.name, created: finished(provenance), decimals: 4)
    try book.add(WorkbookNotes(provenance, names: words), named: "Study")
    for table in results.tables {
      try book.begin(table.name)
      for piece in table.pieces { try book.append(piece) }
    }
    try book.end()
    return book
  }

  private static let words = [
    "fidelity": "version of Fidelity", "arrow": "version of Arrow", "rows_selected": "rows selected",
    "gates_passed": "gates passed",
  ]

  private static func finished(_ provenance: JSONValue) -> Date? {
    guard case .object(let members) = provenance,
      case .string(let text)? = members.first(where: { $0.name == "finished" })?.value
    else { return nil }
    return try? Date(text, strategy: .iso8601)
  }
}
