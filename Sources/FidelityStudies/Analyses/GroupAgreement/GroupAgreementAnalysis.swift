package import ArgumentParser
package import FidelityData
import FidelityMeasurement
import FidelityReliability

/// Agreement within groups whose members rate one target, and how far groups differ.
package struct GroupAgreementAnalysis: Analysis {
  package static let name = "group-agreement"
  package static let summary = "Agreement within groups: rWG, rWG(J), average deviation, aWG, ICC(1) and ICC(2)."
  package static let discussion = """
    Members of a group rate the same thing, once for every item: --group, --rater, --value, and --item where there \
    are several, or a column per item (--wide 'Q{item}'). rWG, average deviation and aWG need the scale of ratings: \
    --range 1,5, --categories, or an instrument. Rows have the item in the column term, items together as "items"; \
    rows of all groups (ICC, chance) have no group. Below, means over groups and the share of groups that agree.
    """
  package static let examples: [CommandExample] = [
    CommandExample(
      "Soldiers in platoons, five items from 1 to 5:",
      "group-agreement datasets/group-agreement/data.csv --group group", "--rater person --item item --value value",
      "--range 1,5"),
    CommandExample(
      "Against three kinds of chance, means over groups only:",
      "group-agreement datasets/group-agreement/data.csv --group group", "--rater person --item item --value value",
      "--range 1,5 --null uniform,slight-skew,normal --summary"),
    CommandExample(
      "The same with a column for each item:",
      "group-agreement datasets/group-agreement/items.tsv --group group",
      "--rater person --items 'COH*' --range 1,5"),
    CommandExample(
      "ICC(1) and ICC(2) of judged distances, and groups dealt anew:",
      "group-agreement datasets/group-agreement/sherif.csv --group group", "--rater person --value value --by time",
      "--resamples 1000"),
  ]
  package static let tables = ["group-agreement", "group-agreement-summary"]

  /// The size that stands for all groups.
  package enum GroupSize: String, CaseIterable, ExpressibleByArgument, Sendable {
    case k0
    case mean = "mean-size"
  }

  @Option(help: "One analysis for each value of these columns; item is the item.")
  package var by: [Names] = []
  @Option(help: "Columns that together name the group.")
  package var group: [Names] = []
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("The lowest and the highest rating, whole numbers; others are errors.", valueName: "low,high"))
  package var range: [Names] = []
  @Option(parsing: .unconditionalSingleValue, help: ArgumentHelp(RatingCategories.help, valueName: "categories"))
  package var categories: [Names] = []
  @Option(
    help: ArgumentHelp(
      "What rWG is held against: uniform (default), slight-skew, moderate-skew, heavy-skew, triangular, normal, "
        + "maximum, all, or a variance.",
      valueName: "list"))
  package var null: [Names] = []
  @Option(help: "From where on rWG and aWG count as agreement, in the summary.")
  package var cut = 0.7
  @Option(help: "The size that stands for all groups in ICC(1): k0, or mean-size as R multilevel has it.")
  package var groupSize = GroupSize.k0
  @Option(help: "Random groups and simulated raters, so many: mean, SD and critical values of chance.")
  package var resamples: Int?
  @Flag(help: "Means over groups, and shares of groups that agree (printed instead).")
  package var summary = false
  @Option(help: "Level of confidence limits and critical values.")
  package var level = 0.95

  package init() {}

  package func check() throws(OptionFault) {
    try OptionFault.check(level: level)
    try OptionFault.check(resamples, "resamples", in: 1...1_000_000)
    try OptionFault.check(categories: categories.names)
    guard (0...1).contains(cut) else { throw OptionFault("cut", reason: "a number from 0 to 1 is wanted") }
    _ = try nulls
    _ = try declaredScale
  }

  package var printedTable: String { summary ? Self.tables[1] : Self.name }
  package var closingTable: String? { summary ? nil : Self.tables[1] }

  package func conventions(seed: UInt64) -> [String] {
    var lines = [
      "group-agreement: variances have the divisor n - 1; rWG, rWG(J) and r*WG(J) below 0 are 0; items together are "
        + "those of raters who answered all",
      "group-agreement: ICC(1) and ICC(2) from the analysis of variance with \(groupSize.rawValue) for the group size, "
        + "negative ones as they come; limits exact by F",
      "group-agreement: a group agrees where rWG or aWG is at least \(CategoryDictionary.label(cut)), and where the "
        + "average deviation is at most a sixth of the number of options",
    ]
    if let resamples { lines.append("group-agreement: chance by \(resamples) resamples, seed \(seed)") }
    return lines
  }

  package var countedRows: RowCounting { .repeated }

  package func state(_ table: inout StudyTable) throws(DataError) -> any AnalysisState {
    try GroupAgreementState(self, &table)
  }
}

