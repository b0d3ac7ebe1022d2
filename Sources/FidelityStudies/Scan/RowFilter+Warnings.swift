import FidelityData
import FidelityFiles

extension RowFilter.Findings {
  /// What the user should know of a condition: values that no row has, rows that it could not decide.
  var warnings: [String] {
    var warnings: [String] = []
    for test in texts {
      for text in test.wanted where !test.met.contains(text) {
        let nearest = DataError.nearest(to: String(text.prefix(100)), among: test.others.sorted())
        let advice = nearest.map { "\"\(DataError.printable($0))\"" }.joined(separator: " or ")
        let column = DataError.printable(test.column)
        warnings.append(
          "where: no row has \"\(DataError.printable(text))\" in \(column)"
            + (advice.isEmpty ? "" : "; there is \(advice)"))
      }
    }
    if undecidedCount > 0 {
      let rows = undecidedCount == 1 ? "1 row was" : "\(undecidedCount) rows were"
      warnings.append("where: \(rows) left out because a cell is missing that the condition asks for")
    }
    return warnings
  }
}
