public import ArgumentParser
package import FidelityData
package import FidelityProbability
public import FidelityTrends

/// An outcome over time: a line per group, or regressions with covariates, pooled or per group, whose errors respect
/// clusters.
package struct Trend: Analysis {
  package static let name = "trend"
  package static let summary = "An outcome over time: lines and regressions per group or pooled, errors by cluster."
  package static let discussion = """
    The outcome is a column, or a scale of the --instrument. Dates count in the --unit-of-time from the first date of \
    the data. With --covariates, --categorical, --interactions the regression has more terms, in each --group too; \
    --cluster makes errors those of clusters (CR2 with Satterthwaite's degrees of freedom, unless --covariance says \
    otherwise). A group that allows no fit has a row whose status says why. With --margin, each group's slope becomes \
    a verdict: improving, declining, stable or insufficient.
    """
  package static let examples: [CommandExample] = [
    CommandExample(
      "One line through all rows:", "trend datasets/pooled-trend-small/data.csv",
      "--outcome score --time time"),
    CommandExample(
      "A line for each school, as a Parquet file:",
      "trend datasets/pooled-trend-small/data.csv --outcome score", "--time time --group site --output lines.parquet"),
    CommandExample(
      "Errors of eight clusters, with a test of two terms:",
      "trend datasets/clustered-se-small/data.csv --outcome y", "--covariates x,treated --cluster cluster",
      "--test x,treated"),
    .simulated,
    CommandExample(
      "The total score of each school over the months of the year:",
      "trend ratings.csv --outcome total --time date", CommandExample.instrument,
      "--time-format YYYY-MM-DD --group site --cluster teacher --margin 0.01"),
  ]
  package static let tables = ["trend", decisionsName]
  package static let formerKeys = ["unit": "unit-of-time"]
  /// Verdicts on the groups' slopes.
  static let decisionsName = "trend-decisions"

  @Option(help: "The outcome: a column, or a scale of the instrument.")
  package var outcome: String
  @Option(help: "Columns whose combinations get a regression each.")
  package var group: [Names] = []
  @Option(help: "Further predictors: columns, or scales of the instrument.")
  package var covariates: [Names] = []
  @Option(help: "Predictors that are categories: a term for each level but the first.")
  package var categorical: [Names] = []
  @Option(help: "Levels that others are compared with, as phase=baseline.")
  package var reference: [Names] = []
  @Option(help: "Products of predictors, as time:phase.")
  package var interactions: [Names] = []
  @Option(help: "Powers of time up to this degree.")
  package var polynomial: Int?
  @Option(help: "A natural cubic spline of time with so many terms.")
  package var spline: Int?
  @Flag(help: "No constant term.")
  package var noIntercept = false
  @Flag(help: "No term for time, where a column of time is named.")
  package var noTime = false
  @Option(help: "Column of the weights of rows, 0 or more.")
  package var weights: String?
  @Option(help: "Column that is subtracted from the outcome.")
  package var offset: String?
  @Option(help: "Columns whose effects are absorbed: a constant for each value of each of them.")
  package var absorb: [Names] = []
  @Option(help: "Columns that each name a cluster: errors are those of clusters; two columns for two ways at once.")
  package var cluster: [Names] = []
  @Option(
    help: ArgumentHelp(
      "Errors: \(CovarianceKind.forms); cr2 with a cluster, cr1 with two, else ols unless said.",
      valueName: "covariance"),
    transform: CovarianceKind.init(text:))
  package var covariance: CovarianceKind?
  @Option(help: "Factors and degrees of freedom as another program has them.")
  package var like: TrendProgram?
  @Option(help: "Autoregressive errors of order 1 in the order of time, instead of independent ones.")
  package var serial: AutoregressiveEstimator?
  @Option(help: "The wild bootstrap of clusters for p values and limits: so many resamples.")
  package var wild: Int?
  @Option(help: "Terms that are tested to be 0 together, as x,treated; may be repeated.")
  package var test: [Names] = []
  @Option(help: "Sums of terms with errors and limits, as 'level + 12 * slope'.")
  package var contrasts: [Names] = []
  @Option(
    help: ArgumentHelp(
      "Times at which the outcome is predicted, counted as the trend counts them: 12,13.", valueName: "numbers"))
  package var predict: [Names] = []
  @Option(help: "Unit of dates (default: months); numbers have none.")
  package var unitOfTime: TimeUnit?
  @Option(help: "The least slope that matters: a verdict on each group's slope.")
  package var margin: Double?
  @Option(help: "Adjustment of the verdicts' p values for the number of groups.")
  package var adjust: PValueAdjustment?
  @Flag(help: "A falling outcome is an improvement.")
  package var lowerIsBetter = false
  @Option(help: "Confidence level of intervals.")
  package var level = 0.95

  package init() {}

  package var readsRatings: Bool { false }

  package func readsScores(_ table: StudyTable) -> Bool {
    ([outcome] + covariates.names + [weights, offset].compactMap(\.self)).contains { table.isScore($0) }
  }

  package var keyColumns: [String] { [] }

  package func state(_ table: inout StudyTable) throws(DataError) -> any AnalysisState {
    isPlain && !table.secondLook.wantsRows(key) ? try TrendState(self, &table) : try RegressionState(self, &table)
  }
}

