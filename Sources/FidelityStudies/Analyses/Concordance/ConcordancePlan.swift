import FidelityData
import FidelityMeasurement

/// Which pairs of raters are compared in which group, and the work of it on threads.
struct ConcordancePlan {
  private let options: ConcordanceAnalysis
  private let arranged: ArrangedRatings
  private var columns: [RaterColumns]
  /// Raters by place in their group's columns.
  private var pairs: [(group: Int, first: Int, second: Int)?] = []
  /// Pairs, then all raters, group by group.
  private(set) var subjects = PairSubjects()
  private(set) var warnings: [String] = []

  init(_ options: ConcordanceAnalysis, _ arranged: ArrangedRatings) {
    (self.options, self.arranged) = (options, arranged)
    let pieces = Self.pieces(arranged.groups.count)
    columns = WorkerThreads.map(pieces.count) { piece in
      var places = [UInt32](repeating: missingKey, count: arranged.names.raters.count)
      return pieces[piece].map {
        RaterColumns(arranged.table, group: Int(arranged.groups[$0]), places: &places)
      }
    }.flatMap(\.self)
  }

  /// Some places for each piece of work.
  private static func pieces(_ count: Int) -> [Range<Int>] {
    let size = max(1, min(512, count / (4 * WorkerThreads.count)))
    return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }

  // MARK: - Pairs

  /// So many pairs take seconds and a gigabyte.
  static let mostPairs = 100_000

  static func tooManyPairs(_ context: StudyContext, hasReplicates: Bool = false) -> DataError {
    DataError(
      .unusable(reason: "there are more than \(mostPairs) pairs of raters"), file: context.firstFile,
      remedy: .options(
        "select some raters with `where`\(hasReplicates ? "" : ", say `overall`"), or name one as `reference`"))
  }

  /// - Parameter reference: the code of the rater whom the others are compared with.
  /// - Throws: `unusable` where there are too many pairs.
  mutating func choosePairs(reference: UInt32?, _ context: StudyContext) throws(DataError) {
    let all = columns.reduce(0) { $0 + RaterPairs.count($1.raters, reference) }
    let hasUnpaired = options.overall || all <= Self.mostPairs
    if !hasUnpaired {
      warnings.append(
        "concordance: pairs of raters without common units have no rows: \(all) pairs in all are more than "
          + "\(Self.mostPairs)")
    }
    var count = 0
    for (group, columns) in columns.enumerated() {
      if !options.overall {
        let chosen =
          hasUnpaired
          ? RaterPairs.all(columns.raters, reference)
          : columns.pairsWithUnits(
            arranged.table, group: Int(arranged.groups[group]), most: Self.mostPairs - count)?
            .filter { reference == nil || columns.raters[$0.0] == reference || columns.raters[$0.1] == reference }
        guard let chosen else { throw Self.tooManyPairs(context) }
        count += chosen.count
        append(chosen, group, columns, reference)
      }
      pairs.append(nil)
      subjects.append(group: group)
    }
  }

  private mutating func append(
    _ chosen: [(Int, Int)], _ group: Int, _ columns: RaterColumns, _ reference: UInt32?
  ) {
    for (first, second) in chosen {
      let isTurned = columns.raters[first] == reference
      let pair = isTurned ? (second, first) : (first, second)
      pairs.append((group, pair.0, pair.1))
      subjects.append(group: group, columns.raters[pair.0], columns.raters[pair.1])
    }
    if chosen.isEmpty, columns.raters.count < 2 || reference != nil {
      // A rater alone, or none of them the reference.
      pairs.append((group, 0, 0))
      subjects.append(group: group, columns.raters.count == 1 ? columns.raters[0] : nil, nil)
    }
  }

  // MARK: - Work

  /// Ranks every rater's ratings, once for all pairs.
  mutating func rank() {
    let all = columns
    let jobs = all.indices.flatMap { group in all[group].raters.indices.map { (group, $0) } }
    let pieces = Self.pieces(jobs.count)
    var ranks = WorkerThreads.map(pieces.count) { piece in
      jobs[pieces[piece]].map { all[$0.0].ranked($0.1) }
    }.flatMap(\.self)[...]
    for group in columns.indices {
      let count = columns[group].raters.count
      columns[group].take(ranks: Array(ranks.prefix(count)))
      ranks = ranks.dropFirst(count)
    }
  }

  func estimates() -> EstimateTable {
    let pieces = Self.pieces(subjects.count)
    let work = ConcordanceRows(options: options)
    let tables = WorkerThreads.map(pieces.count) { [self] piece in
      var (table, factors) = (EstimateTable(ConcordanceRows.columns), ToleranceFactors())
      for subject in pieces[piece] {
        for row in rows(subject, work, &factors) { table.append(row, group: subject) }
      }
      return table
    }
    var result = EstimateTable(ConcordanceRows.columns)
    for table in tables { result.append(table) }
    return result
  }

  private func rows(_ subject: Int, _ work: ConcordanceRows, _ factors: inout ToleranceFactors) -> [Estimate] {
    guard let pair = pairs[subject] else {
      let group = subjects.groups[subject]
      return work.rows(columns[group], arranged, group: Int(arranged.groups[group]))
    }
    if pair.first != pair.second { return work.rows(columns[pair.group].pair(pair.first, pair.second), &factors) }
    return work.rows(withoutPairOf: columns[pair.group].raters.count)
  }

  // MARK: - Points

  /// So many pictures nobody looks at.
  private static let mostPictures = 1_000

  /// Why so many pairs have no picture; nil where they have.
  static func refusal(ofPictures count: Int) -> String? {
    count > mostPictures ? "points are of up to \(mostPictures) pairs of raters, and there are \(count)" : nil
  }

  static func tooManyPictures(_ refusal: String, _ context: StudyContext) -> DataError {
    DataError(
      .unusable(reason: refusal), file: context.firstFile,
      remedy: .options("select some raters with `where`, or name one as `reference`"))
  }

  /// - Parameter isAskedFor: whether points are what is printed.
  /// - Returns: the table, and why it is empty where it is.
  /// - Throws: `unusable` where there are too many pairs and points are asked for.
  func points(isAskedFor: Bool, _ context: StudyContext) throws(DataError) -> (Table, String?) {
    let count = pairs.count { pair in pair.map { $0.first != $0.second } ?? false }
    if let refusal = Self.refusal(ofPictures: count) {
      if isAskedFor { throw Self.tooManyPictures(refusal, context) }
      let empty = BlandAltmanPicture.table([], subjects, arranged.groups, arranged.names, options.pairScale)
      return (empty, "\(ConcordanceAnalysis.pointsTable): no rows: \(refusal)")
    }
    let ranks = arranged.names.unitRanks
    let pieces = Self.pieces(subjects.count)
    let pictures = WorkerThreads.map(pieces.count) { [self] piece in
      pieces[piece].compactMap { subject -> BlandAltmanPicture? in
        guard let pair = pairs[subject], pair.first != pair.second else { return nil }
        let group = Int(arranged.groups[pair.group])
        let found = columns[pair.group].pair(pair.first, pair.second)
        let offset = arranged.table.groupOffsets[group]
        let points = found.units.indices.map { place in
          (
            unit: arranged.table.units[offset + Int(found.units[place])],
            BlandAltmanPoint(found.x[place], found.y[place], scale: options.pairScale)
          )
        }
        return BlandAltmanPicture(subject, points, ranks: ranks)
      }
    }.flatMap(\.self)
    return (BlandAltmanPicture.table(pictures, subjects, arranged.groups, arranged.names, options.pairScale), nil)
  }
}
