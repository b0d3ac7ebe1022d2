import FidelityData
import FidelityFiles

extension StudyTable {
  /// Has the scan bring the records of a REDCap export.
  mutating func requestRecord() throws(DataError) {
    if let redcap { _ = try request(redcap.record, .key) }
  }

  /// What the rows of a REDCap export have from the first row of their record; nil for other tables.
  private func recordValues() throws(DataError) -> RecordValues? {
    guard let redcap else { return nil }
    guard mayReadAgain else {
      secondLook.notes = [redcap.pipeNote]
      return nil
    }
    let ratings = Set(isWide ? wideColumns.map(\.name) : description.roles["value"] ?? [])
    var wanted: [ColumnRequest] = []
    for request in scanRequests + (filter?.columns ?? []) where !wanted.contains(request) {
      if !ratings.contains(request.name), !redcap.structure.contains(request.name) { wanted.append(request) }
    }
    func shared(_ columns: [String]) -> [String] {
      columns.filter { name in files.allSatisfy { $0.columnNames.contains(name) } }
    }
    let values = try RecordValues(
      files, record: ColumnRequest(redcap.record, .key), columns: wanted, event: shared(redcap.event).first,
      repeats: shared(redcap.repeats), missing: description.missing, answers: try answers())
    secondLook.notes =
      redcap.notes(carried: values.carried.map(\.name), leavesOutRows: !ratings.isEmpty)
      + redcap.notes(exceptions: values.exceptions) + redcap.notes(otherProject: values.otherProject)
    return values
  }

  /// Opens the scan of all requested columns.
  func scan() throws(DataError) -> PartScan {
    let records = try recordValues()
    return try PartScan(
      files, scanRequests, missing: description.missing, filter: filter, answers: try answers(), records: records,
      threads: description.options.threads)
  }
}
