import FidelityComponents
import FidelityData
import FidelityMeasurement
import FidelityProbability

/// The rows of some values of `by`, each with all its groups.
struct GroupAgreementPart: Sendable {
  /// So many groups are a piece of work.
  static let groupsOfPiece = 2_048

  static let columns: EstimateColumns = [
    .term, .form, .lower, .upper, .level, .numeratorDegreesOfFreedom, .degreesOfFreedom, .test, .unitCount,
    .raterCount, .observationCount, .method, .note,
  ]

  /// Some of the rows.
  struct Block: Sendable {
    var table = EstimateTable(GroupAgreementPart.columns)
    /// The group of each place of the table; any group of the level where a place stands for all of them.
    var codes: [UInt32] = []
    var isWhole: [Bool] = []

    mutating func append(_ piece: GroupAgreementLevel.Piece, of groups: [UInt32]) {
      if codes.isEmpty { table = piece.table } else { table.append(piece.table, groupShift: codes.count) }
      codes += groups[piece.groups]
      isWhole += repeatElement(false, count: piece.groups.count)
    }

    mutating func append(_ rows: [Estimate], ofAll group: UInt32) {
      for row in rows { table.append(row, group: codes.count) }
      codes.append(group)
      isWhole.append(true)
    }
  }

  private(set) var blocks: [Block] = []
  private(set) var summary = GroupAgreementSummary()
  private(set) var warnings: [String] = []

  init(_ plan: GroupAgreementPlan, levels: [(place: Int, groups: [UInt32])]) {
    var block = Block()
    for level in levels {
      let found = GroupAgreementLevel(plan, groups: level.groups, key: level.place)
      for piece in found.pieces {
        block.append(piece, of: level.groups)
        // Results stay in the pieces they were made in.
        guard block.codes.count >= Self.groupsOfPiece else { continue }
        blocks.append(block)
        block = Block()
      }
      block.append(found.wholeRows, ofAll: level.groups[0])
      summary.append(found.summaries, group: level.groups[0])
      warnings += found.warnings.filter { !warnings.contains($0) }
    }
    blocks.append(block)
  }
}

/// All groups of one value of `by`.
struct GroupAgreementLevel {
  /// Some groups, and what they bring to the rows of all.
  struct Piece: Sendable {
    let groups: Range<Int>
    var table = EstimateTable(GroupAgreementPart.columns)
    /// What the rows of a group are of, and their values, group after group.
    var rows: [Estimate] = []
    var values: [Double] = []
    /// The group and the rating of every rater, by target.
    var targets: [Target]
  }

  /// What intraclass correlations are of: an item, or the mean of several.
  struct Target: Sendable {
    var groups: [UInt32] = []
    var values: [Double] = []
  }

  private(set) var pieces: [Piece]
  private(set) var wholeRows: [Estimate] = []
  private(set) var summaries: [GroupAgreementSummary.Row] = []
  private(set) var warnings: [String] = []

  init(_ plan: GroupAgreementPlan, groups: [UInt32], key: Int) {
    let items = LevelItems(plan, groups: groups)
    let size = GroupAgreementPart.groupsOfPiece
    let ranges = stride(from: 0, to: groups.count, by: size).map { $0..<min($0 + size, groups.count) }
    pieces = WorkerThreads.map(ranges.count) { Self.piece(plan, items, groups, ranges[$0]) }
    var targets = items.targetTerms.map { _ in Target() }
    for place in pieces.indices {
      for (target, part) in pieces[place].targets.enumerated() {
        targets[target].groups += part.groups
        targets[target].values += part.values
      }
      pieces[place].targets = []
    }
    summarise(items, cut: plan.options.cut)
    let found = targets
    wholeRows += WorkerThreads.map(found.count) { place in
      Self.intraclass(plan, found[place], term: items.targetTerms[place])
    }.flatMap(\.self)
    guard let resamples = plan.options.resamples else { return }
    let bootstrap = Bootstrap(resamples: resamples, seed: plan.seed).keyed(by: UInt64(key))
    for (place, target) in targets.enumerated() {
      let chance = RandomGroups(
        groups: target.groups, values: target.values, level: plan.options.level, bootstrap.keyed(by: UInt64(place)))
      wholeRows += chance.estimates.map { row in
        var row = row
        row.term = items.targetTerms[place]
        return row
      }
    }
    addCritical(plan, items, targets)
  }

  /// The rows of some groups.
  private static func piece(
    _ plan: GroupAgreementPlan, _ items: LevelItems, _ groups: [UInt32], _ range: Range<Int>
  ) -> Piece {
    var piece = Piece(groups: range, targets: items.targetTerms.map { _ in Target() })
    var ratings = items.scaled.isEmpty ? nil : GroupRatings(scales: items.scales(of: items.scaled))
    var ofSets = items.instrumentSets.map { GroupRatings(scales: items.scales(of: $0.items)) }
    let scaled = items.scaled
    var answers: [Double] = []
    for place in range {
      let matrix = GroupMatrix(plan, group: groups[place], places: items.places, scales: items.scales)
      for rater in 0..<matrix.raterCount {
        let own = matrix.ratings(ofRater: rater)
        func take(_ members: [Int]) {
          answers.removeAll(keepingCapacity: true)
          for item in members { answers.append(own[own.startIndex + item]) }
        }
        if ratings != nil {
          take(scaled)
          ratings?.add(group: place - range.lowerBound, ratings: answers.span)
        }
        for (index, set) in items.instrumentSets.enumerated() {
          take(set.items)
          ofSets[index].add(group: place - range.lowerBound, ratings: answers.span)
        }
        items.forEachTarget(own) { target, value in
          piece.targets[target].groups.append(UInt32(place))
          piece.targets[target].values.append(value)
        }
      }
    }
    guard let ratings else { return piece }
    let agreement = WithinGroupAgreement(plan.nulls)
    let names = items.labels.map { labels in scaled.map { labels[$0] } }
    var rows: [Estimate] = []
    for group in 0..<range.count {
      rows.removeAll(keepingCapacity: true)
      agreement.append(ratings, group: group, items: names, to: &rows)
      for (index, set) in items.instrumentSets.enumerated() {
        agreement.appendScale(ofSets[index], group: group, term: set.term, to: &rows)
      }
      if group == 0 {
        piece.rows = rows
        piece.table.reserveCapacity(rows.count * range.count)
        piece.values.reserveCapacity(rows.count * range.count)
      }
      for row in rows {
        piece.table.append(row, group: group)
        piece.values.append(row.estimate)
      }
    }
    return piece
  }

