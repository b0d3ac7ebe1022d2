public import FidelityData

/// The two figures that a coefficient is made of; nil for those that it has not.
///
/// A coefficient corrected for chance is (p_a - p_e) / (1 - p_e) of its observed agreement p_a and its chance agreement
/// p_e; Krippendorff's alpha is 1 - D_o / D_e of its observed and its expected disagreement.
/// Validation: `datasets/gwet-raw4raters`, `datasets/krippendorff-12x4`, `datasets/fleiss-1971`,
/// `datasets/cohen-1968-weighted`.
public struct AgreementParts: Sendable, Hashable {
  public internal(set) var observedAgreement: Double?
  public internal(set) var chanceAgreement: Double?
  public internal(set) var observedDisagreement: Double?
  public internal(set) var expectedDisagreement: Double?

  package init(
    observedAgreement: Double? = nil, chanceAgreement: Double? = nil, observedDisagreement: Double? = nil,
    expectedDisagreement: Double? = nil
  ) {
    self.observedAgreement = observedAgreement
    self.chanceAgreement = chanceAgreement
    self.observedDisagreement = observedDisagreement
    self.expectedDisagreement = expectedDisagreement
  }
}

extension AgreementAnalysis {
  /// What the coefficients of a group are made of, in the order of ``estimates(of:group:stream:clusters:)``; nil for
  /// one that is not made of two figures, or that the group does not allow.
  /// - Complexity: that of the estimates without their errors.
  public func parts(of table: RatingTable, group: Int = 0) -> [AgreementParts?] {
    var workspace = AgreementWorkspace(self, CountedUnits(table: table))
    var rows = coefficients.map { _ in [AgreementParts?]() }
    for prepared in workspace.prepared(group: group) {
      for (place, coefficient) in zip(prepared.places, prepared.coefficients) {
        rows[place].append(prepared.sample.parts(of: coefficient))
      }
    }
    return rows.flatMap(\.self)
  }
}

extension AgreementSample {
  fileprivate func parts(of coefficient: AgreementCoefficient) -> AgreementParts? {
    guard obstacle(to: coefficient) == nil else { return nil }
    return coefficient.formula.parts(totals.span, features.layout, context)
  }
}
