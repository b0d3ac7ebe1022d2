import FidelityData
import FidelityFiles

/// The ratings of a scan for one analysis: which unit, rater and group each is of, and its category.
///
/// A state of the scan: it takes batches, merges with the state of the rows that follow, and is arranged at the end.
///
/// Where the analysis does not need units, ratings that come unit by unit are counted as they come
/// (``FidelityData/UnitwiseRatings``); all others are collected (``RatingsOfUnits``). Whether they come so shows as
/// they come: where they do not, the state ``mustStartAgain``, and another one collects them from the beginning.
/// Results are the same to the last bit.
struct CollectedRatings: Sendable {
  private let description: RatingsDescription
  private var rater: KeyCoder
  private var group: KeyCoder
  private var dependent: DependentRows
  private let columnNames: [String]
  /// The scan's column of each column of ratings.
  private let valueRequests: [Int]
  private var categories: RatingCategories
  private let itemColumn: String?
  // One of the two is there.
  private var unitwise: UnitwiseRatings?
  private var collected: RatingsOfUnits?
  private var unitColumns: UnitColumns?
  /// The scan's column of how many units each row stands for; nil where each is one.
  private var weights: Int?
  /// Whether the columns of ratings look like counts of raters.
  private var sums = ConstantSums(columnCount: 0)

  /// - Throws: `usage` where a variable has two parts in the analysis, or where nothing says which column has a part.
  init(_ description: RatingsDescription, _ table: inout StudyTable) throws(DataError) {
    self.description = description
    if description.comparesRaters, table.shape?.hasUnknownRaters == true {
      throw DataError(
        .unusable(
          reason: "\(description.analysis) compares raters, and counts by category do not say who gave which rating"),
        remedy: .options("name a column for each rater with `raters`, or say `unit`, `rater` and `value`"))
    }
    weights = description.needsUnits ? nil : try table.weights()
    let keys = Set((["rater"] + description.groupVariables).flatMap(table.variables))
    if !description.needsUnits, table.mayCountUnits, weights == nil {
      unitColumns = try UnitColumns(&table, keys: keys)
    }
    var unit: KeyCoder?
    if let other = description.unit {
      unit = try table.coder(other.variables)
    } else if unitColumns == nil, weights == nil {
      unit = try table.requiredCoder("unit")
    }
    rater = try table.requiredCoder("rater")
    group = try table.coder(description.groupVariables)
    dependent = try DependentRows(
      ["site", "teacher"], groupedBy: description.by, isAllowedFor: !description.cluster.isEmpty, &table)
    let cluster = try table.coder(description.cluster)
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
    sums = ConstantSums(columnCount: columnNames.count)
    let names = (description.unit?.variables ?? table.variables("unit")) + group.names
    itemColumn = table.variables("item").first { item in
      (table.hasColumn(item) || table.layoutVariable(item) != nil) && !names.contains(item)
    }
    guard let unit else {
      unitwise = UnitwiseRatings(
        layout, duplicates: table.description.duplicates, needsRaters: description.needsRaters,
        minimumRatings: description.minimumRatings)
      return
    }
    let goldStandard = try description.goldStandard.map { column throws(DataError) in
      try GoldStandardCodes(column, isText: categories.kind == .text, unit: unit, group: group, &table)
    }
    collected = RatingsOfUnits(unit, cluster: cluster, goldStandard: goldStandard)
  }

  /// How the codes of a row and of a column make up those of a rating.
  private var layout: UnitwiseRatings.Layout {
    let columns = columnNames.indices
    return UnitwiseRatings.Layout(
      units: columns.map { unitColumns?.place(wideColumn: $0) ?? 0 },
      raters: rater.layoutCodes(of: columns), groups: group.layoutCodes(of: columns))
  }

  /// How many columns of the groups hold the values that are compared.
  func comparedWidth(_ table: StudyTable) -> Int { description.compare.map { table.variables($0).count } ?? 0 }
}

/// The cells of a batch that a rating may be in, as codes.
struct RatingCells {
  let batch: Batch
  /// What the columns of each row contribute to the code of the rater, and of the group.
  let raters: Buffer<UInt32>
  let groups: Buffer<UInt32>
  /// The categories of each column of ratings; a missing rating is ``missingKey``.
  let columns: [Buffer<UInt32>]
}

