import FidelityData
import FidelityReliability

/// What coefficients are made of: agreement expected by chance, observed and expected disagreement.
struct AgreementPartFigures: FigureFamily {
  private static let parts: [String: @Sendable (AgreementParts) -> Double?] = [
    "chance-agreement": { $0.chanceAgreement }, "expected-agreement": { $0.chanceAgreement },
    "observed-disagreement": { $0.observedDisagreement }, "expected-disagreement": { $0.expectedDisagreement },
  ]
  private static let options: Set = ["categories", "coefficient", "metric", "table", "weights"]

  func computation(of figure: PublishedFigure, in dataset: PublishedDataset) throws(DataError) -> Computation? {
    guard let part = Self.parts[figure.quantity] else { return nil }
    if let option = figure.options.keys.sorted().first(where: { !Self.options.contains($0) }) {
      return .notComputed("the option \(option) is not known here")
    }
    let name = figure.options["coefficient"] ?? "krippendorff-alpha"
    guard let coefficient = coefficient(named: name, figure) else {
      return .notComputed("there is no such variant of \(name)")
    }
    let analysis = AgreementAnalysis([coefficient], declaredCategories: figure.declaredCategories)
    let found = analysis.parts(of: try AgreementRatings(figure, in: dataset).table).first.flatMap(\.self)
    guard let value = found.flatMap(part) else { return .notComputed("\(name) is not made of it") }
    return .computed(ComputedFigure(value: value))
  }

  /// Without weights or a metric it is the one of the ratings as they are.
  private func coefficient(named name: String, _ figure: PublishedFigure) -> AgreementCoefficient? {
    if let coefficient = figure.coefficient(named: name) { return coefficient }
    guard figure.options["weights"] == nil, figure.options["metric"] == nil else { return nil }
    return AgreementCoefficient.named(name, weights: [.identity], metrics: [.nominal]).first
  }
}
