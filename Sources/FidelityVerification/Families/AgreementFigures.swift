import FidelityData
import FidelityReliability

/// Coefficients of agreement, from ratings or from a cross table of two raters.
struct AgreementFigures: FigureFamily {
  private static let quantities = Set(
    AgreementCoefficient.names + [
      "observed-agreement", "pairable-values", "cohen-kappa-test", "fleiss-kappa-category", "cohen-kappa-maximum",
    ])

  /// What says which figure it is; one with an option of another name is of a kind that is not known here.
  private static let options: Set = [
    "categories", "category", "convention", "disagreement-weights", "metric", "method", "population", "resamples",
    "round", "seed", "standard-error",
    "status", "table", "undefined", "variance-divisor", "weights",
  ]

  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    guard Self.quantities.contains(figure.quantity) else { return nil }
    if let option = figure.options.keys.sorted().first(where: { !Self.options.contains($0) }) {
      return .notComputed("the option \(option) is not known here")
    }
    guard let coefficient = figure.coefficient(named: figure.quantity) else {
      return .notComputed("there is no such variant of \(figure.quantity)")
    }
    var analysis = AgreementAnalysis([coefficient], declaredCategories: figure.declaredCategories)
    if let convention = convention(of: figure) { analysis.convention = convention }
    if let text = figure.options["resamples"] {
      guard let resamples = Int(text), (40...1_000_000).contains(resamples) else {
        return .notComputed("the number of resamples is not a whole number from 40 to 1000000")
      }
      analysis.interval = .bootstrap(
        resamples: resamples, seed: figure.options["seed"].flatMap { UInt64($0) } ?? 1)
    }
    if let text = figure.options["population"] {
      guard let population = Int(text), population >= 2 else {
        return .notComputed("the population is not a whole number from 2 on")
      }
      analysis.population = population
    }
    let method = figure.options["method"] ?? "linearised"
    switch method {
    case "jackknife", "jackknife-cluster": analysis.interval = .jackknife(.units)
    case "jackknife-raters": analysis.interval = .jackknife(.raters)
    case "jackknife-two-way": analysis.interval = .jackknife(.both)
    case "linearised", "linearised-cluster": break
    default: return .notComputed("the method \(method) is not known here")
    }
    let ratings = try AgreementRatings(figure, in: dataset)
    let clusters = method.hasSuffix("-cluster") ? try ratings.clusters() : nil
    let rows = analysis.estimates(of: ratings.table, clusters: clusters)
    let category = figure.options["category"]
    guard let row = category == nil ? rows.first : rows.first(where: { $0.term == category }) else {
      return .notComputed("there is no row of the category \(category ?? "")")
    }
    switch figure.quantity {
    case "pairable-values": return .computed(ComputedFigure(value: Double(row.observationCount ?? 0)))
    case "cohen-kappa-test": return .computed(Self.test(row))
    default: break
    }
    var computed = ComputedFigure(row)
    if convention(of: figure) == nil {
      computed.leaveOut(
        [.standardError, .lower, .upper, .degreesOfFreedom, .statistic, .pValue],
        "there is no such standard error here: \(figure.options["standard-error"] ?? "")")
    }
    return .computed(computed)
  }

  /// The test of no agreement: its own standard error is the one that the statistic divides by.
  private static func test(_ row: Estimate) -> ComputedFigure {
    var computed = ComputedFigure(row)
    computed.numbers[.standardError] = row.estimate / row.statistic
    return computed
  }

  /// The convention that a figure follows; nil for a standard error that none has.
  private func convention(of figure: PublishedFigure) -> AgreementConvention? {
    if let name = figure.options["convention"] { return AgreementConvention(rawValue: name) }
    if figure.options["variance-divisor"] == "n" { return .irrCACTable }
    // Fleiss' categories have an error under no agreement.
    if figure.quantity == "fleiss-kappa-category" { return .spss }
    switch figure.options["standard-error"] {
    case nil: return .fidelity
    case "asymptotic", "asymptotic under H0": return .sas
    case "null, Fleiss-Nee-Landis 1979": return .spss
    case let error?: return error.hasPrefix("linearised") ? .fidelity : nil
    }
  }
}
