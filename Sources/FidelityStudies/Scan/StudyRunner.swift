public import FidelityData
import FidelityFiles
import FidelitySystem
public import FidelityInstruments

/// How far a run has come.
public struct StudyProgress: Sendable {
  /// Bytes of the input files read so far, and in all; nil where a pipe hides its length.
  public var bytesDone: Int
  public var byteCount: Int?
  public var rowCount: Int
}

/// What a study's run gives.
public struct StudyResults: Sendable {
  /// The result tables, each with the name of its file.
  public var tables: [StudyResultTable]
  /// What the user should know: rows left out, values in conflict.
  public var warnings: [String]
  public var rowCount: Int
  /// Whether all gates of the study are passed; nil where it has none. The table `gates` says which are not.
  public var passesGates: Bool?
  /// How many of the rows met the condition of the data; nil where there is none.
  public var selectedRowCount: Int?
  /// The instrument used.
  public var instrument: Instrument?
  /// Seconds of the scan and of the analyses' ends.
  public var scanSeconds: Double
  public var finishSeconds: Double
  /// What was read; nil for results that were made otherwise.
  var inputs: StudyInputs?

  /// What came of the gates; nil where the study has none.
  public var gates: Table? { self[GateReport.tableName] }

  /// The tables of the analyses, without that of the gates.
  package var analysisTables: [StudyResultTable] { tables.filter { $0.name != GateReport.tableName } }

  /// The table of a name.
  public subscript(name: String) -> Table? { tables.first { $0.name == name }?.table }
}

/// Runs all analyses of a study in one scan of its data.
///
/// Every analysis takes the batches of the scan, or the scores made of them, and finishes at its end. Nothing is
/// written here: a run that fails leaves nothing behind.
/// - Complexity: one pass; memory O(groups) for trends by group, O(ratings) for reliability, O(administrations) for
///   scores.
public struct StudyRunner {
  private let study: Study
  private let files: [TableFile]
  private let instrument: Instrument?
  private let instrumentRecord: InputRecord?
  private let matrices = MatrixFiles()

  /// Opens the files and reads the instrument.
  /// - Throws: what is wrong with a file or with the instrument.
  public init(_ study: Study) throws(DataError) { try self.init(study, recordsPipes: true) }

  /// - Parameter recordsPipes: whether a ``ResultsFolder`` will say what was read of pipes, whose bytes are counted as
  ///   they are read.
  package init(_ study: Study, recordsPipes: Bool) throws(DataError) {
    self.study = study
    let source = try study.instrument.map { name throws(DataError) in try Instrument.source(named: name) }
    instrument = source?.instrument
    instrumentRecord = source?.record
    guard !study.data.files.isEmpty || !study.needsData else {
      throw DataError(.usage(reason: "there is no data file"))
    }
    var files: [TableFile] = []
    if let twice = PathKind.sameFile(study.data.files) {
      throw DataError(
        .usage(reason: "\(twice.second) is the same file as \(twice.first)"), file: twice.second,
        hint: "name each file once")
    }
    var options = study.data.options
    options.recordsPipes = recordsPipes
    for path in study.data.files { files.append(try TableFile(path, options: options)) }
    self.files = files
    try study.data.options.check(files)
  }

  /// Scans the data and finishes all analyses.
  /// - Parameter progress: called after every batch.
  /// - Throws: ``FidelityData/DataError`` for data that are not usable; the place is as exact as the file allows.
  public func run(progress: (StudyProgress) -> Void = { _ in }) throws(DataError) -> StudyResults {
    try run(progress: progress, receiver: nil, only: nil)
  }

  /// As ``run(progress:)``, with the rows of one table handed over as soon as they are known: it is not among the
  /// results, and its rows take memory only until they are taken.
  ///
  /// Scores of files whose rows are administrations come part by part where they are the only analysis and no roll-up
  /// needs them all; any other table comes at the end.
  /// - Parameter wantedTable: the only result table that is wanted; others may be left out to save time.
  /// - Throws: also what the receiver throws, which ends the run.
  public func run(
    progress: (StudyProgress) -> Void = { _ in }, receiver: RowReceiver?, only wantedTable: String? = nil
  ) throws(DataError) -> StudyResults {
    do {
      // The limit holds for what is computed, as for the threads that decode.
      return try WorkerThreads.limited(to: study.data.options.threads) { () throws(DataError) in
        try scanAndFinish(progress, receiver, wantedTable)
      }
    } catch {
      let located = RepeatedRows.located(error, in: files, study.data).withLines(of: files)
      throw withLayout(withForm(located)).withHeaderAdvice(of: files)
    }
  }

