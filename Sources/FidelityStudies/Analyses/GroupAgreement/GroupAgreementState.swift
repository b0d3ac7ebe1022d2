import FidelityData
import FidelityInstruments
import FidelityMeasurement
import FidelityProbability
import FidelityReliability

/// Agreement within the groups of a scan.
///
/// Tables: `group-agreement`, the rows of each group and, for each value of `by`, those of all groups together;
/// `group-agreement-summary`, the indices over groups.
struct GroupAgreementState: RatingsState {
  private let options: GroupAgreementAnalysis
  private let declared: GroupAgreementAnalysis.DeclaredScale?
  private let nulls: [AgreementNull]
  var ratings: CollectedRatings
  private let instrument: Instrument?
  /// How many of the group's variables are those of `by`.
  private let levelWidth: Int
  /// Whether something names items.
  private let hasItems: Bool
  private let seed: UInt64

  init(_ options: GroupAgreementAnalysis, _ table: inout StudyTable) throws(DataError) {
    self.options = options
    do throws(OptionFault) {
      declared = try options.declaredScale
      nulls = try options.nulls
    } catch {
      throw error.usage(of: GroupAgreementAnalysis.name)
    }
    let role = table.description.roles["group"] != nil || table.layoutVariable("group") != nil ? ["group"] : []
    let group = options.group.names.isEmpty ? role : options.group.names
    guard !group.isEmpty else {
      throw DataError(
        .usage(reason: "the analysis needs to know which column is the group"), remedy: .nameColumn(role: "group"))
    }
    let levels = Self.variables(options.by.names, table)
    let grouping = Self.variables(options.by.names + group, table)
    guard grouping.count > levels.count else {
      throw DataError(
        .usage(reason: "the group is what results are by, so that nothing is within it"),
        column: group.joined(separator: ", "), remedy: .options("leave it out of `by`"))
    }
    levelWidth = levels.count
    if table.instrument != nil, table.variables("item").contains(where: { grouping[levels.count...].contains($0) }) {
      throw DataError(
        .usage(reason: "items of an instrument have scales of their own, and so are no groups"),
        remedy: .options("name the item with `by` for an analysis of each, or with `item` for all together"))
    }
    let items = table.description.roles["item"] != nil || table.layoutVariable("item") != nil
    let units = (items ? table.variables("item") : []).filter { !grouping.contains($0) }
    hasItems = !units.isEmpty
    instrument = declared == nil ? table.instrument : nil
    seed = table.seed
    if table.description.duplicates == .mean, declared != nil || instrument != nil {
      throw DataError(
        .usage(reason: "means of duplicate ratings are no points of the scale"),
        remedy: .options("choose another rule with `duplicates`, first or last"))
    }
    var description = RatingsDescription(
      analysis: GroupAgreementAnalysis.name, by: options.by.names + group, scale: .interval,
      categories: declared?.categories ?? .none)
    if case .labels = description.categories { description.scale = .ordinal }
    description.comparesRaters = false
    description.unit = RatingsDescription.Unit(
      variables: units, name: "item",
      advice: "a rater rates an item once in a group: where there are several items, name them with `item`, and where "
        + "groups rate several targets, name the target among `group`")
    ratings = try CollectedRatings(description, &table)
  }

  private static func variables(_ names: [String], _ table: StudyTable) -> [String] {
    var variables: [String] = []
    for variable in names.flatMap({ table.variables($0) }) where !variables.contains(variable) {
      variables.append(variable)
    }
    return variables
  }

  mutating func finish(_ context: StudyContext) throws(DataError) -> AnalysisOutcome {
    let arranged = try ratings.arrange(context)
    let names = arranged.names
    // Groups without a rating have rows, too.
    let codes = names.group.sorted(
      (0..<UInt32(arranged.table.groupCount)).map { $0 }, context.dictionaries, preferred: context.preferredOrder)
    let items = items(names, context)
    let plan = GroupAgreementPlan(
      options: options, nulls: nulls, table: arranged.table, values: values(arranged.table.dictionary),
      items: items.codes, labels: hasItems ? items.labels : nil, itemScales: itemScales(items.labels),
      scale: declared?.scale, isReversed: isReversed(items.labels), sets: itemSets(items.labels), seed: seed)
    let levels = Self.runs(codes) { names.group.isSame($0, $1, first: levelWidth) }
    let chunks = Self.chunks(levels)
    let (width, keys) = (levelWidth, codes)
    let parts = WorkerThreads.map(chunks.count) { chunk in
      GroupAgreementPart(plan, levels: chunks[chunk].map { (place: $0, groups: Array(keys[levels[$0]])) })
    }
    var outcome = AnalysisOutcome(warnings: arranged.warnings)
    let blocks = parts.flatMap(\.blocks)
    let tables = WorkerThreads.map(blocks.count) { place in
      let block = blocks[place]
      let columns = names.groupColumns(block.codes).enumerated().map { place, column in
        place < width ? column : column.blanked(where: block.isWhole)
      }
      return block.table.table(groups: columns)
    }
    outcome.tables.append(StudyResultTable(GroupAgreementAnalysis.name, pieces: tables))
    let summaries = parts.map { $0.summary.table(Array(names.groupColumns($0.summary.codes).prefix(width))) }
    outcome.tables.append(StudyResultTable(GroupAgreementAnalysis.tables[1], pieces: summaries))
    outcome.warnings += warnings(plan, parts, arranged.table, items.labels)
    return outcome
  }

