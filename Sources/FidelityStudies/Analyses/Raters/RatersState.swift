import FidelityData
import FidelityFiles
import FidelityReliability

/// Compares the raters of a scan: each against the others and against a gold standard, and every pair.
///
/// Tables: `raters`, one row per group, rater and quantity, unless it is not wanted; `rater-pairs` and
/// `rater-certification` where they are asked for. Raters have the columns that name them.
struct RatersState: RatingsState {
  private let options: Raters
  private let weights: [AgreementWeights]
  private let categories: DeclaredCategories
  private let rule: CertificationRule?
  var ratings: CollectedRatings
  private let wantsRaters: Bool

  init(_ options: Raters, _ table: inout StudyTable) throws(DataError) {
    self.options = options
    weights = try options.agreementWeights(table.matrices)
    categories = try DeclaredCategories(labels: options.categories.names).completed(by: weights)
    rule = try options.certificationRule
    wantsRaters = table.wants(Raters.name)
    if !wantsRaters { try options.refuseIdle() }
    if let score = options.score { try table.rate(score) }
    ratings = try CollectedRatings(
      RatingsDescription(
        analysis: Raters.name, by: options.by.names, scale: options.scale, categories: categories,
        goldStandard: options.gold),
      &table)
  }

  /// The analysis of the ratings.
  /// - Throws: `unusable` where weights need the order of categories that are words, and nothing says it.
  private func analysis(_ arranged: ArrangedRatings, _ context: StudyContext) throws(DataError) -> RaterAnalysis {
    let declared = try arranged.categories(
      categories, scale: options.scale, needing: weights.first(where: \.needsOrder)?.name, context)
    var analysis = RaterAnalysis(
      weights: weights, level: options.level, tolerance: options.tolerance, shareLimits: options.shareLimits.interval,
      declaredCategories: declared, adjustment: options.adjust)
    analysis.hasWeightedAgreement = options.hasWeightedAgreement
    return analysis
  }

  mutating func finish(_ context: StudyContext) throws(DataError) -> AnalysisOutcome {
    let arranged = try ratings.arrange(context)
    let gold = try goldCode(arranged, context)
    let analysis = try analysis(arranged, context)
    let (allPairs, pairCount) = RaterAnalysis.pairCounts(of: arranged.table)
    if options.pairs, pairCount > Self.mostPairs {
      throw DataError(
        .unusable(reason: "there are up to \(pairCount) pairs of raters, and at most \(Self.mostPairs) are compared"),
        file: context.firstFile,
        remedy: .options("select some raters, or leave out `pairs`: each is then held against the others"))
    }
    var (tables, warnings) = ([StudyResultTable](), arranged.warnings)
    if wantsRaters {
      let hasKappas = pairCount <= Self.mostPairs
      if !hasKappas {
        warnings.append(
          "raters: mean-pairwise-kappa was left out: up to \(pairCount) pairs of raters are more than \(Self.mostPairs)"
        )
      }
      let table = raterTable(analysis, arranged, gold, hasKappas: hasKappas)
      tables.append(StudyResultTable("raters", table))
    }
    if options.pairs {
      let hasUnpaired = allPairs <= Self.mostUnpaired
      if !hasUnpaired {
        warnings.append(
          "rater-pairs: pairs of raters without common units have no rows: \(allPairs) pairs in all are more than "
            + "\(Self.mostUnpaired)")
      }
      let table = pairTable(analysis, arranged, gold, unpaired: hasUnpaired)
      tables.append(StudyResultTable("rater-pairs", table))
    }
    if let rule, let gold {
      let table = certificationTable(rule, analysis, arranged, gold)
      tables.append(StudyResultTable("rater-certification", table))
    }
    return AnalysisOutcome(tables: tables, warnings: warnings)
  }

  /// So many pairs take seconds and a gigabyte.
  private static let mostPairs = 1_000_000
  /// Of many raters most pairs may have nothing in common, and their rows would hide the others.
  private static let mostUnpaired = 100_000

  /// The code of the gold standard among the table's raters.
  private func goldCode(_ arranged: ArrangedRatings, _ context: StudyContext) throws(DataError) -> UInt32? {
    if options.gold != nil { return UInt32(arranged.names.raters.count) }
    guard let name = options.goldRater else { return nil }
    return try arranged.names.raterCode(name, context)
  }

  /// What `body` makes of each group, in the order of results: many groups side by side, a single one on all threads.
  private func map<Row: Sendable>(
    _ arranged: ArrangedRatings, _ body: @Sendable (RaterPlace) -> [Row], take: (_ group: UInt32, [Row]) -> Void
  ) {
    let order = CategoryOrder(arranged.table.dictionary)
    // A round of groups at a time, so that few of them wait to be appended.
    let roundSize = 512
    for start in stride(from: 0, to: arranged.groups.count, by: roundSize) {
      let groups = arranged.groups[start..<min(start + roundSize, arranged.groups.count)]
      let isAlone = arranged.groups.count == 1
      let found = WorkerThreads.map(groups.count) { index in
        body(
          RaterPlace(
            arranged.table, group: Int(groups[groups.startIndex + index]), order: order, isAlone: isAlone))
      }
      for (group, rows) in zip(groups, found) { take(group, rows) }
    }
  }
}

