import FidelityData
import FidelityFiles

/// Ratings collected one by one, with the units that they are of: for analyses that need units, and for tables in which
/// the ratings of a unit lie scattered.
struct RatingsOfUnits: Sendable {
  private(set) var unit: KeyCoder
  private var collected = RatingCollector()
  /// The cluster of a unit; all units are of one where nothing names it.
  private var cluster: KeyCoder
  private var clusters = UnitClusterCollector()
  private var goldStandard: GoldStandardCodes?
  /// Ratings without unit, rater or group.
  private(set) var incompleteCount = 0

  init(_ unit: KeyCoder, cluster: KeyCoder, goldStandard: GoldStandardCodes?) {
    self.unit = unit
    self.cluster = cluster
    self.goldStandard = goldStandard
  }

  /// The number of ratings.
  var count: Int { collected.count }
}

// MARK: - The scan

extension RatingsOfUnits {
  /// Takes the ratings of the next rows.
  mutating func consume(
    _ cells: RatingCells, rater: KeyCoder, group: KeyCoder, _ categories: inout RatingCategories,
    _ dictionaries: [KeyDictionary]
  ) throws(DataError) {
    let units = try unit.rowCodes(cells.batch)
    if cells.columns.count == 1 {
      append(cells.columns[0], cells, units, rater, group)
    } else {
      appendRowByRow(cells, units, rater, group)
    }
    if !cluster.names.isEmpty { try takeClusters(cells, units) }
    guard let goldStandard else { return }
    let codes = categories.codes(
      cells.columns.count, named: goldStandard.column, goldStandard.request, cells.batch, dictionaries)
    self.goldStandard?.take(codes, unit.step(wideColumn: 0), units, group.step(wideColumn: 0), cells.groups)
  }

