import FidelityData
import FidelityFiles
import FidelityInstruments
import FidelityReliability

/// Ratings of a scan, arranged, with what their codes stand for.
struct ArrangedRatings {
  let table: RatingTable
  /// The groups that have any rating, in the order of results.
  let groups: [UInt32]
  /// The rater code of the scan for each code in the table; that of the master codes, if any, comes after them.
  let raters: [UInt32]
  let warnings: [String]
}

/// Collects the ratings of a scan for one reliability analysis, or for another that compares raters.
struct RatingsConsumer: StudyConsumer {
  private let request: ReliabilityRequest
  /// The analysis, in messages.
  private let name: String
  private var unit: KeyCoder
  private var rater: KeyCoder
  private var group: KeyCoder
  /// How many variables of the group are compared.
  private var comparedWidth = 0
  /// The cluster of a unit; all ratings are of one where nothing names it.
  private var cluster: KeyCoder
  private let columnNames: [String]
  /// The scan's column of each column of ratings.
  private let valueRequests: [Int]
  private var categories: RatingCategories
  private var collected = RatingCollector()
  private var clusters = UnitClusterCollector()
  private var incompleteCount = 0
  private let itemColumn: String?
  private var masters: MasterCodes?
  /// Whether the ratings of a row are taken together. Where two columns of a row may hold a unit's ratings by one rater
  /// and the first or the last is wanted, the order is that of the rows, wherever a batch ends.
  private var takesRowByRow = false

  /// - Parameters:
  ///   - name: the analysis, in messages.
  ///   - masters: the column of master codes, which become a rater of their own.
  init(
    _ request: ReliabilityRequest, _ table: inout StudyTable, name: String = "reliability", masters: String? = nil
  ) throws(DataError) {
    self.request = request
    self.name = name
    unit = try table.requiredCoder("unit")
    rater = try table.requiredCoder("rater")
    group = try table.coder(request.by + [request.inference.compare].compactMap(\.self))
    cluster = try table.coder(request.inference.cluster)
    if let compare = request.inference.compare {
      let by = Set(request.by.flatMap { table.variables($0) })
      comparedWidth = table.variables(compare).count
      guard by.isDisjoint(with: table.variables(compare)) else {
        throw DataError(
          .usage(reason: "the variable whose values are compared cannot be one of those that results are by"),
          column: compare)
      }
    }
    columnNames = try table.ratingColumns()
    if let column = group.names.first(where: columnNames.contains) {
      throw DataError(.usage(reason: "the column holds ratings, so results cannot be grouped by it"), column: column)
    }
    if let column = cluster.names.first(where: columnNames.contains) {
      throw DataError(.usage(reason: "the column holds ratings, so it cannot name the cluster"), column: column)
    }
    categories = try RatingCategories(request, &table, masters: masters)
    valueRequests = try table.requests(columnNames, categories.kind == .text ? .key : .number)
    let keys = unit.names + group.names
    itemColumn = table.variables("item").first { item in
      (table.hasColumn(item) || table.layoutVariable(item) != nil) && !keys.contains(item)
    }
    self.masters = try masters.map { column throws(DataError) in
      try MasterCodes(column, isText: categories.kind == .text, unit: unit, group: group, &table)
    }
    if table.description.duplicates != .error {
      let places = columnNames.indices.map { column in
        [unit, rater, group].map { $0.step(wideColumn: column).summand }
      }
      takesRowByRow = Set(places).count < places.count
    }
  }

  mutating func consume(_ batch: Batch, _ dictionaries: [KeyDictionary]) throws(DataError) {
    let units = try unit.rowCodes(batch)
    let raters = try rater.rowCodes(batch)
    let groups = try group.rowCodes(batch)
    categories.begin(batch, dictionaries)
    var columns: [Buffer<UInt32>] = []
    for (column, request) in valueRequests.enumerated() {
      let codes = categories.codes(column, named: columnNames[column], request, batch, dictionaries)
      if takesRowByRow { columns.append(codes) } else { append(codes, column, 0..<codes.count, units, raters, groups) }
    }
    for row in 0..<(takesRowByRow ? batch.rowCount : 0) {
      for column in columns.indices { append(columns[column], column, row..<row + 1, units, raters, groups) }
    }
    if !cluster.names.isEmpty { try takeClusters(batch, units) }
    if let masters {
      let codes = categories.codes(columnNames.count, named: masters.column, masters.request, batch, dictionaries)
      self.masters?.take(codes, unit.step(wideColumn: 0), units, group.step(wideColumn: 0), groups)
    }
  }