// MARK: - The scan

extension CollectedRatings {
  /// Whether units do not come one after the other: then the state holds nothing of use, and the scan must be made
  /// again for one that collects ratings.
  var mustStartAgain: Bool { unitwise?.hasFailed ?? false }

  /// Takes the ratings of the next rows.
  mutating func consume(_ batch: Batch, _ dictionaries: [KeyDictionary]) throws(DataError) {
    if mustStartAgain { return }
    try dependent.consume(batch)
    let raters = try rater.rowCodes(batch)
    let groups = try group.rowCodes(batch)
    categories.begin(batch, dictionaries)
    var columns: [Buffer<UInt32>] = []
    columns.reserveCapacity(valueRequests.count)
    for (column, request) in valueRequests.enumerated() {
      columns.append(categories.codes(column, named: columnNames[column], request, batch, dictionaries))
    }
    if sums.wantsRows, let numbers = categories.undeclaredNumbers { look(at: columns, numbers) }
    let cells = RatingCells(batch: batch, raters: raters, groups: groups, columns: columns)
    try collected?.consume(cells, rater: rater, group: group, &categories, dictionaries)
    guard collected == nil else { return }
    let rows = UnitwiseRatings.Rows(
      count: batch.rowCount, units: unitColumns?.columns(batch, dictionaries) ?? [], raters: raters, groups: groups,
      columns: columns, raterCount: rater.count, groupCount: group.count)
    if let weights {
      unitwise?.take(rows, weights: batch.numbers(weights), categoryCount: categories.dictionary.count)
    } else {
      unitwise?.take(rows, &categories.dictionary)
    }
  }

  /// Looks whether the first rows add up to the same.
  private mutating func look(at columns: [Buffer<UInt32>], _ numbers: [Double]) {
    for row in 0..<columns[0].count where sums.wantsRows {
      sums.add(columns.map { $0[row] == missingKey ? .nan : numbers[Int($0[row])] })
    }
  }

  /// Takes the ratings of the rows that follow.
  /// - Parameter codes: for each column of the scan, the code here of each code there.
  mutating func merge(_ other: CollectedRatings, _ codes: [[UInt32]]) throws(DataError) {
    try dependent.merge(other.dependent, codes)
    let raters = try rater.mergeRatingCodes(other.rater, codes)
    let groups = try group.mergeRatingCodes(other.group, codes)
    let found = categories.merge(other.categories)
    sums.merge(other.sums)
    if let theirs = other.collected {
      try collected?.merge(theirs, codes, groups: groups, raters: raters, categories: found)
    }
    if let theirs = other.unitwise {
      unitwise?.merge(theirs, groups: groups, raters: raters, categories: found, &categories.dictionary)
    }
  }

  /// Ends the scan: no more rows come. Only then it shows whether the last units have duplicates.
  mutating func endScan() { unitwise?.end(&categories.dictionary) }
}

// MARK: - After the scan

