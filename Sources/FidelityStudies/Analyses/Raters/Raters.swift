public import ArgumentParser
package import FidelityData
public import FidelityProbability
public import FidelityReliability

/// Raters against each other, against the others of their units, and against a gold standard.
package struct Raters: Analysis {
  package static let name = "raters"
  package static let summary =
    "Raters against each other, against the others of their units, and against a gold standard."
  package static let discussion = """
    Prints a row per rater and quantity: bias, spread and agreement against the other raters, and accuracy, kappa and \
    bias against the gold standard of --gold or --gold-rater. --pairs prints every pair of raters instead, --certify \
    who is certified.
    """
  package static let examples: [CommandExample] = [
    CommandExample(
      "Each rater against master codes, and against the other raters:",
      "raters datasets/raters-gold/data.csv --unit unit --rater rater", "--value value --scale interval --gold gold"),
    CommandExample(
      "Kappa of every pair of raters:",
      "raters datasets/raters-gold/data.csv --unit unit --rater rater", "--value value --scale interval --pairs"),
    CommandExample(
      "Who is certified: four of five ratings within 1, and kappa .60:",
      "raters datasets/raters-gold/data.csv --unit unit --rater rater", "--value value --scale interval --gold gold",
      "--certify 'within-1>=0.8,kappa>=0.6'"),
    CommandExample(
      "A column for each rater, each combination with its frequency:",
      "raters datasets/gwet-abstractors-3x3/data.csv", "--raters rater1,rater2 --frequency count --pairs"),
  ]
  package static let formerKeys = ["share-interval": "share-limits"]
  package static let tables = ["raters", "rater-pairs", "rater-certification"]

  @Option(help: "Measurement level; nominal takes text or numbers, the others take numbers.")
  package var scale = MeasurementScale.nominal
  @Option(help: "Compare raters on this scale of the instrument, instead of the items' ratings.")
  package var score: String?
  @Option(
    help: """
      Agreement weights: \(AgreementWeights.families.map(\.name).joined(separator: ", ")), or a matrix, custom:FILE or \
      custom-distance:FILE.
      """)
  package var weights: [StructuredNames] = []
  @Option(help: "One analysis for each value of these columns; item is the item.")
  package var by: [Names] = []
  @Flag(help: "Percent agreement and kappa of every pair of raters (printed instead).")
  package var pairs = false
  @Flag(help: "With --pairs: test whether the two use the categories equally often (McNemar, Stuart-Maxwell, ...).")
  package var margins = false
  @Option(help: "Column of the gold standard: one for each unit.")
  package var gold: String?
  @Option(help: "The rater whose ratings are the gold standard.")
  package var goldRater: String?
  @Option(help: "How far numbers may lie apart and still agree.")
  package var tolerance: Double?
  @Flag(help: "Sensitivity, specificity and predictive values of each category against the gold standard.")
  package var byCategory = false
  @Option(
    help: ArgumentHelp(
      "Who is certified under a rule such as within-1>=0.8,kappa>=0.6 (accuracy, within-T, kappa, kappa-WEIGHTS, "
        + "bias<=); printed instead.", valueName: "rule"))
  package var certify: [Names] = []
  @Option(help: "Hold the estimate, or the unfavourable limit of its interval, against the rule (default: estimate).")
  package var using: CertificationRule.Evidence?
  @Option(help: "Raters with fewer units are neither certified nor not (default: 1).")
  package var minimumUnits: Int?
  @Option(
    name: [.customLong("share-limits"), .customLong("share-interval")], help: "Limits of shares, such as accuracy.")
  package var shareLimits = ShareLimits.wilson
  @Option(help: "Adjust p values of bias and spread over raters.")
  package var adjust: PValueAdjustment?
  @Option(parsing: .unconditionalSingleValue, help: ArgumentHelp(RatingCategories.help, valueName: "categories"))
  package var categories: [Names] = []
  @Option(help: "Confidence level of intervals.")
  package var level = 0.95

  package init() {}

  package func check() throws(OptionFault) {
    try OptionFault.check(level: level)
    try OptionFault.check(categories: categories.names)
    try WeightsOption.check(weights.names, "weights", among: AgreementWeights.families.map(\.name))
    if Set(weights.names).count < weights.names.count {
      throw OptionFault("weights", reason: "weights are named twice")
    }
    if let tolerance, !(tolerance >= 0 && tolerance.isFinite) {
      throw OptionFault("tolerance", reason: "the tolerance is a number from 0 on")
    }
    if gold != nil, goldRater != nil {
      throw OptionFault(
        "gold-rater", "gold",
        reason: "the gold standard is in a column or with a rater: `gold` or `gold-rater`, not both")
    }
    try checkCertification()
    let hasGoldStandard = gold != nil || goldRater != nil
    if !hasGoldStandard, !certify.isEmpty {
      throw OptionFault("certify", reason: "a certification needs a gold standard: `gold` or `gold-rater`")
    }
    if !hasGoldStandard, byCategory {
      throw OptionFault("by-category", reason: "rates by category need a gold standard: `gold` or `gold-rater`")
    }
    if margins, !pairs { throw OptionFault("margins", reason: "tests of margins are those of pairs: say `pairs`") }
  }

  private func checkCertification() throws(OptionFault) {
    try OptionFault.check(minimumUnits, "minimum-units", in: 1...1_000_000_000)
    if certify.isEmpty {
      if using != nil { throw OptionFault("using", reason: "`using` goes with `certify`") }
      if minimumUnits != nil { throw OptionFault("minimum-units", reason: "`minimum-units` goes with `certify`") }
      return
    }
    do {
      _ = try certificationRule
    } catch {
      throw OptionFault("certify", error)
    }
  }

  package var printedTable: String { pairs ? "rater-pairs" : certify.isEmpty ? "raters" : "rater-certification" }

  package func conventions(seed: UInt64) -> [String] {
    var lines = [
      "raters: kappas with linearised standard errors over units, t limits with n - 1 degrees of freedom, upper limit "
        + "cut at 1; weights on the scale of the group",
      "raters: shares with \(shareLimits.words) limits",
    ]
    if let adjust { lines.append("raters: p values of bias and spread adjusted over raters: \(adjust.rawValue)") }
    if let rule = try? certificationRule {
      lines.append(
        "raters: certified where \(rule.text), by the \(rule.evidence.rawValue), with at least "
          + "\(rule.minimumUnits) unit(s)")
    }
    return lines
  }

  package var inputFiles: [String] { WeightsOption.files(weights.names) }
  package var keyColumns: [String] { [gold].compactMap(\.self) }
  package func readsScores(_ table: StudyTable) -> Bool { score != nil }

  package mutating func resolvePaths(relativeTo folder: String) {
    weights = [StructuredNames](WeightsOption.resolved(weights.names, relativeTo: folder))
  }

  package var countedRows: RowCounting { score == nil ? .repeated : .refused }

  package func state(_ table: inout StudyTable) throws(DataError) -> any AnalysisState { try RatersState(self, &table) }
}

