public import ArgumentParser
package import FidelityData
public import FidelityMeasurement

/// How near numeric ratings of two raters or methods come to each other, and how well all raters concur.
package struct ConcordanceAnalysis: Analysis {
  package static let name = "concordance"
  package static let summary =
    "Numeric ratings of raters or methods against each other: Bland-Altman, Lin, Kendall's W, Finn."
  package static let discussion = """
    Every pair of raters: bias and limits of agreement (Bland and Altman), Lin's concordance correlation, Pearson's \
    and Spearman's correlations; differences are rater_1 - rater_2, in the order of their names or, with --reference, \
    against one of them. All raters together: overall concordance, Kendall's W, and Finn's coefficient where \
    --categories or an instrument says the scale. Units without a rating of both, or of all, are left out and counted.
    """
  package static let examples: [CommandExample] = [
    CommandExample(
      "Two methods in columns of their own, differences nadler - hurley:",
      "concordance datasets/bland-altman-plasma/data.csv --unit unit", "--wide '{rater}' --reference hurley"),
    CommandExample(
      "Limits of agreement as ratios, and a bias that grows with what is measured:",
      "concordance datasets/bland-altman-plasma/data.csv --unit unit",
      "--wide '{rater}' --transform log --proportional-bias"),
    CommandExample(
      "Replicates, taken in pairs:",
      "concordance datasets/bland-altman-cardiac/data.csv --unit unit",
      "--rater method --value value --replicate replicate --linked"),
    CommandExample(
      "Four judges, on a scale of ten points:", "concordance datasets/shrout-fleiss-1979/data.csv --unit unit",
      "--rater rater --value value --categories 10"),
    CommandExample(
      "Columns of two methods:", "concordance datasets/lin-ccc/data.csv --unit subject --raters x,y"),
  ]
  package static let tables = ["concordance", pointsTable]
  package static let pointsTable = "concordance-points"

  /// What ratings are compared on.
  package enum Transform: String, CaseIterable, ExpressibleByArgument, Sendable {
    case log
  }

  @Option(help: "One analysis for each value of these columns; item is the item.")
  package var by: [Names] = []
  @Option(help: "The rater whom the others are compared with: pairs with them alone, differences other - reference.")
  package var reference: String?
  @Option(help: "How many standard deviations limits of agreement lie from the bias.")
  package var multiplier = 1.96
  @Option(
    help: "Intervals of the limits of agreement (default: exact; mover with --replicate).")
  package var interval: LimitsOfAgreement.Interval?
  @Option(help: "Compare logarithms; limits of agreement as ratios too.")
  package var transform: Transform?
  @Flag(help: "Regress difference and spread on the mean of both.")
  package var proportionalBias = false
  @Option(help: "Column of the replicate, where a rater rates a unit several times: limits of agreement alone.")
  package var replicate: String?
  @Flag(help: "With --replicate: equal replicates of two raters are of the same moment, and are taken in pairs.")
  package var linked = false
  @Option(help: "What variances and covariances of concordance correlations are divided by.")
  package var divisor = LinConcordance.Divisor.n
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "The categories that ratings may have, a comma between them, or how many there are, 1 apart: for Finn's "
        + "coefficient.", valueName: "categories"))
  package var categories: [Names] = []
  @Option(help: "Compare raters on this scale of the instrument, instead of the items' ratings.")
  package var score: String?
  @Flag(help: "All raters together alone, no pairs.")
  package var overall = false
  @Flag(help: "The points of Bland and Altman's picture, mean and difference of each unit and pair (printed instead).")
  package var points = false
  @Option(help: "Confidence level of intervals.")
  package var level = 0.95

  package init() {}

  package func check() throws(OptionFault) {
    try OptionFault.check(level: level)
    guard multiplier > 0, multiplier.isFinite else { throw OptionFault("multiplier", reason: "a number above 0") }
    try checkCategories()
    if linked, replicate == nil { throw OptionFault("linked", reason: "`linked` goes with `replicate`") }
    if replicate != nil { try checkReplicates() }
    guard overall else { return }
    let idle: [(String, Bool)] = [
      ("reference", reference != nil), ("interval", interval != nil), ("proportional-bias", proportionalBias),
      ("points", points),
    ]
    if let option = idle.first(where: \.1) {
      throw OptionFault(option.0, "overall", reason: "with `overall` there are no pairs")
    }
  }

  private func checkCategories() throws(OptionFault) {
    try OptionFault.check(categories: categories.names)
    for name in categories.names {
      guard let number = Double(name), number.isFinite else {
        throw OptionFault("categories", reason: "categories are numbers here, or how many there are", value: name)
      }
      guard categories.names.count == 1 else { continue }
      guard let count = Int(name), (2...1_000_000).contains(count) else {
        throw OptionFault("categories", reason: "a scale has 2 to 1000000 categories", value: name)
      }
    }
    if !categories.isEmpty, transform != nil {
      throw OptionFault("categories", "transform", reason: "categories have no logarithms: one of the two")
    }
  }

  private func checkReplicates() throws(OptionFault) {
    if interval == .exact || interval == .blandAltman {
      throw OptionFault("interval", "replicate", reason: "replicates have mover intervals alone")
    }
    let idle: [(String, Bool)] = [
      ("divisor", divisor != .n), ("categories", !categories.isEmpty), ("score", score != nil), ("overall", overall),
    ]
    if let option = idle.first(where: \.1) {
      throw OptionFault(option.0, "replicate", reason: "of replicates there are limits of agreement alone")
    }
  }

  package var printedTable: String { points ? Self.pointsTable : Self.name }

  package func conventions(seed: UInt64) -> [String] {
    var lines: [String] = []
    if !overall {
      lines.append(
        "concordance: limits of agreement at \(CategoryDictionary.label(multiplier)) standard deviations, with "
          + "\(limitInterval.rawValue) intervals, each of its own level")
    }
    if replicate == nil {
      lines.append(
        "concordance: concordance correlations with the divisor \(divisor.rawValue), limits by Fisher's z; W with "
          + "the correction for ties")
    } else {
      lines.append("concordance: replicates \(linked ? "taken in pairs" : "not taken in pairs")")
    }
    if transform == .log { lines.append("concordance: natural logarithms of the ratings; ratios are antilogarithms") }
    return lines
  }

  package var keyColumns: [String] { [replicate].compactMap(\.self) }
  package func readsScores(_ table: StudyTable) -> Bool { score != nil }

  package var countedRows: RowCounting { score == nil ? .repeated : .refused }

  package func state(_ table: inout StudyTable) throws(DataError) -> any AnalysisState {
    if let replicate { return try ConcordanceReplicateState(self, replicate: replicate, &table) }
    return try ConcordanceState(self, &table)
  }
}

// MARK: - What the options mean

extension ConcordanceAnalysis {
  /// What Finn's coefficient knows of the scale.
  enum Scale: Equatable {
    case unknown
    /// So many categories, 1 apart.
    case count(Int)
    case list([Double])
  }

  var scale: Scale {
    let numbers = categories.names.compactMap { Double($0) }
    if numbers.isEmpty { return .unknown }
    return numbers.count == 1 ? .count(Int(numbers[0])) : .list(numbers)
  }

  var limitInterval: LimitsOfAgreement.Interval { interval ?? (replicate == nil ? .exact : .mover) }
  var pairScale: PairMoments.Scale { transform == .log ? .log : .raw }
}

extension LimitsOfAgreement.Interval: ExpressibleByArgument {}
extension LinConcordance.Divisor: ExpressibleByArgument {}
