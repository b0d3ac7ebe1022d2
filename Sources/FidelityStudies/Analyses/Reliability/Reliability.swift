public import ArgumentParser
public import FidelityData
public import FidelityReliability

/// Agreement between raters: kappa-type coefficients and Krippendorff's alpha.
package struct Reliability: Analysis {
  package static let name = "reliability"
  package static let summary = "Agreement between raters: kappa-type coefficients and Krippendorff's alpha."
  package static let discussion = """
    Every coefficient comes with its standard error, interval and p value, or with a status that says why it is \
    undefined.
    """
  package static let examples: [CommandExample] = [
    CommandExample(
      "All coefficients of four raters on an ordinal scale:",
      "reliability datasets/gwet-raw4raters/data.csv", "--unit unit --rater rater --value value --scale ordinal"),
    CommandExample(
      "Gwet's AC2 and Krippendorff's alpha with the words for their size:",
      "reliability datasets/gwet-raw4raters/data.csv", "--unit unit --rater rater --value value --scale ordinal",
      "--coefficients gwet-ac,krippendorff-alpha --weights quadratic", "--metrics ordinal --benchmark landis-koch"),
    CommandExample(
      "Alpha with a bootstrap interval:",
      "reliability datasets/raters-gold/data.csv", "--unit unit --rater rater --value value --scale interval",
      "--coefficients krippendorff-alpha --metrics interval", "--interval bootstrap:2000 --seed 7"),
    CommandExample(
      "Lessons of the same teacher as clusters:",
      "reliability datasets/agreement-inference/data.csv", "--unit unit --rater rater --value value --scale nominal",
      "--cluster cluster"),
    CommandExample(
      "A column for each rater; rows are units:",
      "reliability datasets/gwet-raw4raters/wide.tsv --raters 1,2,3,4", "--scale ordinal"),
    CommandExample(
      "Counts of raters in each category:",
      "reliability datasets/fleiss-1971/counts.tsv --unit unit", "--counts 1,2,3,4,5 --scale nominal"),
    CommandExample(
      "Each combination of ratings with its frequency:",
      "reliability datasets/gwet-abstractors-3x3/data.csv", "--raters rater1,rater2 --frequency count --scale nominal"),
    CommandExample(
      "A cross table of two raters, as printed:",
      "reliability datasets/gwet-abstractors-3x3/cross-table.tsv", "--cross-table rater1 --scale nominal"),
    CommandExample(
      "A row for each rater, a column for each unit:",
      "reliability datasets/krippendorff-12x4/matrix.tsv", "--units-in-columns 'u*' --rater rater --scale nominal"),
  ]
  package static let tables = ["reliability", "reliability-comparison", "reliability-influence"]
  package static let formerKeys = ["limits": "bootstrap-limits"]

  /// The number of units named by default.
  private static let influentialUnits = 20
  private static let otherNames = AgreementCoefficient.names.filter { !AgreementCoefficient.commonNames.contains($0) }

  @Option(help: "Measurement level of the ratings.")
  package var scale: MeasurementScale
  @Option(help: "Rate agreement on this scale of the instrument, instead of the items' ratings.")
  package var score: String?
  @Option(
    help: """
      all (which any number of raters has: \(AgreementCoefficient.commonNames.joined(separator: ", "))), or a list of \
      all, these and \(Self.otherNames.joined(separator: ", ")).
      """)
  package var coefficients: [Names] = []
  @Option(
    help: """
      Agreement weights: \(AgreementWeights.families.map(\.name).joined(separator: ", ")), or a matrix, custom:FILE or \
      custom-distance:FILE (categories in the header and in the first column).
      """)
  package var weights: [StructuredNames] = []
  @Option(help: "Metrics of alpha: nominal, ordinal, interval, ratio, circular, bipolar, WEIGHTS-weights, or a matrix.")
  package var metrics: [StructuredNames] = []
  @Option(help: "One analysis for each value of these columns; item is the item.")
  package var by: [Names] = []
  @Option(help: "Leave out units with fewer ratings.")
  package var minimumRatings = 1
  @Option(parsing: .unconditionalSingleValue, help: ArgumentHelp(RatingCategories.help, valueName: "categories"))
  package var categories: [Names] = []
  @Option(
    help: ArgumentHelp("\(IntervalKind.forms).", valueName: "interval"), transform: IntervalKind.init(text:))
  package var interval = IntervalKind.linearised
  @Option(help: "What the bootstrap draws.")
  package var resample = AgreementSampling.units
  @Option(help: "How bootstrap limits follow from the resamples.")
  package var bootstrapLimits = BootstrapLimits.percentile
  @Option(help: "Columns that together name the cluster of a unit: errors are those of clusters.")
  package var cluster: [Names] = []
  @Option(help: "The number of units (clusters) in all, where the sample is a known part of them.")
  package var population: Int?
  @Flag(help: "p values against agreement above 0.")
  package var oneSided = false
  @Option(help: "Place estimates on this scale, with the probability of each level.")
  package var benchmark: BenchmarkScale?
  @Option(help: "Differences between the values of this column, on the same units (printed instead).")
  package var compare: String?
  // A text, since the parser takes a number that is none for the option without a number.
  @Option(
    defaultAsFlag: String(Self.influentialUnits), parsing: .next,
    help: ArgumentHelp(
      "What leaving out does to each coefficient (printed instead): so many units to discuss, all raters and "
        + "categories.",
      valueName: "units"))
  package var influence: String?
  @Option(
    help: "Limits of percent agreement where it is a share: two raters, no weights, every unit rated by both.")
  package var shareLimits = ShareLimits.t
  @Option(help: "Compute standard errors, limits and p values as this program does, where programs differ.")
  package var convention = AgreementConvention.fidelity
  @Flag(help: "Round estimates, errors and limits as the program of --convention does.")
  package var asPrinted = false
  @Flag(help: "Say on standard error, for each coefficient, how its numbers come about and what other programs print.")
  package var explain = false
  @Option(help: "Confidence level of intervals.")
  package var level = 0.95

  package init() {}

  package func check() throws(OptionFault) {
    try OptionFault.check(level: level)
    try OptionFault.check(minimumRatings, "minimum-ratings", in: 1...1_000_000)
    try OptionFault.check(categories: categories.names)
    try OptionFault.check(
      coefficients.names.filter { $0 != "all" }, "coefficients", "coefficient", among: AgreementCoefficient.names)
    try WeightsOption.check(weights.names, "weights", among: AgreementWeights.families.map(\.name))
    try WeightsOption.check(metrics.names, "metrics", among: AlphaMetric.names)
    try OptionFault.check(population, "population", in: 2...1_000_000_000)
    if influence != nil, influentialUnits == nil {
      throw OptionFault("influence", reason: "a number of units from 1 to 1000000 is wanted")
    }
    try checkInterval()
  }

  private func checkInterval() throws(OptionFault) {
    if case .bootstrap = interval {
    } else if resample != .units || bootstrapLimits != .percentile {
      throw OptionFault(
        resample != .units ? "resample" : "bootstrap-limits",
        reason: "`resample` and `bootstrap-limits` go with the interval bootstrap:RESAMPLES")
    }
    let interval = agreementInterval(seed: 0)
    if population != nil {
      switch interval {
      case .linearised, .jackknife(.units): break
      default:
        throw OptionFault(
          "population", "interval",
          reason: "a population goes with the interval linearised, or the jackknife over units")
      }
    }
    if !cluster.names.isEmpty {
      if case .fleissCohenEveritt = interval {
        throw OptionFault("cluster", "interval", reason: "fleiss-cohen-everitt knows no clusters")
      }
      if interval.sampling == .raters {
        throw OptionFault(
          "cluster", "interval", reason: "clusters are of units: sample units, or units and raters, not raters alone")
      }
    }
    if compare != nil, interval.sampling != .units {
      throw OptionFault("compare", "interval", reason: "a comparison samples units, not raters")
    }
  }

  package var printedTable: String {
    compare != nil ? "reliability-comparison" : influence != nil ? "reliability-influence" : "reliability"
  }

  package func conventions(seed: UInt64) -> [String] {
    let sides = oneSided ? "one-sided, above 0" : "two-sided against 0"
    return [
      "reliability: convention \(convention.rawValue) (\(convention.program))",
      "reliability: units with at least \(minimumRatings) rating(s); a unit rated once counts in category "
        + "shares, not in observed agreement (Gwet)",
      "reliability: \(agreementInterval(seed: seed).convention(isClustered: !cluster.names.isEmpty))",
      "reliability: p values \(sides); ordinal alpha with Krippendorff's own metric",
    ]
  }

  package var inputFiles: [String] { WeightsOption.files(weights.names + metrics.names) }

  package func readsScores(_ table: StudyTable) -> Bool { score != nil }

  package mutating func resolvePaths(relativeTo folder: String) {
    weights = [StructuredNames](WeightsOption.resolved(weights.names, relativeTo: folder))
    metrics = [StructuredNames](WeightsOption.resolved(metrics.names, relativeTo: folder))
  }

  package var countedRows: RowCounting { score != nil ? .refused : needsUnits ? .repeated : .weighted }

  package func state(_ table: inout StudyTable) throws(DataError) -> any AnalysisState {
    try ReliabilityState(self, &table)
  }
}

