package import ArgumentParser
package import FidelityData
import FidelityMeasurement

/// Intraclass correlations of numeric ratings, the variance components they are made of, and the error of measurement.
package struct IntraclassAnalysis: Analysis {
  package static let name = "icc"
  package static let summary =
    "Intraclass correlations of numeric ratings: ten forms, components, error of measurement."
  package static let discussion = """
    One rating a row (--unit, --rater, --value), or a column per rater (--wide '{rater}'). Where every rater rated \
    every unit, the forms come from the analysis of variance, with limits and tests by F. Where ratings are missing, \
    one-way forms come from the analysis of variance with unequal sizes and two-way forms from restricted maximum \
    likelihood, with profile limits. The row ratings-per-unit says which forms the data support.
    """
  package static let examples: [CommandExample] = [
    CommandExample(
      "All forms, with both names:",
      "icc datasets/shrout-fleiss-1979/data.csv --unit unit", "--rater rater --value value"),
    CommandExample(
      "Absolute agreement of one rater and of the mean, against .5:",
      "icc datasets/shrout-fleiss-1979/data.csv --unit unit", "--rater rater --value value --forms A1,Ak --rho0 0.5"),
    CommandExample(
      "Every pair of raters:",
      "icc datasets/shrout-fleiss-1979/data.csv --unit unit", "--rater rater --value value --pairs"),
    CommandExample(
      "A column for each rater; rows are units:", "icc datasets/gwet-raw4raters/wide.tsv --raters 1,2,3,4"),
  ]
  package static let tables = ["icc", "icc-pairs"]

  /// Another program whose figures are wanted where they differ.
  package enum Program: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// Six forms; limits of ICC(2,k) by the Spearman-Brown step.
    case psych, pingouin
    /// Forms by model and type; the figures are McGraw and Wong's.
    case spss
    /// Limits of ICC(A,k) with the constants of one rater, degrees of freedom of tests from the estimate.
    case irr
  }

  /// Where the figures come from.
  package enum Method: String, CaseIterable, ExpressibleByArgument, Sendable {
    case anova, reml
  }

  /// How limits are made.
  package enum Interval: String, CaseIterable, ExpressibleByArgument, Sendable {
    case f, searle, exact, profile
    case thomasHultquist = "thomas-hultquist"
  }

  @Option(help: "One analysis for each value of these columns; item is the item.")
  package var by: [Names] = []
  @Option(
    help: ArgumentHelp(
      "Forms: all, one-way, agreement, consistency, single, average, or names such as ICC1, ICC2k, A1, Ck, ICC(A,1).",
      valueName: "forms"))
  package var forms: [Names] = []
  @Option(help: "Analysis of variance or restricted maximum likelihood (default: anova where no rating is missing).")
  package var method: Method?
  @Option(help: "Limits (default: f; exact for unequal numbers of ratings; profile with reml).")
  package var interval: Interval?
  @Option(help: "The value that the F tests test against, 0 or more and below 1.")
  package var rho0 = 0.0
  @Option(help: "Figures as another program has them, where they differ.")
  package var like: Program?
  @Option(help: "Column of the replicate, where a rater rates a unit several times.")
  package var replicate: String?
  @Flag(help: "Every pair of raters (printed instead).")
  package var pairs = false
  @Option(help: "Correlate raters on this scale of the instrument, instead of the items' ratings.")
  package var score: String?
  @Option(help: "Multiple of sqrt(2) SEM that is the smallest detectable change (default: the normal quantile).")
  package var multiplier: Double?
  @Option(help: "Confidence level of intervals.")
  package var level = 0.95

  package init() {}

  package func check() throws(OptionFault) {
    try OptionFault.check(level: level)
    _ = try chosenForms
    guard rho0 >= 0, rho0 < 1 else { throw OptionFault("rho0", reason: "a number from 0 up to, not including, 1") }
    if let multiplier, !(multiplier > 0 && multiplier.isFinite) {
      throw OptionFault("multiplier", reason: "a number above 0")
    }
    switch (method, interval) {
    case (.anova, .profile): throw OptionFault("interval", "method", reason: "profile limits go with reml")
    case (.reml, .f), (.reml, .searle), (.reml, .exact), (.reml, .thomasHultquist):
      throw OptionFault("interval", "method", reason: "reml has profile limits alone")
    default: break
    }
    if method == .reml, rho0 != 0 { throw OptionFault("rho0", "method", reason: "tests are those of F, without reml") }
    if method == .reml, like != nil { throw OptionFault("like", "method", reason: "`like` goes with anova") }
    if replicate != nil {
      if pairs { throw OptionFault("pairs", "replicate", reason: "pairs of raters have one rating of each unit") }
      if method == .reml { throw OptionFault("method", "replicate", reason: "replicates go with anova") }
      if score != nil { throw OptionFault("score", "replicate", reason: "scores have no replicates") }
    }
  }

  package var printedTable: String { pairs ? "icc-pairs" : Self.name }

  package func conventions(seed: UInt64) -> [String] {
    var lines = [
      "icc: coefficients and variance components as they come, negative ones too; a row of form truncated where one is "
        + "negative",
      "icc: limits exact by F for one-way and consistency forms, McGraw and Wong's for agreement (those of the mean by "
        + "the Spearman-Brown step); tests one-sided against \(rho0)",
    ]
    if let like { lines.append("icc: figures as \(like.rawValue) has them where they differ") }
    return lines
  }

  package var keyColumns: [String] { [replicate].compactMap(\.self) }
  package func readsScores(_ table: StudyTable) -> Bool { score != nil }

  package var countedRows: RowCounting { score != nil ? .refused : replicate == nil ? .weighted : .repeated }

  package func state(_ table: inout StudyTable) throws(DataError) -> any AnalysisState {
    if replicate != nil { return try ReplicateState(self, &table) }
    return try IntraclassState(self, &table)
  }
}

