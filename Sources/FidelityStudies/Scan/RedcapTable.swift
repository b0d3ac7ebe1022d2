import FidelityData
import FidelityFiles

/// A table as REDCap exports it: rows of a record for its events and for the instances of repeating instruments.
///
/// - The record's own values stand in its first row alone: they count for its other rows too (``RecordValues``).
/// - Rows of another instrument have nothing in the columns of ratings: they are no units, and are left out.
struct RedcapTable {
  /// The column that names the record.
  let record: String
  /// The columns that say what a row is.
  let structure: Set<String>
  /// The column that names the event of a row; none where the project has no events.
  let event: [String]
  /// The columns that number the instances of a form.
  let repeats: [String]

  private static let names = [
    "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "redcap_data_access_group",
    "redcap_survey_identifier",
  ]

  /// Nil where no column says which event or instance a row is.
  init?(_ columnNames: [String]) {
    guard Self.names.prefix(3).contains(where: columnNames.contains) else { return nil }
    let record =
      columnNames.contains("record_id")
      ? "record_id" : columnNames.first { $0.hasSuffix("_id") && !$0.hasPrefix("redcap_") } ?? columnNames[0]
    self.record = record
    structure = Set(Self.names.prefix(3) + [record])
    event = Self.names[..<1].filter(columnNames.contains)
    repeats = Self.names[1...2].filter(columnNames.contains)
  }

  /// - Parameters:
  ///   - carried: the columns whose values count for all rows of a record.
  ///   - leavesOutRows: whether rows without a rating are no units.
  func notes(carried: [String], leavesOutRows: Bool) -> [String] {
    var notes: [String] = []
    if !carried.isEmpty {
      var seen: Set<String> = []
      let names = carried.filter { seen.insert($0).inserted }
      notes.append(
        "REDCap export: \(names.prefix(8).joined(separator: ", "))\(names.count > 8 ? ", ..." : "") of the first row "
          + "of a \(record) count for all its rows")
    }
    if leavesOutRows { notes.append("REDCap export: rows without any rating are of other forms, and left out") }
    return notes
  }

  /// - Parameter exceptions: what some records have in several rows.
  func notes(exceptions: [RecordValues.Exception]) -> [String] {
    var seen: Set<String> = []
    return exceptions.filter { seen.insert($0.column).inserted }.map { exception in
      let column = DataError.printable(exception.column, limit: 40)
      let names = exception.records.map { "\"\(DataError.printable($0, limit: 40))\"" }.joined(separator: ", ")
      let more = exception.count > exception.records.count ? ", ..." : ""
      let isOne = exception.count == 1
      let whose = isOne ? "\(record) \(names)" : "\(exception.count) records (\(record) \(names)\(more))"
      let have =
        "\(isOne ? "has" : "have") a value of it in several rows, or in another than "
        + "\(isOne ? "its" : "their") first"
      let own = "REDCap export: \(column) counts for its own row alone"
      return exception.isCarried
        ? "\(own) in \(whose), which \(have); for other records it counts for all rows"
        : "\(own), since \(whose) \(have)"
    }
  }

  /// - Parameter otherProject: a column and a record that have another value in another file.
  func notes(otherProject: (column: String, record: String)?) -> [String] {
    guard let (column, name) = otherProject else { return [] }
    return [
      "REDCap export: the files are of several projects, since \(record) "
        + "\"\(DataError.printable(name, limit: 40))\" has another \(DataError.printable(column, limit: 40)) in "
        + "another file: what a record has counts for its own file alone"
    ]
  }

  var pipeNote: String {
    "REDCap export: what stands in the first row of a \(record) counts for that row alone, since a pipe is read once"
  }
}