// MARK: - What the options mean

extension Trend {
  /// Whether it is a straight line with equal errors, per group or with covariates for all rows.
  var isPlain: Bool {
    categorical.names.isEmpty && interactions.names.isEmpty && polynomial == nil && spline == nil && !noIntercept
      && !noTime && weights == nil && offset == nil && absorb.names.isEmpty && cluster.names.isEmpty
      && errors == .ols && serial == nil && wild == nil && test.isEmpty && contrasts.isEmpty && predict.isEmpty
      && margin == nil
      && (group.names.isEmpty || covariates.names.isEmpty)
  }

  /// How errors are computed.
  var errors: CovarianceKind {
    let isClustered = !cluster.names.isEmpty
    if let covariance { return covariance }
    if let like { return like.covariance(isClustered: isClustered) }
    return isClustered ? .cluster(cluster.names.count == 1 ? .cr2 : .cr1) : .ols
  }

  /// The unit in which dates count.
  var dateUnit: TimeUnit { unitOfTime ?? .months }

  /// Levels of reference by the factor.
  var references: [String: String] {
    Dictionary(
      reference.names.compactMap { text in
        text.firstIndex(of: "=").map { (String(text[..<$0]), String(text[text.index(after: $0)...])) }
      }, uniquingKeysWith: { _, last in last })
  }

  package func conventions(seed: UInt64) -> [String] {
    var words = "trend: \(weights == nil ? "ordinary" : "weighted") least squares, "
    switch errors {
    case .ols: words += "t limits"
    case .neweyWest:
      words += "errors of serially correlated rows (\(errors), n / (n - p), rows that follow are neighbours), t limits"
    case .leverage(let correction): words += "errors of unequal variances (\(correction.rawValue)), t limits"
    case .cluster(let correction):
      words += "errors of clusters (\(cluster.names.joined(separator: ", "))) by \(correction.rawValue), "
      words +=
        correction == .cr2 || like == .clubSandwich
        ? "degrees of freedom of Satterthwaite"
        : like == .sandwich ? "n - p degrees of freedom" : "G - 1 degrees of freedom"
    }
    if let serial { words = "trend: autoregressive errors of order 1 by \(serial.rawValue)" }
    var lines = [words + "; dates count in \(dateUnit.rawValue)"]
    if !absorb.names.isEmpty {
      lines.append(
        "trend: absorbed effects (\(absorb.names.joined(separator: ", "))): rows that are alone in a level are left "
          + "out; levels within one cluster do not count as parameters in the factor of cr1s")
    }
    if let wild {
      lines.append("trend: p values and limits by the wild cluster bootstrap, \(wild) resamples, seed \(seed)")
    }
    if let margin {
      lines.append(
        "trend: verdicts with the margin \(margin) per unit of time, two families of tests at "
          + "\(((1 - level) * 1e9).rounded() / 1e9), "
          + (adjust.map { "adjusted by \($0.rawValue)" } ?? "not adjusted for the number of groups"))
    }
    return lines
  }
}

// MARK: - What contradicts itself

extension Trend {
  package func check() throws(OptionFault) {
    try OptionFault.check(level: level)
    try OptionFault.check(polynomial, "polynomial", in: 2...12)
    try OptionFault.check(spline, "spline", in: 1...30)
    try OptionFault.check(wild, "wild", in: 99...1_000_000)
    if polynomial != nil, spline != nil { throw OptionFault("spline", "polynomial", reason: "time has one form") }
    if noTime, polynomial != nil || spline != nil || margin != nil {
      throw OptionFault("no-time", reason: "there is no time to have a form or a margin")
    }
    var names: Set<String> = [outcome]
    for (option, list) in [("covariates", covariates.names), ("categorical", categorical.names)] {
      for name in list where !names.insert(name).inserted {
        throw OptionFault(option, reason: "the column has two places in the trend", value: name)
      }
    }
    for (option, list) in [("categorical", categorical), ("absorb", absorb), ("cluster", cluster)] {
      for name in list.names where group.names.contains(name) {
        throw OptionFault(option, "group", reason: "every group has one value of it", value: name)
      }
    }
    for text in reference.names where text.firstIndex(of: "=") == nil {
      throw OptionFault("reference", reason: "a column and a level are wanted, as in phase=baseline", value: text)
    }
    for name in references.keys where !categorical.names.contains(name) {
      throw OptionFault("reference", reason: "the column is none of the `categorical` ones", value: name)
    }
    try checkErrors()
    try checkMargin()
    try checkPredictions()
  }