// MARK: - What the options mean

extension IntraclassAnalysis {
  /// The forms asked for, in the order of results.
  var chosenForms: [IntraclassCorrelation] {
    get throws(OptionFault) {
      let all = IntraclassCorrelation.all
      if forms.names.isEmpty {
        // Programs with six forms have no mixed ones of agreement, and no random ones of consistency.
        return like == .psych || like == .pingouin ? all.filter { $0.shroutFleissName != nil } : all
      }
      var chosen: Set<IntraclassCorrelation> = []
      for name in Self.joined(forms.names) {
        let named = all.filter { $0.isNamed(name) }
        guard !named.isEmpty else {
          throw OptionFault(
            "forms", unknown: "form", name,
            among: ["all", "one-way", "agreement", "consistency", "single", "average"]
              + all.flatMap { [$0.shortName, $0.name] })
        }
        chosen.formUnion(named)
      }
      return all.filter(chosen.contains)
    }
  }

  /// The commas within parentheses, `ICC(A,1)`, part no names.
  private static func joined(_ names: [String]) -> [String] {
    var result: [String] = []
    for name in names {
      if let last = result.last, last.contains("("), !last.contains(")") {
        result[result.count - 1] = "\(last),\(name)"
      } else {
        result.append(name)
      }
    }
    return result
  }
}

extension IntraclassCorrelation {
  /// `1`, `k`, `A1`, `Ck`.
  fileprivate var shortName: String {
    let count = unit == .single ? "1" : "k"
    return model == .oneWay ? count : (agreement == .absolute ? "A" : "C") + count
  }

  /// Whether a name or a word for several forms means this one. `ICC2k` is psych's name of ICC(2,k).
  fileprivate func isNamed(_ name: String) -> Bool {
    switch name {
    case "all": return true
    case "one-way": return model == .oneWay
    case "agreement": return model != .oneWay && agreement == .absolute
    case "consistency": return agreement == .consistency
    case "single": return unit == .single
    case "average": return unit == .average
    default: break
    }
    let plain = name.lowercased().replacing(" ", with: "")
    var names = [shortName, mcGrawWongName]
    if let shroutFleissName {
      let model = shroutFleissName.dropFirst(4).prefix(1)
      names += [
        shroutFleissName, "ICC\(model)" + (unit == .single ? "" : "k"), "ICC\(model)" + (unit == .single ? "1" : "k"),
      ]
    }
    return names.contains { $0.lowercased() == plain }
  }
}

extension AnalysisRequest {
  /// Intraclass correlations.
  /// - Parameters:
  ///   - by: the variables that results are by.
  ///   - forms: names of forms; none for all ten.
  ///   - rho0: the value that tests are against.
  ///   - pairs: whether every pair of raters has coefficients too, in the table `icc-pairs`.
  ///   - replicate: the column that tells the ratings of one rater of one unit apart.
  ///   - score: the scale of the instrument that raters are correlated on, instead of the items' ratings.
  public static func icc(
    by: [String] = [], forms: [String] = [], rho0: Double = 0, pairs: Bool = false, replicate: String? = nil,
    score: String? = nil, level: Double = 0.95
  ) -> AnalysisRequest {
    var analysis = IntraclassAnalysis()
    analysis.by = [Names](by)
    analysis.forms = [Names](forms)
    analysis.rho0 = rho0
    analysis.pairs = pairs
    analysis.replicate = replicate
    analysis.score = score
    analysis.level = level
    // The parser's wrappers want every property set.
    (analysis.method, analysis.interval, analysis.like, analysis.multiplier) = (nil, nil, nil, nil)
    return AnalysisRequest(analysis)
  }
}