  // MARK: - All groups

  private mutating func summarise(_ items: LevelItems, cut: Double) {
    guard let rows = pieces.first?.rows else { return }
    let values = pieces.map(\.values)
    summaries = WorkerThreads.map(rows.count) { place in
      let row = rows[place]
      let isDeviation = row.quantity == "average-deviation"
      let bound = isDeviation ? items.practicalDeviation(term: row.term) : cut
      let own = values.flatMap { part in stride(from: place, to: part.count, by: rows.count).map { part[$0] } }
      return GroupAgreementSummary.Row(
        quantity: row.quantity, term: row.term, form: row.form, cut: bound,
        values: AgreementSummary(own, cut: bound, lessIsBetter: isDeviation))
    }
    for place in pieces.indices { pieces[place].values = [] }
  }

  private static func intraclass(_ plan: GroupAgreementPlan, _ target: Target, term: String?) -> [Estimate] {
    var moments = OneWayMoments()
    moments.add(groups: target.groups.span, values: target.values.span)
    let size: GroupIntraclass.Size = plan.options.groupSize == .k0 ? .k0 : .mean
    let rows = GroupIntraclass(OneWayAnova(moments), size: size).estimates(level: plan.options.level)
    return rows.map { row in
      var row = row
      row.term = term
      return row
    }
  }

  /// With more sizes of groups, those that most groups have.
  private static let mostSizes = 100

  /// What raters by chance reach, for each size of a group.
  private struct Chance: Sendable {
    let null: AgreementNull
    let scale: ResponseScale
    let itemCount: Int
    let raterCount: Int
    let term: String?
  }

  private mutating func addCritical(_ plan: GroupAgreementPlan, _ items: LevelItems, _ targets: [Target]) {
    guard let resamples = plan.options.resamples else { return }
    var wanted: [Chance] = []
    func add(_ scale: ResponseScale, _ count: Int, _ term: String?, of targets: [Target]) {
      let sizes = sizes(targets)
      for null in plan.nulls {
        guard null.shares(optionCount: scale.optionCount) != nil else {
          let warning =
            "\(GroupAgreementAnalysis.name): no critical values against \(null.name): nobody has published how often "
            + "each of \(scale.optionCount) options is chosen then"
          if !warnings.contains(warning) { warnings.append(warning) }
          continue
        }
        wanted += sizes.map { Chance(null: null, scale: scale, itemCount: count, raterCount: $0, term: term) }
      }
    }
    let scales = items.scales(of: items.scaled)
    if let scale = scales.first, Set(scales).count == 1 {
      let term = items.scaled.count == 1 ? items.labels?[items.scaled[0]] : nil
      add(scale, 1, term, of: items.scaled.map { targets[$0] })
    } else {
      for (item, scale) in zip(items.scaled, scales) { add(scale, 1, items.labels?[item], of: [targets[item]]) }
    }
    for (place, set) in items.sets.enumerated() {
      let scales = items.scales(of: set.items)
      guard scales.count == set.items.count, Set(scales).count == 1 else { continue }
      add(scales[0], set.items.count, set.term, of: [targets[items.count + place]])
    }
    let (chances, seed, level) = (wanted, plan.seed, plan.options.level)
    wholeRows += WorkerThreads.map(chances.count) { place in
      let chance = chances[place]
      // What a size is held against does not depend on the sizes of other groups.
      let bootstrap = Bootstrap(resamples: resamples, seed: seed).keyed(by: UInt64(chance.raterCount))
      let critical = AgreementCritical(
        chance.null, raterCount: chance.raterCount, scale: chance.scale, itemCount: chance.itemCount, level: level,
        bootstrap)
      return (critical?.estimates ?? []).map { row in
        var row = row
        row.term = chance.term
        return row
      }
    }.flatMap(\.self)
  }

  /// The sizes of groups of two raters or more, ascending.
  private mutating func sizes(_ targets: [Target]) -> [Int] {
    var known: [Int: Int] = [:]
    for target in targets {
      var start = 0
      while start < target.groups.count {
        var end = start + 1
        while end < target.groups.count, target.groups[end] == target.groups[start] { end += 1 }
        known[end - start, default: 0] += 1
        start = end
      }
    }
    known[1] = nil
    if known.count > Self.mostSizes {
      let warning =
        "\(GroupAgreementAnalysis.name): groups have \(known.count) sizes; critical values are those of the "
        + "\(Self.mostSizes) most frequent ones"
      if !warnings.contains(warning) { warnings.append(warning) }
    }
    let frequent = known.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.mostSizes)
    return frequent.map(\.key).sorted()
  }
}