  /// Takes the cluster of each unit of a batch.
  private mutating func takeClusters(_ batch: Batch, _ units: Buffer<UInt32>) throws(DataError) {
    let codes = try cluster.rowCodes(batch)
    for column in columnNames.indices {
      let (unitStep, clusterStep) = (unit.step(wideColumn: column), cluster.step(wideColumn: column))
      units.withSpan { units in
        codes.withSpan { codes in
          for row in units.indices {
            let (unit, cluster) = (unitStep(units[row]), clusterStep(codes[row]))
            if unit != missingKey, cluster != missingKey { clusters.append(unit: unit, cluster: cluster, row: row) }
          }
        }
      }
    }
    clusters.endRows(batch.rowCount)
  }

  var isPartwise: Bool { true }

  mutating func merge(_ other: any StudyConsumer, _ codes: [[UInt32]]) throws(DataError) {
    guard let other = other as? RatingsConsumer else { preconditionFailure("states of different analyses") }
    let units = try unit.mergeRatingCodes(other.unit, codes)
    let raters = try rater.mergeRatingCodes(other.rater, codes)
    let groups = try group.mergeRatingCodes(other.group, codes)
    let found = categories.merge(other.categories)
    collected.merge(other.collected, groups: groups, units: units, raters: raters, categories: found)
    incompleteCount += other.incompleteCount
    let clusterCodes = try cluster.mergeRatingCodes(other.cluster, codes)
    clusters.merge(other.clusters, units: units, clusters: clusterCodes)
    if let theirs = other.masters { masters?.merge(theirs, groups: groups, units: units, categories: found) }
  }

  private mutating func append(
    _ codes: Buffer<UInt32>, _ column: Int, _ rows: Range<Int>, _ units: Buffer<UInt32>, _ raters: Buffer<UInt32>,
    _ groups: Buffer<UInt32>
  ) {
    let unitStep = unit.step(wideColumn: column)
    let raterStep = rater.step(wideColumn: column)
    let groupStep = group.step(wideColumn: column)
    codes.withSpan { codes in
      units.withSpan { units in
        raters.withSpan { raters in
          groups.withSpan { groups in
            for row in rows where codes[row] != missingKey {
              let (unit, rater, group) = (unitStep(units[row]), raterStep(raters[row]), groupStep(groups[row]))
              if unit == missingKey || rater == missingKey || group == missingKey {
                incompleteCount += 1
              } else {
                collected.append(group: group, unit: unit, rater: rater, category: codes[row])
              }
            }
          }
        }
      }
    }
  }

  /// The finished analysis: one row per group and coefficient.
  mutating func finish(_ context: StudyContext) throws(DataError) -> StudyOutcome {
    let arranged = try arrange(context)
    var analysis = AgreementAnalysis(
      request.coefficients, interval: request.interval, level: request.level, minimumRatings: request.minimumRatings,
      declaredCategories: request.categories, population: request.inference.population,
      isOneSided: request.inference.isOneSided, benchmark: request.inference.benchmark)
    analysis.convention = request.convention
    analysis.roundsLikeConvention = request.roundsLikeConvention
    if arranged.table.dictionary.kind == .numbers, case .labels = request.categories {
      analysis.declaredCategories = .none
    }
    try refuseEndless(analysis, arranged.table, context)
    var warnings = arranged.warnings
    let clusters = try unitClusters(context)
    if let clusters {
      let lonely = Set(arranged.table.units).count { clusters.codes[Int($0)] == missingKey }
      if lonely > 0 {
        warnings.append("reliability: \(lonely) units without a cluster count as clusters of their own")
      }
    }
    var result = EstimateTable(AgreementAnalysis.columns)
    analysis.append(arranged.table, order: arranged.groups.map { Int($0) }, clusters: clusters, to: &result)
    var tables = [StudyResultTable("reliability", result.table(groups: groupColumns(arranged.groups, context)))]
    let others = ReliabilityTables(
      analysis: analysis, ratings: arranged.table, clusters: clusters, order: arranged.groups, group: group, unit: unit,
      rater: rater, raterCodes: arranged.raters, dictionaries: context.dictionaries)
    if request.inference.compare != nil {
      tables.append(StudyResultTable("reliability-comparison", try others.comparison(width: comparedWidth)))
    }
    if let limit = request.inference.influence {
      tables.append(StudyResultTable("reliability-influence", others.influence(limit: limit)))
    }
    return StudyOutcome(tables: tables, warnings: warnings)
  }

  /// About a minute.
  private static let mostSteps = 3e10

  /// - Throws: `unusable` where intervals or influences would take hours.
  private func refuseEndless(
    _ analysis: AgreementAnalysis, _ table: RatingTable, _ context: StudyContext
  ) throws(DataError) {
    let wantsInfluence = request.inference.influence != nil
    guard analysis.stepCount(of: table, influence: wantsInfluence) > Self.mostSteps else { return }
    let what = wantsInfluence ? "leaving out units, raters and categories" : "this interval"
    throw DataError(
      .unusable(reason: "\(what) would take hours with so many ratings, raters and categories"),
      file: context.firstFile,
      hint:
        "choose another interval (linearised takes no time), or fewer coefficients: cohen-kappa and conger-kappa are "
        + "slow with many raters, weights and the ratio metric with many categories")
  }

