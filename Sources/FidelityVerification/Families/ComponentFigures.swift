import FidelityComponents
import FidelityData

/// Variance components by likelihood, with criterion, mean and profile intervals.
struct ComponentFigures: FigureFamily {
  private static let quantities: Set = [
    "variance-component", "reml-criterion", "ml-deviance", "fixed-effect", "random-effect-sd",
  ]
  /// The columns of each facet of a design, in the order of its formula.
  private static let designs: [String: (formula: String, columns: [String])] = [
    "gtheory-p-in-c-x-i": ("(p:c) x i", ["person", "class", "item"]),
    "gtheory-p-x-i-x-o-missing": ("p x i x o", ["person", "item", "occasion"]),
    "replicates-fat": ("unit x rater", ["unit", "rater"]),
  ]
  private static let fatTerms = ["s": "unit", "r": "rater", "sr": "unit x rater", "e": "residual"]

  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    guard Self.quantities.contains(figure.quantity) else { return nil }
    let name = figure.options["term"] ?? figure.options["effect"] ?? ""
    if figure.options["method"] == "ANOVA" { return try anova(name, dataset) }
    guard ["REML", "ML"].contains(figure.options["method"]), let fit = try fit(figure, dataset) else { return nil }
    var computed = ComputedFigure()
    computed.status = fit.status.rawValue
    switch figure.quantity {
    case "reml-criterion", "ml-deviance": computed.numbers[.value] = fit.criterion
    case "fixed-effect": (computed.numbers[.value], computed.numbers[.standardError]) = (fit.mean, fit.meanError)
    default:
      let term = dataset.slug == "replicates-fat" ? Self.fatTerms[name] ?? name : name
      guard let component = fit.components.first(where: { $0.term == term }) else {
        return .notComputed("there is no such term")
      }
      if figure.quantity == "random-effect-sd" {
        let limits = fit.profileInterval(term)
        computed.numbers[.lower] = limits?.lower.squareRoot()
        computed.numbers[.upper] = limits?.upper.squareRoot()
        return .computed(computed)
      }
      computed.numbers[.value] = component.value
      if !component.standardError.isNaN { computed.numbers[.standardError] = component.standardError }
    }
    // A component of 0 is a value; its status is that of the fit.
    return .computed(computed)
  }

  private func anova(_ term: String, _ dataset: PublishedDataset) throws(DataError) -> Computation {
    let table = try DesignTable(dataset.table())
    let components =
      dataset.slug == "one-way-ticks"
      ? OneWayAnova(try table.oneWay("unit")).components : TwoWayAnova(try table.crossed()).components
    guard let component = components.first(where: { $0.term == term }) else {
      return .notComputed("there is no such term")
    }
    return .computed(ComputedFigure(value: component.raw))
  }

  private func fit(_ figure: PublishedFigure, _ dataset: PublishedDataset) throws(DataError) -> ComponentFit? {
    let method: LikelihoodMethod = figure.options["method"] == "ML" ? .maximum : .restricted
    let table = try DesignTable(dataset.table(figure.options["table"] ?? "data.csv"))
    if let (formula, columns) = Self.designs[dataset.slug] {
      return try table.factorial(StudyDesign(formula), columns).fit(method)
    }
    switch (dataset.slug, figure.options["design"]) {
    case ("one-way-ticks", _): return try table.oneWay("unit").fit(method)
    case ("two-way-missing", _), (_, "unit x rater"): return try table.crossed().fit(method)
    case (_, "one-way"): return try table.oneWay("a").fit(method, term: "a")
    case (_, "a/b"): return try table.nested(["a", "b"]).fit(method)
    case (_, "a/b/c"): return try table.nested(["a", "b", "c"]).fit(method)
    case (_, "unit x rater + cells"):
      return try table.factorial(StudyDesign("unit x rater"), ["unit", "rater"]).fit(method)
    case (_, let formula?):
      let design = try StudyDesign(formula)
      return try table.factorial(design, design.facets).fit(method)
    default: return nil
    }
  }
}
