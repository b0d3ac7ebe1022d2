import FidelityData
import FidelityFiles

extension StudyTable {
  /// More keys than these are not compared with each other.
  private static let mostKeys = 10_000

  /// Labels of units, raters, groups and other keys that people may take for the same: those that differ only in case
  /// or blanks, and those that are one key in two Unicode forms.
  /// - Complexity: O(bytes of the distinct keys) of columns with at most ten thousand.
  func labelWarnings(_ scanned: PartScan.Summary) -> [String] {
    // Ratings that are words are compared as categories, over all columns.
    let ratings = Set((try? ratingColumns()) ?? [])
    var warnings = columnNotes + secondLook.notes
    for (index, request) in scanRequests.enumerated() where request.kind != .number {
      let keys = request.kind == .sequence ? scanned.sampledKeys[index] : scanned.dictionaries[index]
      let column = "column \"\(DataError.printable(request.name, limit: 40))\""
      warnings += keys.mergedForms.map { "\(column): \($0.first.inTwoForms($0.second))" }
      guard keys.integers == nil, keys.count <= Self.mostKeys, !ratings.contains(request.name) else { continue }
      for labels in LabelForm.lookAlikes(keys.labels) {
        warnings.append(
          "\(column): \(LabelForm.shown(labels)) differ only in case or blanks, and count as \(labels.count); "
            + "fold-labels makes them one")
      }
    }
    return warnings
  }
}

extension String {
  /// A remark on a label that also comes in another Unicode form.
  func inTwoForms(_ other: String) -> String {
    "\"\(DataError.printable(self, limit: 40))\" is written in two Unicode forms, \(LabelForm.codePoints(self)) and "
      + "\(LabelForm.codePoints(other)), which count as one"
  }
}
