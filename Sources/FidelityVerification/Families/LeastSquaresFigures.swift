import FidelityData
import FidelityLinearAlgebra
import FidelityTrends

/// Least squares through all rows of a table: coefficients with their errors, fit and analysis of variance.
struct LeastSquaresFigures: FigureFamily {
  private static let quantities: Set = [
    "regression-coefficient", "regression-coefficient-se", "residual-sd", "r-squared", "observation-count", "anova-ss",
    "anova-ms", "anova-f",
  ]

  /// The regressions of a dataset. Terms B0, B1, ... are the intercept and the predictors in their order.
  private struct Design {
    let outcome: String
    let predictors: [String]
    /// The column whose values get an intercept each in the model `site-intercepts`.
    var groups: String?
  }

  private static let designs: [String: Design] = [
    "nist-norris": Design(outcome: "y", predictors: ["x"]),
    "nist-longley": Design(outcome: "y", predictors: (1...6).map { "x\($0)" }),
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
    case "anova-ss", "anova-ms": return anova(figure, fit)
    default: return .computed(ComputedFigure(row(figure.quantity)))
    }
  }

  private static func term(_ name: String, _ design: Design) -> String {
    if name == "B0" || name == "intercept" { return "(Intercept)" }
    guard name.hasPrefix("B"), let place = Int(name.dropFirst()), design.predictors.indices.contains(place - 1) else {
      return name
    }
    return design.predictors[place - 1]
  }

  private func fit(_ design: Design, _ figure: PublishedFigure, _ table: DatasetTable) throws(DataError) -> LeastSquares
  {
    var predictors: [(name: String, values: [Double])] = []
    if figure.options["model"] == "site-intercepts", let column = design.groups {
      // The intercept is that of the first group; each other group has a column of its own.
      let groups = try table.texts(column)
      for group in Set(groups).sorted().dropFirst() { predictors.append((group, groups.map { $0 == group ? 1 : 0 })) }
    }
    for name in design.predictors { predictors.append((name, try table.numbers(name))) }
    let outcome = try table.numbers(design.outcome)
    do throws(LinearAlgebraError) {
      return try LeastSquares(outcome: outcome, predictors: predictors)
    } catch {
      throw table.refusal(.unusable(reason: error.description))
    }
  }

  private func anova(_ figure: PublishedFigure, _ fit: LeastSquares) -> Computation {
    let residual = (fit.residualSumOfSquares, fit.residualDegreesOfFreedom)
    let model = (fit.totalSumOfSquares - fit.residualSumOfSquares, Double(fit.rank - 1))
    let (squares, degrees) = figure.options["source"] == "residual" ? residual : model
    return .computed(
      ComputedFigure(
        value: figure.quantity == "anova-ss" ? squares : squares / degrees, degreesOfFreedom: degrees))
  }
}
