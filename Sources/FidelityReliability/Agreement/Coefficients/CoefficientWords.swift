/// What a coefficient is, in words.
package struct CoefficientWords: Sendable {
  /// How it comes about, as half a sentence.
  let formula: String
  /// What it takes chance to be.
  let chance: String
  let reference: String

  package init(formula: String, chance: String, reference: String) {
    (self.formula, self.chance, self.reference) = (formula, chance, reference)
  }

  /// The formula of all that are corrected for chance.
  package static let corrected =
    "(observed agreement - chance agreement) / (1 - chance agreement); observed agreement is, "
    + "over all pairs of raters of a unit, how many gave the same category (with weights: how near they came), "
    + "averaged over units"

  /// Which units count.
  static func units(_ needs: AgreementNeeds, minimumRatings: Int) -> String {
    if needs.exactlyTwoRaters || needs.pairedUnitsOnly || minimumRatings > 1 {
      return "those with \(max(2, minimumRatings)) or more ratings; others are left out"
    }
    return "all that were rated; one rated once counts in the shares of the categories and in the standard error, "
      + "and has no agreement to observe"
  }
}
