import FidelityData
import FidelityLinearAlgebra
import FidelityTrends
import FidelitySystem

/// Least squares through all rows of a table: coefficients with their errors, fit and analysis of variance.
struct LeastSquaresFigures: FigureFamily {
  private static let quantities: Set = [
    "regression-coefficient", "regression-coefficient-se", "residual-sd", "r-squared", "observation-count", "anova-ss",
    "anova-ms", "anova-f",
  ]

  /// The regressions of a dataset. Terms B0, B1, ... are the intercept and the predictors in their order; of a
  /// polynomial, the powers of its one predictor.
  private struct Design {
    let outcome: String
    let predictors: [String]
    var degree = 1
    var hasIntercept = true
    /// The column whose values get an intercept each in the model `site-intercepts`.
    var groups: String?
  }

  private static let designs: [String: Design] = [
    "nist-norris": Design(outcome: "y", predictors: ["x"]),
    "nist-longley": Design(outcome: "y", predictors: (1...6).map { "x\($0)" }),
    "nist-pontius": Design(outcome: "y", predictors: ["x"], degree: 2),
    "nist-noint1": Design(outcome: "y", predictors: ["x"], hasIntercept: false),
    "nist-noint2": Design(outcome: "y", predictors: ["x"], hasIntercept: false),
    "nist-wampler1": Design(outcome: "y", predictors: ["x"], degree: 5),
    "nist-wampler2": Design(outcome: "y", predictors: ["x"], degree: 5),
    "nist-wampler3": Design(outcome: "y", predictors: ["x"], degree: 5),
    "nist-wampler4": Design(outcome: "y", predictors: ["x"], degree: 5),
    "nist-wampler5": Design(outcome: "y", predictors: ["x"], degree: 5),
    "nist-filip": Design(outcome: "y", predictors: ["x"], degree: 10),
    "pooled-trend-small": Design(outcome: "score", predictors: ["time"], groups: "site"),
  ]

  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    guard Self.quantities.contains(figure.quantity), let design = Self.designs[dataset.slug],
      figure.options["group"] ?? "all" == "all"
    else { return nil }
    let fit = try fit(design, figure, try dataset.table())
    let rows = fit.estimates()
    func row(_ quantity: String) -> Estimate { rows.first { $0.quantity == quantity } ?? Estimate(quantity) }
    switch figure.quantity {
    case "regression-coefficient", "regression-coefficient-se":
      let name = figure.options["term"].map { Self.term($0, design) }
      guard let term = rows.first(where: { $0.term == name }) else { return .notComputed("there is no such term") }
      return .computed(
        figure.quantity == "regression-coefficient" ? ComputedFigure(term) : ComputedFigure(value: term.standardError))
    case "observation-count": return .computed(ComputedFigure(value: Double(fit.observationCount)))
    case "anova-f": return .computed(ComputedFigure(value: row("r-squared").statistic))
    case "anova-ss", "anova-ms": return anova(figure, fit, design)
    default: return .computed(ComputedFigure(row(figure.quantity)))
    }
  }

  private static func term(_ name: String, _ design: Design) -> String {
    if name == "B0" || name == "intercept" { return "(Intercept)" }
    guard name.hasPrefix("B"), let place = Int(name.dropFirst()), place > 0 else { return name }
    if design.degree > 1 { return design.predictors[0] + (place == 1 ? "" : "^\(place)") }
    return design.predictors.indices.contains(place - 1) ? design.predictors[place - 1] : name
  }

  private func fit(_ design: Design, _ figure: PublishedFigure, _ table: DatasetTable) throws(DataError) -> LeastSquares
  {
    var predictors: [(name: String, values: [Double])] = []
    if figure.options["model"] == "site-intercepts", let column = design.groups {
      // The intercept is that of the first group; each other group has a column of its own.
      let groups = try table.texts(column)
      for group in Set(groups).sorted().dropFirst() { predictors.append((group, groups.map { $0 == group ? 1 : 0 })) }
    }
    for name in design.predictors {
      let values = try table.numbers(name)
      predictors.append((name, values))
      for power in 1..<max(1, design.degree) {
        predictors.append(("\(name)^\(power + 1)", values.map { pow($0, Double(power + 1)) }))
      }
    }
    let outcome = try table.numbers(design.outcome)
    do throws(LinearAlgebraError) {
      return try LeastSquares(outcome: outcome, predictors: predictors, intercept: design.hasIntercept)
    } catch {
      throw table.refusal(.unusable(reason: error.description))
    }
  }

  private func anova(_ figure: PublishedFigure, _ fit: LeastSquares, _ design: Design) -> Computation {
    let residual = (fit.residualSumOfSquares, fit.residualDegreesOfFreedom)
    let model = (fit.totalSumOfSquares - fit.residualSumOfSquares, Double(fit.rank - (design.hasIntercept ? 1 : 0)))
    let (squares, degrees) = figure.options["source"] == "residual" ? residual : model
    return .computed(
      ComputedFigure(
        value: figure.quantity == "anova-ss" ? squares : squares / degrees, degreesOfFreedom: degrees))
  }
}