// MARK: - What the options mean

extension Reliability {
  /// - Throws: `usage` for an option that does nothing for the only table that is printed, which is not that of the
  ///   coefficients.
  func refuseIdle() throws(DataError) {
    let what = compare != nil ? "compare" : "influence"
    let isIdle = (benchmark != nil, compare != nil && influence != nil)
    guard isIdle.0 || isIdle.1 else { return }
    let option = isIdle.1 ? "influence" : "benchmark"
    throw DataError(
      .usage(reason: "with --\(what), which prints a table of its own, --\(option) does nothing"),
      remedy: .options("leave out `\(option)`, or `\(what)`"))
  }

  /// How many units of each group and coefficient the table of influences names; nil: no such table.
  var influentialUnits: Int? { influence.flatMap { Int($0) }.flatMap { (1...1_000_000).contains($0) ? $0 : nil } }

  /// Whether results depend on which unit a rating is of.
  var needsUnits: Bool { !cluster.isEmpty || compare != nil || influence != nil }

  func agreementInterval(seed: UInt64) -> AgreementInterval {
    interval.interval(over: resample, limits: bootstrapLimits, seed: seed)
  }

  /// - Throws: what a file of weights lacks.
  package func agreementCoefficients(
    _ files: MatrixFiles = MatrixFiles()
  ) throws(DataError) -> [AgreementCoefficient] {
    let names = coefficients.names.flatMap { $0 == "all" ? AgreementCoefficient.commonNames : [$0] }
    var seen: Set<String> = []
    return AgreementCoefficient.suited(
      to: scale,
      names: names.isEmpty ? AgreementCoefficient.commonNames : names.filter { seen.insert($0).inserted },
      weights: weights.isEmpty ? nil : try WeightsOption.weights(weights.names, files),
      metrics: metrics.isEmpty ? nil : try WeightsOption.metrics(metrics.names, files))
  }