// MARK: - What the options mean

extension Raters {
  /// - Throws: `usage` for an option that does nothing for the only table that is printed, which is not that of raters.
  func refuseIdle() throws(DataError) {
    let idle: [(name: String, isSaid: Bool)] =
      pairs
      ? [
        ("tolerance", tolerance != nil), ("by-category", byCategory), ("adjust", adjust != nil),
        ("certify", !certify.isEmpty),
      ] : [("by-category", byCategory), ("adjust", adjust != nil)]
    guard let option = idle.first(where: \.isSaid) else { return }
    let what = pairs ? "pairs" : "certify"
    throw DataError(
      .usage(reason: "with --\(what), which prints a table of its own, --\(option.name) does nothing"),
      remedy: .options("leave out `\(option.name)`, or `\(what)`"))
  }

  /// The rule of certification; nil where none is asked for.
  var certificationRule: CertificationRule? {
    get throws(DataError) {
      if certify.isEmpty { return nil }
      return try CertificationRule(
        certify.names.joined(separator: ","), evidence: using ?? .estimate, minimumUnits: minimumUnits ?? 1)
    }
  }

  /// Whether percent agreement of pairs comes with weights too: those asked for alone.
  var hasWeightedAgreement: Bool { !weights.isEmpty }

  /// The weights asked for, or those that suit the measurement level.
  /// - Throws: what a file of weights lacks.
  package func agreementWeights(_ files: MatrixFiles = MatrixFiles()) throws(DataError) -> [AgreementWeights] {
    if weights.isEmpty { return scale == .nominal ? [.identity] : [.identity, .quadratic] }
    return try WeightsOption.weights(weights.names, files)
  }
}

extension CertificationRule.Evidence: ExpressibleByArgument {}
extension PValueAdjustment: ExpressibleByArgument {}
