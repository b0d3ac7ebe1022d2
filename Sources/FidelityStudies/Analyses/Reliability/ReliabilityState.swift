import FidelityData
import FidelityFiles
import FidelityReliability

/// Agreement between the raters of a scan.
///
/// Tables: `reliability`, one row per group and coefficient; `reliability-comparison` and `reliability-influence` where
/// they are asked for.
struct ReliabilityState: RatingsState {
  private let reliability: Reliability
  private var analysis: AgreementAnalysis
  var ratings: CollectedRatings
  /// How many columns of the groups hold the values that are compared.
  private let comparedWidth: Int

  init(_ reliability: Reliability, _ table: inout StudyTable) throws(DataError) {
    self.reliability = reliability
    if !table.wants(Reliability.name) { try reliability.refuseIdle() }
    if let score = reliability.score { try table.rate(score) }
    let coefficients = try reliability.agreementCoefficients(table.matrices)
    let categories = try DeclaredCategories(labels: reliability.categories.names)
      .completed(by: coefficients.compactMap(\.weights))
    analysis = reliability.analysis(coefficients, categories, seed: table.seed)
    if table.shape?.hasUnknownRaters == true {
      analysis.ratersAreUnknown = true
      guard analysis.interval.sampling == .units else {
        throw DataError(
          .usage(reason: "raters whom nobody knows cannot be drawn"), remedy: .options("say `resample` units"))
      }
    }
    ratings = try CollectedRatings(
      RatingsDescription(
        analysis: Reliability.name, by: reliability.by.names, compare: reliability.compare,
        cluster: reliability.cluster.names, mayCluster: true, scale: reliability.scale, categories: categories,
        needsUnits: reliability.needsUnits, needsRaters: analysis.needsRaters,
        comparesRaters: false, minimumRatings: analysis.minimumRatings),
      &table)
    comparedWidth = ratings.comparedWidth(table)
  }

  mutating func finish(_ context: StudyContext) throws(DataError) -> AnalysisOutcome {
    let arranged = try ratings.arrange(context)
    var analysis = analysis
    analysis.declaredCategories = try arranged.categories(
      analysis.declaredCategories, scale: reliability.scale,
      needing: analysis.coefficients.lazy.compactMap(\.ordered).first,
      context)
    try refuseEndless(analysis, arranged.units, context)
    var result = EstimateTable(AgreementAnalysis.columns)
    analysis.append(
      arranged.units, order: arranged.groups.map { Int($0) }, clusters: arranged.clusters, to: &result)
    let groups = arranged.names.groupColumns(arranged.groups)
    var tables = [StudyResultTable("reliability", result.table(groups: groups))]
    let others = ReliabilityTables(analysis: analysis, ratings: arranged)
    if reliability.compare != nil {
      tables.append(StudyResultTable("reliability-comparison", try others.comparison(width: comparedWidth)))
    }
    if let limit = reliability.influentialUnits {
      tables.append(StudyResultTable("reliability-influence", others.influence(limit: limit)))
    }
    return AnalysisOutcome(tables: tables, warnings: arranged.warnings)
  }

  /// About a minute.
  private static let mostSteps = 3e10
  private static let stepsPerSecond = 5e8

  /// `20 minutes`, `3 hours`, `40 days`: roughly what some steps take.
  private static func duration(_ steps: Double) -> String {
    let minutes = (steps / stepsPerSecond / 60).rounded()
    if minutes < 120 { return "\(Int(minutes)) minutes" }
    let hours = (minutes / 60).rounded()
    if hours < 72 { return "\(Int(hours)) hours" }
    let days = (hours / 24).rounded()
    return days < 1_000 ? "\(Int(days)) days" : "years"
  }

  /// - Throws: `unusable` where pairs of ratings, intervals or influences would take hours.
  private func refuseEndless(
    _ analysis: AgreementAnalysis, _ units: CountedUnits, _ context: StudyContext
  ) throws(DataError) {
    let wantsInfluence = reliability.influentialUnits != nil
    let steps = analysis.stepCount(of: units, influence: wantsInfluence)
    guard steps > Self.mostSteps else { return }
    let isPairs = analysis.interval == .linearised && !wantsInfluence
    let what =
      isPairs
      ? "looking at every pair of different ratings of a unit"
      : wantsInfluence ? "leaving out units, raters and categories" : "this interval"
    let size = "\(units.table.dictionary.count) different values"
    throw DataError(
      .unusable(reason: "\(what) would take about \(Self.duration(steps)) with \(size)"), file: context.firstFile,
      hint: isPairs
        ? "round the ratings to fewer different values, or choose coefficients without weights and the metrics nominal "
          + "and interval"
        : "choose another interval (linearised takes no time), round the ratings to fewer different values, or choose "
          + "fewer coefficients: cohen-kappa and conger-kappa are slow with many raters, weights and the ratio metric "
          + "with many categories")
  }
}

extension AgreementCoefficient {
  /// The metric or the weights of the coefficient, where they need the order of the categories.
  fileprivate var ordered: String? {
    switch metric {
    case .nominal, .interval, .ratio, .bipolar: nil
    case .ordinal, .circular, .weights: metric?.name
    case nil: weights.flatMap { $0.needsOrder ? $0.name : nil }
    }
  }
}
