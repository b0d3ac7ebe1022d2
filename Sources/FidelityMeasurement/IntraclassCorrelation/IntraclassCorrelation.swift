/// The intraclass correlation (ICC): the share of the variance of a rating, or of a mean of ratings, that is between
/// units.
///
/// Ten forms, after McGraw and Wong; Shrout and Fleiss name six of them:
///
/// | model | agreement | one rater | mean of k raters |
/// |---|---|---|---|
/// | one-way: raters differ from unit to unit | absolute | ICC(1), ICC(1,1) | ICC(k), ICC(1,k) |
/// | two-way random: raters are a sample | absolute | ICC(A,1) case 2A, ICC(2,1) | ICC(A,k), ICC(2,k) |
/// | | consistency | ICC(C,1) case 2 | ICC(C,k) |
/// | two-way mixed: these raters alone | absolute | ICC(A,1) case 3A | ICC(A,k) |
/// | | consistency | ICC(C,1) case 3, ICC(3,1) | ICC(C,k), ICC(3,k) |
///
/// Random and mixed forms have the same figures and speak of other populations.
///
/// References: Shrout & Fleiss (1979), Psychological Bulletin 86, 420-428; McGraw & Wong (1996), Psychological Methods
/// 1, 30-46, with the correction on p. 390 of the same volume.
public struct IntraclassCorrelation: Sendable, Hashable, Codable {
  public enum Model: String, Sendable, Hashable, Codable, CaseIterable {
    case oneWay = "one-way"
    case twoWayRandom = "two-way random"
    case twoWayMixed = "two-way mixed"
  }

  public enum Agreement: String, Sendable, Hashable, Codable, CaseIterable {
    /// Differences between raters are error.
    case absolute
    /// Differences between raters do not count.
    case consistency
  }

  public enum Unit: String, Sendable, Hashable, Codable, CaseIterable {
    /// The rating of one rater.
    case single
    /// The mean of k raters.
    case average
  }

  public let model: Model
  /// Always absolute in a one-way model, which cannot tell raters from error.
  public let agreement: Agreement
  public let unit: Unit

  /// - Precondition: a one-way model has absolute agreement.
  public init(model: Model, agreement: Agreement, unit: Unit) {
    precondition(model != .oneWay || agreement == .absolute, "a one-way model cannot tell raters from error")
    self.model = model
    self.agreement = agreement
    self.unit = unit
  }

  /// All ten forms.
  public static let all: [IntraclassCorrelation] = Model.allCases.flatMap { model in
    Agreement.allCases.flatMap { agreement in
      model == .oneWay && agreement == .consistency
        ? [] : Unit.allCases.map { IntraclassCorrelation(model: model, agreement: agreement, unit: $0) }
    }
  }

  /// McGraw and Wong's name: `ICC(A,1)`.
  public var mcGrawWongName: String {
    let count = unit == .single ? "1" : "k"
    if model == .oneWay { return "ICC(\(count))" }
    return "ICC(\(agreement == .absolute ? "A" : "C"),\(count))"
  }

  /// Shrout and Fleiss' name: `ICC(2,1)`; nil for the four forms that have none.
  public var shroutFleissName: String? {
    let count = unit == .single ? "1" : "k"
    switch (model, agreement) {
    case (.oneWay, _): return "ICC(1,\(count))"
    case (.twoWayRandom, .absolute): return "ICC(2,\(count))"
    case (.twoWayMixed, .consistency): return "ICC(3,\(count))"
    default: return nil
    }
  }

  /// McGraw and Wong's case: 1, 2, 2A, 3 or 3A.
  public var mcGrawWongCase: String {
    switch model {
    case .oneWay: "1"
    case .twoWayRandom: agreement == .absolute ? "2A" : "2"
    case .twoWayMixed: agreement == .absolute ? "3A" : "3"
    }
  }

  /// The name in result tables: Shrout and Fleiss' where there is one.
  public var name: String { shroutFleissName ?? mcGrawWongName }
}