  /// The analysis of ratings that are arranged.
  func analysis(
    _ coefficients: [AgreementCoefficient], _ categories: DeclaredCategories, seed: UInt64
  ) -> AgreementAnalysis {
    var analysis = AgreementAnalysis(
      coefficients, interval: agreementInterval(seed: seed), level: level, minimumRatings: minimumRatings,
      declaredCategories: categories, population: population, isOneSided: oneSided, benchmark: benchmark)
    analysis.convention = convention
    analysis.roundsLikeConvention = asPrinted
    analysis.shareLimits = shareLimits.interval
    return analysis
  }

  package func explanation(seed: UInt64) throws(DataError) -> String? {
    guard explain else { return nil }
    let coefficients = try agreementCoefficients()
    let analysis = analysis(coefficients, .none, seed: seed)
    return coefficients.map { AgreementExplanation($0, analysis).text }.joined(separator: "\n")
  }
}

extension MeasurementScale: ExpressibleByArgument {}
extension BenchmarkScale: ExpressibleByArgument {}
extension AgreementConvention: ExpressibleByArgument {}

extension AgreementCoefficient {
  /// Coefficients that suit a measurement level: unweighted and, from ordinal on, with quadratic weights, but for
  /// percent agreement; alpha in every metric up to it.
  /// - Parameter names: which; otherwise those that any number of raters has.
  package static func suited(
    to scale: MeasurementScale, names: [String] = commonNames, weights: [AgreementWeights]? = nil,
    metrics: [AlphaMetric]? = nil
  ) -> [AgreementCoefficient] {
    let suited: [AgreementWeights] = scale == .nominal ? [.identity] : [.identity, .quadratic]
    let levels: [AlphaMetric] = [.nominal, .ordinal, .interval, .ratio]
    let metrics = metrics ?? Array(levels.prefix(1 + (MeasurementScale.allCases.firstIndex(of: scale) ?? 0)))
    return names.flatMap { name in
      // Weighted percent agreement is no share of ratings that agree: only for those who ask for the weights.
      let own = weights ?? (name == percentAgreement(.identity).quantity ? [.identity] : suited)
      return named(name, weights: own, metrics: metrics)
    }
  }
}
