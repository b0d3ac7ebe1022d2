import FidelityData
import FidelityFiles

/// The ratings of a scan for one analysis: which unit, rater and group each is of, and its category.
///
/// A state of the scan: it takes batches, merges with the state of the rows that follow, and is arranged at the end.
struct CollectedRatings: Sendable {
  private let description: RatingsDescription
  private var unit: KeyCoder
  private var rater: KeyCoder
  private var group: KeyCoder
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

  /// - Throws: `usage` where a variable has two parts in the analysis, or where nothing says which column has a part.
  init(_ description: RatingsDescription, _ table: inout StudyTable) throws(DataError) {
    self.description = description
    unit = try table.requiredCoder("unit")
    rater = try table.requiredCoder("rater")
    group = try table.coder(description.by + [description.compare].compactMap(\.self))
    cluster = try table.coder(description.cluster)
    if let compare = description.compare {
      let by = Set(description.by.flatMap { table.variables($0) })
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
    categories = try RatingCategories(description, &table)
    valueRequests = try table.requests(columnNames, categories.kind == .text ? .key : .number)
    let keys = unit.names + group.names
    itemColumn = table.variables("item").first { item in
      (table.hasColumn(item) || table.layoutVariable(item) != nil) && !keys.contains(item)
    }
    masters = try description.masters.map { column throws(DataError) in
      try MasterCodes(column, isText: categories.kind == .text, unit: unit, group: group, &table)
    }
    if table.description.duplicates != .error {
      let places = columnNames.indices.map { column in
        [unit, rater, group].map { $0.step(wideColumn: column).summand }
      }
      takesRowByRow = Set(places).count < places.count
    }
  }

  /// How many columns of the groups hold the values that are compared.
  func comparedWidth(_ table: StudyTable) -> Int { description.compare.map { table.variables($0).count } ?? 0 }
}

// MARK: - The scan

extension CollectedRatings {
  /// Takes the ratings of the next rows.
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

  /// Takes the ratings of the rows that follow.
  /// - Parameter codes: for each column of the scan, the code here of each code there.
  mutating func merge(_ other: CollectedRatings, _ codes: [[UInt32]]) throws(DataError) {
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
}

// MARK: - After the scan

extension CollectedRatings {
  /// Arranges what was collected, and forgets it: called once, at the end of the scan.
  ///
  /// Raters get codes in the order of their names, clusters too, so that sums over them do not depend on the order of
  /// the rows.
  /// - Throws: ratings off their scale, no rating at all, duplicates, master codes that contradict each other, a unit
  ///   in
  ///   two clusters.
  mutating func arrange(_ context: StudyContext) throws(DataError) -> ArrangedRatings {
    try categories.finish()
    var warnings: [String] = []
    if incompleteCount > 0 {
      warnings.append("\(description.analysis): \(incompleteCount) ratings without unit, rater or group were left out")
    }
    let raters = rater.sorted((0..<UInt32(rater.count)).map { $0 }, context.dictionaries)
    collected.recodeRaters(rater.ranks(context.dictionaries))
    let names = RatingNames(
      group: group, unit: unit, rater: rater, raters: raters, dictionaries: context.dictionaries)
    guard collected.count > 0 else {
      throw DataError(
        .unusable(reason: "there is no rating in \(columnNames.count == 1 ? "the column" : "any of the columns")"),
        file: context.firstFile, column: columnNames.count == 1 ? columnNames[0] : nil)
    }
    if let masters {
      try masters.finish(context, unit, group, categories)
      masters.append(to: &collected, rater: UInt32(raters.count))
    }
    let table = try ratingTable(names, context)
    let present = (0..<table.groupCount).filter { table.groupOffsets[$0 + 1] > table.groupOffsets[$0] }
    let order = group.sorted(present.map { UInt32($0) }, context.dictionaries, preferred: context.preferredOrder)
    let clusters = try unitClusters(context)
    if let clusters {
      let lonely = Set(table.units).count { clusters.codes[Int($0)] == missingKey }
      if lonely > 0 {
        warnings.append("\(description.analysis): \(lonely) units without a cluster count as clusters of their own")
      }
    }
    return ArrangedRatings(table: table, groups: order, clusters: clusters, names: names, warnings: warnings)
  }

  private mutating func ratingTable(_ names: RatingNames, _ context: StudyContext) throws(DataError) -> RatingTable {
    let (ratings, dictionary) = categories.numbersWherePossible(collected)
    collected = RatingCollector()
    do {
      return try RatingTable(
        ratings, groupCount: group.count, unitCount: unit.count, dictionary: dictionary, duplicates: context.duplicates)
    } catch {
      throw duplicateError(error, names, context)
    }
  }

  /// The clusters of the units, numbered in the order of their names; nil where nothing names them.
  private func unitClusters(_ context: StudyContext) throws(DataError) -> UnitClusters? {
    guard !cluster.names.isEmpty else { return nil }
    do {
      return try clusters.clusters(unitCount: unit.count, ranks: cluster.ranks(context.dictionaries))
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

  private func duplicateError(
    _ error: DuplicateRating, _ names: RatingNames, _ context: StudyContext
  ) -> DataError {
    let examples = error.examples.map { place in
      let groupLabel = group.names.isEmpty ? "" : " (\(group.label(place.group, context.dictionaries)))"
      return "unit \(names.unitLabel(place.unit)), rater \(names.raterLabel(place.rater))\(groupLabel)"
    }
    let items = itemColumn.map { "where each item is an analysis of its own, say --by \($0); " } ?? ""
    return DataError(
      .duplicateRatings(examples: examples, count: error.count), file: context.firstFile,
      hint: items + "if a rater is unique only within a site, name both columns as the rater; "
        + "or choose a rule with --duplicates first, last or mean")
  }
}
