import FidelityData
import FidelityProbability
import FidelityReliability

/// Raters against a gold standard, against the other raters of their units, and in pairs.
///
/// The table has the columns `unit,rater,value,gold`, the gold-standard code of the unit in every row of it. A figure
/// says `pair` ("A - B"), or `rater` and `against` ("gold" or "others").
struct RaterFigures: FigureFamily {
  private static let options: Set = ["against", "form", "interval", "pair", "rater", "status", "term", "weights"]

  /// The name of the gold standard among the raters; no rater of a table is called so.
  private static let gold = "(gold)"

  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    let (pair, rater, against) = (figure.options["pair"], figure.options["rater"], figure.options["against"])
    guard pair != nil || (rater != nil && against != nil) else { return nil }
    if let option = figure.options.keys.sorted().first(where: { !Self.options.contains($0) }) {
      return .notComputed("the option \(option) is not known here")
    }
    guard let analysis = analysis(figure) else { return .notComputed("there are no such weights or form") }
    let (table, raters) = try ratings(try dataset.table())
    func code(_ name: String) -> UInt32? { raters.firstIndex(of: name).map { UInt32($0) } }
    let gold = code(Self.gold)
    let (rows, subject): ([RaterEstimate], RaterEstimate.Subject)
    if let pair {
      let codes = pair.split(separator: " - ").compactMap { code(String($0)) }
      guard codes.count == 2 else { return .notComputed("there is no pair \(pair)") }
      (rows, subject) = (analysis.pairs(of: table, excluding: gold), .pair(codes[0], codes[1]))
    } else {
      guard let code = rater.flatMap({ code($0) }) else { return .notComputed("there is no such rater") }
      subject = .rater(code)
      switch (against, gold) {
      case ("gold", let gold?): rows = analysis.againstGold(gold, of: table, byCategory: figure.options["term"] != nil)
      case ("others", _): rows = analysis.againstOthers(of: table, excluding: gold)
      default: return .notComputed("there is nothing to compare with \(against ?? "")")
      }
    }
    let form = figure.options["form"] ?? against.map { "against \($0)" }
    let found = rows.filter { row in
      row.subject == subject && row.estimate.quantity == figure.quantity && row.estimate.form == form
        && row.estimate.weights == figure.options["weights"] && row.estimate.term == figure.options["term"]
    }
    guard found.count == 1 else { return .notComputed("\(found.count) rows answer to the options") }
    return .computed(ComputedFigure(found[0].estimate))
  }

  /// nil where the figure is in a variant that there is not.
  private func analysis(_ figure: PublishedFigure) -> RaterAnalysis? {
    var analysis = RaterAnalysis()
    if figure.options["weights"] != nil {
      guard let weights = figure.weights else { return nil }
      analysis.weights = [weights]
    }
    if let name = figure.options["interval"] {
      guard let interval = ShareInterval(rawValue: name) else { return nil }
      analysis.shareLimits = interval
    }
    if let form = figure.options["form"], form != "exact" {
      guard form.hasPrefix("within "), let tolerance = DatasetTable.number(String(form.dropFirst(7))), tolerance >= 0
      else { return nil }
      analysis.tolerance = tolerance
    }
    return analysis
  }

  /// The ratings with the gold standard as those of one more rater; the names of the raters in the order of their
  /// codes.
  private func ratings(_ source: DatasetTable) throws(DataError) -> (table: RatingTable, raters: [String]) {
    var (units, raters) = (try source.texts("unit"), try source.texts("rater"))
    var values = try source.numbers("value")
    if source.names.contains("gold") {
      var seen: [String: Double] = [:]
      for (unit, code) in zip(units, try source.numbers("gold")) where !code.isNaN {
        guard let known = seen[unit] else {
          seen[unit] = code
          units.append(unit)
          raters.append(Self.gold)
          values.append(code)
          continue
        }
        guard known == code else {
          throw source.refusal(.malformed(reason: "the unit \(unit) has two gold-standard codes"))
        }
      }
    }
    var keys = KeyDictionary()
    for (rater, value) in zip(raters, values) where !value.isNaN { _ = keys.code(of: rater) }
    do throws(DuplicateRating) {
      let table = try RatingTable(units: units, raters: raters, values: values)
      return (table, keys.sortedCodes.map { keys.labels[Int($0)] })
    } catch {
      throw source.refusal(.duplicateRatings(examples: [], count: error.count))
    }
  }
}
