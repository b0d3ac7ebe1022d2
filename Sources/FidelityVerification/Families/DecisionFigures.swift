import FidelityData
import FidelityProbability
import FidelityTrends

/// Adjusted p values and tests of equivalence.
struct DecisionFigures: FigureFamily {
  private static let adjustments: [String: PValueAdjustment] = [
    "BH": .benjaminiHochberg, "BY": .benjaminiYekutieli, "holm": .holm, "hochberg": .hochberg,
    "bonferroni": .bonferroni,
  ]

  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    switch figure.quantity {
    case "adjusted-p", "rejected": try adjusted(figure, try dataset.table())
    case "paired-t", "tost", "tost-p", "mean": try equivalence(figure, try dataset.table())
    default: nil
    }
  }

  private func adjusted(_ figure: PublishedFigure, _ table: DatasetTable) throws(DataError) -> Computation {
    guard let adjustment = figure.options["method"].flatMap({ Self.adjustments[$0] }), let set = figure.options["set"]
    else { return .notComputed("there is no such adjustment") }
    let (sets, tests) = (try table.texts("set"), try table.texts("test"))
    let pValues = try table.numbers("p")
    let places = sets.indices.filter { sets[$0] == set }
    guard places.allSatisfy({ pValues[$0] >= 0 && pValues[$0] <= 1 }) else {
      throw table.refusal(.unusable(reason: "a p value lies in 0...1"))
    }
    let adjusted = adjustment.adjusted(places.map { pValues[$0] })
    if figure.quantity == "rejected" {
      guard let level = figure.options["level"].flatMap(Double.init) else { return .notComputed("there is no level") }
      return .computed(ComputedFigure(value: Double(adjusted.count { $0 <= level })))
    }
    guard let place = places.firstIndex(where: { tests[$0] == figure.options["test"] }) else {
      return .notComputed("there is no such test")
    }
    return .computed(ComputedFigure(value: adjusted[place]))
  }

  /// Of the mean of paired differences.
  private func equivalence(_ figure: PublishedFigure, _ table: DatasetTable) throws(DataError) -> Computation {
    let names = figure.options["difference"]?.split(separator: "-").map(String.init) ?? []
    guard names.count == 2 else { return .notComputed("there is no such difference") }
    let differences = zip(try table.numbers(names[0]), try table.numbers(names[1])).map { $0 - $1 }
    let count = Double(differences.count)
    guard count > 1 else { throw table.refusal(.unusable(reason: "there are too few differences")) }
    let mean = differences.reduce(0, +) / count
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / (count - 1) / count).squareRoot()
    let lower = figure.options["lower"].flatMap(Double.init) ?? -1
    let upper = figure.options["upper"].flatMap(Double.init) ?? 1
    guard lower < upper, lower.isFinite, upper.isFinite else {
      return .notComputed("margins are two different numbers")
    }
    let test = EquivalenceTest(
      estimate: mean, standardError: error, degreesOfFreedom: count - 1, margins: lower...upper)
    var computed = ComputedFigure()
    computed.numbers[.degreesOfFreedom] = test.degreesOfFreedom
    switch figure.quantity {
    case "tost-p": computed.numbers[.pValue] = test.pValue
    case "tost":
      let isLower = figure.options["side"] == "lower"
      computed.numbers[.statistic] = isLower ? test.lowerStatistic : test.upperStatistic
      computed.numbers[.pValue] = isLower ? test.lowerPValue : test.upperPValue
    default:
      guard let level = figure.options["confidence"].map(Double.init) ?? 0.95, level > 0, level < 1 else {
        return .notComputed("there is no such confidence level")
      }
      let limits = test.interval(significance: (1 - level) / 2)
      (computed.numbers[.value], computed.numbers[.lower], computed.numbers[.upper]) = (
        mean, limits.lower, limits.upper
      )
      computed.numbers[.statistic] = mean / error
      computed.numbers[.pValue] = StudentT(degreesOfFreedom: count - 1).twoSidedPValue(mean / error)
    }
    return .computed(computed)
  }
}