  private func scanAndFinish(
    _ progress: (StudyProgress) -> Void, _ receiver: RowReceiver?, _ wantedTable: String?
  ) throws(DataError) -> StudyResults {
    let clock = ContinuousClock()
    let start = clock.now
    for request in study.analyses {
      do throws(OptionFault) {
        try request.analysis.check()
      } catch {
        throw error.usage(of: request.name)
      }
    }
    if let fault = ResultNames.fault(among: study.analyses) { throw DataError(.usage(reason: fault.reason)) }
    let rounds = ScanRound.rounds(of: study)
    guard rounds.count <= 1 || files.allSatisfy({ $0.byteCount != nil }) else {
      throw DataError(
        .usage(reason: "analyses with other conditions read the data once more, and a pipe is read once"),
        file: files.first { $0.byteCount == nil }?.path, hint: "say `where` for the data, or read from a file")
    }
    var results = StudyResults(
      tables: [], warnings: study.notes, rowCount: 0, instrument: instrument,
      scanSeconds: 0, finishSeconds: 0)
    // What each analysis has found, in whichever scan; nil is the place of what scoring has to say.
    var found: [(analysis: Int?, outcome: AnalysisOutcome)] = []
    for round in rounds {
      let scanStart = clock.now
      let (states, scanned, labelWarnings) = try scanned(round, wantedTable, progress, receiver)
      results.scanSeconds += (clock.now - scanStart) / .seconds(1)
      results.rowCount = scanned.rowCount
      if rounds.count == 1 { results.selectedRowCount = scanned.findings?.selectedCount }
      results.warnings += labelWarnings.filter { !results.warnings.contains($0) }
      let names = round.analyses.map { study.analyses[$0].resultName ?? study.analyses[$0].name }
      let whose = rounds.count == 1 ? "" : names.joined(separator: ", ") + ": "
      results.warnings += (scanned.findings?.warnings ?? []).map { whose + $0 }
      var own = states
      try own.finish(context(scanned)) { outcome, analysis throws(DataError) in
        found.append((analysis.map { round.analyses[$0] }, outcome))
      }
    }
    var tableFiles: [TableFile] = []
    for (place, request) in study.analyses.enumerated() {
      guard type(of: request.analysis).readsTables else { continue }
      if request.condition != nil {
        throw DataError(
          .usage(reason: "a condition on rows is one of the data, and \(request.name) reads tables"),
          hint: "leave out its `where`, or leave the rows out of its tables")
      }
      guard let (outcome, files) = try request.analysis.outcome(of: study.tables, seed: study.seed) else { continue }
      found.append((place, outcome))
      tableFiles += files.files
    }
    // Those of tables are the warnings of whoever reads them.
    results.warnings += files.notices
    let scanSeconds = results.scanSeconds
    var isReceived = false
    // In the order of the study; what scoring says comes first.
    for (analysis, outcome) in found.enumerated().sorted(by: { a, b in
      (a.element.analysis ?? -1, a.offset) < (b.element.analysis ?? -1, b.offset)
    }).map(\.element) {
      for var table in outcome.tables {
        if let analysis { table.name = ResultNames.table(table.name, of: study.analyses[analysis]) }
        table.pieces = table.pieces.map(\.withDistinctNames)
        if let receiver, table.name == receiver.table, !isReceived {
          isReceived = true
          for piece in table.pieces { try receiver.take(piece) }
        } else {
          results.append(table)
        }
      }
      results.warnings += outcome.warnings
    }
    results.inputs = StudyInputs(data: files + tableFiles, instrument: instrumentRecord, matrices: matrices.files)
    if wantedTable == nil, !study.gates.isEmpty {
      let report = GateReport(study.gates, results.tables)
      results.passesGates = report.passes
      results.append(StudyResultTable(GateReport.tableName, report.table))
    }
    results.finishSeconds = (clock.now - start) / .seconds(1) - scanSeconds
    return results
  }

