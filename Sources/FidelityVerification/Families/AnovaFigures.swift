import FidelityComponents
import FidelityData

/// Analysis of variance: of groups, of units and raters, and of balanced designs by formula.
struct AnovaFigures: FigureFamily {
  private static let oneWay = [
    "anova-ss", "anova-ms", "anova-f", "anova-p", "r-squared", "residual-sd", "k0", "harmonic-mean-k",
  ]

  /// The formula of a balanced design, its columns and numbers of levels in the order of the formula.
  private static let designs: [String: (formula: String, columns: [String], levels: [Int])] = [
    "brennan-1": ("p x i", ["person", "item"], [10, 12]),
    "brennan-3": ("p x i x o", ["person", "item", "occasion"], [10, 4, 2]),
    "brennan-4": ("p x (r:t)", ["person", "rater", "task"], [10, 4, 3]),
    "gtheory-p-in-c-x-i": ("(p:c) x i", ["person", "class", "item"], [2, 5, 4]),
    "replicates-fat": ("e:(s x r)", ["replicate", "unit", "rater"], [3, 43, 2]),
  ]

  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    let isOneWay = dataset.slug.hasPrefix("nist-anova-") || dataset.slug == "one-way-ticks"
    if isOneWay, Self.oneWay.contains(figure.quantity) {
      let column = dataset.slug == "one-way-ticks" ? "unit" : "treatment"
      return .computed(Self.figure(figure, OneWayAnova(try DesignTable(dataset.table()).oneWay(column))))
    }
    if figure.quantity == "mean-square", let source = figure.options["source"] {
      let anova = TwoWayAnova(try DesignTable(dataset.table()).crossed())
      let lines = [
        "units": anova.units, "raters": anova.raters, "residual": anova.residual, "within units": anova.within,
      ]
      guard let line = lines[source] else { return .notComputed("there is no such line") }
      return .computed(ComputedFigure(value: line.meanSquare, degreesOfFreedom: line.degreesOfFreedom))
    }
    if ["variance-component", "sum-of-squares", "mean-square", "satterthwaite-df"].contains(figure.quantity),
      figure.options["method"] == nil, let effect = figure.options["effect"], let design = Self.designs[dataset.slug]
    {
      let anova = try DesignTable(dataset.table()).balanced(
        StudyDesign(design.formula), design.columns, levels: design.levels)
      let name = dataset.slug == "replicates-fat" && effect == "e" ? "e:sr" : effect
      guard let place = anova.design.effects.firstIndex(where: { $0.name == name }) else {
        return .notComputed("there is no such effect")
      }
      return .computed(Self.figure(figure, anova, place))
    }
    return nil
  }

  private static func figure(_ figure: PublishedFigure, _ anova: OneWayAnova) -> ComputedFigure {
    let line = figure.options["source"] == "within" ? anova.within : anova.between
    switch figure.quantity {
    case "anova-ss": return ComputedFigure(value: line.squares, degreesOfFreedom: line.degreesOfFreedom)
    case "anova-ms": return ComputedFigure(value: line.meanSquare, degreesOfFreedom: line.degreesOfFreedom)
    case "r-squared": return ComputedFigure(value: anova.rSquared)
    case "residual-sd": return ComputedFigure(value: anova.residualDeviation)
    case "k0": return ComputedFigure(value: anova.sizes.k0)
    case "harmonic-mean-k": return ComputedFigure(value: anova.sizes.harmonicMean)
    default:
      var computed = ComputedFigure(value: anova.statistic, degreesOfFreedom: anova.between.degreesOfFreedom)
      computed.numbers[.denominatorDegreesOfFreedom] = anova.within.degreesOfFreedom
      computed.numbers[.pValue] = anova.pValue
      return computed
    }
  }

  private static func figure(_ figure: PublishedFigure, _ anova: BalancedAnova, _ place: Int) -> ComputedFigure {
    let line = anova.meanSquares[place]
    switch figure.quantity {
    case "sum-of-squares": return ComputedFigure(value: line.squares, degreesOfFreedom: line.degreesOfFreedom)
    case "mean-square": return ComputedFigure(value: line.meanSquare, degreesOfFreedom: line.degreesOfFreedom)
    case "satterthwaite-df": return ComputedFigure(value: anova.satterthwaiteDegreesOfFreedom(place))
    default: break
    }
    let component = anova.components[place]
    var computed = ComputedFigure(value: figure.options["truncated"] == "true" ? component.value : component.raw)
    if let rule = figure.options["standard-error"] {
      let errors = anova.standardErrors(rule.hasSuffix("+2") ? .degreesOfFreedomPlusTwo : .degreesOfFreedom)
      computed.numbers[.standardError] = errors[place]
    }
    if let rule = figure.options["interval"] {
      let limits =
        rule.hasPrefix("MLS") ? anova.modifiedLargeSampleInterval(place) : anova.satterthwaiteInterval(place)
      (computed.numbers[.lower], computed.numbers[.upper]) = (limits?.lower, limits?.upper)
    }
    return computed
  }
}
