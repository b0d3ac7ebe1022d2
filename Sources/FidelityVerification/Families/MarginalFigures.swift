import FidelityData
import FidelityReliability

/// Tests of whether raters use the categories equally often: from a cross table of two raters, and Cochran's Q from
/// ratings.
struct MarginalFigures: FigureFamily {
  private static let options: Set = ["correction", "form", "status", "table", "undefined"]

  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    let tests = MarginalTest.allCases.filter { $0.quantity == figure.quantity }
    guard figure.quantity == "cochran-q" || !tests.isEmpty else { return nil }
    if let option = figure.options.keys.sorted().first(where: { !Self.options.contains($0) }) {
      return .notComputed("the option \(option) is not known here")
    }
    if figure.quantity == "cochran-q" {
      return .computed(ComputedFigure(CochranQ.estimate(of: try AgreementRatings(figure, in: dataset).table)))
    }
    let form = figure.options["correction"] == "true" ? "continuity-corrected" : figure.options["form"]
    guard let test = tests.first(where: { $0.form == form }) else { return .notComputed("there is no such form") }
    let row = try dataset.table(figure.options["table"] ?? "data.csv").crossTable().test(test)
    var computed = ComputedFigure(row)
    if figure.quantity == "mcnemar-exact", row.status == .ok {
      // The exact tests have no other figure than the p value: it stands as the value.
      computed.numbers[.value] = row.pValue
    }
    return .computed(computed)
  }
}

extension DatasetTable {
  /// The cross table of the columns `rater1,rater2,count`; categories in the order in which the first rater's stand.
  /// - Throws: `unknownColumn`, `notANumber`, `malformed`.
  func crossTable() throws(DataError) -> CrossTable {
    let (first, second) = (try texts("rater1"), try texts("rater2"))
    var places: [String: Int] = [:]
    for label in first + second where places[label] == nil { places[label] = places.count }
    var counts = [Int](repeating: 0, count: places.count * places.count)
    for (row, count) in try numbers("count").enumerated() {
      guard let row1 = places[first[row]], let row2 = places[second[row]], let count = Int(exactly: count),
        (0...1_000_000).contains(count)
      else { throw refusal(.malformed(reason: "a count is a whole number from 0 to 1000000")) }
      counts[row1 * places.count + row2] += count
    }
    return CrossTable(categoryCount: places.count, counts: counts)
  }
}