// MARK: - What the options mean

extension GroupAgreementAnalysis {
  /// The scale that options declare for all items, and its categories.
  struct DeclaredScale {
    let scale: ResponseScale
    let categories: DeclaredCategories
  }

  /// What raters by chance do, in the order asked for.
  var nulls: [AgreementNull] {
    get throws(OptionFault) {
      var nulls: [AgreementNull] = []
      for name in null.names {
        var found = name == "all" ? AgreementNull.named : []
        if let null = AgreementNull(name) { found = [null] }
        guard !found.isEmpty else {
          guard Double(name) == nil else {
            throw OptionFault("null", reason: "a variance is a number above 0", value: name)
          }
          throw OptionFault(
            "null", unknown: "null distribution", name, among: AgreementNull.named.map(\.name) + ["all"])
        }
        nulls += found.filter { !nulls.contains($0) }
      }
      return nulls.isEmpty ? [.uniform] : nulls
    }
  }

  /// Nil where no option says a scale.
  var declaredScale: DeclaredScale? {
    get throws(OptionFault) {
      if range.isEmpty { return try scaleOfCategories }
      guard categories.isEmpty else {
        throw OptionFault("range", "categories", reason: "`range` and `categories` both say the scale: leave out one")
      }
      let ends = range.names.map { Int($0) }
      guard ends.count == 2, let lowest = ends[0], let highest = ends[1], lowest < highest else {
        throw OptionFault(
          "range", reason: "two whole numbers are wanted, the lower one first, as in 1,5",
          hint: "scales with other steps are said with `categories`")
      }
      // The difference may overflow.
      guard abs(lowest) <= 1 << 53, highest <= 1 << 53, highest - lowest < ResponseScale.mostOptions else {
        throw OptionFault("range", reason: "a scale has at most \(ResponseScale.mostOptions) whole numbers")
      }
      return DeclaredScale(
        scale: ResponseScale(lowest, highest), categories: .numbers((lowest...highest).map { Double($0) }))
    }
  }

  private var scaleOfCategories: DeclaredScale? {
    get throws(OptionFault) {
      if categories.isEmpty { return nil }
      guard 2...ResponseScale.mostOptions ~= categories.names.count else {
        throw OptionFault("categories", reason: "a scale has 2 to \(ResponseScale.mostOptions) categories")
      }
      let declared = DeclaredCategories(labels: categories.names)
      guard case .numbers(let points) = declared else {
        return DeclaredScale(scale: ResponseScale(1, categories.names.count), categories: declared)
      }
      guard let scale = ResponseScale(points: points) else {
        throw OptionFault("categories", reason: "numbers of the scale are equally far apart")
      }
      return DeclaredScale(scale: scale, categories: declared)
    }
  }
}

extension AnalysisRequest {
  /// Agreement within groups.
  /// - Parameters:
  ///   - group: the variables that together name a group.
  ///   - by: the variables that results are by.
  ///   - range: the lowest and the highest rating; nil where an instrument says them, or for intraclass correlations
  ///     alone.
  ///   - nulls: names of null distributions, or variances; none for uniform.
  ///   - cut: from where on rWG and aWG count as agreement.
  ///   - resamples: how many random groups and simulated raters; nil for none.
  public static func groupAgreement(
    group: [String], by: [String] = [], range: ClosedRange<Int>? = nil, nulls: [String] = [], cut: Double = 0.7,
    resamples: Int? = nil, level: Double = 0.95
  ) -> AnalysisRequest {
    var analysis = GroupAgreementAnalysis()
    analysis.group = [Names](group)
    analysis.by = [Names](by)
    analysis.range = [Names](range.map { ["\($0.lowerBound)", "\($0.upperBound)"] } ?? [])
    analysis.null = [Names](nulls)
    analysis.cut = cut
    analysis.resamples = resamples
    analysis.level = level
    // The parser's wrappers want every property set.
    (analysis.categories, analysis.groupSize, analysis.summary) = ([], .k0, false)
    return AnalysisRequest(analysis)
  }
}