  /// Scans the data for the analyses of a round.
  private func scanned(
    _ round: ScanRound, _ wantedTable: String?, _ progress: (StudyProgress) -> Void, _ receiver: RowReceiver?
  ) throws(DataError) -> (StudyStates, PartScan.Summary, warnings: [String]) {
    let secondLook = SecondLook()
    var found = try scan(round, collectsRatings: false, secondLook, wantedTable, progress, receiver)
    // Ratings that do not come unit by unit, then sums that lost digits: each is asked for once.
    for _ in 0..<2 where found == nil {
      found = try scan(round, collectsRatings: true, secondLook, wantedTable, progress, receiver)
    }
    guard let found else { preconditionFailure("collected ratings come in any order") }
    guard found.1.rowCount > 0 else {
      throw DataError(.unusable(reason: "the table has a header but no rows"), file: files[0].path)
    }
    if let findings = found.1.findings, findings.selectedCount == 0 { throw noRow(findings, round) }
    return found
  }

  /// Makes the states and lets them take all rows; nil where ratings must be collected, and are not.
  private func scan(
    _ round: ScanRound, collectsRatings: Bool, _ secondLook: SecondLook, _ wantedTable: String?,
    _ progress: (StudyProgress) -> Void, _ receiver: RowReceiver?
  ) throws(DataError) -> (StudyStates, PartScan.Summary, warnings: [String])? {
    var data = study.data
    data.condition = round.condition
    let countedRows = round.analyses.map { study.analyses[$0].analysis.countedRows }
    var table = try StudyTable(
      data, files: files, instrument: instrument, keyColumns: study.analyses.flatMap(\.analysis.keyColumns),
      seed: study.seed, wantedTable: wantedTable, collectsRatings: collectsRatings,
      countedRows: countedRows.min() ?? .refused, matrices: matrices, secondLook: secondLook)
    var states = try StudyStates(round.analyses.map { study.analyses[$0].analysis }, &table)
    do {
      let summary = try scan(table, &states, progress, receiver)
      states.endScan(context(summary))
      return states.mustStartAgain ? nil : (states, summary, table.labelWarnings(summary))
    } catch {
      guard error == StudyStates.startAgain else { throw error }
      return nil
    }
  }

  /// Lets the states take all rows.
  private func scan(
    _ table: StudyTable, _ states: inout StudyStates, _ progress: (StudyProgress) -> Void, _ receiver: RowReceiver?
  ) throws(DataError) -> PartScan.Summary {
    let sizes = files.compactMap(\.byteCount)
    let byteCount = sizes.count == files.count ? sizes.reduce(0, +) : nil
    func report(_ rowCount: Int) {
      progress(
        StudyProgress(bytesDone: files.reduce(0) { $0 + $1.bytesDone }, byteCount: byteCount, rowCount: rowCount))
    }
    let scan = try table.scan()
    return try scan.run(
      fresh: states,
      consume: { states, batch, dictionaries throws(DataError) in try states.consume(batch, dictionaries) },
      merge: { part, dictionaries throws(DataError) in
        if let codes = part.codes { try states.merge(part.state, codes) } else { states = part.state }
        guard let receiver, scan.isUniform else { return }
        for rows in states.takeRows(of: receiver.table, dictionaries) { try receiver.take(rows.withDistinctNames) }
      },
      progress: report)
  }

  /// The error of a condition that no row meets.
  private func noRow(_ findings: RowFilter.Findings, _ round: ScanRound) -> DataError {
    DataError(
      .unusable(reason: "no row \(round.condition.map { "meets the condition \($0.text)" } ?? "has a rating")"),
      file: files[0].path,
      hint: findings.warnings.isEmpty ? nil : findings.warnings.joined(separator: "; "))
  }

  private func context(_ scanned: PartScan.Summary) -> StudyContext {
    StudyContext(
      dictionaries: scanned.dictionaries, firstFile: files[0].path, duplicates: study.data.duplicates,
      preferredOrder: preferredOrder)
  }

  private var preferredOrder: [String: [String]] {
    guard let instrument else { return [:] }
    let items = instrument.items.map(\.id)
    return Dictionary(
      [("item", items), (study.data.roles["item"]?.first ?? "item", items)], uniquingKeysWith: { first, _ in first })
  }

