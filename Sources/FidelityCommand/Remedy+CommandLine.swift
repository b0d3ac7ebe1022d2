import FidelityData

extension Remedy {
  /// The remedy in the words of the command line.
  var commandLineText: String {
    switch self {
    case .words(let words): words
    case .options(let sentence): Self.naming(sentence) { "--\($0)" }
    case .declareMissing(let text): "correct the cell, or declare it missing with --missing \(Self.shellWord(text))"
    case .declareMissingOrMendScale(let number): "declare it missing with --missing \(number), or check the scale"
    case .saveMemory:
      "raise the memory limit (ulimit -v), or read with --threads 1; a damaged file may ask for too much"
    case .listColumns: "'fidelity describe' lists the columns"
    case .listInstruments: "'fidelity instruments list' names them"
    case .listItems(let instrument): "'fidelity instruments show \(instrument)' lists its items"
    case .nameColumn(let role): "say it with --\(role) COLUMN"
    case .nameRatings: "say it with --value COLUMN, or give --wide PATTERN for a wide table"
    case .nameItems(let layout, let remedy): Self.nameItems(layout: layout, words: remedy.commandLineText)
    case .either(let first, let second): "\(first.commandLineText); or \(second.commandLineText)"
    }
  }
}

extension DataError {
  /// The error and its remedy in one sentence.
  var descriptionWithRemedy: String {
    [description, remedy?.commandLineText].compactMap(\.self).joined(separator: "; ")
  }
}
