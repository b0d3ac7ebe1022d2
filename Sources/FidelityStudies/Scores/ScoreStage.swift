import FidelityData
import FidelityFiles
import FidelityInstruments

/// Turns rows of the data into administrations with their scores: the rows of a table of scores, which analyses read as
/// they read the data.
///
/// Where every row is an administration, batches go through as they come. Elsewhere ratings are gathered first, and the
/// administrations follow at the end of the scan, in the order of their first rows.
struct ScoreStage: Sendable {
  /// Where a column of the table of scores comes from.
  private enum Column: Sendable {
    case score(scale: Int)
    /// A variable that an administration has one value of.
    case key(request: Int?, coder: Int)
    case number(request: Int, place: Int)
  }

  private let plan: ScorePlan
  private let scorer: InstrumentScorer
  private let columns: [Column]
  /// The names of the variables and of the numbers that administrations carry.
  private let carriedNames: [String]
  private var coders: [KeyCoder] = []
  private var numberRequests: [Int] = []
  private var administration: KeyCoder?
  private var items: RatedItems
  /// Nil where nothing says that rows differ, or where they may be alike.
  private var distinctRows: AdministrationRows?
  private var rows: ScoreRows
  private var pivot: ScorePivot
  private var block: ScoreBlock
  private var check = ValueCheck()
  private var incompleteCount = 0

  /// - Parameters:
  ///   - scores: the table of scores, with all columns that analyses ask it for.
  ///   - table: the data.
  init(_ scores: StudyTable, named administration: [String]?, _ table: inout StudyTable) throws(DataError) {
    guard let instrument = table.instrument, let items = try RatedItems(&table) else {
      throw StudyTable.lacksInstrument
    }
    self.items = items
    plan = try ScorePlan(instrument, administration: administration, &table)
    scorer = InstrumentScorer(instrument, lacking: table.lackingItems)
    try plan.refuseRecodedMeans(items.ofColumns, table.description.duplicates)
    self.administration = try plan.administration.map { variables throws(DataError) in try table.coder(variables) }
    let distinguishing = plan.distinguishing
    if !distinguishing.isEmpty {
      distinctRows = AdministrationRows(distinguishing, requests: try table.requests(distinguishing, .key))
    }
    var (columns, keyNames, numberNames) = ([Column](), [String](), [String]())
    for request in scores.requests {
      switch request.kind {
      case .number:
        if let scale = scores.score(request.name) {
          columns.append(.score(scale: scale))
        } else {
          columns.append(.number(request: try table.request(request.name, .number), place: numberNames.count))
          numberRequests.append(try table.request(request.name, .number))
          numberNames.append(request.name)
        }
      // Nothing of scores is asked for as a sequence.
      case .key, .sequence:
        let isColumn = table.layoutVariable(request.name) == nil
        columns.append(
          .key(request: isColumn ? try table.request(request.name, .key) : nil, coder: coders.count))
        coders.append(try table.coder(variables: [request.name]))
        keyNames.append(request.name)
      }
    }
    self.columns = columns
    carriedNames = keyNames + numberNames
    rows = ScoreRows(instrument, items: items.ofColumns, valueRequests: plan.valueRequests)
    pivot = ScorePivot(
      instrument, keyCount: keyNames.count, numberCount: numberNames.count, duplicates: table.description.duplicates)
    block = ScoreBlock(for: instrument)
  }

  /// Whether administrations are known only at the end of the scan.
  var gathers: Bool { administration != nil }

  /// Takes the next rows of the data.
  /// - Returns: their scores, where every row is an administration.
  mutating func consume(_ batch: Batch, _ dictionaries: [KeyDictionary]) throws(DataError) -> StudyRows? {
    let itemsOfRows = items.ofRows(batch, dictionaries)
    checkValues(batch, itemsOfRows)
    if let administrations = try administration?.rowCodes(batch) {
      if plan.mergesRows {
        try gatherRows(batch, administrations)
      } else {
        try gather(batch, administrations, itemsOfRows)
      }
      return nil
    }
    rows.fill(batch)
    let filled = rows
    distinctRows?.take(batch) { filled.hasRating($0) }
    scorer.score(rows.matrix, rowCount: batch.rowCount, into: &block)
    let columns = columns.map { column -> Batch.Column in
      switch column {
      case .score(let scale): .numbers(Buffer(block.scores[scale]))
      case .key(let request, _): batch.columns[request ?? 0]
      case .number(let request, _): batch.columns[request]
      }
    }
    return StudyRows(
      batch.with(columns: columns), self.dictionaries(dictionaries), scores: block, items: rows.matrix)
  }