  /// Says what a text is that is no number: a decimal comma, separators of thousands, or a word of an ordered scale.
  private func withForm(_ error: DataError) -> DataError {
    guard error.problem == .notANumber, let value = error.value else { return error }
    var result = error
    let form = NumberForm(value, usesDecimalComma: study.data.options.usesDecimalComma)
    let readsRatings = study.analyses.contains { $0.analysis.readsRatings }
    let hasCategories = study.analyses.contains { request in
      OptionDescription.all(of: type(of: request.analysis)).contains { $0.name == "categories" }
    }
    let advice: Remedy? =
      switch form {
      case .decimalComma: .options("with a comma for the point, say `decimal-comma`")
      case .thousands:
        .options("write \(NumberForm.plain(value)), or say which mark separates thousands with `thousands`")
      case .word
      where readsRatings && hasCategories && error.column != study.data.time?.column
        && !study.data.isCount(error.column):
        .options("where ratings are words, say their order with `categories`")
      default: nil
      }
    if let advice { result.remedy = error.remedy.map { .either(advice, $0) } ?? advice }
    return result
  }

  /// Says where a column counts as ratings only because its name has the form of the layout.
  private func withLayout(_ error: DataError) -> DataError {
    let readsRatings = study.analyses.contains { $0.analysis.readsRatings }
    guard case .wide(let pattern) = study.data.layout, instrument == nil, readsRatings, error.problem == .notANumber,
      let column = error.column, pattern.match(column) != nil, !study.data.namedColumns.contains(column)
    else { return error }
    var result = error
    result.remedy = .nameItems(layout: pattern.text, error.remedy ?? .words("correct the cell"))
    return result
  }
}

extension DataError {
  /// Adds the physical lines of text files, and the cells of workbooks, to errors that know only the row.
  func withLines(of files: [TableFile]) -> DataError {
    var result = self
    for file in files {
      func lacksLine(_ error: DataError) -> Bool {
        error.file == file.path && error.line == nil && error.cell == nil
      }
      let rows = ([result] + result.others).filter(lacksLine).compactMap(\.row)
      guard !rows.isEmpty else { continue }
      if file.sheetName != nil {
        if lacksLine(result) { result.cell = result.cell(in: file) }
        for index in result.others.indices where lacksLine(result.others[index]) {
          result.others[index].cell = result.others[index].cell(in: file)
        }
        continue
      }
      let lines = file.physicalLines(ofRows: rows)
      if lacksLine(result) { result.line = result.row.flatMap { lines[$0] } }
      for index in result.others.indices where lacksLine(result.others[index]) {
        result.others[index].line = result.others[index].row.flatMap { lines[$0] }
      }
    }
    return result
  }
}

extension DataError {
  /// Adds where the header of a file may be, to errors of its names and to words among its numbers.
  func withHeaderAdvice(of files: [TableFile]) -> DataError {
    let isOfHeader =
      switch problem {
      case .unknownColumn, .duplicateColumn, .notANumber, .notADate: true
      default: false
      }
    guard isOfHeader, let file = files.first(where: { $0.path == self.file }) else { return self }
    var advice = file.headerAdvice
    if advice == nil, case .unknownColumn = problem { advice = file.sheetAdvice }
    guard let advice else { return self }
    var result = self
    result.remedy = remedy.map { .either(.options(advice), $0) } ?? .options(advice)
    return result
  }

  fileprivate func cell(in file: TableFile) -> String? {
    row.flatMap { file.cell(row: $0, column: column) }
  }
}

extension StudyResults {
  /// A second table of a name gets a number.
  fileprivate mutating func append(_ table: StudyResultTable) {
    var name = table.name
    var number = 1
    while tables.contains(where: { $0.name == name }) {
      number += 1
      name = "\(table.name)-\(number)"
    }
    tables.append(StudyResultTable(name, pieces: table.pieces))
  }
}

extension Table {
  /// A column of the data that is called like one of the result gets a prefix: the names of results are fixed and stand
  /// to the right of those of the data.
  fileprivate var withDistinctNames: Table {
    var columns: [Table.Column] = []
    var taken: Set<String> = []
    for var column in self.columns.reversed() {
      while !taken.insert(column.name).inserted { column.name = "data_\(column.name)" }
      columns.append(column)
    }
    return Table(columns: columns.reversed())
  }
}