// MARK: - Tables

extension RatersState {
  /// Whom the rows of a table are about: a group and one of its raters.
  private struct Subjects {
    private(set) var groups: [UInt32] = []
    private(set) var raters: [UInt32] = []

    var count: Int { groups.count }

    /// The number of a subject, new unless it is the last one.
    mutating func index(_ group: UInt32, _ rater: UInt32) -> Int {
      if groups.last != group || raters.last != rater {
        groups.append(group)
        raters.append(rater)
      }
      return groups.count - 1
    }
  }

  /// The columns of groups and raters; a column that names both counts as the group's.
  private func columns(_ subjects: Subjects, _ arranged: ArrangedRatings) -> [Table.Column] {
    let groups = arranged.names.groupColumns(subjects.groups)
    let names = Set(groups.map(\.name))
    return groups + arranged.names.raterColumns(subjects.raters).filter { !names.contains($0.name) }
  }

  private func raterTable(
    _ analysis: RaterAnalysis, _ arranged: ArrangedRatings, _ gold: UInt32?, hasKappas: Bool
  ) -> Table {
    var (result, subjects) = (EstimateTable(RaterAnalysis.columns), Subjects())
    let byCategory = options.byCategory
    map(arranged) { place in
      let others = analysis.againstOthers(place, excluding: gold, kappas: hasKappas)
      let standard = gold.map { analysis.againstGold($0, place, byCategory: byCategory) } ?? []
      return Self.byRater(standard, others)
    } take: { group, rows in
      for row in rows {
        guard case .rater(let rater) = row.subject else { continue }
        result.append(row.estimate, group: subjects.index(group, rater))
      }
    }
    return result.table(groups: columns(subjects, arranged))
  }

  /// The rows of each rater together: against the standard first, then against the others.
  private static func byRater(_ first: [RaterEstimate], _ second: [RaterEstimate]) -> [RaterEstimate] {
    func code(_ row: RaterEstimate) -> UInt32 { if case .rater(let code) = row.subject { code } else { 0 } }
    var rows: [RaterEstimate] = []
    rows.reserveCapacity(first.count + second.count)
    var (left, right) = (0, 0)
    while left < first.count || right < second.count {
      if right == second.count || (left < first.count && code(first[left]) <= code(second[right])) {
        rows.append(first[left])
        left += 1
      } else {
        rows.append(second[right])
        right += 1
      }
    }
    return rows
  }

  private func pairTable(
    _ analysis: RaterAnalysis, _ arranged: ArrangedRatings, _ gold: UInt32?, unpaired: Bool
  ) -> Table {
    var (result, groups) = (EstimateTable(RaterAnalysis.columns), [UInt32]())
    let labels = arranged.names.raterLabels
    let margins = options.margins
    map(arranged) { place in
      analysis.pairs(place, tests: margins, excluding: gold, unpaired: unpaired) { Self.pairTable($0, labels) }
    } take: { group, tables in
      groups.append(group)
      result.reserveCapacity(result.rowCount + tables.reduce(0) { $0 + $1.rowCount })
      for table in tables { result.append(table, groupShift: groups.count - 1) }
    }
    return result.table(groups: arranged.names.groupColumns(groups))
  }

  /// Rows of pairs as a table of one group.
  private static func pairTable(_ rows: [RaterEstimate], _ labels: [String]) -> EstimateTable {
    var table = EstimateTable(RaterAnalysis.columns)
    table.reserveCapacity(rows.count)
    var (pair, term) = (RaterEstimate.Subject.all, "")
    for row in rows {
      var estimate = row.estimate
      if case .pair(let first, let second) = row.subject {
        if row.subject != pair { (pair, term) = (row.subject, "\(labels[Int(first)]) - \(labels[Int(second)])") }
        estimate.term = term
      }
      table.append(estimate)
    }
    return table
  }

  private func certificationTable(
    _ rule: CertificationRule, _ analysis: RaterAnalysis, _ arranged: ArrangedRatings, _ gold: UInt32
  ) -> Table {
    var (found, subjects) = ([Certification](), Subjects())
    map(arranged) { place in
      analysis.certifications(rule, gold: gold, place)
    } take: { group, rows in
      for row in rows { _ = subjects.index(group, row.rater) }
      found += rows
    }
    var table = Table(columns: columns(subjects, arranged))
    table.append(Table.Column("n_units", .integers(found.map(\.unitCount))))
    table.append(Table.Column("accuracy", .numbers(found.map(\.accuracy))))
    table.append(Table.Column("kappa", .numbers(found.map(\.kappa))))
    for (index, condition) in rule.conditions.enumerated() {
      let isShown = rule.evidence == .estimate && [.accuracy, .kappa(.identity)].contains(condition.measure)
      if isShown { continue }
      let name = condition.measure.name + (rule.evidence == .limit ? "-limit" : "")
      table.append(Table.Column(name, .numbers(found.map { $0.values[index] })))
    }
    table.append(Table.Column("rule", text: found.map { _ in rule.text }))
    table.append(Table.Column("using", text: found.map { _ in rule.evidence.rawValue }))
    table.append(Table.Column("verdict", text: found.map(\.verdict.rawValue)))
    table.append(Table.Column("note", text: found.map(\.note)))
    return table
  }
}
