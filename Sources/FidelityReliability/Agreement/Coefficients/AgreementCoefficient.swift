/// A coefficient of agreement between raters: a value that a study file, the command line and the bootstrap can hold.
///
/// ```swift
/// let coefficients: [AgreementCoefficient] = [.krippendorffAlpha(metric: .ordinal), .gwetAC(.quadratic)]
/// ```
/// All are computed from the same patterns; each has a file of its own with its formula, its gradient, its needs and
/// its reference. Written and read back by its name, with its weights or its metric.
/// - Complexity: copied and compared with itself at the cost of a pointer.
public struct AgreementCoefficient: Sendable, Hashable {
  /// Shared, and resolved once: what a coefficient needs is asked for in every group.
  private final class Storage: Sendable {
    let formula: any AgreementFormula
    let needs: AgreementNeeds

    init(_ formula: any AgreementFormula) {
      self.formula = formula
      needs = formula.needs
    }
  }

  private let storage: Storage

  package init(_ formula: any AgreementFormula) { storage = Storage(formula) }

  package var formula: any AgreementFormula { storage.formula }

  /// What it needs of the ratings and of the totals.
  var needs: AgreementNeeds { storage.needs }

  /// The name in result tables.
  public var quantity: String { type(of: formula).name }

  /// The agreement weights of a coefficient that has them, alpha with weights included.
  public var weights: AgreementWeights? { formula.agreementWeights }

  /// The metric of alpha by name; nil for the others.
  public var metric: AlphaMetric? { formula.alphaMetric }

  /// What is computed where no coefficient is named: those that any number of raters has, one row for each of the
  /// weights or metrics.
  public static let commonNames = formulas.filter { $0.isCommon }.map { $0.name }

  /// The names that ``named(_:weights:metrics:)`` knows.
  public static let names = formulas.map { $0.name }

  /// The coefficients of one name, one for each of the weights, or of the metrics for alpha; one alone where neither
  /// enters. Empty for an unknown name.
  public static func named(_ name: String, weights: [AgreementWeights], metrics: [AlphaMetric])
    -> [AgreementCoefficient]
  {
    formulas.first { $0.name == name }?.coefficients(weights: weights, metrics: metrics) ?? []
  }

  public static func == (a: AgreementCoefficient, b: AgreementCoefficient) -> Bool {
    a.storage === b.storage || a.formula.isEqual(to: b.formula)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(quantity)
    formula.hash(into: &hasher)
  }
}

extension AgreementCoefficient: Codable {
  private enum CodingKeys: String, CodingKey { case name, weights, metric, category }

  /// - Throws: `DecodingError` where no coefficient of the list has this name, weights or metric.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .name)
    let weights = try container.decodeIfPresent(AgreementWeights.self, forKey: .weights)
    let metric = try container.decodeIfPresent(AlphaMetric.self, forKey: .metric)
    let found = Self.named(name, weights: weights.map { [$0] } ?? [], metrics: metric.map { [$0] } ?? [])
    guard let coefficient = found.first else {
      throw DecodingError.dataCorruptedError(
        forKey: .name, in: container, debugDescription: "there is no coefficient \(name) without weights or metric")
    }
    let category = try container.decodeIfPresent(Int.self, forKey: .category)
    self = category.map { AgreementCoefficient(coefficient.formula.of(category: $0)) } ?? coefficient
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(quantity, forKey: .name)
    // The weights of alpha are part of its metric.
    if metric == nil { try container.encodeIfPresent(weights, forKey: .weights) }
    try container.encodeIfPresent(metric, forKey: .metric)
    try container.encodeIfPresent(formula.category?.rank, forKey: .category)
  }
}