  /// Takes what another state has seen, in rows that follow.
  mutating func merge(_ other: ScoreStage, _ codes: [[UInt32]]) throws(DataError) {
    check.merge(other.check)
    if let theirs = other.distinctRows { distinctRows?.merge(theirs, codes) }
    guard let theirs = other.administration else { return }
    incompleteCount += other.incompleteCount
    let administrations = try administration?.mergeRatingCodes(theirs, codes) ?? []
    var carried: [[UInt32]] = []
    for index in coders.indices { carried.append(try coders[index].mergeRatingCodes(other.coders[index], codes)) }
    pivot.merge(other.pivot, administrations: administrations, keys: carried)
  }

  /// The dictionaries of the columns of the table of scores.
  func dictionaries(_ dictionaries: [KeyDictionary]) -> [KeyDictionary] {
    columns.map { column in
      guard case .key(_, let coder) = column else { return KeyDictionary() }
      return coders[coder].dictionary(dictionaries)
    }
  }

  /// What the columns of the table of scores make of the codes of another state.
  func codes(_ codes: [[UInt32]]) -> [[UInt32]] {
    columns.map { column in
      guard case .key(let request?, _) = column else { return [] }
      return codes[request]
    }
  }
}

// MARK: - Gathering administrations

extension ScoreStage {
  private mutating func checkValues(_ batch: Batch, _ itemsOfRows: [Int?]) {
    for (column, request) in plan.valueRequests.enumerated() {
      let name = plan.columnNames[column]
      if items.request != nil {
        check.check(batch.numbers(request), plan.scales, items: itemsOfRows, column: name, batch)
      } else if let item = items.ofColumns[column] {
        check.check(request, plan.scales[item], column: name, batch)
      }
    }
  }

  /// Puts administrations together from rows.
  private mutating func gather(
    _ batch: Batch, _ administrations: Buffer<UInt32>, _ itemsOfRows: [Int?]
  ) throws(DataError) {
    guard let administration else { return }
    var carried: [Buffer<UInt32>] = []
    for index in coders.indices { carried.append(try coders[index].rowCodes(batch)) }
    let numbers = numberRequests.map { batch.numbers($0) }
    // The administration that each row was last noted with: most rows have one for all their columns.
    var noted = [UInt32](repeating: missingKey, count: batch.rowCount)
    for (column, request) in plan.valueRequests.enumerated() {
      let itemOfColumn = items.ofColumns[column]
      let step = administration.step(wideColumn: column)
      let steps = coders.map { $0.step(wideColumn: column) }
      batch.numbers(request).withSpan { values in
        administrations.withSpan { administrations in
          for row in values.indices where !values[row].isNaN {
            guard let item = itemOfColumn ?? (itemsOfRows.isEmpty ? nil : itemsOfRows[row]) else { continue }
            let code = step(administrations[row])
            guard code != missingKey else {
              incompleteCount += 1
              continue
            }
            if noted[row] != code {
              noted[row] = code
              pivot.note(administration: Int(code)) {
                steps[$0](carried[$0][row])
              } number: {
                numbers[$0][row]
              }
            }
            pivot.add(values[row], item: item, administration: Int(code))
          }
        }
      }
    }
  }

  /// Puts administrations together from rows that each have all items: a row's ratings of an item are averaged first,
  /// where it has several.
  private mutating func gatherRows(_ batch: Batch, _ administrations: Buffer<UInt32>) throws(DataError) {
    rows.fill(batch)
    var carried: [Buffer<UInt32>] = []
    for index in coders.indices { carried.append(try coders[index].rowCodes(batch)) }
    let numbers = numberRequests.map { batch.numbers($0) }
    for row in 0..<batch.rowCount {
      let code = administrations[row]
      guard code != missingKey else {
        incompleteCount += rows.ratingCount(row)
        continue
      }
      pivot.note(administration: Int(code)) {
        carried[$0][row]
      } number: {
        numbers[$0][row]
      }
      for item in plan.instrument.items.indices {
        let rating = rows.rating(row, item)
        if !rating.isNaN { pivot.add(rating, item: item, administration: Int(code)) }
      }
    }
  }

