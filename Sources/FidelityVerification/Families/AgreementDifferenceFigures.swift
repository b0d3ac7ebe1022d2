import FidelityData
import FidelityReliability

/// The difference of a coefficient between two rounds of the same units: the quantity `difference`.
struct AgreementDifferenceFigures: FigureFamily {
  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    guard figure.quantity == "difference", let name = figure.options["coefficient"] else { return nil }
    guard let coefficient = figure.coefficient(named: name) else {
      return .notComputed("there is no such variant of \(name)")
    }
    let source = try dataset.table()
    let (units, raters, rounds) = (try source.texts("unit"), try source.texts("rater"), try source.texts("round"))
    let values = try source.numbers("value")
    var (unitKeys, raterKeys, roundKeys) = (KeyDictionary(), KeyDictionary(), KeyDictionary())
    var categories = CategoryDictionary(.numbers)
    var collected = RatingCollector()
    for row in values.indices where !values[row].isNaN {
      collected.append(
        group: roundKeys.code(of: rounds[row]), unit: unitKeys.code(of: units[row]),
        rater: raterKeys.code(of: raters[row]), category: categories.code(of: values[row]))
    }
    guard roundKeys.count == 2 else { return .notComputed("there are not two rounds") }
    let table: RatingTable
    do throws(DuplicateRating) {
      table = try RatingTable(collected, groupCount: 2, unitCount: unitKeys.count, dictionary: categories)
    } catch {
      throw source.refusal(.duplicateRatings(examples: [], count: error.count))
    }
    let order = roundKeys.sortedCodes.map { Int($0) }
    let comparison = AgreementComparison(AgreementAnalysis([coefficient]))
    return .computed(ComputedFigure(comparison.differences(of: table, first: order[0], second: order[1])[0]))
  }
}
