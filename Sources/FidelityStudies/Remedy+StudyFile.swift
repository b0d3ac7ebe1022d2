package import FidelityData

extension Remedy {
  /// The remedy in the words of a study file, which has keys where the command has options.
  package var studyFileText: String {
    switch self {
    case .words(let words): words
    case .options(let sentence): Self.naming(sentence, Self.key)
    case .declareMissing(let text):
      "correct the cell, or declare it missing under data: missing: [\(Self.quoted(text, apostrophe: "''"))]"
    case .declareMissingOrMendScale(let number):
      "declare it missing under data: missing: [\(number)], or check the scale"
    case .saveMemory: "raise the memory limit (ulimit -v); a damaged file may ask for too much"
    case .listColumns: "'fidelity describe' lists the columns"
    case .listInstruments: "'fidelity instruments list' names them"
    case .listItems(let instrument): "'fidelity instruments show \(instrument)' lists its items"
    case .nameColumn(let role): "say it under data: columns: {\(role): COLUMN}"
    case .nameRatings:
      "say it under data: columns: {value: COLUMN}, or give data: layout: {wide: PATTERN} for a wide table"
    case .nameItems(let layout, let remedy): Self.nameItems(layout: layout, words: remedy.studyFileText)
    case .either(let first, let second): "\(first.studyFileText); or \(second.studyFileText)"
    }
  }

  /// Where a study file has what an option of the command says.
  private static func key(_ option: String) -> String {
    switch option {
    case "unit", "rater", "item", "value", "time", "frequency": "data: columns: \(option)"
    case "wide", "raters", "items", "units-in-columns", "counts", "cross-table": "data: layout: \(option)"
    case "duplicates", "missing", "time-format": "data: \(option)"
    default: "\(option):"
    }
  }
}
