import FidelityData

/// The states of a study's analyses, and the scores that some of them read.
struct StudyStates: Sendable {
  /// The table that a state reads: the data, or that of a stage.
  fileprivate enum Source: Sendable {
    case data
    case scores(stage: Int)
  }

  private var stages: [ScoreStage] = []
  private var states: [AnyAnalysisState] = []
  private var sources: [Source] = []
  /// What makes the rows that the analyses take; nil where they stand as they are.
  private var shape: ShapeStage?

  /// Begins the analyses.
  /// - Throws: what the table lacks.
  init(_ analyses: [any Analysis], _ table: inout StudyTable) throws(DataError) {
    try Self.refuseCounts(analyses, table)
    // Scores are made once for each way of telling administrations apart.
    var tables: [(administration: [String]?, table: StudyTable)] = []
    // An analysis that does not say it goes with the first that does.
    let standard = analyses.lazy.compactMap(\.administrationVariables).first
    for analysis in analyses {
      guard analysis.readsScores(table) else {
        states.append(AnyAnalysisState(try analysis.state(&table)))
        sources.append(.data)
        continue
      }
      let administration = type(of: analysis).name == Score.name ? analysis.administrationVariables : standard
      let index: Int
      if let known = tables.firstIndex(where: { $0.administration == administration }) {
        index = known
      } else {
        index = tables.count
        tables.append((administration, try table.administrations(of: administration)))
      }
      states.append(AnyAnalysisState(try analysis.state(&tables[index].table)))
      sources.append(.scores(stage: index))
    }
    for scores in tables { stages.append(try ScoreStage(scores.table, named: scores.administration, &table)) }
    shape = table.shapeStage
  }

  /// - Throws: `usage` for an analysis that does not take counts or frequencies.
  private static func refuseCounts(_ analyses: [any Analysis], _ table: StudyTable) throws(DataError) {
    guard let shape = table.shape, !shape.keepsRows else { return }
    for analysis in analyses where analysis.countedRows == .refused || analysis.readsScores(table) {
      throw DataError(
        .usage(
          reason: "\(type(of: analysis).name) takes a row as it stands, and a row of this table counts "
            + (shape.hasUnknownRaters ? "raters by category" : "units")),
        hint: "counts and frequencies are for reliability, raters, icc, concordance and group-agreement")
    }
  }

  /// - Throws: also ``startAgain``.
  mutating func consume(_ batch: Batch, _ dictionaries: [KeyDictionary]) throws(DataError) {
    guard var shape else { return try take(batch, dictionaries) }
    defer { self.shape = shape }
    let own = shape.dictionaries(dictionaries, areComplete: false)
    try shape.shape(batch, dictionaries) { batch throws(DataError) in try take(batch, own) }
  }

  private mutating func take(_ batch: Batch, _ dictionaries: [KeyDictionary]) throws(DataError) {
    var scored: [StudyRows?] = []
    for index in stages.indices { scored.append(try stages[index].consume(batch, dictionaries)) }
    for index in states.indices {
      switch sources[index] {
      case .data: try states[index].consume(StudyRows(batch, dictionaries))
      case .scores(let stage): if let rows = scored[stage] { try states[index].consume(rows) }
      }
    }
    if mustStartAgain { throw Self.startAgain }
  }

  /// Whether ratings must be collected from the beginning: then the states hold nothing of use.
  var mustStartAgain: Bool { states.contains(where: \.mustStartAgain) }

  /// Ends a scan that must be made again.
  static let startAgain = DataError(.unusable(reason: "ratings do not come unit by unit"))

  /// Tells the states that no more rows come.
  mutating func endScan(_ scanContext: StudyContext) {
    let (shape, stages) = (shape, stages)
    for (index, source) in sources.enumerated() {
      states[index].endScan { source.context(stages, Self.context(shape, scanContext)) }
    }
  }

  /// What is known of the rows that the analyses take.
  private static func context(_ shape: ShapeStage?, _ scanContext: StudyContext) -> StudyContext {
    guard let shape else { return scanContext }
    var context = scanContext
    context.dictionaries = shape.dictionaries(scanContext.dictionaries, areComplete: true)
    return context
  }

  /// Takes what other states have seen, in rows that follow.
  /// - Parameter codes: for each column of the scan, the code here of each code there.
  /// - Throws: also ``startAgain``.
  mutating func merge(_ other: StudyStates, _ scanCodes: [[UInt32]]) throws(DataError) {
    var codes = scanCodes
    if let theirs = other.shape { codes = try shape?.merge(theirs, scanCodes) ?? scanCodes }
    for index in stages.indices { try stages[index].merge(other.stages[index], codes) }
    for index in states.indices {
      switch sources[index] {
      case .data: try states[index].merge(other.states[index], codes)
      case .scores(let stage):
        // Scores of ratings that are gathered come after the scan.
        if !stages[stage].gathers { try states[index].merge(other.states[index], stages[stage].codes(codes)) }
      }
    }
    if mustStartAgain { throw Self.startAgain }
  }

  /// Hands out rows of a result table that nothing in the data to come can change. Of several analyses, another one may
  /// have the first table of the name.
  mutating func takeRows(of table: String, _ dictionaries: [KeyDictionary]) -> [Table] {
    guard states.count == 1 else { return [] }
    let dictionaries = shape?.dictionaries(dictionaries, areComplete: true) ?? dictionaries
    switch sources[0] {
    case .data: return states[0].takeRows(of: table, dictionaries)
    case .scores(let stage): return states[0].takeRows(of: table, stages[stage].dictionaries(dictionaries))
    }
  }

  /// Ends all analyses, in their order.
  /// - Parameter take: called with what each of them has found and its place, first with the warnings of scoring.
  mutating func finish(
    _ scanContext: StudyContext, take: (AnalysisOutcome, _ analysis: Int?) throws(DataError) -> Void
  ) throws(DataError) {
    let context = Self.context(shape, scanContext)
    if let shape, !shape.warnings.isEmpty { try take(AnalysisOutcome(warnings: shape.warnings), nil) }
    for stage in stages.indices {
      var finished = stages[stage]
      let warnings = try finished.finish(context) { rows throws(DataError) in
        for index in states.indices where sources[index].isStage(stage) { try states[index].consume(rows) }
      }
      try take(AnalysisOutcome(warnings: warnings), nil)
    }
    for (index, source) in sources.enumerated() {
      try take(try states[index].finish(source.context(stages, context)), index)
    }
  }
}

extension StudyStates.Source {
  fileprivate func isStage(_ index: Int) -> Bool { if case .scores(index) = self { true } else { false } }

  /// What is known of the rows of this table.
  fileprivate func context(_ stages: [ScoreStage], _ context: StudyContext) -> StudyContext {
    guard case .scores(let stage) = self else { return context }
    var own = context
    own.dictionaries = stages[stage].dictionaries(context.dictionaries)
    return own
  }
}