  // MARK: - What codes stand for

  private func items(_ names: RatingNames, _ context: StudyContext) -> (codes: [UInt32], labels: [String]) {
    guard let unit = names.unit else { return ([0], [""]) }
    let codes = unit.sorted(
      (0..<UInt32(unit.count)).map { $0 }, context.dictionaries, preferred: context.preferredOrder)
    return (codes, codes.map { unit.label($0, context.dictionaries) })
  }

  /// The number that each category is.
  private func values(_ dictionary: CategoryDictionary) -> [Double] {
    guard dictionary.kind == .text else { return dictionary.numbers }
    guard case .labels(let labels)? = declared?.categories else { return dictionary.labels.map { _ in .nan } }
    return dictionary.labels.map { label in labels.firstIndex(of: label).map { Double($0 + 1) } ?? .nan }
  }

  /// The scale of each item; empty where groups tell items apart.
  private func itemScales(_ labels: [String]) -> [ResponseScale?] {
    if let scale = declared?.scale { return labels.map { _ in scale } }
    guard let instrument, hasItems else { return [] }
    return labels.map { label in
      instrument.itemIndex(label).flatMap { instrument.items[$0].points }.flatMap { ResponseScale(points: $0) }
    }
  }

  private func isReversed(_ labels: [String]) -> [Bool] {
    guard let instrument, hasItems else { return [] }
    return labels.map { label in instrument.itemIndex(label).map { instrument.items[$0].isReversed } ?? false }
  }

  /// The scales of the instrument that are made of several of the items.
  private func itemSets(_ labels: [String]) -> [GroupAgreementPlan.ItemSet] {
    guard let instrument, hasItems else { return [] }
    let places = labels.map { instrument.itemIndex($0) }
    return instrument.scales.compactMap { scale in
      let members = places.indices.filter { place in places[place].map(scale.items.contains) ?? false }
      return members.count > 1 ? GroupAgreementPlan.ItemSet(term: scale.id, items: members) : nil
    }
  }

  // MARK: - Pieces of work

  private static func runs(_ codes: [UInt32], _ isSame: (UInt32, UInt32) -> Bool) -> [Range<Int>] {
    var (runs, start) = ([Range<Int>](), 0)
    for place in codes.indices where place + 1 == codes.count || !isSame(codes[place], codes[place + 1]) {
      runs.append(start..<place + 1)
      start = place + 1
    }
    return runs
  }

  /// Levels that together have some groups, one after the other.
  private static func chunks(_ levels: [Range<Int>]) -> [Range<Int>] {
    var (chunks, start, count) = ([Range<Int>](), 0, 0)
    for place in levels.indices {
      count += levels[place].count
      guard count >= GroupAgreementPart.groupsOfPiece || place + 1 == levels.count else { continue }
      chunks.append(start..<place + 1)
      (start, count) = (place + 1, 0)
    }
    return chunks
  }

  // MARK: - What the user should know

  private func warnings(
    _ plan: GroupAgreementPlan, _ parts: [GroupAgreementPart], _ table: RatingTable, _ labels: [String]
  ) -> [String] {
    let name = GroupAgreementAnalysis.name
    var warnings: [String] = []
    if declared == nil, instrument == nil {
      let values = plan.values.filter { !$0.isNaN }
      let seen = values.min().map { low in
        " (ratings go from \(CategoryDictionary.label(low)) to \(CategoryDictionary.label(values.max() ?? low)))"
      }
      warnings.append(
        "\(name): rWG, average deviation and aWG need the scale of ratings, which range or categories say"
          + (seen ?? ""))
    } else if let instrument, hasItems {
      let unknown = zip(labels, plan.itemScales).filter { $0.1 == nil }.map(\.0)
      if !unknown.isEmpty {
        warnings.append(
          "\(name): \(unknown.prefix(5).joined(separator: ", "))\(unknown.count > 5 ? ", ..." : "") "
            + "have no scale of points in \(instrument.id): no rWG, average deviation and aWG")
      }
    }
    for warning in parts.flatMap(\.warnings) where !warnings.contains(warning) { warnings.append(warning) }
    return warnings
  }
}

extension Table.Column {
  /// The same column without the values of some rows.
  fileprivate func blanked(where isBlank: [Bool]) -> Table.Column {
    guard isBlank.contains(true) else { return self }
    func kept<Value>(_ values: [Value], _ blank: Value) -> [Value] { zip(values, isBlank).map { $1 ? blank : $0 } }
    let values: Table.Values =
      switch self.values {
      case .text(let codes, let labels): .text(codes: kept(codes, missingKey), labels: labels)
      case .numbers(let numbers): .numbers(kept(numbers, .nan))
      case .integers(let integers): .integers(kept(integers, nil))
      case .wholes(let integers): .integers(kept(integers.map { $0 }, nil))
      }
    return Table.Column(name, values)
  }
}