  private func checkPredictions() throws(OptionFault) {
    guard !predict.isEmpty else { return }
    for text in predict.names where Double(text).map(\.isFinite) != true {
      throw OptionFault("predict", reason: "a time to predict at is a number", value: text)
    }
    let others = covariates.names + categorical.names + absorb.names
    if noTime || !others.isEmpty || spline != nil || serial != nil {
      throw OptionFault(
        "predict", reason: "predictions are of trends of time alone, without a spline and without `serial`",
        hint: "a sum of terms in `contrasts` says what any trend expects")
    }
  }

  private func checkErrors() throws(OptionFault) {
    let clusters = cluster.names.count
    if clusters > 2 { throw OptionFault("cluster", reason: "errors respect one or two ways of clustering") }
    if errors.needsClusters, clusters == 0 {
      throw OptionFault("covariance", "cluster", reason: "say with `cluster` which column names the clusters")
    }
    if clusters > 0, !errors.needsClusters {
      throw OptionFault("covariance", "cluster", reason: "\(errors) knows no clusters; cr2 does")
    }
    if errors.needsOrder, weights != nil || !absorb.names.isEmpty {
      throw OptionFault("covariance", reason: "newey-west goes without `weights` and `absorb`")
    }
    if serial != nil {
      if weights != nil || !absorb.names.isEmpty || !cluster.names.isEmpty || covariance != nil || like != nil {
        throw OptionFault(
          "serial", reason: "it goes without `weights`, `absorb`, `cluster`, `covariance` and `like`")
      }
      if !test.isEmpty { throw OptionFault("test", "serial", reason: "tests of several terms go with `covariance`") }
    }
    if (serial != nil || errors.needsOrder), noTime {
      throw OptionFault("no-time", reason: "rows follow each other in time")
    }
    if clusters == 2, errors == .cluster(.cr2) || errors == .cluster(.cr3) {
      throw OptionFault("covariance", "cluster", reason: "two ways of clustering go with cr0, cr1, cr1p or cr1s")
    }
    if wild != nil, clusters != 1 {
      throw OptionFault("wild", "cluster", reason: "the wild bootstrap is one of clusters: name one column")
    }
    if !absorb.names.isEmpty {
      if noIntercept {
        throw OptionFault("no-intercept", "absorb", reason: "absorbed effects have no constant beside them")
      }
      switch errors {
      case .leverage(.hc2), .leverage(.hc3), .leverage(.hc4):
        throw OptionFault("covariance", "absorb", reason: "with absorbed effects there is hc0, hc1 and clusters")
      case .cluster(.cr2), .cluster(.cr3):
        if absorb.names.count > 1 || weights != nil {
          throw OptionFault(
            "covariance", "absorb", reason: "\(errors) goes with one absorbed effect and no weights; say cr1s")
        }
      default: break
      }
    }
  }

  private func checkMargin() throws(OptionFault) {
    if let margin {
      guard margin > 0, margin.isFinite else { throw OptionFault("margin", reason: "a number above 0") }
      if group.names.isEmpty {
        throw OptionFault("margin", "group", reason: "verdicts are of groups: name them with `group`")
      }
      if polynomial != nil || spline != nil {
        throw OptionFault("margin", reason: "a verdict is one on a slope, and time has none here")
      }
      if wild != nil {
        throw OptionFault("margin", "wild", reason: "verdicts rest on t tests, and the wild bootstrap has none")
      }
      if level <= 0.5 { throw OptionFault("level", "margin", reason: "verdicts need a level above 0.5") }
    }
    for (option, isSaid) in [("adjust", adjust != nil), ("lower-is-better", lowerIsBetter)]
    where isSaid && margin == nil {
      throw OptionFault(option, "margin", reason: "it is about verdicts, which a `margin` asks for")
    }
  }
}

extension TimeUnit: ExpressibleByArgument {}
extension AutoregressiveEstimator: ExpressibleByArgument {}