  /// Arranges what was collected; called once, at the end of the scan.
  /// - Throws: ratings off their scale, no rating at all, duplicates, master codes that contradict each other.
  mutating func arrange(_ context: StudyContext) throws(DataError) -> ArrangedRatings {
    try categories.finish()
    var warnings: [String] = []
    if incompleteCount > 0 {
      warnings.append("\(name): \(incompleteCount) ratings without unit, rater or group were left out")
    }
    let raters = sortRaters(context)
    guard collected.count > 0 else {
      throw DataError(
        .unusable(reason: "there is no rating in \(columnNames.count == 1 ? "the column" : "any of the columns")"),
        file: context.firstFile, column: columnNames.count == 1 ? columnNames[0] : nil)
    }
    if let masters {
      try masters.finish(context, unit, group, categories)
      masters.append(to: &collected, rater: UInt32(raters.count))
    }
    let (ratings, dictionary) = categories.numbersWherePossible(collected)
    collected = RatingCollector()
    let table: RatingTable
    do {
      table = try RatingTable(
        ratings, groupCount: group.count, unitCount: unit.count, dictionary: dictionary, duplicates: context.duplicates)
    } catch {
      throw duplicateError(error, raters: raters, context)
    }
    let present = (0..<table.groupCount).filter { table.groupOffsets[$0 + 1] > table.groupOffsets[$0] }
    let order = group.sorted(present.map { UInt32($0) }, context.dictionaries, preferred: context.preferredOrder)
    return ArrangedRatings(table: table, groups: order, raters: raters, warnings: warnings)
  }

  /// The clusters of the units, numbered in the order of their names, so that sums over clusters do not depend on the
  /// order of the rows.
  private func unitClusters(_ context: StudyContext) throws(DataError) -> UnitClusters? {
    guard !cluster.names.isEmpty else { return nil }
    let order = cluster.sorted((0..<UInt32(cluster.count)).map { $0 }, context.dictionaries)
    var ranks = [UInt32](repeating: 0, count: order.count)
    for (rank, code) in order.enumerated() { ranks[Int(code)] = UInt32(rank) }
    do {
      return try clusters.clusters(unitCount: unit.count, ranks: ranks)
    } catch {
      let names = [error.first, error.second].map { cluster.label($0, context.dictionaries) }
      throw DataError(
        .unusable(
          reason:
            "unit \(unit.label(error.unit, context.dictionaries)) lies in two clusters, \(names[0]) and \(names[1])"),
        file: context.firstFile, column: cluster.names.joined(separator: ", "),
        hint: "a unit belongs to one cluster; if a unit is unique only within a cluster, name both columns as the unit")
    }
  }

  /// The columns of the groups in results.
  func groupColumns(_ groups: [UInt32], _ context: StudyContext) -> [Table.Column] {
    group.columns(groups, context.dictionaries)
  }

  /// The columns of raters in results, by their codes in the scan.
  func raterColumns(_ raters: [UInt32], _ context: StudyContext) -> [Table.Column] {
    rater.columns(raters, context.dictionaries)
  }

  /// `Chile / 12`: the name of a rater, by its code in the scan.
  func raterLabel(_ code: UInt32, _ context: StudyContext) -> String { rater.label(code, context.dictionaries) }

  /// Gives raters codes in the order of their names, so that sums over raters do not depend on the order of the rows.
  /// - Returns: the old code of each new one.
  private mutating func sortRaters(_ context: StudyContext) -> [UInt32] {
    let order = rater.sorted((0..<UInt32(rater.count)).map { $0 }, context.dictionaries)
    var ranks = [UInt32](repeating: 0, count: order.count)
    for (rank, code) in order.enumerated() { ranks[Int(code)] = UInt32(rank) }
    collected.recodeRaters(ranks)
    return order
  }

  private func duplicateError(_ error: DuplicateRating, raters: [UInt32], _ context: StudyContext) -> DataError {
    let examples = error.examples.map { place in
      let unitLabel = unit.label(place.unit, context.dictionaries)
      let raterLabel = rater.label(raters[Int(place.rater)], context.dictionaries)
      let groupLabel = group.names.isEmpty ? "" : " (\(group.label(place.group, context.dictionaries)))"
      return "unit \(unitLabel), rater \(raterLabel)\(groupLabel)"
    }
    let items = itemColumn.map { "where each item is an analysis of its own, say --by \($0); " } ?? ""
    return DataError(
      .duplicateRatings(examples: examples, count: error.count), file: context.firstFile,
      hint: items + "if a rater is unique only within a site, name both columns as the rater; "
        + "or choose a rule with --duplicates first, last or mean")
  }
}
