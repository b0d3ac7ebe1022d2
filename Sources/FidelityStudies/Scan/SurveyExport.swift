/// What the names of a table's columns tell of the program that has exported it.
struct SurveyExport {
  private let isRedcap: Bool
  private let isQualtrics: Bool

  init(_ columnNames: [String]) {
    isRedcap = RedcapTable(columnNames) != nil
    isQualtrics = columnNames.contains("ResponseId") || columnNames.contains("RecordedDate")
  }

  /// The columns of progress that Qualtrics puts before the answers, but for the name of the response.
  private static let progress: Set<String> = [
    "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
    "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference", "ExternalDataReference",
    "LocationLatitude", "LocationLongitude", "DistributionChannel", "UserLanguage",
  ]

  /// Whether a column says how a row came about: it is neither a rating nor the name of one who rates or is rated.
  func isProcedural(_ name: String) -> Bool {
    isRedcap && Self.isRedcap(name) || isQualtrics && Self.progress.contains(name)
  }

  /// Columns that REDCap adds, and checkboxes.
  static func isRedcap(_ name: String) -> Bool {
    name.hasPrefix("redcap_") || name.hasSuffix("_complete") || name.contains("___")
  }
}
