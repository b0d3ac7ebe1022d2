/// What a coefficient is, in words.
struct CoefficientWords {
  var formula: String
  var chance: String
  var reference: String
  var pairedUnitsOnly = false

  func units(minimumRatings: Int) -> String {
    if pairedUnitsOnly || minimumRatings > 1 {
      return "those with \(max(2, minimumRatings)) or more ratings; others are left out"
    }
    return "all that were rated; one rated once counts in the shares of the categories and in the standard error, "
      + "and has no agreement to observe"
  }

  static let corrected =
    "(observed agreement - chance agreement) / (1 - chance agreement); observed agreement is, "
    + "over all pairs of raters of a unit, how many gave the same category (with weights: how near they came), "
    + "averaged over units"

  static let known: [String: CoefficientWords] = [
    "percent-agreement": CoefficientWords(
      formula:
        "over all pairs of raters of a unit, how many gave the same category (with weights: how near they came), "
        + "averaged over units", chance: "not taken into account",
      reference: "Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 2"),
    "cohen-kappa": CoefficientWords(
      formula: corrected,
      chance: "two raters who give each category as often as these two did, each with shares of their own, at random",
      reference: "Cohen (1960), Educational and Psychological Measurement 20, 37-46; weighted: Cohen (1968), "
        + "Psychological Bulletin 70, 213-220", pairedUnitsOnly: true),
    "conger-kappa": CoefficientWords(
      formula: corrected,
      chance: "as for Cohen's kappa, averaged over all pairs of raters; with two raters it is Cohen's kappa",
      reference: "Conger (1980), Psychological Bulletin 88, 322-328"),
    "fleiss-kappa": CoefficientWords(
      formula: corrected,
      chance:
        "any two raters who give each category as often as all raters together did, at random; with two raters it "
        + "is Scott's pi", reference: "Fleiss (1971), Psychological Bulletin 76, 378-382"),
    "gwet-ac": CoefficientWords(
      formula: corrected,
      chance: "T/(q(q-1)) times the sum over the q categories of share x (1 - share), T the sum of all weights: raters "
        + "guess on units that are hard to rate only, so it stays low where nearly all units are of one category",
      reference: "Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48"),
    "brennan-prediger": CoefficientWords(
      formula: corrected, chance: "each of the q categories equally likely: T/q^2, T the sum of all weights",
      reference: "Brennan & Prediger (1981), Educational and Psychological Measurement 41, 687-699"),
    "krippendorff-alpha": CoefficientWords(
      formula:
        "1 - observed disagreement / expected disagreement; observed is the mean squared distance of two ratings "
        + "of the same unit, by the metric",
      chance: "expected is the mean squared distance of any two ratings, whoever gave them to whatever unit, drawn "
        + "without replacement", reference: "Krippendorff (2011), Computing Krippendorff's Alpha-Reliability",
      pairedUnitsOnly: true),
    "scott-pi": CoefficientWords(
      formula: corrected,
      chance: "two raters who give each category as often as both together did, at random",
      reference: "Scott (1955), Public Opinion Quarterly 19, 321-325", pairedUnitsOnly: true),
    "light-kappa": CoefficientWords(
      formula: "the mean of Cohen's kappas of all pairs of raters, each over the units that both rated",
      chance: "as for Cohen's kappa, pair by pair; a pair without common units or without variation is left out",
      reference: "Light (1971), Psychological Bulletin 76, 365-377", pairedUnitsOnly: true),
    "van-oest-ir2": CoefficientWords(
      formula: corrected,
      chance: "two raters who give each category as often as all raters together did, the shares drawn towards equal "
        + "ones by a uniform prior, the more so the fewer units there are",
      reference: "van Oest (2019), Psychological Methods 24, 439-451"),
    "bangdiwala-b": CoefficientWords(
      formula:
        "the area of the squares of agreement over that of the rectangles of the margins in the agreement chart of "
        + "two raters (with weights: steps of partial agreement around the squares count in part)",
      chance: "not taken into account but by the size of the rectangles, which the margins limit",
      reference: "Bangdiwala & Shankar (2013), BMC Medical Research Methodology 13, 97", pairedUnitsOnly: true),
    "category-agreement": CoefficientWords(
      formula: "of the ratings that are of the category, the share that another rater of the same unit gave as well",
      chance: "not taken into account",
      reference: "Cicchetti & Feinstein (1990), Journal of Clinical Epidemiology 43, "
        + "551-558", pairedUnitsOnly: true),
    "category-kappa": CoefficientWords(
      formula: "Fleiss' kappa of the category against all others together",
      chance: "any two raters who give the category as often as all raters together did, at random",
      reference: "Fleiss (1971), Psychological Bulletin 76, 378-382"),
    "prevalence-index": CoefficientWords(
      formula: "the share of units that both raters put into the second category less the share that both put into the "
        + "first", chance: "not taken into account: the farther from 0, the higher chance agreement is",
      reference: "Byrt, Bishop & Carlin (1993), Journal of Clinical Epidemiology 46, 423-429", pairedUnitsOnly: true),
    "bias-index": CoefficientWords(
      formula: "how much more often the one rater gives the second category than the other",
      chance: "not taken into account: the farther from 0, the less the raters can agree",
      reference: "Byrt, Bishop & Carlin (1993), Journal of Clinical Epidemiology 46, 423-429", pairedUnitsOnly: true),
    "kappa-maximum": CoefficientWords(
      formula: "the largest Cohen's kappa that two raters with these margins could reach",
      chance: "as for Cohen's kappa", reference: "Cohen (1960), Educational and Psychological Measurement 20, 37-46",
      pairedUnitsOnly: true),
    "kappa-ratio": CoefficientWords(
      formula: "Cohen's kappa over the largest one that two raters with these margins could reach",
      chance: "as for Cohen's kappa", reference: "Cohen (1960), Educational and Psychological Measurement 20, 37-46",
      pairedUnitsOnly: true),
  ]

  static func of(_ coefficient: AgreementCoefficient) -> CoefficientWords {
    known[coefficient.quantity] ?? CoefficientWords(formula: "see the README", chance: "", reference: "")
  }
}