extension CollectedRatings {
  /// Arranges what was collected, and forgets it: called once, after ``endScan()``.
  ///
  /// Raters get codes in the order of their names, clusters too, so that sums over them do not depend on the order of
  /// the rows.
  /// - Throws: ratings off their scale, no rating at all, duplicates, gold-standard codes that contradict each other, a
  ///   unit in two clusters.
  mutating func arrange(_ context: StudyContext) throws(DataError) -> ArrangedRatings {
    precondition(!mustStartAgain, "the ratings are not collected")
    try categories.finish()
    var warnings: [String] = []
    let incompleteCount = (unitwise?.incompleteCount ?? 0) + (collected?.incompleteCount ?? 0)
    if incompleteCount > 0 {
      warnings.append("\(description.analysis): \(incompleteCount) ratings without unit, rater or group were left out")
    }
    warnings += categories.warnings.map { "\(description.analysis): \($0)" }
    if let found = sums.found {
      let note = TableDescription.countsNote(Array(columnNames[found.first...]), sum: found.sum)
      warnings.append("\(description.analysis): \(note)")
    }
    let names = RatingNames(
      group: group, unit: collected?.unit, rater: rater,
      raters: rater.sorted((0..<UInt32(rater.count)).map { $0 }, context.dictionaries),
      dictionaries: context.dictionaries)
    guard (unitwise?.hasRatings ?? false) || (collected?.count ?? 0) > 0 else {
      throw DataError(
        .unusable(reason: "there is no rating in \(columnNames.count == 1 ? "the column" : "any of the columns")"),
        file: context.firstFile, column: columnNames.count == 1 ? columnNames[0] : nil)
    }
    var units = try countedUnits(names, context)
    units.table.scales = categories.scales(
      groupCount: units.table.groupCount, group, context.dictionaries)
    let table = units.table
    let present = (0..<table.groupCount).filter { table.groupOffsets[$0 + 1] > table.groupOffsets[$0] }
    let order = group.sorted(present.map { UInt32($0) }, context.dictionaries, preferred: context.preferredOrder)
    let clusters = try collected?.unitClusters(context)
    if let clusters {
      let lonely = Set(table.units).count { clusters.codes[Int($0)] == missingKey }
      if lonely > 0 {
        warnings.append("\(description.analysis): \(lonely) units without a cluster count as clusters of their own")
      }
    }
    let repetition = dependent.warning(
      description.analysis, count: units.count, of: "units",
      advice: description.mayCluster ? DependentRows.clusterAdvice : nil)
    if let repetition { warnings.append(repetition) }
    return ArrangedRatings(
      units: units, groups: order, clusters: clusters, names: names,
      orderedCategories: categories.orderedCategories, warnings: warnings)
  }

  private mutating func countedUnits(_ names: RatingNames, _ context: StudyContext) throws(DataError) -> CountedUnits {
    let ranks = rater.ranks(context.dictionaries)
    if let unitwise {
      self.unitwise = nil
      let (dictionary, codes) = categories.finalCategories()
      return unitwise.countedUnits(groupCount: group.count, raters: ranks, categories: codes, dictionary)
    }
    guard var collected else { preconditionFailure("ratings are arranged once") }
    self.collected = nil
    let table = try collected.table(context, raters: ranks, group: group, categories) { duplicate in
      duplicateError(duplicate, names, context)
    }
    self.collected = collected
    return CountedUnits(table: table)
  }

  /// A column's name in a sentence that people may paste into a shell: where it is a plain word.
  private static func shown(_ column: String) -> String {
    let isPlain = column.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
    return isPlain && column.utf8.count <= 40 ? column : "with the column of the item"
  }

  private func duplicateError(
    _ error: DuplicateRating, _ names: RatingNames, _ context: StudyContext
  ) -> DataError {
    let examples = error.examples.map { place in
      func shown(_ label: String) -> String { DataError.printable(label, limit: 60) }
      let groupLabel = group.names.isEmpty ? "" : " (\(shown(group.label(place.group, context.dictionaries))))"
      let unit =
        names.unit?.names.isEmpty == true
        ? "" : "\(description.unit?.name ?? "unit") \(shown(names.unitLabel(place.unit))), "
      return "\(unit)rater \(shown(names.raterLabel(place.rater)))\(groupLabel)"
    }
    let rows = error.examples.map { place in
      let coders = [(names.unit, place.unit), (rater, names.raters[Int(place.rater)]), (group, place.group)]
      var keys: [RepeatedKeys.Key] = []
      for (coder, code) in coders {
        for key in coder?.columnLabels(code, context.dictionaries) ?? [] where !keys.contains(key) { keys.append(key) }
      }
      return RepeatedKeys(keys: keys, ratings: columnNames, areNumbers: categories.kind != .text)
    }
    let items =
      itemColumn.map { "where each item is an analysis of its own, say `by` \(Self.shown($0)); " } ?? ""
    var described = DataError(
      .duplicateRatings(examples: examples, count: error.count), file: context.firstFile,
      remedy: .options(
        (description.unit.map { "\($0.advice); " } ?? items)
          + "if a rater is unique only within a site, name both columns as the rater; "
          + "or choose a rule with `duplicates` \(description.unit == nil ? "first, last or mean" : "first or last")"))
    described.repeatedKeys = rows
    return described
  }
}