  /// Takes the cluster of each unit of a batch.
  private mutating func takeClusters(_ cells: RatingCells, _ units: Buffer<UInt32>) throws(DataError) {
    let codes = try cluster.rowCodes(cells.batch)
    for column in cells.columns.indices {
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
    clusters.endRows(cells.batch.rowCount)
  }

  /// Takes a single column of ratings.
  private mutating func append(
    _ codes: Buffer<UInt32>, _ cells: RatingCells, _ units: Buffer<UInt32>, _ rater: KeyCoder, _ group: KeyCoder
  ) {
    let step = CellStep(unit, rater, group, column: 0)
    codes.withSpan { codes in
      units.withSpan { units in
        cells.raters.withSpan { raters in
          cells.groups.withSpan { groups in
            for row in codes.indices where codes[row] != missingKey {
              append(codes[row], step, unit: units[row], rater: raters[row], group: groups[row])
            }
          }
        }
      }
    }
  }

  /// Takes several columns of ratings, the ratings of a row together: where units are rows, they come in order then;
  /// and of several ratings that one rater gave a unit, the first and the last are those of the data, wherever a batch
  /// ends.
  private mutating func appendRowByRow(
    _ cells: RatingCells, _ units: Buffer<UInt32>, _ rater: KeyCoder, _ group: KeyCoder
  ) {
    let width = cells.columns.count
    let steps = (0..<width).map { CellStep(unit, rater, group, column: $0) }
    let blockSize = max(1, Self.blockCells / width)
    var block = [UInt32](repeating: missingKey, count: blockSize * width)
    for start in stride(from: 0, to: cells.batch.rowCount, by: blockSize) {
      let rows = start..<min(start + blockSize, cells.batch.rowCount)
      for (column, codes) in cells.columns.enumerated() {
        var block = block.mutableSpan
        codes.withSpan { codes in for row in rows { block[(row - start) * width + column] = codes[row] } }
      }
      for row in rows {
        let (unit, rater, group) = (units[row], cells.raters[row], cells.groups[row])
        for column in 0..<width {
          let code = block[(row - start) * width + column]
          if code != missingKey { append(code, steps[column], unit: unit, rater: rater, group: group) }
        }
      }
    }
  }

  /// So many cells stay in the cache.
  private static let blockCells = 1 << 13

  /// What a column makes of the codes of a row.
  private struct CellStep {
    let unit: KeyCoder.Step
    let rater: KeyCoder.Step
    let group: KeyCoder.Step

    init(_ unit: KeyCoder, _ rater: KeyCoder, _ group: KeyCoder, column: Int) {
      self.unit = unit.step(wideColumn: column)
      self.rater = rater.step(wideColumn: column)
      self.group = group.step(wideColumn: column)
    }
  }

  @inline(__always)
  private mutating func append(
    _ category: UInt32, _ step: CellStep, unit rowUnit: UInt32, rater rowRater: UInt32, group rowGroup: UInt32
  ) {
    let (unit, rater, group) = (step.unit(rowUnit), step.rater(rowRater), step.group(rowGroup))
    if unit == missingKey || rater == missingKey || group == missingKey {
      incompleteCount += 1
    } else {
      collected.append(group: group, unit: unit, rater: rater, category: category)
    }
  }

  /// Takes the ratings of the rows that follow.
  /// - Parameters:
  ///   - codes: for each column of the scan, the code here of each code there.
  ///   - groups, raters, categories: the same for groups, raters and categories.
  mutating func merge(
    _ other: RatingsOfUnits, _ codes: [[UInt32]], groups: [UInt32], raters: [UInt32], categories: [UInt32]
  ) throws(DataError) {
    let units = try unit.mergeRatingCodes(other.unit, codes)
    collected.merge(other.collected, groups: groups, units: units, raters: raters, categories: categories)
    incompleteCount += other.incompleteCount
    let clusterCodes = try cluster.mergeRatingCodes(other.cluster, codes)
    clusters.merge(other.clusters, units: units, clusters: clusterCodes)
    if let theirs = other.goldStandard {
      goldStandard?.merge(theirs, groups: groups, units: units, categories: categories)
    }
  }
}

// MARK: - After the scan

extension RatingsOfUnits {
  /// Arranges what was collected, and forgets it.
  /// - Parameters:
  ///   - raters: what each rater's code becomes; the gold standard, if any, becomes a rater after them.
  ///   - describe: what the codes of a duplicate stand for.
  /// - Throws: gold-standard codes that contradict each other, duplicates.
  mutating func table(
    _ context: StudyContext, raters: [UInt32], group: KeyCoder, _ categories: RatingCategories,
    duplicateError: (DuplicateRating) -> DataError
  ) throws(DataError) -> RatingTable {
    collected.recodeRaters(raters)
    if let goldStandard {
      try goldStandard.finish(context, unit, group, categories)
      goldStandard.append(to: &collected, rater: UInt32(raters.count))
    }
    let (dictionary, codes) = categories.finalCategories()
    let ratings = codes.map { collected.recoded($0) } ?? collected
    collected = RatingCollector()
    do {
      return try RatingTable(
        ratings, groupCount: group.count, unitCount: unit.count, dictionary: dictionary, duplicates: context.duplicates)
    } catch {
      throw duplicateError(error)
    }
  }

  /// The clusters of the units, numbered in the order of their names; nil where nothing names them.
  /// - Throws: a unit in two clusters.
  func unitClusters(_ context: StudyContext) throws(DataError) -> UnitClusters? {
    guard !cluster.names.isEmpty else { return nil }
    do {
      return try clusters.clusters(unitCount: unit.count, ranks: cluster.ranks(context.dictionaries))
    } catch {
      func shown(_ label: String) -> String { DataError.printable(label, limit: 60) }
      let names = [error.first, error.second].map { shown(cluster.label($0, context.dictionaries)) }
      let name = shown(unit.label(error.unit, context.dictionaries))
      throw DataError(
        .unusable(reason: "unit \(name) lies in two clusters, \(names[0]) and \(names[1])"),
        file: context.firstFile, column: cluster.names.joined(separator: ", "),
        hint: "a unit belongs to one cluster; if a unit is unique only within a cluster, name both columns as the unit")
    }
  }
}