  /// Ends the scan: hands over the administrations that were gathered.
  /// - Parameter take: called with some administrations after the other.
  /// - Returns: what the user should know.
  /// - Throws: values off their scale, duplicates, nothing to score.
  mutating func finish(
    _ context: StudyContext, take: (StudyRows) throws(DataError) -> Void
  ) throws(DataError) -> [String] {
    try check.finish()
    let unknown = items.unknownNames(context.dictionaries)
    try distinctRows?.refuseRepeats(context.dictionaries)
    guard let administration else { return warnings(unknown) }
    try refuseDuplicates(administration, context)
    guard pivot.count > 0 else { throw nothingToScore(unknown, context) }
    let dictionaries = dictionaries(context.dictionaries)
    var row = 1
    try pivot.finish { rows throws(DataError) in
      scorer.score(rows.values, rowCount: rows.count, into: &block)
      let columns = columns.map { column -> Batch.Column in
        switch column {
        case .score(let scale): .numbers(Buffer(block.scores[scale]))
        case .key(_, let coder): .keys(Buffer(rows.keys[coder]))
        case .number(_, let place): .numbers(Buffer(rows.numbers[place]))
        }
      }
      let batch = Batch(columns: columns, rowCount: rows.count, source: "administrations", firstRow: row)
      row += rows.count
      try take(StudyRows(batch, dictionaries, scores: block, items: rows.values))
    }
    return warnings(unknown)
  }

  private func refuseDuplicates(_ administration: KeyCoder, _ context: StudyContext) throws(DataError) {
    guard context.duplicates == .error, plan.refusesDuplicates, pivot.duplicateCount > 0 else { return }
    let examples = pivot.duplicates.map { place in
      "\(administration.label(UInt32(place.administration), context.dictionaries)), "
        + "item \(plan.instrument.items[place.item].id)"
    }
    var error = DataError(
      .duplicateRatings(examples: examples, count: pivot.duplicateCount), file: context.firstFile,
      remedy: .options(
        "name the variables that tell administrations apart, or choose a rule with `duplicates` first, last or mean"))
    error.repeatedKeys = pivot.duplicates.map { place in
      var keys = administration.columnLabels(UInt32(place.administration), context.dictionaries)
      let item = plan.instrument.items[place.item].id
      if let column = plan.itemColumn { keys.append(RepeatedKeys.Key(column: column, label: item)) }
      let columns = plan.columnNames.indices.filter { items.ofColumns[$0] == place.item || plan.itemColumn != nil }
      return RepeatedKeys(keys: keys, ratings: columns.map { plan.columnNames[$0] }, areNumbers: true)
    }
    throw error
  }

  private func nothingToScore(_ unknown: [String], _ context: StudyContext) -> DataError {
    guard !unknown.isEmpty else {
      return DataError(
        .unusable(reason: "there is nothing to score: no row has a rating"), file: context.firstFile)
    }
    return DataError(
      .unusable(reason: "there is nothing to score: this and the other items are not in \(plan.instrument.id)"),
      file: context.firstFile, value: unknown[0],
      remedy: .listItems(instrument: plan.instrument.id))
  }

  private func warnings(_ unknown: [String]) -> [String] {
    var warnings: [String] = []
    if incompleteCount > 0 {
      warnings.append("score: \(incompleteCount) ratings without the variables of an administration were left out")
    }
    for (name, count) in zip(carriedNames, pivot.conflictCounts) where count > 0 {
      warnings.append("score: \(name) differs within \(count) administrations and was left empty there")
    }
    if !unknown.isEmpty {
      let shown = unknown.prefix(5).joined(separator: ", ") + (unknown.count > 5 ? ", ..." : "")
      warnings.append("score: \(unknown.count) items are not in \(plan.instrument.id) and were left out: \(shown)")
    }
    return warnings
  }
}
