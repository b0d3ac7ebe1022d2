import FidelityData

/// What this program makes of a published figure.
public enum Computation: Sendable {
  case computed(ComputedFigure)
  /// Why there is nothing to compare.
  case notComputed(String)
}

/// The numbers of a figure as this program computes them.
public struct ComputedFigure: Sendable {
  public var numbers: [FigureField: Double] = [:]
  /// Why a number is not computed although the rest of the figure is.
  public var reasons: [FigureField: String] = [:]
  public var status = "ok"
}

/// A rule that leads from the quantity and options of a published figure to a computation.
///
/// A new kind of analysis brings a family in a file of its own and its place in ``FigureFamilies/all``; `fidelity
/// verify` and the tests follow.
protocol FigureFamily: Sendable {
  /// nil where the figure is none of this family's.
  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation?
}

/// All families, and the way from a figure to its computation.
enum FigureFamilies {
  static let all: [any FigureFamily] = [
    // First: its datasets are its own, whose quantities other families have too.
    DriverFigures(), RaterFigures(), MarginalFigures(), AgreementFigures(), AgreementPartFigures(),
    UnitAgreementFigures(), AgreementEffectFigures(), AgreementDifferenceFigures(), LeastSquaresFigures(),
    LineFigures(), AnovaFigures(), ComponentFigures(), IntraclassFigures(), ConcordanceFigures(),
    GroupAgreementFigures(), DecisionFigures(), PoolingFigures(), SerialFigures(), RobustErrorFigures(),
  ]

  static func computation(
    of figure: PublishedFigure, in dataset: PublishedDataset
  ) throws(DataError) -> Computation {
    for family in all {
      if let computation = try family.computation(of: figure, in: dataset) { return computation }
    }
    return .notComputed("this version does not compute \(figure.quantity)")
  }
}

extension ComputedFigure {
  /// A row of a result table.
  init(_ row: Estimate) {
    status = row.status.rawValue
    numbers = [
      .value: row.estimate, .standardError: row.standardError, .lower: row.lower, .upper: row.upper,
      .degreesOfFreedom: row.degreesOfFreedom, .statistic: row.statistic, .pValue: row.pValue,
    ].filter { !$0.value.isNaN }
  }

  /// A number alone.
  init(value: Double, degreesOfFreedom: Double? = nil) {
    numbers[.value] = value
    numbers[.degreesOfFreedom] = degreesOfFreedom
  }

  /// Takes the numbers of these fields out, with the reason.
  mutating func leaveOut(_ fields: [FigureField], _ reason: String) {
    for field in fields {
      numbers[field] = nil
      reasons[field] = reason
    }
  }
}
